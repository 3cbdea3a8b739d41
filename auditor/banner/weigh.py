"""How the phrases found in a control's text are weighed against each other.

The order of doubt is fixed: what is not clearly a refusal is none, for a click taken for a refusal that was an acceptance
would be the worst of all mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CATEGORY", "EVERYTHING", "Found", "Hit", "weigh"]

CATEGORY = "category"
"""The text only names what needs no consent; what that does depends on where it stands."""
EVERYTHING = "everything"
"""The text only says « tous »: beside a control that names what needs no consent it accepts, elsewhere it may be a filter."""
_REACH = 3
"""Words that may stand between « without » and what it turns."""
_UNSETTLING = frozenset({"accept", "settings", "change", "negation", "without", "either", "exception", "more", "other", "close"})
"""Beside a refusal as a thing: « revenir sur mon refus » and « aucun refus » refuse nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a text: its concept, and the words from `start` up to `end`."""

    concept: str
    phrase: str
    start: int
    end: int


class Found:
    """The phrases found in a text, by concept."""

    def __init__(self, hits: list[Hit], clause: tuple[int, ...]) -> None:
        self._clause = clause
        self.by: dict[str, list[Hit]] = {}
        for hit in hits:
            self.by.setdefault(hit.concept, []).append(hit)

    def __contains__(self, concept: str) -> bool:
        return concept in self.by

    def say(self, action: str, *concepts: str) -> tuple[str, str]:
        """The action with the phrases that carry it."""
        return action, " + ".join(self.by[c][0].phrase for c in concepts if c in self.by)

    def turned(self, concept: str) -> bool:
        """True where a negation or « without » turns a word of this concept."""
        turning = ((*self.by.get("negation", ()), *self.by.get("without", ())), self.by.get("negation", ()))
        for verb in self.by.get(concept, ()):
            if any(0 <= verb.start - n.end <= _REACH and self._together(n, verb) for n in turning[0]):
                return True
            if any(n.start == verb.end and self._together(verb, n) for n in turning[1]):
                return True
        return False

    def _together(self, one: Hit, other: Hit) -> bool:
        return self._clause[one.start] == self._clause[other.start]

    @property
    def without_cookies(self) -> bool:
        """True for « sans cookies », « pas de cookies pour moi »: what is spoken of is turned, and not a verb."""
        return any(
            0 <= thing.start - n.end <= 1 and self._together(n, thing)
            for thing in self.by.get("cookies", ())
            for n in self.by.get("without", ())
        )

    @property
    def limited(self) -> bool:
        """True where only what needs no consent is spoken of."""
        if "optional" in self:
            return False
        if "only" in self:
            return "necessary" in self or "functional" in self
        if "necessary" not in self or "functional" in self:
            return False
        # « tous les cookies nécessaires » is one thing, « tous et les nécessaires » another.
        return all(any(n.start - every.end in (0, 1, 2) for n in self.by["necessary"]) for every in self.by.get("all", ()))


def weigh(found: Found, unknown: int) -> tuple[str, str]:
    say = found.say
    if "subscribe" in found:
        return say("subscribe", "subscribe")
    if found.turned("refuse"):
        return say("other", "negation", "without", "refuse")
    if "refusal" in found and "refuse" not in found:
        kept = not unknown and not _UNSETTLING & found.by.keys()
        return say("refuse" if kept else "other", "refusal")
    turned = found.turned("accept") or (found.turned("consent") and "accept" not in found)
    if "refuse" in found:
        if "more" in found:
            return say("other", "more", "refuse")
        one_order = "all" in found and found.by["refuse"][0].start == 0 and not ("accept" in found or "either" in found)
        if "settings" in found and not one_order:
            return say("settings", "settings", "refuse")
        if "accept" in found and not (turned or found.limited):
            return say("other", "accept", "refuse")
        return say("other", "other", "refuse") if "other" in found else say("refuse", "refuse")
    if turned:
        return say("refuse", "negation", "without", "accept", "consent")
    if "accept" in found:
        return _accepting(found)
    if "only" in found and found.limited:
        return say("refuse", "only", "necessary", "functional")
    if "only" in found and "selection" in found and not unknown:
        return say("save", "only", "selection")
    if "other" in found and "save" not in found:
        return say("other", "other")
    for action in ("save", "settings"):
        if action in found:
            return say(action, action)
    if "more" in found:
        return say("other", "more")
    if "without" in found:
        refuses = "optional" in found or (found.without_cookies and not unknown)
        return say("refuse" if refuses else "other", "without", "optional", "cookies")
    if "acknowledge" in found and "necessary" in found and found.limited:
        return say("refuse", "acknowledge", "necessary")
    for action in ("close", "acknowledge"):
        if action in found:
            return say("acknowledge" if "acknowledge" in found else "close", "acknowledge", "close")
    if "necessary" in found and found.limited and not unknown:
        return say(CATEGORY, "necessary")
    if "selection" in found and not unknown and (len(found.by) > 1 or " " in found.by["selection"][0].phrase):
        return say("settings", "selection")  # « Voir les préférences », « Mina val »
    if "all" in found and not unknown and not {"optional", "necessary", "functional", "selection"} & found.by.keys():
        return say(EVERYTHING, "all")
    return "", ""


def _accepting(found: Found) -> tuple[str, str]:
    say = found.say
    if "exception" in found:
        return say("other", "accept", "exception")
    if found.limited:
        return say("refuse", "accept", "only", "necessary", "functional")
    if "necessary" in found or "functional" in found or "only" in found:
        return say("save" if "selection" in found else "other", "accept", "necessary", "functional", "only")
    if "settings" in found and ("either" in found or _asks_which(found)):
        return say("settings", "settings", "accept")
    if "more" in found or ("other" in found and found.by["accept"][0].start > 1):
        return say("other", "more", "other", "accept")
    if "selection" in found and "all" not in found:
        return say("save", "accept", "selection")
    return say("accept", "accept", "save")


def _asks_which(found: Found) -> bool:
    """True for « Choose which cookies to allow »: a turn of choosing, not one word, begins the text."""
    first = found.by["settings"][0]
    return first.start == 0 and first.end > 1
