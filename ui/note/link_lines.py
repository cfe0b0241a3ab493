"""What stands in the margin beside the link of a recording: that it is logged, and its second."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ui.words import say

if TYPE_CHECKING:
    from book.margin import MarginLine
    from book.recording_links import Link


def with_links(text: str, lines: Sequence[MarginLine], known: Collection[str]) -> list[MarginLine]:
    """The margin of a text with what becomes of the links in it, in the order of its lines.

    `known` are the keys of the account's recordings: of those no second one is made.
    """
    from book.margin import MarginLine
    from book.recording_links import recordings_in
    from book.thread_links import threads_in

    told = {line.number: line for line in lines}
    for at, thread in threads_in(text):
        number = text.count("\n", 0, at)
        name = say("Ticket {number}", number=thread.number) if thread.number else say("Thread")
        told.setdefault(
            number,
            MarginLine(number=number, kind="escalation", verb="nothing", name=name,
                       detail=say("“Watch a ticketed thread” follows its ticket")),
        )  # fmt: skip
    for found in recordings_in(text):
        number = text.count("\n", 0, found.start)
        beside = told.get(number)
        if beside is not None:
            words = _also(found.link)
            told[number] = replace(beside, detail=", ".join(filter(None, (beside.detail, words))))
            continue
        there = found.link.key in known
        told[number] = MarginLine(
            number=number,
            kind="text",
            verb="keep" if there else "make",
            name=say("Folder") if found.link.kind == "folder" else say("Recording"),
            detail=_detail(found.link, there=there),
        )
    return [told[number] for number in sorted(told)]


def _detail(link: Link, *, there: bool) -> str:
    at = _second(link)
    if not there:
        return at
    logged = say("logged already")
    return say("{at}, {logged}", at=at, logged=logged) if at else logged


def _also(link: Link) -> str:
    at = _second(link)
    return say("recording {at}", at=at) if at else say("recording")


def _second(link: Link) -> str:
    from book.offsets import spell_offset

    return say("at {second}", second=spell_offset(link.at_s)) if link.at_s is not None else ""
