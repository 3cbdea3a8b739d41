"""What is installed: a browser that is not there, and a catalogue that is wrong, are told with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_runs import auditor


def test_what_lacks_is_marked_and_gives_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trackers").mkdir()
    (tmp_path / "trackers" / "acme.yaml").write_text("owner: [\n")
    ended = auditor(capsys, monkeypatch, "doctor", "--browser", "/nonexistent/browser", "--selectors", tmp_path)
    assert ended.status == 2
    lines = {line.split()[1]: line for line in ended.out.splitlines()}
    assert lines["auditor"].startswith("✓")
    assert lines["system"].startswith("✓")
    assert lines["browser"].startswith("✗ browser")
    assert "no browser at /nonexistent/browser" in lines["browser"]
    assert lines["selectors"].startswith("✗")
    assert "acme.yaml:2: not YAML" in lines["selectors"]
    assert "visits" in lines


def test_this_machine_can_audit(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    ended = auditor(capsys, monkeypatch, "doctor")
    assert ended.status == 0, ended.out
    assert "✓ browser" in ended.out
    assert "Chromium " in ended.out
