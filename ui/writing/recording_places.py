"""Where a recording belongs: its folder, what it hangs on, its place by the call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from book import escalations, moment_writing, notes, recording_writing, tickets
from book.clock import local_day
from book.records import Changed
from ui import days
from ui.recordings.columns import hung_words
from ui.words import say
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from book.recordings import Recording
    from ui.recordings.page import RecordingsPage
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.recording_acts import RecordingActs

_SHOWN: Final = 12


class _Hook(Struct, frozen=True):
    """Something that a recording can hang on."""

    record: str
    number: int
    name: str


class RecordingPlaces:
    """Acts on the current recording of the page."""

    def __init__(
        self,
        desk: Desk,
        writer: DeskWriter,
        acts: RecordingActs,
        open_url: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        self._desk = desk
        self._writer = writer
        self._acts = acts
        self._open_url = open_url

    def ask_folder(self) -> PickDialog | None:
        """Ask which folder the recording shall be in: one of the team's, one in use, a new one."""
        page, one = self._page, self._current
        if page is None or one is None:
            return None
        folders = self._writer.reading.rules.recordings.folders
        known = dict.fromkeys([each.title for each in folders] + page.folders())

        def options(text: str) -> Sequence[Option]:
            typed = " ".join(text.split())
            found = [
                Option(value=name, words=name, now=name == one.folder)
                for name in known
                if typed.casefold() in name.casefold()
            ]
            if typed and typed not in known:
                found.append(Option(value=typed, words=typed, beside=say("new")))
            if one.folder and not typed:
                found.append(Option(value="", words=say("In no folder")))
            return found[:_SHOWN]

        return self._ask(
            say("Which folder is it in"),
            options,
            lambda name: self._move(one, name),
            say("Part of its name, or a new one"),
        )

    def ask_shown(self) -> PickDialog | None:
        """Ask which folder alone shall be shown."""
        page = self._page
        if page is None:
            return None
        if not page.folders():
            self._writer.tell(say("No recording is in a folder yet."))
            return None

        def options(text: str) -> Sequence[Option]:
            names = [name for name in page.folders() if text.strip().casefold() in name.casefold()]
            whole = [] if text.strip() else [Option(value="", words=say("All folders"))]
            return [
                *whole,
                *(Option(value=one, words=one, now=one == page.folder) for one in names),
            ]

        return self._ask(
            say("Which folder is shown"), options, page.show_folder, say("Part of its name")
        )

    def open_folder(self) -> None:
        """Open where the folder lies: its link from the house rules, or the logged folder's own."""
        page, one = self._page, self._current
        title = (one.folder if one is not None else "") or (page.folder if page is not None else "")
        known = self._writer.reading.rules.recordings.folder(title or "")
        link = known.link if known is not None else ""
        if not link and one is not None and one.kind == "folder":
            link = one.url
        if not link:
            words = say("The house rules name no link of “{folder}”.", folder=title)
            self._writer.tell(words if title else say("It is in no folder."))
        elif not self._open_url(QUrl(link, QUrl.ParsingMode.StrictMode)):
            self._writer.tell(say("Nothing here opens that link."))

    def ask_attach(self) -> PickDialog | None:
        """Ask what the recording hangs on; picked again it hangs there no more."""
        one = self._current
        if one is None:
            return None
        hooks = self._hooks(one)

        def options(text: str) -> Sequence[Option]:
            typed = text.strip().casefold()
            return [
                Option(
                    value=hook,
                    words=hook.name,
                    beside=say("attached") if (hook.record, hook.number) in one.attached else "",
                    now=(hook.record, hook.number) in one.attached,
                )
                for hook in hooks
                if typed in hook.name.casefold()
            ][:_SHOWN]

        if not hooks:
            self._writer.tell(say("Its account has no tickets, no notes and no escalations."))
            return None
        return self._ask(
            say("What does it belong to"),
            options,
            lambda hook: self._turn(one, hook),
            say("Part of a ticket, a note or an escalation"),
        )

    def focus_align(self) -> None:
        """Give the keyboard to the slider that aligns the recording with its call."""
        if self._page is not None:
            self._page.detail.align.slider.setFocus()

    def align(self, shift_s: int) -> None:
        """Say when the recording began by the call's clock; its marks move, nothing else."""
        one, reading = self._current, self._writer.reading
        if one is not None and one.clock_shift_s != shift_s:
            # Without a toast: it would lie over the slider, which says itself where it stands.
            self._writer.do(
                lambda: moment_writing.align(reading.store, reading.rules, one.id, shift_s)
            )

    @property
    def _page(self) -> RecordingsPage | None:
        return self._acts.page

    @property
    def _current(self) -> Recording | None:
        return self._page.recording() if self._page is not None else None

    def _hooks(self, one: Recording) -> list[_Hook]:
        store, day = self._writer.reading.store, self._writer.reading.day
        found = [
            _Hook("ticket", int(each.id), _named("ticket", f"{each.number or ''} {each.subject}"))
            for each in tickets.tickets_of(store, one.account_id)
        ]
        for note in notes.notes_of(store, one.account_id):
            name = note.subject or days.day_words(note.day, day)
            found.append(_Hook("note", int(note.id), _named("note", name)))
        for each in escalations.escalations_of(store, one.account_id):
            name = each.subject or days.day_words(local_day(each.begun_at), day)
            found.append(_Hook("escalation", int(each.id), _named("escalation", name)))
        return found

    def _move(self, one: Recording, name: str) -> None:
        reading = self._writer.reading
        self._do(
            lambda: recording_writing.set_folder(reading.store, reading.rules, one.id, name),
            say("Moved to {folder}.", folder=name) if name else say("It is in no folder now."),
        )

    def _turn(self, one: Recording, hook: _Hook) -> None:
        reading = self._writer.reading
        hangs = (hook.record, hook.number) in one.attached
        turn = recording_writing.detach if hangs else recording_writing.attach
        self._do(
            lambda: turn(reading.store, reading.rules, one.id, hook.record, hook.number),
            say("Taken off {what}.", what=hook.name)
            if hangs
            else say("Attached to {what}.", what=hook.name),
        )

    def _do(self, act: Callable[[], Changed], words: str) -> None:
        self._writer.do(act, words, undo=True)

    def _ask(
        self,
        title: str,
        options: Callable[[str], Sequence[Option]],
        picked: Callable[[Any], None],
        placeholder: str,
    ) -> PickDialog:
        window = self._desk.area.window()
        asked = PickDialog(window, title, options, picked, placeholder=placeholder)
        asked.open()
        return asked


def _named(record: str, name: str) -> str:
    return hung_words(record, " ".join(name.split()))
