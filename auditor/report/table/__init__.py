"""What every report shows, before it has a form: the rows of the compliance table, and the words for them.

Beside the formats, because formats are strangers to each other. Knows no format and escapes nothing.
"""

from auditor.report.table.rows import (
    LISTED,
    STANDINGS,
    Refusal,
    SiteRow,
    Totals,
    listed,
    platform,
    site_rows,
    totals,
)
from auditor.report.table.seen import (
    NO_CHOICE,
    PHASES,
    UNKNOWN,
    Count,
    Phase,
    cookies_in,
    needs_consent,
    phase,
    phases,
    storage_in,
    trackers_in,
)
from auditor.report.table.words import Words, languages, words

__all__ = [
    "LISTED",
    "NO_CHOICE",
    "PHASES",
    "STANDINGS",
    "UNKNOWN",
    "Count",
    "Phase",
    "Refusal",
    "SiteRow",
    "Totals",
    "Words",
    "cookies_in",
    "languages",
    "listed",
    "needs_consent",
    "phase",
    "phases",
    "platform",
    "site_rows",
    "storage_in",
    "totals",
    "trackers_in",
    "words",
]
