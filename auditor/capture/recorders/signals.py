"""Records what the page's consent interfaces answer: TCF, GPP, Google consent mode's calls, GPC. Asks, never sets."""

from __future__ import annotations

import json
from typing import Any

from auditor.capture import budget
from auditor.capture.recorder import Surroundings, script
from auditor.capture.wire import Session, WireError
from auditor.evidence.records.signals import ConsentCall, Signals, SignalState

__all__ = ["start"]

_CALL_LIMIT = 200
_REGION_LIMIT = 300


class _Signals:
    name = Signals.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._source = script("signals.js")
        self._states: list[SignalState] = []

    async def attach(self, session: Session) -> None:
        """Signals are asked for at the end of a step; there is nothing to listen to."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        answer = await self._around.page.send(
            "Runtime.evaluate", expression=self._source, awaitPromise=True, returnByValue=True, timeout=2000, answer_seconds=4
        )
        text = answer.get("result", {}).get("value")
        said = _read(text)
        gpc = said.get("gpc")
        self._states.append(
            SignalState(
                phase=phase,
                step=step,
                at_ms=at_ms,
                tcf=_texts(said.get("tcf")),
                gpp=_texts(said.get("gpp")),
                consent_calls=_calls(said.get("calls")),
                google_state=_texts(said.get("google")),
                uet_calls=_calls(said.get("uet")),
                meta_calls=_words(said.get("meta")),
                gpc=gpc if isinstance(gpc, bool) else None,
            )
        )

    def record(self) -> Signals:
        return Signals(states=tuple(self._states))


def _read(text: object) -> dict[str, Any]:
    """What the page said; WireError where it is nothing of what was asked for (a page may have replaced JSON itself)."""
    try:
        said = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("calls"), list):
        raise WireError("the page's answer about consent cannot be read")
    return said


def _calls(said: object) -> tuple[ConsentCall, ...]:
    calls = [call for call in said if isinstance(call, dict)][:_CALL_LIMIT] if isinstance(said, list) else []
    return tuple(
        ConsentCall(
            command=str(call.get("command"))[:40],
            settings=_texts(call.get("settings")) or {},
            regions=_regions(call.get("settings")),
        )
        for call in calls
    )


def _words(said: object) -> tuple[str, ...]:
    return tuple(word for word in said[:_CALL_LIMIT] if word in ("revoke", "grant")) if isinstance(said, list) else ()


def _regions(settings: object) -> tuple[str, ...]:
    named = settings.get("region") if isinstance(settings, dict) else None
    regions = named if isinstance(named, list) else [named] if isinstance(named, str) else []
    return tuple(region.strip().upper()[:10] for region in regions[:_REGION_LIMIT] if isinstance(region, str) and region.strip())


def _texts(said: object) -> dict[str, str] | None:
    # The page answers, so any type may come: keep what is text, number or boolean, as text.
    if not isinstance(said, dict):
        return None
    plain = {str(key)[:80]: value for key, value in list(said.items())[:60] if isinstance(value, str | int | float | bool)}
    return {
        key: (value if isinstance(value, str) else json.dumps(value))[: 2 * budget.VALUE_CHARS]
        for key, value in sorted(plain.items())
    }


def start(surroundings: Surroundings) -> _Signals:
    """Start the recorder."""
    return _Signals(surroundings)
