"""Which purposes the name of a switch speaks of: the stems that European languages share, borrowed with the thing itself."""

from __future__ import annotations

import re

from auditor.results import Purpose

__all__ = ["named_purposes"]

_STEMS: dict[Purpose, re.Pattern[str]] = {
    "audience": re.compile(
        r"analyt|analys|analiz|analít|anlyt|[sš]tatist|audienc|besucher|reichweite|traffic|fréquentation"
        r"|\bmes(?:ure|urer|ures)\b|\bmeasur|\bmesswert|\bmisura|\bmedici[oó]n|\bmediç|\bmetric|performan[cz]",
        re.I,
    ),
    "advertising": re.compile(
        r"\badvert|\bads?\b|publicit|publicid|pubblicit|\bpub\b|werb(?:ung|e)|reklam|marketing|markedsf|targeting|ciblage|ciblée"
        r"|retarget|profil(?:ing|age|azione|ierung|ación)|\bannonc",
        re.I,
    ),
    "social": re.compile(r"\bso[czs]i[aá]l|sociaux|sosiale", re.I),
}


def named_purposes(text: str) -> frozenset[Purpose]:
    """Give the purposes that a switch names: `{"audience"}` for « Mesure d'audience »; empty where none is known."""
    return frozenset(purpose for purpose, stems in _STEMS.items() if stems.search(text[:300]))
