"""What the book says about a mail: which one is due, what was begun, what it says of me."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from book import contacts, event_types, mails_begun, outreach, summary_mail
from book.errors import Refused, SatchelError
from book.mails_begun import BegunMail, MailBegun
from book.outreach import Outreach
from book.records import Account, AccountId
from ui.mail.page import MailWords
from ui.words import say

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.book_reading import BookReading
    from ui.window.desk import Desk


class MailsDue:
    """Reads what a mail needs; writes nothing."""

    def __init__(self, reading: BookReading) -> None:
        self._reading = reading

    def account(self, account_id: AccountId | None) -> Account | None:
        """The account, while it is in the book."""
        return next((a for a in self._reading.accounts if a.id == account_id), None)

    def bill(self, account: Account) -> date | None:
        """The renewal the queue shows for it."""
        row = self._reading.row_of(account.id)
        return row.renewal_date if row is not None else account.renewal_date

    def due(self, account: Account, code: str | None) -> Outreach:
        """The mail it is due, or the one of `code`; raises Refused where there is none such."""
        reading = self._reading
        return outreach.outreach(
            reading.rules,
            account,
            self.bill(account),
            contacts.contacts_of(reading.store, account.id),
            outreach.last_mail(reading.store, account.id),
            reading.day,
            code,
            self._mine(),
        )

    def summary(
        self, account: Account, body: str, day: date, code: str = summary_mail.CODE
    ) -> Outreach:
        """The mail that sums a call up, or another of that kind; raises Refused without one."""
        reading = self._reading
        people = contacts.contacts_of(reading.store, account.id)
        return summary_mail.summary_mail(
            reading.rules, account, body, day, people, reading.day, self._mine(), code=code
        )

    def _mine(self) -> dict[str, str]:
        """What stands in for house rules that name no link and no signature."""
        store = self._reading.store
        return {
            "booking_link": event_types.usual_link(store),
            "signature": outreach.own_name(store),
        }

    def begun_for(self, account: Account) -> Outreach:
        """The mail begun for an account since one was handed over last, else the one it is due.

        An older draft would answer what has been said meanwhile: it waits in Today, and where a
        mail is chosen. What sums a call up is brought back from its note and from Today.
        """
        store = self._reading.store
        last = outreach.last_mail_at(store, account.id)
        code = mails_begun.newest_code(store, account.id, besides="summary ", after=last)
        if code is not None and self._reading.rules.mail.mail(code) is not None:
            return self.due(account, code)
        return self.due(account, None)

    def older(self, due: Outreach) -> str:
        """What the house rules call a mail that was begun before one was handed over and still
        waits, besides the one on the page; empty for none."""
        store = self._reading.store
        begun = [
            one.mail.code
            for one in mails_begun.all_begun(store)
            if one.account_id == due.account_id and one.mail.code != due.code
        ]
        last = outreach.last_mail_at(store, due.account_id)
        if last is None:
            return ""
        named = (self._reading.rules.mail.mail(code) for code in begun)
        return next((mail.title for mail in named if mail is not None), "")

    def begun(self, number: int) -> BegunMail | None:
        """The mail of that number among all that were begun."""
        found = mails_begun.all_begun(self._reading.store)
        return next((one for one in found if one.number == number), None)

    def of_begun(self, one: BegunMail, account: Account) -> Outreach:
        """That mail, under the title the house rules have for it today."""
        code = one.mail.code.partition(" ")[0]
        mail = self._reading.rules.mail.mail(code)
        return Outreach(
            account_id=account.id,
            code=code,
            title=mail.title if mail is not None else say("Mail"),
            to=(),
            subject="",
            body="",
            missing=(),
        )

    def kept(self, account_id: AccountId, kept_as: str) -> MailBegun | None:
        """What was typed of this very mail before."""
        return mails_begun.begun(self._reading.store, account_id, kept_as)


class MailMine:
    """Asks for my booking link and signature, and puts them into my own house rules."""

    def __init__(self, desk: Desk, reading: BookReading, kept: Callable[[str, str], None]) -> None:
        """`kept` is told of both once they are on disk."""
        self._desk = desk
        self._reading = reading
        self._told = kept

    def ask(self) -> None:
        """Open the form, filled with what is known."""
        from ui.mail.mine_dialog import MineDialog  # asked for once in a while

        store, mail = self._reading.store, self._reading.rules.mail
        window: QWidget = self._desk.area.window()
        asked = MineDialog(
            window,
            mail.booking_link or event_types.usual_link(store),
            mail.signature or outreach.own_name(store),
            self._keep,
            offered=self._offered(),
        )
        asked.open()

    def _offered(self) -> Sequence[tuple[str, str]]:
        try:
            found = event_types.bookable(self._reading.store)
        except SatchelError:
            return ()  # the window says the trouble; the form works without
        return tuple((one.title, one.url) for one in found)

    def _keep(self, link: str, signature: str) -> None:
        from book import last_good_rules, own_rules

        reading = self._reading
        try:
            own_rules.set_mail(reading.store.profile, booking_link=link, signature=signature)
        except OSError as trouble:
            raise Refused(
                "Your house rules could not be written.", trouble.strerror or "Try again."
            ) from trouble
        # What was emptied here may stand in the team's file.
        mail = last_good_rules.rules_to_read_by(reading.store.profile, os.environ).rules.mail
        mail = replace(
            reading.rules.mail,
            booking_link=link or mail.booking_link,
            signature=signature or mail.signature,
        )
        reading.rules = replace(reading.rules, mail=mail)
        self._told(mail.booking_link, mail.signature)


def filled(words: MailWords, link: str, signature: str) -> MailWords:
    """The words with these two put in wherever they are asked for; an empty one changes nothing."""
    subject, body = words.subject, words.body
    for place, value in (("{booking_link}", link), ("{signature}", signature)):
        if value:
            subject, body = subject.replace(place, value), body.replace(place, value)
    return replace(words, subject=subject, body=body)


def words_of(due: Outreach) -> MailWords:
    """What stands on the page when it begins."""
    return MailWords(
        account_id=due.account_id,
        code=due.code,
        to=", ".join(due.to),
        subject=due.subject,
        body=due.body,
    )
