"""Where stored values went: the tracking hosts whose addresses or bodies carried one of their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.catalogue.tracker import HostFact, Trackers
from auditor.classify.identifier import Window, tokens
from auditor.classify.party import host_of
from auditor.classify.purpose import is_tracking, look_up
from auditor.classify.records import VisitRecords
from auditor.evidence.records.requests import Request
from auditor.results import Sending

__all__ = ["SentValues"]

_MOST_SENDINGS = 40


class SentValues:
    """Tokens of what was sent to tracking hosts, by host. A token that many unrelated values share proves nothing, so only
    those that look random enough are kept: digits and letters mixed, or ten digits and more."""

    def __init__(self, visits: Sequence[VisitRecords], trackers: Trackers, times: Window) -> None:
        self._times = times
        self._by_token: dict[str, dict[str, HostFact]] = {}
        self._where: dict[str, dict[tuple[str, str], tuple[HostFact, str]]] = {}
        """Token → host and phase → what is known of the first address that carried it."""
        self._singling: set[str] = set()
        for visit in visits:
            for request in visit.requests:
                fact = look_up(trackers, request.url)
                if fact is None or not is_tracking(fact):
                    continue
                for token in self._said(request):
                    if _is_telling(token):
                        host = host_of(request.url)
                        self._by_token.setdefault(token, {})[host] = fact
                        self._where.setdefault(token, {}).setdefault((host, request.phase), (fact, request.url))

    def receivers(self, values: Iterable[str]) -> dict[str, HostFact]:
        """Tracking hosts that were sent one of these values."""
        found: dict[str, HostFact] = {}
        for value in values:
            for token in tokens(value, self._times):
                found |= self._by_token.get(token, {})
        return found

    def of_identifier(self, values: Iterable[str]) -> tuple[Sending, ...]:
        """Note the values of what was found to be an identifier, and give where each was sent first in each phase."""
        found: dict[tuple[str, str], tuple[HostFact, str]] = {}
        for value in values:
            for token in sorted(tokens(value, self._times)):
                if _is_telling(token):
                    self._singling.add(token)
                    found = {**self._where.get(token, {}), **found}
        return tuple(
            Sending(host=host, owner=fact.owner, purpose=fact.purpose, phase=phase, url=url)
            for (host, phase), (fact, url) in sorted(found.items(), key=lambda pair: pair[0])[:_MOST_SENDINGS]
        )

    def carries_one(self, request: Request) -> bool:
        """Tell whether an address or body carries a value that was noted so."""
        return not self._singling.isdisjoint(self._said(request))

    def _said(self, request: Request) -> frozenset[str]:
        return tokens(request.url.partition("?")[2], self._times) | tokens(request.post_text or "", self._times)


def _is_telling(token: str) -> bool:
    digits = sum(c.isdecimal() for c in token)
    return digits >= 10 or (digits >= 2 and len(token) - digits >= 2 and len(token) >= 12)
