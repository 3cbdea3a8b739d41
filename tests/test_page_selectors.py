"""Which platform files match on a page and why, on small pages; and in a real browser, as a visitor who chooses nothing."""

from __future__ import annotations

import asyncio
import datetime
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from auditor.banner import Selectors
from auditor.catalogue.cmp import Cmp, Layer, Recognise
from auditor.catalogue.load import Folder
from auditor.errors import CatalogueError, SiteError
from auditor.page_selectors import Left, PageSelectors, PlatformMatch, Trace, look, selectors_of_url
from tests.banner.pages import tree

URL = "https://shop.example/"
NOTICE = "<p>Nous utilisons des cookies pour mesurer l'audience de ce site.</p>"
BAR = "position: fixed; z-index: 99"


@cache
def _shipped() -> Selectors:
    return Selectors.load(Folder())


def _cmp(container: str, *, recognise: Recognise | None = None, **layer: tuple[str, ...]) -> Cmp:
    return Cmp(
        name="Acme Consent",
        source=("test",),
        checked=datetime.date(2026, 11, 24),
        recognise=recognise or Recognise(),
        banner=Layer(container=(container,), **layer),
        preferences=Layer(container=("#acme-more",), save=("#acme-save",)),
        reopen=("#acme-again",),
    )


def _seen(body: str, left: Left | None = None, **cmps: Cmp) -> PageSelectors:
    return look(tree(body), left or Left(), Selectors(cmps, _shipped().wording), url=URL)


def _only(found: PageSelectors) -> PlatformMatch:
    (match,) = found.platforms
    return match


def test_a_standing_layer_is_named_with_what_each_selector_found() -> None:
    found = _seen(
        f'<div id=acme style="{BAR}">{NOTICE}<button class=yes>Tout accepter</button><button>Tout refuser</button></div>',
        acme=_cmp("#acme", accept=(".yes",), refuse=(".no",)),
    )
    match = _only(found)
    assert (match.id, match.layer, match.is_chosen) == ("acme", "banner", True)
    assert match.layer_because == "selectors/cmps/acme.yaml: banner container #acme"
    assert match.traces == (Trace(by="container", pattern="#acme", seen=("div#acme",)),)
    assert [(u.field, u.selector, u.matched, u.shown, u.controls) for u in match.selectors] == [
        ("banner.container", "#acme", 1, 1, ()),
        ("banner.accept", ".yes", 1, 1, ("Tout accepter",)),
        ("banner.refuse", ".no", 0, 0, ()),
        ("preferences.container", "#acme-more", 0, 0, ()),
        ("preferences.save", "#acme-save", 0, 0, ()),
        ("reopen", "#acme-again", 0, 0, ()),
    ]
    assert found.banner is not None
    assert (found.banner.platform, found.banner.found_by, found.banner.layer) == ("acme", "rule", "banner")
    accept, refuse = found.banner.controls
    assert (accept.action, accept.text, accept.role) == ("accept", "Tout accepter", "button")
    assert accept.because[0] == "selectors/cmps/acme.yaml: accept .yes"
    assert refuse.because[0].startswith("wording fr: control.refuse")


def test_a_control_that_two_selectors_find_is_credited_to_one_and_named_with_the_other() -> None:
    body = f'<div id=acme style="{BAR}">{NOTICE}<button class=yes id=ok>Tout accepter</button></div>'
    uses = _only(_seen(body, acme=_cmp("#acme", accept=("#ok", ".yes")))).selectors
    found = {use.selector: (use.controls, use.also) for use in uses if use.field == "banner.accept"}
    assert found == {"#ok": (("Tout accepter",), ()), ".yes": ((), ("Tout accepter",))}


def test_each_trace_names_the_pattern_and_what_fits_it() -> None:
    recognise = Recognise(scripts=("cdn.acme.example", "/acme/consent.js"), cookies=("acme_*",), storage=("acme",))
    left = Left(
        scripts=("https://cdn.acme.example/a.js", "https://cdn.acme.example/b.js", "https://shop.example/app.js"),
        cookies=("acme_choice", "sid"),
        keys=("other",),
    )
    match = _only(_seen("<p>Bonjour</p>", left, acme=_cmp("#acme", recognise=recognise)))
    assert match.traces == (
        Trace(
            by="script",
            pattern="cdn.acme.example",
            seen=("https://cdn.acme.example/a.js", "https://cdn.acme.example/b.js"),
        ),
        Trace(by="cookie", pattern="acme_*", seen=("acme_choice",)),
    )
    assert match.layer is None
    assert match.layer_because == "none of its containers is in the page"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f'<div id=acme style="display: none">{NOTICE}<button>Tout accepter</button></div>', "is in the page, but hidden"),
        (f'<div id=acme style="{BAR}"><button>Merci</button></div>', "without a choice in it"),
    ],
)
def test_why_no_layer_stands_is_said(body: str, why: str) -> None:
    found = _seen(body, acme=_cmp("#acme"))
    assert found.banner is None
    match = _only(found)
    assert match.layer is None
    assert why in match.layer_because


def test_of_two_files_that_stand_there_the_one_taken_comes_first() -> None:
    body = f'<div id=acme class=consent style="{BAR}">{NOTICE}<button>Tout accepter</button><button>Tout refuser</button></div>'
    found = _seen(body, abc=_cmp(".consent"), acme=_cmp("div#acme.consent"), zebra=_cmp("#zebra"))
    first, second = found.platforms
    assert (first.id, first.is_chosen, second.id, second.is_chosen) == ("acme", True, "abc", False)
    assert second.layer == "banner"
    assert "acme stands nearer to the eye, or its selector says more" in second.layer_because


def test_a_banner_of_no_known_platform_is_found_by_its_words_and_matches_no_file() -> None:
    found = _seen(
        f'<div style="{BAR}">{NOTICE}<button>Tout accepter</button><button>Tout refuser</button></div>', acme=_cmp("#a")
    )
    assert found.platforms == ()
    assert found.banner is not None
    assert (found.banner.platform, found.banner.found_by) == (None, "wording")
    assert [control.action for control in found.banner.controls] == ["accept", "refuse"]
    assert found.reopen is None


def test_without_a_banner_the_control_that_opens_the_choices_again_is_named() -> None:
    found = _seen("<p>Bonjour</p><button id=acme-again>Cookies</button>", acme=_cmp("#acme"))
    assert found.banner is None
    assert found.reopen is not None
    assert found.reopen.because == ("selectors/cmps/acme.yaml: reopen #acme-again",)
    assert [(t.by, t.pattern, t.seen) for t in _only(found).traces] == [("reopen", "#acme-again", ("button#acme-again",))]


def test_controls_that_may_open_the_choices_again_are_named_where_none_says_so() -> None:
    found = _seen("<p>Bonjour</p><button>Vie privée</button>", acme=_cmp("#acme"))
    assert found.reopen is None
    assert [control.text for control in found.may_reopen] == ["Vie privée"]


def test_a_banner_that_did_not_stand_before_the_mouse_moved_is_said_to_wait_for_it() -> None:
    bar = f'<div id=acme style="{BAR}">{NOTICE}<button>Tout accepter</button></div>'
    selectors = Selectors({"acme": _cmp("#acme")}, _shipped().wording)
    waits = {
        before: look(tree(bar), Left(), selectors, url=URL, earlier=(tree(before),)).waits_for_gesture
        for before in ("<p>Bonjour</p>", bar)
    }
    assert waits == {"<p>Bonjour</p>": True, bar: False}


def test_a_page_that_holds_nothing_matches_nothing_in_the_shipped_files() -> None:
    found = look(tree("<p>Bonjour</p>"), Left(), _shipped(), url=URL)
    assert (found.banner, found.reopen, found.platforms) == (None, None, ())


def test_a_container_without_any_control_that_the_file_names_is_not_taken_for_the_platform() -> None:
    body = f'<div id=acme style="{BAR}">{NOTICE}<button>Tout accepter</button><button>Tout refuser</button></div>'
    found = _seen(body, acme=_cmp("#acme", accept=(".yes",)))
    assert found.banner is not None
    assert (found.banner.platform, found.banner.found_by) == (None, "wording")
    assert "without any control that the file names; what was found by wording was taken" in _only(found).layer_because


def test_what_lies_over_the_page_and_is_no_banner_is_shown_with_the_reason() -> None:
    body = f"""<div id=news style="{BAR}">Notre newsletter : recevez chaque semaine nos idées. <button>S'inscrire</button></div>
    <div id=saved style="{BAR}">Vos choix de cookies ont été enregistrés sur cet appareil. <button>Fermer</button></div>
    <div id=box style="{BAR}">Nos cookies : mot de passe <input type=password> <button>Accepter</button></div>"""
    found = _seen(body)
    assert found.banner is None
    reasons = {one.element: one.reason for one in found.rejected}
    assert list(reasons) == ["div#news", "div#saved", "div#box"]
    assert "neither speaks of cookies" in reasons["div#news"]
    assert "confirms a choice" in reasons["div#saved"] or "scores" in reasons["div#saved"]
    assert "password" in reasons["div#box"] or "mot de passe" in reasons["div#box"]


def test_the_banner_that_was_taken_is_not_among_what_was_rejected() -> None:
    body = f'<div id=acme style="{BAR}">{NOTICE}<button class=yes>Tout accepter</button><button>Tout refuser</button></div>'
    for cmps in ({}, {"acme": _cmp("#acme", accept=(".yes",))}):
        assert _seen(body, **cmps).rejected == ()


def test_long_names_of_a_page_are_cut() -> None:
    body = f'<div id="{"x" * 5000}" class="acme {"y " * 5000}" style="{BAR}">{NOTICE}<button>{"Accepter " * 900}</button></div>'
    left = Left(scripts=(f"https://cdn.acme.example/{'z' * 9000}",))
    match = _only(_seen(body, left, acme=_cmp(".acme", recognise=Recognise(scripts=("cdn.acme.example",)))))
    assert [len(seen) for trace in match.traces for seen in trace.seen] == [200, 200]


PAGES = {
    "/": f"""<!doctype html><html lang=fr><title>La pluie</title><h1>La pluie</h1>
<div id=acme style="position: fixed; bottom: 0; background: #fff">{NOTICE}<button class=yes>Tout accepter</button>
<button>Tout refuser</button></div><script src="/acme/consent.js"></script>""",
    "/late": f"""<!doctype html><html lang=fr><title>La pluie</title><h1>La pluie</h1><script>
addEventListener("mousemove", () => {{ document.body.insertAdjacentHTML("beforeend", `<div id=acme style="position: fixed;
bottom: 0; background: #fff">{NOTICE}<button class=yes>Tout accepter</button><button>Tout refuser</button></div>`) }},
{{once: true}})
</script>""",
    "/acme/consent.js": "document.cookie = 'acme_seen=1'; localStorage.acme = '1'",
}
FILE = """name: Acme Consent
source: [test]
checked: 2026-11-24
recognise: {scripts: [/acme/consent.js], cookies: [acme_*], storage: [acme]}
banner: {container: ["#acme"], accept: [.yes]}
"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len((body or "").encode())))
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "cmps").mkdir()
    (tmp_path / "cmps" / "acme.yaml").write_text(FILE, "utf-8")
    return Folder(tmp_path)


def test_in_a_browser_scripts_cookies_keys_and_containers_are_all_seen(site: str, folder: Folder) -> None:
    found = asyncio.run(selectors_of_url(f"{site}/", folder))
    match = _only(found)
    assert [(trace.by, trace.seen) for trace in match.traces] == [
        ("script", (f"{site}/acme/consent.js",)),
        ("cookie", ("acme_seen",)),
        ("storage", ("acme",)),
        ("container", ("div#acme",)),
    ]
    assert (match.is_own, match.is_chosen, match.layer) == (True, True, "banner")
    assert found.waits_for_gesture is False
    assert found.missing == ()


def test_in_a_browser_a_banner_that_waits_for_a_sign_of_a_person_is_seen_too(site: str, folder: Folder) -> None:
    found = asyncio.run(selectors_of_url(f"{site}/late", folder))
    assert found.waits_for_gesture is True
    assert found.banner is not None
    assert found.banner.platform == "acme"


def test_a_page_that_is_not_there_and_a_file_that_is_wrong_are_errors(site: str, folder: Folder) -> None:
    with pytest.raises(SiteError) as caught:
        asyncio.run(selectors_of_url(f"{site}/nowhere", folder))
    assert caught.value.kind == "http"
    assert folder.user is not None
    (folder.user / "cmps" / "acme.yaml").write_text("name: [", "utf-8")
    with pytest.raises(CatalogueError, match=r"acme\.yaml:2"):
        asyncio.run(selectors_of_url(f"{site}/", folder))
