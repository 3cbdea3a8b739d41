"""One site of a run as one file for someone else: evidence, pictures, findings, requests, hashes, and how all of it was made.

What is in it can be read without this program: JSON, PNG, HAR, HTML, and a manifest for `sha256sum -c`. Only evidence that is as
it was sealed is given away. The same run gives the same bytes, but for the signature of some kinds of keys.

Sources: HAR 1.2 (W3C web performance draft); RFC 8032 (Ed25519) for the signature.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from auditor import report
from auditor.errors import StoreError, UsageError
from auditor.escape import json_document, visible
from auditor.evidence import Evidence, Visit, manifest
from auditor.evidence.records.requests import Request, Requests
from auditor.evidence.store import EVIDENCE, RunFolder
from auditor.fleet.runs import read_run
from auditor.results import Result
from auditor.results.run import Run

__all__ = ["Exported", "export", "site_of"]

_FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say."""
_SIGNATURE = f"{manifest.NAME}.sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A package that was written."""

    path: Path
    files: int
    digest: str
    """SHA-256 of the whole file."""
    signed: bool


def site_of(run: Run, name: str) -> Result:
    """The site that is meant: its address, its folder, or a part of its address that no other site has. Raises UsageError."""
    exact = [r for r in run.results if name in (r.url, r.slug)]
    found = exact or [r for r in run.results if name and name.lower() in r.url.lower()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(r.url for r in (found or run.results)[:5])
    raise UsageError(
        f"{name[:100]!r} is {'the name of several sites' if found else 'no site of this run'}",
        kind="site",
        remedy=f"Give one of: {names}{' …' if len(found or run.results) > 5 else ''}",
    )


def export(folder: RunFolder, site: str, path: Path, *, note: str = "", key: Path | None = None) -> Exported:
    """Write the package of one site. `key`: an Ed25519 key in PEM, whose signature of the manifest is added.

    Raises UsageError for a site or a key that is none, StoreError where evidence is not as it was sealed or the disk fails.
    """
    run = read_run(folder)
    result = site_of(run, site)
    prefix = f"sites/{result.slug}/"
    problem = next((p for p in folder.verify(under=prefix) if not p.startswith("extra:")), "")
    if problem:
        raise StoreError(
            f"{folder.path}: {problem}", kind="damaged", remedy="Evidence that is not as it was sealed is not given away"
        )
    evidence = folder.evidence(result.slug)
    alone = Run(info=msgspec.structs.replace(run.info, sites=(result.url,), slugs=(result.slug,)), results=(result,))
    files: dict[str, bytes] = {
        "run.json": folder.read("run.json"),
        "result.json": _readable(msgspec.json.encode(result)),
        "report.html": report.render(alone, result.report_language, "html"),
        f"{prefix}{EVIDENCE}": folder.listed(f"{prefix}{EVIDENCE}"),
        "evidence.json": _readable(msgspec.json.encode(evidence)),
        "run-manifest.sha256": folder.read(manifest.NAME),
    }
    for picture in result.screenshots:
        files[f"{prefix}{picture}"] = folder.listed(f"{prefix}{picture}")
    for visit in evidence.visits:
        files[f"requests-{visit.name}.har"] = _har(visit, run)
    files["README.txt"] = _readme(run, result, evidence, folder, note, signed=key is not None).encode()
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    files[manifest.NAME] = manifest.written(sums)
    if key is not None:
        files[_SIGNATURE] = _signature(key, files[manifest.NAME])
    packed = _zip(files, run.info.ended_at or run.info.started_at)
    try:
        path.write_bytes(packed)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}", kind="unwritable", remedy="Give another place to --out"
        ) from error
    return Exported(path=path, files=len(files), digest=hashlib.sha256(packed).hexdigest(), signed=key is not None)


def _readable(data: bytes) -> bytes:
    text = json.dumps(msgspec.json.decode(data), ensure_ascii=False, indent=1)
    return json_document(text).encode("utf-8") + b"\n"


def _zip(files: dict[str, bytes], time: str) -> bytes:
    out = io.BytesIO()
    try:
        date = datetime.fromisoformat(time.replace("Z", "+00:00")).timetuple()[:6]
    except ValueError:
        date = _FIRST_TIME
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, max(date, _FIRST_TIME))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, files[name])
    return out.getvalue()


def _signature(path: Path, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    remedy = "Make one with `openssl genpkey -algorithm ed25519 -out key.pem`"
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no key in PEM without a password"
        raise UsageError(f"{path} cannot be used to sign: {reason}", kind="key", remedy=remedy) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path} is not an Ed25519 key", kind="key", remedy=remedy)
    return key.sign(data)


def _har(visit: Visit, run: Run) -> bytes:
    """The requests of a visit as far as they are recorded: no bodies, no headers but those that the record keeps."""
    record = visit.record(Requests)
    requests: Sequence[Request] = record.requests if isinstance(record, Requests) else ()
    try:
        begun = datetime.fromisoformat(visit.started_at.replace("Z", "+00:00"))
    except ValueError:
        begun = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    entries = [_entry(request, begun) for request in requests]
    missing = "" if isinstance(record, Requests) else record.reason
    document = {
        "log": {
            "version": "1.2",
            "creator": {"name": "auditor", "version": run.info.tool},
            "browser": {
                "name": (run.info.browser or "unknown").partition(" ")[0],
                "version": (run.info.browser or "").partition(" ")[2],
            },
            "comment": missing or "Phases and steps stand in _phase and _step; bodies and most headers are not recorded.",
            "entries": entries,
        }
    }
    return json_document(json.dumps(document, ensure_ascii=False, indent=1)).encode("utf-8") + b"\n"


def _entry(request: Request, begun: datetime) -> dict[str, Any]:
    headers = [{"name": "If-None-Match", "value": request.if_none_match}] if request.if_none_match else []
    answered = [{"name": "ETag", "value": request.etag}] if request.etag else []
    body = {"postData": {"mimeType": "", "text": request.post_text}} if request.post_text else {}
    return {
        "startedDateTime": (begun + timedelta(milliseconds=request.at_ms)).isoformat(timespec="milliseconds"),
        "time": -1,
        "request": {
            "method": request.method,
            "url": request.url,
            "httpVersion": "",
            "cookies": [{"name": name, "value": ""} for name in request.cookies_sent],
            "headers": headers,
            "queryString": [],
            "headersSize": -1,
            "bodySize": request.post_bytes,
            **body,
        },
        "response": {
            "status": request.status or 0,
            "statusText": request.failure or "",
            "httpVersion": "",
            "cookies": [],
            "headers": answered,
            "content": {"size": -1, "mimeType": request.mime_type or ""},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        },
        "cache": {},
        "timings": {"send": -1, "wait": -1, "receive": -1},
        **({"serverIPAddress": request.address} if request.address else {}),
        "_phase": request.phase,
        "_step": request.step,
        "_type": request.type,
        "_initiator": request.initiator_url,
        "_redirectedFrom": request.redirected_from,
    }


def _readme(run: Run, result: Result, evidence: Evidence, folder: RunFolder, note: str, *, signed: bool) -> str:
    return "\n".join(visible(line, 4_000) if line else "" for line in _lines(run, result, evidence, folder, note, signed)) + "\n"


def _lines(run: Run, result: Result, evidence: Evidence, folder: RunFolder, note: str, signed: bool) -> Iterator[str]:
    info = run.info
    yield f"Evidence of a consent audit: {result.url}"
    yield f"Arrived at: {result.final_url or '-'}"
    if note:
        yield f"Note: {note}"
    yield ""
    yield "WHAT IS IN IT"
    yield "report.html          the report on this site; opens from disk, fetches nothing"
    yield "result.json          labels and findings, each with references into the evidence"
    yield "evidence.json        what the browser saw, before anything was judged (as sealed: sites/.../evidence.json.gz)"
    yield "requests-*.har       the requests of each visit, for any viewer of HTTP archives"
    yield "sites/.../*.png      pictures of the page as a visitor saw it"
    yield "run.json             versions, arguments, lists with dates and digests, conditions"
    yield "run-manifest.sha256  the manifest of the whole run, as it was when this was packed"
    yield ""
    yield "HOW IT WAS MADE"
    yield f"Program: auditor {info.tool}; browser: {info.browser or 'unknown'}; on {info.platform}"
    yield f"Run: {info.started_at} to {info.ended_at or '(not ended)'}, UTC by the clock of that machine"
    yield f"Command: auditor {' '.join(info.arguments)}"
    yield f"Judged by: profile {result.profile}"
    conditions = evidence.conditions
    if conditions is not None:
        yield (
            f"Visitor: language {conditions.locale}, time zone {conditions.timezone}, window"
            f" {conditions.viewport[0]}x{conditions.viewport[1]}, third-party cookies {conditions.third_party_cookies}"
        )
        yield f"User agent: {conditions.user_agent}"
        yield f"Watched at least {conditions.dwell_ms / 1000:g} s after each step, by the {conditions.clock} clock"
    for visit in evidence.visits:
        steps = ", ".join(f"{mark.phase}/{mark.step} at {mark.at_ms / 1000:.1f} s" for mark in visit.marks)
        yield f"Visit {visit.name}: begun {visit.started_at or '-'} in a fresh profile; {steps or 'nothing was seen'}"
    yield ""
    yield "HOW TO CHECK IT"
    yield f"In the unpacked folder: sha256sum -c {manifest.NAME}"
    yield f"SHA-256 of the manifest of the run: {folder.seal_digest}"
    if signed:
        yield f"Signature (Ed25519) of {manifest.NAME}, with the public key of whoever gave you this:"
        yield f"openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in {manifest.NAME} -sigfile {_SIGNATURE}"
    yield "To judge the evidence again: auditor evaluate, on the run folder that this was packed from"
    yield ""
    yield "WHAT IT DOES NOT SAY"
    yield "It says what one browser observed at one time under these conditions. It decides no question of law."
