"""What most commands begin with: the profile that was named, its book, its house rules."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from book import accounts, last_good_rules
from book.clock import local_day, system_clock
from book.day_words import parse_day
from book.errors import RulesTrouble, Usage
from book.profile import Profile
from book.records import AccountId
from book.rules import HouseRules
from book.store import Store
from book.working_days import NO_HOLIDAYS, Holidays
from desktop.output import say
from desktop.places import profile_at
from desktop.unlock import open_book

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2999


def named_profile(said: Namespace) -> Profile:
    """The profile a command line names."""
    return profile_at(said.profile)


@contextmanager
def opened(said: Namespace) -> Iterator[Store]:
    """The open book of that profile, to be read; closed afterwards."""
    store = open_book(named_profile(said))
    try:
        say_trouble(store.profile)
        yield store
    finally:
        store.close()


@contextmanager
def opened_to_write(said: Namespace) -> Iterator[tuple[Store, HouseRules]]:
    """The same to be written, and the house rules that hold for what is written."""
    store = open_book(named_profile(said))
    try:
        yield store, rules_to_write_by(store.profile)
    finally:
        store.close()


def house_rules(profile: Profile) -> HouseRules:
    """The house rules that hold; raises RulesTrouble where a file is wrong and never was good."""
    return last_good_rules.rules_in_force(profile, os.environ).rules


def rules_to_write_by(profile: Profile) -> HouseRules:
    """The same; that only the last good ones hold is said."""
    rules, trouble = last_good_rules.rules_in_force(profile, os.environ)
    if trouble is not None:
        say(f"satchel: {_last_good(trouble)}")
    return rules


def rules_to_read_by(profile: Profile) -> HouseRules:
    """The house rules for a command that changes nothing: without good ones, the shipped."""
    return last_good_rules.rules_to_read_by(profile, os.environ).rules


def rules_trouble(profile: Profile) -> str | None:
    """What is wrong with the house rules, and by which the book goes meanwhile; None if nothing."""
    try:
        trouble = last_good_rules.rules_in_force(profile, os.environ).trouble
    except RulesTrouble as error:
        return f"The rules that come with Satchel are used until this is mended: {error}"
    return _last_good(trouble) if trouble is not None else None


def say_trouble(profile: Profile) -> None:
    """Says on standard error what is wrong with the house rules, where anything is."""
    words = rules_trouble(profile)
    if words is not None:
        say(f"satchel: {words}")


def today() -> date:
    """The person's own calendar day."""
    return local_day(system_clock())


def said_day(text: str, holidays: Holidays = NO_HOLIDAYS) -> date:
    """A day as typed, seen from today; raises Usage for none, and for one nobody plans with."""
    day = parse_day(text, today(), holidays)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Usage(
            f"{day.isoformat()} is out of all proportion.",
            f"Days from {_FIRST_YEAR} to {_LAST_YEAR} can be worked with.",
        )
    return day


def account_name(store: Store, account_id: AccountId) -> str | None:
    """What the account of a record is called, for JSON; None where it went meanwhile."""
    found = accounts.account(store, account_id)
    return found.name if found is not None else None


def _last_good(trouble: RulesTrouble) -> str:
    return f"The rules that last held together are used until this is mended: {trouble}"
