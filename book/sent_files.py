"""The files that go along with a handover, as its entry in the outbox names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct


class SentFile(Struct, frozen=True, kw_only=True):
    """One file: its bytes stand in the book under their digest."""

    name: str
    media_type: str
    size: int
    """Bytes."""
    digest: str


_FILES: Final = msgspec.json.Decoder(tuple[SentFile, ...])


def sent_files(text: str) -> tuple[SentFile, ...]:
    """The files of a stored text; none of an empty one."""
    return _FILES.decode(text or "[]")


def sent_files_text(files: Iterable[SentFile]) -> str:
    """Files as stored."""
    return msgspec.json.encode(list(files)).decode()
