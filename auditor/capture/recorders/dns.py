"""Records of which names the site's own hosts are aliases (CNAME): a tracker under a name of the site looks like the site itself.

DevTools tells no aliases, and Chromium's net log holds everything of every site in one file of megabytes, written with a delay.
So the resolver is asked beside the browser, for hosts of the site that the page contacted anyway: no request, cookie or header of
the visit changes. The questions run while the visit goes on; what is not answered when it ends is said to be missing.
"""

from __future__ import annotations

import asyncio
import time
from functools import lru_cache
from urllib.parse import urlsplit

import dns.asyncresolver
import dns.exception
import dns.resolver
from publicsuffixlist import PublicSuffixList

from auditor.capture import budget
from auditor.capture.recorder import Surroundings
from auditor.capture.wire import Session
from auditor.evidence.records.dns import Dns, Name

__all__ = ["start"]

_NOT_PUBLIC = (".example", ".test", ".invalid", ".localhost", ".local", ".internal", ".onion", ".home.arpa")
"""Names that the resolvers of the Internet cannot know (RFC 6761, 6762, 7686, 8375); only a resolver that was named is asked."""
_LONGEST_CHAIN = 16


class _Names:
    name = Dns.NAME

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._asked: dict[str, tuple[float, asyncio.Task[Name]]] = {}
        self._seen = 0
        """Hops looked at."""
        self._sites: set[str] = set()
        self._resolver: dns.asyncresolver.Resolver | None = None
        self._unasked: str | None = None if surroundings.options.names else "it was asked for that the resolver be left alone"

    async def attach(self, session: Session) -> None:
        """The traffic of the tap already listens."""

    async def end_of_step(self, phase: str, step: str, at_ms: float) -> None:
        """Begin to ask for the hosts that are new; nothing is waited for."""
        hops = self._around.tap.traffic.hops
        self._sites |= {_site(_host(hop.url)) for hop in hops[self._seen :] if hop.is_main_document} - {""}
        fresh = {host: None for hop in hops[self._seen :] if _site(host := _host(hop.url)) in self._sites}
        self._seen = len(hops)
        for host in fresh:
            if self._unasked is None and host not in self._asked:
                self._ask(host)

    def record(self) -> Dns:
        names = [self._answer(host, at, task) for host, (at, task) in self._asked.items()]
        return Dns(
            names=tuple(sorted(names, key=lambda name: name.host)),
            resolver=self._around.options.resolver or "system",
            unasked=self._unasked,
        )

    def _ask(self, host: str) -> None:
        if len(self._asked) >= budget.NAMES:
            self._unasked = f"more than {budget.NAMES} hosts"
            return
        if self._resolver is None:
            try:
                self._resolver = _resolver(self._around.options.resolver)
            except (dns.exception.DNSException, OSError, ValueError) as error:
                self._unasked = f"no resolver: {str(error)[: budget.LABEL_CHARS]}"
                return
        task = asyncio.create_task(self._look_up(self._resolver, host), name=f"name {host}")
        self._asked[host] = (time.monotonic(), task)

    async def _look_up(self, resolver: dns.asyncresolver.Resolver, host: str) -> Name:
        at_ms = self._around.tap.stage.now_ms()
        if not self._around.options.resolver and (host.endswith(_NOT_PUBLIC) or "." not in host):
            return Name(host=host, at_ms=at_ms, failure="not a public name")
        if self._unasked is not None:
            return Name(host=host, at_ms=at_ms, failure=self._unasked)
        failure: str | None = None
        try:
            answer = await resolver.resolve(host, "A", raise_on_no_answer=False, lifetime=budget.NAME_SECONDS, search=False)
            chain = answer.chaining_result
        except dns.resolver.NXDOMAIN as error:  # an alias whose end is gone is still an alias
            failure = "no such name"
            try:
                chain = error.response(error.qnames()[0]).resolve_chaining()  # type: ignore[no-untyped-call]
            except dns.exception.DNSException:
                return Name(host=host, at_ms=at_ms, failure=failure)
        except (dns.exception.DNSException, OSError, ValueError) as error:
            if isinstance(error, dns.resolver.LifetimeTimeout | dns.resolver.NoNameservers | OSError):
                self._unasked = f"the resolver does not answer: {type(error).__name__}"
            return Name(host=host, at_ms=at_ms, failure=str(error)[: budget.LABEL_CHARS] or type(error).__name__)
        aliases = [record.target.to_text(omit_final_dot=True).lower() for alias in chain.cnames for record in alias]
        addresses = sorted(record.address for record in chain.answer) if chain.answer is not None else []
        return Name(
            host=host,
            aliases=tuple(alias[:255] for alias in aliases[:_LONGEST_CHAIN]),
            addresses=tuple(addresses[:_LONGEST_CHAIN]),
            at_ms=at_ms,
            failure=failure,
        )

    def _answer(self, host: str, at: float, task: asyncio.Task[Name]) -> Name:
        at_ms = self._around.tap.stage.at_ms(at)
        if not task.done():
            task.cancel()
            return Name(host=host, at_ms=at_ms, failure="no answer before the visit ended")
        if task.cancelled() or (error := task.exception()) is not None:
            return Name(host=host, at_ms=at_ms, failure="cancelled" if task.cancelled() else type(error).__name__)
        return task.result()


def _resolver(named: str) -> dns.asyncresolver.Resolver:
    """The system's resolver, or the one at ADDRESS:PORT. Raises ValueError, OSError, DNSException."""
    if not named:
        return dns.asyncresolver.Resolver()
    address, _, port = named.rpartition(":")
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [address.strip("[]")]
    resolver.port = int(port)
    return resolver


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def _site(host: str) -> str:
    """Registrable domain; empty where the host has none (an address, a single label)."""
    return _suffixes().privatesuffix(host) or "" if host and not host.replace(".", "").isdecimal() else ""


@lru_cache(maxsize=4096)
def _host(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").strip(".")
    except ValueError:  # a page may have an address that Python does not read
        return ""
    return "" if ":" in host else host


def start(surroundings: Surroundings) -> _Names:
    """Start the recorder."""
    return _Names(surroundings)
