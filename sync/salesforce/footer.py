"""The last line of a description that only Satchel reads: what a Task has no field for.

`ref S-…` names the record's key, where the org has no field for it; then come, in brackets, what
kind of note it is and each tag, where these say more than the task does itself. The line is taken
out when the text is read, wherever it has got to: people write below it, too.
"""

from __future__ import annotations

import base64
import re
from typing import Final
from urllib.parse import unquote
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct

from book.editable import tags_of, tags_text
from book.note_kinds import kind_by_tags

_KEY: Final = re.compile(r"satchel:(?:note|task):", re.ASCII)
_LINE: Final = re.compile(
    r"^[ \t]*ref S(?:-([A-Z2-7]{26}))?((?: \([a-z]+\))?)((?: \[[^\[\]\s]+\])*)[ \t]*$",
    re.ASCII | re.MULTILINE,
)
_CALL: Final = "call"
KINDS: Final = ("call", "note", "meeting")
"""Kinds of note that the line can name."""
_SIGNS: Final = re.compile(r"[\[\]%_\x00-\x1f\x7f]")
"""What the line itself is made of, blanks apart."""


class Footer(Struct, frozen=True, kw_only=True):
    """What the line says."""

    number: str | None = None
    """The tail of the key, a UUID."""
    kind: str | None = None
    tags: str = "[]"


def number_of(key: str) -> str:
    """The UUID in a key of ours, which is what the org keeps of it."""
    tail = _KEY.sub("", key)
    try:
        return str(UUID(tail))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, key))


def key_of(record: str, number: str | None) -> str | None:
    """The key of a note or task whose number the org keeps; None for something else."""
    if number is None:
        return None
    try:
        return f"satchel:{record}:{UUID(number)}"
    except ValueError:
        return None


def mark(key: str) -> str:
    """How a record's key is spelt in the line."""
    return base64.b32encode(UUID(number_of(key)).bytes).decode().rstrip("=")


def said_of(kind: str, tags: str | None) -> tuple[str | None, str]:
    """The kind and the tags that the line of a note of ours has to name.

    A task of ours without a word is a call and has the tag that says so, as calls of ours have.
    """
    listed = tags_of(tags)
    rest = [tag for tag in listed if tag != _CALL]
    if kind == _CALL and len(rest) < len(listed) and kind_by_tags(rest) == "note":
        return None, tags_text(rest)
    if kind != "note" and kind_by_tags(listed) == kind:
        return None, tags_text(listed)
    return kind, tags_text(listed)


def meant_by(said: Footer) -> tuple[str, str]:
    """The kind and the tags of a note of ours, from what its line names; the way back."""
    listed = tags_of(said.tags)
    if said.kind is not None:
        return said.kind, said.tags
    kind = kind_by_tags(listed)
    if kind != "note":
        return kind, said.tags
    return _CALL, tags_text([*listed, _CALL])


def with_line(body: str, key: str | None, *, kind: str | None, tags: str | None) -> str:
    """A text with its line below it; without one where there is nothing to say.

    A text that has such a line of its own gets one too, so that its own stays.
    """
    said = kind if kind in KINDS else None
    listed = [tag for tag in tags_of(tags) if tag]
    if not (key or said or listed or _line_in(body)):
        return body
    line = "ref S" + (f"-{mark(key)}" if key else "") + (f" ({said})" if said else "")
    line += "".join(f" [{_spelt(tag)}]" for tag in listed)
    return f"{body}\n\n{line}" if body else line


def read(text: str) -> tuple[str, Footer]:
    """A text without its line, and what the line said."""
    found = _line_in(text)
    if found is None:
        return text, Footer()
    number = str(UUID(bytes=base64.b32decode(f"{found[1]}======"))) if found[1] else None
    kind = found[2].strip(" ()") or None
    tags = [unquote(part.replace("_", " ")) for part in re.findall(r"\[([^\]]+)\]", found[3])]
    above, below = text[: found.start()].rstrip("\n"), text[found.end() :]
    body = above + below if above and below.strip("\n") else above or below.strip("\n")
    return body, Footer(number=number, kind=kind if kind in KINDS else None, tags=tags_text(tags))


def _line_in(text: str) -> re.Match[str] | None:
    """The last such line of a text; one that says nothing counts only at its end."""
    said = [
        found
        for found in _LINE.finditer(text)
        if found[1] or found[2] or found[3] or found.end() == len(text)
    ]
    return said[-1] if said else None


def _spelt(tag: str) -> str:
    """A tag without the signs the line is made of; blanks become underscores."""
    return _SIGNS.sub(lambda sign: f"%{ord(sign[0]):02X}", tag).replace(" ", "_")
