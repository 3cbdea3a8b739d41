"""Which purposes the name of a switch speaks of: the stems that European languages share, borrowed with the thing itself."""

from __future__ import annotations

import re

from auditor.banner.found import FoundBanner, FoundControl
from auditor.results import Purpose

__all__ = ["named_purposes", "switch_name"]

_HEAD = 80
"""What stands first in the row of a switch is its name; what follows explains it and may speak of anything."""

_STEMS: dict[Purpose, re.Pattern[str]] = {
    "audience": re.compile(
        r"analyt|analys|analiz|analít|anlyt|[sš]tatist|audienc|besucher|reichweite|traffic|fréquentation"
        r"|\bmes(?:ure|urer|ures)\b|\bmeasur|\bmesswert|\bmisura|\bmedici[oó]n|\bmediç|\bmetric|performan[cz]",
        re.I,
    ),
    "advertising": re.compile(
        r"\badvert|\bads?\b|publicit|publicid|pubblicit|\bpub\b|werb(?:ung|e)|reklam|marketing|markedsf|targeting|ciblage|ciblée"
        r"|\breclame|\banunci|\banúnci|retarget|profil(?:ing|age|azione|ierung|ación)|\bannonc",
        re.I,
    ),
    "social": re.compile(r"\bso[czs]i[aá]l|sociaux|sosiale", re.I),
}


def named_purposes(text: str) -> frozenset[Purpose]:
    """Give the purposes that a switch names: `{"audience"}` for « Mesure d'audience »; empty where none is known."""
    return frozenset(purpose for purpose, stems in _STEMS.items() if stems.search(text[:300]))


def switch_name(control: FoundControl, banner: FoundBanner) -> str:
    """What a switch is for: its own words, or those that stand first in its row where they say nothing (« Autoriser »)."""
    if named_purposes(control.text):
        return control.text
    others = {id(c.node) for c in banner.all("toggle")} - {id(control.node)}
    row = ""
    for above in control.node.ancestors:
        if above is banner.root or any(id(inner) in others for inner in above.walk()):
            break
        row = above.shown_text()
    head = row[:_HEAD].strip()
    return head if named_purposes(head) else control.text
