"""How two changes of one field meet: base, mine, theirs → one value, or an overlap.

Clocks have no say here. Different changes of one value overlap; long text merges by its lines;
tags by what each side added and took away; what either side finished is finished.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from book.editable import FIELDS, Value, same, tags_of, tags_text

_WORDS: Final = re.compile(r"\w+")


class Outcome(Struct, frozen=True):
    """The value after the merge; with an overlap, a proposal that holds both sides' words."""

    value: Value
    overlap: bool = False


def three_way(kind: str, name: str, base: Value, mine: Value, theirs: Value) -> Outcome:
    """Merges one field; an unchanged side always gives way to the changed one."""
    if same(kind, name, mine, theirs) or same(kind, name, theirs, base):
        return Outcome(mine)
    if same(kind, name, mine, base):
        return Outcome(theirs)
    merging = FIELDS[kind][name].merging
    if merging == "tags":
        return Outcome(_tags(base, mine, theirs))
    if merging == "text":
        # Only where two people wrote in one text: the text merge is not loaded for less.
        from book.merge_text import merge

        merged = merge(base or "", mine or "", theirs or "")
        return Outcome(merged.text, merged.overlaps > 0)
    return Outcome(mine, overlap=True)


def same_words(one: Value, other: Value) -> bool:
    """Whether two texts have the same words in the same order, whatever stands between them.

    That is how a source that tidies up what it is given reads its own version back.
    """
    return _WORDS.findall(str(one or "")) == _WORDS.findall(str(other or ""))


def _tags(base: Value, mine: Value, theirs: Value) -> str:
    before, here, there = tags_of(base), tags_of(mine), tags_of(theirs)
    gone = {tag for tag in before if tag not in here or tag not in there}
    return tags_text([tag for tag in (*here, *there) if tag not in gone])
