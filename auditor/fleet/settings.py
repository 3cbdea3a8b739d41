"""The settings of a run, as run.json keeps them: what changes what is seen, as text, and back."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields

import msgspec

from auditor.capture import scenarios as scenario_folder
from auditor.capture.devices import DEVICES
from auditor.capture.options import CaptureOptions, LoginStep
from auditor.errors import StoreError, UsageError

__all__ = [
    "check_scenarios",
    "conditions_of",
    "device_settings",
    "dwell_settings",
    "options_of",
    "same_conditions",
    "without_secrets",
]

_NOT_SEEN = ("browser_path",)
"""A path of this machine: which browser it was stands in `RunInfo.browser`."""
_ARGUMENTS = "browser_arguments"
_LOGIN = "login"
_MASK = "•••"
_SECRET = re.compile(r"(?<=://)[^/@\s]*@")


def check_scenarios(names: Sequence[str]) -> tuple[str, ...]:
    """The scenarios asked for, each once, in the order of the folder. Raises UsageError for one that is not there.

    The folder is listed, not imported: its files load the browser's library.
    """
    known = [module.name for module in pkgutil.iter_modules(scenario_folder.__path__)]
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise UsageError(
            f"there is no scenario {unknown[:60]!r}", kind="usage", remedy=f"Take some of: {', '.join(sorted(known))}"
        )
    return tuple(dict.fromkeys(name for name in (*CaptureOptions().scenarios, *sorted(known)) if name in names))


def device_settings(name: str) -> dict[str, object]:
    """Options for a visitor with this device, by field of `CaptureOptions`; `viewport` may be given over it."""
    return {"device": name, "viewport": DEVICES[name].viewport}


def dwell_settings(seconds: float) -> dict[str, object]:
    """Options for the least time to watch, by field of `CaptureOptions`."""
    # The cap ends a step that never gets quiet: it must leave the dwell its time.
    return {"dwell_seconds": seconds, "cap_seconds": max(8.0, seconds + 5.0)}


def without_secrets(argument: str) -> str:
    """The same argument with user name and password of an address left out."""
    return _SECRET.sub(f"{_MASK}@", argument)


def conditions_of(options: CaptureOptions) -> dict[str, str]:
    """Every setting by its name: texts as they are, everything else as JSON."""
    conditions: dict[str, str] = {}
    for field in fields(options):
        value = getattr(options, field.name)
        if field.name == _ARGUMENTS:
            value = [without_secrets(argument) for argument in value]
        if field.name == _LOGIN:
            value = [_without_value(step) for step in value]
        if field.name not in _NOT_SEEN:
            conditions[field.name] = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return conditions


def _without_value(step: LoginStep) -> LoginStep:
    """A value that is no name of a variable may be the secret itself."""
    return step if "${" in step.value or not step.value else msgspec.structs.replace(step, value=_MASK)


def options_of(conditions: Mapping[str, str]) -> CaptureOptions:
    """The settings of an earlier run. Raises StoreError where they cannot be read, UsageError where a secret was left out."""
    if _MASK in conditions.get(_ARGUMENTS, ""):
        raise UsageError(
            "the run used a browser argument with a password, which is not kept",
            kind="resume",
            remedy="Give each --browser-arg again",
        )
    if _MASK in conditions.get(_LOGIN, ""):
        raise UsageError(
            "the run began with a login whose values are not kept", kind="resume", remedy="Give the list again with --sites"
        )
    found: dict[str, object] = {}
    try:
        for field in fields(CaptureOptions):
            if field.name in conditions:
                text = conditions[field.name]
                found[field.name] = text if field.type == "str" else msgspec.json.decode(text)
        return msgspec.convert(found, CaptureOptions)
    except msgspec.MsgspecError as error:
        raise StoreError(f"run.json: conditions: {error}", kind="damaged", remedy="Scan again into another folder") from error


def same_conditions(before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Raise UsageError where a run would be gone on with under other conditions than it was begun under.

    Browser arguments may differ: they say where a proxy or a test server stands today.
    """
    usual = conditions_of(CaptureOptions())  # of a setting that the earlier run did not know yet
    before = {**{name: usual[name] for name in now if name in usual}, **before}
    for name in sorted({*before, *now} - {_ARGUMENTS}):
        if before.get(name) != now.get(name):
            raise UsageError(
                f"the run was begun with {name}={before.get(name, 'unset')}, not {now.get(name, 'unset')}",
                kind="resume",
                remedy="Leave the option out, or scan into another folder",
            )
