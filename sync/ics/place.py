"""Where a calendar is read from and how far: its secret address or its file, and the cursor."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from book.errors import BadResponse, Usage
from sync.http import checked_url

TITLE: Final = "Calendar"
LARGEST: Final = 10 * 1024 * 1024
"""Bytes of a calendar beyond which it is not read."""
_NAMED_ZONES: Final = 3
_LONGEST_ADDRESS: Final = 4_000
_ASK_FOR_IT: Final = (
    "Copy the secret address in iCal format from the calendar's settings; it ends in .ics."
)


class Cursor(Struct, frozen=True, omit_defaults=True):
    """What the calendar was when it was last read whole, and on which day."""

    day: str
    digest: str
    etag: str = ""
    modified: str = ""
    notice: str = ""
    """What was to be said of it, as long as it stays the same."""

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()


_CURSOR = msgspec.json.Decoder(Cursor)


def cursor(text: str | None) -> Cursor | None:
    """A stored cursor back; None where there is none, or none that is one."""
    try:
        return _CURSOR.decode(text) if text else None
    except msgspec.MsgspecError:
        return None


def split_address(secret: str, instead: str = "") -> tuple[str, str]:
    """A secret address as its host and all behind that; raises Usage for what is none.

    `instead` takes the host's place where it has a scheme (a proxy, a simulator).
    """
    text = secret.strip()
    for scheme in ("webcal://", "webcals://"):
        if text.lower().startswith(scheme):
            text = f"https://{text[len(scheme) :]}"
    not_one = Usage("That is not the address of a calendar.", _ASK_FOR_IT)
    if len(text) > _LONGEST_ADDRESS or "://" not in text or any(c <= " " for c in text):
        raise not_one
    try:
        parts = urlsplit(text)
    except ValueError:
        raise not_one from None
    host = checked_url(f"{parts.scheme}://{parts.netloc}", TITLE)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (instead if "://" in instead else host), path


def shown_place(secret: str) -> str:
    """The host of an address, which is all of it that may be shown."""
    return urlsplit(split_address(secret)[0]).netloc


def read_file(path: str) -> bytes:
    """A calendar's file; raises Usage for a path that is none, BadResponse where it went."""
    file = Path(path).expanduser()
    if not file.is_absolute():
        raise Usage("The calendar's file is not named in full.", "Write file= with the whole path.")
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Usage("What is named as the calendar's file is no file.", "Name an .ics file.")
        if found.st_size > LARGEST:
            raise too_large()
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise BadResponse(
            f"The calendar's file cannot be read ({error.strerror}).",
            "Export it again to the same place, or connect it from another.",
        ) from error


def zone_words(zones: Sequence[str], *, own_zone: bool) -> str:
    """What to say of zones that nobody knows, and what was assumed; nothing where there is none."""
    if not zones:
        return ""
    named = ", ".join(f"“{zone}”" for zone in zones[:_NAMED_ZONES])
    if len(zones) > _NAMED_ZONES:
        named += f" and {len(zones) - _NAMED_ZONES} more"
    one = len(zones) == 1
    assumed = "the zone that the calendar has for all" if own_zone else "this computer's zone"
    return (
        f"The calendar tells times by {'a zone' if one else 'zones'} that Satchel does not know:"
        f" {named}. {'Its' if one else 'Their'} meetings are kept, read by {assumed}; check when"
        " they begin."
    )


def too_large() -> BadResponse:
    """What to say of a calendar beyond the cap."""
    return BadResponse(
        f"The calendar is larger than {LARGEST // 2**20} MB.",
        "It was not read, and the meetings known so far stay. Share one with less past in it.",
    )
