"""Acts on an escalation beside its words: files, closed with an outcome, open again, deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from book import escalation_writing
from book.errors import SatchelError
from book.escalation_files import read_new_file
from book.escalation_follow_up import nudge_words
from book.escalations import EscalationId
from book.records import Changed
from ui.escalation.state_words import ticket_address
from ui.words import plural, say
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.escalation_acts import EscalationActs

Choose = Callable[[Callable[[list[str]], None]], object]
"""Asks for files of this laptop and tells their paths."""


class EscalationChanges:
    """Each is an act that undo takes back."""

    def __init__(self, acts: EscalationActs, desk: Desk, writer: DeskWriter) -> None:
        self._acts = acts
        self._desk = desk
        self._writer = writer
        self.choose: Choose = self._choose_files

    def close(self, escalation_id: EscalationId | None = None) -> PickDialog | None:
        """Ask in a line what came of it, then close it."""
        number = escalation_id if escalation_id is not None else self._acts.page.keeper.number
        if number is None or not self._acts.saved():
            return None
        usual = (say("Solved"), say("Answered"), say("It works as it should"), say("Not wanted"))

        def options(text: str) -> list[Option]:
            typed = [Option(value=text, words=text, beside=say("in my words"))] if text else []
            known = [one for one in usual if text.casefold() in one.casefold()]
            return [*typed, *(Option(value=one, words=one) for one in known if one != text)]

        asked = PickDialog(
            self._desk.area.window(),
            say("What came of it"),
            options,
            lambda outcome: self._close(number, str(outcome)),
            placeholder=say("In a line"),
        )
        asked.open()
        return asked

    def reopen(self, escalation_id: EscalationId | None = None) -> None:
        """Open a closed one again."""
        number = escalation_id if escalation_id is not None else self._acts.page.keeper.number
        reading = self._writer.reading
        if number is not None:
            self._writer.do(
                lambda: escalation_writing.reopen_escalation(reading.store, reading.rules, number),
                say("Open again."),
                undo=True,
                then=lambda _: self._acts.refresh(),
            )

    def delete(self, escalation_id: EscalationId | None = None) -> None:
        """Delete one here, by default that of the form; undo brings it back."""
        number, reading = escalation_id, self._writer.reading
        if number is None and self._acts.open_here:
            self._acts.page.keeper.save()
            number = self._acts.page.keeper.number
            self._acts.page.keeper.let_go()
            self._desk.go_back()
        if number is None:
            return
        gone = number
        self._writer.do(
            lambda: escalation_writing.delete_escalation(reading.store, reading.rules, gone),
            say("Escalation deleted here. What was sent stays where it went."),
            undo=True,
        )

    def copy_nudge(self) -> None:
        """Copy what to send to those who did not answer."""
        one, rules = self._acts.current, self._writer.reading.rules.escalations
        if one is None:
            return
        stands = self._acts.standing_of(one)
        days = self._acts.quiet_days(one, stands)
        words = nudge_words(one, rules, days, ticket_address(stands))
        QGuiApplication.clipboard().setText(f"{words}\n")
        self._writer.tell(say("Copied. Send it where they read it."))

    def attach(self, paths: list[str]) -> None:
        """Keep these files with the form; without any, ask which."""
        if not paths:
            self.choose(lambda chosen: self.attach(chosen) if chosen else None)
            return
        number = self._acts.page.keeper.number if self._acts.page.keeper.hold() else None
        if number is None:
            return
        kept = sum(self._attach_one(number, Path(path)) for path in paths)
        self._acts.refresh()
        if kept == len(paths):
            self._writer.tell(plural(kept, "{n} file attached.", "{n} files attached."))

    def _close(self, number: EscalationId, outcome: str) -> None:
        reading = self._writer.reading
        self._writer.do(
            lambda: escalation_writing.close_escalation(
                reading.store, reading.rules, number, outcome
            ),
            say("Closed: {outcome}", outcome=outcome),
            undo=True,
            then=lambda _: self._acts.refresh(),
        )

    def remove(self, file_id: int) -> None:
        """Take a file off the form; undo brings it back."""
        number, reading = self._acts.page.keeper.number, self._writer.reading
        if number is not None:
            self._writer.do(
                lambda: escalation_writing.remove_file(
                    reading.store, reading.rules, number, file_id
                ),
                say("File removed."),
                undo=True,
                then=lambda _: self._acts.refresh(),
            )

    def _attach_one(self, number: EscalationId, path: Path) -> bool:
        """Whether the file could be read; what the book refuses is said when it does."""
        reading = self._writer.reading
        try:
            file = read_new_file(path)
        except SatchelError as trouble:
            self._writer.tell(str(trouble))
            return False
        refused: list[SatchelError] = []

        def act() -> Changed:
            return escalation_writing.attach_file(
                reading.store, reading.rules, number, file.name, file.content, file.media_type
            )

        self._writer.do(act, failed=refused.append)
        if refused:
            self._writer.tell(str(refused[0]))
        return not refused

    def _choose_files(self, chosen: Callable[[list[str]], None]) -> object:
        from PySide6.QtWidgets import QFileDialog

        asked = QFileDialog(self._desk.area.window(), say("Attach which files"))
        asked.setFileMode(QFileDialog.FileMode.ExistingFiles)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.filesSelected.connect(chosen)
        asked.open()
        return asked
