"""A mark shows the choice, green or red."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.needs import proven
from auditor.promise import Kept, lacking
from auditor.rule import Text

__all__ = ["CLAIM", "test"]

CLAIM = "indicator-follows-choice"
_COLOURS: Mapping[str, Text] = {"green": {"en": "green", "fr": "vert"}, "red": {"en": "red", "fr": "rouge"}}
_FOLLOWS: Text = {
    "en": "A mark by the control that opens the choices again is red after refusing and green after accepting",
    "fr": "Une marque près du contrôle qui rouvre les choix est rouge après le refus et verte après l’acceptation",
}
_WRONG_COLOUR: Text = {
    "en": "The mark by the control that opens the choices again is {refuse} after refusing and {accept} after accepting",
    "fr": "La marque près du contrôle qui rouvre les choix est {refuse} après le refus et {accept} après l’acceptation",
}
_NO_MARK: Text = {
    "en": "No red or green mark was found by the control that opens the choices again",
    "fr": "Aucune marque rouge ou verte n’a été trouvée près du contrôle qui rouvre les choix",
}


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    unproven = lacking(claim, proven("refuse").read(site), proven("accept").read(site))
    if unproven is not None:
        return unproven
    marks = site.told.indicators
    follows = next((m for m in marks if m.accept == "green" and m.refuse == "red"), None)
    if follows is not None:
        return Kept(claim, "pass", _FOLLOWS, {}, follows.pages)
    wrong = next((m for m in marks if m.refuse == "green"), None) or next((m for m in marks if m.accept == "red"), None)
    if wrong is not None:
        return Kept(
            claim, "fail", _WRONG_COLOUR, {"refuse": _COLOURS[wrong.refuse], "accept": _COLOURS[wrong.accept]}, wrong.pages
        )
    return Kept(claim, "inconclusive", _NO_MARK)
