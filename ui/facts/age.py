"""How far what a source told can be trusted now: its age, and what keeps it from answering."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from book.records import Account, Source
from book.rules import HouseRules
from ui.words import age, moment_words, plural, say, source_name


class Known(Struct, frozen=True):
    """How far what a source told can be trusted now: its name, its age, whether it is stale."""

    words: str
    stale: bool
    tip: str
    fetched: bool
    """Whether the source has answered at least once."""
    complete: bool
    """Whether its first complete sync has ended, so that an empty list really is empty."""
    age: str = ""
    """The age alone, for where there is no room for the name."""


def known(account: Account, source: Source | None, rules: HouseRules, now: datetime) -> Known:
    """The age of everything an account's source told: since its last success."""
    name = account.source
    shown = source_name(name)
    if source is None:
        words = say("{source} · not connected", source=shown)
        tip = say("{source} is not connected any more. This is what it told last.", source=shown)
        return Known(words, stale=True, tip=tip, fetched=True, complete=True)
    if source.last_success is None:
        # The first sync is under way: what there is of the account came when it was first seen.
        old = age(account.first_seen, now)
        words = say("{source} · {age}", source=shown, age=old)
        tip = say("{source}: the first sync has not ended yet.", source=shown)
        return Known(words, stale=False, tip=tip, fetched=False, complete=False, age=old)
    allowed = timedelta(hours=rules.shelf_life(name))
    when = moment_words(source.last_success, now)
    tip = say("{source}, {when}.", source=shown, when=when)
    stale = now - source.last_success > allowed
    if stale:
        tip = say("{source}, {when}: stale.", source=shown, when=when) + "\n"
        tip += plural(
            rules.shelf_life(name),
            "The house rules let it stand for {n} hour.",
            "The house rules let it stand for {n} hours.",
        )
    old = age(source.last_success, now)
    words = say("{source} · {age}", source=shown, age=old)
    complete = source.baseline_at is not None
    return Known(words, stale, tip, fetched=True, complete=complete, age=old)


def notice(name: str, source: Source | None) -> str:
    """What keeps a source from answering, where a person is wanted; else nothing."""
    if source is None or source.state not in ("needs_sign_in", "error"):
        return ""
    shown = source_name(name)
    if source.state == "needs_sign_in":
        return say("{source}: sign in again", source=shown)
    return say("{source}: last sync failed", source=shown)
