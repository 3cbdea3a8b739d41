"""Real consent platforms for tests: from the cache that `python -m auditor.demo.fetch` fills."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.demo.platforms import PLATFORMS, package_folder, platforms_folder

__all__ = ["need_platforms", "package"]


def package(name: str) -> Path:
    """The folder of one npm package. Where it was not fetched the test is skipped, or fails where `CI` is set."""
    found = package_folder(name)
    if found is not None:
        return found
    told = f"{name} is not in {platforms_folder()}: run `python -m auditor.demo.fetch`"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


def need_platforms() -> None:
    """See that all of them are there; as `package`."""
    for platform in PLATFORMS:
        package(platform.package)
