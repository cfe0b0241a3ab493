"""Reading a file of this laptop that goes along with an escalation, or saying why it cannot."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final

from book.errors import Usage
from book.escalation_writing import NewFile, check_size

_UNKNOWN: Final = "application/octet-stream"


def read_new_file(path: Path) -> NewFile:
    """The file with its bytes. Raises Usage where it cannot be read, is empty or too large."""
    try:
        check_size(path.name, path.stat().st_size)  # before its bytes are asked for
        content = path.read_bytes()
    except OSError as trouble:
        reason = (trouble.strerror or "no access").lower()
        raise Usage(
            f"{path.name} cannot be attached: {reason}.", "Choose it where it is now."
        ) from trouble
    kind = mimetypes.guess_type(path.name)[0] or _UNKNOWN
    return NewFile(name=path.name, content=content, media_type=kind)
