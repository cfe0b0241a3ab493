"""The page of what rang: one table, the last first, with what can still be done about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from book.records import AccountId
from ui.look.naming import identify
from ui.notices.rows import NoticeRow, when_words
from ui.tables.record_model import Column
from ui.tables.record_page import RecordPage
from ui.words import plural, say

Asked = Literal["opened", "done", "later"]
_KEYS: Final[dict[int, Asked]] = {Qt.Key.Key_E: "done", Qt.Key.Key_H: "later"}


class NoticesPage(RecordPage[NoticeRow]):
    """Shows rows and says what a person wants done; it writes nothing itself."""

    opened = Signal(object)
    """A NoticeRow whose record is to be seen."""
    done_asked = Signal(object)
    later_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            say("Notices"),
            columns(None),
            haystack=lambda row: f"{row.what} {row.account}",
            identity=lambda row: row.one.key,
            account_of=lambda row: row.one.account_id or AccountId(0),
            nothing=(
                say("Nothing rang yet"),
                say(
                    "What comes due is kept here: the day's notice when work begins, tasks with a"
                    " time, promised updates and the clocks of escalations."
                ),
            ),
        )
        self.letter_keys = True
        identify(self.table, "notices-list", say("Notices"))
        self.account_opened.connect(lambda _: self._act("opened"))

    def show_rows(self, rows: Sequence[NoticeRow], now: datetime) -> None:
        """Show these; the current row stays."""
        self.summary = plural(len(rows), "{n} kept", "{n} kept") if rows else ""
        self.show_records(rows, columns(now))

    def use_letters(self, on: bool) -> None:
        """Whether E and H act."""
        self.letter_keys = on

    def event(self, event: QEvent) -> bool:
        """The keys of this page are no command's while its list has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._asked_by(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """E is done, H snoozes for an hour."""
        asked = self._asked_by(event)
        if asked is None:
            super().keyPressEvent(event)
        else:
            self._act(asked)

    def _asked_by(self, event: QKeyEvent) -> Asked | None:
        if not (self.letter_keys and self.table.hasFocus()) or event.modifiers():
            return None
        return _KEYS.get(event.key())

    def _act(self, asked: Asked) -> None:
        row = self.current()
        if row is not None:
            {"opened": self.opened, "done": self.done_asked, "later": self.later_asked}[asked].emit(
                row
            )


def columns(now: datetime | None) -> list[Column[NoticeRow]]:
    """The table's columns, their words as of a moment."""
    return [
        Column(
            "what",
            say("What"),
            260,
            lambda row: row.what,
            lambda row: row.what.casefold(),
            ink=lambda row: "ink3" if row.is_settled else "ink",
            tooltip=lambda row: row.what,
            grows=True,
        ),
        Column(
            "account",
            say("Account"),
            220,
            lambda row: row.account,
            lambda row: row.account.casefold() or None,
            tooltip=lambda row: row.account,
        ),
        Column(
            "due",
            say("Due"),
            130,
            lambda row: when_words(row.one, now) if now is not None else "",
            lambda row: row.one.due_at,
        ),
        Column(
            "state",
            say("State"),
            150,
            lambda row: row.state,
            lambda row: row.state or None,
            ink=lambda _: "ink2",
        ),
    ]
