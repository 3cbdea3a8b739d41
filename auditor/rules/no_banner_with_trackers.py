"""Trackers work and no choice is offered.

Why it matters: without a question there is no consent, and nothing that a visitor could refuse.

Observed: no banner on arrival in any visit, in pages that were read whole, or one that only lets a visitor acknowledge it,
and trackers or identifiers that need consent.

Limits: the finder may miss a banner; that is why nothing is concluded where a frame or a part of the page could not be
read, or where a consent platform is there (its script, its interface) and shows nothing: it may hide from browsers of
this kind, ask only in some countries or ask some visitors only. A bar that can only be acknowledged (« OK ») offers no
choice. A notice without any control, or with a button that no wording knows, is a warning.

Sources: loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import BannerSearched, BeforeSeen, Offered, contacts_in, stored_at_end_of, written_in
from auditor.needs.weigh import Weighed
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="no-banner-with-trackers",
    title={"en": "Trackers, and no choice offered", "fr": "Traceurs sans choix proposé"},
    severity="critical",
    needs=(BeforeSeen, BannerSearched, Offered, contacts_in("before"), stored_at_end_of("before"), written_in("before")),
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
        "only-ok": {
            "en": "A notice, no choice: all that can be pressed is « {ok} », and {n} tracker(s) or identifier(s) that need"
            " consent were observed: {things}",
            "fr": "Une information, aucun choix : seul « {ok} » peut être pressé, et {n} traceur(s) ou identifiant(s) soumis au"
            " consentement ont été observés : {things}",
        },
        "notice": {
            "en": "A notice without any control that is understood stands there, and {n} tracker(s) or identifier(s) that need"
            " consent were observed: {things}",
            "fr": "Une information sans contrôle compris est affichée, et {n} traceur(s) ou identifiant(s) soumis au"
            " consentement ont été observés : {things}",
        },
        "notice-doubtful": {
            "en": "A notice that offers no choice stands there; whether one is needed is for a person to weigh: {why}",
            "fr": "Une information sans choix est affichée ; la nécessité d’un choix est à apprécier par une personne : {why}",
        },
        "offered": {"en": "A choice is offered on arrival", "fr": "Un choix est proposé à l’arrivée"},
        "information": {
            "en": "A notice that offers no choice stands there, and nothing that needs consent was observed",
            "fr": "Une information sans choix est affichée, et rien de soumis au consentement n’a été observé",
        },
        "not-needed": {
            "en": "No banner was found, and nothing that needs consent was observed",
            "fr": "Aucun bandeau n’a été trouvé, et rien de soumis au consentement n’a été observé",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where nothing asks and something needs consent."""
    banner, offered = given[BannerSearched], given[Offered]
    page = reference("page", "arrival", "before")
    if banner.present and offered.choice:
        return Answer("pass", "offered", evidence=(page,))
    seen = Weighed(given.thresholds["cookie_lifetime_days"])
    seen.contacts(given[contacts_in("before")])
    seen.items(given[stored_at_end_of("before")], "before").writes(given[written_in("before")])
    where = (page, *seen.certain_evidence)
    if seen.certain and not banner.present:
        return Answer("fail", "none-offered", seen.certain_fields, where)
    if seen.certain and offered.only_ok and not offered.unread:
        return Answer("fail", "only-ok", {**seen.certain_fields, "ok": offered.only_ok}, where)
    if seen.certain:
        return Answer("warn", "notice", seen.certain_fields, where)
    if seen.doubtful:
        text = "notice-doubtful" if banner.present else "doubtful"
        return Answer("warn", text, seen.doubtful_fields, (page, *seen.doubtful_evidence))
    return Answer("not-applicable", "information" if banner.present else "not-needed")
