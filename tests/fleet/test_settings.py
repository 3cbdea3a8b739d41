"""Settings as run.json keeps them: there and back, and without secrets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.capture.options import CaptureOptions
from auditor.errors import StoreError, UsageError
from auditor.fleet.settings import check_scenarios, conditions_of, options_of, same_conditions, without_secrets

OTHER = CaptureOptions(
    scenarios=("before", "refuse"),
    locale="de-DE",
    timezone="Europe/Berlin",
    viewport=(390, 844),
    third_party_cookies="block",
    ignore_https_errors=True,
    browser_arguments=("--lang=de", "--proxy-server=http://proxy.example:3128"),
    dwell_seconds=10.0,
    cap_seconds=15.0,
    site_seconds=60.0,
)


@pytest.mark.parametrize("options", [CaptureOptions(), OTHER])
def test_settings_are_read_again_as_they_were(options: CaptureOptions) -> None:
    assert options_of(conditions_of(options)) == options
    assert all(isinstance(text, str) for text in conditions_of(options).values())


def test_every_setting_but_the_path_of_the_browser_is_kept() -> None:
    assert set(conditions_of(replace(OTHER, browser_path="/home/someone/chrome"))) == set(conditions_of(OTHER))
    assert "someone" not in str(conditions_of(replace(OTHER, browser_path="/home/someone/chrome")))
    assert len(conditions_of(OTHER)) == len(OTHER.__dataclass_fields__) - 1


def test_a_password_is_not_kept_and_asked_for_again() -> None:
    assert without_secrets("--proxy-server=http://user:pass@proxy.example:3128") == "--proxy-server=http://•••@proxy.example:3128"
    assert without_secrets("--host-resolver-rules=MAP a.example 127.0.0.1:1") == "--host-resolver-rules=MAP a.example 127.0.0.1:1"
    kept = conditions_of(replace(OTHER, browser_arguments=("--proxy-server=http://user:pass@proxy.example",)))
    assert "pass" not in str(kept)
    with pytest.raises(UsageError, match="Give each --browser-arg again"):
        options_of(kept)


def test_other_conditions_are_refused_by_name_and_other_browser_arguments_are_not() -> None:
    begun = conditions_of(CaptureOptions())
    same_conditions(begun, conditions_of(CaptureOptions(browser_arguments=("--host-resolver-rules=MAP a 127.0.0.1:2",))))
    with pytest.raises(UsageError, match=r"begun with dwell_seconds=3.0, not 10.0"):
        same_conditions(begun, conditions_of(CaptureOptions(dwell_seconds=10.0)))


@pytest.mark.parametrize("text", ["", "{", '"wide"', "[1]"])
def test_settings_that_cannot_be_read_are_told(text: str) -> None:
    with pytest.raises(StoreError, match=r"run.json: conditions"):
        options_of({"viewport": text})


def test_scenarios_come_in_the_order_in_which_they_run() -> None:
    assert check_scenarios(("withdraw", "refuse", "refuse")) == ("refuse", "withdraw")
    with pytest.raises(UsageError, match="there is no scenario 'refuze'"):
        check_scenarios(("refuse", "refuze"))
