"""How sure a verdict is: each ground alone, together, and over several audits. It changes no verdict."""

from __future__ import annotations

import msgspec
import pytest

from auditor.catalogue.profile import profile
from auditor.certainty import weighed
from auditor.judge import judge
from auditor.one_site import judge_evidence
from auditor.results import CERTAINTIES, Finding, Result
from auditor.rules import shipped_rules
from tests.rules.evidence import Seen, banner, knowledge, site
from tests.rules.tc_strings import answered, tc_string

COLLECT = "https://www.google-analytics.com/g/collect?v=2&tid=G-1"
BEFORE, AFTER = "tracker-before-choice", "tracker-after-refuse"


def audited(*audits: Seen, language: str = "en") -> Result:
    first, *others = [seen.evidence() for seen in audits]
    whole = msgspec.structs.replace(first, repeats=tuple(others))
    return judge_evidence(whole, knowledge(), profile("cnil"), language, "shop.example")


def said(rule: str, *audits: Seen, language: str = "en") -> Finding:
    return next(f for f in audited(*audits, language=language).findings if f.rule == rule)


def test_what_the_catalogue_names_before_a_choice_is_as_sure_as_it_gets() -> None:
    found = said(BEFORE, Seen().request(COLLECT, "before"))
    assert (found.verdict, found.certainty) == ("fail", "high")
    assert found.certainty_because == ("named by the catalogue: www.google-analytics.com",)


def test_after_a_refusal_it_counts_by_what_the_refusal_is_shown() -> None:
    stayed = said(AFTER, Seen().request(COLLECT, "refuse"))
    assert (stayed.verdict, stayed.certainty) == ("fail", "medium")
    assert stayed.certainty_because == ("the refusal is shown by the banner that did not come back",)
    signal = said(AFTER, Seen().request(COLLECT, "refuse").signal("refuse", tcf=answered(tc_string())))
    assert (signal.verdict, signal.certainty) == ("fail", "high")
    assert "the refusal is shown by a consent signal of the page" in signal.certainty_because


def test_the_surest_of_several_things_decides_and_an_inferred_one_is_a_doubt() -> None:
    # Of a tracker's own script, and an identifier: its purpose is inferred from that.
    setter = Seen().cookie("visitor", "before", url="https://www.google-analytics.com/analytics.js")
    alone = said(BEFORE, setter)
    assert alone.verdict in ("fail", "warn")
    assert alone.certainty == "medium"
    assert alone.certainty_because == ("known only by what wrote it: visitor",)
    assert said(BEFORE, setter.cookie("_ga", "before", days=730)).certainty == "high"


def test_a_pass_of_one_audit_may_have_missed_what_comes_by_chance_and_of_two_has_not() -> None:
    once = said(BEFORE, Seen())
    assert (once.verdict, once.certainty) == ("pass", "medium")
    assert once.certainty_because == ("one audit: what comes by chance may not have come",)
    twice = said(BEFORE, Seen(), Seen())
    assert (twice.verdict, twice.certainty) == ("pass", "high")
    assert twice.certainty_because[-1] == "the same in each of 2 audits"


def test_what_one_of_several_audits_saw_is_less_sure_and_stands() -> None:
    found = said(BEFORE, Seen(), Seen().request(COLLECT, "before"), Seen())
    assert (found.verdict, found.certainty) == ("fail", "medium")
    assert found.certainty_because == ("in 1 of 3 audits only",)


def test_what_is_read_off_the_page_does_not_come_by_chance_and_a_banner_of_no_known_platform_is_a_doubt() -> None:
    found = said("no-refuse-first-layer", Seen())
    assert (found.verdict, found.certainty) == ("pass", "medium")
    assert found.certainty_because == ("the banner was recognised by its words, not by its platform",)


def test_what_is_missing_by_its_words_is_a_doubt() -> None:
    found = said("no-withdraw-control", Seen(after="<main><h1>Nos vélos</h1></main>"))
    assert (found.verdict, found.certainty) == ("fail", "medium")
    assert any("may have been missed" in why for why in found.certainty_because)


def test_gaps_beside_a_pass_are_named() -> None:
    found = said("no-refuse-first-layer", Seen().lack("accept", "storage:accept:https://shop.example", "timed out"))
    assert found.verdict == "pass"
    assert any("timed out" in why for why in found.certainty_because)


def test_what_is_not_established_has_no_certainty() -> None:
    assert said(BEFORE, Seen().lose("requests")).certainty is None
    assert all((f.certainty is None) == (f.verdict == "inconclusive") for f in audited(Seen()).findings)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_changes_no_verdict_gives_its_reasons_and_is_the_same_each_time(language: str) -> None:
    seen = Seen(banner("Accepter", "Paramétrer")).request(COLLECT, "before").cookie("_ga", "before", "refuse", days=730)
    whole = site(seen)
    plain = judge(whole, shipped_rules(), profile("cnil"), language)
    sure = weighed(whole, shipped_rules(), plain, language)
    bare = [msgspec.structs.replace(f, certainty=None, certainty_because=()) for f in sure]
    assert bare == list(plain)
    assert msgspec.json.encode(sure) == msgspec.json.encode(weighed(whole, shipped_rules(), plain, language))
    assert {f.certainty for f in sure} <= {*CERTAINTIES, None}
    assert all(f.certainty_because for f in sure if f.certainty is not None)


def test_an_outcome_says_by_what_it_is_proven() -> None:
    assert site(Seen()).scenarios["refuse"].proven_by == "stayed-away"
    written = Seen().cookie("cookie_consent", "refuse", value="refused")
    assert site(written).scenarios["refuse"].proven_by == "note"
    assert site(Seen().signal("refuse", tcf=answered(tc_string()))).scenarios["refuse"].proven_by == "signal"
    assert site(Seen()).scenarios["withdraw"].proven_by == "control"
    failed = Seen().ended("refuse", "not-dismissed", path=[("refuse", "Tout refuser", 1)])
    assert site(failed).scenarios["refuse"].proven_by == ""
