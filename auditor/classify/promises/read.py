"""Read all that a site tells of itself, from the snapshots and from the policies that were gone to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from auditor.banner import Selectors
from auditor.banner.policy import folded_policy_link, policy_links
from auditor.catalogue.feature import FeatureFile
from auditor.catalogue.match import matches
from auditor.catalogue.phrases import Phrase, all_of, has_any, normal, word_is
from auditor.catalogue.promise import PromiseFile
from auditor.catalogue.tracker import Trackers
from auditor.classify.banner_facts import ARRIVAL, BannerFacts, Looker, lacks_parts
from auditor.classify.party import host_of, party
from auditor.classify.promises.declared import compare_declared, listed_names
from auditor.classify.promises.regions import features_seen, indicators_seen
from auditor.classify.promises.sentences import find_claims, sentences
from auditor.classify.purpose import SPEAKS_OF_CONSENT
from auditor.classify.records import VisitRecords
from auditor.classify.site import Claim
from auditor.classify.told import Count, Declared, PolicyLinkSeen, PolicyRead, PurposesRead, Told
from auditor.evidence import reference
from auditor.evidence.page import Node, Tree
from auditor.evidence.records.policy import Policies, PolicyPage
from auditor.results import Cookie, Tracker

__all__ = ["lengths_of_policies", "policies_of", "read_told"]

_POLICY_WORDS = 3
_POLICY_LENGTH = 200
_LEAST_NAMES = 1
_LIST_NAMES = 3
"""Names of cookies by which a page shows that it is a policy, however little else it says."""
_NO_TEXT = frozenset({"script", "style", "noscript", "template"})
_TEXT = 200_000
_COUNTS = 20
_LINK_WORDS = 8
_GONE = (404, 410)
_BUSY = (503, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530)
"""Answers of guards and of busy servers: they say nothing of the page."""
_LANGUAGE = re.compile(r"wording ([a-z]{2})(?:-\w+)?: ")


def policies_of(visits: Sequence[VisitRecords]) -> Policies | None:
    """The record of the visit that looked for policies; None where none did, or it cannot be read."""
    for visit in visits:
        record = visit.policies
        if record is not None and record.sought:
            return record
    return None


def read_told(
    visits: Sequence[VisitRecords],
    facts: BannerFacts,
    look: Looker,
    *,
    languages: Mapping[str, PromiseFile],
    features: Mapping[str, FeatureFile],
    trackers: Trackers,
    site_host: str,
    claims: Sequence[Claim],
    cookies: Sequence[Cookie],
    called: Sequence[Tracker],
    beside: frozenset[str] = frozenset(),
) -> Told:
    """Read it all; what was not looked for is empty, and says so. `beside`: names of the cookies of visits of their own."""
    record = policies_of(visits)
    trees = [(page, _tree(page)) for page in record.pages] if record is not None else []
    text = " ".join(_whole_text(tree) for _, tree in trees if tree is not None)
    links, whole, searched = _links(visits, look)
    kinds = {link.url: link.kind for link in sorted(links, key=lambda link: link.kind, reverse=True)}
    policies = tuple(_policy(page, tree, languages, site_host, kinds) for page, tree in trees)
    deeper = _second_layers(visits, look)
    spoken = normal(" ".join((*facts.second_layer_texts, facts.banner.text, text)))
    roots = [*([facts.root] if facts.root is not None else []), *deeper]
    folded = normal(" ".join(n.text for root in roots for n in root.walk() if n.tag == "#text")[:_TEXT])
    layers = [facts.banner.text, *facts.second_layer_texts]
    wanted = sorted({name for claim in claims for name in claim.features})
    cookie_names, elsewhere = _choice_kept(facts, cookies, visits, look.selectors)
    return Told(
        policy_sought=record is not None,
        links_whole=whole,
        links_sought_on=searched,
        links=links,
        policies=policies,
        declared=_declared(trees, policies, links, deeper, facts, languages, cookies, trackers, text, beside),
        purposes=_purposes(facts, languages, look.selectors),
        partners_links=_partner_links(roots, languages),
        # A list of services that is folded away names them too, a press further: whether it opens was not tried.
        partners_said=(*_partner_words(spoken, languages), *_owners_named(folded, called)),
        policy_owners=_owners_named(spoken, called),
        counts=_counts(layers, languages),
        features=features_seen(visits, wanted, features, look) if wanted else {},
        indicators=indicators_seen(visits, look.selectors, look)
        if any(claim.claim == "indicator-follows-choice" for claim in claims)
        else (),
        choice_cookies=cookie_names,
        choice_elsewhere=elsewhere,
    )


def lengths_of_policies(visits: Sequence[VisitRecords], languages: Mapping[str, PromiseFile]) -> tuple[Claim, ...]:
    """For how long the policies say that the choice is kept. Nothing else of a policy is taken for a promise: it speaks of much
    that is not about this choice."""
    record = policies_of(visits)
    trees = [tree for page in (record.pages if record is not None else ()) if (tree := _tree(page)) is not None]
    texts = ["\n".join(_paragraphs(tree)) for tree in trees]
    return tuple(claim for claim in find_claims(texts, languages) if claim.claim == "choice-kept-for")


def _paragraphs(tree: Tree) -> Iterator[str]:
    for node in tree.nodes[0]:
        if node.tag in ("p", "li", "dd", "td") and node.shown:
            yield node.shown_text()[:2_000]


def _whole_text(tree: Tree) -> str:
    """All that can be read on a page, folded sections opened: a policy is often an accordion."""
    parts = (n.text for n in tree.body.walk() if n.tag == "#text" and (n.parent is None or n.parent.tag not in _NO_TEXT))
    return re.sub(r"\s+", " ", " ".join(parts)).strip()[:_TEXT]


def _tree(page: PolicyPage) -> Tree | None:
    try:
        return page.page.tree() if page.page is not None and page.page.documents and page.page.documents[0].name else None
    except (IndexError, KeyError, ValueError, TypeError, RecursionError):
        return None


def _policy(
    page: PolicyPage, tree: Tree | None, languages: Mapping[str, PromiseFile], site_host: str, kinds: Mapping[str, str]
) -> PolicyRead:
    status = page.status
    state = "unreached"
    if status is not None and status >= 400:
        # Whoever keeps robots or countries out has not lost the page: only what says that it is not there counts as dead.
        state = "dead" if status in _GONE or (status >= 500 and status not in _BUSY) else "unreached"
    elif tree is not None:
        state = "read"
    elif status is not None and page.content_type not in ("", "text/html", "application/xhtml+xml", "text/plain"):
        state = "document"
    read = normal(_whole_text(tree) if tree is not None else "")
    lists = tree is not None and len(listed_names(tree.body, languages)[0]) >= _LIST_NAMES
    spoken = max((len(all_of(file.policy.speaks, read)) for file in languages.values()), default=0)
    final_host = host_of(page.final_url or page.url)
    return PolicyRead(
        url=page.url,
        text=page.text,
        in_banner=page.in_banner,
        final_url=page.final_url,
        status=status,
        kind=kinds.get(page.url, "privacy"),
        state=state,  # type: ignore[arg-type]  # one of the four
        recognised=lists or (spoken >= _POLICY_WORDS and sum(map(len, read)) >= _POLICY_LENGTH),
        other_host=bool(final_host) and party(final_host, site_host) == "third",
        whole=page.page is not None and not lacks_parts(page.page),
        reason=page.reason,
    )


def _links(visits: Sequence[VisitRecords], look: Looker) -> tuple[tuple[PolicyLinkSeen, ...], bool, tuple[str, ...]]:
    """Links of the arrival and of later pages; whether banner and a page below it were read whole; the pages, as references."""
    found: dict[tuple[str, str, bool], PolicyLinkSeen] = {}
    arrived = whole = False
    searched: set[str] = set()
    for visit in visits:
        for page in visit.pages:
            tree = visit.tree(page.label)
            if tree is None:
                continue
            searched.add(reference("page", page.label, page.phase))
            banner = look.banner(visit, page.label)
            arrived = arrived or page.label == ARRIVAL
            if page.label == ARRIVAL or banner is None:
                whole = True if page.label == ARRIVAL and not lacks_parts(page) else whole
                root = banner.root if banner is not None else None
                for link in policy_links(tree, root, look.selectors):
                    key = (link.url, link.kind, link.in_banner)
                    found.setdefault(key, PolicyLinkSeen(url=link.url, text=link.text, kind=link.kind, in_banner=link.in_banner))
            elif banner is not None:
                for link in policy_links(tree, banner.root, look.selectors):
                    if link.in_banner:
                        key = (link.url, link.kind, True)
                        found.setdefault(key, PolicyLinkSeen(url=link.url, text=link.text, kind=link.kind, in_banner=True))
    if not found and whole:
        trees = (visit.tree(page.label) for visit in visits for page in visit.pages)
        whole = not any(folded_policy_link(tree, look.selectors.policies) for tree in trees if tree is not None)
    return tuple(found[key] for key in sorted(found)), arrived and whole, tuple(sorted(searched))


def _declared(
    trees: Sequence[tuple[PolicyPage, Tree | None]],
    policies: Sequence[PolicyRead],
    links: Sequence[PolicyLinkSeen],
    deeper: Sequence[Node],
    facts: BannerFacts,
    languages: Mapping[str, PromiseFile],
    cookies: Sequence[Cookie],
    trackers: Trackers,
    text: str,
    beside: frozenset[str],
) -> Declared | None:
    names: dict[str, None] = {}
    where: list[str] = []
    partial = ""
    for page, tree in trees:
        if tree is None or (page.status or 200) >= 400:
            continue
        found, cut = listed_names(tree.body, languages)
        if len(found) >= _LEAST_NAMES:
            names |= found
            where.append(page.final_url or page.url)
            partial = partial or cut or ("a part of the page could not be read" if _lacks(page) else "")
    for root in deeper:
        found, cut = listed_names(root, languages)
        if found:
            names |= found
            where = where if "banner" in where else [*where, "banner"]
            partial = partial or cut
    if not names:
        return None
    gone_to = {page.url for page, _ in trees} | {page.final_url for page, _ in trees}
    if not partial:
        unread = next((p for p in policies if p.state in ("document", "unreached", "dead")), None)
        left = next((link for link in links if link.kind == "cookies" and link.url and link.url not in gone_to), None)
        if unread is not None:
            partial = f"« {unread.text or unread.url} » was not read"
        elif left is not None:
            partial = f"« {left.text or left.url} » was not gone to"
    said = " ".join((text, facts.banner.text))
    return compare_declared(tuple(names), where, partial, cookies, trackers, said, sorted(beside))


def _lacks(page: PolicyPage) -> bool:
    return page.page is None or lacks_parts(page.page)


def _second_layers(visits: Sequence[VisitRecords], look: Looker) -> list[Node]:
    roots = []
    for visit in visits:
        for page in visit.pages:
            if "-press-" in page.label and (banner := look.banner(visit, page.label)) is not None and banner.is_preferences:
                roots.append(banner.root)
    return roots[:20]


def _purposes(facts: BannerFacts, languages: Mapping[str, PromiseFile], selectors: Selectors) -> PurposesRead:
    if not facts.banner.present or facts.root is None:
        return PurposesRead(whole=False)
    read = normal(facts.banner.text)
    shown = _phrases(read, languages, "named")
    folded = normal(" ".join(n.text for n in facts.root.walk() if n.tag == "#text")[:40_000])
    why = [because for c in facts.banner.controls.values() if c is not None and c.layer == 1 for because in c.because]
    said = {match[1] for because in why if (match := _LANGUAGE.search(because))}
    page = (facts.tree.language if facts.tree is not None else "").replace("_", "-").partition("-")[0]
    languages_of_it = said or ({page} if page else set())
    language = next(iter(sorted(languages_of_it)), "") if languages_of_it and languages_of_it <= set(languages) else ""
    return PurposesRead(
        language=language,
        named=shown,
        vague=_phrases(read, languages, "vague"),
        words=len(read),
        speaks=any(has_any(wording.notice.strong, read) for wording in selectors.wording.values()),
        hidden=bool(_phrases(folded, languages, "named")) and not shown,
        whole=facts.whole and len(facts.banner.text) < 3_900,
    )


def _phrases(read: Phrase, languages: Mapping[str, PromiseFile], kind: str) -> tuple[str, ...]:
    found = {p for file in languages.values() for p in all_of(getattr(file.purposes, kind), read)}
    alike = {normal(p): p for p in sorted(found)}  # languages share words, with and without their accents
    return tuple(sorted(alike.values())[:10])


def _partner_links(roots: Sequence[Node], languages: Mapping[str, PromiseFile]) -> tuple[str, ...]:
    """Names of what can be pressed in the banner that speak of partners and not of the choice alone."""
    found: dict[str, None] = {}
    for node in (n for root in roots for n in root.walk() if n.tag in ("a", "button", "summary")):
        text = " ".join((node.shown_text() or node.attribute("aria-label")).split())[:200]
        read = normal(text)
        if 0 < len(read) <= _LINK_WORDS and any(has_any(file.partners.named, read) for file in languages.values()):
            found[text] = None
    return tuple(sorted(found)[:10])


def _partner_words(read: Phrase, languages: Mapping[str, PromiseFile]) -> tuple[str, ...]:
    found = {p for file in languages.values() for p in all_of(file.partners.named, read)}
    return tuple(sorted(found)[:10])


def _owners_named(read: Phrase, called: Sequence[Tracker]) -> tuple[str, ...]:
    owners = {t.owner for t in called if t.owner}
    return tuple(sorted(owner for owner in owners if has_any((" ".join(normal(owner)[:1]),), read))[:10])


def _counts(layers: Sequence[str], languages: Mapping[str, PromiseFile]) -> tuple[Count, ...]:
    """Numbers before a word for partners, with at most two words between (« nos 842 partenaires », « 12 of our partners »)."""
    found: dict[tuple[int, int, str, str], Count] = {}
    for number, text in enumerate(layers):
        layer = 1 if number == 0 else 2
        for sentence in sentences(text):
            read = normal(sentence)
            for at, word in enumerate(read):
                if not word.isdecimal() or len(word) > 5 or int(word) < 2:
                    continue
                near = read[at + 1 : at + 4]
                hit = next((w for w in near for f in languages.values() if any(word_is(p, w) for p in f.partners.counted)), None)
                if hit is not None and len(found) < _COUNTS:
                    found.setdefault(
                        (layer, int(word), hit, sentence), Count(number=int(word), quote=sentence[:400], layer=layer, of=hit)
                    )
    return tuple(found.values())


def _choice_kept(
    facts: BannerFacts, cookies: Sequence[Cookie], visits: Sequence[VisitRecords], selectors: Selectors
) -> tuple[tuple[str, ...], str]:
    """Names of the cookies that hold the choice: those of the platform, else own ones that speak of it and came with it."""
    own = [c for c in cookies if c.party == "first" and any(p in c.written_in for p in ("refuse", "accept"))]
    cmp = selectors.cmps.get(facts.banner.cmp) if facts.banner.cmp is not None else None
    if cmp is not None and cmp.choice:
        names = sorted({c.name for c in own for place in cmp.choice if place.kind == "cookie" and matches(place.name, c.name)})
        elsewhere = next((place.name for place in cmp.choice if place.kind == "local"), "") if not names else ""
        return tuple(names), f"localStorage {elsewhere}" if elsewhere else ""
    names = sorted({c.name for c in own if c.purpose == "necessary" and SPEAKS_OF_CONSENT.search(c.name)})
    return tuple(names), ""
