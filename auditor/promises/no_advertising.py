"""No advertising trackers at all: a sentence without a condition."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.needs import contacts_in, proven, written_in
from auditor.promise import Kept, lacking, seen_in
from auditor.results import Verdict
from auditor.rule import NoObject, Part, Text, Unmet

__all__ = ["CLAIM", "test"]

CLAIM = "no-advertising"
_ADVERTISED: Text = {
    "en": "The sentence says that there is no advertising tracker; seen: {things}",
    "fr": "La phrase dit qu’il n’y a pas de traceur publicitaire ; observés : {things}",
}
_NO_ADVERTISING_SEEN: Text = {
    "en": "No advertising tracker was seen, after the acceptance either",
    "fr": "Aucun traceur publicitaire n’a été observé, y compris après l’acceptation",
}


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """A sentence without a condition, which holds after an acceptance too."""
    others = ("audience", "social", "necessary", "unknown")
    weighed = [seen_in(phase, site, others, thresholds) for phase in ("before", "refuse", "accept")]
    written = next((w for _, w in weighed if w.certain), None)
    called = next((c for c, _ in weighed if c.certain), None)
    if written is not None:
        return Kept(claim, "fail", _ADVERTISED, written.certain_fields, written.certain_evidence)
    if called is not None:
        verdict: Verdict = "fail" if claim.speaks_of == "trackers" else "warn"
        return Kept(claim, verdict, _ADVERTISED, called.certain_fields, called.certain_evidence)
    unproven = lacking(claim, proven("accept").read(site))
    if unproven is not None:
        return unproven
    for found in (contacts_in("accept").read(site), written_in("accept").read(site)):
        if isinstance(found, Part | Unmet | NoObject):
            return Kept(claim, "inconclusive", found.reason)
    return Kept(claim, "pass", _NO_ADVERTISING_SEEN)
