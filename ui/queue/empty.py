"""What the queue says when there is nothing to show, and why that is so. No Qt."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from book.queue import next_opening
from ui import days
from ui.queue.content import QueueContent
from ui.words import count, plural, say

Action = Literal["clear", "sync", "later", "copy"]
CONNECT_COMMAND: Final = (
    "satchel connect vitally --me you@company.example --option subdomain=company"
)


class Emptiness(NamedTuple):
    """A heading, a sentence, and the words of the one button with what it does."""

    heading: str
    text: str
    button: str
    action: Action
    command: str = ""
    """To be typed in a terminal; shown so that it can be selected and copied."""


def why_empty(content: QueueContent) -> Emptiness | None:
    """Why there is nothing to show, or None when there is something."""
    total = len(content.rows)
    if not total:
        return _no_accounts(content.fetched) if content.connected else _no_source()
    if content.filtering:
        if content.shown:
            return None
        words = say("0 of {n} match", n=count(total))
        text = say("No account, stage, segment, owner or reason holds these words.")
        return Emptiness(words, text, say("Clear filter"), "clear")
    if content.sort != "act_by" or content.looked_past or content.to_contact():
        return None
    return _no_one_today(content)


def _no_source() -> Emptiness:
    text = say(
        "Satchel takes your accounts from Vitally. Connect it in a terminal, with your own "
        "address and the name of your workspace; it asks for the key."
    )
    heading, button = say("No source is connected"), say("Copy the command")
    return Emptiness(heading, text, button, "copy", CONNECT_COMMAND)


def _no_accounts(fetched: bool) -> Emptiness:
    if not fetched:
        text = say("Accounts appear here as they come in, the first ones within seconds.")
        return Emptiness(say("Not fetched yet"), text, say("Sync now"), "sync")
    text = say("The sources were asked and hold no account of yours. Check who you are there.")
    return Emptiness(say("No account in the book"), text, say("Sync again"), "sync")


def _no_one_today(content: QueueContent) -> Emptiness:
    sentences: list[str] = []
    opening = next_opening(content.rows, content.day)
    if opening is not None:
        day = days.day_words(opening[0], content.day)
        one = say("The next one opens {day}, for {{n}} account.", day=day)
        many = say("The next one opens {day}, for {{n}} accounts.", day=day)
        sentences.append(plural(opening[1], one, many))
    undated = content.undated()
    if undated:
        one, many = "{n} account has no renewal date.", "{n} accounts have no renewal date."
        sentences.append(plural(undated, one, many))
    later = len(content.rows) - undated
    button = plural(later, "See the {n} later one", "See the {n} later ones")
    if not later:
        button = plural(undated, "See the {n} without a date", "See the {n} without a date")
    return Emptiness(say("No one to contact today"), " ".join(sentences), button, "later")
