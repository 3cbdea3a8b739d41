"""The demo sites: invented French sites, each with what a person would find on it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from auditor.demo.expected import Expected
from auditor.demo.message import Handler, Request, Response, Site, file, html, script
from auditor.demo.services import services

__all__ = ["DEMOS", "Demo", "demo_hosts"]

_PAGES = files("auditor.demo").joinpath("pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """One demo site: its address, the hosts of its own, and the truth about it."""

    id: str
    url: str
    hosts: tuple[Site, ...]
    expected: Expected


def demo_hosts() -> tuple[Site, ...]:
    """All hosts that the demo sites need: their own and those of the outside services."""
    return (*(host for demo in DEMOS for host in demo.hosts), *services())


def _folder(name: str, start: str, words: Mapping[str, str], *, session: bool = True) -> Handler:
    """Serve one folder of pages: words put in where `{{word}}` stands, a session cookie with each page that has none yet."""

    def answer(request: Request) -> Response:
        path = request.path if request.path != "/" else start
        served = file(_PAGES.joinpath(name), path.removeprefix("/ville"))
        if path.endswith(".html") and served.status == 404:
            served = _side_page(name, start)
        if served.status != 200 or path.endswith(".svg"):
            return served
        text = served.body.decode()
        for word, said in words.items():
            text = text.replace("{{" + word + "}}", said)
        served = Response(headers=served.headers, body=text.encode())
        if session and path.endswith(".html") and "PHPSESSID" not in request.cookies:
            served = served.with_cookies(f"PHPSESSID={secrets.token_hex(13)}; Path=/; Secure; HttpOnly; SameSite=Lax")
        return served

    return answer


def _side_page(name: str, start: str) -> Response:
    """A page that the site links to and the demo does not tell: the site's frame with one sentence in it."""
    text = _PAGES.joinpath(name).joinpath(start.lstrip("/")).read_text("utf-8")
    head, _, rest = text.partition("<main")
    return html(
        f"{head}<main><h1>En préparation</h1><p>Cette page n'est pas encore écrite.</p></main>{rest.partition('</main>')[2]}"
    )


def _paper(host: str, name: str, tagline: str, accent: str, measurement: str, *, lies: bool) -> tuple[Site, ...]:
    words = {"name": name, "tagline": tagline, "accent": accent, "measurement": measurement, "lies": "yes" if lies else "no"}
    return (Site(host=host, handler=_folder("article", "/navette-fluviale.html", words)),)


def _statistics(request: Request) -> Response:
    if request.path == "/matomo.js":
        read = files("auditor.demo.services").joinpath
        return script("(function () {\n" + "".join(read(name).read_text("utf-8") for name in ("tag.js", "matomo.js")) + "})();\n")
    return Response(status=204) if request.path == "/matomo.php" else html("", status=404)


_CHOSEN = {"before": "recorded", "refuse": "clicked", "accept": "clicked", "withdraw": "clicked"}
_PAPER_TRACKERS = frozenset(
    {
        "www.google-analytics.com",
        "connect.facebook.net",
        "www.facebook.com",
        "www.googleadservices.com",
        "googleads.g.doubleclick.net",
        "www.google.fr",
    }
)
_SHOP_TRACKERS = frozenset({"www.google-analytics.com", "static.criteo.net", "sslwidget.criteo.com", "bat.bing.com"})
_PAPER_CONTROLS = {"accept": "Tout accepter", "refuse": "Tout refuser", "settings": "Paramétrer", "reopen": "Gérer mes cookies"}
_PAPER_COOKIES = frozenset({"_ga", "_ga_RIVES0001", "_fbp", "fr", "IDE"})
_PAPER_BLOCKS = {
    "nav": "Économie",
    "headline": "La navette fluviale relie désormais les deux rives",
    "standfirst": "Attendue depuis trois étés",
    "dateline": "Par Solène Abgrall",
    "ai_voice_notice": "produite par une intelligence artificielle",
    "caption": "Le premier départ, hier matin",
    "credit": "Dessin : atelier du journal",
    "article_body": "vingt-cinq minutes de bus",
    "social_promo": "sur Telegram",
    "related_links": "Les halles ouvriront aussi le dimanche",
    "comment_gate": "L'espace de commentaires a besoin de cookies",
    "newsletter": "Je m'abonne à la lettre",
    "legal_text": "Mentions légales",
    "consent_text": "En cliquant sur « Tout refuser »",
    "consent_buttons": "Tout refuser",
}

DEMOS: tuple[Demo, ...] = (
    Demo(
        id="honest-paper",
        url="https://www.courrier-des-rives.example/ville/navette-fluviale.html",
        hosts=_paper(
            "www.courrier-des-rives.example",
            "Le Courrier des Rives",
            "l'actualité des deux bords",
            "#0b4f6c",
            "G-RIVES0001",
            lies=False,
        ),
        expected=Expected(
            title={"fr": "Un journal qui tient ses promesses", "en": "A newspaper that keeps its promises"},
            controls=_PAPER_CONTROLS,
            refuse_clicks=1,
            accept_clicks=1,
            outcomes=_CHOSEN,
            trackers={"before": frozenset(), "refuse": frozenset(), "accept": _PAPER_TRACKERS, "withdraw": frozenset()},
            cookies={"before": frozenset(), "refuse": frozenset(), "accept": _PAPER_COOKIES},
            passes=frozenset(
                {
                    "tracker-before-choice",
                    "tracker-after-refuse",
                    "ids-remain-after-refuse",
                    "no-refuse-first-layer",
                    "no-refuse-at-all",
                    "refuse-costs-more-clicks",
                    "reasks-after-refuse",
                    "no-withdraw-control",
                    "withdraw-does-not-stop",
                    "withdraw-does-not-clear",
                    "cookie-lifetime-over-13-months",
                    "consent-mode-granted-before",
                    "consent-mode-granted-after-refuse",
                    "promise-broken",
                    "undisclosed-cookie",
                    "declared-never-seen",
                    "policy-link-missing-or-dead",
                    "purposes-not-stated",
                    "controllers-not-reachable",
                }
            ),
            blocks=_PAPER_BLOCKS,
            promises={
                "only-technical-after-refuse": "pass",
                "feature-disabled-after-refuse": "pass",
                "change-any-time": "pass",
                "indicator-follows-choice": "pass",
                "choice-kept-for": "pass",
                "see-policy": "pass",
                "cookies-listed": "pass",
            },
        ),
    ),
    Demo(
        id="lying-paper",
        url="https://www.gazette-des-quais.example/ville/navette-fluviale.html",
        hosts=_paper(
            "www.gazette-des-quais.example",
            "La Gazette des Quais",
            "les nouvelles du port et d'ailleurs",
            "#8a1f2d",
            "G-QUAIS0002",
            lies=True,
        ),
        expected=Expected(
            title={
                "fr": "Le même journal, qui piste malgré « Tout refuser »",
                "en": "The same newspaper, tracking in spite of « Tout refuser »",
            },
            controls=_PAPER_CONTROLS,
            refuse_clicks=1,
            accept_clicks=1,
            outcomes=_CHOSEN,
            trackers={
                "before": frozenset(),
                "refuse": _PAPER_TRACKERS,
                "accept": _PAPER_TRACKERS,
                "withdraw": _PAPER_TRACKERS,
            },
            cookies={"before": frozenset(), "refuse": frozenset({"_ga", "_ga_QUAIS0002", "_fbp", "fr", "IDE"})},
            fails=frozenset(
                {
                    "tracker-after-refuse",
                    "ids-remain-after-refuse",
                    "withdraw-does-not-stop",
                    "withdraw-does-not-clear",
                    "promise-broken",
                    "consent-mode-granted-after-refuse",
                    "beacon-on-leave",
                    "partial-consent-ignored",
                }
            ),
            passes=frozenset(
                {
                    "tracker-before-choice",
                    "no-refuse-first-layer",
                    "no-refuse-at-all",
                    "refuse-costs-more-clicks",
                    "reasks-after-refuse",
                    "no-withdraw-control",
                    "cookie-lifetime-over-13-months",
                }
            ),
            promises={
                "only-technical-after-refuse": "fail",
                "feature-disabled-after-refuse": "fail",
                "change-any-time": "pass",
                "indicator-follows-choice": "fail",
                "choice-kept-for": "pass",
            },
        ),
    ),
    Demo(
        id="shop",
        url="https://www.maison-tilleul.example/",
        hosts=(Site(host="www.maison-tilleul.example", handler=_folder("shop", "/index.html", {})),),
        expected=Expected(
            title={"fr": "Une boutique qui piste avant de demander", "en": "A shop that tracks before it asks"},
            controls={
                "accept": "Accepter et continuer",
                "settings": "Personnaliser mes choix",
                "refuse": "Enregistrer mes préférences",
                "reopen": "Paramètres des cookies",
            },
            refuse_clicks=4,
            accept_clicks=1,
            outcomes=_CHOSEN,
            trackers={"before": _SHOP_TRACKERS, "refuse": frozenset(), "accept": _SHOP_TRACKERS, "withdraw": frozenset()},
            cookies={
                "before": frozenset({"_ga", "_ga_TILLEUL77", "cto_bundle", "_uetvid", "_uetsid", "uid", "MUID"}),
                "refuse": frozenset(),
            },
            fails=frozenset(
                {
                    "tracker-before-choice",
                    "no-refuse-first-layer",
                    "refuse-costs-more-clicks",
                    "preticked",
                    "ids-remain-after-refuse",
                    "cookie-lifetime-over-13-months",
                    "consent-mode-granted-before",
                    "beacon-on-leave",
                    "non-cookie-identifier",
                    "partial-consent-ignored",
                }
            ),
            passes=frozenset(
                {
                    "tracker-after-refuse",
                    "no-refuse-at-all",
                    "reasks-after-refuse",
                    "no-withdraw-control",
                    "withdraw-does-not-stop",
                }
            ),
        ),
    ),
    Demo(
        id="recipes",
        url="https://www.carnet-de-lison.example/",
        hosts=(Site(host="www.carnet-de-lison.example", handler=_folder("recipes", "/index.html", {}, session=False)),),
        expected=Expected(
            title={"fr": "Un blog sans bandeau, avec traceurs", "en": "A blog without a banner, with trackers"},
            banner=False,
            outcomes={"before": "recorded", "refuse": "no-banner", "accept": "no-banner", "withdraw": "no-banner"},
            trackers={
                "before": frozenset(
                    {
                        "www.google-analytics.com",
                        "connect.facebook.net",
                        "www.facebook.com",
                        "static.hotjar.com",
                        "ws.hotjar.com",
                    }
                )
            },
            cookies={"before": frozenset({"_ga", "_ga_LISON2024", "_fbp", "fr", "_hjSessionUser_3"})},
            fails=frozenset({"tracker-before-choice", "no-banner-with-trackers", "beacon-on-leave", "non-cookie-identifier"}),
        ),
    ),
    Demo(
        id="town",
        url="https://www.val-clair.example/",
        hosts=(
            Site(
                host="www.val-clair.example",
                handler=_folder("town", "/index.html", {"site": "val-clair.example"}, session=False),
            ),
            Site(host="statistiques.val-clair.example", handler=_statistics),
        ),
        expected=Expected(
            title={"fr": "Une vallée qui oublie votre refus", "en": "A valley that forgets your refusal"},
            controls={"accept": "Accepter", "refuse": "Refuser", "settings": None, "reopen": None},
            refuse_clicks=1,
            accept_clicks=1,
            outcomes={"before": "recorded", "refuse": "clicked", "accept": "clicked", "withdraw": "no-control"},
            trackers={"before": frozenset(), "refuse": frozenset()},
            cookies={"before": frozenset(), "refuse": frozenset()},
            fails=frozenset(
                {"reasks-after-refuse", "no-withdraw-control", "refusal-forgotten-sooner", "controllers-not-reachable"}
            ),
            passes=frozenset({"tracker-before-choice", "no-refuse-first-layer", "refuse-costs-more-clicks"}),
        ),
    ),
)
