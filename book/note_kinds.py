"""What kind of touch a note tells of, and the tag by which every laptop can read it.

A source's own category says it where there is one. Everywhere else the tags do, because they are
what every laptop reads of a note: so a note of a call carries the tag `call`, and a note with
that tag is one of a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from book.editable import Value, tags_of, tags_text
from book.records import TouchKind

_BY_TAG: Final[tuple[TouchKind, ...]] = ("call", "meeting")
"""The kinds that have a tag, which is their own name; the first of several says it."""


def kind_by_tags(tags: Iterable[str]) -> TouchKind:
    """The kind that tags speak of; a plain note where none does."""
    words = {tag.strip().casefold() for tag in tags}
    return next((kind for kind in _BY_TAG if kind in words), "note")


def tags_with_kind(tags: Iterable[str], kind: str) -> list[str]:
    """The tags with that of the kind among them, and without those of other kinds."""
    kept = [tag for tag in tags if tag.strip().casefold() not in _BY_TAG]
    if kind not in _BY_TAG:
        return kept
    own = [tag for tag in tags if tag.strip().casefold() == kind]
    return [*kept, *own] if own else [*kept, kind]


def kind_after(kind: TouchKind, before: Iterable[str], after: Iterable[str]) -> TouchKind:
    """The kind of a note whose tags changed: what they say now, if it was they that said it."""
    return kind_by_tags(after) if kind_by_tags(before) == kind else kind


def in_step(
    note: Mapping[str, Any], values: Mapping[str, Value], *, tags: bool
) -> dict[str, Value]:
    """What an edit changes of a note, with kind and tags saying the same afterwards.

    With `tags` False they must not be written; then only the kind follows.
    """
    was = tags_of(note["tags"])
    will = tags_of(values.get("tags", note["tags"]))
    if values.get("kind", note["kind"]) == note["kind"]:
        return {**values, "kind": kind_after(note["kind"], was, will)}
    told = tags_with_kind(will, str(values["kind"]))
    return {**values, "tags": tags_text(told)} if tags and set(told) != set(will) else {**values}
