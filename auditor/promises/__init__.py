"""Whether the sentences of the consent text were kept; each file that begins with a letter tests one claim.

Law is another axis: a promise can be kept where the law is not, and the other way round (a sentence that allows audience
measurement is kept by an audience cookie that may still need consent).

A file has `CLAIM`, the claim's name in `selectors/promises/`, and `test(site, claim, thresholds)`; where a site commits itself by
more than one sentence, also `made(site)`, which gives such claims.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from auditor.classify.site import Claim, Site
from auditor.needs import Claims
from auditor.promise import Kept
from auditor.rule import Need, NoObject, Unmet

__all__ = ["Kept", "Promises", "PromisesMade", "keep"]


@dataclass(frozen=True, slots=True)
class _Tested:
    test: Callable[[Site, Claim, Mapping[str, float]], Kept]
    made: Callable[[Site], tuple[Claim, ...]]


@cache
def _tests() -> Mapping[str, _Tested]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {m.CLAIM: _Tested(m.test, getattr(m, "made", _nothing_more)) for m in modules}


def _nothing_more(site: Site) -> tuple[Claim, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Promises:
    """The claims of a site, to be tested under a profile's thresholds."""

    site: Site

    def kept(self, thresholds: Mapping[str, float]) -> tuple[Kept, ...]:
        """Test each."""
        return keep(self.site, thresholds)


def _promises(site: Site) -> Promises | Unmet | NoObject:
    claims = Claims.read(site)
    if isinstance(claims, NoObject) and site.banner.present and _made_otherwise(site):
        return Promises(site)
    return claims if isinstance(claims, Unmet | NoObject) else Promises(site)


PromisesMade: Need[Promises] = Need("promises made", _promises)
"""The promises of the consent text; not applicable where it makes none."""


def keep(site: Site, thresholds: Mapping[str, float]) -> tuple[Kept, ...]:
    """Test each claim of a site against what was seen: sentences in the order of the text, then what is said otherwise."""
    tests = _tests()
    made = (*site.claims, *_made_otherwise(site))
    return tuple(tests[claim.claim].test(site, claim, thresholds) for claim in made if claim.claim in tests)


def _made_otherwise(site: Site) -> tuple[Claim, ...]:
    return tuple(claim for tested in _tests().values() for claim in tested.made(site))
