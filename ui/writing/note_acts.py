"""What a person does with notes: begins, takes up again, edits, keeps here, ends, gives up."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from book import drafts, note_writing, notes
from book.drafts import Draft, DraftId
from book.errors import Busy, Refused, SatchelError, Usage
from book.records import AccountId, Changed, NoteId
from ui.note.draft_keeper import Words
from ui.note.page import NotePage
from ui.words import say, time_words
from ui.writing.note_beginnings import PageTemplates, beginning, first_free_line, stand_at
from ui.writing.note_look import is_gone, look_around
from ui.writing.note_people import tell_people
from ui.writing.note_questions import ask_day, ask_kind, ask_whose
from ui.writing.outcome_words import outcome_words
from ui.writing.question import ask

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

NOTE_PAGE: Final = "note"


class NoteActs:
    """Drives the one note page of the window."""

    def __init__(self, desk: Desk, writer: DeskWriter, run: Callable[[str], object]) -> None:
        """`run` gives a command of the window by its id."""
        self._desk = desk
        self._writer = writer
        self._run = run
        self.troubled: Callable[[str], None] = lambda _: None
        """Told why words are not on disk, and nothing once they are."""
        self.shown_body = ""
        """What the old note said when it was opened here."""

    @cached_property
    def page(self) -> NotePage:
        """The page, made when the first note is opened."""
        page = self._desk.pages.of(NOTE_PAGE).page
        assert isinstance(page, NotePage)
        page.end_asked.connect(lambda: self._run("end_note"))
        page.private_asked.connect(lambda: self._run("keep_private"))
        page.text.refused.connect(self._writer.tell)
        page.versions_asked.connect(lambda: self._run("note_versions"))
        page.link_asked.connect(lambda: self._run("add_link"))
        reading = self._writer.reading
        page.named.connect(lambda: tell_people(page, reading))
        page.account_asked.connect(lambda: ask_whose(page, reading))
        page.day_asked.connect(lambda: ask_day(page, reading.day))
        page.kind_asked.connect(lambda: ask_kind(page))
        self._templates = PageTemplates(page, reading)
        self._templates.taken.connect(
            lambda: self._desk.focus_list(Qt.FocusReason.OtherFocusReason)
        )
        page.named.connect(self._desk.moved)
        page.named.connect(lambda: look_around(self, self._writer))
        page.keeper.made.connect(self._draft_came_or_went)
        page.keeper.troubled.connect(self.troubled)
        page.keeper.waits.connect(lambda waits: self._writer.mark_busy("note", waits))
        self._desk.leaving.connect(self._left)
        return page

    @property
    def open_here(self) -> bool:
        """Whether a note is on the page in view."""
        return self._desk.area.key == NOTE_PAGE

    def new(self, account_id: AccountId | None = None) -> None:
        """Begin a note for an account, by default the one in view, else one chosen on the page."""
        if account_id is None:
            account_id = self.page.account_id if self.open_here else self._desk.account
        if self._put_down():
            reading = self._writer.reading
            code = reading.rules.notes.first
            begun = beginning(reading, account_id, code)
            words = Words(
                account_id=account_id, day=reading.day, subject=begun.subject, body=begun.body
            )
            self._show(words, template=code)

    def open_draft(self, draft_id: DraftId) -> None:
        """Go on with a note that was not ended."""
        found = drafts.draft(self._writer.reading.store, draft_id)
        if found is None:
            self._writer.tell(say("That draft was ended or discarded elsewhere."))
        elif self._put_down():
            self._show(_words_of(found), draft=found)

    def edit(self, note_id: NoteId) -> None:
        """Give a finished note other words; what was begun before is taken up again."""
        store = self._writer.reading.store
        begun = drafts.draft_of_note(store, note_id)
        found = notes.note(store, note_id)
        if found is None:
            self._writer.tell(say("That note is deleted."))
        elif begun is not None:
            self.open_draft(begun.id)
        elif self._put_down():
            words = Words(
                account_id=found.account_id,
                subject=found.subject,
                body=found.body,
                day=found.day,
                kind=found.kind,
                tags=found.tags,
                private=found.private,
            )
            self.shown_body = found.body
            whose = None if found.mine else found.author or ""
            self._show(words, note_id=note_id, whose=whose)

    def save(self) -> None:
        """Save now, as everybody's hands do by themselves."""
        self.page.keeper.save()

    def leave(self) -> bool:
        """Put the page down: what is worth it stays a draft. False while words are on it only."""
        if "page" not in self.__dict__:
            return True
        keeper = self.page.keeper
        if keeper.draft is None and keeper.worthless:
            keeper.let_go()
            return True
        if keeper.draft is not None and keeper.worthless:
            self._give_up(keeper.draft.id)
            return True
        return keeper.save() or not keeper.unsaved

    def end(self) -> None:
        """Make the note of what stands here and go back to where the person came from."""
        page, reading = self.page, self._writer.reading
        untouched = page.keeper.note_id is None and page.keeper.worthless
        if page.words().empty or untouched:
            self._writer.tell(say("The note has no words in it. Write at least a line."))
            return
        gone = is_gone(reading.store, page.account_id) and not page.private
        if page.account_id is None or (gone and page.keeper.note_id is None):
            ask_whose(page, reading, then=self.end)
            return
        if page.keeper.draft is None and page.keeper.worthless:
            self._desk.go_back()  # an old note that was only looked at
            return

        def act() -> Changed:
            if not page.keeper.save():
                raise Busy("") if page.keeper.trouble == "" else Refused(page.keeper.trouble)
            draft = page.keeper.draft
            if draft is None:
                raise Usage(say("The note has no words in it. Write at least a line."))
            return drafts.end(
                reading.store, reading.rules, draft.id, hold_seconds=self._writer.hold_seconds
            )[1]

        private = page.private

        def told(changed: Changed) -> str:
            return _ended_words(self._writer, changed, private=private, gone=gone)

        self._writer.do(act, told, undo=True, then=self._ended)

    def discard(self) -> None:
        """Give the draft up, after a question; undo brings it back."""
        if not self.open_here:
            return
        keeper = self.page.keeper
        if keeper.worthless:
            self._desk.go_back()
            return

        def give_up() -> None:
            keeper.save()
            if keeper.draft is not None:
                self._give_up(keeper.draft.id, say("Draft discarded."))
            self._desk.go_back()

        words = self.page.count_words()
        ask(
            self._desk.area.window(),
            say("Discard this draft?"),
            say("It has {words} and exists only on this laptop.", words=words),
            say("Discard"),
            give_up,
        )

    def turn_private(self) -> None:
        """Keep the note on this laptop for good, or let it leave after all."""
        page, reading = self.page, self._writer.reading
        if page.whose is not None:
            self._writer.tell(say("Somebody else wrote this note; change it in its source."))
            return
        wanted = not page.private
        number = page.keeper.note_id
        if number is None:
            page.change(private=wanted)
            return
        turn = note_writing.make_private if wanted else note_writing.make_public

        def refused(error: SatchelError) -> None:
            page.change()  # the button shows what stands
            self._writer.tell(str(error))

        self._writer.do(
            lambda: turn(
                reading.store, reading.rules, number, hold_seconds=self._writer.hold_seconds
            ),
            then=lambda _: page.change(private=wanted),
            failed=refused,
        )

    def draft_is_back(self, changed: Changed) -> None:
        """After the end of a note was taken back at once: go on writing it."""
        for number in changed.ids.get("draft", ()):
            if drafts.draft(self._writer.reading.store, DraftId(number)) is not None:
                self.open_draft(DraftId(number))
                return

    def _show(
        self,
        words: Words,
        *,
        draft: Draft | None = None,
        note_id: NoteId | None = None,
        template: str = "",
        whose: str | None = None,
    ) -> None:
        page, reading = self.page, self._writer.reading
        name = self._name(words.account_id)
        page.open(words, name, reading.day, draft=draft, note_id=note_id, whose=whose)
        tell_people(page, reading)
        self._templates.tell(template)
        if draft is not None and draft.note_id is None:
            page.tell_template("", "", offered=True)
        self._desk.go(NOTE_PAGE)
        if template:
            stand_at(page, first_free_line(words.body))
        else:
            page.text.moveCursor(page.text.textCursor().MoveOperation.End)
        look_around(self, self._writer)
        self._desk.focus_list(Qt.FocusReason.OtherFocusReason)

    def _put_down(self) -> bool:
        """Make the page free for another note; what cannot be saved keeps its place."""
        if self.leave():
            return True
        self._desk.go(NOTE_PAGE)
        self._writer.tell(say("This note is not saved yet. It stays here until it is."))
        return False

    def _left(self, key: str) -> None:
        if key == NOTE_PAGE and not self.leave() and self.page.keeper.trouble:
            self._writer.tell(self.page.keeper.trouble)

    def _give_up(self, draft_id: DraftId, words: str = "") -> None:
        reading = self._writer.reading
        self.page.keeper.let_go()
        self._writer.do(
            lambda: drafts.discard(reading.store, reading.rules, draft_id),
            words,
            undo=bool(words),
            failed=lambda _: None,  # gone already, which is what was wanted
        )

    def _ended(self, _changed: Changed) -> None:
        self.page.keeper.let_go()
        if self.open_here:
            self._desk.go_back()

    def _draft_came_or_went(self, draft_id: int) -> None:
        self._writer.announce(Changed({"draft": frozenset({draft_id})}))

    def _name(self, account_id: AccountId | None) -> str:
        found = (one.name for one in self._writer.reading.accounts if one.id == account_id)
        return next(found, "")


def _ended_words(writer: DeskWriter, changed: Changed, *, private: bool, gone: bool = False) -> str:
    """What a note left behind, else that it is saved; and when it leaves."""
    from book.note_outcome import outcome

    made = outcome_words(outcome(changed.filed))
    saved = say("Saved here {time}.", time=time_words(writer.reading.now))
    if made:
        saved = say("Ended: {made}.", made=made)
    if private:
        return f"{saved} {say('It stays on this laptop.')}"
    if gone:
        return f"{saved} {say('It stays here: its account is gone from its source.')}"
    hold = round(writer.hold_seconds)
    leaves = say("Leaves in {n} s.", n=hold) if hold else say("Leaves now.")
    return f"{saved} {leaves}"


def _words_of(draft: Draft) -> Words:
    return Words(
        account_id=draft.account_id,
        subject=draft.subject,
        body=draft.body,
        day=draft.day,
        kind=draft.kind,
        tags=draft.tags,
        private=draft.private,
    )
