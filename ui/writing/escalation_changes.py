"""Acts on an escalation beside its words: files attached and removed, the whole deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from book import escalation_writing
from book.errors import SatchelError
from book.escalation_files import read_new_file
from book.escalations import EscalationId
from book.records import Changed
from ui.words import plural, say

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
