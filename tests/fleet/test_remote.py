"""A scan by the workers of a Dask cluster on loopback: a worker that is killed, a site that kills, a store of files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.demo.message import Request, Response, Site, html
from auditor.demo.server import LoopbackServer
from auditor.errors import BrowserError, UsageError
from auditor.evidence.store import RunFolder
from auditor.fleet.job import Finished, Job, run
from auditor.plan import Asked, plan
from auditor.results import Result

pytest.importorskip("distributed")
pytestmark = pytest.mark.xdist_group("remote")

PAGE = """<!doctype html><html lang="fr"><title>Boulangerie</title><body><h1>Pain</h1><p><a href="/deux">Nos pains</a></p>
<div style="position:fixed;bottom:0;left:0;right:0;background:#fff"><p>Nous utilisons des cookies pour mesurer l'audience.</p>
<button onclick="choose('no',this)">Tout refuser</button><button onclick="choose('yes',this)">Tout accepter</button></div>
<script>function choose(v,b){document.cookie='consent='+v+';path=/;max-age=8640000';b.parentNode.remove()}
if(/consent=/.test(document.cookie))document.querySelector('div').remove()
else document.cookie='visitor=a1b2c3d4e5f6;path=/;max-age=8640000'</script>"""


class Cluster:
    """A scheduler and its workers, each a process of its own, as their commands start them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self.deaths = 0
        self._lock = threading.Lock()
        self._scheduler = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"},
            cwd=folder,
        )
        assert self._scheduler.stderr is not None
        line = next(line for line in self._scheduler.stderr if b"Scheduler at:" in line)
        self.address = line.split()[-1].decode()
        self._drain = threading.Thread(target=self._scheduler.stderr.read, daemon=True)
        self._drain.start()

    def grow(self) -> None:
        """Start a worker."""
        self.workers.append(subprocess.Popen([sys.executable, "-m", "auditor", "worker", self.address, "--places", "2"]))

    def strike(self) -> None:
        """Kill the worker that runs, as a lack of memory would, and start another one."""
        with self._lock:
            self.deaths += 1
            self.workers[-1].kill()
            self.workers[-1].wait()
            self.grow()

    def close(self) -> None:
        """End all."""
        for process in (*self.workers, self._scheduler):
            process.terminate()
        for process in (*self.workers, self._scheduler):
            process.wait(30)
        self._drain.join()
        assert self._scheduler.stderr is not None
        self._scheduler.stderr.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path)
    try:
        found.grow()
        yield found
    finally:
        found.close()


def sites(number: int, met: Callable[[str, Request], None] = lambda host, request: None) -> tuple[Site, ...]:
    def site(host: str) -> Site:
        def answer(request: Request) -> Response:
            met(host, request)
            return html(PAGE)

        return Site(host=host, handler=answer)

    return tuple(site(f"www.pain-{n}.example") for n in range(number))


def scan(server: LoopbackServer, path: Path, **more: object) -> Finished:
    asked = [Asked(f"https://{host}/") for host in server.hosts if host.startswith("www.pain-")]
    job = Job(
        sites=plan(asked),
        path=path,
        given={
            "browser_arguments": server.browser_arguments,
            "scenarios": ("before", "refuse"),
            "dwell_seconds": 0.3,
            "banner_seconds": 1.0,
            "names": False,
        },
        concurrency=2,
        formats=("md",),
        **more,  # type: ignore[arg-type]
    )
    return run(job)


def said(result: Result) -> tuple[object, ...]:
    """What the two runs must agree on: all but times and orders of requests."""
    return (
        result.url,
        result.status,
        result.banner.present,
        [(scenario, run.outcome) for scenario, run in result.scenarios.items()],
        sorted((cookie.name, cookie.phases) for cookie in result.cookies),
        sorted((finding.rule, finding.verdict) for finding in result.findings),
    )


def test_a_worker_is_killed_in_the_middle_of_a_site_and_each_site_is_there_once_as_a_local_scan_has_it(
    cluster: Cluster, tmp_path: Path
) -> None:
    struck: list[str] = []

    def met(host: str, request: Request) -> None:
        if host == "www.pain-1.example" and not struck:
            struck.append(host)
            cluster.strike()

    with LoopbackServer(sites(4, met)) as server:
        remote = scan(server, tmp_path / "remote", engine=cluster.address)
        local = scan(server, tmp_path / "local")
    assert cluster.deaths == 1
    results = remote.written.run.results
    assert [result.url for result in results] == [f"https://www.pain-{n}.example/" for n in range(4)]
    assert [said(result) for result in results] == [said(result) for result in local.written.run.results]
    assert {result.status for result in results} == {"audited"}
    folder = RunFolder.open(tmp_path / "remote")
    assert not folder.verify()
    assert len(folder.listed_sites()) == 4


def test_a_site_on_which_three_workers_died_is_given_up_and_the_others_are_not(cluster: Cluster, tmp_path: Path) -> None:
    def met(host: str, request: Request) -> None:
        if host == "www.pain-1.example" and request.path == "/":
            cluster.strike()

    with LoopbackServer(sites(2, met)) as server:
        finished = scan(server, tmp_path / "run", engine=cluster.address)
    first, poison = finished.written.run.results
    assert cluster.deaths == 3
    assert first.status == "audited"
    assert poison.status == "failed"
    assert poison.error is not None
    assert poison.error.kind == "crash"
    assert "each worker that visited it died" in poison.error.message


def test_workers_put_what_they_saw_into_a_store_and_a_run_is_gone_on_with(cluster: Cluster, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with LoopbackServer(sites(2)) as server:
        scan(server, tmp_path / "run", engine=cluster.address, store=f"file://{store}")
        before = (tmp_path / "run" / "results.jsonl").read_bytes()
        seen = len(server.log)
        scan(server, tmp_path / "run", engine=cluster.address, resume=True)
        assert len(server.log) == seen
    assert (tmp_path / "run" / "results.jsonl").read_bytes() == before
    for slug in ("www.pain-0.example", "www.pain-1.example"):
        [place] = (store / slug).iterdir()
        assert {file.name for file in place.iterdir()} == {file.name for file in (tmp_path / "run" / "sites" / slug).iterdir()}
        kept = tmp_path / "run" / "sites" / slug / "evidence.json.gz"
        assert (place / "evidence.json.gz").read_bytes() == kept.read_bytes()


def test_an_interrupted_scan_keeps_what_is_finished_and_frees_the_worker(cluster: Cluster, tmp_path: Path) -> None:
    out, running = tmp_path / "run", threading.Event()
    process: list[subprocess.Popen[str]] = []

    def met(host: str, request: Request) -> None:
        if host == "www.pain-1.example" and not running.is_set():
            running.set()
            process[0].send_signal(signal.SIGINT)

    with LoopbackServer(sites(3, met)) as server:
        urls = [f"https://www.pain-{n}.example/" for n in range(3)]
        browser = [text for argument in server.browser_arguments for text in ("--browser-arg", argument)]
        visits = ["--dwell", "0.3", "--scenario", "before", "--scenario", "refuse", "--no-dns", "--concurrency", "1"]
        scan = [sys.executable, "-m", "auditor", "scan", "--out", str(out), "--engine", cluster.address, *browser]
        process.append(subprocess.Popen([*scan, *visits, *urls], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
        _, told = process[0].communicate(timeout=120)
        assert process[0].returncode == 130, told
        assert "1 of 3 sites finished" in told
        assert not RunFolder.open(out).verify()
        kept = (out / "sites" / "www.pain-0.example" / "evidence.json.gz").read_bytes()
        done = subprocess.run([*scan, "--resume"], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    lines = [json.loads(line) for line in (out / "results.jsonl").read_text("utf-8").splitlines()]
    assert [line["status"] for line in lines] == ["audited"] * 3
    assert (out / "sites" / "www.pain-0.example" / "evidence.json.gz").read_bytes() == kept
    assert cluster.deaths == 0
    assert cluster.workers[0].poll() is None


def test_what_workers_cannot_know_is_refused_and_a_scheduler_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(sites=plan([Asked("a.example")]), path=tmp_path / "run", concurrency=1, formats=(), engine="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="workers use the selectors they come with"):
        run(Job(**{**_fields(job), "selectors": Path("selectors")}))
    monkeypatch.setattr("auditor.fleet.remote._CONNECT_SECONDS", 0.5)
    with pytest.raises(BrowserError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        run(job)
    assert not (tmp_path / "run").exists()


def _fields(job: Job) -> dict[str, object]:
    return {name: getattr(job, name) for name in Job.__dataclass_fields__}
