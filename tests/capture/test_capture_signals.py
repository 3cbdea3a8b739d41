"""What the recorder of consent signals takes from Google's and Microsoft's consent modes, in real Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.evidence.records.signals import Signals, SignalState

if TYPE_CHECKING:
    from conftest import Farm


def state(farm: Farm, page: str) -> SignalState:
    farm.serve("shop.example", index=page)
    (found,) = farm.record(Signals).states
    return found


def test_regions_of_a_default_are_kept(farm: Farm) -> None:
    found = state(
        farm,
        "<script>dataLayer=[];function gtag(){dataLayer.push(arguments)}"
        "gtag('consent','default',{ad_storage:'granted'});"
        "gtag('consent','default',{ad_storage:'denied',region:['fr','DE','US-CA',7]});"
        "gtag('consent','default',{ad_storage:'denied',region:'ES'})</script>",
    )
    assert [call.regions for call in found.consent_calls] == [(), ("FR", "DE", "US-CA"), ("ES",)]
    assert found.google_state is None


def test_the_state_that_googles_tag_keeps_is_read_update_before_default(farm: Farm) -> None:
    found = state(
        farm,
        "<script>google_tag_data={ics:{entries:{ad_storage:{default:false,update:undefined},"
        "analytics_storage:{default:false,update:true},security_storage:{implicit:true}}}}</script>",
    )
    assert found.google_state == {"ad_storage": "denied", "analytics_storage": "granted"}


def test_calls_in_the_queue_of_microsofts_tag_are_read(farm: Farm) -> None:
    found = state(farm, "<script>uetq=[];uetq.push('consent','default',{ad_storage:'denied'},'event','x',{})</script>")
    assert [(call.command, call.settings) for call in found.uet_calls] == [("default", {"ad_storage": "denied"})]


def test_objects_that_throw_leave_the_other_interfaces_heard(farm: Farm) -> None:
    found = state(
        farm,
        "<script>Object.defineProperty(window,'google_tag_data',{get(){throw 1}});"
        "__tcfapi=(c,v,f)=>f({cmpId:7,tcString:'C'.repeat(2e6)},true)</script>",
    )
    assert found.tcf is not None
    assert len(found.tcf["tcString"]) <= 8192
    assert found.google_state is None


def test_consent_calls_that_wait_in_the_queue_of_metas_pixel_are_read(farm: Farm) -> None:
    found = state(
        farm,
        "<script>fbq=function(){fbq.queue.push(arguments)};fbq.queue=[];fbq('consent','revoke');fbq('init','1');"
        "fbq('track','PageView');fbq('consent','grant');fbq('consent','maybe')</script>",
    )
    assert found.meta_calls == ("revoke", "grant")


def test_a_pixel_whose_queue_throws_leaves_the_rest_heard(farm: Farm) -> None:
    found = state(
        farm, "<script>fbq={get queue(){throw 1}};uetq=[];uetq.push('consent','update',{ad_storage:'granted'})</script>"
    )
    assert found.meta_calls == ()
    assert len(found.uet_calls) == 1
