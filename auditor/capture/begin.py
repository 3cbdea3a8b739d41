"""What the visits of a site begin with, where they do not begin fresh: a state file, and what a login leaves.

The login is done once, in a context of its own that nobody listens to; each visit then begins with a copy of the state. Whatever
is in that state was there before the site was visited, so it is named in the evidence (`given`) and held against nobody. Secrets
are read from the environment when they are typed, and taken out of all that was recorded (`Secrets`).
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from auditor.capture import budget
from auditor.capture.browser import Browser
from auditor.capture.failures import site_error
from auditor.capture.options import CaptureOptions, LoginStep
from auditor.capture.secrets import MASK, Secrets
from auditor.capture.settle import settle
from auditor.capture.state import read_state
from auditor.errors import SiteError, UsageError
from auditor.evidence import Given, GivenItem

__all__ = ["Beginning", "begin_with"]

KIND = "login"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PASSWORD = re.compile(r"(?=.*\d)(?=.*[^\W\d])\S{8,}\Z")
"""A value in the list itself that is no word of a page."""
_STEP_SECONDS = 15.0
_ITEMS = 5_000

Told = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """With what the visits of a site begin."""

    state: Mapping[str, Any]
    """As Playwright saves it."""
    given: Given
    secrets: Secrets


async def begin_with(browser: Browser, url: str, options: CaptureOptions, told: Told) -> Beginning:
    """Read the state file, then log in. Raises SiteError of the kind `login` where either fails."""
    state: Mapping[str, Any] | None = None
    digest = ""
    if options.storage_state:
        try:
            data = read_state(options.storage_state)
        except UsageError as error:
            raise SiteError(f"{url}: {error.message}", kind=KIND, remedy=error.remedy) from error
        state, digest = msgspec.json.decode(data), hashlib.sha256(data).hexdigest()
    typed = tuple(_typed(step.value, url) for step in options.login)
    if options.login:
        secrets = Secrets([text for value in typed for text in value[1:]], url=url)
        try:
            async with asyncio.timeout(options.site_seconds):
                state = await _log_in(browser.beginning_with(state), url, options, [value[0] for value in typed], secrets, told)
        except TimeoutError as error:
            raise SiteError(
                f"{url}: the login took more than {options.site_seconds:g} s", kind=KIND, remedy="Raise --timeout"
            ) from error
    assert state is not None
    items = list(_items(state))
    secrets = Secrets([text for value in typed for text in value[1:]], url=url, given=[item.value for item in items])
    source = (*(["state-file"] if options.storage_state else []), *(["login"] if options.login else []))
    given = Given(
        source=source,
        state_sha256=digest,
        login=tuple(_shown(step) for step in options.login),
        items=tuple(msgspec.structs.replace(item, value=secrets.masked(item.value)) for item in items[:_ITEMS]),
    )
    return Beginning(state=state, given=given, secrets=secrets)


def _typed(value: str, url: str) -> tuple[str, ...]:
    """What is typed for a value, then each secret in it: what comes from the environment, or looks like a password.

    Raises SiteError where the environment lacks a variable.
    """
    names = _VARIABLE.findall(value)
    for name in names:
        if not os.environ.get(name):
            raise SiteError(f"{url}: the environment has no variable {name}", kind=KIND, remedy="Set it before the scan")
    whole = _VARIABLE.sub(lambda found: os.environ[found[1]], value)
    return whole, *([whole] if names or _PASSWORD.match(whole) else []), *(os.environ[name] for name in names)


async def _log_in(
    browser: Browser, url: str, options: CaptureOptions, values: list[str], secrets: Secrets, told: Told
) -> Mapping[str, Any]:
    steps = list(zip(options.login, values, strict=True))
    if options.login[0].do != "goto":
        steps.insert(0, (LoginStep(do="goto", target=url), ""))
    first = len(options.login) - len(steps) + 1
    async with browser.visit(options) as (context, tap, _):
        page = context.pages[0]
        for number, (step, value) in enumerate(steps, first):
            told("login", "login", step.do)
            try:
                await _do(page, step, value, min(options.navigation_seconds, _STEP_SECONDS))
            except PlaywrightError as error:
                raise _failed(url, number, step, _reason(error, step), secrets) from None  # its text holds what was typed
            except SiteError as error:
                raise _failed(url, number, step, error.message, secrets) from None
        await settle(tap, options, begun=time.monotonic())
        try:
            return await context.storage_state(indexed_db=True)
        except PlaywrightError as error:
            raise site_error(error, url) from None


async def _do(page: Page, step: LoginStep, value: str, seconds: float) -> None:
    """Do one step as a person would: only with what is to be seen. Raises PlaywrightError, SiteError."""
    limit = seconds * 1000
    if step.do == "goto":
        answer = await page.goto(step.target, wait_until="load", timeout=max(limit, budget.LOAD_SECONDS * 1000))
        if answer is not None and answer.status >= 400:
            raise SiteError(f"the server answered {answer.status}", kind=KIND)
    elif step.do == "press":
        await page.keyboard.press(step.target)
    else:
        there = page.locator(step.target).locator("visible=true").first
        if step.do == "fill":
            await there.fill(value, timeout=limit)
        elif step.do == "click":
            await there.click(timeout=limit)
        elif step.do == "check":
            await there.check(timeout=limit)
        else:
            await there.wait_for(state="visible", timeout=limit)


def _reason(error: PlaywrightError, step: LoginStep) -> str:
    if isinstance(error, PlaywrightTimeout) and step.do != "goto":
        return "nothing that can be used and matches came to be seen in time"
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _failed(url: str, number: int, step: LoginStep, reason: str, secrets: Secrets) -> SiteError:
    where = f"step {number} ({_shown(step)})" if number else "its first page"
    return SiteError(
        secrets.without(f"{url}: the login failed at {where}: {reason}"),
        kind=KIND,
        remedy="Look at the steps of `login` in a browser",
    )


def _shown(step: LoginStep) -> str:
    return f"{step.do} {step.target}" + (f" {MASK}" if step.value else "")


def _items(state: Mapping[str, Any]) -> list[GivenItem]:
    """Everything that the state holds, by the names that the recorders use."""
    items = [
        GivenItem(kind="cookie", place=cookie["domain"], name=cookie["name"], path=cookie["path"], value=cookie["value"])
        for cookie in state.get("cookies", ())
    ]
    for origin in state.get("origins", ()):
        place = origin["origin"]
        items += [
            GivenItem(kind="local", place=place, name=entry["name"], value=entry["value"])
            for entry in origin.get("localStorage", ())
        ]
        items += [GivenItem(kind="indexeddb", place=place, name=base["name"]) for base in origin.get("indexedDB", ())]
    return items
