"""The shape of `selectors/wording/*.yaml`: one file a language, with the words of consent controls and of consent notices.

A phrase is a run of words as a person reads them; case, accents, apostrophes and punctuation do not count. `*` at the end of
a word stands for any ending, at its beginning for any beginning (`refus*`, `*einstellungen`).
"""

from __future__ import annotations

from auditor.shape import Shape

__all__ = ["CONTROL_CONCEPTS", "Concept", "Phrases", "Wording"]

Phrases = tuple[str, ...]


class Concept(Shape, frozen=True, kw_only=True):
    """How one kind of control is worded."""

    whole: Phrases = ()
    """The whole text of a control; nothing else may stand beside it."""
    has: Phrases = ()
    """A part of the text that carries the meaning; what stands beside it is weighed."""


class Controls(Shape, frozen=True, kw_only=True):
    """Controls by what pressing them does."""

    accept: Concept = Concept()
    """Consents to everything."""
    refuse: Concept = Concept()
    """Consents to nothing that needs it."""
    settings: Concept = Concept()
    """Opens the second layer."""
    save: Concept = Concept()
    """Stores what the switches show."""
    acknowledge: Concept = Concept()
    """Takes note and decides nothing: « OK »."""
    close: Concept = Concept()
    """Puts the banner away."""
    subscribe: Concept = Concept()
    """Leads to paying in the place of consenting."""
    reopen: Concept = Concept()
    """Opens the choices again from a page whose banner has gone."""
    other: Concept = Concept()
    """Leads somewhere to read; decides nothing, whatever else the text says."""


class Parts(Shape, frozen=True, kw_only=True):
    """Words that change what a verb means."""

    negation: Phrases = ()
    """Turns a word of accepting beside it: « ne pas », "not"."""
    without: Phrases = ()
    """The same, but only before it: « sans », "without"."""
    consent: Phrases = ()
    """Consent as a thing, which by itself decides nothing: « consentement »."""
    only: Phrases = ()
    """« uniquement », "only"."""
    necessary: Phrases = ()
    """What needs no consent."""
    functional: Phrases = ()
    """What some sites count among the necessary: only with a word of `only` does it mean that."""
    optional: Phrases = ()
    """What needs consent; also « non essentiels »."""
    exception: Phrases = ()
    """« sauf », "except"."""
    selection: Phrases = ()
    """What was picked: « la sélection », "my choices"."""
    either: Phrases = ()
    """« ou », "or"."""
    more: Phrases = ()
    """Something to read, or else a way to the settings: « en savoir plus »."""
    all: Phrases = ()
    """« tout », « tous »."""
    filler: Phrases = ()
    """Words without weight: « les », « cookies », « et »."""


class Again(Shape, frozen=True, kw_only=True):
    """Words for a choice that was made; of them, of `settings` and of `notice.strong` what opens the choices again is made."""

    change: Phrases = ()
    """Coming back to what was decided: « changer », « revenir sur », "withdraw"; alone they settle nothing."""
    choice: Phrases = ()
    """What was decided: « choix », "decision"."""
    consent: Phrases = ()
    """What was given: « consentement ». Where it is empty, `parts.consent` without the words of accepting."""
    privacy: Phrases = ()
    """« confidentialité », "privacy"."""
    possessive: Phrases = ()
    """« mes », "your": whose cookies are to be pressed."""
    refusal: Phrases = ()
    """A refusal as a thing: to confirm it refuses, to come back to it does not."""
    filler: Phrases = ()
    """Words between them that `parts.filler` has not: « relatifs », "about"."""


class Notice(Shape, frozen=True, kw_only=True):
    """What a consent text speaks of."""

    strong: Phrases = ()
    """Enough by itself beside a control: cookies, traceurs."""
    weak: Phrases = ()
    """Counts together with others: partners, purposes, consent."""
    foreign: Phrases = ()
    """Speaks of something else that pops up: a newsletter, an age gate, a log-in, an embedded video."""
    settled: Phrases = ()
    """Confirms a choice that was made: « vos choix ont été enregistrés »."""


class Overlay(Shape, frozen=True, kw_only=True):
    """Words of what lies before a page and asks for no consent: an age gate, a newsletter, a country chooser, an app to install.

    What such a thing shows may be closed beside by words of `controls.close` and `controls.refuse`.
    """

    gate: Phrases = ()
    """Tells an age gate."""
    enter: Phrases = ()
    """Goes on behind it: « J'ai plus de 18 ans », "Enter"."""
    leave: Phrases = ()
    """Turns a control of it into one that leads away: « moins de », "exit"."""
    dismiss: Phrases = ()
    """Puts any other away and goes on: « plus tard », "stay on this site"."""


class Switches(Shape, frozen=True, kw_only=True):
    """What stands beside a switch of a panel and says what kind of switch it is."""

    always: Phrases = ()
    """Nobody can turn it off: « toujours actif », "always on"."""
    interest: Phrases = ()
    """It stands for legitimate interest, not for consent."""
    aside: Phrases = ()
    """It gives no consent to anything: « se souvenir de mon choix »."""


class Wording(Shape, frozen=True, kw_only=True):
    """The words of one language; the file's name is its BCP 47 tag."""

    name: str
    """The language in English."""
    controls: Controls
    """What controls say."""
    parts: Parts = Parts()
    """Words that turn or narrow what a control says."""
    again: Again = Again()
    """Words by which what opens the choices again is told."""
    notice: Notice = Notice()
    """What the text beside the controls says."""
    overlay: Overlay = Overlay()
    """What else may lie before the page, and how a person gets past it."""
    switches: Switches = Switches()
    """What kinds of switches there are."""
    common: Phrases = ()
    """Small words that any text of the language is full of and few other languages have: by them a text is told to be of it."""

    def __post_init__(self) -> None:
        for kind in ("whole", "has"):
            seen: dict[str, str] = {}
            for concept in CONTROL_CONCEPTS:
                phrases: Phrases = getattr(getattr(self.controls, concept), kind)
                _check(phrases)
                for phrase in phrases:
                    # What opens the choices again may, in a banner, be a word of settings or of refusing.
                    if concept != "reopen" and seen.setdefault(phrase, concept) != concept:
                        raise ValueError(f"« {phrase} » stands in {seen[phrase]}.{kind} and in {concept}.{kind}")
        for phrases in (
            *(getattr(self.parts, name) for name in self.parts.__struct_fields__),
            *(getattr(self.again, name) for name in self.again.__struct_fields__),
            *(getattr(self.notice, name) for name in self.notice.__struct_fields__),
            *(getattr(self.overlay, name) for name in self.overlay.__struct_fields__),
            *(getattr(self.switches, name) for name in self.switches.__struct_fields__),
            self.common,
        ):
            _check(phrases)


CONTROL_CONCEPTS: tuple[str, ...] = Controls.__struct_fields__
"""Names of the concepts under `controls`."""


def _check(phrases: Phrases) -> None:
    for phrase in phrases:
        for word in phrase.split():
            if not word.strip("*") or "*" in word.strip("*"):
                raise ValueError(f"« {phrase} »: `*` stands at the beginning or the end of a word")
        if not phrase.split():
            raise ValueError("a phrase must not be empty")
