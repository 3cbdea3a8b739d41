"""The TC string does not say which vendors were shown to the visitor.

Why it matters: without this part nobody can tell a vendor that the visitor objected to from one that was never shown.

Observed: the TC strings that the interface answered and that the site stored, in every phase: those last updated after
28 February 2026, when TCF 2.3 became mandatory, and whether they have the segment “disclosed vendors”.

Limits: older strings stay valid without it. A segment that is there and empty is not judged. Strings that were only sent are not
judged, for others may have shortened them. Where the platform says that the GDPR does not apply, a string does not count.

Sources: IAB Europe and IAB Tech Lab, TCF technical specification 2.3 (April 2025).
"""

from __future__ import annotations

from datetime import UTC, datetime

from auditor.classify.tcf import TcString
from auditor.needs.signals import AllTcStrings, tc_where
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="tcf-disclosed-vendors-missing",
    title={"en": "TC string without disclosed vendors", "fr": "Chaîne TC sans partenaires présentés"},
    severity="minor",
    needs=(AllTcStrings,),
    basis=(
        Basis("cnil", "IAB Europe, TCF 2.3 (since 28 February 2026)"),
        Basis("edpb", "IAB Europe, TCF 2.3 (since 28 February 2026)"),
    ),
    texts={
        "missing": {
            "en": "A TC string of {date}, by CMP {cmp}, lacks the segment « disclosed vendors »",
            "fr": "Une chaîne TC du {date}, de la CMP {cmp}, n’a pas de segment « disclosed vendors »",
        },
        "older": {
            "en": "No TC string was updated after 28 February 2026",
            "fr": "Aucune chaîne TC n’a été mise à jour après le 28 février 2026",
        },
        "unread": {
            "en": "A TC string could not be decoded: {why}",
            "fr": "Une chaîne TC n’a pu être décodée : {why}",
        },
        "there": {
            "en": "Each TC string updated after 28 February 2026 says which vendors were shown",
            "fr": "Chaque chaîne TC mise à jour après le 28 février 2026 indique les partenaires présentés",
        },
    },
)

_SINCE = datetime(2026, 3, 1, tzinfo=UTC)


def judge(given: Given) -> Answer:
    """Fail on a recent string without the segment."""
    strings = given[AllTcStrings]
    recent = [(s, r) for s in strings if isinstance(r := s.read, TcString) and r.updated >= _SINCE]
    if lacking := [(s, r) for s, r in recent if r.disclosed_vendors is None and not s.cut and not _spoilt(r)]:
        newest = max(lacking, key=lambda pair: (pair[1].updated, pair[1].cmp_id))[1]
        fields = {"date": f"{newest.updated:%Y-%m-%d}", "cmp": newest.cmp_id}
        return Answer("fail", "missing", fields, tc_where(s for s, _ in lacking))
    unread = sorted({s.read if isinstance(s.read, str) else "a segment" for s in strings if _unread(s.read) or s.cut})
    if unread:
        return Answer("inconclusive", "unread", {"why": unread[0]})
    return Answer("pass", "there") if recent else Answer("not-applicable", "older")


def _spoilt(read: TcString) -> bool:
    return any("segment" in fault for fault in read.faults)


def _unread(read: TcString | str) -> bool:
    return isinstance(read, str) or _spoilt(read)
