"""One purpose is allowed and the others are not, and trackers of the others work all the same.

Why it matters: a choice by purpose that changes nothing is no choice.

Observed: in a visit of its own, one switch (audience measurement, else the first) is left on, all others are seen off, and the
choice is saved; then, after a reload and on a second page, requests to tracking hosts of a purpose that a switch named which was
off; and whether the platform stored a consent to everything.

Limits: only where each purpose has a switch whose state can be read. Which purpose a switch stands for is read from its name;
trackers of a purpose that no switch names are a warning, and so are those of an owner whose trackers of the allowed purpose were
contacted too: its services call each other. A pass needs trackers of the declined purposes that come with an acceptance.

Sources: GDPR, art. 7 and recital 43; EDPB Guidelines 05/2020 on consent (granularity); CNIL 2020-092.
"""

from __future__ import annotations

from auditor.needs.scenarios import Partial
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="partial-consent-ignored",
    title={"en": "A choice by purpose changes nothing", "fr": "Le choix par finalité reste sans effet"},
    severity="critical",
    needs=(Partial,),
    basis=(
        Basis("cnil", "RGPD, art. 7"),
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "GDPR, art. 7"),
        Basis("edpb", "EDPB, Guidelines 05/2020 on consent"),
    ),
    texts={
        "ignored": {
            "en": "Only « {on} » was left on ({off} off), and trackers of what was off were contacted: {things}",
            "fr": "Seul « {on} » était activé ({off} désactivés), et des traceurs de ce qui ne l’était pas ont été"
            " sollicités : {things}",
        },
        "stored": {
            "en": "Only « {on} » was left on ({off} off), and a consent to everything was stored: {why}",
            "fr": "Seul « {on} » était activé ({off} désactivés), et un consentement à tout a été enregistré : {why}",
        },
        "doubtful": {
            "en": "Only « {on} » was left on ({off} off); to be weighed by a person: {things}",
            "fr": "Seul « {on} » était activé ({off} désactivés) ; à apprécier par une personne : {things}",
        },
        "cannot-tell": {
            "en": "Only « {on} » was left on ({off} off); no tracker of what was off comes with an acceptance either, or its"
            " switches name no purpose that is known",
            "fr": "Seul « {on} » était activé ({off} désactivés) ; aucun traceur de ce qui ne l’était pas ne vient avec une"
            " acceptation, ou les interrupteurs ne nomment aucune finalité connue",
        },
        "kept": {
            "en": "Only « {on} » was left on ({off} off), and no tracker of what was off was contacted",
            "fr": "Seul « {on} » était activé ({off} désactivés), et aucun traceur de ce qui ne l’était pas n’a été sollicité",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on trackers of a declined purpose and on a stored consent to everything."""
    part = given[Partial]
    said: dict[str, object] = {"on": listed(part.on), "off": len(part.off)}
    allowed = {c.owner for c in part.contacts if c.purpose in part.kept and c.owner}
    against = [c for c in part.contacts if c.purpose in part.declined and c.owner not in allowed]
    seen = Weighed(given.thresholds["cookie_lifetime_days"]).contacts(against)
    if seen.certain:
        return Answer("fail", "ignored", {**said, **seen.certain_fields}, (part.evidence, *seen.certain_evidence))
    if part.stored_all:
        return Answer("fail", "stored", {**said, "why": part.stored_all}, (part.evidence,))
    rest = Weighed(given.thresholds["cookie_lifetime_days"]).contacts(c for c in part.contacts if c.purpose not in part.kept)
    if rest.certain or rest.doubtful:
        names = sorted({*rest.certain, *(name for found in rest.doubtful.values() for name in found)})
        evidence = (part.evidence, *rest.certain_evidence, *rest.doubtful_evidence)
        return Answer("warn", "doubtful", {**said, "things": listed(names)}, evidence)
    if not part.held_back:
        return Answer("inconclusive", "cannot-tell", said)
    return Answer("pass", "kept", said)
