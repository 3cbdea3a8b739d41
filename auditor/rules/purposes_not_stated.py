"""The first layer names no purpose.

Why it matters: consent is to something; who is not told what for cannot give it.

Observed: the text of the banner as it stood on arrival, searched for words of purposes (measuring audiences, advertising,
personalisation, social networks, security …) in all languages known here.

Limits: only a short text in a known language that was read whole fails. A text that speaks of « a better experience » or « our
services » states something: whether it is enough is for a person. A purpose in a folded part of the first layer leaves it open.

Sources: GDPR, art. 4(11) and 13(1)(c); CNIL 2020-092, on the first layer; EDPB guidelines 05/2020.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.told import PurposesSaid
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="purposes-not-stated",
    title={"en": "The first layer names no purpose", "fr": "Le premier niveau ne nomme aucune finalité"},
    severity="serious",
    needs=(PurposesSaid,),
    basis=(
        Basis("cnil", "RGPD, art. 4(11) et 13(1)(c)"),
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("edpb", "GDPR, art. 4(11) and 13(1)(c)"),
        Basis("edpb", "EDPB, Guidelines 05/2020 on consent"),
    ),
    texts={
        "none": {
            "en": "The text of the first layer ({words} words) says nothing of what consent is asked for",
            "fr": "Le texte du premier niveau ({words} mots) ne dit rien de ce pour quoi le consentement est demandé",
        },
        "long": {
            "en": "No purpose known here was found in the text of the first layer ({words} words): a person has to read it",
            "fr": "Aucune finalité connue ici n’a été trouvée dans le texte du premier niveau ({words} mots) : une personne doit"
            " le lire",
        },
        "vague": {
            "en": "The first layer says only « {vague} » of what consent is asked for: whether that is enough is for a person",
            "fr": "Le premier niveau ne dit que « {vague} » de l’objet du consentement : à une personne de juger",
        },
        "hidden": {
            "en": "Purposes stand in the banner, in a part that was not shown on the first layer",
            "fr": "Des finalités figurent dans le bandeau, dans une partie qui n’était pas affichée au premier niveau",
        },
        "named": {"en": "The first layer names: {named}", "fr": "Le premier niveau nomme : {named}"},
    },
)

_SHORT = 40
"""Words: a longer text may say it in words that are not known here."""


def judge(given: Given) -> Answer:
    """Fail where a short text names none."""
    said = given[PurposesSaid]
    fields = {
        "words": said.words,
        "vague": ", ".join(phrase.strip("*") for phrase in said.vague[:5]),
        "named": ", ".join(phrase.strip("*") for phrase in said.named[:5]),
    }
    page = (reference("page", "arrival", "before"),)
    if said.named:
        return Answer("pass", "named", fields, page)
    if said.hidden:
        return Answer("inconclusive", "hidden", fields, page)
    if said.vague:
        return Answer("inconclusive", "vague", fields, page)
    return (
        Answer("inconclusive", "long", fields, page)
        if said.words > _SHORT or not said.speaks
        else Answer("fail", "none", fields, page)
    )
