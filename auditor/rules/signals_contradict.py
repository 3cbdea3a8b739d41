"""Two consent signals of one page say the contrary of one another.

Why it matters: each recipient believes the one it reads. One of them does not say what the visitor chose.

Observed: in each phase of each visit, at its end: the TC string that is answered against those that are stored and sent
(`gdpr_consent`, `gpp`, bids), and against the TCF section of the GPP string; the TC string against Google consent mode.

Limits: a warning. The TCF is compared with the advertising keys of consent mode only (ad_storage, ad_user_data,
ad_personalization), since analytics_storage may follow a choice outside the TCF; and only where one grants nothing at all and
the other something. Strings of another party's frame, and what began on the page before, are left out.

Sources: GDPR, art. 5(1)(a), 7(1); IAB Europe, TCF policies.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.classify.tcf import TcString
from auditor.evidence import reference
from auditor.needs.signals import AllSaid, Said
from auditor.rule import Answer, Basis, Given, Rule, listed

RULE = Rule(
    id="signals-contradict",
    title={"en": "Consent signals contradict one another", "fr": "Signaux de consentement contradictoires"},
    severity="serious",
    needs=(AllSaid,),
    basis=(
        Basis("cnil", "RGPD, art. 5(1)(a) et 7(1)"),
        Basis("edpb", "GDPR, art. 5(1)(a) and 7(1)"),
    ),
    texts={
        "seen": {
            "en": "Of the same moment, one signal grants something and another nothing: {pairs}",
            "fr": "Au même moment, un signal accorde quelque chose et un autre rien : {pairs}",
        },
        "none": {
            "en": "No two consent signals contradicted one another",
            "fr": "Aucun signal de consentement n’en contredisait un autre",
        },
    },
)

_ADVERTISING = ("ad_storage", "ad_user_data", "ad_personalization")
_WORDS = {"api": "__tcfapi", "cookie": "stored TC string", "storage": "stored TC string", "request": "TC string sent"}


def judge(given: Given) -> Answer:
    """Warn on pairs of which one grants something and the other nothing."""
    pairs: list[str] = []
    where: set[str] = set()
    for said in given[AllSaid]:
        voices = sorted(_voices(said))
        for name, grants, at in voices:
            for other, too, there in voices:
                if grants and not too and name != other:
                    pairs.append(f"{said.end.phase}: {name} / {other}")
                    where |= {at, there}
    if pairs:
        return Answer("warn", "seen", {"pairs": listed(pairs)}, tuple(sorted(where)[:50]))
    return Answer("pass", "none")


def _voices(said: Said) -> Iterator[tuple[str, bool, str]]:
    """Name, whether it grants anything, and reference."""
    phase = said.end.phase
    for seen in said.strings if said.end.gdpr_applies is not False else ():
        if isinstance(seen.read, TcString):
            yield _WORDS[seen.source], bool(seen.read.consent), seen.where
    if said.end.gpp is not None and not isinstance(said.end.gpp, str) and isinstance(said.end.gpp.tcf, TcString):
        yield "GPP", bool(said.end.gpp.tcf.consent), reference("signal", "gpp", phase)
    advertising = {said.end.google[key] for key in _ADVERTISING if key in said.end.google}
    if advertising and "depends" not in advertising:
        yield "Google consent mode", "granted" in advertising, reference("signal", "consent-mode", phase)
