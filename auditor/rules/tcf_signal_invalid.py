"""A TC string that the format does not allow.

Why it matters: whoever receives it cannot tell what the visitor chose, and may read it as he likes.

Observed: the TC strings that the interface answered and that the site stored, in every phase: whether they can be decoded, are of
version 2, and hold nothing that the format or the policies exclude (a CMP without an id, an end before the beginning, a
segment cut short, legitimate interest for purpose 1).

Limits: a string of which the evidence may hold a part only is not judged. Strings that were only sent are not judged, for others
may have changed them; nor is whether the vendor list it names exists.

Sources: IAB Tech Lab, TCF technical specification, “Consent string and vendor list formats v2”; IAB Europe, TCF policies.
"""

from __future__ import annotations

from auditor.needs.signals import AllTcStrings, tc_where
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="tcf-signal-invalid",
    title={"en": "TC string that the format does not allow", "fr": "Chaîne TC mal formée"},
    severity="minor",
    needs=(AllTcStrings,),
    basis=(
        Basis("cnil", "IAB Europe, TCF technical specification and policies"),
        Basis("edpb", "IAB Europe, TCF technical specification and policies"),
    ),
    texts={
        "faults": {
            "en": "{n} TC string(s) hold what the format does not allow: {faults}",
            "fr": "{n} chaîne(s) TC contiennent ce que le format n’admet pas : {faults}",
        },
        "none-read": {
            "en": "The interface of the TCF is there, and no TC string was answered or stored",
            "fr": "L’interface du TCF est présente, et aucune chaîne TC n’a été donnée ni enregistrée",
        },
        "cut": {
            "en": "The evidence may hold only a part of a TC string",
            "fr": "Les preuves ne contiennent peut-être qu’une partie d’une chaîne TC",
        },
        "sound": {
            "en": "Each TC string that was answered or stored is sound",
            "fr": "Chaque chaîne TC donnée ou enregistrée est bien formée",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail on a string that is none, or that has faults."""
    strings = given[AllTcStrings]
    faulty = [s for s in strings if not s.cut and (isinstance(s.read, str) or s.read.faults)]
    if faulty:
        faults = [fault for s in faulty for fault in ((s.read,) if isinstance(s.read, str) else s.read.faults)]
        return Answer("fail", "faults", {"n": len({s.where for s in faulty}), "faults": listed(faults)}, tc_where(faulty))
    if any(s.cut for s in strings):
        return Answer("inconclusive", "cut")
    return Answer("pass", "sound") if strings else Answer("not-applicable", "none-read")
