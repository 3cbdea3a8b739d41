"""Sites that speak to Google and to the advertising chain about the choice: rightly, and otherwise."""

from __future__ import annotations

import json

from auditor.demo.expected import Expected
from auditor.demo.message import Site, pixel
from auditor.demo.sites import Demo
from tests.rules.tc_strings import tc_string
from tests.sites.building import NOTHING, banner, case, page, part
from tests.sites.hard import CLICKED, HONEST, KEEPS, NO_RETURN, title

__all__ = ["SIGNALS"]

_ALL = tc_string(consent=range(1, 12), vendors=range(1, 900), disclosed=range(1, 900))
_NOTHING = tc_string(disclosed=range(1, 900))
_KEPT = tc_string(consent=(1, 2, 7), interest=(3, 4, 9), vendors=range(1, 300), vendors_interest=(4, 9), disclosed=None)
_TCF = frozenset({"tcf-consent-after-refuse", "tcf-legint-after-refuse", "tcf-disclosed-vendors-missing", "tcf-signal-invalid"})
_GOOGLE = frozenset({"consent-mode-granted-before", "consent-mode-granted-after-refuse"})
_AUCTION = Site(host="annonces.encheres.example", handler=lambda request: pixel())


def _platform(**strings: str) -> str:
    return page(part("tcf.html").replace("{{strings}}", json.dumps(strings)), banner())


def _mode(*calls: str) -> str:
    """Calls of consent mode before the usual honest page."""
    asked = "".join(f'gtag("consent", {call});' for call in calls)
    return page(
        f"<script>window.dataLayer = []; function gtag() {{ dataLayer.push(arguments); }} {asked}</script>", HONEST, banner()
    )


def _call(command: str, value: str, *regions: str) -> str:
    keys = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")
    settings: dict[str, object] = dict.fromkeys(keys, value)
    return f'"{command}", {json.dumps(settings | ({"region": regions} if regions else {}))}'


def _expected(what: str, **said: frozenset[str]) -> Expected:
    return Expected(
        title=title(what),
        outcomes=CLICKED,
        trackers=said.pop("trackers", KEEPS),  # type: ignore[arg-type]
        fails=NO_RETURN | said.pop("fails", NOTHING),
        passes=frozenset({"tracker-before-choice", "tracker-after-refuse"}) | said.pop("passes", NOTHING),
        refuse_clicks=1,
        **said,
    )


SIGNALS: tuple[Demo, ...] = (
    case(
        "chaine",
        _platform(none="", refuse=_NOTHING, accept=_ALL),
        _expected(
            "a TC string and consent mode that follow the choice",
            passes=_TCF | _GOOGLE | {"tcf-consent-before-choice", "signals-contradict"},
        ),
        _AUCTION,
    ),
    case(
        "chaine-menteuse",
        _platform(none="", refuse=_KEPT, accept=_ALL),
        _expected(
            "after refusing, the TC string keeps consent and legitimate interest; Google is told denied",
            fails=_TCF - {"tcf-signal-invalid"},
            passes=_GOOGLE | {"tcf-consent-before-choice", "tcf-signal-invalid"},
            may_fail=frozenset({"misleading-label"}),  # a refusal that is stored as consent
            not_passed=frozenset({"signals-contradict"}),
        ),
    ),
    case(
        "chaine-pressee",
        _platform(none=_ALL, refuse=_NOTHING, accept=_ALL),
        _expected(
            "the TC string consents on arrival, and is sent",
            fails=frozenset({"tcf-consent-before-choice"}),
            passes=_TCF | _GOOGLE,
            not_passed=frozenset({"signals-contradict"}),
        ),
    ),
    case(
        "regions",
        _mode(_call("default", "granted"), _call("default", "denied", "FR", "DE", "BE", "GB")),
        _expected("consent mode is granted elsewhere and denied where one must ask", passes=_GOOGLE),
    ),
    case(
        "repris",
        _mode(_call("default", "granted"), _call("update", "denied")),
        _expected("a granted default that is taken back before any tag runs", passes=_GOOGLE | {"consent-mode-cookieless-pings"}),
    ),
    case(
        "accorde",
        _mode(_call("default", "granted")),
        _expected("consent mode stays granted whatever is chosen, and no tag runs", fails=_GOOGLE),
    ),
)
