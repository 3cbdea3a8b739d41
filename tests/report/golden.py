"""The golden files of the sample run: `python -m tests.report.golden` writes them again. Read the difference line by line."""

from __future__ import annotations

import re
from pathlib import Path

from auditor.report import formats, render
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
            made[f"table.{language}{module.SUFFIX}"] = scrub(render(run, language, name).decode("utf-8"))
    return made


def scrub(text: str) -> str:
    """Leave out style, script and their hashes: what they are shows in their own files."""
    text = re.sub(r"(?s)<(style|script)>.*?</\1>", r"<\1></\1>", text)
    return re.sub(r"'sha256-[^']+'", "'sha256-'", text)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_bytes(text.encode("utf-8"))
