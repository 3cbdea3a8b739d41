"""Further hard cases: ways to ask and to answer that are common on the web, and traps for false accusations."""

from __future__ import annotations

from dataclasses import replace

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, html, pixel, redirect, script
from auditor.demo.sites import Demo
from tests.sites.building import FACEBOOK, GOOGLE, NOTHING, banner, case, page, part
from tests.sites.hard import CLICKED, HONEST, KEEPS, NO_RETURN, honest, title

__all__ = ["MORE"]

_GERMAN = banner(
    text="Wir möchten Cookies verwenden, um die Nutzung dieser Website zu messen.",
    buttons={"Alle akzeptieren": "yes()", "Alle ablehnen": "no()"},
)
_WALL = banner(
    text="Pour lire gratuitement, acceptez les cookies publicitaires ; sinon, abonnez-vous.",
    buttons={"Accepter et continuer": "yes()", "Refuser et s'abonner pour 2,99 € par mois": "buy()"},
)
_CONFIRM = banner(buttons={"Tout accepter": "yes()", "Tout refuser": "ask()"})


def _form(request: Request) -> Response:
    if request.path == "/choix":
        choice = "accept" if b"accept" in request.body else "refuse"
        return redirect("/", status=303).with_cookies(f"choix_cookies={choice}; Path=/; Max-Age=15552000; Secure; HttpOnly")
    choice = request.cookies.get("choix_cookies", "none")
    asked = part("formulaire.html") if choice == "none" else ""
    told = f"<script>root.dataset.choice = '{choice}'; if ('{choice}' === 'accept') google();</script>"
    return html(page(told, asked))


def _own_measure(request: Request) -> Response:
    return pixel() if request.path == "/matomo.php" else Response(status=204)


_MEASURED = page(part("matomo.html"))
_KEPT_LONG = page(part("matomo.html").replace("Max-Age=33696000", "Max-Age=63072000"))
_PROXIED = page(part("mandataire.html"), banner())


def _plain(request: Request) -> Response:
    """Plain HTTP leads to HTTPS, as on most sites."""
    return redirect(f"https://{request.host}{request.target}", status=301) if request.scheme == "http" else html(_USUAL)


_USUAL = page(HONEST, banner())
_FONTS = Site(host="fonts.googleapis.com", handler=lambda request: Response(headers=(("Content-Type", "text/css"),)))
_LIBRARY = Site(host="cdnjs.cloudflare.com", handler=lambda request: script("window.tout = 1;"))
_AGAIN = frozenset({"no-withdraw-control", "withdraw-does-not-stop", "withdraw-does-not-clear"})


def _returns(what: str) -> Expected:
    return Expected(
        title=title(what),
        outcomes=CLICKED | {"withdraw": "clicked"},
        trackers=KEEPS | {"withdraw": NOTHING},
        passes=frozenset({"tracker-before-choice", "tracker-after-refuse", "reasks-after-refuse"}) | _AGAIN,
        refuse_clicks=1,
    )


MORE: tuple[Demo, ...] = (
    case(
        "sans-accepter",
        page(HONEST, part("sans-accepter.html")),
        # What is pressed is made of spans that the Tab key does not come to. The refusal stands apart: no more than a warning.
        replace(honest("« Continuer sans accepter », and no real button"), fails=NO_RETURN | {"banner-not-accessible"}),
    ),
    case("deutsch", page(HONEST, _GERMAN, language="de", title="Der Garten"), honest("a German banner")),
    case("recharge", page(part("recharge.html"), banner()), honest("each choice loads the page anew")),
    case("modale", page(HONEST, part("modale.html")), honest("a modal dialog of the browser's own kind")),
    case("deux-ans", page(part("deux-ans.html"), banner()), honest("the choice itself is kept for two years")),
    case("formulaire", {"/": _form, "/suite.html": _form, "/choix": _form}, honest("a form; the server keeps the choice")),
    case(
        "mur",
        {"/": page(HONEST, part("mur.html"), _WALL), "/suite.html": page(HONEST, part("mur.html"), _WALL)},
        Expected(
            title=title("accept or pay"),
            outcomes={"before": "recorded", "refuse": "no-control", "accept": "clicked"},
            trackers={"before": NOTHING, "accept": GOOGLE},
            fails=NO_RETURN | {"no-refuse-first-layer", "no-refuse-at-all"},
            may_fail=frozenset({"cookie-wall"}),
            passes=frozenset({"tracker-before-choice"}),
            not_passed=frozenset({"tracker-after-refuse", "cookie-wall"}),
        ),
    ),
    case(
        "confirmation",
        page(HONEST, part("confirmation.html"), _CONFIRM),
        Expected(
            title=title("refusing asks again whether one is sure"),
            outcomes=CLICKED,
            trackers=KEEPS,
            refuse_clicks=2,
            accept_clicks=1,
            fails=NO_RETURN | {"refuse-costs-more-clicks"},
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse", "no-refuse-at-all", "reasks-after-refuse"}),
        ),
    ),
    case(
        "geste",
        page(part("geste.html"), banner()),
        Expected(
            title=title("the tag waits for the mouse to move, not for a choice"),
            outcomes=CLICKED,
            fails=NO_RETURN,
            may_fail=frozenset({"tracker-before-choice", "ids-remain-after-refuse"}),
            not_passed=frozenset({"tracker-before-choice"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "mandataire",
        {"/": _PROXIED, "/suite.html": _PROXIED, "/mesure/g/collect": _own_measure},
        Expected(
            title=title("an outside measurement under the site's own name"),
            outcomes=CLICKED,
            trackers={"before": frozenset({"www.mandataire.example"})},
            cookies={"before": frozenset({"_ga"})},
            fails=NO_RETURN | {"tracker-before-choice", "ids-remain-after-refuse"},
            may_fail=frozenset({"tracker-after-refuse"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "exempte",
        {"/": _MEASURED, "/suite.html": _MEASURED, "/matomo.php": _own_measure},
        Expected(
            title=title("audience measurement that may be exempt, and no banner"),
            banner=False,
            outcomes={"before": "recorded", "refuse": "no-banner", "accept": "no-banner"},
            not_passed=frozenset({"no-banner-with-trackers", "ad-tech-exempt-claimed"}),
        ),
    ),
    case(
        "hors-exemption",
        {"/": _KEPT_LONG, "/suite.html": _KEPT_LONG, "/matomo.php": _own_measure},
        Expected(
            title=title("audience measurement whose identifier lives too long for the exemption, and no banner"),
            banner=False,
            outcomes={"before": "recorded", "refuse": "no-banner", "accept": "no-banner"},
            fails=frozenset(
                {
                    *("ad-tech-exempt-claimed", "cookie-lifetime-over-13-months"),
                    *("no-banner-with-trackers", "tracker-before-choice"),
                }
            ),
        ),
    ),
    case(
        "volee",
        page(HONEST, banner(), part("volee.html")),
        honest("a newsletter lies over the banner on every page and is put away first"),
    ),
    case(
        "lettre-tardive",
        page(HONEST, banner(), part("lettre-tardive.html")),
        honest("a newsletter that speaks of consent comes over the banner after a second and a half"),
    ),
    case(
        "majeur",
        page(HONEST, banner(delay_ms=600_000), part("majeur.html")),
        honest("an age gate stands before the page, and the banner behind it"),
    ),
    case(
        "deux-bandeaux",
        page(part("deux-bandeaux.html"), banner()),
        Expected(
            title=title("a bar of its own, then a wall of the advertisers"),
            outcomes=CLICKED,
            trackers={"before": NOTHING, "refuse": NOTHING, "accept": GOOGLE | FACEBOOK},
            fails=NO_RETURN,
            passes=frozenset(
                {"tracker-before-choice", "tracker-after-refuse", "refuse-costs-more-clicks", "reasks-after-refuse"}
            ),
            refuse_clicks=2,
            accept_clicks=2,
        ),
    ),
    case(
        "dessins",
        page(HONEST, part("dessins.html"), banner(buttons={"Tout accepter": "yes()", "Paramétrer": "more()"})),
        Expected(
            title=title("switches that are only drawn, and on; saving refuses once they are off"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN | {"no-refuse-first-layer", "refuse-costs-more-clicks"},
            may_fail=frozenset({"preticked", "no-refuse-at-all"}),
            passes=frozenset({"tracker-before-choice", "tracker-after-refuse"}),
            refuse_clicks=4,
            accept_clicks=1,
        ),
    ),
    replace(
        case("redirige", {"/": _plain, "/suite.html": _plain}, honest("asked for by http, answered by https")),
        url="http://www.redirige.example/",
    ),
    case("polices", page(HONEST, part("polices.html"), banner()), honest("fonts and a library from elsewhere"), _FONTS, _LIBRARY),
    case("conteneur", page(HONEST, part("conteneur.html"), banner()), honest("a tag manager's container, and no tag in it")),
    case(
        "flottant",
        page(HONEST, part("flottant.html"), banner()),
        _returns("a round button without words opens the choices again"),
    ),
    case(
        "pied",
        page(HONEST, part("flottant.html").partition("</button>")[2], part("pied.html"), banner()),
        _returns("« Cookies » opens them"),
    ),
    case(
        "stockage",
        page(part("stockage.html"), banner()),
        Expected(
            title=title("an advertiser's identifier in the local storage, after refusing"),
            outcomes=CLICKED,
            trackers={"before": NOTHING, "refuse": NOTHING, "accept": NOTHING},
            fails=NO_RETURN | {"tracker-after-refuse", "ids-remain-after-refuse", "non-cookie-identifier"},
            passes=frozenset({"tracker-before-choice", "reasks-after-refuse"}),
            refuse_clicks=1,
        ),
    ),
    case(
        "inconnu",
        page(HONEST, part("inconnu.html"), banner()),
        Expected(
            title=title("a long-lived random cookie that nobody knows"),
            outcomes=CLICKED,
            trackers=KEEPS,
            fails=NO_RETURN,
            not_passed=frozenset({"tracker-before-choice", "ids-remain-after-refuse"}),
            refuse_clicks=1,
        ),
    ),
)
