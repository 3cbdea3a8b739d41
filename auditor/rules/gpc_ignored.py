"""The signal Global Privacy Control has no effect that could be seen.

Why it matters: the signal says in advance what the visitor would answer.

Observed: only where the scenario `gpc` is asked for: in a visit of its own the browser sends `Sec-GPC: 1` and shows
`navigator.globalPrivacyControl`; the trackers contacted before any choice are compared with those of the visits without it.

Limits: a warning at most, for no text of these authorities makes the signal binding. One visit with it and two without see
different auctions: where fewer trackers come with it, but some do, nothing is concluded. A site that waits for a choice anyway
shows no difference and has nothing to judge.

Sources: Global Privacy Control (W3C); GDPR, art. 21(5) (objection by automated means).
"""

from __future__ import annotations

from auditor.needs.scenarios import WithSignal
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="gpc-ignored",
    title={"en": "Global Privacy Control without effect", "fr": "Global Privacy Control sans effet"},
    severity="minor",
    needs=(WithSignal,),
    basis=(
        Basis("cnil", "RGPD, art. 21(5) (signal non contraignant)"),
        Basis("edpb", "GDPR, art. 21(5) (the signal is not binding)"),
    ),
    texts={
        "same": {
            "en": "With the signal the same trackers were contacted before any choice as without: {things}",
            "fr": "Avec le signal, les mêmes traceurs ont été sollicités avant tout choix que sans lui : {things}",
        },
        "fewer": {
            "en": "With the signal fewer trackers were contacted, and still some ({things}): one visit does not tell"
            " chance apart",
            "fr": "Avec le signal, moins de traceurs ont été sollicités, mais encore certains ({things}) : une seule visite ne"
            " distingue pas le hasard",
        },
        "none": {
            "en": "With the signal no tracker was contacted before any choice; without it, {n} were",
            "fr": "Avec le signal, aucun traceur n’a été sollicité avant tout choix ; sans lui, {n} l’ont été",
        },
    },
)


def judge(given: Given) -> Answer:
    """Warn where nothing is missing with the signal."""
    seen = given[WithSignal]
    if not seen.with_it:
        return Answer("pass", "none", {"n": len(seen.without)})
    said = {"things": listed(sorted(seen.with_it))}
    if seen.with_it >= seen.without:
        return Answer("warn", "same", said, seen.evidence)
    return Answer("inconclusive", "fewer", said, seen.evidence)
