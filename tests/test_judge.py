"""Judging: needs before rules, the worst of an incomplete record, profiles and languages."""

from __future__ import annotations

import pytest

from auditor.catalogue.profile import Profile, profile, profiles
from auditor.classify.site import Site
from auditor.errors import UsageError
from auditor.judge import judge
from auditor.results import Banner, Finding
from auditor.rule import Answer, Basis, Given, LoadedRule, Need, NoObject, Part, Rule, Text, Unmet, listed, say

WHY: Text = {"en": "because {it} is so", "fr": "parce que {it} est ainsi"}
SITE = Site(url="https://shop.example/", final_url="https://shop.example/", language=None, banner=Banner(present=False))
SAID: Text = {"en": "seen: {what}", "fr": "vu : {what}"}
PROFILE = Profile(authority="here", title={"en": "Here"}, sources=("a text",), thresholds={"cookie_lifetime_days": 397})


def a_rule(*needs: Need[object], verdict: str = "pass", authority: str = "here") -> LoadedRule:
    rule = Rule(
        id="a-rule",
        title={"en": "A rule", "fr": "Une règle"},
        severity="serious",
        needs=needs,
        basis=(Basis(authority, "a text, art. 1"), Basis("elsewhere", "another text")),
        texts={"said": SAID},
    )

    def answer(given: Given) -> Answer:
        return Answer(verdict, "said", {"what": {"en": "this", "fr": "ceci"}}, ("cookie:a@before",))  # type: ignore[arg-type]

    return LoadedRule(rule, answer, "")


def need(value: object) -> Need[object]:
    return Need(repr(type(value)), lambda site: value)


def judged(*needs: Need[object], verdict: str = "pass", language: str = "en", chosen: Profile = PROFILE) -> Finding:
    (finding,) = judge(SITE, [a_rule(*needs, verdict=verdict)], chosen, language)
    return finding


def test_an_unmet_need_is_inconclusive_with_its_reason_and_the_rule_is_not_asked() -> None:
    finding = judged(need(Unmet(WHY)), verdict="fail")
    assert (finding.verdict, finding.summary, finding.evidence) == ("inconclusive", "because {it} is so", ())


def test_an_established_absence_wins_over_an_unmet_need() -> None:
    assert judged(need(Unmet(WHY)), need(NoObject(WHY))).verdict == "not-applicable"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("pass", "inconclusive"),
        ("not-applicable", "inconclusive"),
        ("warn", "warn"),
        ("fail", "fail"),
        ("inconclusive", "inconclusive"),
    ],
)
def test_a_part_of_a_record_can_show_a_failure_and_never_a_pass(said: str, told: str) -> None:
    finding = judged(need(Part(1, WHY)), verdict=said)
    assert finding.verdict == told
    if said == "pass":
        assert "because {it} is so" in finding.summary


def test_a_rule_speaks_the_language_of_the_report_and_english_where_it_lacks_it() -> None:
    assert judged(language="fr").summary == "vu : ceci"
    assert judged(language="de").summary == "seen: this"


def test_a_finding_has_the_title_of_its_rule_in_the_language_of_the_report() -> None:
    assert (judged(language="fr").title, judged(language="de").title) == ("Une règle", "A rule")


def test_a_profile_holds_the_rules_that_cite_its_authority() -> None:
    assert judge(SITE, [a_rule(authority="nowhere")], PROFILE, "en") == ()
    assert judged().basis == ("a text, art. 1",)


def test_a_profile_changes_severity_and_ceiling() -> None:
    milder = Profile(
        authority="here",
        title={"en": "Here"},
        sources=(),
        thresholds={"cookie_lifetime_days": 1},
        severities={"a-rule": "minor"},
        at_most_warn=("a-rule",),
    )
    finding = judged(verdict="fail", chosen=milder)
    assert (finding.verdict, finding.severity) == ("warn", "minor")
    assert judged(verdict="pass", chosen=milder).verdict == "pass"


def test_shipped_profiles_can_be_read_and_others_are_named() -> None:
    assert set(profiles()) >= {"aepd", "cnil", "dsk", "edpb", "garante", "ico"}
    assert all(profile(name).authority == name for name in profiles())
    with pytest.raises(UsageError, match=", ".join(profiles())):
        profile("../cnil")


def test_names_for_a_sentence_are_sorted_counted_and_cut() -> None:
    assert listed(["b", "a", "b"]) == "a, b"
    assert listed([f"n{i}" for i in range(9)]) == "n0, n1, n2, n3, n4 (+4)"
    assert len(listed(["x" * 500])) == 60


def test_what_a_page_wrote_is_no_template() -> None:
    assert say({"en": "{0} {name.__class__} {"}, {}, "en") == "{0} {name.__class__} {"
    assert say({"en": "« {quote} »"}, {"quote": "{n} {quote!r}"}, "en") == "« {n} {quote!r} »"
