"""A page in a real browser is cut as a person sees it: its banner found, its boxes known, what is hidden left out."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from auditor.catalogue.load import Folder
from auditor.errors import SiteError
from auditor.page_blocks import blocks_of_url

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>La pluie</title>
<style>.a1 { position: fixed; bottom: 0; left: 0; right: 0; background: #fff; padding: 20px } .a2 { display: none }</style>
<body><header><a href="/">Gazette</a></header><main><h1>La pluie</h1><p class="a2">Suivez-nous sur Telegram</p>
<article><p>Il pleut depuis dimanche sur la ville, et les parapluies, disent les marchands, se vendent bien.</p>
<p>Le maire, lui, promet des gouttières neuves pour l'été, et des bottes à tous les écoliers de la commune.</p></article></main>
<div class="a1"><p>Nous utilisons des cookies pour mesurer l'audience de ce site.</p><button>Tout accepter</button>
<button>Tout refuser</button></div></body></html>"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGE.encode()
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_is_cut_as_it_stands_before_the_visitor(site: str) -> None:
    found = asyncio.run(blocks_of_url(site, Folder()))
    by_type = {block.type: block for block in found.blocks}
    assert [block.type for block in found.blocks] == [
        "site_tools", "headline", "article_body", "consent_text", "consent_buttons", "consent_buttons",
    ]  # fmt: skip
    assert by_type["consent_text"].because[0] == "the banner finder took it for the consent banner"
    assert by_type["consent_text"].region == "overlay"
    box = by_type["consent_text"].box
    assert box is not None
    assert box[1] + box[3] == 800.0
    assert "Telegram" not in " ".join(block.text for block in found.blocks)
    assert ("social_promo", "Suivez-nous sur Telegram") in found.runs
    assert found.article.splitlines()[0] == "La pluie"


def test_a_page_that_is_not_there_is_an_error_of_the_site(site: str) -> None:
    with pytest.raises(SiteError) as caught:
        asyncio.run(blocks_of_url(f"{site}nowhere", Folder()))
    assert caught.value.kind == "http"
