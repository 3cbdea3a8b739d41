"""The shape of `selectors/trackers/*.yaml`: one file an owner, with the hosts, cookies and storage keys it is known by."""

from __future__ import annotations

import datetime
from typing import Literal

from auditor.catalogue.match import literal_length
from auditor.results import Purpose
from auditor.shape import Shape

__all__ = ["CookieEntry", "Exemption", "HostEntry", "Kind", "Named", "OwnerFile", "StorageEntry"]

Exemption = Literal["possible", "no", "unknown"]
"""Whether audience measurement can be set up within the exemption from consent: `possible` says that the vendor documents such a
set-up (not that this site uses it), `no` that none exists, `unknown` that nothing was established."""

Kind = Literal[
    "tracker", "tag-manager", "consent-platform", "ab-test", "audio", "captcha", "cdn", "chat", "comments", "embed",
    "error-monitoring", "fonts", "form", "login", "maps", "payment", "performance", "push", "search", "security",
    "session-replay", "social-widget", "video",
]  # fmt: skip
"""What the host serves."""

_LEAST_LITERAL = 3


class HostEntry(Shape, frozen=True, kw_only=True):
    """A host and all its subdomains."""

    host: str
    """Lower case. `google.*` stands for every country's domain of that name. `*` (with a path) stands for any host: so are known
    software that sites run themselves and tags served under the site's own name."""
    purpose: Purpose
    path: str | None = None
    """Narrows the entry: the path begins so, up to a `/`, `?`, `;` or its end; with `*` or `#` (digits): the whole path is so."""
    kind: Kind = "tracker"
    """What the host serves."""
    exemption: Exemption | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if self.host != "*":
            _check_host(self.host)
        elif self.path is None:
            raise ValueError("the host `*` needs a `path`")
        if self.path is not None and not self.path.startswith(("/", "*/")):
            raise ValueError(f"a path begins with `/` or `*/`, not {self.path!r}")


class Named(Shape, frozen=True, kw_only=True):
    """What a cookie and a storage key have in common."""

    purpose: Purpose
    name: str | None = None
    """The exact name, upper and lower case told apart; either this or `pattern`."""
    pattern: str | None = None
    """`*` stands for any text, `#` for one digit or more."""
    domain: str | None = None
    """Only where the cookie's domain (the origin's host of a storage key) is this one or below it; `google.*` as for hosts."""
    exemption: Exemption | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if (self.name is None) == (self.pattern is None):
            raise ValueError("either `name` or `pattern`")
        if self.domain is not None:
            _check_host(self.domain)
        elif self.pattern is not None and literal_length(self.pattern) < _LEAST_LITERAL:
            raise ValueError(f"the pattern {self.pattern!r} is too short to stand without `domain`")


class CookieEntry(Named, frozen=True, kw_only=True):
    """A cookie that the owner's code or servers write."""

    lifetime_days: float | None = None
    """As documented by its owner: 0 for a session cookie, minutes as parts of a day; None where nothing is established."""
    party: Literal["first", "third"] | None = None
    """Where it usually lies: on the visited site's domain or on the owner's; None where both occur. Not used for matching."""


class StorageEntry(Named, frozen=True, kw_only=True):
    """A key of a storage other than cookies."""

    kind: Literal["local", "session", "indexeddb", "cache", "service-worker"] | None = None
    """None where several storages hold it."""


class OwnerFile(Shape, frozen=True, kw_only=True):
    """One owner, with all that it is known by."""

    source: tuple[str, ...]
    """Addresses or packages where the facts are documented."""
    checked: datetime.date
    owner: str | None = None
    """Absent where the file gathers what has no one owner, such as software that sites run themselves."""
    country: str | None = None
    """Of the owner's seat, ISO 3166 alpha-2."""
    exemption: Exemption | None = None
    """For each entry of purpose `audience` that does not say its own."""
    exempt_marks: tuple[str, ...] = ()
    """What its calls carry, in the address or the body, where the tool runs in the mode documented for use without consent;
    compared with spaces left out."""
    domains: tuple[str, ...] = ()
    """Further domains of the owner; nothing is said about their purpose."""
    hosts: tuple[HostEntry, ...] = ()
    """Those that its code or its servers are contacted at."""
    cookies: tuple[CookieEntry, ...] = ()
    """Those that its code or its servers write."""
    storage: tuple[StorageEntry, ...] = ()
    """Keys that its code writes."""

    def __post_init__(self) -> None:
        if not self.source:
            raise ValueError("`source` names at least one place where the facts are documented")
        for domain in self.domains:
            _check_host(domain)
        if self.country is not None and not (len(self.country) == 2 and self.country.isupper()):
            raise ValueError(f"a country is two capital letters, not {self.country!r}")


def _check_host(host: str) -> None:
    labels = host.removesuffix(".*").split(".")
    if host != host.lower() or "/" in host or "*" in host.removesuffix(".*") or "" in labels or "." not in host:
        raise ValueError(f"a host is written like `example.com` or `example.*`, in lower case, not {host!r}")
