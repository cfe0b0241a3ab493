"""What commands print: one JSON document, or plain aligned text."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, TextIOWrapper
from typing import Any, Final

_WIDEST: Final = 48


def print_json(document: Any) -> None:
    """Prints one JSON document on standard output."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(document), indent=1)
    sys.stdout.flush()
    sys.stdout.buffer.write(text + b"\n")
    sys.stdout.buffer.flush()


def print_table(rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()) -> None:
    """Prints rows of text with their columns aligned; `right` are columns of figures.

    Only the last column may be longer than 48 signs; what is longer ends in ….
    """
    table = [[_cut(one_line(cell)) for cell in row[:-1]] + [one_line(row[-1])] for row in rows]
    if not table:
        return
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [_padded(cell, widths[at], at in right) for at, cell in enumerate(row)]
        print("  ".join(cells).rstrip())


def bear_any_text() -> None:
    """Lets standard output and error take every text, whatever the system's encoding lacks.

    A pipe on Windows, or a bare `LC_ALL=C`, has no sign for most names; a `?` is better than
    no answer. A stream that is closed swallows what is written.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, TextIOWrapper(BytesIO(), encoding="utf-8"))
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(line: str) -> None:
    """A message beside the output: on standard error."""
    print(line, file=sys.stderr, flush=True)


def day_text(day: date | None) -> str | None:
    """A calendar day for JSON."""
    return day.isoformat() if day else None


def time_text(moment: datetime | None) -> str | None:
    """A moment for JSON: ISO 8601 with the offset of where the person is."""
    return moment.astimezone().isoformat(timespec="seconds") if moment else None


def amount(cents: int | None) -> float | None:
    """Cents as a decimal number for JSON; its currency stands beside it."""
    return None if cents is None else cents / 100


def money_text(cents: int | None, currency: str) -> str:
    """Cents for people: `49,806 USD`; a dash says that nothing is known."""
    return "-" if cents is None else f"{round(cents / 100):,} {currency}"


def plural(count: int, one: str, many: str) -> str:
    """`1 account`, `3 accounts`."""
    return f"{count:,} {one if count == 1 else many}"


def one_line(text: str) -> str:
    """A text on one line, without signs that a terminal obeys or that no encoding has."""
    return text if text.isprintable() else "".join(s if s.isprintable() else " " for s in text)


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDEST else cell[: _WIDEST - 1].rstrip() + "…"


def _width(cell: str) -> int:
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in cell
    )


def _padded(cell: str, width: int, right: bool) -> str:
    gap = " " * (width - _width(cell))
    return gap + cell if right else cell + gap
