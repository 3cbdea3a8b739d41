"""Refusing takes more clicks than accepting.

Why it matters: each further click loses visitors who wanted to refuse.

Observed: the presses from the first layer to the banner being gone, for the shortest way that was found to each answer,
switches that had to be turned off included.

Limits: the shortest way *found* is an upper bound. Where the first press of the refusal already was a refuse control of
the first layer and had to be repeated or saved, it is a warning; where it led to a further question that had to be refused
too, while accepting took one press less, it fails. Both ways must have been walked to the end.

Sources: CNIL 2020-092 (same degree of simplicity); GDPR, art. 7(3); CNIL SAN-2021-023 and SAN-2022-023 (several clicks
against one).
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs import AcceptWalked, FirstLayer, RefuseWalked
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="refuse-costs-more-clicks",
    title={"en": "Refusing takes more clicks than accepting", "fr": "Refuser demande plus de clics qu’accepter"},
    severity="serious",
    needs=(FirstLayer, RefuseWalked, AcceptWalked),
    basis=(
        Basis("cnil", "CNIL, délibération n° 2020-092 (recommandation)"),
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("edpb", "GDPR, art. 7(3)"),
    ),
    texts={
        "more": {
            "en": "{refuse} clicks to refuse ({refuse_path}) against {accept} to accept ({accept_path}), on the"
            " shortest ways found",
            "fr": "{refuse} clics pour refuser ({refuse_path}) contre {accept} pour accepter ({accept_path}), par les"
            " chemins les plus"
            " courts trouvés",
        },
        "repeated": {
            "en": "The first layer refuses, but {refuse} presses were needed ({refuse_path}) against {accept} to accept",
            "fr": "Le premier niveau refuse, mais {refuse} pressions ont été nécessaires ({refuse_path}) contre"
            " {accept} pour accepter",
        },
        "confirmed": {
            "en": "The first layer refuses, and then asks again: {refuse} clicks to refuse ({refuse_path}) against {accept}"
            " to accept ({accept_path})",
            "fr": "Le premier niveau refuse, puis la question est posée de nouveau : {refuse} clics pour refuser"
            " ({refuse_path}) contre {accept} pour accepter ({accept_path})",
        },
        "no-more": {
            "en": "{refuse} click(s) to refuse against {accept} to accept",
            "fr": "{refuse} clic(s) pour refuser contre {accept} pour accepter",
        },
    },
)


def judge(given: Given) -> Answer:
    """Compare the two ways."""
    refused, accepted = given[RefuseWalked], given[AcceptWalked]
    said = {
        "refuse": refused.clicks,
        "accept": accepted.clicks,
        "refuse_path": " › ".join(refused.path),
        "accept_path": " › ".join(accepted.path),
    }
    evidence = (reference("page", "arrival", "before"),)
    if refused.clicks <= accepted.clicks:
        return Answer("pass", "no-more", said, evidence)
    direct = given[FirstLayer].refuse
    if direct is not None and refused.path[:1] == (direct.text,):
        if any(press.action == "refuse" and press.layer > 1 for press in refused.presses[1:]):
            return Answer("fail", "confirmed", said, evidence)
        return Answer("warn", "repeated", said, evidence)
    return Answer("fail", "more", said, evidence)
