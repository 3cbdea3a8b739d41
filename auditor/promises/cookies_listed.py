"""The site’s own list of cookies against those seen."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.classify.site import Claim, Site
from auditor.evidence import reference
from auditor.needs import AllCookies
from auditor.needs.told import CookieList, CookieListRead
from auditor.promise import Kept, value_of
from auditor.rule import NoObject, Part, Text, Unmet, listed

__all__ = ["CLAIM", "made", "test"]

CLAIM = "cookies-listed"
_MOST = 200
_LEAST_NAMES = 3
_NOT_LISTED: Text = {"en": "Seen and not in the list: {things}", "fr": "Observés et absents de la liste : {things}"}
_LIST_OPEN: Text = {
    "en": "The list may not be whole, or names only the firm: {why}",
    "fr": "La liste peut être incomplète, ou ne nommer que la société : {why}",
}
_LISTED: Text = {
    "en": "Each of the {n} cookie(s) seen is in the list",
    "fr": "Chacun des {n} cookie(s) observés figure dans la liste",
}


def made(site: Site) -> tuple[Claim, ...]:
    """The claim that a list of names makes."""
    declared = site.told.declared
    if declared is None or len(declared.names) < _LEAST_NAMES:
        return ()
    quote = f"{', '.join(declared.names[:8])}{' …' if len(declared.names) > 8 else ''} ({', '.join(declared.where)[:200]})"
    return (Claim(quote=quote[:400], claim=CLAIM, because="the site’s own list of cookies"),)


def test(site: Site, claim: Claim, thresholds: Mapping[str, float]) -> Kept:
    """Test it; see the package."""
    read = CookieList.read(site)
    cookies = AllCookies.read(site)
    for value in (read, cookies):
        if isinstance(value, Unmet | NoObject):
            return Kept(claim, "inconclusive", value.reason)
    assert isinstance(read, CookieListRead)
    seen = [c for c in value_of(cookies, ()) if c.phases]
    lacking = [c for c in seen if c.name not in read.declared.covered and c.name not in read.declared.owners]
    fields = {"things": listed([c.name for c in lacking]), "n": len(seen)}
    where = tuple(sorted({reference("cookie", c.name, c.phases[0]) for c in lacking})[:_MOST])
    if lacking and not read.partial:
        return Kept(claim, "warn", _NOT_LISTED, fields, where)  # undisclosed-cookie says how grave it is
    if read.partial or read.declared.owners or isinstance(cookies, Part):
        return Kept(
            claim, "inconclusive", _LIST_OPEN, {"why": read.partial or ", ".join(sorted(read.declared.owners)[:5]) or "–"}
        )
    return Kept(claim, "pass", _LISTED, fields)
