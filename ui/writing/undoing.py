"""Undo and redo in the window: what the menu calls them, and the question before a sent one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from book import undo
from book.records import Changed
from book.undo import Undoable, Undone
from ui import days
from ui.words import list_words, plural, say, source_name
from ui.writing.question import ask

if TYPE_CHECKING:
    from book.store import Store
    from ui.writing.desk_writer import DeskWriter

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOTES: Final = frozenset({"Add note", "End note"})
_TASKS: Final = frozenset({"Add task"})


class PastEdits:
    """What can be taken back and brought again; read when the menu or a key asks for it."""

    def __init__(self, writer: DeskWriter, window: QWidget) -> None:
        self._writer = writer
        self._window = window
        self.came_back: Callable[[Changed], None] = _nothing
        """Told what an undo from a toast brought back."""
        self.stand_at: Callable[[Changed], None] = _nothing
        """Told what any undo or redo changed, so that one stands where something happened."""
        self.noticed: Callable[[str], None] = _unheard
        """Told what an undo or redo had to leave out; nothing where it left nothing."""
        self._read: tuple[Undoable | None, Undoable | None] | None = None
        writer.undo_asked.connect(self.undo_between)

    def spoil(self) -> None:
        """Something was written: what the menu says is read anew when it opens."""
        self._read = None

    def menu_words(self) -> tuple[str, str]:
        """What undo and redo are called now."""
        back, again = self._both()
        if typing() is not None:
            return say("Undo typing"), say("Redo typing")
        return (
            say("Undo “{act}”", act=self._name(back.words)) if back else say("Undo"),
            say("Redo “{act}”", act=self._name(again.words)) if again else say("Redo"),
        )

    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return typing() is not None or self._both()[0] is not None

    def can_redo(self) -> bool:
        """Whether there is something to bring again."""
        return typing() is not None or self._both()[1] is not None

    def undo(self) -> None:
        """In a text field its own; else the newest edit, after a question where it was sent."""
        field = typing()
        found = undo.next_undo(self._store)
        if field is not None:
            field.undo()
        elif found is None:
            self._writer.tell(say("There is nothing to undo."))
        else:
            self._ask_where_sent(found, lambda: self._undo_down_to(found.edit - 1))

    def redo(self) -> None:
        """In a text field its own; else the edit taken back last."""
        field = typing()
        found = undo.next_redo(self._store)
        if field is not None:
            field.redo()
        elif found is None:
            self._writer.tell(say("There is nothing to redo."))
        elif found.was_sent:
            self._ask_to_redo(found)
        else:
            self._redo_now()

    def undo_between(self, before: int, newest: int) -> None:
        """Take back the edits of one act, as long as no other came after them."""
        found = undo.next_undo(self._store)
        if found is None or not before < found.edit <= newest:
            self._writer.tell(say("Something else was done since; undo takes that back first."))
        else:
            self._ask_where_sent(found, lambda: self._undo_down_to(before, self.came_back))

    @property
    def _store(self) -> Store:
        return self._writer.reading.store

    @property
    def _today(self) -> date:
        return self._writer.reading.day

    def _name(self, words: str) -> str:
        return act_words(words, self._today)

    def _both(self) -> tuple[Undoable | None, Undoable | None]:
        if self._read is None:
            self._read = undo.next_undo(self._store), undo.next_redo(self._store)
        return self._read

    def _undo_down_to(self, before: int, then: Callable[[Changed], None] | None = None) -> None:
        """Take edits back until the newest that stands is no newer than `before`."""
        store, rules = self._store, self._writer.reading.rules
        taken: list[Undone] = []

        def act() -> Changed:
            while (found := undo.next_undo(store)) is not None and found.edit > before:
                taken.append(undo.undo(store, rules, hold_seconds=self._writer.hold_seconds))
            return together(one.changed for one in taken)

        def told(_: Changed) -> str:
            self.noticed(left_out(taken, self._today, again=False))
            return _undone_words(taken, self._today)

        def after(changed: Changed) -> None:
            self.stand_at(changed)
            if then is not None:
                then(changed)

        self._writer.do(act, told, then=after)

    def _redo_now(self) -> None:
        store, rules = self._store, self._writer.reading.rules
        brought: list[Undone] = []

        def act() -> Changed:
            brought.append(undo.redo(store, rules, hold_seconds=self._writer.hold_seconds))
            return brought[-1].changed

        def told(_: Changed) -> str:
            self.noticed(left_out(brought, self._today, again=True))
            if not _did(brought[-1]):
                return ""
            return say("Done again: {act}.", act=self._name(brought[-1].words))

        self._writer.do(act, told, then=self.stand_at)

    def _ask_where_sent(self, found: Undoable, act: Callable[[], None]) -> None:
        if not found.was_sent:
            act()
            return
        source = self._source()
        if found.words in _NOTES:
            words = say(
                "The note is in {source} already. Undo deletes it there too.", source=source
            )
        elif found.words in _TASKS:
            words = say(
                "The task is in {source} already. Undo deletes it there too.", source=source
            )
        else:
            words = say("{source} has it already. Undo changes it back there too.", source=source)
        title = say("Undo “{act}”?", act=self._name(found.words))
        ask(self._window, title, words, say("Undo"), act)

    def _ask_to_redo(self, found: Undoable) -> None:
        words = say(
            "{source} has the undo already. Redo writes it there again.", source=self._source()
        )
        title = say("Redo “{act}”?", act=self._name(found.words))
        ask(self._window, title, words, say("Redo"), self._redo_now, keep=say("Leave it"))

    def _source(self) -> str:
        found = self._writer.reading.sources
        return source_name(found[0].name) if len(found) == 1 else say("The source")


def _nothing(_changed: Changed) -> None:
    pass


def _unheard(_words: str) -> None:
    pass


def typing() -> QLineEdit | QPlainTextEdit | QTextEdit | None:
    """The text field that has the keyboard and can be written in."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit) and not focus.isReadOnly():
        return focus
    return None


def together(parts: Iterable[Changed]) -> Changed:
    """Several changes as one."""
    ids: dict[str, frozenset[int]] = {}
    for part in parts:
        for kind, numbers in part.ids.items():
            ids[kind] = ids.get(kind, frozenset()) | numbers
    return Changed(ids)


def act_words(words: str, today: date) -> str:
    """What the book calls an edit, its days as they are read here."""
    return _DAY.sub(lambda found: days.day_words(date.fromisoformat(found[0]), today), say(words))


def left_out(taken: Sequence[Undone], today: date, *, again: bool) -> str:
    """Which edits could not be reversed, or only in part, and why; nothing where all were."""
    told: list[str] = []
    for one in taken:
        if not one.refused:
            continue
        act = act_words(one.words, today)
        if again and _did(one):
            told.append(say("“{act}” is done again in part.", act=act))
        elif again:
            told.append(say("“{act}” was not done again.", act=act))
        elif _did(one):
            told.append(say("“{act}” is undone in part.", act=act))
        else:
            told.append(say("“{act}” was not undone.", act=act))
        told += [field.why for field in one.refused]
        told += [field.advice for field in one.refused]
    return " ".join(dict.fromkeys(part for part in told if part))


def _did(one: Undone) -> bool:
    """Whether anything of it was reversed: where not, only the act itself is logged."""
    return any(numbers for numbers in one.changed.ids.values())


def _undone_words(taken: Sequence[Undone], today: date) -> str:
    """What the toast says; what had to be left out stands in the strip."""
    if not taken:
        return say("There is nothing to undo.")
    done = [one for one in taken if _did(one) or not one.refused]
    words = ""
    if len(done) == 1:
        words = say("Undone: {act}.", act=act_words(done[0].words, today))
    elif done:
        words = plural(len(done), "{n} edit undone.", "{n} edits undone.")
    kept = list(dict.fromkeys(_field(name) for one in taken for name in one.kept))
    if not kept:
        return words
    told = say("Changed since, so it stays: {fields}.", fields=list_words(kept))
    return f"{words} {told}".strip()


def _field(name: str) -> str:
    known = {
        "account_id": say("account"),
        "body": say("text"),
        "completed_at": say("done or not"),
        "archived_at": say("deleted or not"),
        "due": say("due day"),
        "private": say("only on this laptop"),
        "stage_since": say("time of the stage"),
        "slack_channel": say("Slack channel"),
    }
    return known.get(name, name)
