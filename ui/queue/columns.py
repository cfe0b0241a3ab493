"""The columns of the queue: what they are called, how wide at least, and of what kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct

from ui.words import say

Key = Literal[
    "mark",
    "account",
    "renewal",
    "stage",
    "arr",
    "contract_end",
    "users",
    "next_task",
    "notes",
    "owner",
]
Kind = Literal["mark", "account", "lines", "figure"]


class Column(Struct, frozen=True):
    """One column: `least` is its narrowest content in u, the gap to the next not counted.

    `fits` columns grow with their widest value, so that money and dates are never cut.
    """

    key: Key
    kind: Kind
    least: int
    fits: bool = True


MARK: Final = 0
ACCOUNT: Final = 1
FIXED: Final = (
    Column("mark", "mark", 16, fits=False),
    Column("account", "account", 220, fits=False),
    Column("renewal", "lines", 96),
    Column("stage", "lines", 172),
    Column("arr", "figure", 62),
)
OPTIONAL: Final = (
    Column("contract_end", "lines", 96),
    Column("users", "figure", 62),
    Column("next_task", "lines", 96),
    Column("notes", "figure", 62),
    Column("owner", "lines", 120),
)
GOOD_NAME: Final = 286
"""What the account's column is given before stages are shown in full, in u."""
WIDEST_LABEL: Final = 260
"""Where a column of free text (stage, assignee) stops growing, in u; beyond it elides."""


def header_words(key: Key) -> str:
    """What stands above a column."""
    return {
        "mark": "",
        "account": say("Account and reasons"),
        "renewal": say("Next renewal"),
        "stage": say("Onboarding pipeline"),
        "arr": say("ARR, touch"),
        "contract_end": say("Contract end"),
        "users": say("Users count"),
        "next_task": say("Next due task"),
        "notes": say("Notes count"),
        "owner": say("Assignee"),
    }[key]


def columns_with(keys: Iterable[str]) -> tuple[Column, ...]:
    """The fixed columns and the wanted optional ones, in the order wanted; unknown names and
    doubles fall away, as a settings file may hold them."""
    known: dict[str, Column] = {column.key: column for column in OPTIONAL}
    wanted = {key: known[key] for key in keys if key in known}
    return (*FIXED, *wanted.values())
