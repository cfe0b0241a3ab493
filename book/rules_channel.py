"""The shape of the house rules' customer channels: name, texts, and the steps to set one up."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from book.rules_texts import Words

PLACES: Final = ("name", "slug", "role", "me", "people", "app")
"""What the texts may ask for: the account, its name as a channel's, what I am there, who I am, the
colleagues to invite, and the app that makes tickets of threads."""


class ChannelRules(Struct, frozen=True, kw_only=True):
    """How a team sets up the channel it shares with a customer."""

    name: Words
    """What the channel is called."""
    description: Words
    welcome: Words
    """The first message, which teaches how to get help."""
    role: str
    """What I am to the customer, as the description says it."""
    people: tuple[Words, ...]
    """Colleagues who are invited to every channel."""
    app: Words
    """What makes a ticket of a thread."""
    steps: tuple[Words, ...]
    """What is done, in order; becomes the checklist of a task."""
