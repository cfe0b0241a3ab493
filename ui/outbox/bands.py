"""The order of the outbox: who needs a person first, then what waits, then what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from book.clock import local_day
from ui.outbox.shown import ShownEntry
from ui.queue.bands import BandHeader
from ui.words import say

GROUPED_OVER: Final = 50
"""With more entries than this waiting, they stand account by account."""


class AccountLine(Struct, frozen=True):
    """Stands above the waiting entries of one account, where there are very many."""

    account_id: int
    account: str
    count: int


Item = BandHeader | AccountLine | ShownEntry


def arrange(shown: Sequence[ShownEntry], today: date) -> list[Item]:
    """Bands and entries in order; a band without entries is left out."""
    parked = [one for one in shown if one.entry.state == "parked"]
    waiting = [one for one in shown if one.entry.state in ("sending", "queued", "held")]
    sent = [one for one in shown if not one.unsent]
    lately = [one for one in sent if _sent_on(one) == today]
    before = [one for one in sent if _sent_on(one) != today]
    items: list[Item] = []
    items += _band("parked", say("Needs you"), "", parked, parked)
    rows = by_account(waiting) if len(waiting) > GROUPED_OVER else waiting
    items += _band("waiting", say("Waiting"), say("can still be taken back"), waiting, rows)
    told = say("confirmed by the source")
    items += _band("today", say("Sent today"), told, lately, lately)
    items += _band("earlier", say("Sent before today"), told, before, before)
    return items


def by_account(waiting: Iterable[ShownEntry]) -> list[Item]:
    """The entries under their accounts, whose oldest entry decides their order."""
    groups: dict[int, list[ShownEntry]] = {}
    for one in waiting:
        groups.setdefault(one.entry.account_id, []).append(one)
    items: list[Item] = []
    for account_id, members in groups.items():
        items.append(AccountLine(account_id, members[0].account, len(members)))
        items.extend(members)
    return items


def _band(
    key: str, name: str, caption: str, members: Sequence[ShownEntry], rows: Sequence[Item]
) -> list[Item]:
    if not members:
        return []
    return [BandHeader(key, name, len(members), caption, foldable=False), *rows]


def _sent_on(one: ShownEntry) -> date | None:
    return local_day(one.entry.sent_at) if one.entry.sent_at else None
