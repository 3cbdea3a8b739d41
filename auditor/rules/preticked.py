"""A switch for a purpose that needs consent stands on before the visitor touched it.

Why it matters: what was ticked beforehand was not chosen; who saves without looking consents to it unasked.

Observed: the switches of the first layer on arrival, and those of the settings when they were first opened in a fresh visit,
folded sections as far as they were opened. Left out are switches that the site has locked, those named after what needs no
consent or called always active, and those that refuse when they stand on. A switch for legitimate interest that stands on is a
warning, for whether it may be so is another question; so is one for functional purposes, of which some need no consent, and one
whose state is known only from how it is drawn.

Limits: a switch that is only drawn, without a state that the page tells, leaves it open; so do settings that were not opened and
options out of sight that stand on. What a switch stands for is read from its name and its row, in the languages known here.

Sources: CJEU C-673/17 (Planet49); GDPR, art. 4(11) and recital 32; EDPB Cookie Banner Taskforce, type B.
"""

from __future__ import annotations

from auditor.evidence import reference
from auditor.needs.design import Switches
from auditor.rule import Answer, Basis, Given, Rule

RULE = Rule(
    id="preticked",
    title={"en": "Options stand on before any choice", "fr": "Options activées avant tout choix"},
    severity="critical",
    needs=(Switches,),
    basis=(
        Basis("cnil", "CJUE, C-673/17 (Planet49)"),
        Basis("cnil", "RGPD, art. 4(11) et considérant 32"),
        Basis("edpb", "CJEU, C-673/17 (Planet49)"),
        Basis("edpb", "GDPR, art. 4(11) and recital 32"),
        Basis("edpb", "EDPB, report of the Cookie Banner Taskforce, type B"),
    ),
    texts={
        "on": {
            "en": "Of the options that can be turned off ({all}), {n} stood on before any choice: {names}",
            "fr": "Parmi les options désactivables ({all}), {n} activée(s) avant tout choix : {names}",
        },
        "interest": {
            "en": "No option for consent stood on; for legitimate interest these did: {names}",
            "fr": "Aucune option de consentement n’était activée ; au titre de l’intérêt légitime l’étaient : {names}",
        },
        "functional": {
            "en": "Only options for functional purposes stood on: {names}",
            "fr": "Seules des options de finalités fonctionnelles étaient activées : {names}",
        },
        "painted": {
            "en": "By the way they are drawn, these options stood on before any choice: {names}",
            "fr": "D’après leur dessin, ces options étaient activées avant tout choix : {names}",
        },
        "drawn": {
            "en": "Whether these options stood on cannot be read from the page: {names}",
            "fr": "La page ne permet pas de lire si ces options étaient activées : {names}",
        },
        "off": {
            "en": "Of the options that can be turned on ({all}) none stood on",
            "fr": "Parmi les options activables ({all}), aucune n’était activée",
        },
        "locked": {
            "en": "No option for a purpose that needs consent was seen: {names}",
            "fr": "Aucune option pour une finalité soumise au consentement n’a été vue : {names}",
        },
    },
)

_SHOWN = 6


def judge(given: Given) -> Answer:
    """Look for what stands on; the gravest first."""
    switches = given[Switches]
    consent = [s for s in switches if s.kind == "consent"]
    on = [s for s in consent if s.on and not s.drawn]
    said = {"all": len(consent), "n": len(on)}

    def answer(verdict: str, text: str, which: list) -> Answer:  # type: ignore[type-arg]  # of SwitchSeen
        names = ", ".join(f"« {s.name} »" for s in which[:_SHOWN])
        more = f" (+{len(which) - _SHOWN})" if len(which) > _SHOWN else ""
        pages = tuple(dict.fromkeys(reference("page", s.page, s.phase) for s in which))[:3]
        return Answer(verdict, text, {**said, "names": names + more}, pages)  # type: ignore[arg-type]  # one of Verdict

    if on:
        return answer("fail", "on", on)
    if drawn := [s for s in consent if s.on and s.drawn]:
        return answer("warn", "painted", drawn)
    if unknown := [s for s in switches if s.kind in ("consent", "interest", "functional") and s.on is None]:
        return answer("inconclusive", "drawn", unknown)
    if interest := [s for s in switches if s.kind == "interest" and s.on]:
        return answer("warn", "interest", interest)
    if functional := [s for s in switches if s.kind == "functional" and s.on]:
        return answer("warn", "functional", functional)
    if not consent:
        return answer("not-applicable", "locked", list(switches))
    return answer("pass", "off", consent)
