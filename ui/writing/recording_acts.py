"""What the person does to the log of recordings: logs links, marks moments, says who has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QGuiApplication

from book import moment_writing, recording_writing
from book.errors import Usage
from book.moments import NewMoment
from book.offsets import parse_offset, spell_offset
from book.recording_links import Link, recognise
from book.recording_writing import Logged
from book.records import AccountId, Changed
from ui.recordings.page import RecordingsPage
from ui.words import plural, say
from ui.writing.pick_list import Option, PickDialog
from ui.writing.question import ask

if TYPE_CHECKING:
    from book.recordings import Recording
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

_SHOWN: Final = 12


class RecordingActs:
    """Acts on the current recording of the page, and on links that are pasted."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    @property
    def page(self) -> RecordingsPage | None:
        """The page of recordings, where it is in view."""
        shown = self._desk.shown
        page = shown.page if shown is not None else None
        return page if isinstance(page, RecordingsPage) else None

    def paste(self) -> PickDialog | None:
        """Log the link on the clipboard, at an account that is asked for."""
        return self.log(QGuiApplication.clipboard().text())

    def log(self, text: str, account_id: AccountId | None = None) -> PickDialog | None:
        """Log a link, at an account that is asked for where none is given."""
        try:
            link = recognise(text)
        except Usage as error:
            nothing = say("The clipboard holds no link to log. Copy one first.")
            self._writer.tell(str(error) if text.strip() else nothing)
            return None
        if link.kind == "meeting":
            self._writer.tell(say("That link joins a meeting; it is no recording."))
            return None
        if account_id is not None:
            self._ask_passcode(text, link, account_id)
            return None
        asked = PickDialog(
            self._desk.area.window(),
            say("Whose is {recording}", recording=link.words),
            self._account_options,
            lambda picked: self._ask_passcode(text, link, picked),
            placeholder=say("Part of its name"),
        )
        asked.open()
        return asked

    def copy(self) -> None:
        """Put the link on the clipboard, at the chosen moment."""
        page = self.page
        if page is None or not page.link():
            return
        QGuiApplication.clipboard().setText(page.link())
        moment = page.moment()
        if moment is None:
            self._writer.tell(say("Copied the link."))
        else:
            self._writer.tell(say("Copied the link at {time}.", time=spell_offset(moment.at_s)))

    def share(self) -> None:
        """The customer has the recording since today, or does not have it."""
        one = self._current()
        if one is None:
            return
        day = None if one.shared_on else self._writer.reading.day
        self._do(
            lambda: recording_writing.set_shared(
                self._writer.reading.store, self._writer.reading.rules, one.id, day
            ),
            say("The customer has it.") if day else say("The customer does not have it."),
        )

    def ask_title(self) -> PickDialog | None:
        """Ask what the recording shall be called."""
        one = self._current()
        if one is None:
            return None

        def options(text: str) -> Sequence[Option]:
            kept = one.title and Option(value="", words=say("No title"), beside=one.words)
            return [Option(value=text, words=text)] if text else [kept] if kept else []

        asked = self._ask(say("What is it called"), options, lambda text: self._name(one, text))
        asked.field.setText(one.title)
        asked.field.selectAll()
        return asked

    def ask_moment(self) -> PickDialog | None:
        """Ask for a moment: its time, and what is there."""
        one = self._current()
        if one is None:
            return None
        if one.kind == "folder":
            self._writer.tell(say("A folder has no moments; log the link of one recording."))
            return None

        def options(text: str) -> Sequence[Option]:
            found = read_moment(text)
            if found is None:
                return []
            words = spell_offset(found.at_s)
            return [Option(value=found, words=words, beside=found.label)]

        return self._ask(
            say("Which moment"),
            options,
            lambda found: self._add_moment(one, found),
            placeholder=say("12:05 error shown"),
            hint=say("The time first: 90, 1m30s, 12:05 or 1:02:03. Then what is there."),
        )

    def delete_moment(self) -> None:
        """Take the chosen moment away."""
        page = self.page
        moment = page.moment() if page is not None else None
        if moment is not None:
            self._do(
                lambda: moment_writing.delete_moment(
                    self._writer.reading.store, self._writer.reading.rules, moment.id
                ),
                say("Moment deleted."),
            )

    def delete(self) -> None:
        """Take the recording out of the log."""
        one = self._current()
        if one is not None:
            self._do(
                lambda: recording_writing.delete_recording(
                    self._writer.reading.store, self._writer.reading.rules, one.id
                ),
                say("Deleted from the log; the recording itself stays where it is."),
            )

    def _current(self) -> Recording | None:
        page = self.page
        return page.recording() if page is not None else None

    def _do(self, act: Callable[[], Changed], words: str) -> None:
        self._writer.do(act, words, undo=True)

    def _ask(
        self,
        title: str,
        options: Callable[[str], Sequence[Option]],
        picked: Callable[..., None],
        *,
        placeholder: str = "",
        hint: str = "",
    ) -> PickDialog:
        asked = PickDialog(
            self._desk.area.window(), title, options, picked, placeholder=placeholder, hint=hint
        )
        asked.open()
        return asked

    def _account_options(self, text: str) -> list[Option]:
        """Accounts whose name or domain fits, the one in view first."""
        here = self._desk.account
        words = text.casefold().split()
        fitting = [
            one
            for one in self._writer.reading.accounts
            if all(word in f"{one.name} {one.domain or ''}".casefold() for word in words)
        ]
        fitting.sort(key=lambda one: one.id != here)
        return [
            Option(value=one.id, words=one.name, beside=one.domain or "", now=one.id == here)
            for one in fitting[:_SHOWN]
        ]

    def _ask_passcode(self, text: str, link: Link, account_id: AccountId) -> None:
        if not link.had_passcode:
            self._log(link, account_id)
            return
        asked = ask(
            self._desk.area.window(),
            say("Keep the passcode in the link?"),
            say("With it, whoever gets the link can see the recording."),
            say("Keep it"),
            lambda: self._log(recognise(text, keep_passcode=True), account_id),
            keep=say("Leave it out"),
        )
        asked.rejected.connect(lambda: self._log(link, account_id))

    def _log(self, link: Link, account_id: AccountId) -> None:
        reading = self._writer.reading
        name = next((one.name for one in reading.accounts if one.id == account_id), "")
        done: list[Logged] = []

        def act() -> Changed:
            done.append(
                recording_writing.log_recording(
                    reading.store, reading.rules, account_id, link, day=reading.day
                )
            )
            return done[-1].changed

        def told(_: Changed) -> str:
            if done[-1].is_new:
                return say("Logged at {account}.", account=name)
            if done[-1].moments_added:
                return plural(
                    done[-1].moments_added,
                    "Logged at {account} already; a moment is added.",
                    "Logged at {account} already; {n} moments are added.",
                    account=name,
                )
            return say("Logged at {account} already.", account=name)

        def stand(_: Changed) -> None:
            page = self.page
            if page is not None:
                page.stand_on(done[-1].id)

        self._writer.do(act, told, undo=True, then=stand)

    def _name(self, one: Recording, title: str) -> None:
        self._do(
            lambda: recording_writing.set_title(
                self._writer.reading.store, self._writer.reading.rules, one.id, title
            ),
            say("Saved."),
        )

    def _add_moment(self, one: Recording, moment: NewMoment) -> None:
        self._do(
            lambda: moment_writing.add_moments(
                self._writer.reading.store, self._writer.reading.rules, one.id, [moment]
            ),
            say("Moment added at {time}.", time=spell_offset(moment.at_s)),
        )


def read_moment(text: str) -> NewMoment | None:
    """A moment as it is typed: the time first, then what is there; None without a time."""
    time, _, label = text.strip().partition(" ")
    second = parse_offset(time)
    return None if second is None else NewMoment(at_s=second, label=label.strip())
