"""All that the dialog of a channel shows of one account. No widgets."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from book import accounts, checklists, outreach, write_rules
from book.channel import ChannelWords, channel_words
from book.channel_task import channel_task
from book.checklists import Item
from book.filling import places
from book.records import Account, AccountId, Task
from ui.book_reading import BookReading
from ui.words import list_words, plural, say, source_name

FIELD: Final = "slack_channel"


class ChannelSheet(Struct, frozen=True, kw_only=True):
    """The texts, the steps with their ticks, and where the channel's name stands."""

    account: Account
    words: ChannelWords
    steps: tuple[Item, ...]
    task: Task | None = None
    """The task that holds the steps, once it is made."""
    writable: bool = False
    """Whether the channel's name may be written into the CRM from here."""
    told: str = ""
    """What is known of the channel in the CRM, in a sentence."""
    lacks: str = ""
    """What the texts show in braces, in a line; empty where all of it is known."""

    @property
    def is_over(self) -> bool:
        """Whether the last step is ticked."""
        return self.task is not None and self.task.completed_at is not None

    @property
    def progress(self) -> str:
        """How far the steps are, and that they are a task."""
        done, of = sum(one.done for one in self.steps), len(self.steps)
        if not of:
            return say("The house rules have no steps for a channel: channel.steps.")
        if self.task is None:
            return say("The first tick makes these a task of the account.")
        if self.is_over:
            return say("All steps are done, and so is the task.")
        words = plural(of, "{done} of {n} step", "{done} of {n} steps", done=done)
        return say("{words}, a task of the account", words=words)


def read_sheet(reading: BookReading, account_id: AccountId) -> ChannelSheet | None:
    """What is known of an account's channel by now; None where the account is gone."""
    store, rules = reading.store, reading.rules
    account = accounts.account(store, account_id)
    if account is None:
        return None
    words = channel_words(account, rules, outreach.own_name(store))
    task = channel_task(store, account.id)
    steps = (
        checklists.items(task.body)
        if task is not None
        else [Item(at, step, done=False) for at, step in enumerate(words.steps)]
    )
    refused = write_rules.refusal(
        store.connection, rules, "account", FIELD, {"source": account.source}
    )
    return ChannelSheet(
        account=account,
        words=words,
        steps=tuple(steps),
        task=task,
        writable=refused is None,
        told=_told(reading, account, refused.title if refused is not None else "", task),
        lacks=_lacks(words),
    )


def _told(reading: BookReading, account: Account, refused: str, task: Task | None) -> str:
    if account.slack_channel:
        source = source_name(account.teller(FIELD))
        return say("{channel}, told by {source}.", channel=account.slack_channel, source=source)
    mapped = [one.name for one in reading.sources if FIELD in one.mapping]
    theirs = [source_name(name) for name in account.sources if name in mapped]
    is_over = task is not None and task.completed_at is not None
    if not refused and is_over:
        return say("The queue asks for it until it stands here: write it now.")
    if not refused:
        return say("Write it once the channel is there; nothing is written without you.")
    if theirs and is_over:
        return say("The queue asks until {source} tells it; write it there.",
                   source=list_words(theirs))  # fmt: skip
    if theirs:
        return say("{source} tells it once it stands there.", source=list_words(theirs))
    return refused


def _lacks(words: ChannelWords) -> str:
    texts = (words.name, words.description, words.welcome, *words.steps)
    missing = dict.fromkeys(place for text in texts for place in places(text))
    if not missing:
        return ""
    named = list_words([f"{{{place}}}" for place in missing])
    return say("Nobody told what stands in braces: {places}. The house rules have a place for it.",
               places=named)  # fmt: skip
