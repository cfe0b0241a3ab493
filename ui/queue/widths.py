"""How wide the queue's columns must be: as wide as their widest value, found without
formatting every row.

Figures have one width each, so of money, ages and counts only the longest matter; days,
stages and names repeat, so each is tried once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from book.queue import QueueRow
from book.records import Touch
from ui import days
from ui.look.theme import Theme
from ui.queue.columns import WIDEST_LABEL, Column, Key, header_words
from ui.queue.paint import RowPainter
from ui.queue.words import RowWords, act_by_line, touch_line
from ui.words import count, money, say

_FREE_TEXT: Final = ("stage", "owner")
_TIGHTEST: Final[dict[Key, int]] = {"stage": 96, "owner": 80, "account": 150}
"""In u: what still tells a stage, a name, an account apart from the others."""
_DIGITS: Final = str.maketrans("123456789", "000000000")

Texts = Iterator[tuple[str, str]]
"""First and second lines; a cell's width is that of the longer."""


def content_widths(
    painter: RowPainter, columns: Sequence[Column], rows: Sequence[QueueRow]
) -> list[int]:
    """The width of every column's content in pixels, its name above it included."""
    look = painter.look
    sizes: list[int] = []
    for column in columns:
        least = look.theme.px(column.least)
        if not column.fits:
            sizes.append(least)
            continue
        widest = look.chip.width(header_words(column.key))
        for first, second in widest_texts(rows, column.key, painter.words):
            widest = max(widest, look.body.width(first.translate(_DIGITS)))
            if second and not look.compact:
                # "act by today" is a little bolder than the others, so the bolder face counts.
                widest = max(widest, look.chip.width(second.translate(_DIGITS)))
        if column.key in _FREE_TEXT:
            widest = min(widest, look.theme.px(WIDEST_LABEL))
        sizes.append(max(least, widest))
    return sizes


def squeezed(theme: Theme, columns: Sequence[Column], contents: Sequence[int]) -> list[int]:
    """The contents' widths where room is short: free text elides, all else stays whole."""
    return [
        min(width, theme.px(column.least)) if column.key in _FREE_TEXT else width
        for column, width in zip(columns, contents, strict=True)
    ]


def tightest(theme: Theme, column: Column, width: int) -> int:
    """The least width of a column's content in the narrowest window; figures keep their own."""
    return min(width, theme.px(_TIGHTEST[column.key])) if column.key in _TIGHTEST else width


def widest_texts(rows: Sequence[QueueRow], key: Key, words: RowWords) -> Texts:
    """Texts of a column, the widest that these rows hold certainly among them."""
    yield from _WIDEST[key](rows, words) if key in _WIDEST else ()


def _renewal(rows: Sequence[QueueRow], words: RowWords) -> Texts:
    for at in {row.renewal_date for row in rows}:
        yield ("" if at is None else days.day_words(at, words.day)), ""
    for at in {row.act_by for row in rows if row.kind == "monthly"}:
        yield "", act_by_line(at, words.day)
    annual = [row for row in rows if row.kind == "annual"]
    undated = [row for row in rows if row.renewal_date is None]
    like = {(row.act_by, row.renewal_date == row.contract_end): row for row in annual}
    for row in like.values():
        yield "", words.cell(row, "renewal").second
    for row in {(row.renewal_mapped, row.account.source): row for row in undated}.values():
        yield words.cell(row, "renewal")[:2]


def _stage(rows: Sequence[QueueRow], words: RowWords) -> Texts:
    for stage in {row.account.stage for row in rows}:
        yield (stage or ""), ""
    bare = [row for row in rows if row.account.stage is None]
    for row in {(row.kind, row.account.source): row for row in bare}.values():
        yield words.cell(row, "stage")[:2]


def _arr(rows: Sequence[QueueRow], words: RowWords) -> Texts:
    accounts = [row.account for row in rows]
    yield say("none"), say("no touch")
    if any(account.arr_cents is None for account in accounts):
        yield say("not mapped"), ""
    for currency in {account.currency for account in accounts}:
        amounts = [
            account.arr_cents
            for account in accounts
            if account.arr_cents is not None and account.currency == currency
        ]
        if amounts:
            yield money(max(amounts), currency, code=words.codes), ""
            yield money(min(amounts), currency, code=words.codes), ""
    touches = [account.touch for account in accounts if account.touch is not None]
    if touches:
        oldest = min(touch.day for touch in touches)
        for kind in {touch.kind for touch in touches}:
            yield "", touch_line(Touch(oldest, kind), words.day)
            # A fresh touch is words, not a figure, and may be the longer text.
            yield "", touch_line(Touch(words.day, kind), words.day)


def _contract_end(rows: Sequence[QueueRow], words: RowWords) -> Texts:
    like = {(row.contract_end, row.contract_end or row.account.source): row for row in rows}
    for row in like.values():
        yield words.cell(row, "contract_end")[:2]


def _next_task(rows: Sequence[QueueRow], words: RowWords) -> Texts:
    like = {(row.account.next_task_due, row.account.open_tasks > 0): row for row in rows}
    for row in like.values():
        yield words.cell(row, "next_task")[:2]


def _users(rows: Sequence[QueueRow], _words: RowWords) -> Texts:
    yield say("none"), ""
    yield count(max((row.account.users_count or 0 for row in rows), default=0)), ""


def _notes(rows: Sequence[QueueRow], _words: RowWords) -> Texts:
    yield say("none"), ""
    yield count(max((row.account.notes_count for row in rows), default=0)), ""


def _owner(rows: Sequence[QueueRow], words: RowWords) -> Texts:
    for row in {row.account.owner_name: row for row in rows}.values():
        yield words.cell(row, "owner")[:2]


_WIDEST: Final[dict[Key, Callable[[Sequence[QueueRow], RowWords], Texts]]] = {
    "renewal": _renewal,
    "stage": _stage,
    "arr": _arr,
    "contract_end": _contract_end,
    "next_task": _next_task,
    "users": _users,
    "notes": _notes,
    "owner": _owner,
}
