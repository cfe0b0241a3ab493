"""Which date a mail to a customer speaks of, and how: the bill and the contract stay apart.

Sources: `book.queue.renewal_of` for which of them counts; house rules, `[mail.dates]`, for words.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from book.day_words import MONTHS
from book.filling import fill
from book.queue import renewal_of
from book.records import Account

if TYPE_CHECKING:
    from book.rules_texts import MailDates

What = Literal["bill", "contract", "credits", "run_out"]


class MailDate(Struct, frozen=True):
    """The date of an account that comes next, and what it is."""

    what: What
    day: date


def next_date(account: Account, shown: date | None, today: date) -> MailDate | None:
    """What the account is to be written to about; `shown` is the renewal the queue shows.

    For an account with a contract it is whichever comes first: credits that run out early, credits
    that end, the contract's end. None where no date is known.
    """
    kind, _ = renewal_of(account, today)
    run_out = account.run_out
    if kind == "monthly":
        if shown is not None:
            return MailDate("bill", shown)
        return MailDate("run_out", run_out) if run_out is not None else None
    ends: list[MailDate] = []
    if account.contract_end is not None:
        ends.append(MailDate("contract", account.contract_end))
    if account.credit_expiry is not None:
        ends.append(MailDate("credits", account.credit_expiry))
    ahead = [end for end in ends if end.day >= today]
    found = min(ahead, key=_day) if ahead else max(ends, key=_day)
    if run_out is not None and today <= run_out < found.day:
        return MailDate("run_out", run_out)
    return found


def places_of(
    account: Account, shown: date | None, today: date, words: MailDates
) -> dict[str, str]:
    """The values of a mail's places for dates; empty for what the account does not have."""
    found = next_date(account, shown, today)
    annual = renewal_of(account, today)[0] == "annual"
    use_up = [day for day in (account.run_out, account.credit_expiry) if day is not None]
    return {
        "bill_date": "" if annual else day_words(shown),
        "contract_end": day_words(account.contract_end) if annual else "",
        "credits_end": day_words(min(use_up)) if use_up else "",
        "renewal_date": day_words(found.day) if found else "",
        "days_left": days_left(found.day, today) if found else "",
        "renewal_line": _line(found, today, words) if found else "",
    }


def day_words(day: date | None) -> str:
    """A day as a mail says it, `14 December`; empty for None."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}" if day else ""


def days_left(day: date, today: date) -> str:
    """How far a day is: `in 12 days`, `tomorrow`, `2 days ago`."""
    left = (day - today).days
    if left < 0:
        return f"{-left} days ago" if left < -1 else "yesterday"
    return {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")


def _line(found: MailDate, today: date, words: MailDates) -> str:
    over = found.day < today
    text = {
        "bill": words.bill_over if over else words.bill,
        "contract": words.contract_over if over else words.contract,
        "credits": words.credits_over if over else words.credits,
        "run_out": words.credits_over if over else words.run_out,
    }[found.what]
    values = {"day": day_words(found.day), "days_left": days_left(found.day, today)}
    return fill(text, values).text


def _day(end: MailDate) -> date:
    return end.day
