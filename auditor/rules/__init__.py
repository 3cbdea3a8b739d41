"""One file a rule; its docstring is its manual page. The folder is the list."""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module

from auditor.rule import LoadedRule

__all__ = ["shipped_rules"]


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[LoadedRule, ...]:
    """All rules, by id."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(LoadedRule(module.RULE, module.judge, module.__doc__ or "") for module in modules)
