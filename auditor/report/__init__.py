"""Reports from results: one file a format, found by its name in this folder.

A format offers `SUFFIX` and `render(run: Run, language: str) -> str | bytes`; its file in the run folder is `table<SUFFIX>`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from auditor.errors import UsageError
from auditor.results.run import Run

__all__ = ["file_name", "formats", "render"]


def formats() -> dict[str, ModuleType]:
    """All formats by name, sorted: the modules of this folder that have a SUFFIX."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg)
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "SUFFIX")}


def file_name(format_name: str) -> str:
    """Name of a format's file in the run folder. Raises UsageError where there is no such format."""
    return f"table{_format(format_name).SUFFIX}"


def render(run: Run, language: str, format_name: str) -> bytes:
    """Write a run in one format. Raises UsageError where there is no such format or language."""
    written = _format(format_name).render(run, language)
    return written if isinstance(written, bytes) else str(written).encode("utf-8")


def _format(name: str) -> ModuleType:
    known = formats()
    if name not in known:
        raise UsageError(f"There is no report format `{name}`", kind="format", remedy=f"Take one of: {', '.join(known)}")
    return known[name]
