"""Two scheduled runs of a real site with a change in between, by the command: what changed is told, once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.demo.message import Request, Response, Site, html
from auditor.demo.server import LoopbackServer
from auditor.evidence.store import RunFolder
from auditor.fleet.history import History
from auditor.fleet.runs import read_run
from auditor.results.compare import compare
from tests.capture.banners import banner, page
from tests.history.receivers import letters, posts

HOST = "boutique.example"
URL = f"https://{HOST}/"
CHOICE = "<button onclick=\"choose('yes')\">Tout accepter</button><button onclick=\"choose('no')\">Tout refuser</button>"
KEY = "0 6 * * 1 Europe/Paris"
TRACKING = "document.cookie = '_ga=GA1.2.' + Math.floor(Math.random() * 1e9) + '.1700000000; max-age=33696000; path=/; secure';"


class Shop:
    """A shop that writes an identifier before any choice once it is told to."""

    def __init__(self) -> None:
        self.tracks = False

    def answer(self, request: Request) -> Response:
        return html(page(banner(CHOICE), script=TRACKING if self.tracks else ""))


@pytest.mark.xdist_group("two-runs")
def test_two_scheduled_runs_with_a_change_in_between_tell_of_it_once(tmp_path: Path) -> None:
    shop = Shop()
    reports, index = tmp_path / "reports", f"sqlite:///{tmp_path / 'reports' / 'history.sqlite'}"
    sites = tmp_path / "sites.yaml"
    with (
        LoopbackServer([Site(host=HOST, handler=shop.answer)], unknown="404") as server,
        posts() as hook,
        letters(tmp_path / "mail") as post_office,
    ):
        sites.write_text(
            f"""
schedule: {{cron: "0 6 * * 1", timezone: Europe/Paris, jitter: 5m}}
defaults: {{dwell: 1, scenarios: [before, refuse], report_language: fr}}
notices:
  webhook: HOOK
  mail: {{to: [dpo@firm.example], sender: auditor@firm.example, server: localhost, port: {post_office.port}}}
sites: [{URL}]
"""
        )
        environment = {
            **{name: value for name, value in os.environ.items() if name != "AUDITOR_HISTORY"},
            "HOOK": hook.url,
            "SSL_CERT_FILE": str(post_office.authority),
        }
        browser = [f"--browser-arg={argument}" for argument in server.browser_arguments]
        command = [sys.executable, "-m", "auditor", "schedule", "--sites", str(sites), "--reports", str(reports), *browser]

        def once(*more: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run([*command, "--once", *more], env=environment, capture_output=True, text=True, timeout=180)

        def missed() -> None:
            with History.open(index) as history:
                history.serve(URL, KEY, "2026-01-01T00:00:00Z")

        first = once()
        assert (first.returncode, first.stdout) == (0, "")
        assert "nothing is due before" in first.stderr

        # A service that was down for months: one run, then it waits, and SIGTERM ends it.
        missed()
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as service:
            assert service.stderr is not None
            said = ""
            for line in service.stderr:
                said += line
                if "nothing is due before" in line:
                    break
            service.send_signal(signal.SIGTERM)
            out, rest = service.communicate(timeout=60)
        assert service.returncode == 0, said + rest
        assert "auditing 1 site" in said
        assert rest.endswith("auditor: stopped\n")
        assert len(folders(reports)) == 1
        assert out.splitlines() == [str(folders(reports)[0] / "table.html")]
        assert (hook.got, post_office.got) == ([], [])

        shop.tracks = True
        shown = once("--now", "--dry-run")
        assert "Subject: [auditor] " in shown.stdout
        assert (hook.got, post_office.got) == ([], [])

        # The run of the dry notice knows the change already: as if it had not been.
        shutil.rmtree(folders(reports)[-1])
        missed()
        changed = once()
        assert changed.returncode == 0, changed.stderr
        assert "a notice was sent by webhook (new-failure)" in changed.stderr
        assert "a notice was sent by mail (new-failure)" in changed.stderr
        assert once().returncode == 0
        assert once("--now").returncode == 0
    runs = [read_run(RunFolder.open(folder)) for folder in folders(reports)]
    assert len(runs) == 3
    expected = {change.name for change in compare(runs[0], runs[1]).new_failures}
    assert "tracker-before-choice" in expected
    ((_, body),) = hook.got
    notice = json.loads(body)
    assert {change["name"] for change in notice["new_failures"]} == expected
    assert [Path(folder) for folder in notice["compared_with"]] == [folders(reports)[0]]
    (letter,) = post_office.got
    assert "tracker-before-choice" in letter.get_content()
    assert letter["Subject"].startswith("[auditor] ")
    assert URL in letter["Subject"]
    with History.open(index) as history:
        assert history.refresh(reports).gone == 1
        assert [bool(row.new_failures) for row in history.site(URL)][-2:] == [True, False]


def folders(reports: Path) -> Sequence[Path]:
    return sorted(path for path in reports.iterdir() if (path / "run.json").is_file())
