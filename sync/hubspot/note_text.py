"""How a note or task of ours is laid out in HubSpot's one text, and read back out of it.

A subject is the first line, in bold. The last line, in small type, is what HubSpot has no place
for: the reference a record is found again by, and its tags. It is cut off when it is read,
wherever it has got to, so it is never shown, never doubled, and never grows.
"""

from __future__ import annotations

import base64
import html as entities
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import unquote
from uuid import UUID, uuid5

from msgspec import Struct

from book.editable import tags_text
from book.html_text import KEPT, markdown
from sync import markdown_html

LONGEST_TEXT: Final = 65_536
"""Characters HubSpot takes of one text, its marks included."""
LONGEST_SUBJECT: Final = 250
"""A longer line in bold is a text of somebody's, unless the note is ours."""
_OURS: Final = UUID("6f0c1d52-8a3e-4c0f-9d5b-2f6f1f6f7a11")
_FOOTER: Final = re.compile(r"ref S(?:-([A-Z2-7]{26}))?(?: · tags: (.+))?")
_MARK: Final = "ref S"
_MARKED: Final = re.compile(r"ref(?:\s|&nbsp;|&#160;)S")
_SMALL: Final = re.compile(r"<small\b", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_BOUNDARY: Final = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|table|tr|td|pre|hr)\b[^<>]*>", re.IGNORECASE
)
_SUBJECT: Final = re.compile(
    r"((?:\s*<div\b[^<>]*>)*)\s*<(p|div)\b[^<>]*>(?:\s*<span\b[^<>]*>)*\s*<(strong|b)\b[^<>]*>"
    r"([^<]*)</\3>(?:\s*</span>)*\s*</\2>",
    re.IGNORECASE,
)
_NOT_IN_TAGS: Final = re.compile(r"[%;\x00-\x1f\x7f\u00a0]|^ +| +$| (?= )")
_BLANKS: Final = re.compile(r"\s+")
_NO_BREAK: Final = "\u00a0"
_HELD: Final = "\ue0a0"
"""Stands for a no-break space while a text is on its way through HTML, where it would be a blank;
a sign of nobody's."""
_BETWEEN_WORDS: Final = re.compile(
    r"(?P<address>://[^\s<>]*\u00a0?)"
    r"|(?<=[^\s<>;&])(?:\u00a0|&nbsp;|&#160;|&#xa0;)(?=[^\s<>&])",
    re.IGNORECASE,
)
"""A single one between two words was meant, but behind an address, which it ends; HubSpot's editor
makes others of several blanks."""


class Text(Struct, frozen=True, kw_only=True):
    """What one text of HubSpot's holds."""

    subject: str = ""
    body: str = ""
    """Markdown."""
    reference: str | None = None
    tags: str = "[]"
    """JSON text."""


def reference_of(key: str) -> str:
    """The 26 letters that stand for a key: the key itself, where it ends in a UUID as ours do."""
    try:
        number = UUID(key.rpartition(":")[2])
    except ValueError:
        number = None
    if number is None or number.version != 4:
        number = uuid5(_OURS, key)
    return base64.b32encode(number.bytes).decode().rstrip("=")


def key_of(reference: str | None, record: str) -> str | None:
    """The key a reference stands for; None for one that only tells whether it is the same."""
    if reference is None:
        return None
    try:
        number = UUID(bytes=base64.b32decode(reference + "=" * (-len(reference) % 8)))
    except ValueError:
        return None
    return f"satchel:{record}:{number}" if number.version == 4 else None


def composed(
    body: str, *, subject: str | None = None, reference: str | None = None, tags: Iterable[str] = ()
) -> str:
    """The HTML of a text; `subject` is None where it has a place of its own."""
    made = _through(body, markdown_html.html)
    if subject:
        made = f"<p><strong>{_escaped(subject)}</strong></p>{made}"
    elif subject is not None and _SUBJECT.match(made):
        # Its own first line is in bold, and must not pass for a subject.
        made = f"<p><strong>{KEPT}</strong></p>{made}"
    footer = _footer(reference, tags)
    if not footer and _without_footer(made)[0] != made:
        # Its own last line looks like ours, and must not pass for it.
        footer = f"<p><small>{_MARK}</small></p>"
    return made + footer


def read(text: str, *, with_subject: bool) -> Text:
    """A text taken apart."""
    text, reference, tags = _without_footer(text)
    subject = ""
    found = _SUBJECT.match(text) if with_subject else None
    if found is not None:
        words = _through(found[4], _plain).replace(KEPT, "").strip()
        if len(words) <= LONGEST_SUBJECT or reference is not None:
            subject, text = words, found[1] + text[found.end() :]
    return Text(subject=subject, body=_through(text, markdown), reference=reference, tags=tags)


def _footer(reference: str | None, tags: Iterable[str]) -> str:
    named = "; ".join(_NOT_IN_TAGS.sub(_coded, tag) for tag in tags if tag)
    if reference is None and not named:
        return ""
    words = _MARK + (f"-{reference}" if reference else "") + (f" · tags: {named}" if named else "")
    return f"<p><small>{_escaped(words)}</small></p>"


def _without_footer(text: str) -> tuple[str, str | None, str]:
    """The text without our last line, and what that says.

    Ours is the last one in small type, for so it was written; where an editor took the type away,
    the last one there is. Any other that looks like it is somebody's own words.
    """
    found = _MARKED.search(text)
    if found is None:
        return text, None, "[]"
    bounds = [(one.start(), one.end()) for one in _BOUNDARY.finditer(text)]
    starts, ends = [one[0] for one in bounds], [one[1] for one in bounds]
    ours: tuple[bool, int, int, re.Match[str]] | None = None
    while found is not None:
        at = found.start()
        before, after = bisect_right(ends, at) - 1, bisect_left(starts, at)
        begin = ends[before] if before >= 0 else 0
        end = starts[after] if after < len(starts) else len(text)
        block = text[begin:end]
        small = _SMALL.search(block) is not None
        said = _FOOTER.fullmatch(_plain(_TAG.sub("", block)))
        if (
            said is not None
            and (small or said[1] or said[2])
            and (ours is None or small >= ours[0])
        ):
            ours = (small, begin, end, said)
        found = _MARKED.search(text, max(end, at + 1))
    if ours is None:
        return text, None, "[]"
    _, begin, end, said = ours
    return text[:begin] + text[end:], said[1], _tags(said[2]) if said[2] else "[]"


def _tags(named: str) -> str:
    return tags_text([unquote(one) for one in named.split("; ") if one])


def _coded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _through(text: str, work: Callable[[str], str]) -> str:
    """What becomes of a text, with the no-break spaces between its words kept."""
    if _HELD in text:
        return work(text)
    return work(_BETWEEN_WORDS.sub(_held, text)).replace(_HELD, _NO_BREAK)


def _held(found: re.Match[str]) -> str:
    return _HELD if found["address"] is None else found[0]


def _escaped(text: str) -> str:
    return entities.escape(text, quote=False)


def _plain(text: str) -> str:
    """The words of some HTML without tags, on one line."""
    return _BLANKS.sub(" ", entities.unescape(text)).strip()
