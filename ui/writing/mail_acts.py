"""Outreach by key: the draft an account is due, handed to the mail program, and the next row.

The row is marked contacted as the mail is handed over; whether it was sent only the person knows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer

from book import escalation_outcome, mails_begun, outreach
from book.errors import Refused, SatchelError
from book.escalation_outcome import outcome_lines
from book.mail_links import MailWay
from book.mail_places import OF_MINE
from book.mails_begun import MailBegun
from book.outreach import Outreach
from book.records import Account, AccountId, Changed
from book.rules_escalations import REQUESTER
from book.short_wait import waiting_briefly
from book.visible_text import fenced
from ui.mail.page import MailPage, MailWords
from ui.window.pages import MAIL_PAGE
from ui.words import list_words, say
from ui.writing import selection
from ui.writing.mail_due import MailMine, MailsDue, filled, words_of
from ui.writing.mail_leaving import Opener, leave_by, open_address
from ui.writing.pick_list import Option, PickDialog, narrowed

if TYPE_CHECKING:
    from book.escalations import Escalation
    from ui.settings import Settings
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

PAUSE_MS: Final = 300
"""A rest of the hands after which the mail is kept."""
TROUBLE_MS: Final = 2_000
_HAND_KEY: Final = "Ctrl+Enter"
_NEWS: Final = Changed({"draft": frozenset({0})})
"""Something that was begun came or left, of whatever kind."""


class MailActs:
    """Drives the one mail page of the window."""

    def __init__(
        self, desk: Desk, writer: DeskWriter, settings: Settings, run: Callable[[str], object]
    ) -> None:
        """`run` gives a command of the window by its id."""
        self._desk = desk
        self._writer = writer
        self._settings = settings
        self._run = run
        self._book = MailsDue(writer.reading)
        self.mine = MailMine(desk, writer.reading, self._fill_in)
        self.opener: Opener = open_address
        self._draft: MailWords | None = None
        """What the page began with: nobody would miss it."""
        self._kept_as = ""
        """What the mail on the page is kept under while it is not handed over."""
        self._warned: MailWords | None = None
        self._on_clipboard: MailWords | None = None
        """What no program took: handed over again, it counts as pasted by the person."""
        self._pause = QTimer(desk, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.keep)

    @cached_property
    def page(self) -> MailPage:
        """The page, made when the first mail is opened."""
        page = self._desk.pages.of(MAIL_PAGE).page
        assert isinstance(page, MailPage)
        page.hand_asked.connect(lambda: self._run("end_note"))
        page.choose_asked.connect(self.ask_which)
        page.way_asked.connect(self.ask_way)
        page.mine_asked.connect(self.mine.ask)
        page.changed.connect(self._pause.start)
        self._desk.leaving.connect(self._left)
        return page

    @property
    def open_here(self) -> bool:
        """Whether a mail is on the page in view."""
        return self._desk.area.key == MAIL_PAGE

    def write(self) -> None:
        """Open the mail that was begun for the account in view, or the one it is due."""
        account = self._book.account(self._desk.account)
        if account is None or (self.open_here and not self.keep()):
            return
        due = self._book.begun_for(account)
        self._show(account, due)
        if older := self._book.older(due):
            self._writer.tell(say("An older draft, “{title}”, waits in Today.", title=older))

    def open_begun(self, number: int) -> None:
        """Open a mail that was begun, by its number in Today."""
        one = self._book.begun(number)
        account = self._book.account(one.account_id) if one is not None else None
        if one is None or account is None:
            self._writer.tell(say("That mail is not here any more."))
            return
        self._show(account, self._book.of_begun(one, account), one.mail.code)

    def summarise(self, account_id: AccountId | None, body: str, day: date) -> None:
        """Open the mail that sums a call up, made from its note as it stands."""
        account = self._book.account(account_id)
        if account is None:
            self._writer.tell(say("The note has no account yet. Choose one, then write the mail."))
            return
        try:
            made = self._book.summary(account, body, day)
        except Refused as error:
            self._writer.tell(f"{error.title} {error.advice}")
            return
        self._show(account, made, f"{made.code} {day}")  # each call has its own

    def tell_outcome(self, one: Escalation) -> None:
        """Open the mail that tells the customer what came of an escalation that is closed."""
        account = self._book.account(one.account_id)
        if account is None:
            self._writer.tell(say("Its account is not in the book any more."))
            return
        day = self._writer.reading.day
        try:
            made = self._book.summary(account, outcome_lines(one), day, escalation_outcome.MAIL)
        except Refused as error:
            self._writer.tell(f"{error.title} {error.advice}")
            return
        asked = one.form.text(REQUESTER)
        if asked:
            made = replace(made, to=(asked,))
        self._show(account, made, f"{made.code} {one.id}")  # each escalation has its own

    def hand_over(self) -> None:
        """Hand the mail to the mail program, mark the row contacted, go to the next one."""
        words = self.page.words()
        account = self._book.account(words.account_id)
        if account is None:
            self._writer.tell(say("That account left the book. The text stays here to copy."))
            return
        if words.gaps and words != self._warned:
            self._warned = words
            named = list_words([gap.replace("_", " ") for gap in words.gaps])
            told = say("Not filled in: {places}. Fill it in, or press again to hand it over so.",
                       places=named)  # fmt: skip
            if any(gap in OF_MINE for gap in words.gaps):
                self._writer.tell(told, say("Fill in…"), self.mine.ask)
            else:
                self._writer.tell(told)
            return
        if words != self._on_clipboard:
            trouble = leave_by(self._settings.choices.mail_way, words, self.opener)
            if trouble:
                self._on_clipboard = words
                button = say("Mark contacted, next  {key}", key=_HAND_KEY)
                self._writer.tell(trouble, button, lambda: self._hand(words))
                return
        self._hand(words)

    def ask_which(self) -> PickDialog | None:
        """Ask for another of the team's mails."""
        account = self._book.account(self.page.account_id)
        if account is None:
            return None
        options = [
            Option(value=mail.code, words=mail.title, now=mail.code == self.page.code)
            for mail in self._writer.reading.rules.mail.all_drafts
        ]
        asked = PickDialog(
            self.page.window(),
            say("Which mail to {name}", name=fenced(account.name)),
            narrowed(options),
            lambda code: self._choose(account, code),
        )
        asked.open()
        return asked

    def ask_way(self) -> PickDialog:
        """Ask where mails go."""
        ways: tuple[tuple[MailWay, str], ...] = (
            ("gmail", say("Gmail in the browser")),
            ("system", say("The system's mail program")),
            ("clipboard", say("Only the clipboard")),
        )
        now = self._settings.choices.mail_way
        asked = PickDialog(
            self.page.window(),
            say("Where do mails go"),
            narrowed([Option(value=way, words=words, now=way == now) for way, words in ways]),
            self._set_way,
        )
        asked.open()
        return asked

    def keep(self) -> bool:
        """Put what was typed on disk; False when it stays on the page only."""
        self._pause.stop()
        words = self.page.words() if "page" in self.__dict__ else None
        if words is None or words.account_id is None or self._draft is None:
            return True
        store = self._writer.reading.store
        mail = MailBegun(code=self._kept_as, to=words.to, subject=words.subject, body=words.body)
        stands = self._book.kept(words.account_id, self._kept_as)
        if words == self._draft and stands is None:
            return True
        try:
            with waiting_briefly(store):
                if words == self._draft:  # as it came: what was typed before is not wanted
                    mails_begun.forget(store, words.account_id, self._kept_as)
                elif mail != stands:
                    mails_begun.keep(store, words.account_id, mail)
        except SatchelError as trouble:
            self._pause.start(TROUBLE_MS)
            self._writer.tell(say("Not saved yet. {why} The text stays here.", why=trouble.title))
            return False
        return True

    def discard(self) -> None:
        """Leave the mail and what was typed of it; the toast brings it back."""
        words, kept_as = self.page.words(), self._kept_as
        if words.account_id is None or not self.keep():
            return
        account_id, store = words.account_id, self._writer.reading.store
        mail = self._book.kept(account_id, kept_as)
        self._draft = None
        self._desk.go_back()
        if mail is None:
            return

        def put(act: Callable[[], None]) -> Callable[[], Changed]:
            def put_it() -> Changed:
                act()
                return _NEWS

            return put_it

        self._writer.do(put(lambda: mails_begun.forget(store, account_id, kept_as)))
        back = put(lambda: mails_begun.keep(store, account_id, mail))
        self._writer.tell(say("Mail discarded."), say("Undo"), lambda: self._writer.do(back))

    def _hand(self, words: MailWords) -> None:
        """The mail left, or the person sees to it: the row is contacted, and the next one comes."""
        account = self._book.account(words.account_id)
        if account is None or not self.open_here or self.page.account_id != account.id:
            return  # a toast outlived its page
        store, bill, kept_as = self._writer.reading.store, self._book.bill(account), self._kept_as

        def act() -> Changed:
            return outreach.hand_over(store, account, bill, words.code, kept_as)

        told = say("Handed over, and {name} is contacted.", name=fenced(account.name))
        if words == self._on_clipboard or self._settings.choices.mail_way == "clipboard":
            told = say("On the clipboard, and {name} is contacted.", name=fenced(account.name))
        self._draft = self._warned = self._on_clipboard = None
        self._pause.stop()
        self._desk.go_back()
        self._go_to_next()  # before the row moves to another band
        self._writer.do(act, told, undo=True)

    def _show(self, account: Account, due: Outreach, kept_as: str = "") -> None:
        page = self.page
        self._kept_as = kept_as or due.code
        words = self._draft = words_of(due)
        kept = self._book.kept(due.account_id, self._kept_as)
        if kept is not None:
            words = replace(words, to=kept.to, subject=kept.subject, body=kept.body)
        page.show_mail(words, account.name, due.title)
        page.tell_way(self._settings.choices.mail_way)
        page.tell_follow(say("Begun, only on this laptop") if kept else "")
        self._desk.go(MAIL_PAGE)
        page.text.moveCursor(page.text.textCursor().MoveOperation.Start)
        self._desk.focus_list()

    def _choose(self, account: Account, code: str) -> None:
        """Another mail takes the place of this one, which is kept for when it is chosen again."""
        self.keep()
        due = self._book.due(account, code)
        self._kept_as = due.code
        words = self._draft = words_of(due)
        if (kept := self._book.kept(due.account_id, self._kept_as)) is not None:
            words = replace(words, to=kept.to, subject=kept.subject, body=kept.body)
        self.page.put(words, due.title)
        self._desk.focus_list()

    def _set_way(self, way: MailWay) -> None:
        self._settings.change(mail_way=way)
        self._on_clipboard = None
        self.page.tell_way(way)

    def _fill_in(self, link: str, signature: str) -> None:
        """My link and signature are known now: into the mail that asked for them."""
        self._writer.tell(say("Kept in your own house rules."))
        if self._draft is None or not self.open_here:
            return
        self._draft = filled(self._draft, link, signature)
        self.page.put(filled(self.page.words(), link, signature), self.page.choose.text())
        self._desk.focus_list()

    def _go_to_next(self) -> None:
        """Stand on the next row that waits to be contacted, where there is one below."""
        before = None
        while self._desk.account != before:
            before = self._desk.account
            selection.pass_on(self._desk)
            row = self._writer.reading.row_of(self._desk.account) if self._desk.account else None
            if row is not None and row.state == "to_contact" and row.account.id != before:
                return

    def _left(self, key: str) -> None:
        if key != MAIL_PAGE or self._draft is None:
            return
        unlike = self.page.words() != self._draft
        if not self.keep():
            return
        self._writer.announce(_NEWS)  # Today lists what was begun
        if unlike:
            letters = self._settings.choices.letter_keys
            key = "M" if letters else "Ctrl+Shift+M"
            self._writer.tell(say("Kept as a draft. {key} brings it back.", key=key))
