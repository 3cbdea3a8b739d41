"""A cookie that is not strictly necessary is set for more than 13 months.

Why it matters: a long life turns one visit into years of recognition. It is also a condition of the exemption for
audience measurement.

Observed: the lifetime as asked for, in the Set-Cookie header or in the script's string, never the stored one: Chromium
keeps a cookie 400 days at most, so the jar hides what was asked. All phases count.

Limits: 13 calendar months are 393 to 397 days; over 397 is over. No text sets a general maximum: the 13 months stand in
the CNIL's texts on audience measurement. Cookies that serve a function, and those of unknown purpose, are warnings;
necessary ones (the choice itself, security) are not judged. What the browser refused to store is not judged.

Sources: CNIL 2020-092, art. 5; CNIL, page on audience measurement of 4 July 2025.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import AllCookies
from auditor.results import Cookie
from auditor.rule import Answer, Basis, Given, Rule, listed

_ROUNDING_DAYS = 0.1
"""A header's Expires is counted from the moment at which it arrived."""

RULE = Rule(
    id="cookie-lifetime-over-13-months",
    title={"en": "Cookie lifetime over 13 months", "fr": "Durée de vie de cookie supérieure à 13 mois"},
    severity="minor",
    needs=(AllCookies,),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation), art. 5"),
        Basis("edpb", "GDPR, art. 5(1)(e)"),
    ),
    texts={
        "long": {
            "en": "{n} cookie(s) that are not strictly necessary ask for more than 13 months (at most {days} days): {things}",
            "fr": "{n} cookie(s) non strictement nécessaires demandent plus de 13 mois (au plus {days} jours) : {things}",
        },
        "doubtful": {
            "en": "{n} cookie(s) that serve a function or whose purpose is not known ask for more than 13 months"
            " (at most {days} days): {things}",
            "fr": "{n} cookie(s) fonctionnels ou de finalité inconnue demandent plus de 13 mois (au plus {days}"
            " jours) : {things}",
        },
        "none": {
            "en": "No cookie that is not strictly necessary asks for more than 13 months",
            "fr": "Aucun cookie non strictement nécessaire ne demande plus de 13 mois",
        },
        "no-cookie": {"en": "No lasting cookie was observed", "fr": "Aucun cookie durable n’a été observé"},
    },
)


def judge(given: Given) -> Answer:
    """Fail for tracking purposes, warn for functions and unknown purposes."""
    longest = given.thresholds["cookie_lifetime_days"] + _ROUNDING_DAYS
    lasting = [c for c in given[AllCookies] if c.lifetime_days is not None and not c.blocked]
    if not lasting:
        return Answer("not-applicable", "no-cookie")
    long = [c for c in lasting if (c.lifetime_days or 0) > longest]
    tracking = [c for c in long if c.tracker]
    if tracking:
        return Answer("fail", "long", _said(tracking), _where(tracking))
    doubtful = [c for c in long if c.purpose in ("functional", "unknown")]
    if doubtful:
        return Answer("warn", "doubtful", _said(doubtful), _where(doubtful))
    return Answer("pass", "none")


def _said(cookies: list[Cookie]) -> dict[str, object]:
    days = max(c.lifetime_days or 0 for c in cookies)
    return {"n": len(cookies), "days": round(days), "things": listed([c.name for c in cookies])}


def _where(cookies: list[Cookie]) -> tuple[str, ...]:
    return tuple(sorted({reference("cookie", c.name, phase) for c in cookies for phase in (c.written_in or c.phases)}))
