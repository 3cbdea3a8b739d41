"""Google tags call without consent, without taking or leaving a cookie.

Why it matters: in its “advanced” form, consent mode lets tags run in any case and only holds the cookies back. Address, browser
and page still reach Google. Whether reading and sending these needs consent is disputed: the EDPB's guidelines on the
technical scope of art. 5(3) speak for it, Google's documentation against.

Observed: before any choice, and on clean views after a refusal that is shown to have taken, requests whose `gcs` or `gcd` says
that nothing is granted and which took no cookie along.

Limits: a warning at most, to be weighed by a person. Requests that took cookies along are the business of
tracker-before-choice and tracker-after-refuse; requests that say granted of consent-mode-granted-before and its like.

Sources: EDPB, Guidelines 2/2023 on the technical scope of art. 5(3); loi Informatique et Libertés, art. 82.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import BeforeSeen
from auditor.needs.signals import CookielessPings
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="consent-mode-cookieless-pings",
    title={"en": "Google tags call without consent, without cookies", "fr": "Appels Google sans cookie et sans consentement"},
    severity="minor",
    needs=(BeforeSeen, CookielessPings),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "EDPB, Guidelines 2/2023 on the technical scope of art. 5(3)"),
    ),
    texts={
        "seen": {
            "en": "{before} call(s) before any choice and {after} after the refusal went to Google without consent and without"
            " cookies (contested)",
            "fr": "{before} appel(s) avant tout choix et {after} après le refus sont partis vers Google sans consentement ni"
            " cookie (question débattue)",
        },
        "none": {
            "en": "No call of a Google tag without consent was observed before a choice or after the refusal",
            "fr": "Aucun appel d’une balise Google sans consentement n’a été observé avant un choix ni après le refus",
        },
    },
)


def judge(given: Given) -> Answer:
    """Warn where there are any."""
    pings = given[CookielessPings]
    seen = (*pings.before, *pings.after_refusing)
    if not seen:
        return Answer("pass", "none")
    where = tuple(sorted({reference("request", ping.url, ping.phase) for ping in seen})[:50])
    counts = {"before": len({p.url for p in pings.before}), "after": len({p.url for p in pings.after_refusing})}
    return Answer("warn", "seen", counts, where)
