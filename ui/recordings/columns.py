"""What the table of recordings says of each, and what of a recording's moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from book.moments import Moment
from book.offsets import spell_offset
from book.recording_links import provider_title
from book.recordings import Recording
from ui import days
from ui.tables.record_model import Column
from ui.words import count, say

LoggedAt = tuple[Recording, str]
"""A recording and the name of its account."""


def columns(today: date, *, lengths: bool, folders: bool = False) -> list[Column[LoggedAt]]:
    """The table's columns, their words as of a day; lengths and folders only where one is known."""
    return [
        Column(
            "recording",
            say("Recording"),
            240,
            lambda one: one[0].words,
            lambda one: one[0].words.casefold(),
            ink=lambda one: "ink" if one[0].title else "ink2",
            tooltip=lambda one: one[0].words,
        ),
        Column(
            "account",
            say("Account"),
            148,
            lambda one: one[1],
            lambda one: one[1].casefold(),
            tooltip=lambda one: one[1],
            grows=True,
        ),
        Column(
            "provider",
            say("From"),
            112,
            lambda one: provider_words(one[0]),
            lambda one: provider_words(one[0]).casefold(),
            grows=True,
        ),
        Column(
            "day",
            say("Day"),
            96,
            lambda one: days.day_words(one[0].day, today),
            lambda one: one[0].day,
        ),
        *([_length()] if lengths else []),
        Column(
            "moments",
            say("Moments"),
            80,
            lambda one: count(len(one[0].moments)) if one[0].moments else say("none"),
            lambda one: len(one[0].moments),
            ink=lambda one: "ink" if one[0].moments else "ink3",
            tooltip=lambda one: "\n".join(map(moment_words, one[0].moments)) or None,
        ),
        *([_folder()] if folders else []),
        Column(
            "shared",
            say("Customer has it"),
            128,
            lambda one: shared_words(one[0], today),
            lambda one: one[0].shared_on,
            ink=lambda one: "ink" if one[0].shared_on else "ink3",
        ),
    ]


def _folder() -> Column[LoggedAt]:
    return Column(
        "folder",
        say("Folder"),
        120,
        lambda one: one[0].folder or say("none"),
        lambda one: one[0].folder.casefold() if one[0].folder else None,
        ink=lambda one: "ink" if one[0].folder else "ink3",
        tooltip=lambda one: one[0].folder,
        grows=True,
    )


def _length() -> Column[LoggedAt]:
    return Column(
        "length",
        say("Length"),
        72,
        lambda one: length_words(one[0]),
        lambda one: one[0].duration_s,
        ink=lambda one: "ink3" if one[0].duration_s is None else "ink",
        right=True,
    )


def provider_words(one: Recording) -> str:
    """Where it lies: `Loom`, `BuildBetter folder`."""
    name = say("Link") if one.provider == "other" else provider_title(one.provider)
    return say("{provider} folder", provider=name) if one.kind == "folder" else name


def length_words(one: Recording) -> str:
    """How long it is: `31:40`."""
    return say("unknown") if one.duration_s is None else spell_offset(one.duration_s)


def shared_words(one: Recording, today: date) -> str:
    """Whether the customer has it: `since Tue 24 Nov`, `no`."""
    if one.shared_on is None:
        return say("no")
    return say("since {day}", day=days.day_words(one.shared_on, today))


def moment_words(one: Moment) -> str:
    """A moment on one line: `12:05 error shown`."""
    return f"{spell_offset(one.at_s)} {one.label or kind_words(one.kind)}".strip()


def kind_words(kind: str) -> str:
    """What a mark of a call is called."""
    known = {
        "risk": say("risk"),
        "idea": say("idea"),
        "promise": say("promise"),
        "bug": say("bug"),
        "quote": say("quote"),
    }
    return known.get(kind, kind)


def hung_words(record: str, name: str) -> str:
    """What it hangs on: `note “Check-in”`; nothing for what is gone."""
    if not name:
        return ""
    told = {
        "note": say("note “{name}”", name=name),
        "ticket": say("ticket {name}", name=name),
        "task": say("task “{name}”", name=name),
        "escalation": say("escalation “{name}”", name=name),
    }
    return told.get(record, name)


def asked_words(one: Recording) -> str:
    """What came of asking Loom for its title; nothing where all went well or nobody asked."""
    if not one.is_loom_video:
        return ""
    told = {
        "pending": say("Loom did not answer yet"),
        "denied": say("Loom tells nothing of it: it may be private"),
        "gone": say("Loom has no such video"),
    }
    return told.get(one.meta_state, "")


def haystack(one: LoggedAt) -> str:
    """What the filter looks into."""
    recording, account = one
    labels = (f"{moment.label} {moment.kind}" for moment in recording.moments)
    parts = (recording.words, account, provider_words(recording), recording.url)
    return "\n".join((*parts, recording.folder or "", *labels))


def summary(several: Sequence[LoggedAt]) -> str:
    """The words beside the heading: `12, 3 with the customer`."""
    if not several:
        return ""
    shared = sum(one.shared_on is not None for one, _ in several)
    told = count(len(several))
    return say("{n}, {shared} with the customer", n=told, shared=count(shared)) if shared else told


def moment_columns() -> list[Column[Moment]]:
    """The columns of a recording's moments."""
    return [
        Column("at", say("At"), 72, lambda one: spell_offset(one.at_s), lambda one: one.at_s),
        Column(
            "label",
            say("Moment"),
            200,
            lambda one: one.label or say("no words"),
            lambda one: one.label.casefold(),
            ink=lambda one: "ink" if one.label else "ink3",
            tooltip=lambda one: one.label or None,
            grows=True,
        ),
        Column(
            "kind",
            say("Mark"),
            80,
            lambda one: kind_words(one.kind),
            lambda one: one.kind,
            ink=lambda _: "ink2",
        ),
    ]
