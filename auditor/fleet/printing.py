"""Reports on paper: the HTML report of a run, printed with the pictures of its folder."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath

from auditor.capture.options import CaptureOptions
from auditor.errors import StoreError
from auditor.evidence.store import RunFolder

__all__ = ["printed"]


def printed(folder: RunFolder, page_html: bytes) -> bytes:
    """Print a report. Raises BrowserError."""
    from auditor.capture.printing import print_pdf

    def file(path: str) -> bytes | None:
        # Only a picture that the manifest lists: the report links to nothing else, and this is no way around it.
        if PurePosixPath(path).suffix != ".png" or not path.startswith("sites/"):
            return None
        try:
            return folder.listed(path)
        except StoreError:
            return None

    # In a thread of its own: a scan writes its reports inside a loop that runs.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, print_pdf(page_html, file, CaptureOptions())).result()
