"""What a person can do with an entry, by the state it is in and why it stopped. No widgets."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from book.outbox_entry import OutboxEntry
from ui.words import say, source_name

Act = Literal["retry", "edit", "hold", "release", "discard"]


class Acts(Struct, frozen=True, kw_only=True):
    """Which acts there are; `retry` holds its word, empty where there is nothing to try."""

    retry: str = ""
    way_out: bool = False
    """Whether trying again is what the person most likely wants."""
    edit: bool = False
    hold: bool = False
    release: bool = False
    discard: bool = False
    no_discard: str = ""
    """Why discarding has to wait."""


def acts_of(entry: OutboxEntry) -> Acts:
    """What can be done; nothing with what is on its way or gone."""
    if entry.state in ("sending", "sent"):
        return Acts()
    retry, way_out = _retry(entry)
    why_not = ""
    if entry.uncertain:
        why_not = say(
            "{source} has not said yet whether this one arrived. Sync once, then decide.",
            source=source_name(entry.source),
        )
    return Acts(
        retry=retry,
        way_out=way_out,
        edit=entry.verb != "archive",
        hold=entry.state != "held",
        release=entry.state == "held",
        discard=True,
        no_discard=why_not,
    )


def _retry(entry: OutboxEntry) -> tuple[str, bool]:
    """The word of the way out, and whether it is the one button to press."""
    if entry.state == "queued" and entry.attempts:
        return say("Send again"), False
    if entry.state != "parked":
        return "", False
    if entry.reason == "gone" and entry.record != "account":
        return say("Send as new"), True
    if entry.reason == "account_back":
        return say("Send there"), True
    # Nothing is different there until the account is back or the house rules change.
    return say("Send again"), entry.reason not in ("account_gone", "forbidden", "gone")


def discard_question(entry: OutboxEntry) -> tuple[str, str]:
    """The question before an entry is given up, and what then happens."""
    if entry.verb == "archive":
        titles = {"note": say("Keep the note after all?"), "task": say("Keep the task after all?")}
        words = say("It was not deleted in {source} yet.", source=source_name(entry.source))
        return titles.get(entry.record, say("Discard the unsent change?")), words
    if entry.verb == "create":
        title = say("Discard the unsent note?")
        if entry.record == "task":
            title = say("Discard the unsent task?")
        return title, say("It exists only on this laptop.")
    title = {
        "note": say("Discard the unsent change of the note?"),
        "task": say("Discard the unsent change of the task?"),
        "account": say("Discard the unsent change of the account?"),
    }[entry.record]
    words = say("It exists only on this laptop. What stood before comes back.")
    return title, words
