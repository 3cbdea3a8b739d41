"""A host of the site is an alias of a tracking firm's.

Why it matters: what reaches the site's own host looks harmless to browsers, blockers and visitors, and the site's cookies go
along with it.

Observed: the names of the hosts below the site's own domain that its pages contacted, as the resolver gave them during the
visit. A chain of aliases (CNAME) that leads to a host which the catalogue knows for a tracking purpose. Requests to it
count as contacts with that firm in the rules about trackers.

Limits: a warning, for an alias is a way to serve, and no use without consent by itself; tracker-before-choice and
tracker-after-refuse judge when it is contacted. The host of the pages is left out: whoever hosts a whole site is no
tracker for that. A firm that serves under the site's name by other means (address records, a proxy) is not seen here.
Names are asked for beside the browser, which may have been answered otherwise.

Sources: loi Informatique et Libertés, art. 82; CNIL, page of 13 October 2021 on alternatives to third-party cookies
(delegation by CNAME); directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.tracks import OwnHosts
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="cname-cloaked-tracker",
    title={"en": "Tracker under a name of the site", "fr": "Traceur sous un nom du site"},
    severity="serious",
    needs=(OwnHosts,),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CNIL, alternatives aux cookies tiers (13 octobre 2021)"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "EDPB, Guidelines 2/2023 on the technical scope of art. 5(3)"),
    ),
    texts={
        "aliases": {
            "en": "{n} host(s) of the site are aliases of a tracking firm's: {things}",
            "fr": "{n} hôte(s) du site sont des alias d’un acteur du suivi : {things}",
        },
        "none": {
            "en": "None of the {n} further host(s) of the site is an alias of a known tracking firm's",
            "fr": "Aucun des {n} autre(s) hôte(s) du site n’est l’alias d’un acteur du suivi connu",
        },
    },
)


def judge(given: Given) -> Answer:
    """Warn on every alias of a tracker."""
    names = given[OwnHosts]
    if not names.aliases:
        return Answer("pass", "none", {"n": len(names.contacted)})
    things = [f"{a.host} → {a.target}" + (f" ({a.owner})" if a.owner else "") for a in names.aliases]
    where = {reference("dns", alias.host, phase) for alias in names.aliases for phase in alias.phases}
    where |= {reference("request", url, phase) for alias in names.aliases for phase, url in alias.urls.items()}
    return Answer("warn", "aliases", {"n": len(names.aliases), "things": listed(things)}, tuple(sorted(where)))
