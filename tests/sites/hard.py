"""Hard cases of our own: each site with what a person would find and what the server must see, written beforehand."""

from __future__ import annotations

import secrets

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, html, script
from auditor.demo.sites import Demo
from tests.sites.building import FACEBOOK, GOOGLE, NOTHING, banner, case, page, part

__all__ = ["CLICKED", "HARD", "HONEST", "KEEPS", "NO_RETURN", "honest", "title"]

CLICKED = {"before": "recorded", "refuse": "clicked", "accept": "clicked"}
_NO_BANNER = {"before": "recorded", "refuse": "no-banner", "accept": "no-banner"}
HONEST = part("honest.html")
KEEPS = {"before": NOTHING, "refuse": NOTHING, "accept": GOOGLE}
_KEPT = frozenset(
    {"tracker-before-choice", "tracker-after-refuse", "no-refuse-first-layer", "refuse-costs-more-clicks", "reasks-after-refuse"}
)

NO_RETURN = frozenset({"no-withdraw-control"})
"""None of these sites has a control that opens the choices again."""


def title(text: str) -> dict[str, str]:
    """The same title in both languages: these sites are no part of the demo."""
    return {"fr": text, "en": text}


def honest(what: str) -> Expected:
    """What is true of a site that keeps to the choice, and that cannot be asked again."""
    return Expected(
        title=title(what), outcomes=CLICKED, trackers=KEEPS, fails=NO_RETURN, passes=_KEPT, refuse_clicks=1, accept_clicks=1
    )


def _lying(
    what: str, refuse: frozenset[str], accept: frozenset[str], *, keeps_identifiers: bool = True, more: frozenset[str] = NOTHING
) -> Expected:
    return Expected(
        title=title(what),
        outcomes=CLICKED,
        trackers={"before": NOTHING, "refuse": refuse, "accept": accept},
        fails=NO_RETURN | {"tracker-after-refuse"} | ({"ids-remain-after-refuse"} if keeps_identifiers else NOTHING) | more,
        passes=frozenset({"tracker-before-choice", "no-refuse-first-layer", "reasks-after-refuse"}),
        refuse_clicks=1,
    )


def _headers(request: Request) -> Response:
    served = html(page(part("entetes.html"), banner()))
    if "_ga" in request.cookies:
        return served
    visitor = f"GA1.1.{secrets.randbelow(10**9) + 10**9}.1700000000"
    attributes = "Path=/; Domain=.entetes.example; Max-Age=33696000; Secure; HttpOnly; SameSite=Lax"
    return served.with_cookies(f"_ga={visitor}; {attributes}")


def _clean(request: Request) -> Response:
    return html(page(part("propre.html"))).with_cookies(
        f"PHPSESSID={secrets.token_hex(13)}; Path=/; Secure; HttpOnly; SameSite=Lax",
        "lang=fr; Path=/; Max-Age=31536000; Secure; SameSite=Lax",
    )


def _worker(request: Request) -> Response:
    return script(part("sw.js"))


_FRAME_HOST = Site(host="messages.consentement.example", handler=lambda request: html(part("avis.html")))
_WORKER_PAGE = page(part("ouvrier.html"), banner())
_FACEBOOK_PIXEL = frozenset({"www.facebook.com"})

HARD: tuple[Demo, ...] = (
    case("cadre", page(HONEST, part("cadre.html")), honest("a banner in a frame of another origin"), _FRAME_HOST),
    case("ombre", page(part("ombre.html")), _lying("a closed shadow root, a pixel after refusing", FACEBOOK, FACEBOOK | GOOGLE)),
    case("tardif", page(HONEST, banner(delay_ms=4000)), honest("a banner four seconds after the page")),
    case("alerte", page(HONEST, banner(), part("alerte.html")), honest("a dialog on arrival")),
    case(
        "english",
        page(
            HONEST,
            banner(
                text="We would like to use cookies to measure how this site is used.",
                buttons={"Accept all": "yes()", "Reject all": "no()"},
            ),
            title="The shared garden",
            language="en",
        ),
        honest("an English banner"),
    ),
    case(
        "plus-loin",
        {"/": page(HONEST, banner()), "/suite.html": page(HONEST, part("plus-loin.html"), title="Le calendrier des semis")},
        _lying("a pixel after refusing, on the second page only", FACEBOOK, GOOGLE),
    ),
    case(
        "ouvrier",
        {"/": _WORKER_PAGE, "/suite.html": _WORKER_PAGE, "/sw.js": _worker},
        _lying("a service worker that measures after refusing", GOOGLE, GOOGLE, keeps_identifiers=False),
    ),
    case(
        "balise",
        page(HONEST, part("balise.html"), banner()),
        _lying("a beacon at leaving, after refusing", _FACEBOOK_PIXEL, GOOGLE, more=frozenset({"beacon-on-leave"})),
    ),
    case(
        "deuxieme-couche",
        page(HONEST, part("deuxieme-couche.html"), banner(buttons={"Tout accepter": "yes()", "Paramétrer": "more()"})),
        Expected(
            title=title("refusing only behind settings"),
            outcomes=CLICKED,
            trackers=KEEPS,
            refuse_clicks=2,
            accept_clicks=1,
            controls={"accept": "Tout accepter", "settings": "Paramétrer"},
            fails=NO_RETURN | {"no-refuse-first-layer", "refuse-costs-more-clicks"},
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse", "no-refuse-at-all"}),
        ),
    ),
    case(
        "tenace",
        page(part("tenace.html"), banner()),
        Expected(
            title=title("a refuse button that does nothing"),
            outcomes={"before": "recorded", "refuse": "not-dismissed", "accept": "clicked"},
            trackers={"before": NOTHING, "refuse": NOTHING, "accept": GOOGLE},
            fails=NO_RETURN,
            passes=frozenset({"tracker-before-choice"}),
            unsure=frozenset({"tracker-after-refuse", "ids-remain-after-refuse", "reasks-after-refuse", "no-refuse-at-all"}),
        ),
    ),
    case(
        "entetes",
        {"/": _headers, "/suite.html": _headers},
        Expected(
            title=title("identifiers by Set-Cookie alone: HttpOnly of its own, and of a third party"),
            outcomes=CLICKED,
            trackers={"before": _FACEBOOK_PIXEL, "refuse": _FACEBOOK_PIXEL, "accept": _FACEBOOK_PIXEL},
            cookies={"before": frozenset({"_ga", "fr"})},
            fails=NO_RETURN | {"tracker-before-choice", "tracker-after-refuse", "ids-remain-after-refuse"},
            refuse_clicks=1,
        ),
    ),
    case(
        "compris",
        page(
            part("compris.html"),
            banner(text="Ce site utilise des cookies pour mesurer son audience.", buttons={"J'ai compris": "ok()"}),
        ),
        Expected(
            title=title("a notice that only takes note"),
            outcomes={"before": "recorded", "refuse": "no-control"},
            trackers={"before": GOOGLE},
            fails=NO_RETURN
            | {
                "tracker-before-choice",
                "no-banner-with-trackers",
                "no-refuse-first-layer",
                "no-refuse-at-all",
                "beacon-on-leave",
            },
            not_passed=frozenset({"tracker-after-refuse"}),
        ),
    ),
    case(
        "retourne",
        page(part("retourne.html"), banner(buttons={"Tout accepter": "yes()", "Tout refuser": "yes()"})),
        Expected(
            title=title("« Tout refuser » stores a yes"),
            trackers={"before": NOTHING},
            passes=frozenset({"tracker-before-choice"}),
            fails=NO_RETURN | {"misleading-label"},
            may_fail=frozenset({"tracker-after-refuse", "ids-remain-after-refuse"}),
            not_passed=frozenset({"tracker-after-refuse", "ids-remain-after-refuse"}),
        ),
    ),
    case(
        "oublieux",
        page(part("oublieux.html"), banner()),
        Expected(
            title=title("a refusal that is stored nowhere"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN | {"reasks-after-refuse"},
            passes=frozenset({"tracker-before-choice", "no-refuse-first-layer"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "propre",
        {"/": _clean, "/suite.html": _clean},
        Expected(title=title("no banner, nothing to ask for"), banner=False, outcomes=_NO_BANNER, trackers={"before": NOTHING}),
    ),
    case(
        "lettre",
        page(part("lettre.html")),
        Expected(
            title=title("a newsletter box that speaks of cookies to eat"),
            banner=False,
            outcomes=_NO_BANNER,
            trackers={"before": NOTHING},
        ),
    ),
    case(
        "sans-cookie",
        page(part("sans-cookie.html"), banner()),
        Expected(
            title=title("consent mode: calls without identifiers before and after refusing"),
            outcomes=CLICKED,
            trackers={"before": GOOGLE, "refuse": GOOGLE, "accept": GOOGLE},
            cookies={"before": NOTHING, "refuse": NOTHING},
            fails=NO_RETURN,
            passes=frozenset({"consent-mode-granted-before", "consent-mode-granted-after-refuse"}),
            not_passed=frozenset({"consent-mode-cookieless-pings"}),
            refuse_clicks=1,
        ),
    ),
)
