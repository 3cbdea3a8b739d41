"""From an indexed run to the notice that is sent, if any."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet.history import History
from auditor.fleet.notices.notice import weigh
from auditor.fleet.notices.send import Pause, SendError, encoded, mail, post
from auditor.fleet.notices.settings import Notices
from auditor.fleet.notices.text import word

__all__ = ["announce"]


def announce(
    history: History,
    path: Path,
    settings: Notices,
    pause: Pause,
    say: Callable[[str], None],
    shown: Callable[[str], None] | None = None,
) -> bool:
    """Send a notice of a run where something in it calls for one; True where it does.

    `shown`: prints it in the place of sending. Raises AuditorError where a way failed; the other one was tried all the same.
    """
    weighed = weigh(history, path, settings)
    if weighed is None:
        return False
    language = settings.language or weighed.run.info.report_language
    worded = word(weighed, language, Path(settings.templates) if settings.templates else None)
    notice = weighed.notice(worded.webhook)
    if shown is not None:
        if settings.webhook is not None:
            shown(f"POST to the address in {settings.webhook}:\n{encoded(notice).decode()}\n")
        if settings.mail is not None:
            shown(f"Mail to {', '.join(settings.mail.to)}\nSubject: {worded.subject}\n\n{worded.mail}")
        return True
    ways: dict[str, Callable[[], None]] = {}
    if (variable := settings.webhook) is not None:
        ways["webhook"] = lambda: post(variable, notice, pause)
    if (to := settings.mail) is not None:
        ways["mail"] = lambda: mail(to, notice.id, worded.subject, worded.mail, pause)
    failures: list[str] = []
    for name, send in ways.items():
        try:
            send()
            say(f"a notice was sent by {name} ({', '.join(weighed.reasons)})")
        except AuditorError as error:
            failures.append(str(error))
    if failures:
        raise SendError("; ".join(failures), kind="notice")
    return True
