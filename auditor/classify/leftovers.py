"""What may come from before a choice although it was seen after it.

A tag that was loaded before the press goes on running on that page and may speak once more when the page is left. Neither shows
that the site disregards the choice: clean navigations decide (reload, next page). So a contact counts as left over

* on the page of the press, where the same host, or the script, frame or redirect that started it, was already contacted, or what
  started it was itself started by such a one (a tag manager that was there before lets tags in late);
* while a page is being left: asked for by the old document, or, where old and new have the same address (reload), before the
  new one has asked for anything.
"""

from __future__ import annotations

from auditor.catalogue.tracker import Trackers
from auditor.classify.purpose import is_tracking, look_up
from auditor.classify.records import VisitRecords
from auditor.evidence.records.cookies import CookieWrite
from auditor.evidence.records.requests import Request

__all__ = ["Leftovers"]

_CHOICES = ("refuse", "accept", "withdraw", "close", "partial", "ignore")
"""Phases that begin with an act of the visitor."""
_VIEWS = ("reload", "next-page")
_SPOKEN = ("ping", "fetch", "xhr")
"""Types of requests that a page under way sends by script, also while it is being left."""


class Leftovers:
    """Tells for one visit what may be left over."""

    def __init__(self, visit: VisitRecords, trackers: Trackers) -> None:
        self._trackers = trackers
        self._at_work: dict[str, float] = {}
        """Catalogue entry of a tracker or tag manager → when it was first contacted."""
        self._left: dict[str, set[str]] = {}
        """Phase → addresses of what is left over on the page of its press: what they start is left over too."""
        self._first: dict[tuple[str, str], float] = {}
        self._pages: dict[tuple[str, str], set[str]] = {}
        self._document: dict[tuple[str, str], float] = {}
        for request in visit.requests:  # in the order of time
            entry = self._entry(request.url)
            if entry:
                self._at_work.setdefault(entry, request.at_ms)
            here = (request.phase, request.step)
            if request.is_main_document:
                self._pages.setdefault(here, set()).add(_bare(request.url))
                self._document.setdefault(here, request.at_ms)
            elif here in self._document and (request.initiator == "parser" or request.type not in _SPOKEN):
                self._first.setdefault(here, request.at_ms)
        self._begins = {phase: visit.begins_at(phase) for phase in _CHOICES}
        for request in visit.requests:
            if request.step == "press" and self.of_request(request):
                self._left.setdefault(request.phase, set()).add(request.url)

    def of_request(self, request: Request) -> str:
        """Why a request may be left over; empty where it is not."""
        begins = self._begins.get(request.phase)
        if begins is None:
            return ""
        document = self._document.get((request.phase, request.step))
        if request.step in _VIEWS or (request.step == "press" and document is not None and document <= request.at_ms):
            return "asked for by the page that was being left" if self._is_farewell(request) else ""
        if request.step == "press":
            origins = (request.url, request.redirected_from or "", request.initiator_url, request.frame_url)
            if any(self._was_at_work(url, request.phase, begins) for url in origins):
                return "on the page of the press, by what was at work there before"
        return ""

    def of_write(self, write: CookieWrite, *, renews: bool) -> str:
        """Why a write on the page of the press may be left over; `renews`: the cookie was already written before."""
        begins = self._begins.get(write.phase)
        document = self._document.get((write.phase, "press"))
        if write.step != "press" or begins is None or (document is not None and document <= write.at_ms):
            return ""
        if renews:
            return "renewed on the page of the press by what was at work there before"
        if self._was_at_work(write.url, write.phase, begins):
            return "written on the page of the press by what was at work there before"
        return ""

    def _was_at_work(self, url: str, phase: str, begins: float) -> bool:
        return bool(url) and (self._at_work.get(self._entry(url), begins) < begins or url in self._left.get(phase, ()))

    def _is_farewell(self, request: Request) -> bool:
        here = (request.phase, request.step)
        own, document = self._pages.get(here), self._document.get(here)
        if own is None or document is None:
            return False
        if request.at_ms < document:
            return not request.is_main_document
        frame = _bare(request.frame_url)
        before = any(frame in pages for place, pages in self._pages.items() if place != here)
        if request.target != "page" or not before:
            return False
        if frame not in own:
            return True
        # Old and new page have one address: what is said by script before the new page has asked for anything is the old one's.
        return request.type in _SPOKEN and request.initiator != "parser" and request.at_ms <= self._first.get(here, request.at_ms)

    def _entry(self, url: str) -> str:
        fact = look_up(self._trackers, url)
        return fact.because if fact is not None and (is_tracking(fact) or fact.kind == "tag-manager") else ""


def _bare(url: str) -> str:
    return url.partition("#")[0]
