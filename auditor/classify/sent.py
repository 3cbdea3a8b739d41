"""Where stored values went: the tracking hosts whose addresses or bodies carried one of their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.catalogue.tracker import HostFact, Trackers
from auditor.classify.identifier import Window, tokens
from auditor.classify.party import host_of
from auditor.classify.purpose import is_tracking, look_up
from auditor.classify.records import VisitRecords
from auditor.evidence.records.requests import Request

__all__ = ["SentValues"]


class SentValues:
    """Tokens of what was sent to tracking hosts, by host. A token that many unrelated values share proves nothing, so only
    those that look random enough are kept: digits and letters mixed, or ten digits and more."""

    def __init__(self, visits: Sequence[VisitRecords], trackers: Trackers, times: Window) -> None:
        self._times = times
        self._by_token: dict[str, dict[str, HostFact]] = {}
        self._singling: set[str] = set()
        for visit in visits:
            for request in visit.requests:
                fact = look_up(trackers, request.url)
                if fact is None or not is_tracking(fact):
                    continue
                for token in self._said(request):
                    if _is_telling(token):
                        self._by_token.setdefault(token, {})[host_of(request.url)] = fact

    def receivers(self, values: Iterable[str]) -> dict[str, HostFact]:
        """Tracking hosts that were sent one of these values."""
        found: dict[str, HostFact] = {}
        for value in values:
            for token in tokens(value, self._times):
                found |= self._by_token.get(token, {})
        return found

    def singles_out(self, values: Iterable[str]) -> None:
        """Note the values of what was found to be an identifier."""
        for value in values:
            self._singling.update(token for token in tokens(value, self._times) if _is_telling(token))

    def carries_one(self, request: Request) -> bool:
        """Tell whether an address or body carries a value that was noted so."""
        return not self._singling.isdisjoint(self._said(request))

    def _said(self, request: Request) -> frozenset[str]:
        return tokens(request.url.partition("?")[2], self._times) | tokens(request.post_text or "", self._times)


def _is_telling(token: str) -> bool:
    digits = sum(c.isdecimal() for c in token)
    return digits >= 10 or (digits >= 2 and len(token) - digits >= 2 and len(token) >= 12)
