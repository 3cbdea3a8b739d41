"""What run.json says of the program and the machine."""

from __future__ import annotations

import platform
import time
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

__all__ = ["host_platform", "now", "stamp", "tool_version"]


def tool_version() -> str:
    """Version of this copy; `0+unknown` where it was never installed."""
    try:
        return version("auditor")
    except PackageNotFoundError:
        return "0+unknown"


def host_platform() -> str:
    """Such as `Linux-6.1.0 x86_64, Python 3.11.7`."""
    return f"{platform.system()}-{platform.release()} {platform.machine()}, Python {platform.python_version()}"


def now() -> datetime:
    """The time in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def stamp(moment: datetime) -> str:
    """RFC 3339, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
