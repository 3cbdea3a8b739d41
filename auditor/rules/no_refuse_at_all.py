"""No control anywhere refuses.

Why it matters: a question with one answer is no question.

Observed: the first layer and what stands behind its settings. A control that refuses, or one that saves a choice in which
each purpose can be left off, is a refusal.

Limits: concluded only where the second layer was opened and read, or where there is none to open. A button that no
wording knows, a press without effect, or a part of the page that could not be read leave it open. A notice with an « OK »
that asks nothing is judged only where something was there to agree with.

Sources: GDPR, art. 7(3) and 4(11); CNIL 2020-091; EDPB Cookie Banner Taskforce, type A.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import AgreedTo, Layers
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="no-refuse-at-all",
    title={"en": "No way to refuse at all", "fr": "Aucun moyen de refuser"},
    severity="critical",
    needs=(Layers, AgreedTo),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-091 (lignes directrices)"),
        Basis("cnil", "RGPD, art. 7"),
        Basis("edpb", "GDPR, art. 7"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, type A"),
    ),
    texts={
        "none": {
            "en": "« {accept} » accepts, and no control refuses, neither on the first layer nor behind it",
            "fr": "« {accept} » accepte, et aucun contrôle ne refuse, ni au premier niveau ni au-delà",
        },
        "offered": {"en": "It can be refused with « {refuse} »", "fr": "Le refus est possible par « {refuse} »"},
        "in-vain": {
            "en": "« {refuse} » was pressed and the banner still stood there: whether anything refuses is not established",
            "fr": "« {refuse} » a été pressé et le bandeau est resté : il n’est pas établi que quoi que ce soit refuse",
        },
        "no-accept": {
            "en": "No control accepts, so no consent is asked for",
            "fr": "Aucun contrôle n’accepte : aucun consentement n’est demandé",
        },
        "not-seen": {
            "en": "The notice has only « {accept} »; whether there is anything to consent to was not recorded whole",
            "fr": "L’information n’a que « {accept} » ; le relevé de ce qui serait soumis au consentement n’est pas complet",
        },
        "information": {
            "en": "The notice has only « {accept} » and nothing that needs consent was observed",
            "fr": "L’information n’a que « {accept} » et rien de soumis au consentement n’a été observé",
        },
        "unread": {
            "en": "No refusal was recognised; what these buttons do is not known: {unread}",
            "fr": "Aucun refus n’a été reconnu ; l’effet de ces boutons n’est pas connu : {unread}",
        },
        "unexplored": {
            "en": "No refusal was recognised on the first layer, and what stands behind « {settings} » could not be explored",
            "fr": "Aucun refus n’a été reconnu au premier niveau, et ce qui se trouve derrière « {settings} » n’a pu"
            " être exploré",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where all layers were read and none refuses."""
    layers = given[Layers]
    page = (reference("page", "arrival", "before"),)
    if layers.refused_with and layers.in_vain:
        return Answer("inconclusive", "in-vain", {"refuse": layers.refused_with}, page)
    if layers.refused_with:
        return Answer("pass", "offered", {"refuse": layers.refused_with}, page)
    if not layers.accept:
        return Answer("not-applicable", "no-accept", evidence=page)
    if layers.only_acknowledges:
        to = given[AgreedTo]
        seen = Weighed(given.thresholds["cookie_lifetime_days"]).contacts(to.contacts)
        if not seen.items(to.on_arrival, "before").items(to.with_it, "accept").certain:
            verdict, text = ("not-applicable", "information") if to.whole else ("inconclusive", "not-seen")
            return Answer(verdict, text, {"accept": layers.accept}, page)  # type: ignore[arg-type]  # of two literals
    if layers.unread:
        return Answer("inconclusive", "unread", {"unread": ", ".join(f"« {t} »" for t in layers.unread[:5])}, page)
    if layers.settings and not layers.explored:
        return Answer("inconclusive", "unexplored", {"settings": layers.settings}, page)
    return Answer("fail", "none", {"accept": layers.accept}, page)
