"""From saved evidence to a site: a label with its reason on everything that was seen. Pure; never raises on a page's data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from auditor.classify.accessible import read_axe
from auditor.classify.acts import choice_visits, grants_of_press, heard_leaving, own_visits, read_acts
from auditor.classify.aftermath import answers, led_to, memory_of, only_after_accept, read_wall, says_refuse, texts_of
from auditor.classify.banner_facts import BannerFacts, Looker, read_banner, reopen_search, reopening_tried
from auditor.classify.blocks import cut
from auditor.classify.cloaked import Cloaked
from auditor.classify.contacts import consent_hosts, contacts, trackers_of, unknown_hosts
from auditor.classify.cookies import classify_cookies
from auditor.classify.etags import read_etags
from auditor.classify.fingerprint import read_fingerprints
from auditor.classify.identifier import window
from auditor.classify.knowledge import Knowledge
from auditor.classify.listed import WithLists
from auditor.classify.party import host_of, party
from auditor.classify.passed_on import passed_on
from auditor.classify.presets import read_design
from auditor.classify.promises import find_claims, lengths_of_policies, read_told
from auditor.classify.proof import CHOICES, asked_again, later_views, outcome_of
from auditor.classify.records import RECORDS, VisitRecords, phases_of, read_visits
from auditor.classify.sent import SentValues
from auditor.classify.signals import signal_facts, signals
from auditor.classify.site import Claim, Contact, Gap, ReopenSearch, Site, Write
from auditor.classify.storage import classify_storage
from auditor.classify.sync import read_syncs
from auditor.classify.walked import refused_by_saving, saved_without_proof, with_walked_controls
from auditor.evidence import PHASES, Evidence, ScenarioRun
from auditor.evidence.page import Tree
from auditor.results import Banner, Block, Control, Outcome, PageShare

__all__ = ["Claim", "Contact", "Gap", "Knowledge", "ReopenSearch", "Site", "Write", "classify"]

_SAME_WORDS = {"no": "nb", "nn": "nb"}
"""Languages that share the words of another: Norwegian, whichever way it is written."""
_CONSENT_BLOCKS = ("consent_text", "consent_detail", "comment_gate")


def classify(evidence: Evidence, knowledge: Knowledge) -> Site:
    """Label all that was seen of a site."""
    everything = read_visits(evidence)
    visits = choice_visits(everything)
    final_url = next((v.visit.final_url for v in visits if v.visit.final_url), evidence.url)
    site_host = host_of(final_url) or host_of(evidence.url)
    times = window(v.visit.started_at for v in visits)
    cloaked = Cloaked(knowledge.trackers, visits, site_host)
    catalogue = WithLists(cloaked, knowledge.lists, visits, final_url)
    look = Looker(knowledge.selectors)
    facts = read_banner(visits, look, site_host)
    sent = SentValues(visits, catalogue, times)
    cookies, cookie_writes = classify_cookies(visits, site_host, catalogue, times, sent)
    storage, storage_writes = classify_storage(visits, site_host, catalogue, times, sent)
    seen = contacts(visits, site_host, catalogue, cookies, sent)
    stands = {visit.name: look.stands(visit) for visit in visits}
    again = {run.name: asked_again(visit, run, stands[visit.name]) for visit, run in _choices(visits)}
    views = {run.name: later_views(visit, run.name) for visit, run in _choices(visits)}
    language = (facts.tree.language[:35] or None) if facts.tree is not None else None
    known = _wording_known(language, knowledge)
    runs = _choices(visits)
    outcomes = _scenarios(visits, facts, site_host, look, again)
    walked = with_walked_controls(facts.banner, runs, outcomes, look)
    reopen, banner = _reopening(visits, walked, look, wording_known=known)
    blocks, page_share = _blocks(visits, facts, look, knowledge)
    texts = [facts.banner.text, *facts.second_layer_texts, *(b.text for b in blocks if b.type in _CONSENT_BLOCKS)]
    took = frozenset(name for name, outcome in outcomes.items() if outcome.proven)
    said = signals(visits, took) | passed_on(visits, site_host, knowledge.trackers, took)
    made = {run.name: (visit, run) for visit, run in runs}
    acts = read_acts(everything, made, facts, look, site_host, knowledge.trackers, times)
    outcomes |= {name: act.outcome for name, act in sorted(acts.items())}
    cmp, selectors = facts.banner.cmp, knowledge.selectors
    held = answers(made, site_host)
    remembered = {n: memory_of(*made[n], cmp, selectors, site_host, held) for n in ("refuse", "accept") if n in made}
    led = {n: led_to(*made[n]) for n in ("refuse", "accept") if n in made}
    readable: dict[str, int | None] = {n: texts_of(made[n][0], look, n) for n in ("refuse", "accept") if n in made}
    readable["before"] = next((n for v in visits if (n := texts_of(v, look, "before")) is not None), None)
    claims = find_claims(texts, knowledge.promises, knowledge.features)
    if not any(claim.claim == "choice-kept-for" for claim in claims):
        claims = (*claims, *lengths_of_policies(visits, knowledge.promises))
    called = trackers_of(seen, _ran(visits))
    return Site(
        url=evidence.url,
        final_url=final_url,
        language=language,
        banner=banner,
        hidden_by=facts.hidden_by,
        banner_search_whole=facts.whole,
        banner_searched=facts.searched,
        wording_known=known,
        scenarios=outcomes,
        cookies=cookies,
        storage=storage,
        trackers=called,
        contacts=seen,
        writes=(*cookie_writes, *storage_writes),
        claims=claims,
        blocks=blocks,
        page_share=page_share,
        asked_again_after_refuse=again.get("refuse", ()),
        asked_again_after_accept=again.get("accept", ()),
        later_views_after_refuse=views.get("refuse", ()),
        later_views=views,
        reopen=reopen,
        refused_by_saving=any(refused_by_saving(run, outcomes[run.name]) for _, run in runs if run.name in outcomes),
        saved_without_proof=any(saved_without_proof(run, outcomes[run.name]) for _, run in runs if run.name in outcomes),
        accept_only_acknowledges=facts.only_acknowledges,
        first_layer_unread=facts.first_layer_unread,
        design=read_design(everything, facts, look, evidence.conditions.locale if evidence.conditions is not None else ""),
        axe=read_axe(everything, look),
        second_layer_seen=facts.second_layer_seen,
        consent_platform=_consent_platform(facts, said.get("tcf"), consent_hosts(visits, site_host, catalogue)),
        unknown_hosts=unknown_hosts(visits, site_host, catalogue),
        third_party_cookies=evidence.conditions.third_party_cookies if evidence.conditions is not None else "allow",
        missing=_missing(visits, evidence),
        gaps=_gaps(visits, site_host),
        signals=said,
        signal_facts=signal_facts(visits, site_host, knowledge.trackers),
        names=cloaked.names,
        readings=read_fingerprints(visits, site_host, catalogue, cookies, times),
        syncs=read_syncs(visits, cookies, storage, site_host, catalogue, times),
        etags=read_etags(visits, site_host, catalogue),
        visits=tuple(visit.name for visit in visits),
        may_hold_choice=evidence.given is not None and not banner.present,
        acts=acts,
        only_after_accept=only_after_accept(seen, acts.values(), outcomes, views),
        accept_shows=grants_of_press(made.get("accept"), made.get("accept"), facts, look, site_host),
        refuse_noted_as_accept=grants_of_press(made.get("refuse"), made.get("accept"), facts, look, site_host),
        refuse_says=says_refuse(made["refuse"][1], selectors) if "refuse" in made else "",
        left_in={visit.name: phase for visit in visits if (phase := heard_leaving(visit))},
        led_to={n: where for n, where in led.items() if where is not None},
        memory={n: memory for n, memory in remembered.items() if memory is not None},
        wall=read_wall(visits, look),
        readable={n: chars for n, chars in readable.items() if chars is not None},
        told=read_told(
            visits,
            facts,
            look,
            languages=knowledge.promises,
            features=knowledge.features,
            trackers=catalogue,
            site_host=site_host,
            claims=claims,
            cookies=cookies,
            called=called,
            beside=frozenset(c.name for v in own_visits(everything) for jar in v.cookies.jars for c in jar.cookies),
        ),
    )


def _choices(visits: Sequence[VisitRecords]) -> list[tuple[VisitRecords, ScenarioRun]]:
    """Scenarios that make a choice, each in the first visit that ran it."""
    found: dict[str, tuple[VisitRecords, ScenarioRun]] = {}
    for visit in visits:
        for run in visit.visit.scenarios:
            if run.name in CHOICES:
                found.setdefault(run.name, (visit, run))
    return [found[name] for name in CHOICES if name in found]


def _scenarios(
    visits: Sequence[VisitRecords], facts: BannerFacts, site_host: str, look: Looker, again: dict[str, tuple[str, ...]]
) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    runs = [run for visit in visits for run in visit.visit.scenarios if run.name == "before"]
    if runs:
        found["before"] = Outcome(outcome=runs[0].outcome, reason=runs[0].reason)
    elif visits:
        reason = next((v.visit.failure.message for v in visits if v.visit.failure is not None), "no visit came so far")
        found["before"] = Outcome(outcome="failed", reason=reason)
    for visit, run in _choices(visits):
        found[run.name] = outcome_of(visit, run, facts, site_host, look, again.get(run.name, ()))
    for visit in visits:  # a visit that broke off before its scenarios came to their turn
        for name in ("refuse",) if visit.name == "refuse" else ("accept", "withdraw") if visit.name == "accept" else ():
            if name not in found and visit.visit.failure is not None:
                found[name] = Outcome(outcome="failed", reason=visit.visit.failure.message)
    order = {phase: place for place, phase in enumerate(PHASES)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[0], len(order))))


def _wording_known(language: str | None, knowledge: Knowledge) -> bool:
    """A page that does not say its language gets the benefit of all words that there are."""
    known = {tag.lower().partition("-")[0] for tag in knowledge.selectors.wording}
    tag = (language or "").replace("_", "-").partition("-")[0]
    return not tag or _SAME_WORDS.get(tag, tag) in known


def _reopening(
    visits: Sequence[VisitRecords], banner: Banner, look: Looker, *, wording_known: bool
) -> tuple[dict[str, ReopenSearch], Banner]:
    searches: dict[str, ReopenSearch] = {}
    control: Control | None = None
    tried = reopening_tried(visits)
    for visit, run in _choices(visits):
        if run.name == "withdraw" or run.outcome != "clicked":
            continue
        search, found = reopen_search(visit, run.name, look, tried, wording_known=wording_known)
        if search is None:
            continue
        control = control or found
        if run.name == "accept":
            search = replace(
                search,
                works=tried.works,
                went_elsewhere=tried.went_elsewhere,
                not_pressed=tried.not_pressed if search.found else "",
            )
        searches[run.name] = search
    if "accept" in searches and searches["accept"].only_at_the_bottom and "refuse" in searches and not searches["refuse"].found:
        del searches["refuse"]  # nobody scrolled there
    if not banner.present:
        return searches, banner
    return searches, msgspec.structs.replace(banner, controls={**banner.controls, "reopen": control})


def _blocks(
    visits: Sequence[VisitRecords], facts: BannerFacts, look: Looker, knowledge: Knowledge
) -> tuple[tuple[Block, ...], PageShare | None]:
    """Blocks of the arrival. What stands on the second page of the site too belongs to no article."""
    if facts.tree is None:
        return (), None
    pages = [(v, p) for v in visits for p in v.pages if p.label.endswith("next-page") and v.tree(p.label) is not None]
    first = facts.tree.page.url.partition("#")[0]
    other = next(((v, p) for v, p in pages if p.url.partition("#")[0] != first), None)
    repeated = _texts(other[0].tree(other[1].label)) if other is not None else frozenset()
    found = cut(facts.tree, knowledge.blocks, banner=facts.root, repeated=repeated)
    blocks = found.blocks()
    return blocks, found.share(blocks)


_SINGLE_LINES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "div", "span", "button", "td", "dt", "dd"})
"""Elements whose text, where nothing else stands in them, is looked for on the other page."""


def _texts(tree: Tree | None) -> frozenset[str]:
    if tree is None:
        return frozenset()
    seen = set()
    for nodes in tree.nodes:
        for node in nodes:
            if node.tag == "a" or (node.tag in _SINGLE_LINES and all(child.tag == "#text" for child in node.children)):
                seen.add(" ".join(node.shown_text().split()))
    return frozenset(text for text in seen if text)


def _consent_platform(facts: BannerFacts, tcf: object, hosts: tuple[str, ...]) -> str:
    if facts.banner.cmp is not None:
        return facts.banner.cmp
    return ", ".join(hosts[:3]) or ("__tcfapi" if tcf else "")


def _ran(visits: Sequence[VisitRecords]) -> tuple[str, ...]:
    return phases_of(mark.phase for visit in visits for mark in visit.visit.marks)


def _missing(visits: Sequence[VisitRecords], evidence: Evidence) -> dict[str, str]:
    """Records that no visit holds."""
    if not visits:
        reason = evidence.failure.message if evidence.failure is not None else "no visit was made"
        return dict.fromkeys(RECORDS, reason)
    return {name: visits[0].missing[name] for name in RECORDS if all(name in visit.missing for visit in visits)}


def _gaps(visits: Sequence[VisitRecords], site_host: str) -> tuple[Gap, ...]:
    """Parts that are not there. What one frame of another party keeps from view is told in the evidence and is no gap here:
    rules about storage speak of what could be read, and nearly every page has a frame that closes while it is asked."""
    found: set[Gap] = set()
    for visit in visits:
        found |= {Gap(record=name, visit=visit.name, phase="", reason=reason) for name, reason in visit.missing.items()}
        for missing in visit.visit.missing:
            record, _, rest = missing.name.partition(":")
            first, _, tail = rest.partition(":")
            foreign = first not in PHASES and bool(host_of(tail)) and party(host_of(tail), site_host) == "third"
            if record in RECORDS and rest and not foreign:
                phase = first if first in PHASES else ""
                found.add(
                    Gap(record=record, visit=visit.name, phase=phase, reason=f"{missing.name[:120]}: {missing.reason[:200]}")
                )
        if visit.visit.failure is not None:
            last = max(visit.visit.marks, key=lambda m: m.at_ms, default=None)
            reason = f"the visit broke off: {visit.visit.failure.message[:200]}"
            phase = last.phase if last is not None else ""
            found |= {Gap(record=name, visit=visit.name, phase=phase, reason=reason) for name in RECORDS}
    return tuple(sorted(found, key=lambda g: (g.record, g.visit, g.phase, g.reason)))
