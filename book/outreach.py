"""The mail an account is due: which one comes next at its stage, and its words filled in.

Source: house rules, `[mail]`. Nothing here sends anything: a person does, in their mail program.
What was handed over stands in the change log, under the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book import mail_dates, mails_begun
from book.clock import moment
from book.editing import MAIL, editing
from book.errors import Refused
from book.filling import fill, fill_lines
from book.mail_places import OF_A_CALL
from book.queue import renewal_of
from book.records import Account, AccountId, Changed, Contact
from book.store import Store
from book.visible_text import fenced

if TYPE_CHECKING:
    from book.rules import HouseRules
    from book.rules_texts import Mail

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

    `bill` is the renewal the queue shows, a contract's end for an account that has one, which is
    then the date the mail speaks of (`book.mail_dates`); `last` is the code handed over last;
    `more` are values for the places of a call, and the `booking_link` and `signature` to give
    where the house rules name none. Lines that ask for a place of a call that is not there go.
    Raises Refused for a code the house rules do not have.
    """
    contract = renewal_of(account, today)[0] == "annual"
    sequence = rules.mail.sequence(stage_code(rules, account), contract=contract)
    wanted = code or next_code(sequence, last)
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


def last_mail_at(store: Store, account_id: AccountId) -> datetime | None:
    """When the mail of `last_mail` was handed over, None for never; one taken back never was."""
    rows = store.rows(
        "SELECT c.edit, e.reverses, c.at FROM changes c LEFT JOIN edits e ON e.id = c.edit"
        " WHERE c.record = 'account' AND c.record_id = ? AND c.field = ? ORDER BY c.id",
        (account_id, MAIL),
    )
    standing: dict[int, str] = {}
    taken_back: dict[int, str] = {}
    for edit, reverses, at in rows:
        if reverses in standing:
            taken_back[edit] = standing.pop(reverses)
        else:  # done, or done again after it was taken back
            standing[edit] = taken_back.pop(reverses, at)
    return moment(max(standing.values())) if standing else None


def own_name(store: Store) -> str:
    """My name as a source tells it of the accounts I own; empty where none does."""
    row = store.row(
        "SELECT a.owner_name FROM accounts a JOIN sources s ON s.name = a.source"
        " WHERE a.owner_name IS NOT NULL AND a.owner_name <> ''"
        " AND (lower(a.owner_email) = lower(s.me_email) OR a.owner_id = s.me_id)"
        " GROUP BY a.owner_name ORDER BY count(*) DESC, a.owner_name LIMIT 1"
    )
    return row[0] if row else ""


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
        "name": fenced(account.name),
        "people": _first_names(people),
        **mail_dates.places_of(account, bill, today, rules.mail.dates),
        "plan": account.plan or "",
        "booking_link": rules.mail.booking_link or more.get("booking_link", ""),
        "help": rules.notes.where_to_get_help,
        "signature": rules.mail.signature or more.get("signature", ""),
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
    known = [one.name.split() for one in people if one.name.strip() and "@" not in one.name]
    firsts = [words[0].casefold() for words in known]
    # Two of one first name would be greeted as if one of them were twice there.
    names = [
        words[0] if firsts.count(words[0].casefold()) == 1 else " ".join(words) for words in known
    ]
    names = [fenced(name) for name in names]
    if len(names) < 2:
        return "".join(names) or "there"
    return f"{', '.join(names[:-1])} and {names[-1]}"
