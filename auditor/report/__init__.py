"""Reports from results: one file a format, found by its name in this folder.

A format offers `SUFFIX` and `render(run: Run, language: str) -> str | bytes`; its file in the run folder is `table<SUFFIX>`.
One that needs further files offers `PARTS`: name of a part → `render` of it; their files are `table-<part><SUFFIX>`. One that is
another format printed by a browser offers `PRINTED_FROM`, the name of that format, in the place of `render`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from auditor.errors import UsageError
from auditor.results.run import Run

__all__ = ["file_name", "file_names", "formats", "printed_from", "render", "render_all"]


def formats() -> dict[str, ModuleType]:
    """All formats by name, sorted: the modules of this folder that have a SUFFIX."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.ispkg)
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "SUFFIX")}


def file_name(format_name: str) -> str:
    """Name of a format's file in the run folder. Raises UsageError where there is no such format."""
    return f"table{_format(format_name).SUFFIX}"


def file_names(format_name: str) -> tuple[str, ...]:
    """Names of all files of a format, the table first. Raises UsageError where there is no such format."""
    module = _format(format_name)
    return (file_name(format_name), *(_part_name(module, part) for part in getattr(module, "PARTS", {})))


def printed_from(format_name: str) -> str | None:
    """The format that has to be printed for this one; None for one that is written. Raises UsageError as `file_name` does."""
    name: str | None = getattr(_format(format_name), "PRINTED_FROM", None)
    return name


def render(run: Run, language: str, format_name: str) -> bytes:
    """Write the table of a run in one format. Raises UsageError where there is no such format or language."""
    return _bytes(_format(format_name).render(run, language))


def render_all(run: Run, language: str, format_name: str) -> dict[str, bytes]:
    """Write a run in one format: file name → content, the table first. Raises UsageError as `render` does."""
    module = _format(format_name)
    parts = {_part_name(module, part): _bytes(write(run, language)) for part, write in getattr(module, "PARTS", {}).items()}
    return {file_name(format_name): render(run, language, format_name), **parts}


def _bytes(written: str | bytes) -> bytes:
    return written if isinstance(written, bytes) else written.encode("utf-8")


def _part_name(module: ModuleType, part: str) -> str:
    return f"table-{part}{module.SUFFIX}"


def _format(name: str) -> ModuleType:
    known = formats()
    if name not in known:
        raise UsageError(f"There is no report format `{name}`", kind="format", remedy=f"Take one of: {', '.join(known)}")
    return known[name]
