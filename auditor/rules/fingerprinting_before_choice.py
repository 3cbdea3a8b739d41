"""A script takes a fingerprint of the browser before the visitor has chosen anything.

Why it matters: a fingerprint recognises a browser without storing anything, so that clearing cookies is of no help. It
needs consent like a cookie.

Observed: in both fresh visits, from arrival until the first choice, which script
called the browser's interfaces that fingerprints are made from (canvas, audio, maker and model of the graphics chip), and
what that script then sent or stored. It fails where a script reads two kinds of traits, or a small canvas or a sound that
nobody sees or hears, and sends something long that no earlier address or page held to another party, or writes a cookie
that singles out a browser.

Limits: what is read and sent is seen, not what is made of it. One kind alone fails only where another party's script
sends it to a known tracker; tests for emoji, charts, maps and editors read a canvas too. Scripts known to keep out
machines, and what was sent in a form that cannot be read, are warnings. Fonts, traits of browser and
screen, and calls of workers are not heard. Frames of an advertisement count: the page shows them.

Sources: EDPB guidelines 2/2023; loi Informatique et Libertés, art. 82; CNIL, page of 13 October 2021 on alternatives to
third-party cookies (fingerprinting); Article 29 Working Party, opinion 9/2014.
"""

from __future__ import annotations

from auditor.needs import BeforeSeen
from auditor.needs.readings import WeighedReadings, said, where
from auditor.needs.tracks import readings_in
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="fingerprinting-before-choice",
    title={"en": "Fingerprinting before any choice", "fr": "Prise d’empreinte avant tout choix"},
    severity="critical",
    needs=(BeforeSeen, readings_in("before")),
    basis=(
        Basis("cnil", "Loi Informatique et Libertés, art. 82"),
        Basis("cnil", "CNIL, alternatives aux cookies tiers (13 octobre 2021)"),
        Basis("edpb", "Directive 2002/58/EC, art. 5(3)"),
        Basis("edpb", "EDPB, Guidelines 2/2023 on the technical scope of art. 5(3)"),
    ),
    texts={
        "seen": {
            "en": "Before any choice, {n} script(s) read traits of the device in the manner of a fingerprint and sent or stored"
            " something that can single it out: {things}",
            "fr": "Avant tout choix, {n} script(s) ont lu des caractéristiques du terminal à la manière d’une empreinte, puis"
            " envoyé ou enregistré de quoi le distinguer : {things}",
        },
        "doubtful": {
            "en": "Before any choice, to be weighed by a person: {n} script(s) read traits of the device in the manner of a"
            " fingerprint; that something came of it is not established: {things}",
            "fr": "Avant tout choix, à apprécier par une personne : {n} script(s) ont lu des caractéristiques du terminal à la"
            " manière d’une empreinte ; ce qui en a été fait n’est pas établi : {things}",
        },
        "none": {
            "en": "Before any choice, no reading of traits in the manner of a fingerprint was observed"
            " ({n} script(s) read single ones)",
            "fr": "Avant tout choix, aucune lecture de caractéristiques à la manière d’une empreinte n’a été observée ({n}"
            " script(s) en ont lu isolément)",
        },
    },
)


def judge(given: Given) -> Answer:
    """Fail where something came of it, warn where that is not established."""
    seen = WeighedReadings.of(given[readings_in("before")])
    if seen.certain:
        return Answer("fail", "seen", said(seen.certain), where(seen.certain))
    if seen.doubtful:
        return Answer("warn", "doubtful", said(seen.doubtful), where(seen.doubtful))
    return Answer("pass", "none", {"n": len({reading.script_url for reading in seen.ordinary})})
