"""Wait until a page is quiet, but look long enough.

Quiet alone is not a safe stop: what a timer starts in silence is missed. So there is a least time (the dwell), a cap, and both
stand in the evidence with how the wait ended.
"""

from __future__ import annotations

import asyncio
import time

from auditor.capture.options import CaptureOptions
from auditor.capture.tap import Tap
from auditor.errors import SiteError
from auditor.evidence import Settled

__all__ = ["settle"]

_LOOK_SECONDS = 0.05


async def settle(tap: Tap, options: CaptureOptions, *, begun: float, share: float = 1.0) -> Settled:
    """Wait from `begun` (monotonic seconds) for the dwell, then for quiet, at most until the cap. Raises SiteError on a crash.

    `share`: the part of dwell and cap that this wait is given, where a view is watched in two waits.
    """
    dwell = options.dwell_seconds * share
    cap = max(options.cap_seconds * share, dwell)
    while True:
        if tap.crashed:
            raise SiteError("the tab crashed", kind="crash", remedy="Try again with a lower --concurrency")
        waited = time.monotonic() - begun
        quiet = tap.traffic.is_quiet(options.quiet_seconds)
        if (waited >= dwell and quiet) or waited >= cap:
            return Settled(
                phase=tap.stage.phase,
                step=tap.stage.step,
                waited_ms=round(waited * 1000, 1),
                dwell_ms=round(dwell * 1000, 1),
                quiet=quiet,
            )
        await asyncio.sleep(_LOOK_SECONDS)
