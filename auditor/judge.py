"""Ask each rule of a profile, and write its answer down as a finding. Pure: same site, rules and profile, same findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from auditor.catalogue.profile import Profile
from auditor.classify.site import Site
from auditor.promises import keep
from auditor.results import Finding, Promise, Verdict
from auditor.rule import Given, LoadedRule, NoObject, Part, Rule, Text, Unmet, say

__all__ = ["basis_of", "judge", "promises"]

_SUMMARY = 1_000


def judge(site: Site, rules: Sequence[LoadedRule], profile: Profile, language: str) -> tuple[Finding, ...]:
    """Give the findings of all rules for which the profile has a text, by rule id.

    `language` falls back to English.
    """
    cited = {loaded.rule.id: loaded for loaded in rules if basis_of(loaded.rule, profile)}
    return tuple(_finding(site, loaded, profile, language) for _, loaded in sorted(cited.items()))


def basis_of(rule: Rule, profile: Profile) -> tuple[str, ...]:
    """The texts that a rule rests on under a profile; empty where the profile does not hold the rule."""
    cited = (b.text for b in rule.basis if b.profile == profile.authority)
    return tuple(dict.fromkeys([*cited, *profile.texts_for(rule.id)]))


def promises(site: Site, profile: Profile, language: str) -> tuple[Promise, ...]:
    """Give the sentences that commit the site, each with whether it was kept."""
    return tuple(
        Promise(
            quote=kept.claim.quote,
            claim=kept.claim.claim,
            verdict="inconclusive" if site.may_hold_choice else kept.verdict,
            evidence=() if site.may_hold_choice else kept.evidence,
            reason=say(_CHOSEN_BEFORE, {}, language) if site.may_hold_choice else kept.say(language),
        )
        for kept in keep(site, profile.thresholds)
    )


_CHOSEN_BEFORE: Text = {
    "en": "No banner stood there, and the visits began with a given state: the choice may have been made in it before.",
    "fr": "Aucun bandeau n’était affiché, et les visites sont parties d’un état fourni : le choix peut y avoir déjà été fait.",
}


@dataclass(frozen=True, slots=True)
class _Read:
    values: dict[str, Any]
    unmet: Text | None = None
    no_object: Text | None = None
    partial: Text | None = None


def _finding(site: Site, loaded: LoadedRule, profile: Profile, language: str) -> Finding:
    rule = loaded.rule
    read = _read(site, loaded)
    evidence: tuple[str, ...] = ()
    verdict: Verdict
    if site.may_hold_choice:
        verdict, summary = "inconclusive", say(_CHOSEN_BEFORE, {}, language)
    elif read.no_object is not None:
        verdict, summary = "not-applicable", say(read.no_object, {}, language)
    elif read.unmet is not None:
        verdict, summary = "inconclusive", say(read.unmet, {}, language)
    else:
        answer = loaded.judge(Given(read.values, profile.thresholds))
        verdict, evidence = answer.verdict, answer.evidence
        summary = say(rule.texts[answer.text], answer.fields, language)
        if verdict in ("pass", "not-applicable") and read.partial is not None:
            verdict, summary = "inconclusive", f"{say(_PARTIAL, {}, language)} {say(read.partial, {}, language)}"
        elif verdict == "fail" and rule.id in profile.at_most_warn:
            verdict = "warn"
    return Finding(
        rule=rule.id,
        title=say(rule.title, {}, language),
        verdict=verdict,
        severity=profile.severities.get(rule.id, rule.severity),
        summary=summary[:_SUMMARY],
        evidence=evidence,
        basis=basis_of(rule, profile),
    )


_PARTIAL: Text = {
    "en": "Nothing to report was seen, but that is not established:",
    "fr": "Rien à signaler n’a été vu, mais ce n’est pas établi :",
}


def _read(site: Site, loaded: LoadedRule) -> _Read:
    """Read all needs. An established absence of the rule's object wins over a need that is not met."""
    values: dict[str, Any] = {}
    unmet = no_object = partial = None
    for need in loaded.rule.needs:
        value = need.read(site)
        if isinstance(value, NoObject):
            no_object = no_object or value.reason
        elif isinstance(value, Unmet):
            unmet = unmet or value.reason
        elif isinstance(value, Part):
            partial = partial or value.reason
            values[need.name] = value.value
        else:
            values[need.name] = value
    return _Read(values, unmet, no_object, partial)
