"""Records every request of every target, with what started it and what came of it."""

from __future__ import annotations

from auditor.capture.hop import Hop
from auditor.capture.recorder import Surroundings
from auditor.capture.wire import Session, WireError
from auditor.evidence import Missing
from auditor.evidence.records.requests import Request, Requests

__all__ = ["start"]


_ASK_SECONDS = 1.0
_REMEMBERED = (
    "performance.getEntriesByType('resource').slice(0, 200).map(e => [String(e.name), performance.timeOrigin + e.startTime])"
)


class _Requests:
    name = Requests.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings

    async def attach(self, session: Session) -> None:
        """The traffic of the tap already listens."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """Ask the workers what they have asked for: what one sent before we listened to it is remembered there."""
        tap = self._around.tap
        for session in [s for s in tap.sessions.values() if s.type.endswith("worker") and not s.closed]:
            try:
                answer = await session.send(
                    "Runtime.evaluate", expression=_REMEMBERED, returnByValue=True, answer_seconds=_ASK_SECONDS
                )
            except WireError:
                continue  # a worker that is stopped or busy; what it sent while we listened is there anyway
            entries = answer.get("result", {}).get("value")
            for entry in entries if isinstance(entries, list) else ():
                match entry:
                    case [str(url), int() | float() as at]:
                        tap.traffic.remembered(session, url, at)

    def record(self) -> Requests:
        traffic = self._around.tap.traffic
        if traffic.dropped:
            self._around.missing.append(
                Missing(
                    name="requests:rest", reason=f"{traffic.dropped} requests, or headers of them, over the limit were left out"
                )
            )
        for unheard in self._around.tap.unheard:
            self._around.missing.append(
                Missing(name="requests:target", reason=f"could not be listened to from its start: {unheard}")
            )
        return Requests(requests=tuple(self._request(hop) for hop in traffic.joined()))

    def _request(self, hop: Hop) -> Request:
        stage = self._around.tap.stage
        phase, step, _ = stage.place(hop.begun)
        return Request(
            phase=phase,
            step=step,
            at_ms=stage.at_ms(hop.at),
            url=hop.url,
            method=hop.method,
            type=hop.type,
            frame_url=hop.document_url,
            is_main_document=hop.is_main_document,
            target=hop.target,
            initiator=hop.initiator,
            initiator_url=hop.initiator_url,
            redirected_from=hop.redirected_from,
            post_bytes=hop.post_bytes,
            post_text=hop.post_text,
            status=hop.status,
            mime_type=hop.mime_type,
            from_cache=hop.from_cache,
            from_service_worker=hop.from_service_worker,
            failure=hop.failure,
            cookies_sent=hop.cookies_sent,
            address=hop.address,
            etag=hop.etag,
            if_none_match=hop.if_none_match,
        )


def start(surroundings: Surroundings) -> _Requests:
    """Start the recorder."""
    return _Requests(surroundings)
