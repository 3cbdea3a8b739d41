"""fingerprinting-before-choice."""

from __future__ import annotations

import pytest

from tests.rules.evidence import CONTENT, HOME, Seen, banner, findings, verdict

RULE = "fingerprinting-before-choice"
TAG = "https://cdn.fingers.example/fp.js"
HASH = "9f86d081884c7d659a2feaa0c55ad015"
SENT = f"https://in.fingers.example/v?h={HASH}"


def _canvas(seen: Seen, script: str = TAG, detail: str = "240x60 detached", **facts: object) -> Seen:
    return seen.uses_api("canvas", "HTMLCanvasElement.toDataURL", "before", script=script, detail=detail, **facts)


def _several(seen: Seen, script: str = TAG) -> Seen:
    seen.uses_api("webgl", "WebGLRenderingContext.getParameter", "before", script=script, detail="37446")
    return _canvas(seen, script)


def test_it_fails_when_two_kinds_are_read_and_something_long_is_sent() -> None:
    found = findings(_several(Seen()).request(SENT, "before", initiator="script", initiator_url=TAG))[RULE]
    assert found.verdict == "fail"
    assert "cdn.fingers.example/fp.js (canvas, webgl)" in found.summary
    assert found.evidence == (f"fingerprint:{TAG}@before", f"request:{SENT}@before")


def test_it_fails_when_the_script_stores_an_identifier() -> None:
    seen = _several(Seen()).cookie("zz", "before", url=TAG, days=365)
    found = findings(seen)[RULE]
    assert (found.verdict, "cookie:zz@before" in found.evidence) == ("fail", True)


def test_it_fails_when_a_body_carries_what_was_read() -> None:
    facts = {"initiator_url": TAG, "method": "POST", "post_text": f'{{"h":"{HASH}"}}', "post_bytes": 40}
    seen = _several(Seen()).request("https://in.fingers.example/v", "before", type="fetch", initiator="script", **facts)
    assert verdict(seen, RULE) == "fail"


def test_it_fails_when_a_hidden_canvas_alone_goes_to_a_known_tracker() -> None:
    tag = "https://static.criteo.net/js/ld.js"
    sent = f"https://sslwidget.criteo.com/event?h={HASH}"
    seen = _canvas(Seen(), tag).request(sent, "before", initiator="script", initiator_url="https://widget.other.example/x.js")
    assert verdict(seen, RULE) == "pass"  # that was another domain's script
    assert verdict(seen.request(sent, "before", initiator="script", initiator_url=tag), RULE) == "fail"


@pytest.mark.parametrize(
    ("detail", "facts"),
    [
        ("300x150 detached", {}),  # tests for emoji
        ("800x600 in page", {}),  # a chart that is saved
        ("4000x3000 detached", {}),  # an editor
        ("24x24 detached", {"count": 300}),  # glyphs of a map
    ],
)
def test_it_passes_when_a_canvas_is_read_for_itself(detail: str, facts: dict[str, object]) -> None:
    assert verdict(_canvas(Seen(), f"{HOME}app.js", detail, **facts), RULE) == "pass"


def test_it_passes_when_single_traits_are_read_and_much_is_sent() -> None:
    seen = Seen().uses_api("device", "Navigator.hardwareConcurrency", "before", script=TAG)
    seen.uses_api("webgl", "WebGLRenderingContext.getParameter", "before", script=TAG, detail="37446")
    assert verdict(seen.request(SENT, "before", initiator="script", initiator_url=TAG), RULE) == "pass"


def test_it_passes_when_it_comes_with_the_acceptance() -> None:
    seen = Seen().uses_api("audio", "OfflineAudioContext.startRendering", "accept", script=TAG)
    assert verdict(seen, RULE) == "pass"


def test_it_warns_when_nothing_came_of_it() -> None:
    assert verdict(_several(Seen()), RULE) == "warn"
    assert verdict(Seen().uses_api("audio", "OfflineAudioContext.startRendering", "before", script=TAG), RULE) == "warn"


def test_it_warns_when_what_was_sent_is_the_key_of_an_account() -> None:
    arrival = banner("Tout accepter", "Tout refuser") + f'<div data-key="{HASH}">{CONTENT}</div>'
    seen = _several(Seen(arrival)).request(SENT, "before", initiator="script", initiator_url=TAG)
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_another_script_sends() -> None:
    seen = _several(Seen()).request(SENT, "before", initiator="script", initiator_url="https://other.example/x.js")
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_the_sites_own_script_reads_one_kind_and_sends() -> None:
    own = f"{HOME}app.js"
    seen = _canvas(Seen(), own).request(SENT, "before", initiator="script", initiator_url=own)
    assert verdict(seen, RULE) == "warn"


def test_it_warns_when_the_body_cannot_be_read() -> None:
    facts = {"initiator_url": TAG, "method": "POST", "post_bytes": 900}
    seen = _canvas(Seen()).request("https://in.fingers.example/v", "before", type="fetch", initiator="script", **facts)
    assert verdict(seen, RULE) == "warn"


def test_it_warns_of_what_keeps_out_machines() -> None:
    guard = "https://www.google.com/recaptcha/api.js"
    seen = _several(Seen(), guard).cookie("zz", "before", url=guard, days=365)
    assert verdict(seen, RULE) == "warn"


def test_it_is_inconclusive_when_calls_were_not_heard_but_a_failure_stands() -> None:
    assert verdict(Seen().lose("fingerprint"), RULE) == "inconclusive"
    seen = Seen().lack("refuse", "fingerprint:rest", "too many").lack("accept", "fingerprint:rest", "too many")
    assert verdict(seen, RULE) == "inconclusive"
    assert verdict(_several(seen).request(SENT, "before", initiator="script", initiator_url=TAG), RULE) == "fail"
