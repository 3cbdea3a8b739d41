"""Controls that open the choices again, by what their words are made of: « Revenir sur mon choix de cookies », "Your cookies".

Nobody can list how sites word them. Each language gives verbs and nouns of settings, verbs of coming back, words for what was
chosen and for what it was about; a text that is made of these and of nothing else says so, in whatever order.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.banner.normal import words
from auditor.catalogue.wording import Wording

__all__ = ["Composer", "consent_nouns"]

_SUBJECTS = ("cookies", "consent", "privacy")
_LONGEST = 4
"""Words of the longest phrase that is looked for."""
_MOST_WORDS = 9
_LEAST_PREFIX = 4
"""A shorter word begins too many others to be half of a compound."""


def consent_nouns(wording: Wording) -> tuple[str, ...]:
    """Consent as a thing; without the words of accepting that `parts.consent` holds too."""
    accepting = {words(phrase) for phrase in wording.controls.accept.has}
    return wording.again.consent or tuple(p for p in wording.parts.consent if words(p) not in accepting)


class Composer:
    """The words of one language that such a control is made of."""

    def __init__(self, wording: Wording) -> None:
        again, settings = wording.again, wording.controls.settings
        self._roles: dict[tuple[str, ...], set[str]] = {}
        self._ends: list[str] = []
        self._begins: list[str] = []
        for role, phrases in (
            ("cookies", wording.notice.strong),
            ("consent", consent_nouns(wording)),
            ("privacy", again.privacy),
            ("choice", again.choice),
            ("change", again.change),
            ("settings", settings.has),
            ("loose", settings.whole),
            ("mine", again.possessive),
            ("filler", (*again.filler, *wording.parts.filler, *wording.parts.all, *wording.parts.either)),
        ):
            self._add(role, phrases)
        self._compounds = tuple(
            (phrase[0], roles & set(_SUBJECTS))
            for phrase, roles in self._roles.items()
            if len(phrase) == 1 and len(phrase[0]) >= _LEAST_PREFIX and roles & set(_SUBJECTS)
        )
        self.subjects = frozenset(phrase[0] for phrase, roles in self._roles.items() if roles & {*_SUBJECTS, "choice"})
        """Words of which at least one begins a word of every such text."""

    def _add(self, role: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            pattern = words(phrase, pattern=True)
            if len(pattern) == 1 and "*" in pattern[0]:
                (self._ends if pattern[0].startswith("*") else self._begins).append(pattern[0].strip("*"))
            elif pattern and not any("*" in word for word in pattern):
                self._roles.setdefault(pattern, set()).add(role)

    def opens(self, text: tuple[str, ...]) -> tuple[str, bool] | None:
        """What the text is made of, and whether it opens choices wherever it leads (else only where it leads to no document).

        None where it opens nothing again.
        """
        if not text or len(text) > _MOST_WORDS:
            return None
        parts, unknown = self._parts(text)
        about = [part for part in parts if part[1] & set(_SUBJECTS)]
        mine = any("mine" in roles for _, roles in parts)
        chosen = any("choice" in roles for _, roles in parts)
        if unknown > (1 if about and chosen and len(text) > 2 else 0):
            return None
        # What names the subject may not at once be what is done with it: « Préférences » alone says nothing.
        only_privacy = not any(roles & {"cookies", "consent"} for _, roles in about)
        # « Détails » beside « confidentialité » are to be read.
        verbs = {"settings", "change", "choice"} | (set() if only_privacy else {"loose"})
        doing = [part for part in parts if part not in about and part[1] & verbs]
        compound = any(roles & {"settings", "choice"} for _, roles in about)
        made = " + ".join(phrase for phrase, roles in parts if not roles <= {"filler"})
        if about and (doing or compound):
            # « Gestion des données personnelles » leads to a text as often as to choices.
            return made, not only_privacy or any(roles & {"change", "choice"} for _, roles in parts)
        if len(doing) > 1 and chosen and mine and any(roles & {"settings", "change"} for _, roles in doing):
            return made, True
        if mine and not doing and any(roles & {"cookies", "consent"} for _, roles in about):
            return made, False
        return None

    def changes(self, text: tuple[str, ...]) -> bool:
        """True where the text speaks of coming back to what was decided: « retirer », "withdraw"."""
        return any("change" in roles for _, roles in self._parts(text)[0])

    def _parts(self, text: tuple[str, ...]) -> tuple[list[tuple[str, set[str]]], int]:
        """The phrases of a text with their roles, longest first at each word, and the number of words that are none."""
        parts: list[tuple[str, set[str]]] = []
        at = unknown = 0
        while at < len(text):
            for length in range(min(_LONGEST, len(text) - at), 0, -1):
                roles = self._roles.get(text[at : at + length])
                if roles is None and length == 1:
                    roles = self._word(text[at])
                if roles:
                    parts.append((" ".join(text[at : at + length]), roles))
                    break
            else:
                length, unknown = 1, unknown + (not text[at].isdigit())
            at += length
        return parts, unknown

    def _word(self, word: str) -> set[str]:
        """The roles of a word that stands in no list: by its beginning or its end, or as a compound (« Cookieauswahl »)."""
        roles: set[str] = set()
        if any(word.startswith(begin) for begin in self._begins) or any(word.endswith(end) for end in self._ends):
            roles.add("settings")
        for begin, subject in self._compounds:
            if word.startswith(begin):
                done = roles | (self._roles.get((word.removeprefix(begin),), set()) & {"settings", "choice"})
                if done:
                    return done | subject
        return roles
