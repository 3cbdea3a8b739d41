"""From what is on the shelf to HTML: words, templates, and the small functions that templates need.

Whatever a template prints passes `_finalize`, so that no field can be forgotten; what is markup already was made here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from auditor.catalogue.load import parse
from auditor.escape import html, link, visible
from auditor.report.table import Words, words
from auditor.report.table.said import picture, reference

__all__ = ["STATIC", "Pages", "script", "style"]

_HERE = files("auditor.serve")
_TEXT, _SHORT = 700, 120
_DAY = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@cache
def style() -> bytes:
    """That of the reports, and what the dashboard has beside it."""
    report = files("auditor.report") / "templates" / "style.css"
    return (report.read_text("utf-8") + _read("style.css")).encode()


@cache
def script() -> bytes:
    """What makes the pages handier; they work without it."""
    return _read("script.js").encode()


@cache
def _version() -> str:
    return hashlib.sha256(style() + script()).hexdigest()[:12]


STATIC: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "style.css": (style, "text/css; charset=utf-8"),
    "script.js": (script, "text/javascript; charset=utf-8"),
    "icon.svg": (lambda: _read("icon.svg").encode(), "image/svg+xml"),
}
"""What lies under /static/, and its type."""


class Pages:
    """Draws pages in one language. Raises UsageError where there is no such language."""

    def __init__(self, language: str) -> None:
        report = words(language)
        own = _HERE / "locales" / f"{language}.yaml"
        if not own.is_file():  # a language that only the reports speak yet
            own = _HERE / "locales" / "en.yaml"
        self.said = Words(language, {**report.texts, **parse(own.read_text("utf-8"), dict[str, str], source=str(own))})
        self._environment = Environment(
            loader=FunctionLoader(_read),
            autoescape=True,
            finalize=_finalize,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            language=language,
            version=_version(),
            say=self.say,
            count=lambda key, n: Markup(self.said.count(key, n)),
            label=lambda group, name: html(self.said.label(group, name), _SHORT),
            to=to,
            short=lambda text: html(text or "", _SHORT),
            cell=lambda text: html(text or "", 300),
            whole=lambda text: html(text or "", 5000),
            exact=exact,
            address=_address,
            reference=lambda text: html(reference(text, 90)),
            day=lambda time: _DAY.sub(r"\1 \2", time),
            lang=lambda tag: Markup(' lang="{}"').format(tag) if tag and _LANGUAGE.fullmatch(tag) else Markup(""),
            shows=lambda file: html(picture(file, self.said), _SHORT),
        )

    def say(self, key: str, **fields: object) -> Markup:
        """A text of the dashboard or of the reports, its fields escaped."""
        return Markup(self.said.say(key, **{name: html(str(value), _SHORT) for name, value in fields.items()}))

    def draw(self, template: str, **given: Any) -> str:
        """One page."""
        return self._environment.get_template(f"{template}.html").render(**given)


def to(*parts: str, **query: object) -> Markup:
    """A link to a page of ours, as it stands in an attribute."""
    path = "/" + "/".join(quote(part, safe="", errors="replace") for part in parts)
    asked = urlencode({name: str(value).encode("utf-8", "replace") for name, value in query.items() if value not in ("", None)})
    return Markup.escape(f"{path}?{asked}" if asked else path)


def exact(text: str) -> Markup:
    """A text as it is, for a field that comes back to us; where it is nothing that can be, it is made visible."""
    return Markup.escape(text if text.isprintable() else visible(text))


def _read(name: str) -> str:
    return (_HERE / "templates" / name).read_text("utf-8")


def _finalize(value: object) -> object:
    return "" if value is None else html(value if isinstance(value, Markup) else str(value), _TEXT)


def _address(url: str) -> Markup:
    shown, leads = html(url, 300), link(url)
    if leads is None:
        return Markup("<code>{}</code>").format(shown)
    return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(leads, shown)
