"""Labels → blocks: one for each unit that a person would point at, with its own text and a selector that finds it again."""

from __future__ import annotations

import re
from collections.abc import Collection

from auditor.classify.blocks.label import OTHER, Label
from auditor.classify.blocks.parts import Part, Parts
from auditor.classify.blocks.tongue import Languages
from auditor.results import Block

__all__ = ["blocks_of", "lines_of", "runs_of"]

_MAX_TEXT = 500
_MAX_STEPS = 40
_PLAIN_ID = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)
_PLAIN_TAG = re.compile(r"[a-z][a-z0-9-]*\Z")
_JOINED = frozenset(
    {"nav", "tags", "share_bar", "social_promo", "dateline", "legal_text", "site_tools", "newsletter", "comment_gate"}
)
"""Types of which small neighbours under one element are one unit: author and date, the buttons of a share bar."""
_MAX_JOINED = 400


def runs_of(parts: Parts, labels: list[Label]) -> list[tuple[str, str]]:
    """(type, text) of each run of the top document's body, in document order; frames left out."""
    return [(labels[run.part.number].type, run.text) for run in parts.runs if run.node.document == 0]


def lines_of(parts: Parts, labels: list[Label], types: Collection[str]) -> list[str]:
    """Text of the lines of some types, in document order; without what no one sees."""
    found: list[str] = []
    last = -1
    for run in parts.runs:
        if run.shown and labels[run.part.number].type in types:
            if run.line == last:
                found[-1] += f" {run.text}"
            else:
                found.append(run.text)
            last = run.line
    return found


def blocks_of(parts: Parts, labels: list[Label], languages: Languages) -> tuple[Block, ...]:
    """Blocks in document order; what a person cannot see is left out of them."""
    roots = _roots(parts, labels)
    texts: dict[int, list[str]] = {}
    sizes: dict[int, int] = {}
    spoke: dict[int, Label] = {}
    for run in parts.runs:
        if run.shown:
            root = roots[run.part.number].number
            spoke.setdefault(root, labels[run.part.number])
            if sizes.get(root, 0) <= _MAX_TEXT:
                texts.setdefault(root, []).append(run.text)
                sizes[root] = sizes.get(root, 0) + len(run.text) + 1
    ids = _unique_ids(parts)
    found = []
    for number in texts:  # in the order in which their own text begins: the title before the body that holds it
        part = parts.all[number]
        label = spoke[number]
        box = part.node.box
        text = " ".join(texts[number])[:_MAX_TEXT]
        found.append(
            Block(
                type=label.type,
                text=text,
                selector=_selector(part, ids),
                region=part.region,
                box=(box.x, box.y, box.width, box.height) if box is not None else None,
                because=(*label.because, *((label.runner_up,) if label.runner_up else ())),
                against=label.against,
                score=round(label.weight, 2),
                language=languages.of(part, text, parts.tree.language),
                claim=_claim(label),
            )
        )
    return tuple(found)


def _claim(label: Label) -> str:
    if label.type != "ai_voice_notice":
        return ""
    return "machine-made" if any(f".{_MACHINE_MADE} " in reason for reason in label.because) else "read-aloud"


_MACHINE_MADE = "says_machine_made"
"""Rule of `ai_voice_notice.yaml` that hears the statement."""


def _roots(parts: Parts, labels: list[Label]) -> list[Part]:
    """For each part the part at which its block begins."""
    roots = [label.root for label in labels]
    for part in parts.all:
        if labels[part.number].type == OTHER and part.parent is not None:
            roots[part.number] = part if labels[part.parent.number].type != OTHER else roots[part.parent.number]
    _split_other(parts, labels, roots)
    _join(parts, labels, roots)
    return roots


def _split_other(parts: Parts, labels: list[Label], roots: list[Part]) -> None:
    """What no rule claimed is cut where something with a type stands in it, lest `other` be one block as large as the page."""
    mixed = [False] * len(parts.all)
    for part in reversed(parts.all):
        if part.parent is not None and (mixed[part.number] or labels[part.number].type != OTHER):
            mixed[part.parent.number] = True
    for part in parts.all:
        if labels[part.number].type == OTHER and part.parent is not None:
            roots[part.number] = part if mixed[part.parent.number] and not part.inline else roots[part.parent.number]


def _join(parts: Parts, labels: list[Label], roots: list[Part]) -> None:
    """Lift small neighbours of one type to the element that holds nothing else."""
    pure: list[str | None] = [None] * len(parts.runs)
    for position, run in enumerate(parts.runs):
        pure[position] = labels[run.part.number].type
    change = [0]
    for position in range(1, len(pure)):
        change.append(change[-1] + (pure[position] != pure[position - 1]))
    top: list[Part | None] = [None] * len(parts.all)
    for part in parts.all:
        if part.parent is None or part.first_run >= part.last_run:
            continue
        if top[part.parent.number] is not None:
            top[part.number] = top[part.parent.number]
            continue
        type_ = pure[part.first_run]
        alike = change[part.first_run] == change[part.last_run - 1]
        first, last = (labels[parts.runs[n].part.number].root for n in (part.first_run, part.last_run - 1))
        alike = alike and first is not last
        if alike and type_ in _JOINED and labels[part.number].type != type_ and parts.text_length(part) <= _MAX_JOINED:
            top[part.number] = part
    for part in parts.all:
        lifted = top[part.number]
        if lifted is not None:
            roots[part.number] = lifted


def _unique_ids(parts: Parts) -> set[str]:
    seen: dict[str, int] = {}
    for nodes in parts.tree.nodes:
        for node in nodes:
            if node.tag[0] != "#":
                value = node.attribute("id")
                if value:
                    seen[value] = seen.get(value, 0) + 1
    return {value for value, count in seen.items() if count == 1 and _PLAIN_ID.match(value)}


def _selector(part: Part, ids: set[str]) -> str:
    steps: list[str] = []
    current: Part | None = part
    while current is not None and len(steps) < _MAX_STEPS:
        if current.tag == "#document":  # a frame's own page: its path begins there
            break
        if current.tag == "#shadow-root":
            current = current.parent
            continue
        value = current.attributes.get("id", "")
        if value in ids:
            steps.append(f"#{value}")
            break
        if current.parent is None:
            steps.append(current.tag if _PLAIN_TAG.match(current.tag) else "*")
            break
        steps.append(f"{current.tag}:nth-of-type({current.nth})" if _PLAIN_TAG.match(current.tag) else "*")
        current = current.parent
    return " > ".join(reversed(steps))
