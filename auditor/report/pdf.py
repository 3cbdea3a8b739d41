"""PDF: the HTML report, printed by the browser that audits. Only who writes the run folder has a browser, so it prints."""

from __future__ import annotations

__all__ = ["PRINTED_FROM", "SUFFIX"]

SUFFIX = ".pdf"
PRINTED_FROM = "html"
"""The format that is printed."""
