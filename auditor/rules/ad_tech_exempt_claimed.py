"""Audience measurement works without consent although it does not meet the conditions of the exemption.

Why it matters: audience measurement may do without consent only where it serves the site alone. A tool that recognises
visitors on other sites, keeps them longer, or passes their identifiers on is advertising technology under another name.

Observed: tools whose vendor documents a set-up without consent, before any choice and after a refusal that is shown to have
taken. The rule fails where one of them has an identifier on a domain that several sites share, asks for a life of more than 13
months, or where the value of its identifier was sent to an advertising or social network of another owner. It passes where
nothing of it singles out a browser, or where its calls say that it runs in the mode for use without consent and nothing seen
contradicts that.

Limits: whether the statistics are for the site alone, are combined with other data or are kept too long cannot be seen, nor
whether a life is prolonged at later visits; so a tool with an identifier of its own that nothing speaks against is a warning:
the site has to show that it is set up so. A value is found again where it was sent as it stands or in base64, not where it was
hashed. Tools without such a set-up are judged by the rules about trackers.

Sources: CNIL 2020-091, art. 5, and 2020-092, art. 5; CNIL, page on audience measurement of 4 July 2025.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.needs import BeforeSeen
from auditor.needs.exempt import ExemptTools, say_conditions
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="ad-tech-exempt-claimed",
    title={
        "en": "Audience measurement without consent, and not within the exemption",
        "fr": "Mesure d’audience sans consentement, hors des conditions de l’exemption",
    },
    severity="serious",
    needs=(BeforeSeen, ExemptTools),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-091 (lignes directrices), art. 5"),
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation), art. 5"),
    ),
    texts={
        "outside": {
            "en": "Audience measurement at work without consent ({tools}) does not meet the conditions of the exemption: {why}",
            "fr": "La mesure d’audience à l’œuvre sans consentement ({tools}) ne remplit pas les conditions de l’exemption :"
            " {why}",
        },
        "doubtful": {
            "en": "Audience measurement at work without consent ({tools}), to be weighed by a person: {why}",
            "fr": "Mesure d’audience à l’œuvre sans consentement ({tools}), à apprécier par une personne : {why}",
        },
        "not-shown": {
            "en": "Audience measurement at work without consent ({tools}): nothing seen speaks against the exemption, and nothing"
            " shows that the tool is set up for it",
            "fr": "Mesure d’audience à l’œuvre sans consentement ({tools}) : rien de ce qui a été vu ne contredit l’exemption, et"
            " rien ne montre que l’outil est réglé pour elle",
        },
        "within": {
            "en": "Audience measurement at work without consent ({tools}) met the conditions of the exemption that a browser"
            " can see",
            "fr": "La mesure d’audience à l’œuvre sans consentement ({tools}) remplit les conditions de l’exemption qu’un"
            " navigateur peut voir",
        },
    },
)

_NOT_MET = ("shared", "long", "fed")


def judge(given: Given) -> Answer:
    """Fail on a condition that is not met, warn where none is refuted and none shown."""
    tools = given[ExemptTools]
    said = {"tools": listed(tools.tools)}
    against = tools.against(given.thresholds["cookie_lifetime_days"])
    not_met = {name: things for name, things in against.items() if name in _NOT_MET}
    if not_met:
        return Answer("fail", "outside", {**said, "why": say_conditions(not_met)}, _where(not_met))
    if against:
        return Answer("warn", "doubtful", {**said, "why": say_conditions(against)}, _where(against))
    if tools.identifies and not tools.says_exempt:
        return Answer("warn", "not-shown", said, tools.evidence)
    return Answer("pass", "within", said)


def _where(found: Mapping[str, Mapping[str, set[str]]]) -> tuple[str, ...]:
    return tuple(sorted({where for things in found.values() for references in things.values() for where in references})[:200])
