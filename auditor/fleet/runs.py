"""A run as a whole: run.json, results.jsonl and the tables, written after a scan and written again from what is saved."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from auditor import report
from auditor.errors import AuditorError, StoreError
from auditor.evidence.store import RunFolder
from auditor.fleet.judging import Bench, Benches
from auditor.results import Result
from auditor.results.run import RUN_SCHEMA, Run, RunInfo

__all__ = [
    "DEFAULT_FORMATS",
    "Written",
    "evaluate",
    "formats_in",
    "judged",
    "read_info",
    "read_run",
    "write_results",
    "write_tables",
]

DEFAULT_FORMATS = ("md", "csv", "html")
_INFO, _RESULTS = "run.json", "results.jsonl"
_log = logging.getLogger("auditor.fleet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written into a run folder."""

    run: Run
    changed: tuple[str, ...]
    """Names of the files that are new or have other bytes than before; sorted."""
    failures: tuple[str, ...]
    """One line for each report format that could not be written."""
    without_evidence: tuple[str, ...] = ()
    """Addresses of the run that have no evidence, as after an interruption."""


def read_info(folder: RunFolder) -> RunInfo:
    """Read run.json. Raises StoreError."""
    try:
        info = msgspec.json.decode(folder.read(_INFO), type=RunInfo)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise StoreError(f"{folder.path / _INFO}: {error}", kind="damaged", remedy="Give the folder of a scan") from error
    if info.schema != RUN_SCHEMA or len(info.sites) != len(info.slugs):
        raise StoreError(f"{folder.path / _INFO} is of another version ({info.schema[:40]!r})", kind="schema", remedy=_NEWER)
    return info


def read_run(folder: RunFolder) -> Run:
    """Read a run that was judged, and only if its results are as they were sealed. Raises StoreError."""
    info = read_info(folder)
    problem = next(iter(folder.verify(under=_RESULTS)), "")
    if problem:
        raise StoreError(
            f"{folder.path}: {problem}", kind="damaged", remedy="`auditor evaluate` makes the results again from the evidence"
        )
    return Run(info=info, results=_decoded(folder.read(_RESULTS), str(folder.path / _RESULTS)))


def write_results(folder: RunFolder, info: RunInfo, results: Sequence[Result], formats: Sequence[str]) -> Written:
    """Write results first, then the run, then every table; seal the folder. Raises StoreError."""
    before = _present(folder)
    lines = b"".join(msgspec.json.encode(result) + b"\n" for result in results)
    folder.write(_RESULTS, lines)
    folder.write(_INFO, msgspec.json.format(msgspec.json.encode(info), indent=2) + b"\n")
    # Tables are drawn from what was written, so that a table made again later cannot differ.
    run = Run(info=info, results=_decoded(lines, _RESULTS))
    failures = write_tables(folder, run, formats)
    after = _present(folder)
    return Written(run=run, changed=tuple(sorted(n for n in after if after[n] != before.get(n))), failures=failures)


def write_tables(folder: RunFolder, run: Run, formats: Sequence[str]) -> tuple[str, ...]:
    """Write one table a format and seal the folder; one line for each that could not be made. Raises StoreError."""
    failures: list[str] = []
    for name in formats:
        try:
            files = _files(folder, run, name)
        except AuditorError as error:
            failures.append(f"the {name} report was not written: {error}")
        except Exception as error:  # noqa: BLE001  # told to the user in one line; the other formats and all results stand
            _log.exception("format %s", name)
            failures.append(f"the {name} report was not written: internal error ({type(error).__name__}: {error})"[:500])
        else:
            for file, data in files.items():
                folder.write(file, data)
    folder.seal()
    return tuple(failures)


def _files(folder: RunFolder, run: Run, name: str) -> dict[str, bytes]:
    source = report.printed_from(name)
    if source is None:
        return report.render_all(run, run.info.report_language, name)
    from auditor.fleet.printing import printed  # loads the browser's library

    return {report.file_name(name): printed(folder, report.render(run, run.info.report_language, source))}


def formats_in(folder: RunFolder) -> tuple[str, ...]:
    """The formats whose table stands in the folder; the usual ones where none does, as after a kill."""
    return tuple(name for name in report.formats() if (folder.path / report.file_name(name)).is_file()) or DEFAULT_FORMATS


def evaluate(folder: RunFolder, bench: Bench | Benches, tool: str, formats: Sequence[str]) -> Written:
    """Judge the saved evidence of a run and write results and tables again; evidence is only read.

    Raises StoreError where evidence changed since it was sealed, or cannot be read.
    """
    info = read_info(folder)
    results = judged(folder, info, bench)
    info = msgspec.structs.replace(info, tool=tool, profile=bench.profile_name, report_language=bench.language, lists=bench.lists)
    if isinstance(bench, Benches):
        info = msgspec.structs.replace(info, settings=bench.noted(info.settings))
    written = write_results(folder, info, results, formats)
    done = folder.listed_sites()
    return Written(
        run=written.run,
        changed=written.changed,
        failures=written.failures,
        without_evidence=tuple(url for url, slug in zip(info.sites, info.slugs, strict=True) if slug not in done),
    )


def judged(folder: RunFolder, info: RunInfo, bench: Bench | Benches) -> tuple[Result, ...]:
    """Judge the saved evidence of a run, in the order asked for, and write nothing. Raises StoreError as `evaluate` does."""
    # A file that was added is not read here and not vouched for: `verify` goes on naming it.
    problems = [problem for problem in folder.verify(under="sites/") if not problem.startswith("extra:")]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise StoreError(
            f"{folder.path}: {problems[0]}{more}",
            kind="damaged",
            remedy="Evidence that is not as it was sealed is not judged; `auditor verify` names all of it",
        )
    listed = folder.listed_sites()
    return tuple(bench(folder.evidence(slug), slug) for slug in info.slugs if slug in listed)


_NEWER = "Use the version of auditor that wrote it, or a newer one"


def _decoded(lines: bytes, source: str) -> tuple[Result, ...]:
    results: list[Result] = []
    for number, line in enumerate(lines.split(b"\n"), 1):
        if line:
            try:
                results.append(msgspec.json.decode(line, type=Result))
            except (msgspec.MsgspecError, RecursionError) as error:
                raise StoreError(
                    f"{source}:{number}: {error}", kind="damaged", remedy="`auditor evaluate` makes it again from the evidence"
                ) from error
    return tuple(results)


def _present(folder: RunFolder) -> dict[str, bytes]:
    names = (_INFO, _RESULTS, *(file for name in report.formats() for file in report.file_names(name)))
    return {name: folder.read(name) for name in names if (folder.path / name).is_file()}
