"""The words of a notice, from templates. Whatever a page had a hand in is escaped before a template sees it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from auditor.errors import UsageError
from auditor.escape import markdown, terminal, visible
from auditor.fleet.notices.notice import Weighed
from auditor.report.comparison import as_markdown, as_text

__all__ = ["Worded", "word"]

_SHOWN = 20
"""Failures and sites that are named; the rest is counted."""
_LIMIT = 20_000
"""Characters of the changes: services refuse long messages."""


class Worded:
    """One notice in words."""

    def __init__(self, subject: str, mail: str, webhook: str) -> None:
        self.subject = subject
        """One line."""
        self.mail = mail
        """Plain text."""
        self.webhook = webhook
        """Markdown."""


def word(weighed: Weighed, language: str, templates: Path | None) -> Worded:
    """Put a notice into words. Raises UsageError where a template of the user's own has a mistake."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, FunctionLoader, StrictUndefined, TemplateError

    own = [FileSystemLoader(templates)] if templates is not None else []
    environment = Environment(
        loader=ChoiceLoader([*own, FunctionLoader(_shipped)]),
        # Plain text and Markdown: the values come escaped for each, and HTML's entities would be shown as they stand.
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def said(name: str, values: dict[str, Any]) -> str:
        try:
            return environment.get_template(f"{language}/{name}.txt").render(values).strip()
        except TemplateError as error:
            where = getattr(error, "lineno", None)
            raise UsageError(
                f"the template {language}/{name}.txt{f':{where}' if where else ''} cannot be used: {error}", kind="template"
            ) from error

    plain = _values(weighed, terminal, "\n".join(as_text(c, language) for c in weighed.comparisons))
    marked = _values(weighed, markdown, "\n".join(as_markdown(c, language) for c in weighed.comparisons))
    return Worded(visible(said("subject", plain), 180), f"{said('mail', plain)}\n", said("webhook", marked))


def _values(weighed: Weighed, escape: Callable[[str, int | None], str], changes: str) -> dict[str, Any]:

    def short(text: str) -> str:
        return escape(text, 300)

    cut = changes.rfind("\n", 0, _LIMIT) if len(changes) > _LIMIT else len(changes)
    return {
        "new_failures": [
            {"site": short(change.url), "rule": short(change.name), "severity": change.severity}
            for change in weighed.new_failures[:_SHOWN]
        ],
        "new_failures_count": len(weighed.new_failures),
        "failed_sites": [{"site": short(site.url), "kind": short(site.kind)} for site in weighed.failed_sites[:_SHOWN]],
        "failed_sites_count": len(weighed.failed_sites),
        "changes": changes[:cut].strip() + ("\n…" if cut < len(changes) else ""),
        "changes_count": len(weighed.changes),
        "first_site": short(_first(weighed)),
        "sites_count": len(weighed.run.results),
        "run": short(str(weighed.folder)),
        "started_at": short(weighed.run.info.started_at),
        "reasons": list(weighed.reasons),
    }


def _first(weighed: Weighed) -> str:
    told = (*(c.url for c in weighed.new_failures), *(s.url for s in weighed.failed_sites), *(c.url for c in weighed.changes))
    return next(iter(told), "")


def _shipped(name: str) -> str | None:
    try:
        return files("auditor.fleet.notices").joinpath("templates", *name.split("/")).read_text("utf-8")
    except OSError:
        return None
