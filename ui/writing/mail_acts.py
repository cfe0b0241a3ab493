"""Outreach by key: the draft an account is due, handed to the mail program, and the next row.

The row is marked contacted as the mail is handed over; whether it was sent only the person knows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from book import contacts, event_types, mails_begun, outreach, summary_mail
from book.errors import Refused, SatchelError
from book.mail_links import MailWay, hand, whole
from book.mails_begun import MailBegun
from book.outreach import Outreach
from book.records import Account, AccountId, Changed
from book.short_wait import waiting_briefly
from ui.mail.page import MailPage, MailWords
from ui.window.pages import MAIL_PAGE
from ui.words import list_words, say
from ui.writing import selection
from ui.writing.pick_list import Option, PickDialog, narrowed

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

PAUSE_MS: Final = 300
"""A rest of the hands after which the mail is kept."""
TROUBLE_MS: Final = 2_000

Opener = Callable[[str], bool]


def open_address(address: str) -> bool:
    """Hands an address to the system; False where no program takes it."""
    return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


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
        self.opener: Opener = open_address
        self._draft: MailWords | None = None
        """What the page began with: nobody would miss it."""
        self._kept_as = ""
        """What the mail on the page is kept under while it is not handed over."""
        self._warned: MailWords | None = None
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
        page.changed.connect(self._pause.start)
        self._desk.leaving.connect(self._left)
        return page

    @property
    def open_here(self) -> bool:
        """Whether a mail is on the page in view."""
        return self._desk.area.key == MAIL_PAGE

    def write(self) -> None:
        """Open the mail the account in view is due, or the one that was begun for it."""
        account = self._account(self._desk.account)
        if account is None or (self.open_here and not self.keep()):
            return
        self._show(account, self._due(account, None))

    def summarise(self, account_id: AccountId | None, body: str, day: date) -> None:
        """Open the mail that sums a call up, made from its note as it stands."""
        account = self._account(account_id)
        if account is None:
            self._writer.tell(say("The note has no account yet. Choose one, then write the mail."))
            return
        reading = self._writer.reading
        people = contacts.contacts_of(reading.store, account.id)
        try:
            made = summary_mail.summary_mail(reading.rules, account, body, day, people, reading.day)
        except Refused as error:
            self._writer.tell(f"{error.title} {error.advice}")
            return
        self._show(account, made, f"{made.code} {day}")  # each call has its own

    def hand_over(self) -> None:
        """Hand the mail to the mail program, mark the row contacted, go to the next one."""
        words = self.page.words()
        account = self._account(words.account_id)
        if account is None:
            self._writer.tell(say("That account left the book. The text stays here to copy."))
            return
        if words.gaps and words != self._warned:
            self._warned = words
            named = list_words([gap.replace("_", " ") for gap in words.gaps])
            self._writer.tell(
                say("Not filled in: {places}. Fill it in, or press again to hand it over so.",
                    places=named)
            )  # fmt: skip
            return
        if not self._leave_by(words):
            return
        store, bill, kept_as = self._writer.reading.store, self._bill(account), self._kept_as

        def act() -> Changed:
            return outreach.hand_over(store, account, bill, words.code, kept_as)

        self._draft = self._warned = None
        self._pause.stop()
        told = say("Handed over, and {name} is contacted.", name=account.name)
        self._desk.go_back()
        self._go_to_next()  # before the row moves to another band
        self._writer.do(act, told, undo=True)

    def ask_which(self) -> PickDialog | None:
        """Ask for another of the team's mails."""
        account = self._account(self.page.account_id)
        if account is None:
            return None
        options = [
            Option(value=mail.code, words=mail.title, now=mail.code == self.page.code)
            for mail in self._writer.reading.rules.mail.drafts
        ]
        asked = PickDialog(
            self.page.window(),
            say("Which mail to {name}", name=account.name),
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
        if words is None or words.account_id is None or self._draft in (None, words):
            return True
        store = self._writer.reading.store
        mail = MailBegun(code=self._kept_as, to=words.to, subject=words.subject, body=words.body)
        try:
            with waiting_briefly(store):
                mails_begun.keep(store, words.account_id, mail)
        except SatchelError as trouble:
            self._pause.start(TROUBLE_MS)
            self._writer.tell(say("Not saved yet. {why} The text stays here.", why=trouble.title))
            return False
        return True

    def _show(self, account: Account, due: Outreach, kept_as: str = "") -> None:
        page = self.page
        self._kept_as = kept_as or due.code
        words = self._draft = _words_of(due)
        kept = self._kept(due)
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
        due = self._due(account, code)
        self._kept_as = due.code
        words = self._draft = _words_of(due)
        if (kept := self._kept(due)) is not None:
            words = replace(words, to=kept.to, subject=kept.subject, body=kept.body)
        self.page.put(words, due.title)
        self._desk.focus_list()

    def _set_way(self, way: MailWay) -> None:
        self._settings.change(mail_way=way)
        self.page.tell_way(way)

    def _leave_by(self, words: MailWords) -> bool:
        """Open the program, fill the clipboard; False where nothing could take the mail."""
        made = hand(
            self._settings.choices.mail_way,
            words.addresses,
            words.subject,
            words.body,
            paste=say("(The text is on the clipboard: paste it here.)"),
        )
        if made.clipboard is not None:
            QGuiApplication.clipboard().setText(made.clipboard)
        if made.address and not self.opener(made.address):
            QGuiApplication.clipboard().setText(whole(words.addresses, words.subject, words.body))
            self._writer.tell(say("No program here opens mails. The text is on the clipboard."))
            return False
        return True

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
        if key == MAIL_PAGE:
            self.keep()

    def _due(self, account: Account, code: str | None) -> Outreach:
        reading = self._writer.reading
        return outreach.outreach(
            reading.rules,
            account,
            self._bill(account),
            contacts.contacts_of(reading.store, account.id),
            outreach.last_mail(reading.store, account.id),
            reading.day,
            code,
            {"booking_link": event_types.usual_link(reading.store)},
        )

    def _bill(self, account: Account) -> date | None:
        row = self._writer.reading.row_of(account.id)
        return row.renewal_date if row is not None else account.renewal_date

    def _kept(self, due: Outreach) -> MailBegun | None:
        """What was typed of this very mail before."""
        return mails_begun.begun(self._writer.reading.store, due.account_id, self._kept_as)

    def _account(self, account_id: AccountId | None) -> Account | None:
        return next((a for a in self._writer.reading.accounts if a.id == account_id), None)


def _words_of(due: Outreach) -> MailWords:
    return MailWords(
        account_id=due.account_id,
        code=due.code,
        to=", ".join(due.to),
        subject=due.subject,
        body=due.body,
    )
