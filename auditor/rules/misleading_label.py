"""A control says that it refuses, and what it does is to accept.

Why it matters: the visitor believes what the button says.

Observed: after the press of a control whose words say that it refuses, what the platform or the site stored and signalled,
compared with what it stores and signals after an acceptance.

Limits: a failure needs words that a wording reads as a refusal and a note that is that of an acceptance: the same stored
choice, a key of the site's own that says so, or, where no refusal was noted, consent signals that grant. Signals that grant
beside a refusal that was noted are a warning here, for rules of their own speak of them. Where only a platform's file says
that the control refuses, it may be that file that is wrong: a warning. Trackers after a refusal are tracker-after-refuse;
where the press brought all that an acceptance brings, and that was not there before, the button may as well have accepted: a
warning here too.

Sources: GDPR, art. 4(11) (informed, unambiguous); EDPB Guidelines 05/2020 on consent and 03/2022 on deceptive design patterns.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.scenarios import RefuseNoted
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="misleading-label",
    title={"en": "A button does the contrary of what it says", "fr": "Un bouton fait le contraire de ce qu’il dit"},
    severity="critical",
    needs=(RefuseNoted,),
    basis=(
        Basis("cnil", "RGPD, art. 4(11)"),
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "GDPR, art. 4(11)"),
        Basis("edpb", "EDPB, Guidelines 03/2022 on deceptive design patterns"),
    ),
    texts={
        "contrary": {
            "en": "« {says} » was pressed and an acceptance was noted: {why}",
            "fr": "« {says} » a été pressé et une acceptation a été notée : {why}",
        },
        "doubtful": {
            "en": "« {says} » was pressed as a refusal and what was noted looks like an acceptance: {why}",
            "fr": "« {says} » a été pressé comme refus et ce qui a été noté ressemble à une acceptation : {why}",
        },
        "alike": {
            "en": "« {says} » was pressed and all trackers of an acceptance came: {things}; to be weighed by a person",
            "fr": "« {says} » a été pressé et tous les traceurs d’une acceptation sont venus : {things} ; à apprécier par une"
            " personne",
        },
        "unproven": {
            "en": "« {says} » was pressed; what the site made of it could not be established",
            "fr": "« {says} » a été pressé ; ce que le site en a fait n’a pas pu être établi",
        },
        "kept": {
            "en": "« {says} » was pressed and a refusal was noted, or at least no acceptance",
            "fr": "« {says} » a été pressé et un refus a été noté, ou du moins aucune acceptation",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where the words refuse and the note accepts."""
    press = given[RefuseNoted]
    where = (reference("page", "refuse-press-1", "refuse"),)
    said = {"says": press.says or press.pressed, "why": "; ".join(g.because for g in press.noted[:3])}
    against = [grant for grant in press.noted if grant.certain and (grant.kind in ("store", "note") or not press.taken)]
    if press.says and against:
        return Answer("fail", "contrary", said, where)
    if press.noted:
        return Answer("warn", "doubtful", said, where)
    if press.alike:
        return Answer("warn", "alike", {**said, "things": listed(press.alike)}, where)
    return Answer("pass", "kept", said) if press.taken else Answer("inconclusive", "unproven", said)
