"""Where an account stands with me: the stage it could go to, and how I feel about it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from book.clock import local_day
from book.proposals import Proposal
from book.sentiment import Sentiment
from ui import days
from ui.words import say


class Proposed(Struct, frozen=True):
    """A stage the account could go to, and what speaks for it."""

    stage: str
    why: str


class Feeling(Struct, frozen=True):
    """How I feel about the account, and since when I say so."""

    words: str
    since: str = ""


def proposed(proposal: Proposal | None, today: date) -> Proposed | None:
    """The next stage as it is put to the person; None where nothing proposes one."""
    if proposal is None:
        return None
    day = local_day(proposal.evidence)
    near = abs((today - day).days) < 7 and day != today
    named = say("on {day}", day=days.weekday(day) if near else days.day_words(day, today))
    when = say("today") if day == today else named
    why = {
        "contacted": say("You were in touch {when}.", when=when),
        "answered": say("They answered {when}.", when=when),
        "booked": say("A call was booked {when}.", when=when),
        "called": say("You ended a call note {when}.", when=when),
    }[proposal.happened]
    return Proposed(proposal.stage_label, why)


def feeling(sentiment: Sentiment | None, today: date) -> Feeling:
    """My sentiment in words, also where I said none."""
    if sentiment is None:
        return Feeling(say("not said"))
    words = say("{n}, {feeling}", n=sentiment.value, feeling=feelings()[sentiment.value])
    since = local_day(sentiment.since) if sentiment.since is not None else None
    return Feeling(words, days.short_day(since, today) if since is not None else "")


def feelings() -> dict[int, str]:
    """What the five numbers of my sentiment stand for."""
    return {
        1: say("cold"),
        2: say("wary"),
        3: say("reactive"),
        4: say("engaged"),
        5: say("keen"),
    }
