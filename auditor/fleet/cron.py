"""When a schedule is due: five fields as cron reads them (minute, hour, day of the month, month, day of the week)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cronsim import CronSim, CronSimError

from auditor.errors import UsageError

__all__ = ["check", "times"]

_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_REMEDY = 'Write minute, hour, day of the month, month, day of the week, such as "0 6 * * 1" for Mondays at six'


def check(text: str) -> None:
    """Raise UsageError where a schedule cannot be read, or is never due."""
    # Any day does: whether there is a next time depends on the fields alone.
    next(times(text, datetime(2026, 1, 1)))  # without a zone, as in the file


def times(text: str, after: datetime) -> Iterator[datetime]:
    """The times after a moment, in its zone, without end. Raises UsageError at the first step where the text is no schedule."""
    count = len(text.split())
    if count != len(_FIELDS):
        raise UsageError(f"a schedule has five fields, not {count}", kind="schedule", remedy=_REMEDY)
    try:
        yield from CronSim(text, after)
    except CronSimError as error:
        raise UsageError(
            f"{str(error)[:1].lower()}{str(error)[1:]} in « {text[:60]} »", kind="schedule", remedy=_REMEDY
        ) from error
    raise UsageError(f"« {text[:60]} » is never due", kind="schedule", remedy=_REMEDY)
