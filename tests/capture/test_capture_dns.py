"""The recorder `dns`: of which names the hosts of the site are aliases."""

from __future__ import annotations

import pytest

from auditor.capture import budget
from auditor.evidence.records.dns import Dns
from tests.capture.conftest import Farm
from tests.resolver import Resolver

PAGE = "<img src=https://cdn.shop.example/a.gif><img src=https://tag.ads.example/b.gif>"


def test_the_hosts_of_the_site_are_asked_for_and_no_others(farm: Farm) -> None:
    farm.serve("shop.example", index=PAGE)
    chain = {"cdn.shop.example": "shop.collector.example", "shop.collector.example": "eu.collector.example"}
    with Resolver(chain) as resolver:
        record = farm.record(Dns, resolver=resolver.address)
    assert {name.host: name.aliases for name in record.names} == {
        "cdn.shop.example": ("shop.collector.example", "eu.collector.example"),
        "shop.example": (),
    }
    assert {name.addresses for name in record.names} == {("127.0.0.1",)}
    assert sorted(resolver.asked) == ["cdn.shop.example", "shop.example"]
    assert (record.resolver, record.unasked) == (resolver.address, None)


def test_an_alias_whose_end_is_gone_is_still_an_alias(farm: Farm) -> None:
    farm.serve("shop.example", index=PAGE)
    with Resolver({"cdn.shop.example": "gone.collector.example"}, unknown=frozenset({"gone.collector.example"})) as resolver:
        record = farm.record(Dns, resolver=resolver.address)
    (found,) = [name for name in record.names if name.host == "cdn.shop.example"]
    assert (found.aliases, found.addresses, found.failure) == (("gone.collector.example",), (), "no such name")


def test_a_resolver_that_is_silent_is_said_so_and_the_visit_does_not_wait(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "NAME_SECONDS", 60.0)
    farm.serve("shop.example", index=PAGE)
    with Resolver({}, silent=True) as resolver:
        record = farm.record(Dns, resolver=resolver.address)
    assert {name.failure for name in record.names} == {"no answer before the visit ended"}


def test_nobody_is_asked_for_names_that_are_not_public_or_where_it_is_switched_off(farm: Farm) -> None:
    farm.serve("shop.example", index=PAGE)
    assert {name.failure for name in farm.record(Dns).names} == {"not a public name"}
    with Resolver({}) as resolver:
        record = farm.record(Dns, resolver=resolver.address, names=False)
        assert (record.names, resolver.asked) == ((), [])
    assert record.unasked is not None
