"""Sites that take for consent what is none, or do not; and what a choice does besides."""

from __future__ import annotations

from auditor.demo.expected import Expected
from auditor.demo.sites import Demo
from tests.sites.building import FACEBOOK, GOOGLE, NOTHING, banner, case, page
from tests.sites.hard import CLICKED, HONEST, KEEPS, NO_RETURN, title

__all__ = ["SCENARIOS"]

_CROSS = {"Tout accepter": "yes()", "Tout refuser": "no()"}
_NOT_CONSENT = frozenset({"consent-by-scroll", "consent-by-navigation"})
_LONG = '<section style="height: 4200px" aria-label="Plan des parcelles"></section>'


def _script(code: str) -> str:
    return f"<script>{code}</script>"


def _with_cross(code: str) -> str:
    """The usual banner, and a cross beside its buttons that runs the code."""
    cross = f'<button type="button" aria-label="Fermer" onclick="{code}" style="float: right">×</button>'
    return banner(buttons=_CROSS).replace("<p>", f"{cross}<p>", 1)


_PURPOSES = """
<template id="plus">
<h2>Vos préférences</h2>
<p><label><input type="checkbox" id="pub"> Publicité personnalisée</label></p>
<p><label><input type="checkbox" id="mes"> Mesure d'audience</label></p>
<button type="button" onclick="yes()">Tout accepter</button>
<button type="button" onclick="no()">Tout refuser</button>
<button type="button" onclick="save()">Enregistrer mes choix</button>
</template>
"""
_OPENS = "function more() { bandeau.replaceChildren(plus.content.cloneNode(true)); }"
_WAYS = {"Tout accepter": "yes()", "Tout refuser": "no()", "Paramétrer": "more()"}
_START = (
    "function start() { if (/accept|mesure/.test(known)) google(); if (/accept|publicite/.test(known)) facebook(); } start();"
    "function yes() { remember('accept'); known = 'accept'; hide(); start(); } function no() { remember('refuse'); hide(); }"
)
_BY_PURPOSE = _script(
    f"{_START}{_OPENS}"
    "function save() { known = mes.checked ? 'mesure' : pub.checked ? 'publicite' : 'refuse'; remember(known); hide(); start(); }"
)
_ALL_THE_SAME = _script(f"{_START}{_OPENS} function save() {{ if (mes.checked || pub.checked) yes(); else no(); }}")
_BOTH = GOOGLE | FACEBOOK


def _expected(what: str, **said: frozenset[str]) -> Expected:
    fails, passes = said.pop("fails", NOTHING), said.pop("passes", NOTHING)
    return Expected(
        title=title(what),
        outcomes=CLICKED,
        trackers=KEEPS,
        fails=NO_RETURN | fails,
        passes=frozenset({"tracker-before-choice", "tracker-after-refuse"}) | passes,
        refuse_clicks=1,
        **said,
    )


SCENARIOS: tuple[Demo, ...] = (
    case(
        "croix-oui",
        page(HONEST, _with_cross("yes()")),
        _expected("the cross accepts", fails=frozenset({"close-means-accept"}), passes=_NOT_CONSENT),
    ),
    case(
        "croix",
        page(HONEST, _with_cross("hide()")),
        _expected("the cross closes and no more", passes=_NOT_CONSENT | {"close-means-accept", "beacon-on-leave"}),
    ),
    case(
        "defile",
        page(
            HONEST,
            _LONG,
            _script("addEventListener('scroll', function () { if (!known && scrollY > 900) { yes(); known = 1; } });"),
            banner(),
            _script("var no0 = no; no = function () { known = 'refuse'; no0(); };"),
        ),
        _expected(
            "scrolling accepts",
            fails=frozenset({"consent-by-scroll"}),
            not_passed=frozenset({"consent-by-scroll", "consent-by-navigation"}),
        ),
    ),
    case(
        "poursuite",
        page(
            HONEST,
            banner(),
            _script("if (!known && sessionStorage.pages) yes(); sessionStorage.pages = 1;"),
        ),
        _expected("the second page accepts", fails=frozenset({"consent-by-navigation"}), passes=frozenset({"consent-by-scroll"})),
    ),
    case(
        "paresse",
        page(
            HONEST,
            _LONG,
            '<img loading="lazy" width="2" height="2" alt="" src="https://www.facebook.com/tr/?id=5&ev=Seen&noscript=1">',
            banner(),
        ),
        Expected(
            title=title("a tracker far down the page, which nobody asked for: no consent is taken from scrolling"),
            outcomes=CLICKED,
            fails=NO_RETURN | {"tracker-after-refuse"},
            may_fail=frozenset({"tracker-before-choice", "ids-remain-after-refuse"}),
            not_passed=frozenset({"consent-by-scroll"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "en-partie",
        page(_PURPOSES, _BY_PURPOSE, banner(buttons=_WAYS)),
        Expected(
            title=title("a choice by purpose that is kept"),
            outcomes=CLICKED | {"partial": "clicked"},
            trackers=KEEPS | {"accept": _BOTH},
            fails=NO_RETURN,
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse", "partial-consent-ignored", "consent-by-scroll"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "en-partie-tout",
        page(_PURPOSES, _ALL_THE_SAME, banner(buttons=_WAYS)),
        Expected(
            title=title("whoever allows one purpose has allowed all"),
            outcomes=CLICKED | {"partial": "clicked"},
            trackers=KEEPS | {"accept": _BOTH},
            fails=NO_RETURN | {"partial-consent-ignored"},
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "depart",
        page(
            HONEST,
            banner(),
            _script(
                "addEventListener('pagehide', function () { if (root.dataset.choice === 'none')"
                " navigator.sendBeacon('https://www.facebook.com/tr/?id=5&ev=Leave&choice=none', ''); });"
            ),
        ),
        _expected("a beacon at leaving, where nothing was chosen", fails=frozenset({"beacon-on-leave"})),
    ),
    case(
        "renvoi",
        {
            "/": page(HONEST, banner(buttons={"Tout accepter": "yes()", "Tout refuser": "no(); location = '/au-revoir.html'"})),
            "/suite.html": page(HONEST, banner()),
            "/au-revoir.html": page(HONEST, "<p>À bientôt, peut-être.</p>"),
        },
        Expected(
            title=title("refusing leads off the page"),
            trackers={"before": NOTHING, "accept": GOOGLE},
            fails=NO_RETURN,
            may_fail=frozenset({"reasks-after-refuse"}),
            not_passed=frozenset({"refuse-redirects-away"}),
        ),
    ),
    case(
        "retient",
        page(
            HONEST,
            "<article id='texte'>"
            + "<p>Les semis de mars se font sous châssis, à l'abri du vent du nord.</p>" * 12
            + "</article>",
            banner(),
            _script("if (known === 'refuse') texte.remove();"),
        ),
        _expected("whoever refuses is shown nothing to read", not_passed=frozenset({"cookie-wall"})),
    ),
    case(
        "oubli",
        page(
            HONEST,
            banner(),
            _script(
                "remember = function (choice) { document.cookie = 'consent=' + choice + '; Max-Age='"
                " + (choice === 'accept' ? 15552000 : 86400) + '; Path=/; Secure; SameSite=Lax'; root.dataset.choice = choice; };"
            ),
        ),
        _expected("a refusal is kept for a day, an acceptance for six months", fails=frozenset({"refusal-forgotten-sooner"})),
    ),
)
