"""How sure a verdict is, and why: counted from what it rests on. Changes no verdict.

Every ground has a weight: 0 takes nothing away, 1 is a slight doubt, 2 a doubt, 3 a grave one. The weights of a finding are
added: **high** 0, **medium** 1 or 2, **low** 3 and more. Grounds are

* the choice, where the finding speaks of the time after one: shown by the platform's store or a consent signal 0; by a key that
  the site wrote down, by switches that were off, by the banner that stayed away, by the press of what plainly refuses 1;
* the things that a failure or warning points at, by the surest of them, since one is enough: named by the catalogue, or lying on
  the domain of a tracker 0; known from a list of others only, or by what wrote it 1; by where its value was sent 2; not known 3;
* the banner, where it was read: known by its platform's file 0, by its words 1; a part of the page that could not be read 1;
  that something is missing, where it is known by its words alone 1;
* chance: that something was not seen in one audit 1, unless the answer can be read off the page; several audits that do not agree
  1, and where they agree 0;
* gaps in the record beside a pass 1, even where the rule does not need what is missing.

An inconclusive finding claims nothing, and has no certainty. Whether the law is as the rule reads it is no part of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from auditor.classify.party import host_of
from auditor.classify.proof import CHOICES
from auditor.classify.site import Site
from auditor.needs.banner import BannerPresent, BannerSearched, Claims, ClosingRefuses, FirstLayer, Layers, Offered
from auditor.needs.choices import AcceptWalked, RefuseWalked, Reopening, proven
from auditor.needs.design import BothAnswers, ControlsOfChoice, SpokenLanguages, Switches
from auditor.needs.records import AgreedTo
from auditor.needs.told import PoliciesSought, PurposesSaid
from auditor.needs.weigh import reference_to
from auditor.results import CERTAINTIES, Cookie, Finding, ProvenBy, Result, StorageItem
from auditor.rule import LoadedRule, Rule, Text, say

__all__ = ["agreed", "weighed"]

_BANNER: frozenset[str] = frozenset(
    need.name
    for need in (
        BannerPresent, BannerSearched, Claims, ClosingRefuses, FirstLayer, Layers, Offered, RefuseWalked, AcceptWalked,
        BothAnswers, ControlsOfChoice, SpokenLanguages, Switches, AgreedTo, PurposesSaid,
    )
)  # fmt: skip
"""Needs for which the banner was read."""
_SOUGHT = frozenset({Reopening.name, PoliciesSought.name})
_ON_THE_PAGE = _BANNER | _SOUGHT
"""Needs that are read off the page: the answer is there, or not, and does not come by chance."""
_MOST = 4

_BY: Mapping[ProvenBy, tuple[int, Text]] = {
    "store": (0, {"en": "the platform’s own stored choice", "fr": "le choix enregistré par la plateforme"}),
    "signal": (0, {"en": "a consent signal of the page", "fr": "un signal de consentement de la page"}),
    "note": (1, {"en": "a key that the site wrote down", "fr": "une clé écrite par le site"}),
    "switches": (1, {"en": "switches that were off when saved", "fr": "des interrupteurs éteints à l’enregistrement"}),
    "stayed-away": (1, {"en": "the banner that did not come back", "fr": "le bandeau qui n’est pas revenu"}),
    "control": (
        1,
        {"en": "a pressed control that plainly refuses", "fr": "la pression d’un contrôle qui refuse clairement"},
    ),
    "": (1, {"en": "the press alone", "fr": "la seule pression"}),
}
_CALLED: Mapping[str, Text] = {
    "refuse": {"en": "the refusal", "fr": "le refus"},
    "accept": {"en": "the acceptance", "fr": "l’acceptation"},
    "withdraw": {"en": "the withdrawal", "fr": "le retrait"},
}
_SHOWN: Text = {"en": "{choice} is shown by {how}", "fr": "{choice} est établi par {how}"}
_KNOWN: Mapping[str, tuple[int, Text]] = {
    "catalogue": (0, {"en": "named by the catalogue: {name}", "fr": "nommé par le catalogue : {name}"}),
    "domain": (0, {"en": "it lies on a tracker’s domain: {name}", "fr": "déposé sur le domaine d’un traceur : {name}"}),
    "setter": (1, {"en": "known only by what wrote it: {name}", "fr": "connu seulement par ce qui l’a écrit : {name}"}),
    "list": (1, {"en": "known from a list of others only: {name}", "fr": "connu d’une liste tierce seulement : {name}"}),
    "behaviour": (
        2,
        {
            "en": "known only by where its value went: {name}",
            "fr": "connu seulement par la destination de sa valeur : {name}",
        },
    ),
    "nothing": (3, {"en": "of unknown purpose: {name}", "fr": "de finalité inconnue : {name}"}),
}
_BY_PLATFORM: Text = {"en": "the banner is that of a known platform ({cmp})", "fr": "bandeau d’une plateforme connue ({cmp})"}
_BY_WORDS: Text = {
    "en": "the banner was recognised by its words, not by its platform",
    "fr": "bandeau reconnu à ses mots, non à sa plateforme",
}
_UNREAD: Text = {"en": "a part of the page could not be read", "fr": "une partie de la page n’a pu être lue"}
_MISSED: Text = {
    "en": "what is missing is known by its words: one without words may have been missed",
    "fr": "ce qui manque se reconnaît à ses mots : un élément sans mots peut avoir échappé",
}
_ONCE: Text = {
    "en": "one audit: what comes by chance may not have come",
    "fr": "un seul audit : ce qui vient par hasard peut n’être pas venu",
}
_GAPS: Text = {"en": "parts of the record are missing: {reason}", "fr": "des parties du relevé manquent : {reason}"}
_AGREED: Text = {"en": "the same in each of {n} audits", "fr": "constat identique lors de chacun des {n} audits"}
_SOME: Text = {"en": "in {k} of {n} audits only", "fr": "lors de {k} audit(s) sur {n} seulement"}
_SEEN: Text = {"en": "read off the page", "fr": "lu sur la page"}
_OBSERVED: Text = {"en": "observed directly, no inference needed", "fr": "observé directement, sans déduction"}

_Ground = tuple[int, Text, dict[str, object]]


def weighed(
    site: Site, rules: Sequence[LoadedRule], findings: Iterable[Finding], language: str, audits: int = 1
) -> tuple[Finding, ...]:
    """Give the findings with their certainty. `audits`: how often the site was audited, this one included."""
    by_id = {loaded.rule.id: loaded.rule for loaded in rules}
    things = _Things(site)
    return tuple(_weigh(site, by_id[f.rule], f, things, language, audits) if f.rule in by_id else f for f in findings)


def agreed(result: Result) -> Result:
    """Weigh anew what several audits that were made one say together: one step down where they do not agree."""
    if result.audits < 2:
        return result
    return msgspec.structs.replace(result, findings=tuple(_repeated(f, result) for f in result.findings))


def _repeated(finding: Finding, result: Result) -> Finding:
    if finding.certainty is None:
        return finding
    times = finding.audits.get(finding.verdict, 1)
    fields = {"k": times, "n": result.audits}
    if times >= result.audits:
        because = (*finding.certainty_because, say(_AGREED, fields, result.report_language))
        return msgspec.structs.replace(finding, certainty_because=because)
    level = CERTAINTIES[min(CERTAINTIES.index(finding.certainty) + 1, len(CERTAINTIES) - 1)]
    doubts = finding.certainty_because if finding.certainty != "high" else ()
    because = (say(_SOME, fields, result.report_language), *doubts)
    return msgspec.structs.replace(finding, certainty=level, certainty_because=because)


def _weigh(site: Site, rule: Rule, finding: Finding, things: _Things, language: str, audits: int) -> Finding:
    if finding.verdict == "inconclusive":
        return finding
    grounds = list(_grounds(site, rule, finding, things, audits))
    total = sum(weight for weight, _, _ in grounds)
    shown = [ground for ground in grounds if (ground[0] > 0) == (total > 0)]
    shown = sorted(shown, key=lambda ground: -ground[0])[:_MOST] or [(0, _SEEN if _is_read(rule) else _OBSERVED, {})]
    return msgspec.structs.replace(
        finding,
        certainty="high" if total == 0 else "medium" if total < 3 else "low",
        certainty_because=tuple(say(text, fields, language) for _, text, fields in shown),
    )


def _grounds(site: Site, rule: Rule, finding: Finding, things: _Things, audits: int) -> Iterator[_Ground]:
    needs = {need.name for need in rule.needs}
    for phase in _phases(rule, finding.evidence):
        outcome = site.scenarios.get(phase)
        if outcome is not None and outcome.proven is not None:
            weight, how = _BY[outcome.proven_by]
            yield weight, _SHOWN, {"choice": _CALLED[phase], "how": how}
    if finding.verdict in ("fail", "warn"):
        yield from things.surest(finding.evidence)
    if needs & _BANNER and site.banner.present:
        if site.banner.found_by == "rule" and site.banner.cmp:
            yield 0, _BY_PLATFORM, {"cmp": site.banner.cmp}
        else:
            yield 1, _BY_WORDS, {}
    if needs & _BANNER and not site.banner_search_whole:
        yield 1, _UNREAD, {}
    sought = needs & _SOUGHT or (BannerSearched.name in needs and not site.banner.present)
    if finding.verdict in ("fail", "warn") and sought:
        yield 1, _MISSED, {}
    if finding.verdict in ("pass", "not-applicable"):
        if audits == 1 and not _is_read(rule):
            yield 1, _ONCE, {}
        if site.gaps:
            yield 1, _GAPS, {"reason": site.gaps[0].reason[:160]}


def _is_read(rule: Rule) -> bool:
    return {need.name for need in rule.needs} <= _ON_THE_PAGE


def _phases(rule: Rule, evidence: Sequence[str]) -> tuple[str, ...]:
    """Choices that a finding rests on: those that the rule needs proven, or those after which all that it points at was seen."""
    needed = {phase for phase in CHOICES if proven(phase) in rule.needs}
    seen = {reference.rpartition("@")[2] for reference in evidence}
    if not needed and seen and seen <= CHOICES.keys() and not _is_read(rule):
        needed = seen
    return tuple(phase for phase in CHOICES if phase in needed)


class _Things:
    """What references point at, and how it is known."""

    def __init__(self, site: Site) -> None:
        self._items: dict[str, str] = {}
        items: tuple[Cookie | StorageItem, ...] = (*site.cookies, *site.storage)
        for item in items:
            self._note(self._items, _without_phase(reference_to(item, "")), item.known_by)
        self._hosts: dict[str, str] = {}
        for contact in site.contacts:
            self._note(self._hosts, contact.host, "list" if contact.listed else "catalogue")

    @staticmethod
    def _note(where: dict[str, str], name: str, known: str) -> None:
        if name not in where or _KNOWN[known][0] < _KNOWN[where[name]][0]:
            where[name] = known

    def surest(self, evidence: Sequence[str]) -> Iterator[_Ground]:
        """The ground of the thing that is known best; nothing where no reference points at a thing."""
        found: list[tuple[int, str, str]] = []
        for reference in evidence:
            kind, _, name = _without_phase(reference).partition(":")
            known: str | None = None
            if kind in ("cookie", "storage"):
                known = self._items.get(f"{kind}:{name}")
            elif kind == "request":
                name = host_of(name)
                known = self._hosts.get(name)
            if known is not None:
                found.append((_KNOWN[known][0], name, known))
        if found:
            weight, name, known = min(found)
            yield weight, _KNOWN[known][1], {"name": name[:80]}


def _without_phase(reference: str) -> str:
    return reference.rpartition("@")[0]
