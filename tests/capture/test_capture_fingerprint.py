"""The recorder `fingerprint`: who reads what fingerprints are made from, without a trace in the page."""

from __future__ import annotations

import pytest

from auditor.capture import budget
from auditor.demo.message import script
from auditor.evidence.records.fingerprint import Fingerprint
from auditor.evidence.records.pages import Pages
from tests.capture.conftest import Farm

READS = """
function read() {
  const c = document.createElement('canvas'); c.width = 220; c.height = 30;
  c.getContext('2d').fillText('Cwm fjord', 2, 15); c.toDataURL(); c.getContext('2d').getImageData(0, 0, 16, 8);
  const gl = document.createElement('canvas').getContext('webgl');
  if (gl) { gl.getParameter(3379); gl.getParameter(37446); }
  new OfflineAudioContext(1, 441, 44100).startRendering();
  [navigator.hardwareConcurrency, navigator.deviceMemory, screen.colorDepth, navigator.plugins, navigator.maxTouchPoints];
}
"""


def _apis(record: Fingerprint, script_url: str) -> dict[str, str]:
    return {use.api: use.detail for use in record.uses if use.script_url == script_url}


def test_each_interface_is_told_with_the_script_that_called_it(farm: Farm) -> None:
    farm.serve(
        "shop.example",
        index="<p>Bonjour<script>navigator.hardwareConcurrency</script><script src=https://tag.ads.example/f.js></script>",
    )
    farm.at("tag.ads.example", "/f.js", script(f"{READS} read(); read();"))
    record = farm.record(Fingerprint)
    told = _apis(record, "https://tag.ads.example/f.js")
    assert told["HTMLCanvasElement.toDataURL"] == "220x30 detached"
    assert told["CanvasRenderingContext2D.getImageData"] == "16x8 detached"
    assert {"OfflineAudioContext.startRendering", "Navigator.hardwareConcurrency"} <= set(told)
    assert told.get("WebGLRenderingContext.getParameter", "37446") == "37446"
    assert _apis(record, "https://shop.example/") == {"Navigator.hardwareConcurrency": ""}
    calls = {use.api: use.count for use in record.uses if use.script_url.endswith("f.js")}
    assert calls["HTMLCanvasElement.toDataURL"] == 2
    assert {(use.phase, use.page_phase, use.page_step) for use in record.uses} == {("before", "before", "load")}


@pytest.mark.parametrize("frame", ["https://shop.example/frame", "https://frame.other.example/frame"])
def test_frames_of_the_same_and_of_another_process_are_listened_to(farm: Farm, frame: str) -> None:
    farm.serve("shop.example", index=f"<script>{READS} read()</script><iframe src={frame}></iframe>")
    for host in ("shop.example", "frame.other.example"):
        farm.at(host, "/frame", f"<script>{READS} read()</script>")
    urls = ("https://shop.example/", frame)
    record = farm.record(Fingerprint)
    for url in urls:
        told = _apis(record, url)
        assert {"HTMLCanvasElement.toDataURL", "OfflineAudioContext.startRendering", "Navigator.hardwareConcurrency"} <= set(
            told
        ), url


def test_the_page_sees_nothing_of_it_and_is_not_stopped(farm: Farm) -> None:
    page = f"""<p id=told></p><script>{READS}
      const seen = []; addEventListener('error', e => seen.push('error ' + e.message));
      Error.prepareStackTrace = (e, s) => {{ seen.push('stack'); return ''; }};
      for (const key of Object.keys(console)) console[key] = () => seen.push('console.' + key);
      HTMLCanvasElement.prototype.toDataURL.call; read(); debugger;
      for (const f of [HTMLCanvasElement.prototype.toDataURL, CanvasRenderingContext2D.prototype.getImageData])
        if (!/^function \\w+\\(\\) {{ \\[native code\\] }}$/.test(f.toString())) seen.push(f.toString());
      const names = Object.getOwnPropertyNames(HTMLCanvasElement.prototype.toDataURL).join();
      told.textContent = 'seen:' + seen.join() + ' names:' + names;</script>"""
    farm.serve("shop.example", index=page)
    pages = farm.record(Pages)
    assert "seen: names:length,name" in "".join(pages.pages[0].strings)


def test_a_page_that_never_stops_is_let_go_on(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "FINGERPRINT_CALLS", 50)
    farm.serve(
        "shop.example",
        index="<script>setInterval(() => { for (let i = 0; i < 40; i++) navigator.hardwareConcurrency }, 5)</script>",
    )
    record = farm.record(Fingerprint)
    assert [use.count for use in record.uses] == [50]


def test_a_call_after_a_reload_belongs_to_the_new_document(farm: Farm) -> None:
    farm.serve("shop.example", index=f"<script>{READS} read()</script>")

    async def work() -> Fingerprint:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.end_of_step()
            await run.go_on("refuse", "reload", "")
            await run.end_of_step()
        found = run.close(None).record(Fingerprint)
        assert isinstance(found, Fingerprint)
        return found

    found = farm.run(work())
    uses = [use for use in found.uses if use.kind == "audio"]
    assert [(use.phase, use.page_phase, use.page_step) for use in uses] == [
        ("before", "before", "load"),
        ("refuse", "refuse", "reload"),
    ]
    assert uses[0].document != uses[1].document


def test_every_document_of_a_process_is_heard_however_many_were_before_it(farm: Farm) -> None:
    farm.serve("shop.example", index=f"<script>{READS} read()</script><iframe src=/frame></iframe><iframe src=/frame></iframe>")
    farm.at("shop.example", "/frame", f"<script>{READS} read()</script>")

    async def work() -> Fingerprint:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.end_of_step()
            for again in range(4):
                await run.go_on("refuse", f"reload-{again}", "")
                await run.end_of_step()
        found = run.close(None).record(Fingerprint)
        assert isinstance(found, Fingerprint)
        return found

    uses = farm.run(work()).uses
    documents = {use.document for use in uses}
    assert len(documents) == 5 * 3
    for document in documents:
        assert {"canvas", "audio", "device"} <= {use.kind for use in uses if use.document == document}
