"""What all groups share: the page around a banner, and tables of data in YAML."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["page", "read", "table", "words"]

LIVING = Path(__file__).parent / "living"


@cache
def read(path: Path) -> str:
    """The text of a file."""
    return path.read_text("utf-8")


@cache
def table(path: Path) -> Any:
    """A YAML file, with every scalar as text."""
    return yaml.load(read(path), yaml.BaseLoader)


def words(language: str) -> dict[str, str]:
    """The words of a page in one language."""
    found: dict[str, str] = table(LIVING / "replicas.yaml")["words"][language]
    return found


def page(language: str, title: str, *, head: str = "", foot: str = "", body: str = "", shell: str = "page.html") -> str:
    """A whole page of one of our small bakeries."""
    said = words(language)
    parts = {"language": language, "title": title, "next": said["next"], "text": said["text"], "head": head, "foot": foot}
    text = read(LIVING / shell)
    for name, value in (*parts.items(), ("body", body)):
        text = text.replace("{{" + name + "}}", value)
    return text
