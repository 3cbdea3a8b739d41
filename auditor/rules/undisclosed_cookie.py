"""A cookie is set that the site's own list of cookies does not name.

Why it matters: who reads the list in order to decide decides on what is in it.

Observed: lists of cookies (tables, definition lists, lists of names) in the policies that banner and footer lead to and in the
second layer of the banner; each cookie that stood in the jar in any phase, by its name. A pattern (`_ga_*`, `_pk_id.<id>`)
names all that fit it, and one cookie of a numbered family names the family.

Limits: a list that says that it goes on elsewhere, or that it gives examples, leaves it open, and so does a policy that could
not be read. A cookie whose firm or domain the policy names, though not the cookie, is left to a person. Where only what is
strictly necessary is not named, such as the record of the choice itself, that is a warning.

Sources: GDPR, art. 13; loi Informatique et Libertés, art. 82; CJEU C-673/17 (Planet49), on duration and third parties; CNIL
2020-092.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import AllCookies
from auditor.needs.told import CookieList
from auditor.results import Cookie
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="undisclosed-cookie",
    title={
        "en": "A cookie that the site’s own list does not name",
        "fr": "Un cookie que la liste du site ne mentionne pas",
    },
    severity="serious",
    needs=(CookieList, AllCookies),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "RGPD, art. 13"),
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "GDPR, art. 13"),
        Basis("edpb", "CJEU, C-673/17 (Planet49)"),
    ),
    texts={
        "unnamed": {
            "en": "{n} cookie(s) are not in the list of {names} names ({where}): {things}{also}",
            "fr": "{n} cookie(s) absents de la liste de {names} noms ({where}) : {things}{also}",
        },
        "necessary": {
            "en": "Only cookies that need no consent are not in the list of {names} names ({where}): {things}",
            "fr": "Seuls des cookies dispensés de consentement sont absents de la liste de {names} noms ({where}) : {things}",
        },
        "partial": {
            "en": "Not named in what was read of the list: {things}; but the list is not whole or goes on elsewhere ({partial})",
            "fr": "Absents de la partie lue de la liste : {things} ; mais elle est incomplète ou continue ailleurs ({partial})",
        },
        "owner": {
            "en": "Not in the list, though the policy names their firm or domain: {things}",
            "fr": "Absents de la liste, bien que la politique nomme leur société ou leur domaine : {things}",
        },
        "named": {
            "en": "Each of the {n} cookie(s) seen is in the list of {names} names ({where})",
            "fr": "Chacun des {n} cookie(s) observés figure dans la liste de {names} noms ({where})",
        },
    },
)

_MOST = 200


def judge(given: Given) -> Answer:
    """Fail where a cookie that needs consent, or of which nothing is known, stood in the jar and is not named."""
    read = given[CookieList]
    declared = read.declared
    cookies: list[Cookie] = [cookie for cookie in given[AllCookies] if cookie.phases]
    unnamed = [c for c in cookies if c.name not in declared.covered]
    certain = [c for c in unnamed if c.name not in declared.owners]
    needing = [c for c in certain if c.purpose not in ("necessary", "functional")]
    free = [c for c in certain if c.purpose in ("necessary", "functional")]
    also = listed(sorted({c.name for c in free}))
    said: dict[str, object] = {
        "names": len(declared.names),
        "where": ", ".join(declared.where[:3]),
        "partial": read.partial,
        "also": {
            "en": f"; and, needing no consent: {also}" if free else "",
            "fr": f" ; et, dispensés de consentement : {also}" if free else "",
        },
    }

    def answer(verdict: str, which: str, found: list[Cookie]) -> Answer:
        names = sorted({c.name for c in found})
        evidence = tuple(sorted({reference("cookie", c.name, phase) for c in found for phase in c.phases[:1]})[:_MOST])
        return Answer(verdict, which, {**said, "n": len(names), "things": listed(names)}, evidence)  # type: ignore[arg-type]

    if unnamed and read.partial:
        return answer("inconclusive", "partial", unnamed)
    if needing:
        return answer("fail", "unnamed", needing)
    if [c for c in unnamed if c.name in declared.owners]:
        return answer("inconclusive", "owner", [c for c in unnamed if c.name in declared.owners])
    if free:
        return answer("warn", "necessary", free)
    return answer("pass", "named", cookies)
