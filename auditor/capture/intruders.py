"""What a page puts in a visitor's way: dialogs and other windows. Each is closed, as a person would, and told in the evidence."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from playwright.async_api import Dialog, Download, Page
from playwright.async_api import Error as PlaywrightError

from auditor.capture import budget

__all__ = ["Intruders"]

Lack = Callable[[str, str], None]


class Intruders:
    """Closes the dialogs and windows of one visit. `lack(name, reason)` is told what was cut short."""

    def __init__(self, page: Page, lack: Lack) -> None:
        self._page = page
        self._lack = lack
        self._dialogs = 0
        self._windows = 0
        self._downloads = 0
        self._closing: set[asyncio.Task[None]] = set()

    def watch(self) -> None:
        """Begin."""
        self._page.on("dialog", self._answer)
        self._page.on("download", self._offered)
        self._page.context.on("page", self._opened)

    async def gone(self) -> None:
        """Wait until every other window is closed: while one is in front, the page behind it is not painted."""
        if self._closing:
            await asyncio.wait(self._closing)

    async def end(self) -> None:
        """Stop watching; whatever is still under way is dropped."""
        for task in self._closing:
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def _answer(self, dialog: Dialog) -> None:
        # A question at leaving is answered with leave; any other is closed without an answer.
        self._dialogs += 1
        if self._dialogs == budget.DIALOGS + 1:
            self._lack("dialogs", f"the page opened more than {budget.DIALOGS} dialogs; each was closed")
        try:
            await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())
        except PlaywrightError as error:
            self._lack("dialogs", str(error).splitlines()[0])

    def _offered(self, download: Download) -> None:
        # The context takes none: nothing of it is on the disk.
        self._downloads += 1
        if self._downloads <= budget.DOWNLOADS:
            self._lack("downloads", f"{download.url[: budget.LABEL_CHARS]} was offered as a download, which was refused")
        elif self._downloads == budget.DOWNLOADS + 1:
            self._lack("downloads", f"the page offered more than {budget.DOWNLOADS} downloads; each was refused")

    def _opened(self, window: Page) -> None:
        if window is self._page:
            return
        self._windows += 1
        if self._windows == budget.POPUPS + 1:
            self._lack("windows", f"the page opened more than {budget.POPUPS} windows; each further one was closed at once")
        task = asyncio.create_task(self._close(window, linger=self._windows <= budget.POPUPS), name="close a window")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close(self, window: Page, *, linger: bool) -> None:
        with contextlib.suppress(PlaywrightError):  # it is gone already, which is what was wanted
            if linger:
                with contextlib.suppress(PlaywrightError):  # a timeout: it has had its time
                    await window.wait_for_load_state("load", timeout=budget.POPUP_SECONDS * 1000)
                self._lack("windows", f"{window.url[: budget.LABEL_CHARS]} was opened in a window of its own and soon closed")
            await window.close()
            await self._page.bring_to_front()
