"""Which Chromium is used, and how it is set up: like a visitor's, on purpose and in the evidence.

Third-party cookies as asked for (a preference of the profile: Debian's Chromium refuses them by default), storage partitioned as
in a user's Chrome (Playwright's own list of disabled features switches that off, so the list is given anew), no word Headless in
the user agent, and no traffic of the browser's own.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from pathlib import Path

from auditor.capture.devices import Device
from auditor.capture.options import CaptureOptions
from auditor.errors import BrowserError

__all__ = ["DISABLED_FEATURES", "MACHINE", "arguments", "complaint", "find", "prefer", "user_agent"]

_VERSION_SECONDS = 20.0
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
MACHINE = ("--user-data-dir", "--disk-cache-dir", "--proxy-server", "--load-extension")
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


def arguments(asked: tuple[str, ...], user_agent: str) -> tuple[str, ...]:
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


def complaint(text: str) -> str:
    """The line in which the browser itself says what is wrong, else the first."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = (line.partition("[err]")[2].strip() for line in lines if "[err]" in line)
    return next((line for line in said if line), lines[0] if lines else "unknown")[:300]


def prefer(profile: Path, options: CaptureOptions) -> None:
    """Write the preferences of a profile that is about to be used for the first time."""
    blocked = options.third_party_cookies == "block"
    folder = profile / "Default"
    folder.mkdir(parents=True)
    preferences = {
        "profile": {"cookie_controls_mode": 1 if blocked else 0, "block_third_party_cookies": blocked},
        "intl": {"accept_languages": f"{options.locale},{options.locale.partition('-')[0]}"},
    }
    (folder / "Preferences").write_text(json.dumps(preferences), "utf-8")


async def user_agent(path: str, device: Device) -> str:
    """The user agent of the same browser with a window, or on the device; empty where its version cannot be asked (Windows)."""
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
    if device.agent:
        return device.agent.format(major=version[1].decode())
    system = "Macintosh; Intel Mac OS X 10_15_7" if sys.platform == "darwin" else "X11; Linux x86_64"
    number = f"{version[1].decode()}.0.0.0"
    edge = f" Edg/{number}" if b"Edge" in output else ""
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{number} Safari/537.36{edge}"
