"""What Zendesk says when it says no: the status and the body of each kind of refusal.

The keys of `details` differ from one kind to the next, and the words are in the account's language;
only the id of a ticket field tells for sure what was wrong.
"""

from __future__ import annotations

from typing import Final

from sync.simulator.zendesk.rows import Row

BLANK: Final = "cannot be blank"
INVALID: Final = "is invalid"
CLOSED: Final = "closed prevents ticket update"
_ERRORS: Final = {BLANK: "BlankValue"}


class Refusal(Exception):
    """A request that is answered with a no: its status and the answer's body."""

    def __init__(self, status: int, body: Row) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def gone(what: str = "RecordNotFound") -> Refusal:
    """What is not there: a record, or with `InvalidEndpoint` a path."""
    return Refusal(404, {"error": what, "description": "Not found"})


def forbidden(words: str) -> Refusal:
    """What this person may not."""
    return Refusal(403, {"error": "Forbidden", "description": words})


def bad(words: str) -> Refusal:
    """A request that cannot be read."""
    return Refusal(400, {"error": "InvalidRequest", "description": words})


def other_words() -> Refusal:
    """A key that was used with another body before."""
    words = "Request parameters don't match the given idempotency key"
    return Refusal(400, {"error": "IdempotentRequestError", "description": words})


def overtaken() -> Refusal:
    """A careful change of what somebody else changed meanwhile."""
    words = "Safe Update prevented the update: outdated ticket data"
    return Refusal(409, {"error": "UpdateConflict", "description": words})


def of_field(field: Row, kind: str, told: str) -> Refusal:
    """A ticket's field that is not as it must be: by its id, and by its title in any language."""
    problem = {
        "description": f"{field['title']}: {told}",
        "error": _ERRORS.get(kind, "InvalidValue"),
        "ticket_field_id": field["id"],
        "ticket_field_type": f"Field{str(field['type']).title()}",
    }
    return _invalid("base", problem)


def of_part(part: str, told: str) -> Refusal:
    """A part of a ticket that is no field of it: its requester, a file."""
    words = f"{part.capitalize()}: {told}"
    return _invalid(part, {"description": words, "error": "InvalidValue"})


def too_big(largest: int) -> Refusal:
    """A file that is larger than the account takes."""
    words = f"Attachments may have {largest} bytes"
    return Refusal(413, {"error": "AttachmentTooLarge", "description": words})


def _invalid(place: str, problem: Row) -> Refusal:
    words = "Record validation errors"
    return Refusal(
        422, {"error": "RecordInvalid", "description": words, "details": {place: [problem]}}
    )
