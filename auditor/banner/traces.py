"""Which consent platforms a page carries, by what their code leaves: scripts, cookies, keys; a banner need not stand."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from auditor.banner.known import Selectors
from auditor.catalogue.match import matches

__all__ = ["platform_traces"]


def platform_traces(
    urls: Iterable[str], cookies: Iterable[str], storage: Iterable[str], selectors: Selectors
) -> dict[str, tuple[str, ...]]:
    """Say by platform id which traces were found; platforms without a trace are left out.

    `urls` of scripts, `cookies` and `storage` by their names. A name that others use too is a trace and no proof.
    """
    loaded = [f"{(parts := urlsplit(url)).hostname or ''}{parts.path}".lower() for url in sorted(set(urls)) if _readable(url)]
    names, keys = sorted(set(cookies)), sorted(set(storage))
    found: dict[str, tuple[str, ...]] = {}
    for platform, cmp in selectors.cmps.items():
        known = cmp.recognise
        why = [f"script {part}" for part in known.scripts if any(part.lower() in url for url in loaded)]
        why += [f"cookie {pattern}" for pattern in known.cookies if any(matches(pattern, name) for name in names)]
        why += [f"key {pattern}" for pattern in known.storage if any(matches(pattern, key) for key in keys)]
        if why:
            found[platform] = tuple(f"selectors/cmps/{platform}.yaml: {one}" for one in why)
    return found


def _readable(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False
