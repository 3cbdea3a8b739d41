"""Refusing sends the visitor off the page.

Why it matters: who loses the page by refusing is made to pay for the refusal.

Observed: the address before the press that refuses, and the address on which the visitor stands after it; the same for the
acceptance.

Limits: a warning at most, for why a page leads on is for a person to judge. The same page with other parameters, and a page that
leads on whatever is chosen, are none.

Sources: GDPR, art. 7(4) and recital 42 (refusing without detriment).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from auditor.evidence import reference
from auditor.needs.scenarios import LedTo
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="refuse-redirects-away",
    title={"en": "Refusing leads off the page", "fr": "Refuser fait quitter la page"},
    severity="serious",
    needs=(LedTo,),
    basis=(
        Basis("cnil", "RGPD, art. 7(4) et considérant 42"),
        Basis("edpb", "GDPR, art. 7(4) and recital 42"),
    ),
    texts={
        "away": {
            "en": "Refusing led from {before} to {after}; accepting stays",
            "fr": "Refuser a mené de {before} à {after} ; accepter laisse sur la page",
        },
        "away-unknown": {
            "en": "Refusing led from {before} to {after}; where accepting leads was not seen",
            "fr": "Refuser a mené de {before} à {after} ; l’effet de l’acceptation n’a pas été vu",
        },
        "both": {
            "en": "Both choices lead on to {after}",
            "fr": "Les deux choix mènent à {after}",
        },
        "stays": {"en": "Refusing leaves the visitor on the page", "fr": "Refuser laisse le visiteur sur la page"},
    },
)


def judge(given: Given) -> Answer:
    """Warn where only the refusal leads elsewhere."""
    led = given[LedTo]
    before, after = led.refuse
    if _place(before) == _place(after):
        return Answer("pass", "stays")
    said = {"before": before[:120], "after": after[:120]}
    where = (reference("page", "refuse-press-1", "refuse"),)
    if led.accept is None:
        return Answer("warn", "away-unknown", said, where)
    if _place(led.accept[1]) != _place(led.accept[0]):
        return Answer("pass", "both", {"after": after[:120]})
    return Answer("warn", "away", said, where)


def _place(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, ""
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")
