"""HTML: one file that needs nothing beside it but the pictures of the run folder, and loads nothing from anywhere else.

Its content security policy allows the one style and the one script that it carries, by their hash, and pictures. It can be read
without the script, on paper, by keyboard and by a screen reader, in light and in dark.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from auditor.escape import html, link
from auditor.report.table import (
    LISTED,
    STANDINGS,
    Phase,
    SiteRow,
    Totals,
    Words,
    platform,
    site_rows,
    totals,
    words,
)
from auditor.report.table.items import lifetime, presence, requests
from auditor.report.table.said import acceptance, certainty, differences, phase_title, reference, refusal, summary_line
from auditor.report.table.section import Limits, Section
from auditor.report.table.seen import needs_consent
from auditor.results import CERTAINTIES, SEVERITIES, VERDICTS, Cookie, StorageItem, Tracker
from auditor.results.run import Run

__all__ = ["SUFFIX", "render"]

SUFFIX = ".html"

_TEMPLATES = files("auditor.report") / "templates"
_OVERVIEW = (
    "site",
    "banner",
    "platform",
    "refuse",
    "trackers-before",
    "trackers-after",
    "cookies-before",
    "cookies-after",
    "verdict",
)
_TEXT = 700
"""Characters of one text, such as that of a banner."""
_SHORT = 120
"""Characters of a name or an address."""
_OPEN_SITES = 3
"""Up to so many sites stand open when the report is opened."""
_DAY = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)$")
_KIND = re.compile(r"[a-z][a-z_-]{0,30}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render(run: Run, language: str, *, back: tuple[str, str] | None = None) -> str:
    """Write the report. `back`: address and words of a link to where the reader came from, for whoever serves it; none in a file.

    Raises UsageError where the language is unknown.
    """
    from jinja2 import DictLoader, Environment, StrictUndefined

    said, rows = words(language), site_rows(run)
    environment = Environment(
        loader=DictLoader({"report.html": _read("report.html")}),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = _read("style.css") + _narrow_heads(said), _read("script.js")
    return environment.get_template("report.html").render(
        run=run,
        language=language,
        back=back,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        **_words(said),
        **_tables(run, rows, said),
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _finalize(value: object) -> object:
    # Whatever the template prints passes here, so that no field can be forgotten.
    return "" if value is None else html(value if isinstance(value, Markup) else str(value), _TEXT)


def _narrow_heads(said: Words) -> str:
    # On a narrow screen each row of the overview is a card; its headings stand in the style, once, and not in each cell.
    heads = [(i, said.say(f"column.{key}")) for i, key in enumerate(_OVERVIEW, 1) if i > 1]
    rules = "".join(f'#sites-table td:nth-child({i})::before{{content:"{head}" / ""}}' for i, head in heads)
    return f"@media (max-width: 44rem) {{{rules}}}\n"


def _policy(style: str, script: str) -> Markup:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return Markup(
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src 'self' file:; "
        "base-uri 'none'; form-action 'none'"
    )


def _words(said: Words) -> dict[str, Callable[..., object]]:
    def say(key: str, **fields: object) -> Markup:
        return Markup(said.say(key, **{name: html(str(value), _SHORT) for name, value in fields.items()}))

    def count(key: str, n: int) -> Markup:
        return Markup(said.count(key, n))

    def label(group: str, name: str) -> Markup:
        return html(said.label(group, name), _SHORT)

    return {"say": say, "count": count, "label": label}


def _tables(run: Run, rows: tuple[SiteRow, ...], said: Words) -> dict[str, Any]:
    counted = totals(run, rows)
    return {
        "rows": rows,
        "sites": [Section(row, said) for row in rows],
        "open": len(rows) <= _OPEN_SITES,
        "counted": counted,
        "summary": summary_line(counted, said),
        "bar": list(_bar(counted)),
        "overview_columns": _OVERVIEW,
        "limits": Limits(),
        "verdicts": VERDICTS,
        "severities": reversed(SEVERITIES),
        "conditions": list(_conditions(run, said)),
        "reproduce": list(_reproduce(run, said)),
        "short": lambda text: html(text or "", _SHORT),
        "reference": lambda text: html(reference(text, 90)),
        "address": _address,
        "lang": _lang,
        "kind_of": lambda kind: kind if _KIND.fullmatch(kind) else "other",
        "row_id": lambda id_: Markup(' id="{}"').format(id_) if id_ else Markup(""),
        "yes_no": lambda banner: said.say(banner) if banner in ("yes", "no") else banner,
        "platform": lambda row: platform(row, said.say("platform.unnamed")),
        "refusal": lambda row: refusal(row, said),
        "standing": partial(_standing, said=said),
        "counts": partial(_counts, said=said),
        "failure": partial(_failure, said=said),
        "acceptance": lambda finding: acceptance(finding, said),
        "certainty": lambda finding: certainty(finding, said),
        "certainties": CERTAINTIES,
        "title": lambda at: _tied(html(phase_title(at, said), _SHORT)),
        "set_by": partial(_set_by, said=said),
        "hot": _hot,
        "needs_consent": needs_consent,
        "day": lambda time: _DAY.sub(r"\1 \2 UTC", time),
        "lifetime": lambda cookie: lifetime(cookie, said),
        "presence": presence,
        "requests": requests,
    }


def _bar(counted: Totals) -> Iterator[dict[str, object]]:
    x = 0.0
    for standing in STANDINGS:
        n = counted.standings.get(standing, 0)
        if n:
            width = 1000 * n / counted.sites
            yield {"standing": standing, "n": n, "x": f"{x:.1f}", "width": f"{width:.1f}"}
            x += width


def _standing(row: SiteRow, said: Words) -> str:
    word = said.say(f"standing.{row.standing}")
    return f"{word}, {said.say(f'severity.{row.severity}')}" if row.standing == "fail" else word


def _counts(row: SiteRow, said: Words) -> str:
    return " · ".join(said.count(f"tally.{v}", row.verdicts[v]) for v in LISTED if row.verdicts.get(v))


def _failure(row: SiteRow, said: Words) -> str:
    error = row.result.error
    return f"{said.label('error', error.kind)}{said.say('colon')}{error.message}" if error else said.say("error.none")


def _address(url: str) -> Markup:
    shown, to = html(url, 300), link(url)
    return (
        Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(to, shown)
        if to
        else Markup("<code>{}</code>").format(shown)
    )


def _set_by(cookie: Cookie, said: Words) -> Markup:
    try:
        host = urlsplit(cookie.set_by.url).hostname or ""
    except ValueError:
        host = ""
    parts = [said.label("via", cookie.set_by.via), host]
    if cookie.blocked:
        parts.append(f"{said.say('not-stored')} ({', '.join(cookie.blocked[:3])})")
    return html(" · ".join(part for part in parts if part), _SHORT)


def _tied(text: Markup) -> Markup:
    # `visible` makes every space a plain one; the marks of a French quotation stay with their words.
    return Markup(text.replace("« ", Markup("«&nbsp;")).replace(" »", Markup("&nbsp;»")))


def _hot(thing: Cookie | StorageItem | Tracker, is_seen: bool, at: Phase) -> Markup:
    # Only what surely needs a consent that nobody gave, in a phase that is established.
    return Markup(" h" if is_seen and needs_consent(thing) and at.is_observed and at.name != "accept" else "")


def _lang(language: str | None) -> Markup:
    return Markup(' lang="{}"').format(language) if language and _LANGUAGE.fullmatch(language) else Markup("")


def _conditions(run: Run, said: Words) -> Iterator[dict[str, str]]:
    info = run.info
    known = {
        "tool": f"auditor {info.tool}",
        "browser": info.browser or said.say("condition.no-browser"),
        "platform": info.platform,
        "profile": info.profile,
        "started": info.started_at,
        "ended": info.ended_at or said.say("condition.not-ended"),
    }
    for name, value in {**known, **info.conditions}.items():
        yield {"name": said.label("condition", name), "value": value}
    for url, value in differences(info):
        yield {"name": url, "value": value}


def _reproduce(run: Run, said: Words) -> Iterator[dict[str, object]]:
    arguments = shlex.join(str(html(argument, 300).unescape()) for argument in run.info.arguments)
    for key, command in (("scan", f"auditor {arguments}"), ("evaluate", "auditor evaluate ."), ("verify", "auditor verify .")):
        yield {"text": said.say(f"reproduce.{key}"), "command": html(command, 4000)}
