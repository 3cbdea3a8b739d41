"""What the fingerprint recorder leaves: which script called the interfaces that fingerprints are made from."""

from __future__ import annotations

from typing import ClassVar

from auditor.shape import Shape

__all__ = ["ApiUse", "Fingerprint"]


class ApiUse(Shape, frozen=True, kw_only=True):
    """One interface, as one script of one document used it in one step."""

    phase: str
    step: str
    at_ms: float
    """When the first of these calls was heard; the call itself was some milliseconds earlier."""
    page_phase: str
    """Phase in which the document that called began."""
    page_step: str
    """Step in which the document that called began: what an older document does is no work of a clean page."""
    document: int
    """Number of the document within the visit."""
    frame_url: str
    """Address of the document; empty where it is not known."""
    script_url: str
    """Script nearest to the call; of an inline script, its document. Empty for code without an address."""
    kind: str
    """canvas, audio, webgl (maker and model of the graphics chip) or device (one trait, for what goes with it)."""
    api: str
    """Such as `HTMLCanvasElement.toDataURL`."""
    detail: str = ""
    """Of a canvas: `200x50 detached` or `640x480 in page`; of WebGL: the parameter's number."""
    count: int = 1
    """Calls heard."""


class Fingerprint(Shape, frozen=True, kw_only=True):
    """The record `fingerprint`, in the order of time. Documents and frames are listened to, workers are not."""

    NAME: ClassVar[str] = "fingerprint"

    uses: tuple[ApiUse, ...] = ()
    """Each script, document, step, interface and detail once."""
