"""Visits at once: bounded by cores and by memory, never none."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.fleet.capacity import _free_mb, default_concurrency, fitting


@pytest.mark.parametrize(
    ("cores", "free_mb", "visits"),
    [(1, 100, 1), (2, 24_000, 4), (2, None, 4), (4, 24_000, 8), (64, 256_000, 16), (8, 1_500, 4), (8, 700, 1)],
)
def test_cores_and_memory_bound_the_visits(cores: int, free_mb: int | None, visits: int) -> None:
    assert fitting(cores, free_mb) == visits


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 32000000 kB\nMemAvailable: 20480000 kB\n")
    (tmp_path / "memory.max").write_text(f"{2**30}\n")
    (tmp_path / "memory.current").write_text(f"{2**28}\n")
    assert _free_mb(meminfo, tmp_path) == 768
    (tmp_path / "memory.max").write_text("max\n")
    assert _free_mb(meminfo, tmp_path) == 20_000
    assert _free_mb(tmp_path / "none", tmp_path / "none") is None


def test_this_machine_has_a_default() -> None:
    assert 1 <= default_concurrency() <= 16
