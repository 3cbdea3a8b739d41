"""Takes secrets out of what was recorded: what was typed into a login, and the values that the visits were given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import quote, quote_plus

import msgspec

from auditor.capture import budget
from auditor.shape import Shape

__all__ = ["MASK", "Secrets"]

MASK = "•••"
_LEAST = 5
"""Characters of a secret that is looked for in all texts: a shorter one is in half the words of a page."""
_LEAST_INSIDE = 8
"""Characters of a secret that is looked for inside of words too."""
_LEAST_VALUE = 8
_TOKEN = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_\-.~+=%]{16,}\Z")
"""A given value that nobody writes by chance, so that it is looked for everywhere."""
_CODED = "signals"
"""Record whose texts are read as codes: a consent string that was given is no secret, and masked it would be an invalid one."""

S = TypeVar("S", bound=Shape)


class Secrets:
    """Knows what must not stand in the evidence.

    `typed` is looked for in every text; of the values `given`, those that are tokens are, and the others where a value is
    recorded. What stands in the address of the site is no secret.
    """

    def __init__(self, typed: Iterable[str], *, url: str, given: Iterable[str] = ()) -> None:
        values = {value[: budget.VALUE_CHARS] for value in given if len(value) >= _LEAST_VALUE}
        secrets = {text for text in typed if len(text) >= _LEAST}
        self._values = values
        self._typed = _pattern(secrets, url)
        self._inside = _pattern(secrets | {value for value in values if _TOKEN.match(value)}, url)

    def without(self, text: str) -> str:
        """A text with every secret in it replaced."""
        return _masked(self._inside, text)

    def masked(self, value: str) -> str:
        """A recorded value, as it stands in the evidence."""
        return MASK if value in self._values else self.without(value)

    def out_of(self, saved: S) -> S:
        """A saved shape with every secret in its texts replaced."""
        data = msgspec.json.decode(msgspec.json.encode(saved))
        return msgspec.json.decode(msgspec.json.encode(self._cleaned(data, "")), type=type(saved))

    def _cleaned(self, data: Any, key: str, *, coded: bool = False) -> Any:
        if isinstance(data, str):
            if coded:
                return _masked(self._typed, data)
            return self.masked(data) if key == "value" else self.without(data)
        if isinstance(data, list):
            return [self._cleaned(item, key, coded=coded) for item in data]
        if isinstance(data, dict):
            return {name: self._cleaned(item, name, coded=coded or name == _CODED) for name, item in data.items()}
        return data


def _pattern(secrets: set[str], url: str) -> re.Pattern[str] | None:
    """What finds the secrets in each form in which they may be written; None where there is nothing to find."""
    found = {
        form: len(text)
        for text in secrets
        for form in (text, quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1])
        if form not in url
    }
    parts = [
        re.escape(form) if length >= _LEAST_INSIDE else rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])"
        for form, length in sorted(found.items(), key=lambda item: (-len(item[0]), item[0]))
    ]
    return re.compile("|".join(parts)) if parts else None


def _masked(pattern: re.Pattern[str] | None, text: str) -> str:
    return pattern.sub(MASK, text) if pattern is not None else text
