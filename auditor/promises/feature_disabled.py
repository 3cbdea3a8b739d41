"""Comments, videos, maps … are off after refusing."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.needs import proven
from auditor.promise import Kept, lacking
from auditor.rule import Text

__all__ = ["CLAIM", "test"]

CLAIM = "feature-disabled-after-refuse"
_NOT_TESTED: Text = {
    "en": "Whether that part of the site is switched off after a refusal is not tested: a person has to look",
    "fr": "La désactivation de cette partie du site après un refus n’est pas éprouvée : une personne doit regarder",
}
_STILL_ON: Text = {
    "en": "After the refusal it is still there ({feature}): {by}",
    "fr": "Après le refus, cette partie est toujours là ({feature}) : {by}",
}
_SWITCHED: Text = {
    "en": "It is there after accepting ({by}) and not after refusing, in the same page ({feature})",
    "fr": "Cette partie est là après l’acceptation ({by}) et non après le refus, dans la même page ({feature})",
}
_STANDS: Text = {
    "en": "Something of it stands there after the refusal ({feature}); whether it works cannot be told from sight",
    "fr": "Quelque chose en est présent après le refus ({feature}) ; la vue seule n’établit pas si cela fonctionne",
}
_NOT_THERE_EITHER: Text = {
    "en": "In no page seen after both choices was it seen to work after accepting ({feature})",
    "fr": "Dans aucune page vue après les deux choix elle n’a été vue fonctionner après l’acceptation ({feature})",
}


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    if not claim.features:
        return Kept(claim, "inconclusive", _NOT_TESTED)
    unproven = lacking(claim, proven("refuse").read(site), proven("accept").read(site))
    if unproven is not None:
        return unproven
    seen = [(name, one) for name in claim.features for one in site.told.features.get(name, ())]
    on = [(name, one) for name, one in seen if one.refuse == "works"]
    if on:
        name, one = on[0]
        fields = {"feature": name, "by": one.shown_by}
        return Kept(claim, "fail", _STILL_ON, fields, tuple(sorted({p for _, o in on for p in o.pages})))
    switched = {name: one for name, one in seen if one.accept == "works" and one.refuse in ("off", "absent")}
    if switched and all(name in switched for name in claim.features):
        fields = {"feature": ", ".join(sorted(switched)), "by": next(iter(switched.values())).shown_by}
        pages = tuple(sorted({p for one in switched.values() for p in one.pages}))
        doubtful = any(one.refuse == "stands" for _, one in seen)
        return Kept(claim, "inconclusive" if doubtful else "pass", _STANDS if doubtful else _SWITCHED, fields, pages)
    if any(one.refuse == "stands" for _, one in seen):
        return Kept(claim, "inconclusive", _STANDS, {"feature": ", ".join(claim.features)})
    return Kept(claim, "inconclusive", _NOT_THERE_EITHER, {"feature": ", ".join(claim.features)})
