"""declared-never-seen."""

from __future__ import annotations

from tests.rules.acts import found, own
from tests.rules.evidence import findings, verdict
from tests.rules.telling import listing, shop

RULE = "declared-never-seen"


def test_it_fails_never_and_warns_when_a_name_of_the_list_was_not_seen() -> None:
    found = findings(shop().policy(listing("_ga", "_gid", "_hjid")).cookie("_ga", "accept").cookie("_gid", "accept"))[RULE]
    assert found.verdict == "warn"
    assert "_hjid" in found.summary


def test_it_passes_when_each_was_seen() -> None:
    seen = shop().policy(listing("_ga", "_gid", "_ga_*")).cookie("_ga", "accept").cookie("_gid", "accept")
    assert verdict(seen.cookie("_ga_X1", "accept"), RULE) == "pass"


def test_what_a_visit_of_its_own_had_was_seen() -> None:
    seen = shop().policy(listing("_ga", "_gid", "shut")).cookie("_ga", "accept").cookie("_gid", "accept")
    assert found(RULE, seen, own("close", notes=(("press", "shut", "1"),))).verdict == "pass"


def test_it_is_inconclusive_when_nothing_was_accepted() -> None:
    seen = shop().policy(listing("_ga", "_gid", "_hjid")).ended("accept", "no-control")
    assert verdict(seen, RULE) == "inconclusive"


def test_it_is_inconclusive_when_no_list_was_found() -> None:
    assert verdict(shop(), RULE) == "inconclusive"
