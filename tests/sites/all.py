"""All sites of the whole scan, and the hosts that they need."""

from __future__ import annotations

from auditor.demo.message import Request, Response, Site, download, html, redirect
from auditor.demo.platforms import PLATFORMS, platform_demo
from auditor.demo.services import services
from auditor.demo.sites import DEMOS, Demo
from tests.sites.building import part
from tests.sites.design import DESIGN
from tests.sites.hard import HARD
from tests.sites.more import MORE
from tests.sites.promises import PROMISES
from tests.sites.scenarios import SCENARIOS
from tests.sites.signals import SIGNALS
from tests.sites.tracks import TRACKS

__all__ = ["BAD", "WIRINGS", "bad_hosts", "hosts", "sites"]

WIRINGS = ("honest", "on-arrival", "on-any-choice")


BAD: dict[str, str] = {
    "https://inconnu.example/": "dns",
    "https://refuse.example/": "refused",
    "https://certificat.example/": "tls",
    "https://absent.example/": "http",
    "https://boucle.example/": "redirect-loop",
    "https://muet.example/": "timeout",
    "https://fichier.example/": "download",
    "https://panne.example/": "crash|timeout|too-much-memory",
}
"""Address → kinds of error that its row may have. A page whose memory ends dies, or is held by V8 before it does while a debugger
listens, as one does here."""


def sites() -> tuple[Demo, ...]:
    """Every site that can be audited: the demo's, the hard cases, each real platform wired well and badly."""
    platforms = (platform_demo(platform, wiring) for platform in PLATFORMS for wiring in WIRINGS)
    return (*DEMOS, *DESIGN, *HARD, *MORE, *PROMISES, *SCENARIOS, *SIGNALS, *TRACKS, *platforms)


def hosts(chosen: tuple[Demo, ...]) -> tuple[Site, ...]:
    """What the server must serve for them."""
    return (*services(), *(host for demo in chosen for host in demo.hosts))


def bad_hosts() -> tuple[Site, ...]:
    """Sites that cannot be audited. The one whose page exhausts its memory needs a small heap to do so quickly."""
    return (
        Site(host="refuse.example", handler=_page, listens=False),
        Site(host="certificat.example", handler=_page, certificate="untrusted"),
        Site(host="absent.example", handler=lambda request: html("<h1>Absent</h1>", status=404)),
        Site(host="boucle.example", handler=lambda request: redirect("/")),
        Site(host="muet.example", handler=lambda request: Response(ending="hangs")),
        Site(host="fichier.example", handler=lambda request: download("liste.csv", b"a;b\n1;2\n")),
        Site(host="panne.example", handler=lambda request: html(part("panne.html"))),
    )


def _page(request: Request) -> Response:
    return html("<!doctype html><title>Bonjour</title><h1>Bonjour</h1>")
