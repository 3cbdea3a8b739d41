"""Progress: lines for a pipe, a live view for a terminal, and an estimate that claims nothing it cannot know."""

from __future__ import annotations

import pytest

from auditor.cli import _progress
from auditor.results import Banner, Finding, Result, SiteFailure

HOSTILE = "https://shop.example/\x1b[31m\r\x07"


def result(*verdicts: str, failed: bool = False) -> Result:
    return Result(
        url=HOSTILE,
        final_url=None,
        language=None,
        status="failed" if failed else "audited",
        error=SiteFailure(kind="dns", message=f"{HOSTILE}: unknown") if failed else None,
        profile="cnil",
        report_language="en",
        banner=Banner(present=False),
        findings=tuple(Finding(rule="r", verdict=v, severity="minor", summary="") for v in verdicts),  # type: ignore[arg-type]
        slug="shop.example",
    )


@pytest.mark.parametrize(
    ("elapsed", "visited", "left", "said"),
    [
        (0.0, 0, 10, ""),
        (60.0, 3, 0, ""),
        (60.0, 4, 4, "about 60 s"),
        (1.0, 10, 1, "about 5 s"),
        (60.0, 1, 10, "about 10 min"),
        (3600.0, 10, 30, "about 3.0 h"),
    ],
)
def test_the_time_left_is_an_estimate_from_what_was_visited(elapsed: float, visited: int, left: int, said: str) -> None:
    assert _progress.time_left(elapsed, visited, left) == said


def test_a_pipe_gets_nothing_but_what_must_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress.Lines(2, verbose=False) as lines:
        lines.began(0, HOSTILE)
        lines.step(0, "refuse", "before", "load")
        lines.ended(0, result("fail"))
        lines.said("the browser crashed \x1b[2J")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("auditor: the browser crashed")
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err


@pytest.mark.parametrize(
    ("settled", "line"),
    [
        (result("fail", "warn", "pass"), "✗"),
        (result("warn", "inconclusive"), "!"),
        (result("inconclusive", "pass"), "?"),
        (result("pass"), "✓"),
        (result(failed=True), "∅"),
    ],
)
def test_verbose_lines_tell_the_worst_first_and_no_page_text_raw(
    settled: Result, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with _progress.Lines(2, verbose=True) as lines:
        lines.began(0, HOSTILE)
        lines.step(0, "refuse", "before", "load")
        lines.ended(0, settled)
    said = capsys.readouterr().err
    assert f"1 of 2: {line} " in said
    assert not [c for c in said if c != "\n" and not c.isprintable()]


def test_the_live_view_shows_sites_and_phases_and_writes_to_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    with _progress.Shown(2, 4) as shown:
        shown.began(0, HOSTILE)
        shown.step(0, "refuse", "before", "load")
        shown.said("trying again")
        shown.ended(0, result("fail"))
        shown.ended(1, result(failed=True))  # resumed: it was never begun here
    said = capsys.readouterr()
    assert said.out == ""
    assert "1 fail" in said.err
    assert "trying again" in said.err
    assert "\x07" not in said.err


def test_quiet_listens_to_nothing() -> None:
    assert _progress.listener(2, 4, quiet=True, verbose=True) is None
