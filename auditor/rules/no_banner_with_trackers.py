"""Trackers work and no choice is offered.

Why it matters: without a question there is no consent, and nothing that a visitor could refuse.

Observed: no banner on arrival in any visit, in pages that were read whole, and trackers or identifiers that need consent.

Limits: the finder may miss a banner; that is why nothing is concluded where a frame or a part of the page could not be
read, or where a consent platform is there (its script, its interface) and shows nothing: it may hide from browsers of
this kind, ask only in some countries or ask some visitors only. A notice without any control is a warning.

Sources: loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import BannerSearched, BeforeSeen, contacts_in, stored_at_end_of, written_in
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

_DECIDES = ("accept", "refuse", "settings", "save")

RULE = Rule(
    id="no-banner-with-trackers",
    title={"en": "Trackers, and no choice offered", "fr": "Traceurs sans choix proposé"},
    severity="critical",
    needs=(BeforeSeen, BannerSearched, contacts_in("before"), stored_at_end_of("before"), written_in("before")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
    ),
    texts={
        "none-offered": {
            "en": "No consent banner was found although {n} tracker(s) or identifier(s) that need consent were"
            " observed: {things}",
            "fr": "Aucun bandeau de consentement n’a été trouvé alors que {n} traceur(s) ou identifiant(s) soumis au consentement"
            " ont été observés : {things}",
        },
        "doubtful": {
            "en": "No consent banner was found; whether one is needed is for a person to weigh: {why}",
            "fr": "Aucun bandeau de consentement n’a été trouvé ; sa nécessité est à apprécier par une personne : {why}",
        },
        "notice": {
            "en": "A notice without any control stands there, and {n} tracker(s) or identifier(s) that need consent"
            " were observed:"
            " {things}",
            "fr": "Une information sans aucun contrôle est affichée, et {n} traceur(s) ou identifiant(s) soumis au"
            " consentement ont été"
            " observés : {things}",
        },
        "offered": {"en": "A choice is offered on arrival", "fr": "Un choix est proposé à l’arrivée"},
        "not-needed": {
            "en": "No banner was found, and nothing that needs consent was observed",
            "fr": "Aucun bandeau n’a été trouvé, et rien de soumis au consentement n’a été observé",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where nothing asks and something needs consent."""
    banner = given[BannerSearched]
    if banner.present and any(banner.controls.get(name) is not None for name in _DECIDES):
        return Answer("pass", "offered", evidence=(reference("page", "arrival", "before"),))
    seen = Weighed(given.thresholds["cookie_lifetime_days"])
    seen.contacts(given[contacts_in("before")])
    seen.items(given[stored_at_end_of("before")], "before").writes(given[written_in("before")])
    page = reference("page", "arrival", "before")
    if seen.certain:
        verdict, text = ("warn", "notice") if banner.present else ("fail", "none-offered")
        return Answer(verdict, text, seen.certain_fields, (page, *seen.certain_evidence))  # type: ignore[arg-type]  # of two literals
    if seen.doubtful:
        return Answer("warn", "doubtful", seen.doubtful_fields, (page, *seen.doubtful_evidence))
    return Answer("not-applicable", "not-needed")
