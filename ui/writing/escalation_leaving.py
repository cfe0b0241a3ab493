"""How an escalation leaves: looked over first, then sent once, copied, mailed, or opened there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from book import handing_over
from book.errors import SatchelError
from book.escalations import EscalationId, files_of
from book.filling import fill
from book.handing_over import BROWSER, CLIPBOARD, MAIL, By
from book.records import Changed
from book.rules_escalations import REQUESTER, SUBJECT
from ui.escalation.page import EscalationPage
from ui.escalation.preview import PreviewDialog
from ui.escalation.sheet import Sheet
from ui.escalation.state_words import ticket_address
from ui.escalation.ways import Leaf, leaves, mail_body, mail_to
from ui.mail.page import MailWords
from ui.words import say, source_name
from ui.writing.mail_leaving import Opener, leave_by, open_address

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.escalation_acts import EscalationActs


class EscalationLeaving:
    """Lets the form on the page out; what is copied is what would have been sent."""

    def __init__(
        self,
        acts: EscalationActs,
        writer: DeskWriter,
        settings: Settings,
        run: Callable[[str], object],
    ) -> None:
        """`run` gives a command of the window by its id."""
        self._acts = acts
        self._writer = writer
        self._settings = settings
        self._run = run
        self.opener: Opener = open_address
        self.dialog: PreviewDialog | None = None

    def wire(self, page: EscalationPage) -> None:
        """Hear the buttons of the page, once it is made."""
        page.preview_asked.connect(self.preview)
        page.copy_asked.connect(self.copy_now)
        page.told_asked.connect(self.copy_told)
        page.panel_copy_asked.connect(self.copy_panel)
        page.panel_open_asked.connect(lambda: self.open_page(self._panel()))
        page.address_asked.connect(self.open_page)
        page.state_asked.connect(self.act_on_state)

    def preview(self) -> PreviewDialog | None:
        """Show what would leave, by every way, before it does."""
        page, number = self._acts.page, self._number()
        sheet = page.sheet
        if number is None or sheet is None:
            return None
        page.look(tried=True)
        form, files = page.words(), files_of(self._writer.reading.store, number)

        def ways(is_public: bool) -> tuple[Leaf, ...]:
            return leaves(sheet, form, files, is_public=is_public)

        dialog = PreviewDialog(
            page.window(),
            say("Preview: {title}", title=page.bar.title.whole),
            ways,
            lambda leaf: sheet.stands(form, leaf.way),
        )
        dialog.send_asked.connect(lambda leaf: self.send(leaf, number))
        dialog.copy_asked.connect(self._copied)
        dialog.mail_asked.connect(self._mailed)
        dialog.page_asked.connect(self._opened)
        dialog.finished.connect(lambda _: setattr(self, "dialog", None))
        self.dialog = dialog
        dialog.open()
        return dialog

    def send(self, leaf: Leaf, number: EscalationId) -> None:
        """Queue it for the source that takes it; it can be taken back until it leaves."""
        sheet, reading = self._acts.page.sheet, self._writer.reading
        if sheet is None or not leaf.via:
            return

        def act() -> Changed:
            return handing_over.send(
                reading.store,
                reading.rules,
                number,
                leaf.way,
                leaf.via,
                leaf.words,
                me=sheet.me,
                offered=sheet.offered(leaf.way),
                hold_seconds=self._writer.hold_seconds,
            )[1]

        self._writer.do(
            act, self._sent_words(leaf, sheet), undo=True, then=lambda _: self._done(),
            failed=self._refused,
        )  # fmt: skip

    def copy_now(self) -> None:
        """Copy the text of the kind's own way, without looking it over first."""
        page = self._acts.page
        if page.sheet is not None and self._number() is not None:
            self._copied(leaves(page.sheet, page.words())[0])

    def copy_told(self) -> None:
        """Copy what tells the customer that a ticket will appear."""
        sheet, form = self._acts.page.sheet, self._acts.page.words()
        if sheet is None:
            return
        name = sheet.name_of(form.text(REQUESTER))
        values = {"person": name.split(" ")[0], "subject": form.text(SUBJECT)}
        self._copy_words(sheet.rules.escalations.told, values)

    def copy_panel(self) -> None:
        """Copy what asks the customer to open the ticket in the app."""
        page = self._acts.page
        if page.sheet is not None:
            name = page.sheet.name_of(page.words().text(REQUESTER))
            values = {"person": name.split(" ")[0], "panel": self._panel()}
            self._copy_words(page.sheet.rules.escalations.panel_words, values)

    def open_page(self, address: str) -> None:
        """Open a page in the browser; where none opens, its address is on the clipboard."""
        if address and not self.opener(address):
            QGuiApplication.clipboard().setText(address)
            self._writer.tell(say("No program here opens pages. Its address is on the clipboard."))

    def act_on_state(self, act: str) -> None:
        """What the strip above the form offers."""
        one = self._acts.current
        follow_up = self._acts.follow_up
        known: dict[str, Callable[[], object]] = {
            "outbox": lambda: self._run("go_outbox"),
            "close": follow_up.close,
            "nudge": follow_up.nudge,
            "told": follow_up.told,
            "crm": follow_up.open_crm,
            "call": follow_up.take_note,
            "mail": follow_up.mail,
            "reopen": follow_up.reopen,
        }
        if act in known:
            known[act]()
        elif one is not None:
            self.open_page(ticket_address(self._acts.standing_of(one)))

    def _copied(self, leaf: Leaf) -> None:
        QGuiApplication.clipboard().setText(leaf.words.text)
        self._note(leaf, CLIPBOARD, say("Copied. It is the same text that would be sent."))

    def _mailed(self, leaf: Leaf) -> None:
        page = self._acts.page
        if page.sheet is None:
            return
        words = MailWords(
            to=mail_to(page.sheet), subject=leaf.words.title, body=mail_body(leaf.words.text)
        )
        trouble = leave_by(self._settings.choices.mail_way, words, self.opener)
        self._note(leaf, MAIL, trouble or say("Handed to the mail program."))

    def _opened(self, leaf: Leaf) -> None:
        QGuiApplication.clipboard().setText(leaf.words.text)
        self.open_page(leaf.address)
        self._note(leaf, BROWSER, say("Copied, and the page is open: paste it there."))

    def _note(self, leaf: Leaf, by: By, told: str) -> None:
        """Note that a person handed it over; the book's own ticket is only what it sends."""
        number, reading = self._number(), self._writer.reading
        if number is None:
            return
        way = "note" if leaf.way == "ticket" else leaf.way
        self._writer.do(
            lambda: handing_over.note_handed(
                reading.store, reading.rules, number, way, by, leaf.words
            ),
            told,
            undo=True,
            then=lambda _: self._acts.refresh(),
        )

    def _copy_words(self, text: str, values: dict[str, str]) -> None:
        signature = self._writer.reading.rules.mail.signature
        filled = fill(text, {**values, "signature": signature})
        QGuiApplication.clipboard().setText(filled.text.strip() + "\n")
        gaps = ", ".join(f"{{{one}}}" for one in filled.missing)
        told = say("Copied. Tick the box once it is sent.")
        if gaps:
            told = say("Copied. Not filled in: {places}", places=gaps)
        self._writer.tell(told)

    def _panel(self) -> str:
        sheet = self._acts.page.sheet
        if sheet is None:
            return ""
        return fill(
            sheet.rules.escalations.panel, {"org_id": sheet.account.org_id or ""}
        ).text.strip()

    def _number(self) -> EscalationId | None:
        """The escalation, with all that stands on the page on disk."""
        page = self._acts.page
        if page.sheet is None:
            return None
        if not page.keeper.hold():
            self._writer.tell(page.keeper.trouble or say("The form is not saved yet."))
            return None
        return page.keeper.number

    def _sent_words(self, leaf: Leaf, sheet: Sheet) -> str:
        source = source_name(leaf.via)
        if sheet.offline:
            return say("It waits here and goes to {source} once, when it answers.", source=source)
        hold = round(self._writer.hold_seconds)
        if not hold:
            return say("It leaves for {source} now.", source=source)
        return say("It leaves for {source} in {n} s.", source=source, n=hold)

    def _refused(self, error: SatchelError) -> None:
        if self.dialog is not None:
            self.dialog.complain(str(error))
        else:
            self._writer.tell(str(error))

    def _done(self) -> None:
        self._acts.refresh()
        if self.dialog is not None:
            self.dialog.accept()
