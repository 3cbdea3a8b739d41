"""The choice can be changed at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.classify.site import Claim, Site
from auditor.evidence import reference
from auditor.needs import Reopening
from auditor.promise import Kept, given
from auditor.rule import Text

__all__ = ["CLAIM", "test"]

CLAIM = "change-any-time"
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


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    found = given(claim, Reopening.read(site))
    if isinstance(found, Kept):
        return found
    pages = tuple(sorted({reference("page", label, phase) for phase, s in found.items() for label in s.searched}))
    absent = [phase for phase, s in found.items() if s.searched and not s.found]
    if absent and any(s.weak for s in found.values()):
        return Kept(
            claim, "inconclusive", _WEAK, {"weak": ", ".join(sorted({t for s in found.values() for t in s.weak})[:5])}, pages
        )
    if absent:
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
