"""What a queue row says aloud: one sentence for the row, a few words for every other cell."""

from __future__ import annotations

import re
from typing import Final

from book.queue import QueueRow
from ui.queue.bands import BandHeader, Entry, FoldLine
from ui.queue.columns import Key, header_words
from ui.queue.words import (
    CHIPS,
    RowWords,
    act_by_line,
    fold_words,
    isolated,
    reason_line,
    state_words,
)
from ui.words import plural, say

_STAGE_NUMBER: Final = re.compile(r"\s*(\d+\w?)\.\s")
_ASKED_FURTHER: Final[tuple[Key, ...]] = ("renewal", "stage", "arr")


def entry_heard(entry: Entry, words: RowWords, key: Key) -> str:
    """What any cell of the list says aloud."""
    if isinstance(entry, BandHeader):
        parts = [entry.name, plural(entry.count, "{n} account", "{n} accounts")]
        parts.append(say("folded") if entry.folded else entry.caption)
        return ", ".join(parts)
    if isinstance(entry, FoldLine):
        return ", ".join(part for part in fold_words(entry, words.day) if part)
    return cell_heard(entry, words, key)


def cell_heard(row: QueueRow, words: RowWords, key: Key) -> str:
    """What a cell says aloud: the account's cell speaks for the whole row."""
    if key == "account":
        return sentence(row, words)
    cell = words.cell(row, key)
    parts = [header_words(key), cell.first, cell.second]
    return ", ".join(part for part in parts if part)


def sentence(row: QueueRow, words: RowWords) -> str:
    """The row as one sentence: who, how urgent, why, stage, money."""
    account = row.account
    parts = [isolated(account.name), _band_heard(row)]
    if row.state != "to_contact":
        parts.append(state_words(row))
    parts.extend(reason.text for reason in row.reasons[:CHIPS])
    if not row.reasons and row.act_by is not None:
        parts.append(act_by_line(row.act_by, words.day))
    parts.append(_stage_heard(account.stage))
    parts.append(_money_heard(account.arr_cents, account.currency))
    return ", ".join(parts)


def details(row: QueueRow, words: RowWords) -> str:
    """The rest of a row for who asks further: the other cells, then every reason."""
    lines = [cell_heard(row, words, key) for key in _ASKED_FURTHER]
    lines.extend(reason_line(reason) for reason in row.reasons)
    return ". ".join(lines)


def mark_heading() -> str:
    """What the column of marks is called aloud; it shows no words."""
    return say("State")


def _band_heard(row: QueueRow) -> str:
    return {
        "new": say("new"),
        "act": say("act now"),
        "later": say("later"),
        "undated": say("undated"),
    }[row.band]


def _stage_heard(stage: str | None) -> str:
    if stage is None:
        return say("no stage")
    number = _STAGE_NUMBER.match(stage)
    return say("stage {stage}", stage=number[1] if number else stage)


def _money_heard(cents: int | None, currency: str) -> str:
    if cents is None:
        return say("no ARR")
    named = {"USD": ("{n} dollar", "{n} dollars"), "EUR": ("{n} euro", "{n} euros")}
    named["GBP"] = ("{n} pound", "{n} pounds")
    whole = round(cents / 100)
    one, many = named.get(currency, (f"{{n}} {currency}", f"{{n}} {currency}"))
    return plural(whole, one, many)
