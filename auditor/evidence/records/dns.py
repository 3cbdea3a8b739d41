"""What the name recorder leaves: of which names the hosts of the site itself are aliases (CNAME)."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["Dns", "Name"]


class Name(Shape, frozen=True, kw_only=True):
    """What the resolver said of one host."""

    host: str
    """Lower case, as it was contacted."""
    aliases: tuple[str, ...] = ()
    """The chain that it leads through, nearest first, lower case; empty where it is an alias of nothing."""
    addresses: tuple[str, ...] = ()
    """At the end of the chain, sorted."""
    at_ms: float = 0.0
    """When it was asked for, after the first navigation of the visit."""
    failure: str | None = None
    """Why there is no answer; of a chain without an address, what is known of it stands in `aliases`."""


class Dns(Shape, frozen=True, kw_only=True):
    """The record `dns`: hosts below the site's own registrable domain that the page contacted, by name."""

    NAME: ClassVar[str] = "dns"

    names: tuple[Name, ...] = ()
    """At most those that the limits of a visit allow."""
    resolver: str = ""
    """`system`, or the address that was asked."""
    unasked: str | None = None
    """Why (further) hosts were not asked for; None where all were."""
