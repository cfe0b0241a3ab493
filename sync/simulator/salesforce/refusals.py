"""The service's refusals: a code, a sentence, a status, and where it matters the fields."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """An answer that is an error. `fields` None leaves the list of fields out of the body."""

    def __init__(
        self, code: str, text: str, status: int = 400, fields: tuple[str, ...] | None = None
    ) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.status = status
        self.fields = fields

    def body(self) -> list[dict[str, Any]]:
        """The error as an answer of its own carries it: a list with one object."""
        said: dict[str, Any] = {"message": self.text, "errorCode": self.code}
        if self.fields is not None:
            said["fields"] = list(self.fields)
        return [said]

    def in_result(self) -> dict[str, Any]:
        """The error as one record's result inside a collection carries it."""
        return {"statusCode": self.code, "message": self.text, "fields": list(self.fields or ())}


def not_found() -> Refused:
    """Nothing there, or nothing this user may see."""
    return Refused("NOT_FOUND", "The requested resource does not exist", 404)


def bad_field(text: str) -> Refused:
    """A field that a query or a write may not name."""
    return Refused("INVALID_FIELD", text)


def malformed(text: str) -> Refused:
    """A query that is no SOQL, or SOQL the service does not run."""
    return Refused("MALFORMED_QUERY", text)
