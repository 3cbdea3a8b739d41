"""« See our policy »: the link leads to one."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.evidence import reference
from auditor.needs.told import PoliciesSought
from auditor.promise import Kept, given
from auditor.rule import Text

__all__ = ["CLAIM", "test"]

CLAIM = "see-policy"
_POLICY: Text = {"en": "« {link} » leads to a policy", "fr": "« {link} » mène à une politique"}
_DEAD_POLICY: Text = {"en": "« {link} » answers {status}", "fr": "« {link} » répond {status}"}
_NO_POLICY: Text = {
    "en": "Neither the banner nor the pages seen have a link that leads to one",
    "fr": "Ni le bandeau ni les pages vues n’ont de lien qui y mène",
}
_POLICY_OPEN: Text = {
    "en": "What the link leads to could not be read, or was not recognised as a policy",
    "fr": "Ce vers quoi mène le lien n’a pu être lu, ou n’a pas été reconnu comme une politique",
}


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    found = given(claim, PoliciesSought.read(site))
    if isinstance(found, Kept):
        return found
    dead = next((p for p in found.policies if p.state == "dead" and p.in_banner), None)
    if dead is not None:
        where = (reference("policy", dead.url, "refuse"),)
        return Kept(claim, "fail", _DEAD_POLICY, {"link": dead.text, "status": dead.status}, where)
    good = next((p for p in found.policies if p.state == "read" and p.recognised), None)
    if good is not None:
        return Kept(claim, "pass", _POLICY, {"link": good.text}, (reference("policy", good.url, "refuse"),))
    if not found.links and found.whole and found.language_known:
        return Kept(claim, "fail", _NO_POLICY, {}, found.sought_on)
    return Kept(claim, "inconclusive", _POLICY_OPEN)
