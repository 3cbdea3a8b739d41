"""Typed pages of our own making: the type of a run stands in `data-block` of what holds it, and is taken out before reading."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from auditor.classify.blocks import BlockRules, find_runs, read_html
from auditor.classify.blocks.reading import UNREAD
from auditor.classify.blocks.words import squeeze

HERE = Path(__file__).parent
_LABEL = re.compile(r"\s+data-block=\"([a-z_]+)\"")


def pages(folder: str) -> list[Path]:
    """The pages of `pages` or of `held_out`."""
    return sorted((HERE / folder).glob("*.html"))


def gold(html: str) -> list[tuple[str, str]]:
    """(type, text) of each run, by the nearest label above it; read with a walk of its own."""
    found = []
    for node in read_html(html).body.walk():
        if node.tag == "#text" and squeeze(node.text) and not any(a.tag in UNREAD or a.tag == "iframe" for a in node.ancestors):
            label = next((a.attribute("data-block") for a in node.ancestors if a.attribute("data-block")), "other")
            found.append((label, squeeze(node.text)))
    return found


def plain(html: str) -> str:
    """The page without its labels."""
    return _LABEL.sub("", html)


class Tally:
    """Counts of (true, given) over runs."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.wrong: list[tuple[str, str, str, str]] = []

    def add(self, page: Path, rules: BlockRules) -> None:
        """Read one page."""
        html = page.read_text("utf-8")
        true, given = gold(html), find_runs(read_html(plain(html)), rules)
        assert [text for _, text in true] == [text for _, text in given], page.name
        for (want, text), (got, _) in zip(true, given, strict=True):
            self.pairs[want, got] += 1
            if want != got:
                self.wrong.append((page.stem, want, got, text))

    @property
    def accuracy(self) -> float:
        """Share of runs with the right type."""
        return sum(n for (want, got), n in self.pairs.items() if want == got) / max(sum(self.pairs.values()), 1)

    def f1(self, type_: str) -> float:
        """F1 of one type over runs."""
        hit = self.pairs[type_, type_]
        wanted = sum(n for (want, _), n in self.pairs.items() if want == type_)
        given = sum(n for (_, got), n in self.pairs.items() if got == type_)
        return 2 * hit / (wanted + given) if wanted + given else 0.0

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the types that occur."""
        types = {want for want, _ in self.pairs}
        return sum(self.f1(t) for t in types) / max(len(types), 1)


def measure(folder: str, rules: BlockRules) -> Tally:
    """Read all pages of a folder."""
    tally = Tally()
    for page in pages(folder):
        tally.add(page, rules)
    return tally
