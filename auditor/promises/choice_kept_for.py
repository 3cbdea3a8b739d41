"""For how long the choice is kept."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.evidence import reference
from auditor.promise import Kept
from auditor.rule import Text, listed

__all__ = ["CLAIM", "test"]

CLAIM = "choice-kept-for"
_KEPT_ELSEWHERE: Text = {
    "en": "The choice is kept in {where}, which has no lifetime to compare",
    "fr": "Le choix est conservé dans {where}, sans durée de vie à comparer",
}
_NO_STORE: Text = {
    "en": "The cookie in which the choice is kept was not seen written",
    "fr": "Le cookie qui conserve le choix n’a pas été vu déposé",
}
_SEVERAL: Text = {
    "en": "Several cookies keep the choice, for different times (days): {things}; {said} are said",
    "fr": "Plusieurs cookies conservent le choix, pour des durées différentes (jours) : {things} ; {said} annoncés",
}
_SESSION_ONLY: Text = {
    "en": "{said} days are said; {things} is forgotten when the browser is closed",
    "fr": "{said} jours annoncés ; {things} est oublié à la fermeture du navigateur",
}
_LONGER: Text = {
    "en": "{said} days are said; cookie {name} is set for {days} days",
    "fr": "{said} jours annoncés ; le cookie {name} est déposé pour {days} jours",
}
_SHORTER: Text = {
    "en": "{said} days are said; cookie {name} is set for {days} days only",
    "fr": "{said} jours annoncés ; le cookie {name} n’est déposé que pour {days} jours",
}
_AS_LONG: Text = {
    "en": "Cookie {name} is set for {days} days, as is said",
    "fr": "Le cookie {name} est déposé pour {days} jours, comme annoncé",
}


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    assert claim.days is not None
    said = {"said": f"{claim.days:g}"}
    names = set(site.told.choice_cookies)
    if not names:
        if site.told.choice_elsewhere:
            return Kept(claim, "inconclusive", _KEPT_ELSEWHERE, {"where": site.told.choice_elsewhere})
        return Kept(claim, "inconclusive", _NO_STORE)
    written = [w for w in site.writes if w.kind == "cookie" and w.name in names and w.phase in ("refuse", "accept") and w.stored]
    lives = {w.name: w.lifetime_days for w in written if w.lifetime_days is not None and w.lifetime_days > 0}
    session = sorted({w.name for w in written} - set(lives))
    if not lives:
        if session and not claim.at_most:
            where = tuple(sorted({reference("cookie", w.name, w.phase) for w in written}))
            return Kept(claim, "warn", _SESSION_ONLY, {**said, "things": listed(session)}, where)
        return Kept(claim, "inconclusive", _NO_STORE)
    if len(lives) > 1 and max(lives.values()) > 1.2 * min(lives.values()):
        told = ", ".join(f"{name}: {days:.0f}" for name, days in sorted(lives.items()))
        return Kept(claim, "inconclusive", _SEVERAL, {**said, "things": told})
    name, days = max(lives.items(), key=lambda pair: (pair[1], pair[0]))
    fields = {**said, "name": name, "days": f"{days:.0f}"}
    where = tuple(sorted({reference("cookie", w.name, w.phase) for w in written if w.name in lives}))
    # Months and years have no fixed length: a tenth, and three days, are no difference.
    if days > claim.days * 1.1 + 3:
        # A platform may forget the choice by the date that it stores in it.
        return Kept(claim, "fail" if site.banner.cmp is None else "warn", _LONGER, fields, where)
    if days < claim.days * 0.9 - 3 and not claim.at_most:
        return Kept(claim, "warn", _SHORTER, fields, where)
    return Kept(claim, "pass", _AS_LONG, fields, where)
