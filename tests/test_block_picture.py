"""The picture of a page with its blocks: drawn from a saved page without network, and of the right size."""

import asyncio
import struct
import zlib
from pathlib import Path

from click.testing import CliRunner

from auditor.capture.picture import see_saved
from auditor.cli.blocks import command

PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>La pluie</title>
<style>body { margin: 0 } main, footer { height: 900px }</style>
<body><script>document.body.remove()</script><img src="http://192.0.2.1/x.png">
<main id="m"><h1>La pluie</h1><p>Il pleut depuis dimanche sur la ville, et les parapluies, disent les marchands, se
vendent bien.</p></main>
<footer id="f">© 2026 Gazette</footer></body></html>"""


def _colours(png: bytes) -> tuple[int, int, set[bytes]]:
    """Width, height and the colours of an 8-bit RGB or RGBA picture without filters other than the usual five."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    size = {2: 3, 6: 4}[kind]
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, step, before, seen = zlib.decompress(data), width * size, bytearray(width * size), set()
    for row in range(height):
        kind, line = raw[row * (step + 1)], bytearray(raw[row * (step + 1) + 1 : (row + 1) * (step + 1)])
        for i in range(step):
            left, up = (line[i - size] if i >= size else 0), before[i]
            corner = before[i - size] if i >= size else 0
            nearest = min((left, up, corner), key=lambda v: abs(left + up - corner - v))
            line[i] = (line[i] + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
        seen.update(bytes(line[i : i + 3]) for i in range(0, step, size))
        before = line
    return width, height, seen


def test_a_saved_page_is_laid_out_without_its_scripts_and_without_network() -> None:
    picture, boxes = asyncio.run(see_saved(PAGE.encode(), ["#m", "#f", "#nothing", "no[["]))
    assert picture[:4] == b"\x89PNG"
    assert boxes[2:] == [None, None]
    assert boxes[0] is not None and boxes[1] is not None  # the script that removes the body did not run
    assert boxes[0][3] == boxes[1][3] == 900
    assert boxes[1][1] == boxes[0][1] + 900


def test_the_picture_has_the_whole_page_and_a_colour_for_each_type(tmp_path: Path) -> None:
    page, out, only = tmp_path / "page.html", tmp_path / "blocks.png", tmp_path / "legal.png"
    page.write_text(PAGE, "utf-8")
    done = CliRunner().invoke(command, [str(page), "--picture", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "legal_text" in done.output
    assert "% content" in done.output
    width, height, every = _colours(out.read_bytes())
    assert width == 1280
    assert height >= 1800
    CliRunner().invoke(command, [str(page), "--only", "legal_text", "--picture", str(only)], catch_exceptions=False)
    fewer = _colours(only.read_bytes())[2]
    vivid = {c for c in every if max(c) - min(c) > 100}
    assert vivid - fewer  # the colours of the other types are gone


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    done = CliRunner().invoke(command, [str(page), "--picture", str(tmp_path / "no" / "x.png")])
    assert done.exit_code != 0
