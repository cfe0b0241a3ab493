"""How an escalation begins: for an account, of a kind that is picked, from a line of a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import points
from book.escalations import begun_of_words, escalation_of_point
from book.note_lines import parse_line
from book.records import AccountId, PointId
from ui.words import say
from ui.writing.account_pick import ask_account
from ui.writing.pick_list import Option, PickDialog, narrowed

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.escalation_acts import EscalationActs
    from ui.writing.note_acts import NoteActs


class EscalationBeginnings:
    """Asks what is still open: whose it is, and which kind."""

    def __init__(
        self, acts: EscalationActs, desk: Desk, writer: DeskWriter, notes: NoteActs
    ) -> None:
        self._acts = acts
        self._desk = desk
        self._writer = writer
        self._notes = notes

    def here(self) -> None:
        """For what is in view: the line of the note that is open, else the account."""
        notes = self._notes
        if not notes.open_here:
            self.new()
            return
        page, reading = notes.page, self._writer.reading
        notes.save()
        line = parse_line(page.text.textCursor().block().text(), page.day)
        if page.account_id is None or line.kind != "escalation":
            self.new(page.account_id)
            return
        left = points.points_of_account(reading.store, page.account_id)
        found = next(
            (
                one
                for one in left
                if one.kind == "escalation" and one.done_at is None and one.text == line.title
            ),
            None,
        )
        # Of a note that is not ended there is no point yet: its words tell what was begun of it.
        begun = begun_of_words(reading.store.connection, page.account_id, line.title)
        if found is not None:
            self.from_point(found.id)
        elif begun is not None:
            self._acts.open(begun)
        else:
            self.new(page.account_id, subject=line.title)

    def from_point(self, point_id: PointId) -> None:
        """Begin what a line of a note asks for, or go on with it where it was begun."""
        store = self._writer.reading.store
        begun, found = escalation_of_point(store, point_id), points.point(store, point_id)
        if begun is not None:
            self._acts.open(begun.id)
        elif found is None:
            self._writer.tell(say("That line is not there any more."))
        else:
            self.new(found.account_id, subject=found.text, point_id=point_id)

    def new(
        self,
        account_id: AccountId | None = None,
        *,
        subject: str = "",
        point_id: PointId | None = None,
    ) -> PickDialog:
        """Ask which kind it is, for the account in view or one that is asked for."""
        reading, window = self._writer.reading, self._desk.area.window()
        if account_id is None:
            acts = self._acts
            account_id = acts.page.account_id if acts.open_here else self._desk.account
        if account_id is None:
            title = say("Whose escalation is it")
            return ask_account(window, title, reading.accounts, self._then)
        chosen = account_id
        options = [
            Option(value=code, words=kind.title, below=kind.line)
            for code, kind in reading.rules.escalations.offered().items()
        ]
        name = next((one.name for one in reading.accounts if one.id == chosen), "")
        asked = PickDialog(
            window,
            say("What is it for {name}", name=name) if name else say("What is it"),
            narrowed(options),
            lambda code: self._acts.begin(chosen, code, subject, point_id),
        )
        asked.open()
        return asked

    def _then(self, account_id: AccountId) -> None:
        self.new(account_id)
