"""Send a notice by webhook and by e-mail. Secrets come from the environment and reach no message and no log."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import msgspec

from auditor.errors import AuditorError, UsageError
from auditor.escape import json_document, terminal
from auditor.fleet.about import tool_version
from auditor.fleet.notices.notice import Notice
from auditor.fleet.notices.settings import PASSWORD, USER, Mail, Notices

__all__ = ["SendError", "check", "encoded", "mail", "post"]

_SECONDS = 30.0
_PAUSES = (2.0, 10.0)
"""Seconds before the second and the third try; there is no fourth."""

Pause = Callable[[float], object]
"""Waits so many seconds, or less where the program is to end."""


class SendError(AuditorError):
    """Report a notice that did not get through."""


class _LaterError(Exception):
    """A failure that another try may mend."""


def check(settings: Notices) -> None:
    """Raise UsageError where the environment lacks what the settings need."""
    if settings.webhook is not None:
        _address(settings.webhook)
    if settings.mail is not None and settings.mail.security == "none" and os.environ.get(PASSWORD):
        raise UsageError(
            f"{PASSWORD} is set, and the connection to the mail server is not private",
            kind="notices",
            remedy="Use `security: starttls` or `tls`",
        )


def encoded(notice: Notice) -> bytes:
    """The notice as it is posted: JSON."""
    return json_document(json.dumps(msgspec.to_builtins(notice), ensure_ascii=False)).encode()


def post(variable: str, notice: Notice, pause: Pause) -> None:
    """Post a notice to the address in a variable of the environment. Raises UsageError, SendError."""
    body = encoded(notice)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"auditor/{tool_version()}",
        "X-Auditor-Notice": notice.id,
    }
    secret = os.environ.get(f"{variable}_SECRET")
    if secret:
        headers["X-Auditor-Signature"] = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
    request = Request(_address(variable), data=body, headers=headers, method="POST")
    _tried("the webhook", pause, lambda: _post(request))


def mail(settings: Mail, notice_id: str, subject: str, text: str, pause: Pause) -> None:
    """Send a notice by e-mail. Raises SendError."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.sender, ", ".join(settings.to), subject
    message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid(domain=settings.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auditor-Notice"] = notice_id
    message.set_content(text)
    _tried("the mail server", pause, lambda: _mail(settings, message))


def _tried(whom: str, pause: Pause, work: Callable[[], None]) -> None:
    for seconds in (*_PAUSES, None):
        try:
            work()
        except _LaterError as error:
            if seconds is None:
                raise SendError(f"{whom} {error}, three times", kind="notice") from error
            pause(seconds)
        else:
            return


class _NoRedirect(HTTPRedirectHandler):
    """A notice goes where it was told to, and nowhere else; a redirected POST would become a GET without it."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(request: Request) -> None:
    try:
        with build_opener(_NoRedirect).open(request, timeout=_SECONDS):
            return
    except HTTPError as error:
        error.close()
        said = f"answered {error.code}"
        if error.code == 429 or error.code >= 500:
            raise _LaterError(said) from None
        raise SendError(f"the webhook {said}", kind="notice") from None
    # Without the cause: an exception of these can hold the address, and a traceback would print it.
    except (URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise _LaterError(f"could not be reached ({type(reason).__name__})") from None


def _mail(settings: Mail, message: EmailMessage) -> None:
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    try:
        with _connected(settings) as server:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if user and password and settings.security != "none":
                server.login(user, password)
            refused = server.send_message(message)
    except smtplib.SMTPResponseException as error:
        said = f"answered {error.smtp_code}"
        if 400 <= error.smtp_code < 500:
            raise _LaterError(said) from None
        raise SendError(f"the mail server {said}", kind="notice") from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _ in error.recipients.values()})
        raise SendError(f"the mail server refused all addressees ({', '.join(map(str, codes))})", kind="notice") from None
    except (smtplib.SMTPException, OSError) as error:
        raise _LaterError(f"could not be used ({type(error).__name__}: {terminal(str(error), 120)})") from None
    if refused:
        raise SendError(f"the mail server refused {len(refused)} of {len(settings.to)} addressees", kind="notice")


def _connected(settings: Mail) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.server, settings.port, timeout=_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(settings.server, settings.port, timeout=_SECONDS)


def _address(variable: str) -> str:
    address = os.environ.get(variable, "").strip()
    if not address:
        raise UsageError(
            f"the environment has no variable {variable}", kind="notices", remedy="Set it to the address of the webhook"
        )
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("https", "http") and bool(parts.hostname) and address.isascii() and address.isprintable()
    except ValueError:
        good = False
    if not good or " " in address:
        raise UsageError(f"{variable} does not hold an http(s) address", kind="notices")
    return address
