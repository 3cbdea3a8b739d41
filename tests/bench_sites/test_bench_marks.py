"""A benchmark that flatters is worthless: what is wrong in a result must cost a mark."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from auditor.results import Banner, Control, Outcome, Result
from benchmarks.cases import Case
from benchmarks.living import living
from benchmarks.product import hold
from tests.sites.hard import HARD
from tests.sites.more import MORE

DEMO = next(demo for demo in living("replicas") if demo.id == "onetrust-replica")
CASE = Case(group="replicas", demo=DEMO, withdraw=True)
REFUSE = Control(text="Tout refuser", layer=1, clicks=1, role="button", box=None, contrast=None, area=None)
TAKEN = Outcome(outcome="clicked", clicks=1, proven=True)
RIGHT = Result(
    url=DEMO.url,
    final_url=DEMO.url,
    language="fr",
    status="audited",
    profile="cnil",
    report_language="en",
    banner=Banner(present=True, cmp="onetrust", controls={"refuse": REFUSE}),
    scenarios={"refuse": TAKEN, "accept": TAKEN, "withdraw": TAKEN},
    slug="x",
)


def lost(case: Case, result: Result) -> set[str]:
    """Columns in which the result is wrong; every one of them must be told in words too."""
    measured = hold(case, result)
    found = {name for name, mark in measured.marks.items() if mark is False}
    assert bool(found) == bool(measured.wrong)
    return found


def test_a_right_result_loses_nothing() -> None:
    assert lost(CASE, RIGHT) == set()


@pytest.mark.parametrize(
    ("banner", "expected"),
    [
        (Banner(present=False), {"found"}),
        (Banner(present=True, cmp="didomi", controls={"refuse": REFUSE}), {"platform"}),
        (Banner(present=True, controls={"refuse": REFUSE}, cmp=None), {"platform"}),
        (Banner(present=True, cmp="onetrust", controls={"refuse": msgspec.structs.replace(REFUSE, layer=2)}), {"layer"}),
        (Banner(present=True, cmp="onetrust"), {"layer"}),
    ],
)
def test_a_banner_that_is_not_the_one_there_costs_its_column(banner: Banner, expected: set[str]) -> None:
    assert lost(CASE, msgspec.structs.replace(RIGHT, banner=banner)) == expected


@pytest.mark.parametrize(
    ("scenario", "outcome", "expected"),
    [
        ("refuse", msgspec.structs.replace(TAKEN, proven=False), {"refused"}),
        ("refuse", Outcome(outcome="no-control"), {"refused"}),
        ("refuse", msgspec.structs.replace(TAKEN, clicks=2), {"clicks"}),
        ("accept", msgspec.structs.replace(TAKEN, proven=False), {"accepted"}),
        ("withdraw", Outcome(outcome="no-control"), {"withdrawn"}),
    ],
)
def test_a_choice_that_is_not_made_or_not_proven_costs_its_column(scenario: str, outcome: Outcome, expected: set[str]) -> None:
    scenarios = RIGHT.scenarios | {scenario: outcome}
    assert lost(CASE, msgspec.structs.replace(RIGHT, scenarios=scenarios)) == expected


def test_a_scenario_that_was_not_run_is_no_success() -> None:
    assert lost(CASE, msgspec.structs.replace(RIGHT, scenarios={})) == {"refused", "accepted", "withdrawn"}


def test_a_banner_on_a_page_without_one_costs_its_column() -> None:
    demo = replace(DEMO, expected=replace(DEMO.expected, banner=False, refuse_clicks=None, accept_clicks=None, outcomes={}))
    assert lost(Case(group="hard", demo=demo, withdraw=None), RIGHT) == {"false banner"}


@pytest.mark.parametrize("name", ["retourne", "oublieux", "tenace", "compris", "mur"])
def test_a_proof_of_a_refusal_that_cannot_have_taken_costs_its_column(name: str) -> None:
    case = Case(group="hard", demo=next(demo for demo in (*HARD, *MORE) if demo.id == name), withdraw=None)
    assert "false proof" in lost(case, RIGHT)
