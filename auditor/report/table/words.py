"""The texts of the reports in one language, read from `locales/<language>.yaml`.

A text may hold `{named}` fields. A text that counts comes twice, as `key.one` and `key.many`; the file says which numbers take
the first form (`singular`), so that a language is added by its file alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from auditor.catalogue.load import parse
from auditor.errors import UsageError

__all__ = ["Words", "languages", "words"]

_FOLDER = files("auditor.report") / "locales"


def languages() -> tuple[str, ...]:
    """Languages that reports can be written in, from the folder; sorted."""
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml")))


def words(language: str) -> Words:
    """Read the texts of one language. Raises UsageError where there is no such file."""
    if language not in languages():
        raise UsageError(
            f"There is no report language `{language}`", kind="language", remedy=f"Take one of: {', '.join(languages())}"
        )
    entry = _FOLDER / f"{language}.yaml"
    return Words(language, parse(entry.read_text("utf-8"), dict[str, str], source=str(entry)))


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by key. A key that does not exist is a defect of ours and raises KeyError; what results bring may be unknown."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **fields: object) -> str:
        """The text of a key with its fields filled in. The caller escapes the fields."""
        return self.texts[key].format_map(fields) if fields else self.texts[key]

    def count(self, key: str, n: int, **fields: object) -> str:
        """The form of a counting text that fits the number `n`, which is its field `{n}`."""
        form = "one" if str(n) in self.texts["singular"].split() else "many"
        return self.say(f"{key}.{form}", n=n, **fields)

    def label(self, group: str, name: str) -> str:
        """What a name that results bring (a purpose, a claim, a kind of error) is called; the name itself where we have no word.

        The caller escapes the answer.
        """
        return self.texts.get(f"{group}.{name}", name)
