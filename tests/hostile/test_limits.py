"""What a page may cost, with real pages that want more: the visit ends with a kind of its own or is cut and says so, and no other
visit is harmed."""

from __future__ import annotations

import pytest

from auditor.demo.message import Request, Response, download, html
from auditor.evidence import Evidence, Visit
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.requests import Requests
from auditor.evidence.records.storage import Storage
from tests.capture.banners import banner, page
from tests.capture.conftest import Farm

pytestmark = pytest.mark.xdist_group("limits")

BUTTONS = "<button onclick=choose('all')>Tout accepter</button><button onclick=choose('none')>Tout refuser</button>"
WORK = "const again = async () => { for (let n = 0; ; n++) await fetch('/piece?' + n).then(r => r.arrayBuffer()) }; again()"


def visited(farm: Farm, script: str, **changed: object) -> tuple[Evidence, Visit]:
    farm.serve("shop.example", index=page(banner(BUTTONS), script=script), produits=page())
    evidence, _ = farm.audit(scenarios=("before",), **changed)
    (visit,) = evidence.visits
    return evidence, visit


def unharmed(farm: Farm) -> None:
    """The browser goes on, and another site is visited as ever."""
    assert farm.browser is not None
    assert farm.browser.alive
    farm.serve("www.shop.example", index=page(banner(BUTTONS)))
    evidence, _ = farm.audit("https://www.shop.example/", scenarios=("before",))
    assert evidence.failure is None


def gaps(visit: Visit) -> dict[str, str]:
    return {missing.name: missing.reason for missing in visit.missing}


def test_a_page_that_loads_without_end_is_ended_by_its_bytes(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.RESPONSE_BYTES", 5_000_000)
    farm.at("shop.example", "/piece", Response(body=b"x" * 300_000))
    evidence, visit = visited(farm, WORK)
    assert visit.failure is not None
    assert visit.failure.kind == "too-many-bytes", visit.failure
    assert visit.failure.message.startswith("https://shop.example/: the page loaded more than 5 MB")
    assert isinstance(visit.record(Requests), Requests)
    assert evidence.conditions is not None
    unharmed(farm)


def test_an_answer_that_unpacks_to_very_much_counts_unpacked(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    monkeypatch.setattr("auditor.capture.budget.RESPONSE_BYTES", 5_000_000)
    bomb = gzip.compress(b"\0" * 20_000_000)
    assert len(bomb) < 30_000
    farm.at("shop.example", "/piece", Response(headers=(("Content-Encoding", "gzip"),), body=bomb))
    _, visit = visited(farm, WORK)
    assert visit.failure is not None
    assert visit.failure.kind == "too-many-bytes"


def test_a_page_that_asks_without_end_is_ended_by_its_requests(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.REQUESTS", 60)
    farm.at("shop.example", "/piece", Response(body=b"x"))
    _, visit = visited(farm, WORK)
    assert visit.failure is not None
    assert visit.failure.kind == "too-many-requests", visit.failure
    record = visit.record(Requests)
    assert isinstance(record, Requests)
    assert len(record.requests) >= 50
    unharmed(farm)


def test_a_page_that_takes_all_memory_is_ended_before_the_machine_is(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.MEMORY_BYTES", 400_000_000)
    monkeypatch.setattr("auditor.capture.budget.MEMORY_SECONDS", 0.1)
    eat = "const kept = []; const eat = () => { kept.push(new Uint8Array(2e7).fill(7)); setTimeout(eat, 20) }; eat()"
    _, visit = visited(farm, eat, site_seconds=40.0, dwell_seconds=30.0, cap_seconds=30.0)
    assert visit.failure is not None
    assert visit.failure.kind == "too-much-memory", visit.failure
    unharmed(farm)


@pytest.mark.parametrize("hung", ["for (;;);", "for (;;) alert('x')", "onload = () => setTimeout(() => { for (;;); }, 400)"])
def test_a_renderer_that_hangs_costs_its_visit_the_time_of_the_site_and_no_other(farm: Farm, hung: str) -> None:
    _, visit = visited(farm, hung, site_seconds=6.0)
    assert visit.failure is not None
    assert visit.failure.kind == "timeout", visit.failure
    unharmed(farm)


@pytest.mark.parametrize(
    "much",
    [
        "for (let n = 0; n < 100; n++) document.body.append(document.createElement('iframe'))",
        "const text = URL.createObjectURL(new Blob(['1'])); for (let n = 0; n < 300; n++) new Worker(text)",
        "for (let n = 0; n < 3000; n++) document.cookie = 'c' + n + '=' + 'v'.repeat(3000) + '; path=/; secure'",
        "for (let n = 0; n < 30; n++) open('/produits')",
        "let deep = document.body; for (let n = 0; n < 1500; n++) deep = deep.appendChild(document.createElement('div'))",
        "for (let n = 0; n < 80000; n++) document.body.append(document.createElement('b'))",
        "for (let n = 0; n < 300; n++) try { localStorage['k'.repeat(9) + n] = 'v'.repeat(20000) } catch {}",
        "document.title = 'T'.repeat(1e7); document.body.append('\\ud800\\u202e\\x1b[31m' + 'W'.repeat(1e7))",
        "for (let n = 0; n < 3000; n++) indexedDB.open('d' + n)",
        "for (let n = 0; n < 400; n++) new WebSocket('wss://shop.example/' + n)",
        "for (let n = 0; n < 2000; n++) history.pushState(0, 0, '/' + n)",
    ],
    ids=["frames", "workers", "cookies", "windows", "depth", "nodes", "storage", "texts", "databases", "sockets", "history"],
)
def test_much_of_one_thing_is_cut_and_the_page_is_looked_at_all_the_same(farm: Farm, much: str) -> None:
    evidence, visit = visited(farm, much, site_seconds=60.0, dwell_seconds=1.0)
    assert evidence.failure is None, evidence.failure
    assert [s.outcome for s in visit.scenarios] == ["recorded"]
    assert sum(len(raw) for raw in visit.records.values()) < 60_000_000
    for kind in (Requests, Cookies, Storage):
        assert isinstance(visit.record(kind), kind)


def test_downloads_are_refused_and_told(farm: Farm) -> None:
    farm.at("shop.example", "/file", download("../../etc/passwd\u202e.exe", b"x" * 1000))
    get = (
        "for (let n = 0; n < 3; n++) { const a = document.createElement('a'); a.href = '/file?' + n; a.download = ''; a.click() }"
    )
    evidence, visit = visited(farm, get)
    assert evidence.failure is None
    assert "was refused" in gaps(visit)["downloads"]


def test_headers_that_mean_harm_are_data(farm: Farm) -> None:
    def answer(request: Request) -> Response:
        odd = (
            ("Set-Cookie", "\u001b[31m=x\u202e; Path=/"),
            ("Set-Cookie", "n" * 5000 + "=v"),
            ("ETag", '"' + "e" * 60_000 + '"'),
        )
        return html("<title>\x1b]0;x\x07</title><p>\x00\u202e").with_headers(*odd) if request.path == "/" else html("")

    farm.at("shop.example", "/", answer)
    evidence, _ = farm.audit(scenarios=("before",))
    record = evidence.visits[0].record(Requests)
    assert isinstance(record, Requests)
    assert all(len(request.etag or "") <= 200 for request in record.requests)
