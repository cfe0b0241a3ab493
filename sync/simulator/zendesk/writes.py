"""What becomes of a write to Zendesk: a ticket made, changed or written on, a file sent up.

Source of its ways: the vendor's specification and its notes on retries, uploads and refusals. The
first write under an `Idempotency-Key` is remembered for two hours; a ticket whose requester is not
named gets whoever wrote it; a closed one takes nothing; an upload is good for an hour, and once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sync.simulator.zendesk import refused, rows
from sync.simulator.zendesk.desk import ME, Desk
from sync.simulator.zendesk.refused import Refusal
from sync.simulator.zendesk.rows import Row

KEY_LIFE: Final = timedelta(hours=2)
UPLOAD_LIFE: Final = timedelta(minutes=60)
_CHANGED: Final = (
    *("subject", "status", "priority", "type", "group_id", "assignee_id", "external_id"),
    *("tags", "custom_fields", "organization_id", "requester_id", "custom_status_id"),
)


class Writes:
    """Writes to one account, as the person who is signed in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, said: Row, key: str, body: bytes) -> tuple[Row, str]:
        """Makes a ticket, once per key; returns the answer and whether the key was a `hit`."""
        before = self._desk.keys.get(key) if key else None
        if before is not None and self._desk.now - before[0] < KEY_LIFE:
            if before[1] != body:
                raise refused.other_words()
            return before[2], "hit"
        self._check(said)
        asks = self._requester(said)
        theirs = self._desk.users.get(asks, {}).get("organization_id")
        if said.get("organization_id") not in (None, theirs):
            raise self._bad_part("organization")
        number = self._desk.add_ticket(
            str(said.get("subject") or ""), requester_id=asks, submitter_id=ME
        )
        one = self._desk.tickets[number]
        one["organization_id"] = theirs
        self._put(one, said)
        comment = said.get("comment") or {"body": said.get("description", "")}
        wrote = self._comment(number, comment)
        events = [
            {"id": self._desk.number(), "type": "Create", "field_name": name, "value": one[name]}
            for name in ("subject", "status", "requester_id", "group_id")
        ]
        answer = {"ticket": dict(one), "audit": self._audit(number, [wrote, *events])}
        if key:
            self._desk.keys[key] = (self._desk.now, body, answer)
        return answer, "miss"

    def change(self, number: int, said: Row) -> Row:
        """Changes a ticket, or writes on it."""
        one = self._desk.kept(number)
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
                "id": self._desk.number(),
                "type": "Change",
                "field_name": name,
                "value": one[name],
                "previous_value": before[name],
            }
            for name in ("subject", "status", "priority", "group_id", "external_id")
            if one[name] != before[name]
        ]
        self._desk.touch(one)
        if said.get("comment"):
            events.insert(0, self._comment(number, said["comment"]))
        return {"ticket": dict(one), "audit": self._audit(number, events)}

    def upload(self, name: str, kind: str, body: bytes, token: str) -> Row:
        """Takes a file, perhaps beside others under one token."""
        if not name or not body:
            raise refused.bad("A file has a name and something in it")
        if len(body) > self._desk.largest_upload:
            raise refused.too_big(self._desk.largest_upload)
        token = token or f"up{self._desk.number()}"
        _, files = self._desk.uploads.get(token, (self._desk.now, []))
        made = rows.attachment(self._desk.base, self._desk.number(), name, kind, len(body))
        files = [*files, made]
        self._desk.uploads[token] = (self._desk.now, files)
        ends = rows.stamp(self._desk.now + UPLOAD_LIFE)
        return {"token": token, "expires_at": ends, "attachment": made, "attachments": files}

    def _wrong(self, field: int, kind: str) -> Refusal:
        usual = {"id": field, "title": "Field", "type": ""}
        return refused.of_field(
            self._desk.fields.get(field, usual), kind, self._desk.language.get(kind, kind)
        )

    def _bad_part(self, part: str) -> Refusal:
        return refused.of_part(part, self._desk.language.get(refused.INVALID, refused.INVALID))

    def _check(self, said: Row, *, new: bool = True) -> None:
        comment = said.get("comment") or {}
        text = comment.get("body") or comment.get("html_body") or said.get("description")
        if new and not text:
            raise self._wrong(2, refused.BLANK)
        group = said.get("group_id")
        if group is not None and (
            group not in self._desk.groups or self._desk.groups[group]["deleted"]
        ):
            raise self._wrong(5, refused.INVALID)
        for one in said.get("custom_fields") or ():
            known = self._desk.fields.get(int(one["id"]))
            if known is None:
                raise self._wrong(int(one["id"]), refused.INVALID)
            tags = {each["value"] for each in known.get("custom_field_options", ())}
            if tags and one["value"] not in (None, *tags):
                raise self._wrong(known["id"], refused.INVALID)
        for token in comment.get("uploads") or ():
            made = self._desk.uploads.get(str(token))
            if made is None or self._desk.now - made[0] >= UPLOAD_LIFE:
                raise self._bad_part("uploads")

    def _requester(self, said: Row) -> int:
        if said.get("requester_id"):
            if int(said["requester_id"]) not in self._desk.users:
                raise self._bad_part("requester")
            return int(said["requester_id"])
        asked = said.get("requester") or {}
        email = str(asked.get("email") or "")
        if not email:
            return ME  # whoever writes it becomes the customer
        known = self._desk.by_email(email)
        if known is not None:
            return int(known["id"])
        if not self._desk.strangers or "@" not in email:
            raise self._bad_part("requester")
        name = str(asked.get("name") or email.partition("@")[0])
        return self._desk.add_user(name, email)

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
            _, sent_up = self._desk.uploads.pop(str(token))
            files += sent_up
        # What was said of the first one holds for those that say nothing of it.
        before = self._desk.comments[number]
        usual = before[0]["public"] if before else True
        public = bool(comment.get("public", usual))
        said = self._desk.say(number, ME, "", public=public)
        said |= rows.bodies(comment)
        said["attachments"] = files
        one = self._desk.tickets[number]
        one["description"] = one["description"] or said["plain_body"]
        return {
            "type": "Comment",
            **{key: said[key] for key in ("id", "author_id", "body", "public")},
        }

    def _audit(self, number: int, events: list[Row]) -> Row:
        return rows.audit(self._desk.number(), number, self._desk.now, ME, events)
