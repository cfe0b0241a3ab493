"""Every account of the book in one table, to look somebody up rather than to be told whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from book.records import Account
from ui import days
from ui.queue.words import touch_words as kind_words
from ui.tables.record_model import Column
from ui.tables.record_page import RecordPage
from ui.words import count, money, number, say

NAME_LEAST_U = 220


def touch_words(account: Account, today: date) -> str:
    """The newest sign of contact, short: `call, 12 d`, else `no touch`."""
    touch = account.touch
    if touch is None:
        return say("no touch")
    far = (today - touch.day).days
    when = say("today") if far <= 0 else say("{n} d", n=far)
    return say("{kind}, {when}", kind=kind_words(touch.kind), when=when)


def columns(
    today: date, *, several_currencies: bool = False, most_arr: str = ""
) -> list[Column[Account]]:
    """The table's columns, their words as of a day; `most_arr` is the widest sum of money."""
    return [
        Column(
            "name",
            say("Account"),
            NAME_LEAST_U,
            lambda a: a.name,
            lambda a: a.name.casefold(),
            tooltip=lambda a: a.name if not a.domain else f"{a.name}\n{a.domain}",
            role="strong",
        ),
        _day_column("renewal", say("Next renewal"), today, lambda a: a.renewal_date),
        _day_column("contract", say("Contract end"), today, lambda a: a.contract_end),
        Column(
            "stage",
            say("Stage"),
            192,
            lambda a: a.stage or say("no stage"),
            lambda a: a.stage.casefold() if a.stage else None,
            ink=lambda a: _ink(a.stage),
            tooltip=lambda a: a.stage,
            grows=True,
        ),
        Column(
            "arr",
            say("ARR"),
            72,
            lambda a: money(a.arr_cents, a.currency, code=several_currencies),
            lambda a: a.arr_cents,
            sample=most_arr,
            ink=lambda a: _ink(a.arr_cents),
            right=True,
        ),
        *_figures(),
        Column(
            "touch",
            say("Last touch"),
            96,
            lambda a: touch_words(a, today),
            lambda a: a.touch.day if a.touch else None,
            ink=lambda a: _ink(a.touch),
        ),
        Column(
            "owner",
            say("Owner"),
            120,
            lambda a: a.owner_name or a.owner_email or say("no owner"),
            lambda a: (a.owner_name or a.owner_email or "").casefold() or None,
            ink=lambda a: _ink(a.owner_name or a.owner_email),
            tooltip=lambda a: a.owner_email,
            grows=True,
        ),
    ]


def _day_column(
    key: str, heading: str, today: date, of: Callable[[Account], date | None]
) -> Column[Account]:
    """A column of days, wide enough for the longest of this year and of another."""

    def words(account: Account) -> str:
        day = of(account)
        return say("none") if day is None else days.day_words(day, today)

    autumn = (date(today.year, 9, 23), date(today.year + 1, 9, 23))
    sample = max((days.day_words(day, today) for day in autumn), key=len)
    return Column(key, heading, 96, words, of, ink=lambda a: _ink(of(a)), sample=sample)


def _figures() -> list[Column[Account]]:
    """Health and users."""
    return [
        Column(
            "health",
            say("Health"),
            60,
            lambda a: say("none") if a.health is None else number(a.health, fixed=True),
            lambda a: a.health,
            ink=lambda a: _ink(a.health),
            right=True,
        ),
        Column(
            "users",
            say("Users"),
            56,
            lambda a: say("none") if a.users_count is None else count(a.users_count),
            lambda a: a.users_count,
            ink=lambda a: _ink(a.users_count),
            right=True,
        ),
    ]


def _ink(value: object) -> str:
    """What is missing stands fainter."""
    return "ink3" if value is None else "ink"


def haystack(account: Account) -> str:
    """What the filter looks into."""
    parts = (account.name, account.domain, account.stage, account.owner_name, account.plan)
    return "\n".join(part for part in parts if part)


class AccountsPage(RecordPage[Account]):
    """The table of all accounts; any column sorts it."""

    def __init__(self, today: date) -> None:
        super().__init__(
            say("Accounts"),
            columns(today),
            haystack=haystack,
            identity=lambda account: account.id,
            account_of=lambda account: account.id,
            nothing=(
                say("No accounts yet"),
                say("They stand here once a source was fetched for the first time."),
            ),
        )
        self.allow_sorting()

    def show_accounts(self, accounts: Sequence[Account], today: date) -> None:
        """Show these accounts as of that day; filter, order and the current row stay."""
        several = len({account.currency for account in accounts}) > 1
        self.summary = count(len(accounts)) if accounts else ""
        most = max(accounts, key=lambda account: account.arr_cents or 0, default=None)
        shown = columns(
            today,
            several_currencies=several,
            most_arr=money(most.arr_cents, most.currency, code=several) if most else "",
        )
        self.show_records(accounts, shown)
