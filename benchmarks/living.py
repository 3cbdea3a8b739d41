"""Replicas of consent platforms turned into sites that work: `living.js` gives the controls their effect.

`replicas.yaml` holds widespread platforms, with what they store. The rarer ones are the structures on which the tests of
`auditor.banner` look; here they are served, pressed and asked again, with a store of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.demo.expected import Expected
from auditor.demo.message import Request, Response, Site, html, not_found
from auditor.demo.sites import Demo
from benchmarks.pages import LIVING, page, read, table, words

__all__ = ["living"]

_STRUCTURES = Path(__file__).parent.parent / "tests" / "banner" / "replicas"
_CLICKED = {"refuse": "clicked", "accept": "clicked"}


def living(kind: str) -> tuple[Demo, ...]:
    """The sites of `replicas` or `structures`."""
    return tuple(_replicas() if kind == "replicas" else _structures())


def _replicas() -> Iterator[Demo]:
    for name, told in table(LIVING / "replicas.yaml")["replicas"].items():
        said = words(told["language"])
        slug = name.replace("+", "-")
        frame = f"https://{told['frame']}site={slug}" if "frame" in told else ""

        def put(text: str, said: Mapping[str, str] = said, frame: str = frame) -> str:
            for key, value in (*said.items(), ("frame", frame)):
                text = text.replace("{" + key + "}", value)
            return text

        layers = {key: put(told[key]) for key in ("first", "second", "again") if key in told}
        inside = {"first": put(told["inside"]), "framed": True} if frame else None
        if inside is not None and "inside-second" in told:
            inside["second"] = put(told["inside-second"])
        text = _text(told["language"], slug, {**layers, "keeps": told.get("keeps", []), "api": told.get("api", "")}, told)
        framed = _text(told["language"], slug, inside, {}, shell="frame.html") if inside is not None else None
        yield _demo(slug, name.partition("+")[0], int(told["clicks"]), text, frame.split("/")[2] if frame else None, framed)


def _text(language: str, title: str, told: Mapping[str, Any], entry: Mapping[str, str], shell: str = "page.html") -> str:
    data = json.dumps(told, ensure_ascii=False).replace("</", "<\\/")
    script = f'<script type="application/json" id="told">{data}</script><script>{read(LIVING / "living.js")}</script>'
    return page(language, f"Bakery ({title})", head=entry.get("head", ""), body=script, shell=shell)


_FRAMES: dict[str, dict[str, str]] = {}
"""Host of frames → site → document; one host serves the frames of all sites that use it."""


def _demo(slug: str, cmp: str, clicks: int | None, text: str, frame_host: str | None = None, framed: str | None = None) -> Demo:
    host = f"www.{slug}-replica.example"
    own = Site(host=host, handler=_pages(text))
    hosts: tuple[Site, ...] = (own,)
    if frame_host is not None and framed is not None:
        _FRAMES.setdefault(frame_host, {})[slug] = framed
        hosts = (own, Site(host=frame_host, handler=_frames(_FRAMES[frame_host])))
    expected = Expected(
        title={"fr": slug, "en": slug},
        cmp=cmp,
        refuse_clicks=clicks,
        accept_clicks=1 if clicks is not None else None,
        outcomes=_CLICKED if clicks is not None else {},
    )
    return Demo(id=f"{slug}-replica", url=f"https://{host}/", hosts=hosts, expected=expected)


def _pages(text: str) -> Callable[[Request], Response]:
    return lambda request: html(text) if request.path in ("/", "/next.html") else not_found()


def _frames(documents: Mapping[str, str]) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        found = documents.get(request.query.get("site", ""))
        return html(found) if found is not None else not_found()

    return answer


def _structures() -> Iterator[Demo]:
    for path in sorted(_STRUCTURES.glob("*.html")):
        platform, *layer, language = path.name.removesuffix(".html").split(".")
        if layer:
            continue
        second = _layer(path.with_name(f"{platform}.preferences.{language}.html"))
        first = _layer(path)
        assert first is not None
        layers = {"first": first} | ({"second": second} if second else {})
        refusable = 1 if 'data-is="refuse"' in first else 2 if second and re.search(r'data-is="(refuse|save)"', second) else None
        acceptable = 'data-is="accept"' in first
        text = _text(language, f"{platform} {language}", {**layers, "keeps": []}, {})
        yield _demo(f"{platform}-{language}", platform, refusable if acceptable else None, text)


def _layer(path: Path) -> str | None:
    """What stands in the fixed part of a structure; frames hold their document themselves."""
    if not path.is_file():
        return None
    inside = read(path).partition('<div style="position: fixed">')[2].rpartition("</div>")[0]
    return re.sub(r'(<iframe[^>]*?)\ssrc=("[^"]*"|\S+?)(?=[\s>])', r"\1", inside).strip()
