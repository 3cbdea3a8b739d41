"""How names, hosts and paths of the catalogue match: three small notations, no regular expressions in the YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

__all__ = ["literal_length", "matches", "path_matches", "suffixes"]

_SECOND_LEVEL = frozenset({"co", "com", "edu", "gov", "ne", "net", "or", "org"})
_WILD = re.compile(r"[*#]")


def matches(pattern: str, text: str) -> bool:
    """Tell whether the whole text is so; `*` stands for any text, `#` for one digit or more; case counts."""
    wild = _WILD.search(pattern)
    if wild is None:
        return pattern == text
    if not text.startswith(pattern[: wild.start()]):
        return False
    return pattern.find("*") == len(pattern) - 1 == wild.start() or _compiled(pattern).fullmatch(text) is not None


def literal_length(pattern: str) -> int:
    """Count the characters that are not wild."""
    return len(_WILD.sub("", pattern))


def path_matches(pattern: str, path: str) -> bool:
    """Tell whether a path (with its query, if any) begins with the pattern at a border, or is so where the pattern is wild."""
    if _WILD.search(pattern):
        return matches(pattern, path)
    return path.startswith(pattern) and (pattern.endswith("/") or len(path) == len(pattern) or path[len(pattern)] in "/?;")


def suffixes(hostname: str) -> Iterator[str]:
    """The host and its parents, longest first, each followed by its form for every country (`www.google.*`)."""
    labels = hostname.lower().strip(".").split(".")
    # `google.co.uk` and `google.com.tr` end in two labels that stand for one country; `google.evil.com` does not.
    tail = 2 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 1
    for start in range(len(labels)):
        yield ".".join(labels[start:])
        if start < len(labels) - tail:
            yield ".".join((*labels[start:-tail], "*"))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\#", r"\d+"), re.DOTALL)
