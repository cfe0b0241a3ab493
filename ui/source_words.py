"""How sources, saving and sending stand, in words with a mark: status bar, panel and strip."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

from msgspec import Struct

from book.records import Source, SourceState, SyncProgress
from ui import days
from ui.words import count, moment_words, plural, say, source_name, time_words

Tone = Literal["plain", "amber", "red"]
Leads = Literal["sources", "outbox", "conflicts", "call"]
"""What a click on the words opens."""

_URGENCY: Final[tuple[SourceState, ...]] = (
    "needs_sign_in",
    "error",
    "offline",
    "rate_limited",
    "syncing",
    "paused",
    "up_to_date",
)
"""Worst first: the status bar has room for one of them."""

_MARKS: Final[dict[SourceState, tuple[str, Tone]]] = {
    "needs_sign_in": ("lock", "amber"),
    "error": ("circle-alert", "red"),
    "offline": ("cloud-off", "plain"),
    "rate_limited": ("hand", "plain"),
    "syncing": ("arrow-down", "plain"),
    "paused": ("circle-pause", "plain"),
    "up_to_date": ("check", "plain"),
}

_NO_WAITS: Final[Mapping[str, datetime]] = {}
_HOURS_FROM: Final = 120
"""A wait of so many minutes is said in hours."""


class Standing(Struct, frozen=True):
    """Words, the icon before them (perhaps none), and whether they want a person."""

    words: str
    mark: str
    tone: Tone = "plain"
    detail: str = ""
    """More for the tooltip."""
    leads: Leads = "sources"
    says_waiting: bool = False
    """Whether the words say how much waits, so that nobody else has to."""


class Owed(Struct, frozen=True, kw_only=True):
    """What this laptop owes its sources, and what waits for the person."""

    held: int = 0
    going: int = 0
    """Waiting or on its way; nothing counts as sent before its source confirmed it."""
    stopped: int = 0
    conflicts: int = 0
    last_sent: datetime | None = None
    read_only: tuple[str, ...] = ()
    """The sources that writing is switched off for."""

    @property
    def waiting(self) -> int:
        """How many writes have not left, those stopped not counted."""
        return self.held + self.going

    @property
    def needing(self) -> int:
        """How many things wait for the person."""
        return self.stopped + self.conflicts


def standing(source: Source, now: datetime, until: datetime | None = None) -> Standing:
    """How one source stands, with its name where that matters.

    `until` is when a wait ends that the source asked for, where it is known.
    """
    mark, tone = _MARKS[source.state]
    if source.state == "rate_limited":
        words = _rate_limited(source, now, until)
    else:
        words = _WORDS[source.state](source, now)
    return Standing(words, mark, tone, source.detail)


def fetching(progress: SyncProgress) -> Standing:
    """How far a fetch has come: `Fetching 40 of 104`; at its start only from where."""
    if not progress.source:  # no source is asked before the other run is over
        words = say("Another Satchel is syncing this book; this one goes on after it.")
        return Standing(say("Another sync is running"), "clock", detail=words)
    if not progress.done:
        words = say("Fetching from {source}", source=source_name(progress.source))
    elif progress.total is None:
        words = say("Fetching {done}", done=count(progress.done))
    else:
        words = say(
            "Fetching {done} of {total}", done=count(progress.done), total=count(progress.total)
        )
    detail = say("{source}: {what}", source=source_name(progress.source), what=progress.resource)
    return Standing(words, "arrow-down", "plain", detail)


def overall(
    sources: Sequence[Source],
    progress: SyncProgress | None,
    now: datetime,
    owed: Owed | None = None,
    waits: Mapping[str, datetime] = _NO_WAITS,
) -> Standing:
    """The one standing for the status bar: a fetch in hand, else the worst of the sources.

    Where all is well it says when something was last sent, as far as that is news: today, or
    while more waits. Offline it says how much waits, too. `waits` says until when sources asked
    to be left alone.
    """
    if progress is not None:
        return fetching(progress)
    if not sources:
        return Standing(say("Nothing is connected"), "plug")
    worst = min(sources, key=lambda source: _URGENCY.index(source.state))
    if worst.state == "up_to_date":
        return _all_well(sources, now, owed or Owed())
    found = standing(worst, now, waits.get(worst.name))
    if worst.state == "offline" and owed is not None and owed.waiting:
        words = plural(
            owed.waiting, "{words}, {n} waiting", "{words}, {n} waiting", words=found.words
        )
        return Standing(words, found.mark, found.tone, found.detail, "outbox", True)
    alike = sum(source.state == worst.state for source in sources) - 1
    if alike and worst.state in ("needs_sign_in", "error"):
        words = plural(alike, "{words} (and {n} more)", "{words} (and {n} more)", words=found.words)
        return Standing(words, found.mark, found.tone, found.detail)
    return found


def saved() -> Standing:
    """Everything typed is on disk."""
    words = say("The book is saved on this laptop at every change.")
    return Standing(say("Saved here"), "check", detail=words, leads="outbox")


def saving() -> Standing:
    """A write waits for the file; nothing shows as saved before it is."""
    words = say("Another program is writing. It goes on by itself.")
    return Standing(say("saving…"), "clock", detail=words, leads="outbox")


def not_saved(words: str) -> Standing:
    """A write failed, and why: `Not saved yet: disk is full. The text stays here.`"""
    return Standing(words, "circle-alert", "red", leads="outbox")


def waiting(owed: Owed) -> Standing | None:
    """`3 waiting`, None where nothing waits."""
    if not owed.waiting:
        return None
    told = []
    if owed.going:
        one, many = "{n} leaves by itself", "{n} leave by themselves"
        told.append(plural(owed.going, one, many))
    if owed.held:
        told.append(plural(owed.held, "{n} held by you", "{n} held by you"))
    told += [say("writing to {source} is off", source=source_name(name)) for name in owed.read_only]
    words = plural(owed.waiting, "{n} waiting", "{n} waiting")
    return Standing(words, "send", detail="\n".join(told), leads="outbox")


def needing(owed: Owed) -> Standing | None:
    """`1 needs you`, None where nothing does."""
    if not owed.needing:
        return None
    told = []
    if owed.stopped:
        told.append(plural(owed.stopped, "{n} stopped in the outbox", "{n} stopped in the outbox"))
    if owed.conflicts:
        told.append(plural(owed.conflicts, "{n} conflict", "{n} conflicts"))
    words = plural(owed.needing, "{n} needs you", "{n} need you")
    return Standing(
        words,
        "git-merge" if owed.conflicts else "circle-pause",
        "amber",
        "\n".join(told),
        "outbox" if owed.stopped else "conflicts",
    )


def refusals(sources: Sequence[Source], accounts: int, now: datetime) -> list[str]:
    """A sentence for each source that refused the key, for the strip above the list."""
    told = []
    for source in sources:
        if source.state != "needs_sign_in":
            continue
        name = source_name(source.name)
        if source.last_success is None:
            told.append(say("{source} refused the key. Nothing was fetched yet.", source=name))
            continue
        told.append(
            plural(
                accounts,
                "{source} refused the key. Your {n} account is as of {when}.",
                "{source} refused the key. Your {n} accounts are as of {when}.",
                source=name,
                when=_when(source.last_success, now),
            )
        )
    return told


def nothing_leaves(source: Source) -> str:
    """Why what waits for a source does not leave now, where only time or a person helps."""
    if source.state == "paused":
        return say("waits: {source} is paused", source=source_name(source.name))
    if source.state == "needs_sign_in":
        return say("waits until you sign in again")
    if source.state == "rate_limited":
        return say("waits: {source} asked for a pause", source=source_name(source.name))
    return ""


def last_success(source: Source, now: datetime) -> str:
    """`Last fetched today 09:04`, or that it never was."""
    if source.last_success is None:
        return say("Never fetched")
    return say("Last fetched {when}", when=moment_words(source.last_success, now))


def _all_well(sources: Sequence[Source], now: datetime, owed: Owed) -> Standing:
    """When something was last sent; else everything is as new as its oldest part."""
    fetched = _fetched(sources, now)
    sent = owed.last_sent
    today = sent is not None and sent.astimezone().date() == now.astimezone().date()
    if sent is not None and (today or owed.waiting):
        exact = say("Confirmed by the source {when}", when=_exact(sent, now))
        words = say("Sent {when}", when=_when(sent, now))
        return Standing(words, "", "plain", f"{exact}\n{fetched}", "outbox")
    if owed.waiting:
        return Standing(say("Nothing sent yet"), "", "plain", fetched, "outbox")
    return Standing(fetched, "" if all(one.last_success for one in sources) else "clock")


def _fetched(sources: Sequence[Source], now: datetime) -> str:
    known = [source.last_success for source in sources if source.last_success is not None]
    if len(known) < len(sources):
        return say("Not fetched yet")
    return say("Up to date {when}", when=_when(min(known), now))


def _up_to_date(source: Source, now: datetime) -> str:
    if source.last_success is None:
        return say("Not fetched yet")
    return say("Up to date {when}", when=_when(source.last_success, now))


def _syncing(source: Source, _now: datetime) -> str:
    return say("Fetching from {source}", source=source_name(source.name))


def _offline(source: Source, now: datetime) -> str:
    if source.last_success is None:
        return say("Offline")
    return say("Offline since {when}", when=_when(source.last_success, now))


def _rate_limited(source: Source, now: datetime, until: datetime | None) -> str:
    """In whole minutes, which need no second hand; in hours where it is long."""
    name = source_name(source.name)
    if until is None:
        return say("{source} asks to wait", source=name)
    minutes = math.ceil((until - now).total_seconds() / 60)
    if minutes <= 0:
        return say("{source} goes on with the next run", source=name)
    if minutes < _HOURS_FROM:
        return say("{source} asks to wait {n} min", source=name, n=count(minutes))
    return say("{source} asks to wait {n} h", source=name, n=count(math.ceil(minutes / 60)))


def _needs_sign_in(source: Source, _now: datetime) -> str:
    return say("{source}: sign in again", source=source_name(source.name))


def _error(source: Source, _now: datetime) -> str:
    name = source_name(source.name)
    if not source.detail:
        return say("{source}: the last fetch failed", source=name)
    if source.detail.startswith(name):
        return source.detail
    return say("{source}: {detail}", source=name, detail=source.detail)


def _paused(source: Source, _now: datetime) -> str:
    return say("{source}: paused", source=source_name(source.name))


_WORDS: Final = {
    "up_to_date": _up_to_date,
    "syncing": _syncing,
    "offline": _offline,
    "needs_sign_in": _needs_sign_in,
    "error": _error,
    "paused": _paused,
}


def _when(moment: datetime, now: datetime) -> str:
    """The time for today, the day and time otherwise."""
    local = moment.astimezone()
    if local.date() == now.astimezone().date():
        return time_words(moment)
    day = days.day_words(local.date(), now.astimezone().date())
    return say("{day} {time}", day=day, time=time_words(moment))


def _exact(moment: datetime, now: datetime) -> str:
    """The moment to the second, with its day."""
    local = moment.astimezone()
    today = now.astimezone().date()
    day = say("today") if local.date() == today else days.day_words(local.date(), today)
    return say("{day} {time}", day=day, time=f"{local:%H:%M:%S}")
