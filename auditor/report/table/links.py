"""Where the references of findings lead: to a row of the tables of their site, or to a picture beside the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from auditor.escape import local_path
from auditor.results import Cookie, Result, StorageItem, Tracker

__all__ = ["names", "pictures", "target"]


def names(thing: Cookie | StorageItem | Tracker) -> str:
    """What a reference calls a thing, without its phase: `cookie:_ga`, `storage:local:https://shop.example:key`, `host:…`."""
    if isinstance(thing, Cookie):
        return f"cookie:{thing.name}"
    if isinstance(thing, StorageItem):
        return f"storage:{thing.kind}:{thing.origin}:{thing.key}"
    return f"host:{thing.host}"


def target(reference: str, rows: Mapping[str, str], result: Result) -> str | None:
    """The link of a reference such as `cookie:_ga@refuse`; None where nothing in the report shows it.

    `rows` maps `names` to the id of a row.
    """
    what = reference.rpartition("@")[0]
    kind, _, rest = what.partition(":")
    if kind == "screenshot":
        return local_path("sites", result.slug, rest) if rest in result.screenshots else None
    if kind == "request":
        try:
            what = f"host:{urlsplit(rest).hostname}"
        except ValueError:
            return None
    return f"#{rows[what]}" if what in rows else None


def pictures(result: Result) -> tuple[tuple[str, str], ...]:
    """File name and relative link of each screenshot that is a plain picture of the site's own folder."""
    paths = ((name, local_path("sites", result.slug, name)) for name in result.screenshots)
    return tuple((name, path) for name, path in paths if path and name.endswith(".png"))
