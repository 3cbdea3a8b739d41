"""What the hard cases are made of: a French page with a second one, a choice that the server's log can read, a banner, tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, html, not_found
from auditor.demo.sites import Demo

__all__ = ["FACEBOOK", "GOOGLE", "NOTHING", "banner", "case", "page", "part"]

GOOGLE = frozenset({"www.google-analytics.com"})
FACEBOOK = frozenset({"connect.facebook.net", "www.facebook.com"})
NOTHING: frozenset[str] = frozenset()

_PAGES = Path(__file__).parent / "pages"
_TEXT = "Nous aimerions utiliser des cookies pour mesurer l'audience du site et montrer des publicités."


def part(name: str) -> str:
    """One file of `pages`."""
    return (_PAGES / name).read_text("utf-8")


def page(*parts: str, title: str = "Le jardin partagé", language: str = "fr") -> str:
    """A whole page with the parts after its text, so that their scripts find the elements."""
    text = part("shell.html").replace("{{title}}", title).replace("{{language}}", language)
    return text.replace("{{body}}", "".join(parts))


def banner(
    *, text: str = _TEXT, buttons: Mapping[str, str] = {"Tout accepter": "yes()", "Tout refuser": "no()"}, delay_ms: int = 0
) -> str:
    """A usual banner, shown unless a choice is known; `buttons`: text → script."""
    written = "".join(f'<button type="button" onclick="{script}">{said}</button> ' for said, script in buttons.items())
    whole = part("banner.html").replace("{{text}}", text).replace("{{buttons}}", written)
    return whole.replace("{{delay}}", str(delay_ms))


def case(name: str, pages: str | Mapping[str, str | Callable[[Request], Response]], expected: Expected, *hosts: Site) -> Demo:
    """One site `www.<name>.example`: one page for both addresses (a string), or a mapping from path to page or answer."""
    host = f"www.{name}.example"
    answers = {"/": pages, "/suite.html": pages} if isinstance(pages, str) else dict(pages)
    answers.setdefault("/confidentialite.html", page(part("confidentialite.html")))

    def answer(request: Request) -> Response:
        found = answers.get(request.path)
        if found is None:
            return not_found()
        return html(found) if isinstance(found, str) else found(request)

    return Demo(id=name, url=f"https://{host}/", hosts=(Site(host=host, handler=answer), *hosts), expected=expected)
