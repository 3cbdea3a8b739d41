"""The content is withheld unless the visitor accepts (or pays).

Why it matters: a consent that is the price of reading is hardly free.

Observed: whether the banner stands in the way (half of the window or more, or the page cannot be scrolled), whether anything
refuses, whether something leads to paying; and how much text a person could read at the same address after a refusal and after
an acceptance.

Limits: a warning at most. Authorities weigh such walls case by case (a fair alternative, its price), which is for a person. What
is only blurred or cut by a paywall that stands after an acceptance too is not told apart from the rest of the page.

Sources: CNIL, criteria on cookie walls (16 May 2022); EDPB Opinion 08/2024 (consent or pay, large platforms); GDPR, art. 7(4).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.scenarios import Withheld
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="cookie-wall",
    title={"en": "The content is the price of a consent", "fr": "Le contenu est le prix du consentement"},
    severity="serious",
    needs=(Withheld,),
    basis=(
        Basis("cnil", "CNIL, critères d’évaluation des « cookie walls » (16 mai 2022)"),
        Basis("edpb", "EDPB, Opinion 08/2024 on consent or pay"),
        Basis("edpb", "GDPR, art. 7(4)"),
    ),
    texts={
        "pay": {
            "en": "Nothing refuses, and « {pay} » is the only way besides accepting",
            "fr": "Rien ne refuse, et « {pay} » est la seule voie hors l’acceptation",
        },
        "closed": {
            "en": "The banner stands before the page and nothing in it refuses or closes it",
            "fr": "Le bandeau se tient devant la page et rien n’y refuse ni ne le ferme",
        },
        "withheld": {
            "en": "After refusing, {refused} characters could be read at the same address; after accepting, {accepted}",
            "fr": "Après un refus, {refused} caractères étaient lisibles à la même adresse ; après une acceptation, {accepted}",
        },
        "unread": {
            "en": "What could be read after refusing and after accepting could not be compared"
            " ({refused} and {accepted} characters)",
            "fr": "Ce qui était lisible après un refus et après une acceptation n’a pas pu être comparé"
            " ({refused} et {accepted} caractères)",
        },
        "open": {
            "en": "After refusing the page could be read as after accepting",
            "fr": "Après un refus, la page était lisible comme après une acceptation",
        },
        "unclear": {
            "en": "The banner stands before the page and no refusal is known; whether one of its controls lets pass was not seen",
            "fr": "Le bandeau se tient devant la page sans refus reconnu ; on n’a pas vu si l’un de ses contrôles laisse passer",
        },
        "beside": {
            "en": "Nothing refuses, but the banner stands beside the page, which can be read without a choice",
            "fr": "Rien ne refuse, mais le bandeau laisse lire la page sans choix",
        },
    },
)

_LEAST = 400
"""Fewer characters are no content that could be withheld."""
_WITHHELD, _THE_SAME = 0.5, 0.8


def judge(given: Given) -> Answer:
    """Warn where reading costs a consent or money."""
    seen = given[Withheld]
    wall, page = seen.wall, (reference("page", "arrival", "before"),)
    if not seen.refusable:
        if wall.pay and not seen.unread:
            return Answer("warn", "pay", {"pay": wall.pay}, page)
        if not (wall.covers or wall.locked):
            return Answer("pass", "beside", evidence=page)
        shut = wall.covers and wall.locked and not seen.closable and not seen.unread
        return Answer("warn", "closed", evidence=page) if shut else Answer("inconclusive", "unclear", evidence=page)
    refused, accepted = seen.readable.get("refuse"), seen.readable.get("accept")
    said = {"refused": "?" if refused is None else refused, "accepted": "?" if accepted is None else accepted}
    if refused is None or accepted is None:
        return Answer("inconclusive", "unread", said)
    if accepted >= _LEAST and refused < accepted * _WITHHELD:
        return Answer("warn", "withheld", said, (reference("page", "refuse-reload", "refuse"),))
    return Answer("pass", "open") if refused >= accepted * _THE_SAME else Answer("inconclusive", "unread", said)
