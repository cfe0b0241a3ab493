"""The grammar of a note's lines: which line stands for a task, a promise, a question, a risk.

Pure: a text and a day go in. `written(parse_line(line)) == line` for every line there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import msgspec
from msgspec import Struct

from book.line_days import day_in
from book.records import PointKind
from book.visible_text import says_something

LineKind = Literal["text", "task"] | PointKind
"""What a line stands for; `text` is every line that is none of the others."""
LONGEST_LINE: Final = 1_000
"""Characters beyond which a line is text: no title is longer."""

_SIGNS: Final[dict[str, LineKind]] = {
    "?": "question",
    "!": "risk",
    "<<": "they_owe",
    ">>": "i_owe",
    "^": "escalation",
}
_NO_LAST_WORDS: Final = ("risk",)
"""Kinds that tell what is so and not what is to be done: only `@` names a day in them."""
_BULLET: Final = r"(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]+)"
_BOX: Final = r"\[[ xX]?\]"
_BLANK: Final = r"[ \t\u00a0]+"
_CANDIDATE: Final = re.compile(
    rf"^[ \t]*{_BULLET}?(?:```|~~~|(?:{_BOX}|[?!]|<<|>>|\^){_BLANK})", re.MULTILINE
)
_SIGN: Final = rf"{_BOX}|[?!]|<<|>>|\^"
_LINE: Final = re.compile(rf"([ \t]*)({_BULLET}?)({_SIGN})({_BLANK})({_BOX}{_BLANK})?")
_BOXED: Final = re.compile(rf"([ \t]*)({_BULLET}?)({_BOX}{_BLANK})(?:{_SIGN}){_BLANK}")
"""A box in front of another sign, as a list that goes on by itself leaves one."""
_ESCALATE: Final = re.compile(r"escalate(?::[ \t\u00a0]*|[ \t\u00a0]+)", re.IGNORECASE | re.ASCII)
_FENCE: Final = re.compile(rf"[ \t]*{_BULLET}?(`{{3,}}|~{{3,}})(.*)", re.DOTALL)
_CODE: Final = re.compile(r" {4}| {0,3}\t")
_TRAILING: Final = " \t\u00a0,;:-–—"


class NoteLine(Struct, frozen=True, kw_only=True):
    """One line as the grammar reads it; its first five texts, in order, are the line itself."""

    number: int = 0
    """The line's place in its note, from 0."""
    kind: LineKind = "text"
    sign: str = ""
    """Indent, list dash, sign and box: all that stands before the words."""
    before: str = ""
    day_words: str = ""
    after: str = ""
    ending: str = ""
    title: str = ""
    """The words without the day; a text's are empty."""
    done: bool = False
    day: date | None = None
    span: tuple[int, int] | None = None
    """First column of the day words to be coloured, and the one behind them."""

    @property
    def day_is_unclear(self) -> bool:
        """Whether it has day words that no calendar has a day for; they stay in the title."""
        return self.span is not None and self.day is None


def parse(text: str, today: date) -> Iterator[NoteLine]:
    """The lines of a note that stand for something, in order; fenced code is left out.

    One pass over the text, whatever its length: only lines that begin like one are looked at.
    """
    for number, line in _standing(text):
        yield parse_line(line, today, number=number)


def _standing(text: str) -> Iterator[tuple[int, str]]:
    """The lines that stand for something, each with its place."""
    fence = ""
    number = counted = 0
    for found in _CANDIDATE.finditer(text):
        start = found.start()
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        number += text.count("\n", counted, start)
        counted = start
        if found[0][-1] in "`~":
            fence = _fence_after(fence, text[start : min(end, start + LONGEST_LINE)])
        elif not fence and end - start <= LONGEST_LINE:
            line = text[start:end]
            if _read_signs(line, number) is not None:
                yield number, line


def count_lines(text: str) -> int:
    """How many lines of a note stand for something, without looking for their days."""
    return sum(1 for _ in _standing(text))


def parse_line(line: str, today: date, *, number: int = 0) -> NoteLine:
    """One line by itself, outside any code; `today` is the person's own calendar day.

    Of a box in front of another sign the sign says what the line is, and the box only whether it
    is done: `[] << the list` is something they owe.
    """
    read = _read_signs(line, number)
    return NoteLine(number=number, before=line) if read is None else _with_day(read, today)


def _read_signs(line: str, number: int) -> NoteLine | None:
    """The line by its signs, its day still in its words; None for one that is text."""
    if len(line) > LONGEST_LINE or "\n" in line:
        return None
    boxed = _BOXED.match(line)
    read = _read(line, boxed.end(3), number) if boxed is not None else None
    return read or _read(line, 0, number)


def _read(line: str, start: int, number: int) -> NoteLine | None:
    """The line by the sign that begins at `start`, behind any indent; its day is still in it.

    None where there is no such sign, or no words behind it.
    """
    found = _LINE.match(line, start)
    indent = _LINE.match(line) if start else found
    if found is None or indent is None or (not indent[2] and _CODE.match(indent[1])):
        return None
    box = "" if found[3][0] == "[" else found[5] or ""
    kind = _SIGNS.get(found[3], "task")
    at = found.end(4) + len(box)
    if kind == "escalation":
        wish = _ESCALATE.match(line, at)
        if wish is None:
            return None
        at = wish.end()
    words = line[at:].rstrip()
    title = _title(words)
    if not says_something(title):
        return None
    return NoteLine(
        number=number,
        kind=kind,
        sign=line[:at],
        before=words,
        ending=line[at + len(words) :],
        title=title,
        done=any("x" in mark.lower() for mark in re.findall(_BOX, line[:at])),
    )


def written(line: NoteLine) -> str:
    """The line as it stands in its note."""
    return f"{line.sign}{line.before}{line.day_words}{line.after}{line.ending}"


def ticked(line: NoteLine, done: bool) -> str:
    """The line with its mark set, `[x]`, or taken off again."""
    if line.done == done:
        return written(line)
    mark = "[x]" if done else "[ ]"
    if line.kind == "task" or re.search(_BOX, line.sign):
        sign = re.sub(_BOX, mark, line.sign)
    else:
        head = re.match(rf"[ \t]*{_BULLET}?(?:[?!]|<<|>>|\^){_BLANK}", line.sign)
        at = head.end() if head else 0
        sign = f"{line.sign[:at]}{mark} {line.sign[at:]}"
    return written(msgspec.structs.replace(line, sign=sign))


def _with_day(read: NoteLine, today: date) -> NoteLine:
    words = read.before
    found = day_in(words, today, last_words=read.kind not in _NO_LAST_WORDS)
    if found is None:
        return read
    at = len(read.sign)
    span = (at + found.start, at + found.end)
    if found.day is None:
        return msgspec.structs.replace(read, span=span)
    before, after = words[: found.cut], words[found.end :]
    rest = after if says_something(after.strip(".,;:!?)")) else ""
    title = _title(f"{before.rstrip(_TRAILING) if not rest else before} {rest}")
    if not says_something(title):
        return read
    return msgspec.structs.replace(
        read,
        before=before,
        day_words=words[found.cut : found.end],
        after=after,
        title=title,
        day=found.day,
        span=span,
    )


def _title(words: str) -> str:
    return " ".join(words.split())


def _fence_after(fence: str, line: str) -> str:
    """The fence that is open after a line that looks like one; empty outside code."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    signs, rest = found[1], found[2]
    if fence:
        closes = signs[0] == fence[0] and len(signs) >= len(fence) and not rest.strip()
        return "" if closes else fence
    return "" if signs[0] == "`" and "`" in rest else signs
