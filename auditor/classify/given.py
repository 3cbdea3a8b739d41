"""Leaves out what stood in the browser before the site was visited: only what the site itself does is held against it.

A cookie counts from the first write of it that was seen, or from the first jar in which it is another than the one given; a key
of a storage from the first state in which its value is another.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from auditor.classify.party import covers
from auditor.evidence import Given, GivenItem
from auditor.evidence.records.cookies import Cookies, CookieWrite, StoredCookie
from auditor.evidence.records.storage import Storage, StorageEntry

__all__ = ["own_cookies", "own_storage", "told"]

_WITH_VALUE = ("local", "session")


def own_cookies(cookies: Cookies, given: Given) -> Cookies:
    """The record without the cookies that are only given. Jars and writes are in the order of time."""
    known = {(i.name, i.place.lower().lstrip("."), i.path): i for i in given.items if i.kind == "cookie"}
    written = [w for w in cookies.writes if not w.blocked and (w.lifetime_days is None or w.lifetime_days > 0)]
    changed: set[tuple[str, str, str]] = set()
    jars = []
    for jar in cookies.jars:
        kept = []
        for cookie in jar.cookies:
            key = (cookie.name, cookie.domain.lower().lstrip("."), cookie.path)
            item = known.get(key)
            if (
                item is not None
                and key not in changed
                and cookie.value == item.value
                and not _written(cookie, written, jar.at_ms)
            ):
                continue
            changed.add(key)
            kept.append(cookie)
        jars.append(msgspec.structs.replace(jar, cookies=tuple(kept)))
    return Cookies(jars=tuple(jars), writes=cookies.writes)


def own_storage(storage: Storage, given: Given) -> Storage:
    """The record without the keys that are only given. States are in the order of time."""
    known = {(i.kind, i.place, i.name): i for i in given.items if i.kind != "cookie"}
    changed: set[tuple[str, str, str]] = set()
    states = []
    for state in storage.states:
        kept = []
        for entry in state.entries:
            key = (entry.kind, entry.origin, entry.key)
            if key in known and key not in changed and _same(entry, known[key]):
                continue
            changed.add(key)
            kept.append(entry)
        states.append(msgspec.structs.replace(state, entries=tuple(kept)))
    return Storage(states=tuple(states))


def told(given: Given) -> str:
    """One line for the result: what the visits began with, and what that means."""
    cookies = sum(item.kind == "cookie" for item in given.items)
    source = " and ".join({"state-file": "a state file", "login": "a login"}.get(one, one[:40]) for one in given.source)
    return (
        f"the visits began with the state of {source or 'an unknown source'} (cookies: {cookies}, other keys: "
        f"{len(given.items) - cookies}), which was there before the site was visited and is not held against it"
    )


def _written(cookie: StoredCookie, writes: Iterable[CookieWrite], until_ms: float) -> bool:
    domain = cookie.domain.lower().lstrip(".")
    return any(
        write.name == cookie.name and write.at_ms <= until_ms and covers(domain, write.domain.lower().lstrip("."))
        for write in writes
    )


def _same(entry: StorageEntry, item: GivenItem) -> bool:
    return entry.kind not in _WITH_VALUE or entry.value == item.value
