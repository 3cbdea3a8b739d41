"""The two scans that all tests of this folder look at, each made once."""

from __future__ import annotations

import pytest

from tests.resolver import Resolver
from tests.sites.all import BAD, bad_hosts, hosts, sites
from tests.sites.npm import need_platforms
from tests.sites.tracks import ALIASES
from tests.whole.scanning import Scanned, scan

DWELL = ("--dwell", "1.5")


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """All sites that can be audited."""
    need_platforms()
    chosen = sites()
    folder = tmp_path_factory.mktemp("whole")
    with Resolver(ALIASES) as resolver:
        urls = [demo.url for demo in chosen]
        return scan(folder, hosts(chosen), urls, *DWELL, "--concurrency", "6", "--resolver", resolver.address)


@pytest.fixture(scope="session")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """Sites that cannot be audited, between two that can. The small heap makes the exhausting page crash at once."""
    good = [demo for demo in sites() if demo.id in ("propre", "alerte")]
    folder = tmp_path_factory.mktemp("failed")
    urls = [good[0].url, *BAD, good[1].url]
    options = (*DWELL, "--concurrency", "4", "--timeout", "45", "--browser-arg=--js-flags=--max-old-space-size=48")
    return scan(folder, (*hosts(tuple(good)), *bad_hosts()), urls, *options)
