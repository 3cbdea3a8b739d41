"""Trackers of other firms work, and neither layer of the banner leads to who they are.

Why it matters: consent is given to someone; the list of those who use it must be within reach when it is asked for.

Observed: both layers of the banner, for words that lead to partners or vendors or count them, and the policies behind the links
of banner and footer; hosts of third parties that were contacted in any phase.

Limits: a control of the banner that is named after partners passes, and so does a policy that names the owner of a tracker that
was seen: it is two clicks away at most. Whether the list is complete is for a person. Where partners are only spoken of, and
where a policy or the second layer could not be read, it is left open.

Sources: CNIL 2020-092, on the identity of controllers; GDPR, art. 13(1)(a) and (e).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import contacts_in
from auditor.needs.told import PartnersSought
from auditor.rule import Answer, Basis, Given, Rule, listed

_PHASES = ("before", "refuse", "accept")

RULE = Rule(
    id="controllers-not-reachable",
    title={"en": "No way to see who the partners are", "fr": "Aucun accès à l’identité des partenaires"},
    severity="minor",
    needs=(PartnersSought, *(contacts_in(phase) for phase in _PHASES)),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("cnil", "RGPD, art. 13(1)(a) et (e)"),
        Basis("edpb", "GDPR, art. 13(1)(a) and (e)"),
    ),
    texts={
        "none": {
            "en": "Third parties were contacted ({things}), and neither layer of the banner nor a policy leads to who they are",
            "fr": "Des tiers ont été sollicités ({things}), et ni le bandeau ni une politique ne mènent à leur identité",
        },
        "unread": {
            "en": "The banner does not lead to who the partners are; « {policy} » may, and was not read",
            "fr": "Le bandeau ne mène pas à l’identité des partenaires ; « {policy} » le peut, et n’a pas été lu",
        },
        "said": {
            "en": "Banner or policy speak of « {said} »; whether they lead to who these are was not established",
            "fr": "Le bandeau ou la politique parlent de « {said} » ; rien n’établit qu’ils mènent à leur identité",
        },
        "there": {
            "en": "Who the partners are is within reach: {named}",
            "fr": "L’identité des partenaires est accessible : {named}",
        },
        "no-trackers": {
            "en": "No tracker of another firm was contacted",
            "fr": "Aucun traceur d’une autre société n’a été sollicité",
        },
    },
)

_MOST = 200


def judge(given: Given) -> Answer:
    """Fail where trackers of third parties were seen and nothing that was read leads to them."""
    told = given[PartnersSought]
    calls = [c for phase in _PHASES for c in given[contacts_in(phase)] if c.party == "third"]
    if not calls:
        return Answer("not-applicable", "no-trackers", {}, ())
    if told.links or told.owners:
        return Answer("pass", "there", {"named": ", ".join((*told.links, *told.owners)[:5])}, ())
    if told.said:
        return Answer("inconclusive", "said", {"said": ", ".join(word.strip("*") for word in told.said[:5])}, ())
    if told.policy_unread:
        return Answer("inconclusive", "unread", {"policy": told.policy_unread}, ())
    evidence = tuple(sorted({reference("request", c.url, c.phase) for c in calls})[:_MOST])
    return Answer("fail", "none", {"things": listed(sorted({c.host for c in calls}))}, evidence)
