"""What stands in one Zendesk account, and what becomes of a write.

Source of its ways: the vendor's specification and its notes on retries, uploads and refusals. The
first write under an `Idempotency-Key` is remembered for two hours; a ticket whose requester is not
named gets whoever wrote it; a closed one takes nothing; an upload is good for an hour, and once; a
ticket that is deleted can be brought back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from book.clock import Clock
from sync.simulator.identity import DEMO_NAME
from sync.simulator.zendesk import refused, rows
from sync.simulator.zendesk.refused import Refusal
from sync.simulator.zendesk.rows import Row

KEY_LIFE: Final = timedelta(hours=2)
UPLOAD_LIFE: Final = timedelta(minutes=60)
LARGEST_UPLOAD: Final = 50_000_000
SEVERITY: Final = 22_084
ME: Final = 901
_CHANGED: Final = (
    *("subject", "status", "priority", "type", "group_id", "assignee_id", "external_id"),
    *("tags", "custom_fields", "organization_id", "requester_id", "custom_status_id"),
)


class Desk:
    """One account; `base` is its address, set once the port is known.

    `strangers`, `largest_upload`, `apart`, `late` and `language` are what accounts differ in.
    """

    def __init__(self, clock: Clock, email: str) -> None:
        self.base = ""
        self._clock = clock
        self.language: dict[str, str] = {}
        """How its language says that something is missing, or wrong."""
        self.strangers = True
        """Whether a requester whom nobody knows becomes a user."""
        self.largest_upload = LARGEST_UPLOAD
        self.apart: set[int] = set()
        """Tickets that are not shown together with others, only alone."""
        self.late: set[int] = set()
        """Tickets that lists and searches do not show: new ones, and archived ones."""
        self.tickets: dict[int, Row] = {}
        self.deleted: dict[int, tuple[Row, datetime]] = {}
        self.comments: dict[int, list[Row]] = {}
        self.users: dict[int, Row] = {}
        self.organizations: dict[int, Row] = {}
        self.groups: dict[int, Row] = {}
        self.fields: dict[int, Row] = {}
        self.statuses: list[Row] = []
        self.uploads: dict[str, tuple[datetime, list[Row]]] = {}
        self.keys: dict[str, tuple[datetime, bytes, Row]] = {}
        self._number = 5000
        self.users[ME] = rows.user("", ME, DEMO_NAME, email, self.now, role="agent")
        options = [
            rows.option(number, value, value.title())
            for number, value in enumerate(("critical", "high", "medium", "low"), start=1)
        ]
        for number, kind, title, more in (
            (1, "subject", "Subject", {}),
            (2, "description", "Description", {}),
            (3, "status", "Status", {}),
            (5, "group", "Group", {}),
            (SEVERITY, "tagger", "Severity", {"custom_field_options": options}),
        ):
            self.add_field(title, number=number, kind=kind, **more)

    @property
    def now(self) -> datetime:
        """The moment there."""
        return self._clock()

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

    def add_field(self, title: str, *, number: int = 0, kind: str = "tagger", **known: Any) -> int:
        """A field of tickets."""
        number = number or self.number()
        self.fields[number] = rows.field(self.base, number, kind, title, self.now, **known)
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

    def say(self, number: int, author: int, text: str, *, public: bool = True) -> Row:
        """Somebody writes on a ticket; what was written."""
        said = rows.comment(self.number(), self.now, author, text, public=public)
        self.comments[number].append(said)
        one = self.tickets[number]
        self._touch(one)
        one["description"] = one["description"] or text
        return said

    def by_email(self, email: str) -> Row | None:
        """The person of an address."""
        wanted = email.casefold()
        known = (one for one in self.users.values() if (one["email"] or "").casefold() == wanted)
        return next(known, None)

    # --- writes ----------------------------------------------------------------------------

    def create(self, said: Row, key: str, body: bytes) -> tuple[Row, str]:
        """Makes a ticket, once per key; returns the answer and whether the key was a `hit`."""
        before = self.keys.get(key) if key else None
        if before is not None and self.now - before[0] < KEY_LIFE:
            if before[1] != body:
                raise refused.other_words()
            return before[2], "hit"
        self._check(said)
        asks = self._requester(said)
        theirs = self.users.get(asks, {}).get("organization_id")
        if said.get("organization_id") not in (None, theirs):
            raise self._bad_part("organization")
        number = self.add_ticket(str(said.get("subject") or ""), requester_id=asks, submitter_id=ME)
        one = self.tickets[number]
        one["organization_id"] = theirs
        self._put(one, said)
        comment = said.get("comment") or {"body": said.get("description", "")}
        wrote = self._comment(number, comment)
        events = [
            {"id": self.number(), "type": "Create", "field_name": name, "value": one[name]}
            for name in ("subject", "status", "requester_id", "group_id")
        ]
        answer = {"ticket": dict(one), "audit": self._audit(number, [wrote, *events])}
        if key:
            self.keys[key] = (self.now, body, answer)
        return answer, "miss"

    def change(self, number: int, said: Row) -> Row:
        """Changes a ticket, or writes on it."""
        one = self._kept(number)
        # Whatever it is set to, it is careful: only where it is left out, it is not.
        if said.get("safe_update") is not None and said.get("updated_stamp") != one["updated_at"]:
            raise refused.overtaken()
        if one["status"] == "closed":
            raise self._wrong(3, refused.CLOSED)
        self._check(said, new=False)
        before = dict(one)
        self._put(one, said)
        events = [
            {
                "id": self.number(),
                "type": "Change",
                "field_name": name,
                "value": one[name],
                "previous_value": before[name],
            }
            for name in ("subject", "status", "priority", "group_id", "external_id")
            if one[name] != before[name]
        ]
        self._touch(one)
        if said.get("comment"):
            events.insert(0, self._comment(number, said["comment"]))
        return {"ticket": dict(one), "audit": self._audit(number, events)}

    def delete(self, number: int) -> None:
        """Deletes a ticket, so that it can be brought back."""
        one = self._kept(number)
        del self.tickets[number]
        self.deleted[number] = (one, self.now)

    def restore(self, number: int) -> None:
        """Brings a deleted ticket back."""
        if number not in self.deleted:
            raise refused.gone()
        self.tickets[number], _ = self.deleted.pop(number)
        self._touch(self.tickets[number])

    def upload(self, name: str, kind: str, body: bytes, token: str) -> Row:
        """Takes a file, perhaps beside others under one token."""
        if not name or not body:
            raise refused.bad("A file has a name and something in it")
        if len(body) > self.largest_upload:
            raise refused.too_big(self.largest_upload)
        token = token or f"up{self.number()}"
        _, files = self.uploads.get(token, (self.now, []))
        made = rows.attachment(self.base, self.number(), name, kind, len(body))
        files = [*files, made]
        self.uploads[token] = (self.now, files)
        ends = rows.stamp(self.now + UPLOAD_LIFE)
        return {"token": token, "expires_at": ends, "attachment": made, "attachments": files}

    def _kept(self, number: int) -> Row:
        one = self.tickets.get(number)
        if one is None:
            raise refused.gone()
        return one

    def _wrong(self, field: int, kind: str) -> Refusal:
        usual = {"id": field, "title": "Field", "type": ""}
        return refused.of_field(self.fields.get(field, usual), kind, self.language.get(kind, kind))

    def _bad_part(self, part: str) -> Refusal:
        return refused.of_part(part, self.language.get(refused.INVALID, refused.INVALID))

    def _check(self, said: Row, *, new: bool = True) -> None:
        comment = said.get("comment") or {}
        text = comment.get("body") or comment.get("html_body") or said.get("description")
        if new and not text:
            raise self._wrong(2, refused.BLANK)
        group = said.get("group_id")
        if group is not None and (group not in self.groups or self.groups[group]["deleted"]):
            raise self._wrong(5, refused.INVALID)
        for one in said.get("custom_fields") or ():
            known = self.fields.get(int(one["id"]))
            if known is None:
                raise self._wrong(int(one["id"]), refused.INVALID)
            tags = {each["value"] for each in known.get("custom_field_options", ())}
            if tags and one["value"] not in (None, *tags):
                raise self._wrong(known["id"], refused.INVALID)
        for token in comment.get("uploads") or ():
            made = self.uploads.get(str(token))
            if made is None or self.now - made[0] >= UPLOAD_LIFE:
                raise self._bad_part("uploads")

    def _requester(self, said: Row) -> int:
        if said.get("requester_id"):
            if int(said["requester_id"]) not in self.users:
                raise self._bad_part("requester")
            return int(said["requester_id"])
        asked = said.get("requester") or {}
        email = str(asked.get("email") or "")
        if not email:
            return ME  # whoever writes it becomes the customer
        known = self.by_email(email)
        if known is not None:
            return int(known["id"])
        if not self.strangers or "@" not in email:
            raise self._bad_part("requester")
        name = str(asked.get("name") or email.partition("@")[0])
        return self.add_user(name, email)

    def _put(self, one: Row, said: Row) -> None:
        for name in _CHANGED:
            if name == "custom_fields" and name in said:
                values = {each["id"]: each["value"] for each in one["custom_fields"]}
                values |= {int(each["id"]): each["value"] for each in said["custom_fields"]}
                one[name] = [{"id": key, "value": value} for key, value in values.items()]
            elif name in said:
                one[name] = said[name]
        one["raw_subject"] = one["subject"]

    def _comment(self, number: int, comment: Row) -> Row:
        """Writes it on the ticket; the event of it."""
        files = list[Row]()
        for token in comment.get("uploads") or ():
            _, sent_up = self.uploads.pop(str(token))
            files += sent_up
        # What was said of the first one holds for those that say nothing of it.
        before = self.comments[number]
        usual = before[0]["public"] if before else True
        public = bool(comment.get("public", usual))
        said = self.say(number, ME, "", public=public)
        said |= rows.bodies(comment)
        said["attachments"] = files
        one = self.tickets[number]
        one["description"] = one["description"] or said["plain_body"]
        one["is_public"] = any(each["public"] for each in self.comments[number])
        return {
            "type": "Comment",
            **{key: said[key] for key in ("id", "author_id", "body", "public")},
        }

    def _touch(self, one: Row) -> None:
        one["updated_at"] = rows.stamp(self.now)
        one["generated_timestamp"] = int(self.now.timestamp())

    def _audit(self, number: int, events: list[Row]) -> Row:
        return rows.audit(self.number(), number, self.now, ME, events)
