"""The faults that know Zendesk: its lists spoilt in their own ways, and a ticket that jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from sync.simulator.front import Scope
from sync.simulator.tamper import ODD_TIMES
from sync.simulator.zendesk.desk import Desk
from sync.simulator.zendesk.rows import Row

_ALWAYS: Final = frozenset(("id", "status", "created_at", "updated_at", "type", "name", "public"))
"""What is never empty in any of its records."""
_TIMES: Final = frozenset(("created_at", "updated_at", "due_at"))


class ZendeskTwist:
    """Spoils answers; `desk` gives the account as it is now."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def spoil(self, kind: str, _scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt."""
        answer = msgspec.json.decode(body)
        key = _list_of(answer)
        if not key:
            return body
        if kind == "empty_next":
            answer |= {key: [], "meta": {"has_more": True, "after_cursor": "0"}}
        elif kind == "loop":
            answer["meta"] = {"has_more": True, "after_cursor": "0"}
        elif kind == "duplicates":
            answer[key] = [one for one in answer[key] for _ in range(2)]
        else:
            change = _CHANGES.get(kind, _as_it_is)
            answer[key] = [change(one, at) for at, one in enumerate(answer[key])]
        return msgspec.json.encode(answer)

    def move(self, _scope: Scope) -> None:
        """The ticket that changed longest ago becomes the one that changed last."""
        desk = self._desk()
        oldest = min(desk.tickets.values(), key=lambda one: (one["updated_at"], one["id"]))
        desk.touch(oldest)


def _list_of(answer: Any) -> str:
    """The name of the list an answer is; empty where it is none."""
    if not isinstance(answer, dict):
        return ""
    return next((key for key, found in answer.items() if isinstance(found, list)), "")


def _as_it_is(one: Row, _at: int) -> Row:
    return one


def _unknown_fields(one: Row, _at: int) -> Row:
    return one | {"added_later": {"since": 2031, "list": [1, None]}, "": "without a name"}


def _nulls(one: Row, _at: int) -> Row:
    return {key: value if key in _ALWAYS else None for key, value in one.items()}


def _odd_dates(one: Row, at: int) -> Row:
    odd = {key: ODD_TIMES[(at + n) % len(ODD_TIMES)] for n, key in enumerate(sorted(_TIMES))}
    return one | {key: value for key, value in odd.items() if key in one}


def _bad_record(one: Row, at: int) -> Row:
    wrong = {"id": "x", "subject": ["not", "text"], "custom_fields": "none", "name": 7}
    return one if at else one | {key: value for key, value in wrong.items() if key in one}


_CHANGES: Final[dict[str, Callable[[Row, int], Row]]] = {
    "unknown_fields": _unknown_fields,
    "nulls": _nulls,
    "odd_dates": _odd_dates,
    "bad_record": _bad_record,
}
