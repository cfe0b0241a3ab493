"""`satchel link`: logs a recording at an account, with its moments."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Final

from book import ids
from book.errors import Refused, Usage
from book.moments import NewMoment
from book.named import account_to_write
from book.offsets import parse_offset
from book.recording_links import recognise
from book.recording_writing import Logged, log_recording
from book.recordings import recording
from book.store import Store
from desktop.commands.opened import account_name, opened_to_write, said_day
from desktop.json_shapes import link_shape
from desktop.output import plural, print_json, say
from desktop.words_given import one_line_given

_SHOWN: Final = 48


def link(said: Namespace) -> int:
    """Logs a recording at an account and prints its id."""
    day = said_day(said.date)
    title = one_line_given(said.title, "title")
    found = recognise(said.url, keep_passcode=said.keep_passcode)
    moments = _moments(said.moments or [])
    with opened_to_write(said) as (store, rules):
        one = account_to_write(store, said.account)
        logged = log_recording(store, rules, one.id, found, day=day, title=title, moments=moments)
        if found.had_passcode and not said.keep_passcode:
            say("The passcode was left out of the link; “--keep-passcode” keeps it.")
        _print(store, logged, as_json=said.json)
    return 0


def _moments(said: Sequence[tuple[str, str]]) -> list[NewMoment]:
    made: list[NewMoment] = []
    labelled = True
    for option, text in said:
        if option == "--at":
            made.append(NewMoment(at_s=_second(text)))
            labelled = False
        elif labelled:
            raise Usage(
                f"The label “{_short(text)}” belongs to no moment.",
                "Say “--at OFFSET” before each “--label”.",
            )
        else:
            made[-1] = NewMoment(at_s=made[-1].at_s, label=one_line_given(text, "label"))
            labelled = True
    return made


def _second(text: str) -> int:
    second = parse_offset(text)
    if second is None:
        raise Usage(
            f"“{_short(text)}” is no time in a recording.", "Say it as 90, 1m30s, 12:05 or 1:02:03."
        )
    return second


def _short(text: str) -> str:
    line = " ".join(one_line_given(text, "time").split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _print(store: Store, logged: Logged, *, as_json: bool) -> None:
    spelt = ids.spell("recording", logged.id)
    if not as_json:
        if logged.is_new:
            print(spelt)
            return
        added = plural(logged.moments_added, "moment", "moments") if logged.moments_added else ""
        print(f"{spelt} was logged already{f'; {added} added' if added else ''}.")
        return
    made = recording(store, logged.id)
    if made is None:
        raise Refused(f"The recording {spelt} was deleted meanwhile.", "Undo brings it back.")
    print_json({**link_shape(made), "account": account_name(store, made.account_id)})
