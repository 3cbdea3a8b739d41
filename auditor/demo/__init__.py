"""The bundled demo: invented sites with known faults, served on loopback under hosts of their own."""

from __future__ import annotations

from auditor.demo.platforms import platform_demos
from auditor.demo.server import LoopbackServer
from auditor.demo.sites import DEMOS, demo_hosts

__all__ = ["demo_sites", "serve"]


def demo_sites() -> tuple[tuple[str, str, str], ...]:
    """All demo sites as (address, title in French, title in English); those of real platforms where these were fetched."""
    return tuple((demo.url, demo.expected.title["fr"], demo.expected.title["en"]) for demo in (*DEMOS, *platform_demos()))


def serve() -> LoopbackServer:
    """A server for all of them, to be used with `with`; its `browser_arguments` go to the browser."""
    return LoopbackServer((*demo_hosts(), *(host for demo in platform_demos() for host in demo.hosts)), unknown="404")
