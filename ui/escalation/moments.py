"""Which seconds of which recordings can be picked for a form, and how they read. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from book.errors import Usage
from book.escalation_form import PickedMoment
from book.offsets import spell_offset
from book.recording_links import link_words, recognise
from book.recordings import Recording
from ui import days
from ui.words import say
from ui.writing.pick_list import Option, Options

_SHOWN: Final = 40


def moment_options(recordings: Sequence[Recording], today: date) -> Options:
    """Every moment of the account's recordings, the recordings whole, and a link that is typed."""
    listed: list[tuple[str, Option]] = []
    for one in recordings:
        day = days.short_day(one.day, today)
        for each in one.moments:
            label = each.label or say("a moment without a name")
            picked = PickedMoment(url=one.url, at_s=each.at_s, label=each.label)
            words = f"{spell_offset(each.at_s)}  {label}"
            listed.append((one.words, Option(value=picked, words=words, beside=day,
                                             below=one.words)))  # fmt: skip
        whole = PickedMoment(url=one.url, label=one.title)
        listed.append((one.words, Option(value=whole, words=one.words, beside=day,
                                         below=say("the whole recording"))))  # fmt: skip

    def fitting(text: str) -> list[Option]:
        words = text.casefold().split()
        found = [
            option
            for title, option in listed
            if all(word in f"{option.words} {title}".casefold() for word in words)
        ]
        typed = text.strip()
        if typed.startswith(("https://", "http://")):
            found.append(_pasted(typed))
        return found[:_SHOWN]

    return fitting


def _pasted(typed: str) -> Option:
    try:
        link = recognise(typed)
    except Usage as wrong:
        return Option(value=None, words=typed, below=str(wrong), refused=True)
    pasted = PickedMoment(url=link.url, at_s=link.at_s)
    return Option(value=pasted, words=moment_words(pasted), beside=say("link"))


def moment_words(one: PickedMoment) -> str:
    """`12:05 the error they see`; the recording's name where nothing else is known."""
    link = recognise(one.url)
    name = one.label or link_words(link.provider, link.provider_id, link.url)
    return f"{spell_offset(one.at_s)} {name}" if one.at_s is not None else name
