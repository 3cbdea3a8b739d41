"""What holds for every rule, whichever it is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from auditor.catalogue.profile import profile, profiles
from auditor.classify import classify
from auditor.classify.site import Site
from auditor.evidence import Evidence
from auditor.evidence.records.cookies import Cookies
from auditor.evidence.records.pages import Pages
from auditor.evidence.records.requests import Requests
from auditor.evidence.records.storage import Storage
from auditor.judge import basis_of, judge
from auditor.results import SEVERITIES
from auditor.rule import NoObject, Part, Unmet
from auditor.rules import shipped_rules
from tests.rules.evidence import CONTENT, Seen, banner, knowledge, site

HERE = Path(__file__).parent
RULES = {loaded.rule.id: loaded for loaded in shipped_rules()}
SHOWN = ("fails", "passes", "is_inconclusive")
OVERCLAIM = re.compile(
    r"\b(illegal|unlawful|violat\w*|infring\w*|infraction|compliant|conforme|illégal\w*|proves?\b|prouve\w*|RGPD OK)",
    re.I,
)
GRAVITY = {"pass": 0, "not-applicable": 0, "inconclusive": 0, "warn": 1, "fail": 2}
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

TRACKERS = (
    "https://www.facebook.com/tr/?id=1&ev=PageView",
    "https://www.google-analytics.com/g/collect?v=2&tid=G-1",
    "https://acme.matomo.cloud/matomo.php?idsite=1",
    "https://static.hotjar.com/c/hotjar-1.js",
    "https://www.google-analytics.com/g/collect?v=2&tid=G-1&gcs=G100",
)
COOKIES = ("_ga", "_fbp", "_pk_id.1.1fff", "zzz", "OptanonConsent", "_gat")
KEYS = ("ajs_anonymous_id", "theme")
PHASES = ("before", "refuse", "accept", "withdraw")
TEXT = "Nous utilisons des cookies. Si vous refusez, seuls les traceurs techniques seront déposés."

contacts = st.tuples(st.just("request"), st.sampled_from(TRACKERS), st.sampled_from(PHASES))
stored = st.tuples(st.sampled_from(("cookie", "cleared")), st.sampled_from(COOKIES), st.sampled_from(PHASES))
keys = st.tuples(st.just("key"), st.sampled_from(KEYS), st.sampled_from(PHASES))
facts = st.lists(st.one_of(contacts, stored, keys), max_size=6, unique=True)
losses = st.lists(st.sampled_from(("requests", "cookies", "storage", "pages", "signals")), max_size=2, unique=True)
arrivals = st.sampled_from(
    ("", banner("Tout accepter", "Tout refuser", text=TEXT), banner("Tout accepter"), banner("OK"), banner("Accept", "Hm"))
)


def build(arrival: str, said: list[tuple[str, str, str]]) -> Seen:
    seen = Seen(arrival)
    if not arrival:
        seen.ended("refuse", "no-banner").ended("accept", "no-banner")
    for kind, name, phase in said:
        if any(phase in (p for p, _, _ in steps) for steps in seen.steps.values()):
            add(seen, kind, name, phase)
    return seen


def add(seen: Seen, kind: str, name: str, phase: str) -> None:
    if kind == "request":
        if any(p == phase for p, _, _ in seen.steps["accept" if phase in ("accept", "withdraw") else "refuse"]):
            seen.request(name, phase)
    elif kind in ("cookie", "cleared"):
        seen.cookie(name, phase, days=500)
        if kind == "cleared":  # written, and gone again at the end of the phase
            for visit, steps in seen.steps.items():
                mine = [(p, s) for p, s, _ in steps if p == phase and s != "reopen"]
                for place in mine[-1:] if len(mine) > 1 else []:
                    seen.jars[visit, *place] = [c for c in seen.jars.get((visit, *place), []) if c.name != name]
    else:
        seen.key(name, phase)


def verdicts(found: Site, authority: str = "cnil") -> dict[str, str]:
    return {f.rule: f.verdict for f in judge(found, shipped_rules(), profile(authority), "en")}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_rule_is_shown_failing_passing_and_inconclusive(rule: str) -> None:
    tests = HERE / f"test_{rule.replace('-', '_')}.py"
    names = [n.name for n in ast.parse(tests.read_text("utf-8")).body if isinstance(n, ast.FunctionDef)]
    lacking = [verb for verb in SHOWN if not any(name.startswith(f"test_it_{verb}_") for name in names)]
    assert not lacking


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_rule_is_named_like_its_file_and_has_its_texts_in_both_languages(rule: str) -> None:
    loaded = RULES[rule]
    assert loaded.judge.__module__ == f"auditor.rules.{rule.replace('-', '_')}"
    assert loaded.rule.severity in SEVERITIES
    assert loaded.rule.basis
    for text in (loaded.rule.title, *loaded.rule.texts.values()):
        assert set(text) == {"en", "fr"}
        fields = [set(re.findall(r"{(\w+)}", text[language])) for language in ("en", "fr")]
        assert fields[0] == fields[1]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_manual_page_says_why_what_and_how_far(rule: str) -> None:
    manual = RULES[rule].manual
    assert [part for part in ("Why it matters:", "Observed:", "Limits:", "Sources:") if part not in manual] == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_no_text_says_more_than_what_was_observed(rule: str) -> None:
    loaded = RULES[rule].rule
    said = [text[language] for text in (loaded.title, *loaded.texts.values()) for language in ("en", "fr")]
    assert [text for text in said if OVERCLAIM.search(text)] == []


@pytest.mark.parametrize("name", profiles())
def test_a_profile_names_only_rules_that_there_are_and_judges_some(name: str) -> None:
    chosen = profile(name)
    cited = {rule for text in chosen.basis for rule in text.rules}
    assert set(chosen.severities) | set(chosen.at_most_warn) | cited <= set(RULES)
    assert chosen.authority == name
    assert any(basis_of(loaded.rule, chosen) for loaded in RULES.values())


@pytest.mark.parametrize("name", profiles())
def test_the_gravest_rules_are_judged_under_every_profile_with_a_text(name: str) -> None:
    judged = {f.rule: f.basis for f in judge(site(Seen()), shipped_rules(), profile(name), "en")}
    assert all(judged.values())
    assert {"tracker-before-choice", "tracker-after-refuse", "no-refuse-at-all", "withdraw-does-not-stop"} <= set(judged)


@SLOW
@given(arrival=arrivals, said=facts, lost=losses)
def test_nothing_passes_while_a_need_is_unmet(arrival: str, said: list[tuple[str, str, str]], lost: list[str]) -> None:
    seen = build(arrival, said)
    for record in lost:
        seen.lose(record)
    found = site(seen)
    told = verdicts(found)
    for rule, loaded in RULES.items():
        read = [need.read(found) for need in loaded.rule.needs]
        if any(isinstance(value, NoObject) for value in read):
            assert told[rule] == "not-applicable"
        elif any(isinstance(value, Unmet) for value in read):
            assert told[rule] == "inconclusive"
        elif any(isinstance(value, Part) for value in read):
            assert told[rule] in ("fail", "warn", "inconclusive")


@SLOW
@given(arrival=arrivals, said=facts, seed=st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_verdict(arrival: str, said: list[tuple[str, str, str]], seed: object) -> None:
    evidence = build(arrival, said).evidence()
    one, other = classify(evidence, knowledge()), classify(shuffled(evidence, seed), knowledge())
    assert one == other
    told = [judge(found, shipped_rules(), profile("cnil"), "en") for found in (one, other)]
    assert told[0] == told[1]


@SLOW
@given(arrival=arrivals, said=facts, more=st.one_of(contacts, stored, keys))
def test_more_trackers_never_improve_a_verdict(
    arrival: str, said: list[tuple[str, str, str]], more: tuple[str, str, str]
) -> None:
    # A key that was there before with the same value would not be written later: that is less of something, not more.
    assume(more[0] != "key" or all(fact[:2] != more[:2] for fact in said))
    # What was at work before the press may explain what is seen on the page of the press: then a failure of the later rule
    # becomes a warning while the earlier rule fails. It never becomes a pass, and the site as a whole never looks better.
    before = verdicts(site(build(arrival, said)))
    after = verdicts(site(build(arrival, [*said, more])))
    explained = 1 if more[2] in ("before", "accept") else 2
    assert [rule for rule in RULES if GRAVITY[after[rule]] < min(GRAVITY[before[rule]], explained)] == []
    assert max(map(GRAVITY.__getitem__, after.values())) >= max(map(GRAVITY.__getitem__, before.values()))


@SLOW
@given(arrival=arrivals, said=facts)
def test_the_same_evidence_gives_the_same_bytes_and_every_reference_names_a_phase(
    arrival: str, said: list[tuple[str, str, str]]
) -> None:
    evidence = build(arrival, said).evidence()
    raw = msgspec.json.encode(evidence)
    findings = [
        judge(classify(msgspec.json.decode(raw, type=Evidence), knowledge()), shipped_rules(), profile("cnil"), language)
        for language in ("en", "en", "fr")
    ]
    assert msgspec.json.encode(findings[0]) == msgspec.json.encode(findings[1])
    assert [f.verdict for f in findings[0]] == [f.verdict for f in findings[2]]
    for finding in findings[0]:
        assert all(where.rpartition("@")[2] in PHASES for where in finding.evidence)
        assert finding.evidence or finding.verdict != "fail"
        assert "{" not in finding.summary


def test_a_rule_that_reads_what_it_did_not_declare_fails_loudly() -> None:
    loaded = RULES["tracker-before-choice"]
    bare = type(loaded)(
        rule=type(loaded.rule)(**{**{n: getattr(loaded.rule, n) for n in loaded.rule.__slots__}, "needs": ()}),
        judge=loaded.judge,
        manual="",
    )
    with pytest.raises(KeyError):
        judge(site(Seen()), [bare], profile("cnil"), "en")


def shuffled(evidence: Evidence, seed: object) -> Evidence:
    """The same visits with every list of events in another order and some of them told twice."""

    def mix(events: tuple[object, ...]) -> tuple[object, ...]:
        mixed = [*events, *events[:2]]
        seed.shuffle(mixed)  # type: ignore[attr-defined]  # a `random.Random` of hypothesis
        return tuple(mixed)

    visits = []
    for visit in mix(evidence.visits[::-1])[: 2 * len(evidence.visits)]:
        records = dict(visit.records)  # type: ignore[attr-defined]
        for kind, columns in (
            (Cookies, ("jars", "writes")),
            (Requests, ("requests",)),
            (Storage, ("states",)),
            (Pages, ("pages",)),
        ):
            if kind.NAME in records:
                record = msgspec.json.decode(records[kind.NAME], type=kind)
                changed = {column: mix(getattr(record, column)) for column in columns if kind is not Pages}
                changed |= {"pages": tuple(reversed(record.pages))} if isinstance(record, Pages) else {}
                records[kind.NAME] = msgspec.Raw(msgspec.json.encode(msgspec.structs.replace(record, **changed)))
        visits.append(msgspec.structs.replace(visit, records=records, marks=tuple(reversed(visit.marks))))  # type: ignore[attr-defined, type-var]
    once = {visit.name: visit for visit in visits}
    return msgspec.structs.replace(evidence, visits=tuple(once.values()))


def test_the_builder_itself_is_a_clean_site() -> None:
    told = verdicts(site(Seen(after=CONTENT + '<a href="/c">Gérer mes cookies</a>')))
    # What its records do not hold (policies, further visits) is left open.
    assert set(told.values()) <= {"pass", "not-applicable", "inconclusive"}
