"""An identifier of one firm is handed to another.

Why it matters: firms that tell each other what they call a visitor follow the visitor together, and nobody who agreed to
the one need know of the other.

Observed: the values of cookies and stored keys that two fresh visits show to be identifiers, looked for in the addresses
and bodies of requests to hosts of other owners: as they are, in base64, as MD5, SHA-1 or SHA-256. It fails where that is
seen before any choice or after a refusal that is shown to have taken, the identifier needs consent, and the catalogue
knows both owners.

Limits: a firm's own identifier that goes to the firm itself is no hand-over, nor is the site's own. Two names of one
owner that the catalogue does not know as such would look like two: then it is a warning, as are chains of redirects over
several firms without a known value, hand-overs after an acceptance (whether the visitor was told is for a person) and
what was at work before the choice. Values that are encrypted, or exchanged between servers, are not seen.

Sources: loi Informatique et Libertés, art. 82; directive 2002/58/EC, art. 5(3); GDPR, art. 13(1)(e) (recipients).
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.classify.tracks import Sync
from auditor.evidence import reference
from auditor.needs import TwoVisits
from auditor.needs.tracks import Syncs
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="cookie-sync",
    title={"en": "Identifiers passed between firms", "fr": "Identifiants transmis entre acteurs"},
    severity="serious",
    needs=(TwoVisits, Syncs),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "RGPD, art. 13"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "GDPR, art. 13(1)(e)"),
    ),
    texts={
        "seen": {
            "en": "Without consent, {n} identifier(s) of one firm were sent to another: {things}",
            "fr": "Sans consentement, {n} identifiant(s) d’un acteur ont été envoyés à un autre : {things}",
        },
        "doubtful": {
            "en": "To be weighed by a person: {n} exchange(s) between owners that may not be two, or by a chain of redirects"
            " without a known value: {things}",
            "fr": "À apprécier par une personne : {n} échange(s) entre titulaires qui n’en font peut-être qu’un, ou par une"
            " suite de redirections sans valeur connue : {things}",
        },
        "agreed": {
            "en": "After the acceptance, {n} identifier(s) of one firm were sent to another; whether the visitor was told is for"
            " a person to see: {things}",
            "fr": "Après l’acceptation, {n} identifiant(s) d’un acteur ont été envoyés à un autre ; l’information du visiteur"
            " reste à apprécier par une personne : {things}",
        },
        "none": {
            "en": "No identifier was seen to be passed from one firm to another",
            "fr": "Aucun identifiant n’a été vu passer d’un acteur à un autre",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on hand-overs between known firms that nobody agreed to, warn on all others."""
    handed = given[Syncs]
    certain = [sync for sync in handed.without if sync.certain and not sync.leftover]
    if certain:
        return Answer("fail", "seen", _said(certain), _where(certain))
    doubtful = [*handed.without, *handed.unproven]
    if doubtful:
        return Answer("warn", "doubtful", _said(doubtful), _where(doubtful))
    agreed = [sync for sync in handed.agreed if sync.certain]
    if agreed:
        return Answer("warn", "agreed", _said(agreed), _where(agreed))
    return Answer("pass", "none")


def _said(syncs: Iterable[Sync]) -> dict[str, object]:
    things = [f"{sync.name or sync.domain} ({sync.owner} → {sync.receiver})" for sync in syncs]
    return {"n": len(set(things)), "things": listed(things)}


def _where(syncs: Iterable[Sync]) -> tuple[str, ...]:
    found = {reference("request", sync.url, sync.phase) for sync in syncs}
    found |= {reference("cookie", s.name.removeprefix("cookie "), s.phase) for s in syncs if s.name.startswith("cookie ")}
    return tuple(sorted(found)[:200])
