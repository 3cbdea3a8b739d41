"""How a reading of traits is weighed: alike before a choice and after a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.classify.tracks import Reading
from auditor.evidence import reference
from auditor.rule import listed

__all__ = ["WeighedReadings", "said", "where"]


@dataclass
class WeighedReadings:
    """Readings sorted into certain, doubtful and ordinary."""

    certain: list[Reading] = field(default_factory=list)
    doubtful: list[Reading] = field(default_factory=list)
    ordinary: list[Reading] = field(default_factory=list)
    """Of a kind that most pages make for other ends."""

    @staticmethod
    def of(readings: Iterable[Reading]) -> WeighedReadings:
        """Weigh all readings of a phase.

        Certain: two kinds, or a hidden canvas or sound alone, and something that can single out a browser went to another party
        or was stored. One kind alone is certain only of another party's script that sent it to a known tracker: a site's own
        script may hold the work of many. What is known to keep out machines is a question for a person.
        """
        weighed = WeighedReadings()
        for reading in readings:
            hidden = bool({"canvas", "audio"} & set(reading.kinds))
            several = len(reading.kinds) > 1
            enough = several or (hidden and not reading.own and reading.to_trackers)
            if enough and reading.went and not reading.protects and not reading.leftover:
                weighed.certain.append(reading)
            elif several or "audio" in reading.kinds or (hidden and (reading.went or reading.unread)):
                weighed.doubtful.append(reading)
            else:
                weighed.ordinary.append(reading)
        return weighed


def said(readings: Iterable[Reading]) -> dict[str, object]:
    """Fields for a text: `n` scripts, `things`, which kinds they read."""
    found = list(readings)
    things = [f"{_short(r.script_url)} ({', '.join(r.kinds)})" for r in found]
    return {"n": len({r.script_url for r in found}), "things": listed(things)}


def where(readings: Iterable[Reading]) -> tuple[str, ...]:
    """References: the script's own use, and what it sent or stored."""
    found: set[str] = set()
    for reading in readings:
        found.add(reference("fingerprint", reading.script_url, reading.phase))
        found |= {reference("request", url, reading.phase) for url in (*reading.sent_to, *reading.unread)}
        found |= {reference("cookie", name, reading.phase) for name in reading.stored}
    return tuple(sorted(found)[:200])


def _short(url: str) -> str:
    return url.partition("?")[0].removeprefix("https://")
