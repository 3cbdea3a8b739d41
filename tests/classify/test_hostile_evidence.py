"""Whatever a page leaves in the evidence, classification and judgement give an answer."""

from __future__ import annotations

import json
import random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.catalogue.profile import profile
from auditor.classify import classify
from auditor.evidence import Evidence, Failure
from auditor.judge import judge, promises
from auditor.rules import shipped_rules
from tests.rules.evidence import HOME, Seen, banner, knowledge

HOSTILE = (
    "",
    "\u202e\u2066x",
    "\x00\x1b[31m",
    "A" * 20_000,
    "{n}{0}%s",
    "<script>",
    "é" * 300,
    "http://[",
    "%E0%A4%A",
    "=",
    "..",
    "@:@",
)
text = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))


def answer(evidence: Evidence) -> None:
    site = classify(evidence, knowledge())
    for language in ("en", "fr"):
        findings = judge(site, shipped_rules(), profile("cnil"), language)
        assert len(findings) == len(shipped_rules())
        assert all(len(finding.summary) <= 1000 for finding in findings)
        promises(site, profile("cnil"), language)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=text, value=text, url=text, said=text, phase=st.sampled_from(("before", "refuse", "accept", "withdraw")))
def test_hostile_texts_are_data(name: str, value: str, url: str, said: str, phase: str) -> None:
    seen = Seen().cookie(name, phase, value=value, url=url, domain=value).key(name, phase, value=value, origin=url)
    seen.request(url, phase, frame_url=said, initiator_url=name, post_text=value, redirected_from=said)
    seen.request(f"https://www.facebook.com/tr/?{value}", phase)
    seen.signal(phase, tcf={"tcString": said, name: value}, gpp={name: value})
    answer(seen.evidence())


def scrambled(value: Any, chance: random.Random) -> Any:
    """The same shape with some texts, numbers and lists replaced."""
    if isinstance(value, dict):
        return {key: scrambled(inner, chance) for key, inner in value.items()}
    if isinstance(value, list):
        kept = [scrambled(inner, chance) for inner in value]
        return kept if chance.random() > 0.02 else kept[: len(kept) // 2]
    if chance.random() > 0.03 or isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return chance.choice(HOSTILE)
    return chance.choice([-1, 0, 10**12, value])


@pytest.mark.parametrize("seed", range(40))
def test_records_whose_parts_do_not_fit_together_are_missing_and_not_an_error(seed: int) -> None:
    chance = random.Random(seed)
    seen = Seen(banner("Tout accepter", "Tout refuser")).cookie("_ga", "before", "refuse").key("a", "accept")
    seen.request("https://www.facebook.com/tr/", "refuse")
    raw = json.loads(msgspec.json.encode(seen.evidence()))
    for visit in raw["visits"]:
        visit["records"] = scrambled(visit["records"], chance)
        for column in ("marks", "scenarios", "missing"):
            visit[column] = scrambled(visit[column], chance)
    try:
        evidence = msgspec.convert(raw, Evidence)
    except msgspec.ValidationError:
        return  # that is the reader's to refuse
    visits = []
    for visit, plain in zip(evidence.visits, raw["visits"], strict=True):
        records = {name: msgspec.Raw(json.dumps(record).encode()) for name, record in plain["records"].items()}
        visits.append(msgspec.structs.replace(visit, records=records))
    answer(msgspec.structs.replace(evidence, visits=tuple(visits)))


@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b'{"jars": 3}', b"\xff\xfe", b"[" * 50_000, b'{"requests": [{"url": 1}]}'])
def test_a_record_that_cannot_be_read_is_missing(raw: bytes) -> None:
    evidence = Seen().evidence()
    for name in ("cookies", "requests", "storage", "pages", "signals"):
        visits = [msgspec.structs.replace(v, records={**v.records, name: msgspec.Raw(raw)}) for v in evidence.visits]
        broken = msgspec.structs.replace(evidence, visits=tuple(visits))
        assert name in classify(broken, knowledge()).missing
        answer(broken)


def test_a_site_that_was_never_reached_is_all_inconclusive() -> None:
    evidence = Evidence(url=HOME, conditions=None, visits=(), failure=Failure(kind="dns", message="no such host"))
    found = judge(classify(evidence, knowledge()), shipped_rules(), profile("cnil"), "en")
    assert {finding.verdict for finding in found} == {"inconclusive"}


def test_many_events_are_classified_in_reasonable_work() -> None:
    # Quadratic work on what a page can multiply at will would be a way to stop an audit.
    seen = Seen()
    for number in range(3000):
        seen.request(f"https://www.facebook.com/tr/?id={number}", "before", visit="refuse", at=float(number))
    seen.cookie("_ga", "before")
    seen.writes["refuse"] = seen.writes["refuse"] * 1
    model = seen.writes["refuse"][0]
    seen.writes["refuse"] += [msgspec.structs.replace(model, name=f"n{i % 1500}", at_ms=700.0 + i) for i in range(6000)]
    answer(seen.evidence())
