"""The TC string holds consent before the visitor has chosen anything.

Why it matters: everyone in the chain of advertising reads this string and acts on it as on a consent that was given.

Observed: in both fresh visits, until the first choice, the TC strings that the interface answered, that the site stored
(`euconsent-v2` and its like) and that were sent to others (`gdpr_consent=`), decoded: the purposes consented to.

Limits: legitimate interest is no consent, and does not count here. Vendors without a purpose, special features or purposes of the
publisher alone are a warning; so is a string that only another party's frame sent, for it may be that party's own. Where the
platform says that the GDPR does not apply, the rule has no object.

Sources: directive 2002/58/EC, art. 5(3); GDPR, art. 7(1); CJEU C-604/22 (IAB Europe); IAB Europe, TCF technical specification.
"""

from __future__ import annotations

from auditor.classify.tcf import TcString
from auditor.needs import BeforeSeen
from auditor.needs.signals import numbers, tc_strings_in, tc_where
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="tcf-consent-before-choice",
    title={"en": "TC string with consent before any choice", "fr": "Chaîne TC consentante avant tout choix"},
    severity="critical",
    needs=(BeforeSeen, tc_strings_in("before")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CJEU, C-604/22 (IAB Europe)"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "GDPR, art. 7(1)"),
        Basis("edpb", "CJEU, C-604/22 (IAB Europe)"),
    ),
    texts={
        "seen": {
            "en": "Before any choice, the TC string held consent for purpose(s) {purposes} and {vendors} vendor(s)",
            "fr": "Avant tout choix, la chaîne TC portait un consentement aux finalités {purposes} et à {vendors} partenaire(s)",
        },
        "doubtful": {
            "en": "Before any choice, to be weighed by a person: a TC string of the site that grants no purpose but"
            " holds vendors, special features or publisher purposes, or one with consent sent by another party's frame",
            "fr": "Avant tout choix, à apprécier par une personne : une chaîne TC du site sans finalité consentie mais avec des"
            " partenaires, des fonctionnalités spéciales ou des finalités de l’éditeur, ou envoyée par le cadre d’un tiers",
        },
        "unread": {
            "en": "Before any choice there was a TC string that could not be decoded: {why}",
            "fr": "Avant tout choix, une chaîne TC n’a pu être décodée : {why}",
        },
        "none": {
            "en": "Before any choice, no TC string held a consent",
            "fr": "Avant tout choix, aucune chaîne TC ne portait de consentement",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on purposes consented to, warn on what grants otherwise."""
    strings = given[tc_strings_in("before")]
    read = [(s, s.read) for s in strings.settled if isinstance(s.read, TcString)]
    if granting := [(s, r) for s, r in read if r.consent]:
        fields = {"purposes": numbers(r.consent for _, r in granting), "vendors": max(len(r.vendor_consent) for _, r in granting)}
        return Answer("fail", "seen", fields, tc_where(s for s, _ in granting))
    doubtful = [s for s, r in read if r.special_features or len(r.vendor_consent) or (r.publisher and r.publisher.consent)]
    doubtful += [s for s in strings.unsettled if isinstance(s.read, TcString) and s.read.consent]
    if doubtful:
        return Answer("warn", "doubtful", {}, tc_where(doubtful))
    if unread := sorted({s.read for s in strings.settled if isinstance(s.read, str)}):
        return Answer("inconclusive", "unread", {"why": unread[0]})
    return Answer("pass", "none")
