"""Whether the sentences of the consent text were kept. Law is another axis: a promise can be kept where the law is not, and
the other way round (a sentence that allows audience measurement is kept by an audience cookie that may still need consent)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from auditor.classify.site import Claim, ReopenSearch, Site
from auditor.evidence import reference
from auditor.needs import Claims, Reopening, contacts_in, later_views_after, proven, stored_at_end_of, written_in
from auditor.needs.weigh import THIRTEEN_MONTHS_DAYS, Weighed
from auditor.results import Verdict
from auditor.rule import Need, NoObject, Part, Text, Unmet, say

__all__ = ["Kept", "Promises", "PromisesMade", "keep"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One claim with its answer."""

    claim: Claim
    verdict: Verdict
    reason: Text
    fields: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()

    def say(self, language: str) -> str:
        """The reason in one language."""
        return say(self.reason, self.fields, language)


@dataclass(frozen=True, slots=True)
class Promises:
    """The claims of a site, to be tested under a profile's thresholds."""

    site: Site

    def kept(self, thresholds: Mapping[str, float]) -> tuple[Kept, ...]:
        """Test each."""
        return keep(self.site, thresholds)


def _promises(site: Site) -> Promises | Unmet | NoObject:
    claims = Claims.read(site)
    return claims if isinstance(claims, Unmet | NoObject) else Promises(site)


PromisesMade: Need[Promises] = Need("promises made", _promises)
"""The promises of the consent text; not applicable where it makes none."""


def keep(site: Site, thresholds: Mapping[str, float]) -> tuple[Kept, ...]:
    """Test each claim of a site against what was seen, in the order of the text."""
    tests = {
        "only-technical-after-refuse": _only_technical,
        "feature-disabled-after-refuse": _not_tested,
        "change-any-time": _change_any_time,
    }
    return tuple(tests[claim.claim](site, claim, thresholds) for claim in site.claims if claim.claim in tests)


def _only_technical(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    outcome = proven("refuse").read(site)
    contacts, writes, stored = (
        contacts_in("refuse").read(site),
        written_in("refuse").read(site),
        stored_at_end_of("refuse").read(site),
    )
    for value in (outcome, contacts, writes, stored):
        if isinstance(value, NoObject):
            return Kept(claim, "not-applicable", value.reason)
    for value in (outcome, contacts, writes, stored):
        if isinstance(value, Unmet):
            return Kept(claim, "inconclusive", value.reason)
    months = thresholds.get("cookie_lifetime_days", THIRTEEN_MONTHS_DAYS)
    called = Weighed(months).contacts(c for c in _value(contacts, ()) if c.purpose not in claim.allows)
    written = Weighed(months).writes((w, i) for w, i in _value(writes, ()) if i.purpose not in claim.allows)
    kept = Weighed(months).items((i for i in _value(stored, ()) if i.purpose not in claim.allows), "refuse")
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
    for found in (called.doubtful, written.doubtful):
        for doubt, names in found.items():
            for name, where in names.items():
                doubtful.doubtful.setdefault(doubt, {}).setdefault(name, set()).update(where)
    if doubtful.doubtful:
        return Kept(claim, "warn", _DOUBT, doubtful.doubtful_fields, doubtful.doubtful_evidence)
    for part in (contacts, writes, stored, later_views_after("refuse").read(site)):
        if isinstance(part, Part):
            return Kept(claim, "inconclusive", part.reason)
    return Kept(claim, "pass", _KEPT)


V = TypeVar("V")


def _value(found: V | Part[V] | Unmet | NoObject, nothing: V) -> V:
    """What there is; `nothing` where there is none (which was asked before)."""
    if isinstance(found, Part):
        return found.value
    return nothing if isinstance(found, Unmet | NoObject) else found


def _not_tested(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    # What a comment area or a player looks like differs from site to site: no sight of its absence is sure enough.
    return Kept(claim, "inconclusive", _NOT_TESTED)


def _change_any_time(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    searches = Reopening.read(site)
    if isinstance(searches, NoObject):
        return Kept(claim, "not-applicable", searches.reason)
    if isinstance(searches, Unmet):
        return Kept(claim, "inconclusive", searches.reason)
    found: dict[str, ReopenSearch] = searches.value if isinstance(searches, Part) else searches
    pages = tuple(sorted({reference("page", label, phase) for phase, s in found.items() for label in s.searched}))
    lacking = [phase for phase, s in found.items() if s.searched and not s.found]
    if lacking and any(s.weak for s in found.values()):
        return Kept(
            claim, "inconclusive", _WEAK, {"weak": ", ".join(sorted({t for s in found.values() for t in s.weak})[:5])}, pages
        )
    if lacking:
        return Kept(claim, "fail", _NOT_THERE, {}, pages)
    if any(s.works is False and not s.went_elsewhere for s in found.values()):
        return Kept(claim, "fail", _DEAD, {"control": next(s.text for s in found.values() if s.works is False)}, pages)
    if any(s.unread or not s.found for s in found.values()):
        return Kept(claim, "inconclusive", _UNREAD, {}, pages)
    text = next((s.text for s in found.values() if s.text), "")
    if not any(s.works for s in found.values()):
        return Kept(claim, "inconclusive", _NOT_PRESSED, {"control": text}, pages)
    if claim.control and not _same(claim.control, [s.text for s in found.values()]):
        return Kept(claim, "warn", _OTHER_NAME, {"control": text, "named": claim.control}, pages)
    return Kept(claim, "pass", _CAN_CHANGE, {"control": text}, pages)


def _same(named: str, texts: Sequence[str]) -> bool:
    plain = "".join(filter(str.isalnum, named.casefold()))
    found = ["".join(filter(str.isalnum, text.casefold())) for text in texts if text]
    return any(plain in text or text in plain for text in found if text)


_BROKEN: Text = {
    "en": "After the refusal, what the sentence rules out was seen: {things}",
    "fr": "Après le refus, ce que la phrase exclut a été observé : {things}",
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
_NOT_TESTED: Text = {
    "en": "Whether that part of the site is switched off after a refusal is not tested: a person has to look",
    "fr": "La désactivation de cette partie du site après un refus n’est pas éprouvée : une personne doit regarder",
}
_NOT_THERE: Text = {
    "en": "No control that opens the choices again was found in the pages after a choice",
    "fr": "Aucun contrôle rouvrant les choix n’a été trouvé dans les pages suivant un choix",
}
_WEAK: Text = {
    "en": "No control whose words say that it opens the choices was found; these may, and were not tried: {weak}",
    "fr": "Aucun contrôle dont les mots disent qu’il rouvre les choix n’a été trouvé ; ceux-ci le pourraient et n’ont pas été"
    " essayés : {weak}",
}
_DEAD: Text = {
    "en": "« {control} » was pressed and no choice appeared",
    "fr": "« {control} » a été actionné et aucun choix n’est apparu",
}
_UNREAD: Text = {
    "en": "A part of the pages after the choice could not be read",
    "fr": "Une partie des pages suivant le choix n’a pu être lue",
}
_NOT_PRESSED: Text = {
    "en": "« {control} » is there; that it opens the choices was not tried or led to another page",
    "fr": "« {control} » est présent ; son effet n’a pas été essayé, ou il mène à une autre page",
}
_OTHER_NAME: Text = {
    "en": "The choices can be opened again, with « {control} » and not with « {named} » as announced",
    "fr": "Les choix peuvent être rouverts, par « {control} » et non par « {named} » comme annoncé",
}
_CAN_CHANGE: Text = {
    "en": "The choices can be opened again with « {control} »",
    "fr": "Les choix peuvent être rouverts par « {control} »",
}
