"""The first layer has a control to accept and none to refuse.

Why it matters: who has to look for the refusal behind a second layer mostly does not.

Observed: the controls of the banner as it stands on arrival, links included. « Continuer sans accepter » is a refusal. So
is a platform's own refuse control, whatever its place. « Save » where switches stand before the visitor is not: it
refuses only after each switch was looked at.

Limits: a cross alone is not taken for a refusal, for what it does is not said; where the text says that closing refuses,
it is a warning. A button that no wording knows could be the refusal: then nothing is concluded. A notice with an « OK »
that asks nothing is judged only where trackers that need consent were seen on arrival or came with the « OK »: it is then
all that a visitor could agree with. TCF policies do not ask for a refusal on the first layer; the CNIL and nearly all authorities
of the EDPB's task force do.

Sources: CNIL 2020-092 (as easy to refuse as to accept); EDPB Cookie Banner Taskforce, type A, paragraph 8; CNIL
SAN-2021-023, SAN-2022-023.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import AgreedTo, ClosingRefuses, FirstLayer
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="no-refuse-first-layer",
    title={"en": "No way to refuse on the first layer", "fr": "Pas de refus au premier niveau"},
    severity="serious",
    needs=(FirstLayer, ClosingRefuses, AgreedTo),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, type A"),
    ),
    texts={
        "missing": {
            "en": "The first layer offers « {accept} » and nothing that refuses",
            "fr": "Le premier niveau propose « {accept} » et rien qui refuse",
        },
        "only-ok": {
            "en": "The only control is « {accept} », although what needs consent was observed: {things}",
            "fr": "Le seul contrôle est « {accept} », alors que des éléments soumis au consentement ont été observés"
            " avant tout choix :"
            " {things}",
        },
        "closing": {
            "en": "The first layer offers « {accept} »; it says that closing refuses: « {quote} »",
            "fr": "Le premier niveau propose « {accept} » ; il indique que fermer vaut refus : « {quote} »",
        },
        "unread": {
            "en": "The first layer offers « {accept} » and no known refusal; what these buttons do is not known: {unread}",
            "fr": "Le premier niveau propose « {accept} » et aucun refus reconnu ; l’effet de ces boutons n’est pas"
            " connu : {unread}",
        },
        "offered": {
            "en": "The first layer offers « {refuse} »",
            "fr": "Le premier niveau propose « {refuse} »",
        },
        "no-accept": {
            "en": "The first layer has no control to accept, so no consent is asked for there",
            "fr": "Le premier niveau n’a pas de contrôle pour accepter : aucun consentement n’y est demandé",
        },
        "not-seen": {
            "en": "The notice has only « {accept} »; whether there is anything to consent to was not recorded whole",
            "fr": "L’information n’a que « {accept} » ; le relevé de ce qui serait soumis au consentement n’est pas complet",
        },
        "information": {
            "en": "The notice has only « {accept} » and nothing that needs consent was observed",
            "fr": "L’information n’a que « {accept} » et rien de soumis au consentement n’a été observé",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where it accepts and does not refuse."""
    layer = given[FirstLayer]
    page = (reference("page", "arrival", "before"),)
    if layer.refuse is not None:
        return Answer("pass", "offered", {"refuse": layer.refuse.text}, page)
    if layer.accept is None:
        return Answer("not-applicable", "no-accept", evidence=page)
    said = {
        "accept": layer.accept.text,
        "quote": given[ClosingRefuses],
        "unread": ", ".join(f"« {t} »" for t in layer.unread[:5]),
    }
    if layer.unread:
        return Answer("inconclusive", "unread", said, page)
    if layer.only_acknowledges and layer.settings is None:
        to = given[AgreedTo]
        seen = Weighed(given.thresholds["cookie_lifetime_days"]).contacts(to.contacts)
        seen.items(to.on_arrival, "before").items(to.with_it, "accept")
        if not seen.certain and not to.whole:
            return Answer("inconclusive", "not-seen", said, page)
        if not seen.certain:
            return Answer("not-applicable", "information", said, page)
        return Answer("fail", "only-ok", {**said, **seen.certain_fields}, (*page, *seen.certain_evidence))
    if layer.close is not None and said["quote"]:
        return Answer("warn", "closing", said, page)
    return Answer("fail", "missing", said, page)
