"""Audits consent banners and page boilerplate: captured evidence, written rules, results that can be defended line by line."""

from __future__ import annotations

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    # Read when it is asked for: the metadata of packages takes longer to read than the whole command line to start.
    if name == "__version__":
        from importlib.metadata import version

        return version("auditor")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
