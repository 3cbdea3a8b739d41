"""Sites that put the question evenly, and sites that do not: looks, what stands on, who reaches the answers, in what words."""

from __future__ import annotations

from dataclasses import replace

from auditor.demo.expected import Expected
from auditor.demo.sites import Demo
from tests.sites.building import NOTHING, banner, case, page, part
from tests.sites.hard import HONEST, NO_RETURN, honest

__all__ = ["DESIGN"]

_EVEN = frozenset({"contrast-trick", "refuse-less-visible", "banner-not-accessible"})
_ENGLISH = (
    "We and our partners use cookies to measure how this site is used and to show you ads that are based on your interests. "
    "You can accept or reject all of them, and the site will be the same to you."
)
_FRENCH = (
    "Nous et nos partenaires aimerions utiliser des cookies pour mesurer la fréquentation du site et pour vous montrer des "
    "publicités qui vous ressemblent. Vous pouvez les accepter ou les refuser, et le site sera le même pour vous."
)


def _told(what: str, passes: frozenset[str], fails: frozenset[str] = NOTHING) -> Expected:
    usual = honest(what)
    return replace(usual, passes=usual.passes | passes, fails=NO_RETURN | fails)


DESIGN: tuple[Demo, ...] = (
    case(
        "egal",
        page(HONEST, banner(text=_FRENCH)),
        _told("two answers that look alike, in the words of the page", _EVEN | {"banner-language-differs"}),
    ),
    case(
        "faible",
        page(HONEST, part("faible.html")),
        _told(
            "a refusal in pale letters among the words of the text, for the mouse only",
            NOTHING,
            _EVEN,
        ),
    ),
    case(
        "ailleurs",
        page(HONEST, banner(text=_ENGLISH, buttons={"Accept all": "yes()", "Reject all": "no()"})),
        _told("a banner in English on a page in French", _EVEN, frozenset({"banner-language-differs"})),
    ),
    case(
        "cochees",
        page(HONEST, part("cochees.html").replace("ON", " checked")),
        _told("an option that stands on when the visitor comes", _EVEN, frozenset({"preticked"})),
    ),
    case(
        "decochees",
        page(HONEST, part("cochees.html").replace("ON", "")),
        _told("options that all stand off, but for what is needed", _EVEN | {"preticked"}),
    ),
)
