"""After withdrawal, the site's own identifiers that depended on the consent remain.

Why it matters: what was written by consent has no ground once it is taken back, and a first-party cookie goes to the site
with each request.

Observed: first-party cookies and storage keys that need consent, that were there while the consent stood and are still
there at the end of the withdrawal (reload and second page included).

Limits: another party's cookies are not judged here, for the site cannot delete them; withdraw-does-not-stop judges
whether they are still used. A key of unknown purpose that came with the acceptance, and neither on arrival nor with a
refusal, depended on the consent by the site's own doing: that it remains is a warning.

Sources: GDPR, art. 7(3); loi Informatique et Libertés, art. 82; CNIL SAN-2025-010 (12 of 50 cookies kept after
withdrawal).
"""

from __future__ import annotations

from auditor.needs import Clicked, later_views_after, proven, stored_at_end_of
from auditor.needs.weigh import Weighed, key_of
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="withdraw-does-not-clear",
    title={"en": "Identifiers remain after withdrawal", "fr": "Identifiants conservés après retrait"},
    severity="serious",
    needs=(proven("withdraw"), stored_at_end_of("accept"), stored_at_end_of("withdraw"), later_views_after("withdraw"), Clicked),
    basis=(
        Basis("cnil", "RGPD, art. 7(3)"),
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "GDPR, art. 7(3)"),
    ),
    texts={
        "remain": {
            "en": "After the withdrawal, {n} first-party identifier(s) that need consent are still stored: {things}",
            "fr": "Après le retrait, {n} identifiant(s) internes soumis au consentement sont encore enregistrés : {things}",
        },
        "doubtful": {
            "en": "Still stored after the withdrawal, to be weighed by a person: {why}",
            "fr": "Encore enregistrés après le retrait, à apprécier par une personne : {why}",
        },
        "none": {
            "en": "After the withdrawal, no first-party identifier that needs consent was found stored",
            "fr": "Après le retrait, aucun identifiant interne soumis au consentement n’a été trouvé enregistré",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on first-party things that need consent and outlive it."""
    consented = {key_of(item) for item in given[stored_at_end_of("accept")]}
    remaining = [i for i in given[stored_at_end_of("withdraw")] if i.party == "first" and key_of(i) in consented]
    seen = Weighed(given.thresholds["cookie_lifetime_days"]).items(remaining, "withdraw")
    if "refuse" in given[Clicked]:  # else nothing tells what a refusal leaves, the choice itself for one
        seen.gated(remaining, "withdraw")
    if seen.certain:
        return Answer("fail", "remain", seen.certain_fields, seen.certain_evidence)
    if seen.doubtful:
        return Answer("warn", "doubtful", seen.doubtful_fields, seen.doubtful_evidence)
    return Answer("pass", "none")
