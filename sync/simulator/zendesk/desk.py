"""What stands in one Zendesk account, and what becomes of a write.

Source of its ways: the vendor's specification and its notes on retries, uploads and refusals. The
first write under an `Idempotency-Key` is remembered for two hours; a ticket whose requester is not
named gets whoever wrote it; a closed one takes nothing; an upload is good for an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sync.simulator.zendesk import rows
from sync.simulator.zendesk.rows import Row

KEY_LIFE: Final = timedelta(hours=2)
UPLOAD_LIFE: Final = timedelta(minutes=60)
SEVERITY: Final = 22_084
ME: Final = 901
_CHANGED: Final = frozenset(
    (
        *("subject", "status", "priority", "type", "group_id", "assignee_id", "external_id"),
        *("tags", "custom_fields", "organization_id", "requester_id", "custom_status_id"),
    )
)


class Refusal(Exception):
    """A write that is answered with a no: its status and the answer's body."""

    def __init__(self, status: int, body: Row) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class Desk:
    """One account; `base` is its address, set once the port is known."""

    def __init__(self, now: datetime, email: str) -> None:
        self.base = ""
        self.now = now
        self.local = "cannot be blank"
        """How its language says that something is missing."""
        self.tickets: dict[int, Row] = {}
        self.comments: dict[int, list[Row]] = {}
        self.users: dict[int, Row] = {}
        self.organizations: dict[int, Row] = {}
        self.groups: dict[int, Row] = {}
        self.fields: dict[int, Row] = {}
        self.statuses: list[Row] = []
        self.uploads: dict[str, tuple[datetime, str]] = {}
        self.keys: dict[str, tuple[datetime, bytes, Row]] = {}
        self._number = 5000
        self.users[ME] = rows.user("", ME, "Ines Halvard", email, now, role="agent")
        options = [
            rows.option(number, value, value.title())
            for number, value in enumerate(("critical", "high", "medium", "low"), start=1)
        ]
        for number, kind, title, more in (
            (1, "subject", "Subject", {}),
            (2, "description", "Description", {}),
            (5, "group", "Group", {}),
            (SEVERITY, "tagger", "Severity", {"custom_field_options": options}),
        ):
            self.fields[number] = rows.field("", number, kind, title, now, **more)

    def settle(self, base: str) -> None:
        """The address is known: what was made before it gets it too."""
        self.base = base
        for kept in (self.tickets, self.users, self.organizations, self.groups, self.fields):
            for row in kept.values():
                if row["url"].startswith("/"):
                    row["url"] = base + row["url"]

    def number(self) -> int:
        """The next id of anything."""
        self._number += 1
        return self._number

    # --- what is there ---------------------------------------------------------------------

    def add_group(self, name: str, *, deleted: bool = False) -> int:
        """A group that tickets can go to."""
        number = self.number()
        self.groups[number] = rows.group(self.base, number, name, self.now, deleted=deleted)
        return number

    def add_organization(self, name: str, **known: Any) -> int:
        """A company."""
        number = self.number()
        self.organizations[number] = rows.organization(self.base, number, name, self.now, **known)
        return number

    def add_user(self, name: str, email: str, **known: Any) -> int:
        """A person."""
        number = self.number()
        self.users[number] = rows.user(self.base, number, name, email, self.now, **known)
        return number

    def add_ticket(self, subject: str, **known: Any) -> int:
        """A ticket that somebody opened."""
        number = self.number()
        made = rows.ticket(self.base, number, self.now, subject=subject, **known)
        if not made["custom_fields"]:
            made["custom_fields"] = [{"id": SEVERITY, "value": None}]
        self.tickets[number] = made
        self.comments[number] = []
        return number

    def say(self, number: int, author: int, text: str, *, public: bool = True) -> None:
        """Somebody writes on a ticket."""
        said = rows.comment(self.number(), self.now, author, text, public=public)
        self.comments[number].append(said)
        one = self.tickets[number]
        one["updated_at"] = rows.stamp(self.now)
        one["generated_timestamp"] = int(self.now.timestamp())
        one["description"] = one["description"] or text

    def by_email(self, email: str) -> Row | None:
        """The person of an address."""
        wanted = email.casefold()
        return next((one for one in self.users.values() if one["email"].casefold() == wanted), None)

    # --- writes ----------------------------------------------------------------------------

    def create(self, said: Row, key: str, body: bytes) -> tuple[Row, str]:
        """Makes a ticket, once per key; returns the answer and whether the key was a `hit`."""
        before = self.keys.get(key) if key else None
        if before is not None and self.now - before[0] < KEY_LIFE:
            if before[1] != body:
                words = "Request parameters don't match the given idempotency key"
                raise Refusal(400, {"error": "IdempotentRequestError", "description": words})
            return before[2], "hit"
        self._check(said)
        number = self.add_ticket(
            str(said.get("subject") or ""), requester_id=self._requester(said), submitter_id=ME
        )
        one = self.tickets[number]
        requester = self.users[one["requester_id"]]
        one["organization_id"] = said.get("organization_id") or requester["organization_id"]
        self._put(one, said)
        comment = said.get("comment") or {"body": said.get("description", "")}
        self._comment(number, comment)
        answer = {"ticket": dict(one), "audit": {"id": self.number(), "ticket_id": number}}
        if key:
            self.keys[key] = (self.now, body, answer)
        return answer, "miss"

    def change(self, number: int, said: Row) -> Row:
        """Changes a ticket, or writes on it."""
        one = self.tickets.get(number)
        if one is None:
            raise Refusal(404, {"error": "RecordNotFound", "description": "Not found"})
        stamped = said.get("updated_stamp")
        if said.get("safe_update") is not None and stamped != one["updated_at"]:
            words = {"error": "UpdateConflict", "description": "Safe Update prevented the update"}
            raise Refusal(409, words)
        if one["status"] == "closed":
            raise self.invalid("status", 3, "closed prevents ticket update")
        self._check(said, new=False)
        self._put(one, said)
        one["updated_at"] = rows.stamp(self.now)
        if said.get("comment"):
            self._comment(number, said["comment"])
        return {"ticket": dict(one), "audit": {"id": self.number(), "ticket_id": number}}

    def delete(self, number: int) -> None:
        """Deletes a ticket."""
        if self.tickets.pop(number, None) is None:
            raise Refusal(404, {"error": "RecordNotFound", "description": "Not found"})

    def invalid(self, place: str, field: int, words: str) -> Refusal:
        """What is refused of one field: named by its id, said in the account's language."""
        problem = {
            "description": f"{self.fields[field]['title'] if field in self.fields else place}:"
            f" {words}",
            "error": "BlankValue",
            "ticket_field_id": field,
            "ticket_field_type": "FieldTagger",
        }
        body = {
            "error": "RecordInvalid",
            "description": "Record validation errors",
            "details": {"base": [problem]},
        }
        return Refusal(422, body)

    def _check(self, said: Row, *, new: bool = True) -> None:
        body = (said.get("comment") or {}).get("body") or (said.get("comment") or {}).get(
            "html_body"
        )
        if new and not (body or said.get("description")):
            raise self.invalid("description", 2, self.local)
        group = said.get("group_id")
        if group is not None and (group not in self.groups or self.groups[group]["deleted"]):
            raise self.invalid("group", 5, "is invalid")
        for one in said.get("custom_fields") or ():
            known = self.fields.get(int(one["id"]))
            tags = {each["value"] for each in (known or {}).get("custom_field_options", ())}
            if known is not None and tags and one["value"] not in (None, *tags):
                raise self.invalid("custom_fields", known["id"], "is invalid")

    def _requester(self, said: Row) -> int:
        if said.get("requester_id"):
            return int(said["requester_id"])
        asked = said.get("requester") or {}
        email = str(asked.get("email") or "")
        if not email:
            return ME  # whoever writes it becomes the customer
        known = self.by_email(email)
        if known is not None:
            return int(known["id"])
        name = str(asked.get("name") or email.partition("@")[0])
        return self.add_user(name, email)

    def _put(self, one: Row, said: Row) -> None:
        for name in _CHANGED & said.keys():
            if name == "custom_fields":
                values = {each["id"]: each["value"] for each in one["custom_fields"]}
                values |= {int(each["id"]): each["value"] for each in said["custom_fields"]}
                one[name] = [{"id": key, "value": value} for key, value in values.items()]
            else:
                one[name] = said[name]
        one["raw_subject"] = one["subject"]

    def _comment(self, number: int, comment: Row) -> None:
        files = []
        for token in comment.get("uploads") or ():
            made = self.uploads.get(str(token))
            if made is None or self.now - made[0] >= UPLOAD_LIFE:
                raise self.invalid("uploads", 2, "is invalid")
            files.append(made[1])
        text = str(comment.get("body") or comment.get("html_body") or "")
        self.say(number, ME, text, public=bool(comment.get("public", True)))
        self.comments[number][-1]["attachments"] = [
            {"id": self.number(), "file_name": name, "content_type": "", "size": 0}
            for name in files
        ]


def newest_first(found: Iterable[Row]) -> list[Row]:
    """Tickets by their last change."""
    return sorted(found, key=lambda one: (one["updated_at"], one["id"]), reverse=True)
