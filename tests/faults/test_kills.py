"""Killed at random moments, a scan is gone on with and says in the end what an undisturbed one says; nothing is lost or redone.

`AUDITOR_KILLS=60 AUDITOR_SEED=7 pytest tests/faults/test_kills.py -s` is the long form.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from auditor.demo.server import LoopbackServer
from auditor.evidence.store import EVIDENCE, RunFolder
from tests.faults.killing import URLS, Scan, hosts, results

pytestmark = pytest.mark.xdist_group("kills")

KILLS = int(os.environ.get("AUDITOR_KILLS", "10"))
SEED = int(os.environ.get("AUDITOR_SEED", str(random.SystemRandom().randrange(10**6))))
_OF_ONE_RUN = 8
"""Kills until a run is let come to its end."""
_CALM_RUNS = 0.9
"""A kill comes within this part of the time that an undisturbed run takes here."""


def finished(folder: Path) -> dict[str, str]:
    """Slug → digest of the evidence, of the sites that are whole; and nothing that is listed may have gone or changed."""
    if not (folder / "run.json").is_file():
        return {}
    run = RunFolder.open(folder)
    # A kill may leave a file that is half written under another name, which is not listed; nothing worse.
    assert not [problem for problem in run.verify(under="sites/") if not problem.startswith("extra:")]
    slugs = sorted(run.listed_sites())
    assert all(run.has_site(slug) for slug in slugs)
    return {slug: hashlib.sha256((folder / "sites" / slug / EVIDENCE).read_bytes()).hexdigest() for slug in slugs}


def test_the_results_after_many_kills_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    sys.stdout.write(f"AUDITOR_SEED={SEED} AUDITOR_KILLS={KILLS}\n")
    chance, kills, runs = random.Random(SEED), Counter[str](), 0
    with LoopbackServer(hosts()) as server, tempfile.TemporaryDirectory(prefix="k-", ignore_cleanup_errors=True) as scratch:

        def scan(name: str) -> Scan:
            # In a folder of a short name: sockets of the browser lie in it, whose addresses are short.
            return Scan(tmp_path / name, server, Path(tempfile.mkdtemp(prefix="k-", dir=scratch)), chance)

        calm, begun = scan("calm"), time.monotonic()
        assert calm.to_the_end() == 0, (calm.scratch / "said").read_text()
        within = (time.monotonic() - begun) * _CALM_RUNS
        expected = results(calm.folder)
        assert [line["status"] for line in expected] == ["audited"] * len(URLS)
        while kills.total() < KILLS:
            runs += 1
            one = scan(f"run-{runs}")
            while len(one.kills) < min(_OF_ONE_RUN, KILLS - kills.total()):
                before = finished(one.folder)
                ended = one.disturbed(within)
                after = finished(one.folder)
                assert before.items() <= after.items(), (one.kills, before, after)
                if ended:
                    break
            told = (one.scratch / "said").read_text()
            assert one.to_the_end() == 0, (one.kills, told)
            assert results(one.folder) == expected, (SEED, one.kills, told)
            assert RunFolder.open(one.folder).verify() == (), one.kills
            assert "internal error" not in told, told
            kills.update(what for what, _ in one.kills)
    sys.stdout.write(f"{kills.total()} kills in {runs} runs: {dict(kills)}\n")
