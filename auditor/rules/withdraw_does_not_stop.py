"""After withdrawal, trackers are still contacted.

Why it matters: reading an identifier after the consent was taken back needs a ground that is no longer there.

Observed: after a withdrawal that is shown to have taken, requests to tracking hosts after a reload and on a second page.

Limits: on the page of the press, and while it is being left, the trackers that the consent had let in are still loaded:
what is seen there only is a warning. Exempt audience measurement and calls that carry nothing are warnings, as in
tracker-before-choice.

Sources: GDPR, art. 7(3); loi Informatique et Libertés, art. 82; CNIL SAN-2024-019 (cookies still read after withdrawal),
SAN-2025-005.
"""

from __future__ import annotations

from auditor.needs import contacts_in, later_views_after, proven
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="withdraw-does-not-stop",
    title={"en": "Trackers after withdrawal", "fr": "Traceurs après retrait"},
    severity="critical",
    needs=(proven("withdraw"), contacts_in("withdraw"), later_views_after("withdraw")),
    basis=(
        Basis("cnil", "RGPD, art. 7(3)"),
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "GDPR, art. 7(3)"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
    ),
    texts={
        "seen": {
            "en": "After the withdrawal, {n} tracker(s) were still contacted: {things}",
            "fr": "Après le retrait, {n} traceur(s) ont encore été sollicités : {things}",
        },
        "doubtful": {
            "en": "After the withdrawal, to be weighed by a person: {why}",
            "fr": "Après le retrait, à apprécier par une personne : {why}",
        },
        "none": {
            "en": "After the withdrawal, no contact with a known tracker was observed",
            "fr": "Après le retrait, aucune sollicitation d’un traceur connu n’a été observée",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on clean contacts, warn on leftovers and doubts."""
    seen = Weighed(given.thresholds["cookie_lifetime_days"]).contacts(given[contacts_in("withdraw")])
    if seen.certain:
        return Answer("fail", "seen", seen.certain_fields, seen.certain_evidence)
    if seen.doubtful:
        return Answer("warn", "doubtful", seen.doubtful_fields, seen.doubtful_evidence)
    return Answer("pass", "none")
