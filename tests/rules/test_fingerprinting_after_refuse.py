"""fingerprinting-after-refuse. How a reading is weighed is tested with fingerprinting-before-choice."""

from __future__ import annotations

from tests.rules.evidence import Seen, findings, verdict

RULE = "fingerprinting-after-refuse"
TAG = "https://cdn.fingers.example/fp.js"
SENT = "https://in.fingers.example/v?h=9f86d081884c7d659a2feaa0c55ad015"


def _read(seen: Seen, step: str | None = None, **facts: object) -> Seen:
    seen.uses_api("audio", "OfflineAudioContext.startRendering", "refuse", script=TAG, step=step, **facts)
    seen.uses_api("webgl", "WebGLRenderingContext.getParameter", "refuse", script=TAG, step=step, detail="37446", **facts)
    return seen.request(SENT, "refuse", step, initiator="script", initiator_url=TAG)


def test_it_fails_when_it_happens_on_a_later_page() -> None:
    found = findings(_read(Seen()))[RULE]
    assert (found.verdict, found.severity) == ("fail", "critical")
    assert f"request:{SENT}@refuse" in found.evidence


def test_it_warns_when_the_document_was_there_before_the_choice() -> None:
    assert verdict(_read(Seen(), "press", page_phase="before", page_step="load"), RULE) == "warn"
    # What an older document does late is heard when the page is loaded anew.
    assert verdict(_read(Seen(), "reload", page_phase="before", page_step="load"), RULE) == "warn"


def test_it_passes_when_nothing_is_read_after_the_refusal() -> None:
    assert verdict(Seen(), RULE) == "pass"


def test_it_is_not_applicable_without_a_banner() -> None:
    seen = Seen("").ended("refuse", "no-banner").ended("accept", "no-banner")
    assert verdict(seen, RULE) == "not-applicable"


def test_it_is_inconclusive_when_the_refusal_or_the_record_is_missing() -> None:
    assert verdict(_read(Seen()).ended("refuse", "failed", "no time"), RULE) == "inconclusive"
    assert verdict(Seen().lose("fingerprint"), RULE) == "inconclusive"
    assert verdict(Seen().unseen("refuse"), RULE) == "inconclusive"


def test_it_fails_when_the_same_value_had_gone_before_the_choice() -> None:
    seen = Seen().uses_api("audio", "OfflineAudioContext.startRendering", "before", script=TAG)
    seen.request(SENT, "before", initiator="script", initiator_url=TAG)
    assert verdict(_read(seen), RULE) == "fail"
