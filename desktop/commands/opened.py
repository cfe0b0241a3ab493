"""What most commands begin with: the profile that was named, its book, its house rules."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from book.clock import local_day, system_clock
from book.day_words import parse_day
from book.profile import Profile
from book.rules import HouseRules
from book.rules_place import rules_of, rules_or_shipped
from book.store import Store
from desktop.output import say
from desktop.places import profile_at
from desktop.unlock import open_book


def named_profile(said: Namespace) -> Profile:
    """The profile a command line names."""
    return profile_at(said.profile)


@contextmanager
def opened(said: Namespace) -> Iterator[Store]:
    """The open book of that profile; closed afterwards."""
    store = open_book(named_profile(said))
    try:
        yield store
    finally:
        store.close()


def house_rules(profile: Profile) -> HouseRules:
    """The house rules in force for a profile; raises RulesTrouble where a file is wrong."""
    return rules_of(profile, os.environ)


def rules_to_read_by(profile: Profile) -> HouseRules:
    """The house rules for a command that changes nothing: a wrong file is said, and passed over."""
    rules, trouble = rules_or_shipped(profile, os.environ)
    if trouble is not None:
        say(f"satchel: The rules that come with Satchel are used until this is mended: {trouble}")
    return rules


def today() -> date:
    """The person's own calendar day."""
    return local_day(system_clock())


def said_day(text: str) -> date:
    """A day as typed, seen from today."""
    return parse_day(text, today())
