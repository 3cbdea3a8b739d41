"""Links to what a site says of its cookies and of personal data, in the banner and in the page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal
from urllib.parse import urljoin, urlsplit

from auditor.banner.known import Selectors
from auditor.catalogue.phrases import beginnings, has_any, normal
from auditor.catalogue.promise import PolicyWords
from auditor.evidence.page import Node, Tree

__all__ = ["Kind", "PolicyLink", "folded_policy_link", "policy_links", "to_follow"]

Kind = Literal["cookies", "privacy", "legal"]
_KINDS: tuple[Kind, ...] = ("cookies", "privacy", "legal")
_LONGEST_NAME = {True: 14, False: 6}
"""Words in the name of a link, in the banner and elsewhere: what is longer is a sentence, or the teaser of an article."""
_MOST = 40
_CHOICES = ("accept", "refuse", "save")


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """One link that a visitor can follow."""

    url: str
    """Where it leads, without a fragment; empty where a script decides."""
    text: str
    """As a person reads it."""
    kind: Kind
    """cookies, privacy, or legal: legal notices, in which small sites say it too."""
    in_banner: bool
    by_address: bool = False
    """True where its address says what it is and its name does not (« learn more »)."""


def policy_links(tree: Tree, banner: Node | None, selectors: Selectors) -> tuple[PolicyLink, ...]:
    """All shown links of a page that lead to a policy, those in the banner first, each address once.

    A link that makes a choice (« accept cookies », with an address of its own) is none, whatever its words and address name.
    """
    words = selectors.policies
    found: dict[tuple[str, bool, str], PolicyLink] = {}
    heads = beginnings(p for file in words.values() for kind in _KINDS for p in getattr(file, kind))
    held = frozenset(id(node) for node in banner.walk()) if banner is not None else frozenset()
    for node, href in _links(tree):
        text = node.shown_text() or node.attribute("aria-label") or node.attribute("title")
        in_banner = id(node) in held
        kind, by_address = _kind(text, href, words, heads, in_banner=in_banner)
        if kind is None or selectors.vocabulary.read(text[:300]).action in _CHOICES:
            continue
        url = _address(tree.page.documents[node.document].url or tree.page.url, href)
        if url is None or _same_page(url, tree.page.url):
            continue
        link = PolicyLink(url, " ".join(text.split())[:200], kind, in_banner, by_address)
        found.setdefault((url, in_banner, kind), link)
        if len(found) >= _MOST:
            break
    return tuple(sorted(found.values(), key=lambda link: (not link.in_banner, link.by_address, _KINDS.index(link.kind))))


def folded_policy_link(tree: Tree, words: Mapping[str, PolicyWords]) -> bool:
    """Tell whether something else is named as such a link is: in a menu that is folded away, or a button that may open one."""
    heads = beginnings(p for file in words.values() for kind in _KINDS for p in getattr(file, kind))
    for node in (n for nodes in tree.nodes for n in nodes):
        if node.tag not in ("a", "button") and node.attribute("role") not in ("link", "button"):
            continue
        text = " ".join(n.text for n in islice(node.walk(), 50) if n.tag == "#text") or node.attribute("aria-label")
        if _kind(text, "", words, heads, in_banner=False)[0] is not None:
            return True
    return False


def to_follow(links: tuple[PolicyLink, ...], most: int = 2) -> tuple[PolicyLink, ...]:
    """The links that say most: one to what is said of cookies, one to what is said of personal data; else legal notices."""
    chosen: list[PolicyLink] = []
    for kind in _KINDS:
        if kind == "legal" and chosen:
            break
        link = next((one for one in links if one.kind == kind and one.url), None)
        if link is not None and all(link.url != one.url for one in chosen):
            chosen.append(link)
    in_banner = next((one for one in links if one.in_banner and one.url), None)
    if in_banner is not None and all(one.url != in_banner.url for one in chosen):
        chosen.insert(0, in_banner)  # what the consent text itself leads to is never left out
    return tuple(chosen[:most])


def _links(tree: Tree) -> Iterator[tuple[Node, str]]:
    for nodes in tree.nodes:
        for node in nodes:
            if node.tag == "a" and node.attribute("href").strip() and (node.shown or any(n.shown for n in node.walk())):
                yield node, node.attribute("href").strip()


def _kind(
    text: str, href: str, words: Mapping[str, PolicyWords], heads: tuple[str, ...], *, in_banner: bool
) -> tuple[Kind | None, bool]:
    read = normal(text[:300])
    if 0 < len(read) <= _LONGEST_NAME[in_banner] and any(word.startswith(heads) for word in read):
        for kind in _KINDS:
            if any(has_any(getattr(file, kind), read) for file in words.values()):
                return kind, False
    if not in_banner or href.startswith("#"):
        return None, False
    # « Learn more » in a banner says by its address where it leads.
    path = href.lower().partition("#")[0]
    if any(part in path for file in words.values() for part in file.paths):
        return ("cookies" if "cookie" in path else "privacy"), True
    return None, False


def _address(base: str, href: str) -> str | None:
    """The address without its fragment; empty where a script decides, None for what is no page (mail, telephone)."""
    if href.startswith("#") or href.lower().startswith("javascript:"):
        return ""
    try:
        parts = urlsplit(urljoin(base, href))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return parts._replace(fragment="").geturl()[:2048]


def _same_page(url: str, here: str) -> bool:
    return url != "" and url.rstrip("/") == here.partition("#")[0].rstrip("/")
