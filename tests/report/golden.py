"""The golden files of the sample run: `python -m tests.report.golden` writes them again. Read the difference line by line."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl

from auditor.report import formats, printed_from, render, render_all
from auditor.report.table import languages
from auditor.report.terminal import table
from tests.report import sample

FOLDER = Path(__file__).parent / "golden"


def texts() -> dict[str, str]:
    """File name → text of every golden file, as the program writes it now."""
    run = sample.sample()
    made: dict[str, str] = {}
    for language in languages():
        made[f"terminal-100.{language}.txt"] = table(run, language, 100, colour=False)
        made[f"terminal-60.{language}.txt"] = table(run, language, 60, colour=False)
        for name, module in formats().items():
            if printed_from(name) is None and name != "xlsx":
                for file, data in render_all(run, language, name).items():
                    made[file.replace(module.SUFFIX, f".{language}{module.SUFFIX}")] = scrub(data.decode("utf-8"))
        made[f"table.{language}.xlsx.txt"] = cells(render(run, language, "xlsx"))
    return made


def cells(data: bytes) -> str:
    """A workbook as text: what its cells hold."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(f"{sheet.title}\t{row!r}" for sheet in book for row in sheet.iter_rows(values_only=True)) + "\n"


def scrub(text: str) -> str:
    """Leave out style, script and their hashes: what they are shows in their own files."""
    text = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1></\1>", text)
    return re.sub(r"'sha256-[^']+'", "'sha256-'", text)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_bytes(text.encode("utf-8"))
