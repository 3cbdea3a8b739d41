"""Find, start and close Chromium, and open fresh contexts in it.

The browser is set up like a visitor's, on purpose and in the evidence: third-party cookies as asked for (a preference of the
profile: Debian's Chromium refuses them by default), storage partitioned as in a user's Chrome (Playwright's own list of disabled
features switches that off, so the list is given anew), no word Headless in the user agent.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError
from websockets.exceptions import WebSocketException

from auditor.capture import budget
from auditor.capture.options import CaptureOptions
from auditor.capture.tap import Tap, Taps
from auditor.capture.wire import Session, Wire
from auditor.errors import BrowserError, SiteError

__all__ = ["DISABLED_FEATURES", "Browser", "find", "start"]

_OPEN_SECONDS = 30.0
_VERSION_SECONDS = 20.0
_LAUNCH_SECONDS = 60.0

_NAMES = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "microsoft-edge-stable", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# A list of ours replaces Playwright's, so it repeats that (a test compares them) but for ThirdPartyStoragePartitioning, which a
# user's browser has.
_PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)
_OURS = (
    # The address bar's own renderers: 41 % of the CPU of a page load, nothing that a page sees.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # With it each document gets a frame of its own and DevTools leaves the old one before its `pagehide`: beacons sent at leaving
    # would be missing from the record.
    "RenderDocument",
)
DISABLED_FEATURES = _PLAYWRIGHTS + _OURS
"""Features of Chromium that are switched off."""
_ENABLED_FEATURES = ("CDPScreenshotNewSurface", "SkipListAccountsWithoutGaiaCookies")
_ARGUMENTS = (
    "--disable-blink-features=AutomationControlled",  # some platforms hide their banner from automation
    "--disable-background-networking",
    # What the browser still asks for by itself in spite of that (seen on 156: a component on demand, and who is logged in)
    # goes nowhere; a page that asks for the same hosts is not concerned.
    "--disable-component-update",
    "--component-updater=url-source=http://127.0.0.1:9/",
    "--gaia-url=http://127.0.0.1:9",
    "--no-first-run",
    "--remote-debugging-port=0",
)
_MACHINE = ("--user-data-dir", "--disk-cache-dir", "--proxy-server", "--load-extension")
"""Arguments with paths or secrets of the machine, which do not go into the evidence with their value."""


def find(path: str | None = None) -> str:
    """Path of the browser to use: the one asked for, an installed one, or Playwright's own.

    Raises BrowserError that says how to get one.
    """
    asked = path or os.environ.get("AUDITOR_BROWSER")
    if asked:
        found = shutil.which(asked)
        if found is None:
            raise BrowserError(
                f"no browser at {asked}", kind="browser", remedy="Give the path of a Chrome, Chromium or Edge to --browser"
            )
        return found
    candidates = [shutil.which(name) for name in _NAMES] + [place for place in _PLACES if Path(place).is_file()]
    installed = next((c for c in candidates if c), None) or _downloaded()
    if installed is None:
        raise BrowserError(
            "no browser found",
            kind="browser",
            remedy="Install Chrome or Chromium, or run `playwright install chromium`, and try again",
        )
    return installed


def _downloaded() -> str | None:
    """Playwright's own Chromium, where it was downloaded: the newest."""
    default = {"darwin": "~/Library/Caches/ms-playwright", "win32": "~/AppData/Local/ms-playwright"}.get(
        sys.platform, "~/.cache/ms-playwright"
    )
    base = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", default)).expanduser()
    names = ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing")
    found = (
        [p for p in base.glob("chromium-*/*/**/*") if p.name in names and p.is_file() and os.access(p, os.X_OK)]
        if base.is_dir()
        else []
    )
    return str(max(found, key=lambda p: _revision(p, base))) if found else None


def _revision(path: Path, base: Path) -> int:
    number = path.relative_to(base).parts[0].rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


class Browser:
    """A running browser, one connection that drives it and one that listens."""

    def __init__(
        self, playwright: PlaywrightBrowser, wire: Wire, taps: Taps, user_agent: str, arguments: tuple[str, ...]
    ) -> None:
        self._playwright = playwright
        self.wire = wire
        self._taps = taps
        self.user_agent = user_agent
        self.arguments = arguments
        """What it was started with."""

    @property
    def version(self) -> str:
        """Such as `Chromium 156.0.8078.79`."""
        return f"Chromium {self._playwright.version}"

    @property
    def alive(self) -> bool:
        """False after a crash."""
        return self._playwright.is_connected() and not self.wire.browser.closed

    @asynccontextmanager
    async def visit(self, options: CaptureOptions) -> AsyncIterator[tuple[BrowserContext, Tap, Session]]:
        """A fresh context with one blank page: Playwright's context, its tap, and the session of that page.

        Raises SiteError (crash) when the browser gives none.
        """
        tap: Tap | None = None
        context: BrowserContext | None = None
        try:
            try:
                async with asyncio.timeout(_OPEN_SECONDS):
                    context = await self._playwright.new_context(
                        timezone_id=options.timezone,
                        viewport={"width": options.viewport[0], "height": options.viewport[1]},
                        ignore_https_errors=options.ignore_https_errors,
                        accept_downloads=False,
                    )
                    page = await context.new_page()
                    driver = await context.new_cdp_session(page)
                    facts = (await driver.send("Target.getTargetInfo"))["targetInfo"]
                    await driver.detach()
                    tap = self._taps.of(facts["browserContextId"])
                    tap.traffic.top_target = facts["targetId"]
                    session = await tap.page(facts["targetId"])
            except (PlaywrightError, TimeoutError) as error:
                reason = str(error).splitlines()[0] if str(error) else f"no page within {_OPEN_SECONDS:g} s"
                raise SiteError(f"the browser opens no page: {reason}", kind="crash", remedy="Try again") from error
            yield context, tap, session
        finally:
            if tap is not None:
                self._taps.close(tap.context_id)
            if context is not None:
                await _close(context)


async def _close(context: BrowserContext) -> None:
    """Close a context whatever its state is: a crashed browser cannot, and one that hangs is not waited for."""
    with contextlib.suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(budget.CLOSE_SECONDS):
            await context.close()


@asynccontextmanager
async def start(options: CaptureOptions) -> AsyncIterator[Browser]:
    """Start the browser in a profile of its own, which is removed afterwards. Raises BrowserError."""
    path = find(options.browser_path)
    user_agent = await _user_agent(path)
    async with async_playwright() as playwright:
        with tempfile.TemporaryDirectory(prefix=f"auditor-{os.getpid()}-", ignore_cleanup_errors=True) as profile:
            _prefer(Path(profile), options)
            arguments = _arguments(options.browser_arguments, user_agent)
            context, sandboxed = await _launch(playwright, path, profile, arguments, options.locale)
            try:
                port, address = await _endpoint(Path(profile))
                async with await _listen(f"ws://127.0.0.1:{port}{address}") as wire:
                    taps = Taps(wire)
                    await taps.start()
                    assert context.browser is not None
                    shown = tuple(a for a in arguments if not a.startswith(_MACHINE)) + (() if sandboxed else ("--no-sandbox",))
                    yield Browser(context.browser, wire, taps, user_agent, shown)
            finally:
                await _close(context)


def _arguments(asked: tuple[str, ...], user_agent: str) -> tuple[str, ...]:
    """All arguments: of two lists of features Chromium takes the last alone, so a user's is added to ours."""
    features = {"--disable-features=": [*DISABLED_FEATURES], "--enable-features=": [*_ENABLED_FEATURES]}
    rest = []
    for argument in asked:
        name = next((n for n in features if argument.startswith(n)), None)
        if name is None:
            rest.append(argument)
        else:
            features[name] += [f for f in argument.removeprefix(name).split(",") if f]
    lists = [f"{name}{','.join(dict.fromkeys(names))}" for name, names in features.items()]
    return (*lists, *_ARGUMENTS, *((f"--user-agent={user_agent}",) if user_agent else ()), *rest)


async def _launch(
    playwright: Playwright, path: str, profile: str, arguments: tuple[str, ...], locale: str
) -> tuple[BrowserContext, bool]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for sandbox in (False,) if root else (True, False):
        try:
            context = await playwright.chromium.launch_persistent_context(
                profile,
                executable_path=path,
                headless=True,
                chromium_sandbox=sandbox,
                args=list(arguments),
                env={**os.environ, "LANGUAGE": locale.replace("-", "_")},  # what Chromium on Linux reads in place of --lang
                handle_sigint=False,  # Ctrl-C is ours: what is finished is written first
                handle_sigterm=False,
                timeout=_LAUNCH_SECONDS * 1000,
            )
            return context, sandbox
        except PlaywrightError as error:
            if sandbox and "sandbox" in str(error).lower():
                continue  # a container without user namespaces; the evidence will say that it ran without
            raise BrowserError(
                f"{path} does not start: {_complaint(str(error))}", kind="browser", remedy="Try `auditor doctor`"
            ) from error
    raise AssertionError("unreachable: the last try returns or raises")


def _complaint(text: str) -> str:
    """The line in which the browser itself says what is wrong, else the first."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = (line.partition("[err]")[2].strip() for line in lines if "[err]" in line)
    return next((line for line in said if line), lines[0] if lines else "unknown")[:300]


def _prefer(profile: Path, options: CaptureOptions) -> None:
    blocked = options.third_party_cookies == "block"
    folder = profile / "Default"
    folder.mkdir(parents=True)
    preferences = {
        "profile": {"cookie_controls_mode": 1 if blocked else 0, "block_third_party_cookies": blocked},
        "intl": {"accept_languages": f"{options.locale},{options.locale.partition('-')[0]}"},
    }
    (folder / "Preferences").write_text(json.dumps(preferences), "utf-8")


async def _endpoint(profile: Path) -> tuple[str, str]:
    file = profile / "DevToolsActivePort"
    for _ in range(1000):
        if file.exists():
            lines = file.read_text("utf-8").split("\n")
            if len(lines) >= 2 and lines[1]:
                return lines[0], lines[1]
        await asyncio.sleep(0.01)
    raise BrowserError(
        "the browser opens no DevTools port", kind="browser", remedy="Remove --remote-debugging options from --browser-arg"
    )


async def _listen(address: str) -> Wire:
    try:
        return await Wire.open(address)
    except (OSError, WebSocketException) as error:
        raise BrowserError(
            f"the browser's DevTools port does not answer: {error}", kind="browser", remedy="Try `auditor doctor`"
        ) from error


async def _user_agent(path: str) -> str:
    """The user agent of the same browser with a window; empty where its version cannot be asked (Windows)."""
    if sys.platform == "win32":
        return ""
    try:
        process = await asyncio.create_subprocess_exec(
            path, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError as error:
        raise BrowserError(f"{path} does not start: {error}", kind="browser", remedy="Try `auditor doctor`") from error
    try:
        async with asyncio.timeout(_VERSION_SECONDS):
            output, _ = await process.communicate()
    except TimeoutError as error:
        raise BrowserError(
            f"{path} does not tell its version within {_VERSION_SECONDS:g} s", kind="browser", remedy="Try `auditor doctor`"
        ) from error
    finally:
        if process.returncode is None:
            process.kill()
    version = re.search(rb"(\d+)\.\d+\.\d+", output)
    if version is None:
        return ""
    system = "Macintosh; Intel Mac OS X 10_15_7" if sys.platform == "darwin" else "X11; Linux x86_64"
    number = f"{version[1].decode()}.0.0.0"
    edge = f" Edg/{number}" if b"Edge" in output else ""
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{number} Safari/537.36{edge}"
