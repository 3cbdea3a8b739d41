"""Audits consent banners and page boilerplate: captured evidence, written rules, results that can be defended line by line.

For Python programs: `audit`, `audit_async`, `audit_sites`, `audit_sites_async`, `evaluate`, `Plan` and `Result`; `auditor.api`
describes them. What is not asked for is not loaded, and the browser's library only when an audit begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.api import Plan as Plan
    from auditor.api import audit as audit
    from auditor.api import audit_async as audit_async
    from auditor.api import audit_sites as audit_sites
    from auditor.api import audit_sites_async as audit_sites_async
    from auditor.api import evaluate as evaluate
    from auditor.results import Result as Result

    __version__: str

__all__ = ["Plan", "Result", "__version__", "audit", "audit_async", "audit_sites", "audit_sites_async", "evaluate"]


def __getattr__(name: str) -> object:
    # Read when it is asked for: the metadata of packages takes longer to read than the whole command line to start.
    if name == "__version__":
        from importlib.metadata import version

        return version("auditor")
    if name in __all__:
        from auditor import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
