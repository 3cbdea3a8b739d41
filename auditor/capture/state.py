"""The file with the state that visits begin with: what Playwright saves of a context, checked before a browser is started."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.errors import UsageError

__all__ = ["read_state"]

_MAX_BYTES = 16 * 1024 * 1024
_REMEDY = "Give a file that Playwright's `storage_state` or `codegen --save-storage` wrote"


class _Cookie(msgspec.Struct):
    name: str
    value: str
    domain: str
    path: str


class _Entry(msgspec.Struct):
    name: str
    value: str


class _Origin(msgspec.Struct):
    origin: str
    localStorage: tuple[_Entry, ...] = ()  # noqa: N815  # as Playwright writes it


class _State(msgspec.Struct):
    cookies: tuple[_Cookie, ...] = ()
    origins: tuple[_Origin, ...] = ()


def read_state(path: str) -> bytes:
    """The content of a state file. Raises UsageError where it cannot be read, or is none."""
    file = Path(path)
    try:
        if file.is_file() and file.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path} is larger than {_MAX_BYTES // 2**20} MB", kind="state", remedy=_REMEDY)
        data = file.read_bytes()
        msgspec.json.decode(data, type=_State)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", kind="state", remedy=_REMEDY) from error
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UsageError(f"{path} is no saved state: {error}", kind="state", remedy=_REMEDY) from error
    return data
