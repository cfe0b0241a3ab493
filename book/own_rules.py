"""My own file of house rules, as far as Satchel itself writes into it: what mails say of me.

Every other line of the file stays as it was. Before anything is put on disk the new text is read
back: what would not say exactly what was asked for is not written.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from book.errors import Refused
from book.profile import Profile
from book.rules import load
from book.rules_place import PERSONAL

_TABLE: Final = "mail"
_HEADER: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_OURS: Final = re.compile(r"^[ \t]*\[[ \t]*mail[ \t]*\][^\n]*(?:\n|\Z)", re.MULTILINE)
_NEW: Final = "# What your mails to customers say of you.\n[mail]\n"


def set_mail(profile: Profile, *, booking_link: str, signature: str) -> None:
    """Writes my booking link and signature into my own file, made where there is none.

    An empty one leaves the file, and what lies below it counts again. Raises RulesTrouble where
    the file or what was to be written is wrong, Refused where the file is written in a way that
    cannot be changed here; nothing is written then.
    """
    file = profile.folder / PERSONAL
    there = file.exists()
    if there:
        load(personal=file)  # a fault in it is its person's to mend, and is named
    text = file.read_bytes().decode("utf-8-sig") if there else ""
    values = {"booking_link": booking_link.strip(), "signature": signature.strip()}
    new = text
    for key, value in values.items():
        new = _with(new, key, value)
    if not _says(new, _wanted(text, values)):
        raise Refused(
            f"{PERSONAL} is written in a way that Satchel does not change.",
            "Open it and put booking_link and signature under [mail] by hand.",
        )
    _put(file, new)


def _with(text: str, key: str, value: str) -> str:
    """The text with that key of the table said, or left out."""
    line = f"{key} = {_spelt(value)}\n" if value else ""
    header = _OURS.search(text)
    if header is None:
        if not line:
            return text
        before = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{before}\n{_NEW}{line}" if before else f"{_NEW}{line}"
    after = _HEADER.search(text, header.end())
    end = after.start() if after else len(text)
    inside = text[header.end() : end]
    found = re.search(rf"^[ \t]*{key}[ \t]*=[^\n]*(?:\n|\Z)", inside, re.MULTILINE)
    if found is not None:
        inside = inside[: found.start()] + line + inside[found.end() :]
        return text[: header.end()] + inside + text[end:]
    opened = text[: header.end()]
    opened = opened if opened.endswith("\n") else f"{opened}\n"
    return opened + line + text[header.end() :]


def _spelt(value: str) -> str:
    """The value as a TOML text in one line."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(signs.get(sign) or _visible(sign) for sign in value) + '"'


def _visible(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign


def _wanted(text: str, values: Mapping[str, str]) -> dict[str, Any]:
    table = tomllib.loads(text)
    mail = {key: value for key, value in table.get(_TABLE, {}).items() if key not in values}
    mail |= {key: value for key, value in values.items() if value}
    rest = {key: value for key, value in table.items() if key != _TABLE}
    return {**rest, _TABLE: mail} if mail else rest


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    if not found.get(_TABLE, True):
        found.pop(_TABLE)
    return found == wanted


def _put(file: Path, text: str) -> None:
    """The whole file or none of it, and only once the rules hold together with it."""
    handle, name = tempfile.mkstemp(prefix=".house-rules-", suffix=".toml", dir=file.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode("utf-8"))
        load(personal=new)
        new.replace(file)
    finally:
        with suppress(OSError):
            new.unlink()
