"""What a person can do with an entry, by the state it is in and why it stopped. No widgets."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from book.outbox_entry import OutboxEntry
from ui.words import say, source_name

Act = Literal["retry", "move", "edit", "hold", "release", "discard"]


class Acts(Struct, frozen=True, kw_only=True):
    """Which acts there are; `retry` holds its word, empty where there is nothing to try."""

    retry: str = ""
    move: bool = False
    """Whether it can go to another account: it was never sent, and its own is not what it was."""
    way_out: Act | Literal[""] = ""
    """The act the person most likely wants: the one primary button, and what Enter does."""
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
    move = _can_move(entry)
    return Acts(
        retry=retry,
        move=move,
        way_out="move" if move and entry.reason == "account_gone" else way_out,
        edit=entry.verb != "archive",
        hold=entry.state != "held",
        release=entry.state == "held",
        discard=True,
        no_discard=why_not,
    )


def _can_move(entry: OutboxEntry) -> bool:
    lost = entry.state == "parked" and entry.reason in ("account_gone", "account_back")
    return lost and entry.action == "create" and entry.record != "account"


def _retry(entry: OutboxEntry) -> tuple[str, Act | Literal[""]]:
    """The word of trying again, and whether it is what the person most likely wants."""
    if entry.state == "queued" and entry.attempts:
        return say("Send again"), ""
    if entry.state != "parked":
        return "", ""
    if entry.reason == "gone" and entry.record != "account":
        return say("Send as new"), "retry"
    if entry.reason == "account_back":
        return say("Send there"), "retry"
    if entry.reason == "account_gone":
        return say("Try again"), ""  # nothing is different there until the account is back
    # Nor until the house rules change.
    return say("Send again"), "" if entry.reason in ("forbidden", "gone") else "retry"


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
        if entry.record == "handover":
            title = say("Take back what was not sent?")
            return title, say("The escalation stays here, and can be sent anew.")
        return title, say("It exists only on this laptop.")
    title = {
        "note": say("Discard the unsent change of the note?"),
        "task": say("Discard the unsent change of the task?"),
        "account": say("Discard the unsent change of the account?"),
    }[entry.record]
    words = say("It exists only on this laptop. What stood before comes back.")
    return title, words
