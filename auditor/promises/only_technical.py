"""Only technical trackers after refusing, or only with consent."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.needs import contacts_in, later_views_after, proven, stored_at_end_of, written_in
from auditor.needs.weigh import THIRTEEN_MONTHS_DAYS, Weighed
from auditor.promise import Kept, lacking, seen_in, value_of
from auditor.rule import Part, Text

__all__ = ["CLAIM", "test"]

CLAIM = "only-technical-after-refuse"
_BROKEN: Text = {
    "en": "After the refusal, what the sentence rules out was seen: {things}",
    "fr": "Après le refus, ce que la phrase exclut a été observé : {things}",
}
_BROKEN_BEFORE: Text = {
    "en": "Before any choice, what the sentence rules out was seen: {things}",
    "fr": "Avant tout choix, ce que la phrase exclut a été observé : {things}",
}
_CALLED_ONLY: Text = {
    "en": "The sentence speaks of cookies; after the refusal no such cookie was written, but trackers were contacted: {things}",
    "fr": "La phrase parle de cookies ; après le refus aucun n’a été écrit, mais des traceurs ont été sollicités : {things}",
}
_KEPT_ONLY: Text = {
    "en": "Nothing that the sentence rules out was written after the refusal, but what was there before remains: {things}",
    "fr": "Rien de ce que la phrase exclut n’a été écrit après le refus, mais ce qui s’y trouvait avant demeure : {things}",
}
_DOUBT: Text = {"en": "To be weighed by a person: {why}", "fr": "À apprécier par une personne : {why}"}
_KEPT: Text = {
    "en": "Nothing that the sentence rules out was seen after the refusal",
    "fr": "Rien de ce que la phrase exclut n’a été observé après le refus",
}


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    if claim.unasked:
        called, written = seen_in("before", site, claim.allows, thresholds)
        broken = called if claim.speaks_of == "trackers" and called.certain else written
        if broken.certain:
            return Kept(claim, "fail", _BROKEN_BEFORE, broken.certain_fields, broken.certain_evidence)
    return _after_refusing(site, claim, thresholds)


def _after_refusing(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    outcome = proven("refuse").read(site)
    contacts, writes, stored = (
        contacts_in("refuse").read(site),
        written_in("refuse").read(site),
        stored_at_end_of("refuse").read(site),
    )
    unread = lacking(claim, outcome, contacts, writes, stored)
    if unread is not None:
        return unread
    months = thresholds.get("cookie_lifetime_days", THIRTEEN_MONTHS_DAYS)
    called = Weighed(months).contacts(c for c in value_of(contacts, ()) if c.purpose not in claim.allows)
    written = Weighed(months).writes((w, i) for w, i in value_of(writes, ()) if i.purpose not in claim.allows)
    kept = Weighed(months).items((i for i in value_of(stored, ()) if i.purpose not in claim.allows), "refuse")
    broken = Weighed(months)
    broken.certain = {**(called.certain if claim.speaks_of == "trackers" else {})}
    for name, where in written.certain.items():
        broken.certain.setdefault(name, set()).update(where)
    if broken.certain:
        return Kept(claim, "fail", _BROKEN, broken.certain_fields, broken.certain_evidence)
    if called.certain:
        return Kept(claim, "warn", _CALLED_ONLY, called.certain_fields, called.certain_evidence)
    if kept.certain:
        return Kept(claim, "warn", _KEPT_ONLY, kept.certain_fields, kept.certain_evidence)
    doubtful = Weighed(months, doubtful={**kept.doubtful})
    # A list that names a host does not say what for: what the sentence allows it may be, and may not.
    guessed = Weighed(months).contacts(c for c in value_of(contacts, ()) if c.listed and c.purpose in claim.allows)
    unsure = [guessed.certain, *guessed.doubtful.values()]
    listed_only = {"listed-purpose": {name: where for names in unsure for name, where in names.items()}} if any(unsure) else {}
    for found in (called.doubtful, written.doubtful, listed_only):
        for doubt, names in found.items():
            for name, where in names.items():
                doubtful.doubtful.setdefault(doubt, {}).setdefault(name, set()).update(where)
    if doubtful.doubtful:
        return Kept(claim, "warn", _DOUBT, doubtful.doubtful_fields, doubtful.doubtful_evidence)
    for part in (contacts, writes, stored, later_views_after("refuse").read(site)):
        if isinstance(part, Part):
            return Kept(claim, "inconclusive", part.reason)
    return Kept(claim, "pass", _KEPT)
