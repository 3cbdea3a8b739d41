"""Storage and consent signals against what the pages of the test stored and answered."""

# ruff: noqa: E501 - the pages of the tests are read better in one line than in pieces

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from auditor.demo.message import script
from auditor.evidence.records.signals import Signals, SignalState
from auditor.evidence.records.storage import Storage

if TYPE_CHECKING:
    from conftest import Farm

SHOP, FRAME = "https://shop.example", "https://frame.other.example"


def entries(farm: Farm, **changed: object) -> set[tuple[str, str, str, str]]:
    record = farm.record(Storage, **changed)
    (state,) = record.states
    return {(e.kind, e.origin, e.key, e.value) for e in state.entries}


def test_every_storage_of_every_frame_s_origin_is_read(farm: Farm) -> None:
    fill = (
        "<script>localStorage.k='%s';sessionStorage.s='%s';indexedDB.open('db-%s');caches.open('cache-%s');"
        "navigator.serviceWorker.register('/sw.js')</script>"
    )
    farm.serve("shop.example", index=fill.replace("%s", "shop") + f"<iframe src={FRAME}/></iframe>", sw_js=script(""))
    farm.serve("frame.other.example", index=fill.replace("%s", "frame"), sw_js=script(""))
    assert entries(farm, dwell_seconds=1.0) == {
        entry
        for origin, name in ((SHOP, "shop"), (FRAME, "frame"))
        for entry in (
            ("local", origin, "k", name),
            ("session", origin, "s", name),
            ("indexeddb", origin, f"db-{name}", ""),
            ("cache", origin, f"cache-{name}", ""),
            ("service-worker", origin, f"{origin}/", f"{origin}/sw.js"),
        )
    }


def test_what_one_visit_stored_is_not_there_in_the_next(farm: Farm) -> None:
    farm.serve("shop.example", index="<script>localStorage.n = 1 + Number(localStorage.n || 0)</script>")
    assert entries(farm) == entries(farm) == {("local", SHOP, "n", "1")}


def test_a_sandboxed_frame_and_a_plain_page_leave_no_gap(farm: Farm) -> None:
    farm.serve("shop.example", index=f"<iframe sandbox=allow-scripts src={FRAME}/></iframe><script>localStorage.a='1'</script>")
    farm.serve("frame.other.example", index="<p>x")

    async def work() -> tuple[str, ...]:
        async with farm.visit() as run:
            await run.arrive("http://shop.example/")
            await run.end_of_step()
        return tuple(m.name for m in run.close(None).missing)

    assert farm.run(work()) == ()


def test_more_entries_than_the_limit_are_counted_and_told(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.capture.budget.STORAGE_ENTRIES", 10)
    farm.serve("shop.example", index="<script>for (let i = 0; i < 30; i++) localStorage['k' + i] = i</script>")

    async def work() -> list[str]:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.end_of_step()
        return [m.reason for m in run.close(None).missing]

    assert farm.run(work()) == ["20 entries over the limit were left out"]


def state(farm: Farm, page: str) -> SignalState:
    farm.serve("shop.example", index=page)
    (found,) = farm.record(Signals).states
    return found


def test_a_page_without_consent_interfaces_has_none(farm: Farm) -> None:
    found = state(farm, "<p>x")
    assert (found.tcf, found.gpp, found.consent_calls) == (None, None, ())


def test_the_interfaces_answer_and_what_google_was_told_is_read(farm: Farm) -> None:
    found = state(
        farm,
        "<script>dataLayer=[];function gtag(){dataLayer.push(arguments)}"
        "gtag('consent','default',{ad_storage:'denied',wait_for_update:500});gtag('js',new Date());gtag('consent','update',{ad_storage:'granted'});"
        "__tcfapi=(c,v,f)=>f(c=='ping'?{cmpId:7,gdprApplies:true,x:{deep:1}}:{tcString:'CP',eventStatus:'tcloaded'},true);"
        "__gpp=(c,f)=>f({gppVersion:'1.1',applicableSections:[2,6],gppString:'DB'})</script>",
    )
    assert found.tcf == {"cmpId": "7", "gdprApplies": "true", "tcString": "CP", "eventStatus": "tcloaded"}
    assert found.gpp == {"gppVersion": "1.1", "applicableSections": "2,6", "gppString": "DB"}
    assert [(c.command, c.settings) for c in found.consent_calls] == [
        ("default", {"ad_storage": "denied", "wait_for_update": "500"}),
        ("update", {"ad_storage": "granted"}),
    ]


def test_a_platform_that_only_speaks_to_listeners_is_heard_and_its_listener_removed(farm: Farm) -> None:
    found = state(
        farm,
        "<script>removed=[];__tcfapi=(c,v,f,id)=>{if(c=='ping')f({cmpId:9});if(c=='addEventListener')f({tcString:'CQ',listenerId:3},true);"
        "if(c=='removeEventListener'){document.cookie='removed='+id;f(true)}if(c=='getTCData')f(null,false)}</script>",
    )
    assert found.tcf is not None
    assert (found.tcf["cmpId"], found.tcf["tcString"]) == ("9", "CQ")


@pytest.mark.parametrize(
    "hostile",
    [
        "__tcfapi=()=>{throw 1}",
        "__tcfapi=()=>{}",
        "__tcfapi=(c,v,f)=>f({get tcString(){throw 1}},true)",
        "__gpp=(c,f)=>f('x'.repeat(1e6))",
        "dataLayer=[{0:'consent',1:'default',2:{a:{toJSON(){throw 1}}}}]",
        "JSON.stringify=()=>'{{{'",
        "JSON.stringify=()=>'[1,2]'",
        "Promise=null;setTimeout=null",
    ],
)
def test_an_interface_that_answers_nonsense_breaks_nothing(farm: Farm, hostile: str) -> None:
    farm.serve("shop.example", index=f"<script>{hostile}</script>")

    async def work() -> int:
        async with farm.visit() as run:
            await run.arrive("https://shop.example/")
            await run.end_of_step()
        visit = run.close(None)
        record = visit.record(Signals)
        assert isinstance(record, Signals)
        return len(record.states) + sum(m.name.startswith("signals:") for m in visit.missing)

    assert farm.run(work()) == 1
