"""What the conflicts screen is given: one undecided field of one record, in words."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from book.editable import FIELDS, tags_of, tags_text

Way = Literal["text", "words", "tags", "choice"]
"""How a field is decided: line by line, in a field one can type into, or one of the two."""
_TYPED: frozenset[str] = frozenset(("subject", "title", "plan", "slack_channel"))


class ShownField(Struct, frozen=True, kw_only=True):
    """Another field of the record, which needs nobody: how it stands on both sides and after."""

    name: str
    mine: str
    theirs: str
    result: str
    several: bool = False
    """Whether the values are lists of words: those only one side has are then set apart."""


class ShownConflict(Struct, frozen=True, kw_only=True):
    """A conflict. `mine`, `theirs` and `base` are as stored; all other texts are for reading."""

    id: int
    kind: Literal["account", "note", "task"]
    title: str = ""
    """The title of the note or task; empty for an account."""
    account: str
    source: str
    """The source as its makers write it."""
    field: str
    """The field's name in `book.editable`."""
    base: str | None
    mine: str | None
    theirs: str | None
    mine_words: str = ""
    """The value as a person reads it, where that is not what is stored: a day, an account."""
    theirs_words: str = ""
    base_at: str = ""
    """When the version was made that both began from; empty where nobody knows."""
    mine_at: str = ""
    """Where and when my side was written: `this laptop, Mon 23 Nov 18:04`."""
    theirs_at: str = ""
    fields: tuple[ShownField, ...] = ()
    trouble: str = ""
    """Why the last decision was not taken; empty when none was tried."""

    @property
    def way(self) -> Way:
        """How this field is decided."""
        merging = FIELDS[self.kind][self.field].merging
        if merging == "text":
            return "text"
        if merging == "tags":
            return "tags"
        return "words" if self.field in _TYPED else "choice"

    def read(self, side: Literal["mine", "theirs"]) -> str:
        """One side's value as a person reads it; empty where there is none."""
        words = self.mine_words if side == "mine" else self.theirs_words
        if words:
            return words
        stored = self.mine if side == "mine" else self.theirs
        return ", ".join(tags_of(stored)) if self.way == "tags" else stored or ""

    def stored(self, typed: str) -> str:
        """What a person typed for this field, as it is stored."""
        if self.way != "tags":
            return typed
        return tags_text([tag for part in typed.split(",") if (tag := part.strip())])
