"""The same sites by another hand: autoconsent's own opt-out, from the package duckduckgo-autoconsent-py (MPL-2.0).

It is used as its makers use it, with all its rules and with its heuristic for banners of no known platform. What it says of
itself is recorded: whether it detected a banner, and whether it opted out. Where it only hides the banner by a style sheet that
is counted apart. Beside it stands what the site itself had noted: a refusal, or nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright
from playwright.async_api import Error as PlaywrightError

from auditor.capture.engine import arguments as engine_arguments
from auditor.capture.engine import find, user_agent
from benchmarks.cases import Case

__all__ = ["Other", "available", "opt_out"]

_CEILING_SECONDS = 20.0
"""Its own ceilings are lower: it looks for a platform for about ten seconds."""
_SETTLE_SECONDS = 1.0
_CONFIG = {"autoAction": "optOut", "isMainWorld": True, "heuristicMode": "reject", "enablePopupMutationObserver": True}
_TOLD = """() => typeof demoChoice === "function" ? demoChoice() : typeof chosen === "function" ? chosen()
    : document.documentElement.dataset.choice || "none" """


@dataclass(slots=True, kw_only=True)
class Other:
    """What autoconsent said of one site, and what the site had noted."""

    case: Case
    detected: bool = False
    opted_out: bool = False
    by_hiding: bool = False
    by: str = ""
    """Name of its rule."""
    noted: str = "none"
    """accept, refuse, some or none, as the site's own store says."""
    finished: asyncio.Event = field(default_factory=asyncio.Event)


def available() -> bool:
    """Whether the package is installed."""
    return find_spec("duckduckgo_autoconsent") is not None


async def opt_out(cases: Sequence[Case], browser_arguments: tuple[str, ...], *, concurrency: int) -> list[Other]:
    """Let it opt out of every case, each in a context of its own."""
    path = find(None)
    agent = await user_agent(path)
    flags = [flag for flag in engine_arguments(browser_arguments, agent) if not flag.startswith("--remote-debugging")]
    places = asyncio.Semaphore(concurrency)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)

        async def one(case: Case) -> Other:
            async with places:
                return await _visit(browser, case)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(case)) for case in cases]
        await browser.close()
    return [task.result() for task in tasks]


async def _visit(browser: Browser, case: Case) -> Other:
    other = Other(case=case)
    context = await browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
    try:
        await _install(context, other)
        page = await context.new_page()
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
        await page.goto(case.demo.url)
        try:
            async with asyncio.timeout(_CEILING_SECONDS):
                await other.finished.wait()
        except TimeoutError:
            pass  # what it has said so far stands
        await asyncio.sleep(_SETTLE_SECONDS)  # the site's own script writes after the press
        other.noted = await page.evaluate(_TOLD)
    except PlaywrightError as error:
        other.by = str(error).splitlines()[0][:120]
    finally:
        await context.close()
    return other


async def _install(context: BrowserContext, other: Other) -> None:
    from duckduckgo_autoconsent import bundle, rules_json

    def heard(source: dict[str, Any], message: dict[str, Any]) -> None:
        kind = message.get("type")
        if kind == "popupFound":
            other.detected, other.by = True, message.get("cmp", "")
        elif kind == "autoconsentDone":
            other.by_hiding = bool(message.get("isCosmetic"))
            other.finished.set()
        elif kind == "optOutResult":
            other.opted_out = other.opted_out or bool(message.get("result"))
        elif kind == "report" and message.get("mainFrame") and message["state"].get("lifecycle") == "nothingDetected":
            other.finished.set()

    await context.expose_binding("benchTell", heard)
    config = json.dumps(_CONFIG)
    await context.add_init_script(f"""
      window.autoconsentSendMessage = (message) => {{
        if (message.type === "init") setTimeout(() => window.autoconsentReceiveMessage(
          {{ type: "initResp", config: {config}, rules: {{ autoconsent: {rules_json()} }} }}), 0);
        else benchTell(JSON.parse(JSON.stringify(message)));
      }};
      {bundle()}
    """)
