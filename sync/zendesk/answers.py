"""What Zendesk says when it says no: its codes and the fields it names, turned into ours."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from book.errors import BadResponse, Refused, SatchelError
from sync import values
from sync.http import Reply
from sync.json_text import UNREADABLE
from sync.refusals import NotAllowed, quoting
from sync.zendesk.hosts import TITLE

SAID: Final = 200
"""So many characters of the service's own words are passed on."""
SAME_KEY: Final = "IdempotentRequestError"
"""What is said of a key that was used with other words before."""
_READ: Final = 2_000


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that was wrong with a record: which field, in ids and names, and the words."""

    field_id: int | None = None
    key: str = ""
    words: str = ""


class Said(Struct, frozen=True, kw_only=True):
    """An error body, as far as it goes; all of it may be empty."""

    code: str = ""
    words: str = ""
    problems: tuple[Problem, ...] = ()


class NotThere(Refused):
    """What was asked for is not there (404)."""


class _Body(Struct):
    error: Any = None
    description: Any = None
    error_description: Any = None
    message: Any = None
    details: Any = None


_bodies = msgspec.json.Decoder(_Body)


def said(body: bytes) -> Said:
    """The words of an error body; none where it is something else."""
    try:
        read = _bodies.decode(body)
    except UNREADABLE:
        return Said()
    # The error itself is an object in some answers.
    error = read.error if isinstance(read.error, dict) else {}
    code = read.error if isinstance(read.error, str) else error.get("title", "")
    told = (read.description, read.error_description, read.message, error.get("message"))
    words = next((one for one in told if isinstance(one, str) and one), "")
    return Said(code=_text(code), words=_text(words), problems=_problems(read.details))


def _problems(details: Any) -> tuple[Problem, ...]:
    if not isinstance(details, dict):
        return ()
    found = []
    for key, listed in details.items():
        for one in listed if isinstance(listed, list) else [listed]:
            if isinstance(one, dict):
                number = one.get("ticket_field_id")
                is_id = isinstance(number, int) and not isinstance(number, bool)
                found.append(
                    Problem(
                        field_id=number if is_id else None,
                        key=str(key),
                        words=_text(one.get("description")),
                    )
                )
    return tuple(found)


def _text(found: Any) -> str:
    return values.clean(found[:_READ])[:SAID] if isinstance(found, str) else ""


def refusal(reply: Reply, what: str) -> SatchelError:
    """An answer outside 2xx to a question for `what`, as an error to raise."""
    if reply.status == 403:
        return NotAllowed(
            f"{TITLE} does not let you see {what} (403).",
            "Ask an administrator of your Zendesk for the right.",
            said(reply.body).words,
        )
    if reply.status in (404, 410):
        return NotThere(
            f"{TITLE} does not know {what} ({reply.status}).",
            "Check the address Zendesk is connected at.",
        )
    return Refused(
        quoting(f"{TITLE} refused to show {what} ({reply.status}).", said(reply.body).words),
        "Try again in a while.",
    )


def strange() -> BadResponse:
    """An answer at 200 that is none."""
    return BadResponse(
        f"{TITLE}'s answer does not have its documented shape.",
        "Nothing of it was taken in; try again in a while.",
    )
