"""The mail an account is due: which one comes next at its stage, and its words filled in.

Source: house rules, `[mail]`. Nothing here sends anything: a person does, in their mail program.
What was handed over stands in the change log, under the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book import mails_begun
from book.day_words import MONTHS
from book.editing import MAIL, editing
from book.errors import Refused
from book.filling import fill, fill_lines
from book.records import Account, AccountId, Changed, Contact
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules
    from book.rules_texts import Mail

OF_A_CALL: Final = ("summary", "next_steps", "recordings", "call_day")
"""Places that only the note of a call can fill."""
PLACES: Final = (
    "name",
    "people",
    "bill_date",
    "days_left",
    "plan",
    "booking_link",
    "help",
    "signature",
    *OF_A_CALL,
)
"""What a mail may ask for between braces."""
_MOST_PEOPLE: Final = 3


class Outreach(Struct, frozen=True, kw_only=True):
    """A mail ready to be read over: to whom, about what, and what is still to be filled in."""

    account_id: AccountId
    code: str
    title: str
    to: tuple[str, ...]
    """Addresses; empty where nobody at the account has one."""
    subject: str
    body: str
    missing: tuple[str, ...]
    """Places nothing was known for; they stand in the text between braces."""


def stage_code(rules: HouseRules, account: Account) -> str | None:
    """The code of the account's stage; None for one the house rules do not know."""
    stage = rules.stage(account.stage)
    return stage.code if stage else None


def next_code(sequence: Sequence[str], last: str | None) -> str:
    """The mail that follows the one handed over last; the sequence's last one repeats."""
    if last not in sequence:
        return sequence[0]
    return sequence[min(sequence.index(last) + 1, len(sequence) - 1)]


def addressed(people: Iterable[Contact]) -> tuple[Contact, ...]:
    """To whom the mail goes: up to three people with an address, those seen last first."""
    found = [one for one in people if one.email and "@" in one.email]
    return tuple(found[:_MOST_PEOPLE])


def outreach(
    rules: HouseRules,
    account: Account,
    bill: date | None,
    people: Iterable[Contact],
    last: str | None,
    today: date,
    code: str | None = None,
    more: Mapping[str, str] | None = None,
) -> Outreach:
    """The mail the account is due, or the one of `code`, filled in.

    `bill` is the renewal the queue shows, `last` the code handed over last, `more` values for the
    places of a call, and the `booking_link` to give where the house rules name none; lines that
    ask for a place of a call that is not there go. Raises Refused for a code
    the house rules do not have.
    """
    wanted = code or next_code(rules.mail.sequence(stage_code(rules, account)), last)
    mail = rules.mail.mail(wanted)
    if mail is None:
        raise Refused(
            f"The house rules have no mail called “{wanted}”.", "Choose another one, or add it."
        )
    return _filled(rules, account, bill, addressed(people), mail, today, more or {})


def last_mail(store: Store, account_id: AccountId) -> str | None:
    """The code of the mail handed over last for an account, None for none."""
    row = store.row(
        "SELECT new FROM changes WHERE record = 'account' AND record_id = ? AND field = ?"
        " ORDER BY id DESC LIMIT 1",
        (account_id, MAIL),
    )
    return row[0] if row else None


def hand_over(
    store: Store, account: Account, bill: date | None, code: str, kept_as: str = ""
) -> Changed:
    """Keeps that a mail was handed to a mail program, and marks the row contacted: one edit.

    What was begun of it goes: `kept_as` is what it was kept under, where that is not its code.
    """
    before = last_mail(store, account.id)
    with editing(store, None, "Mail to a customer") as edit:
        edit.log([("account", account.id, MAIL, before, code)])
        edit.mark(account.id, bill.isoformat() if bill else "", "contacted", None)
        mails_begun.drop(edit.connection, account.id, kept_as or code)
    return edit.changed


def _filled(
    rules: HouseRules,
    account: Account,
    bill: date | None,
    people: Sequence[Contact],
    mail: Mail,
    today: date,
    more: Mapping[str, str],
) -> Outreach:
    values = {
        **more,
        "name": account.name,
        "people": _first_names(people),
        "bill_date": f"{bill.day} {MONTHS[bill.month - 1].capitalize()}" if bill else "",
        "days_left": _days_left(bill, today),
        "plan": account.plan or "",
        "booking_link": rules.mail.booking_link or more.get("booking_link", ""),
        "help": rules.notes.where_to_get_help,
        "signature": rules.mail.signature,
    }
    subject, body = fill(mail.subject, values), fill_lines(mail.body, values, OF_A_CALL)
    return Outreach(
        account_id=account.id,
        code=mail.code,
        title=mail.title,
        to=tuple(one.email for one in people if one.email),
        subject=" ".join(subject.text.split()),
        body=body.text,
        missing=tuple(dict.fromkeys((*subject.missing, *body.missing))),
    )


def _first_names(people: Sequence[Contact]) -> str:
    # A source that knows no name puts the address in its place: nobody is greeted by that.
    names = [one.name.split()[0] for one in people if one.name.strip() and "@" not in one.name]
    if len(names) < 2:
        return "".join(names) or "there"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _days_left(bill: date | None, today: date) -> str:
    if bill is None:
        return ""
    left = (bill - today).days
    if left < 0:
        return f"{-left} days ago" if left < -1 else "yesterday"
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
