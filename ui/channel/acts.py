"""What a person does to set a channel up: opens its dialog, ticks steps, writes its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shiboken6 import isValid

from book import account_writing, channel_task
from book.checklists import Item
from book.errors import Refused, SatchelError
from book.records import AccountId, Changed
from ui.channel.dialog import ChannelDialog, ChannelHearing
from ui.channel.sheet import FIELD, read_sheet
from ui.words import say
from ui.writing.account_pick import ask_account
from ui.writing.desk_writer import Act

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter


class ChannelActs:
    """Opens the one dialog, and keeps what is done in it."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer
        self.dialog: ChannelDialog | None = None

    def open(self) -> None:
        """For the account in view, or one that is asked for."""
        account_id = self._desk.account
        if account_id is not None:
            self.open_for(account_id)
            return
        accounts = self._writer.reading.accounts
        ask_account(self._desk.area.window(), say("Whose channel is it"), accounts, self.open_for)

    def open_for(self, account_id: AccountId) -> None:
        """The dialog of one account."""
        sheet = read_sheet(self._writer.reading, account_id)
        if sheet is None:
            self._writer.tell(say("That account is not in the book any more."))
            return
        hearing = ChannelHearing(tick=self._tick, keep=self._keep, write=self._write)
        self.dialog = ChannelDialog(self._desk.area.window(), sheet, hearing)
        self.dialog.open()

    def _tick(self, step: Item, done: bool) -> None:
        dialog, reading = self._open_dialog(), self._writer.reading
        if dialog is None:
            return
        sheet = dialog.sheet
        if sheet.task is None:
            self._keep(step.text)
            return
        task = sheet.task

        def act() -> Changed:
            # Read again: it may have been ticked elsewhere since it was shown.
            now = channel_task.channel_task(reading.store, sheet.account.id)
            if now is None or now.id != task.id or now.body != task.body:
                raise Refused(
                    "The task was changed elsewhere.", "Its steps stand here as they are now."
                )
            return channel_task.tick_step(
                reading.store, reading.rules, task, step.line, done=done,
                hold_seconds=self._writer.hold_seconds,
            )  # fmt: skip

        self._do(act)

    def _keep(self, tick: str = "") -> None:
        dialog, reading = self._open_dialog(), self._writer.reading
        if dialog is None:
            return
        sheet = dialog.sheet
        self._do(
            lambda: channel_task.keep_steps(
                reading.store,
                reading.rules,
                sheet.account.id,
                sheet.words,
                tick=tick,
                hold_seconds=self._writer.hold_seconds,
            )
        )

    def _write(self, name: str) -> None:
        dialog, reading = self._open_dialog(), self._writer.reading
        if dialog is None:
            return
        account = dialog.sheet.account
        self._do(
            lambda: account_writing.write_field(
                reading.store,
                reading.rules,
                [account.id],
                FIELD,
                name,
                hold_seconds=self._writer.hold_seconds,
            )
        )

    def _do(self, act: Act) -> None:
        """Write, then show how it stands; a refusal is said in the dialog."""

        def failed(error: SatchelError) -> None:
            self._show()
            dialog = self._open_dialog()
            if dialog is not None:
                dialog.refuse(error)

        self._writer.do(act, then=lambda _: self._show(), failed=failed)

    def _open_dialog(self) -> ChannelDialog | None:
        return self.dialog if self.dialog is not None and isValid(self.dialog) else None

    def _show(self) -> None:
        dialog = self._open_dialog()
        if dialog is None:
            return
        sheet = read_sheet(self._writer.reading, dialog.sheet.account.id)
        if sheet is not None:
            dialog.show_sheet(sheet)
