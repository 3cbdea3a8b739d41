"""The needs that rules declare. Each gives exactly what may be judged with it, or says why it is not there.

`Unmet` makes a rule inconclusive, `NoObject` not applicable, `Part` turns a pass into inconclusive and lets a failure stand.
"""

from __future__ import annotations

from auditor.needs.banner import AskedAgain, BannerPresent, BannerSearched, Claims, ClosingRefuses, FirstLayer, Layers, Offered
from auditor.needs.choices import AcceptWalked, Clicked, RefuseWalked, Reopening, later_views_after, pressed, proven
from auditor.needs.records import (
    AgreedTo,
    AllCookies,
    BeforeSeen,
    TwoVisits,
    UnknownHosts,
    contacts_in,
    stored_at_end_of,
    written_in,
)

__all__ = [
    "AcceptWalked",
    "AgreedTo",
    "AllCookies",
    "AskedAgain",
    "BannerPresent",
    "BannerSearched",
    "BeforeSeen",
    "Claims",
    "Clicked",
    "ClosingRefuses",
    "FirstLayer",
    "Layers",
    "Offered",
    "RefuseWalked",
    "Reopening",
    "TwoVisits",
    "UnknownHosts",
    "contacts_in",
    "later_views_after",
    "pressed",
    "proven",
    "stored_at_end_of",
    "written_in",
]
