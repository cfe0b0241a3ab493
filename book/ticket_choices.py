"""What a ticket system takes, as its connector told it last: groups, severities.

A connector keeps both as plain values (lists as JSON text): with the source at the first look, and
since then once a day beside where its pull stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from book import cursors
from book.escalation_meter import Offered
from book.records import Source
from book.store import Store

RESOURCE: Final = "choices"
"""The cursor that holds what was read last."""
GROUPS: Final = "groups"
"""JSON text of the groups that take tickets: [[id, name], …]."""
FIELD: Final = "severity_field"
"""The id of the field that holds the severity; None where none is chosen."""
SEVERITIES: Final = "severities"
"""JSON text of its options: {value: name}."""
READ_AT: Final = "read_at"

Kept = Mapping[str, str | int | bool | None]
"""Capabilities of a source."""
_GROUPS = msgspec.json.Decoder(list[tuple[int | str, str]])
_OPTIONS = msgspec.json.Decoder(dict[str, str])
_KEPT = msgspec.json.Decoder(dict[str, str | int | bool | None])


def latest(store: Store, source: Source) -> Kept:
    """A source's capabilities, with what its last pull says of them in their place."""
    stored = cursors.cursor(store, source.name, RESOURCE)
    try:
        news = _KEPT.decode(stored) if stored else {}
    except msgspec.DecodeError:
        news = {}
    return {**source.capabilities, **news}


def offered(capabilities: Kept) -> Offered | None:
    """What can be chosen there; None where nobody has asked it yet.

    A severity stands for the code of the house rules that is its value or its name there, so both
    are offered, as they are written and in small letters. Without a field for it nobody knows.
    """
    try:
        groups = _GROUPS.decode(str(capabilities.get(GROUPS) or "[]"))
        options = _OPTIONS.decode(str(capabilities.get(SEVERITIES) or "{}"))
    except msgspec.DecodeError:
        return None
    if not groups and not options:
        return None
    words = {word for option in options.items() for word in option}
    known = frozenset(words | {word.casefold() for word in words})
    return Offered(
        groups=tuple(dict.fromkeys(name for _, name in groups)) or None,
        severities=known if capabilities.get(FIELD) is not None else None,
    )
