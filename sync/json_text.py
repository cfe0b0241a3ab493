"""JSON as it comes over the wire: decoded by type, mended where one broken character is in it."""

from __future__ import annotations

import re
from typing import Final, TypeVar

import msgspec

ReadT = TypeVar("ReadT")

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a decoder may raise; the last for lists in lists in lists without end."""

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    rb"|(u[dD][c-fC-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_REPLACEMENT: Final = b"\\ufffd"


def decode(decoder: msgspec.json.Decoder[ReadT], body: bytes) -> ReadT:
    """Decodes; a body that only half a character spoils is mended first.

    Services that cut a text after so many characters cut emoji in two, and one such half in one
    record would otherwise cost the whole page. Raises what `UNREADABLE` lists.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError):
        better = mended(body)
        if better == body:
            raise
        return decoder.decode(better)


def mended(body: bytes) -> bytes:
    """The same JSON with U+FFFD for halves of surrogate pairs and for broken UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        body = body.decode("utf-8", "replace").encode()
    return _ESCAPE.sub(_whole, body)


def _whole(match: re.Match[bytes]) -> bytes:
    text = match[0]
    if match[2] is not None:
        return _REPLACEMENT
    half = len(text) == 6 and text[1:3].lower() == b"ud" and match[1] is None
    return _REPLACEMENT if half else text
