"""What stands in one Zendesk account: its tickets, people, groups and fields, and what it is like.

A ticket that is deleted can be brought back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from book.clock import Clock
from sync.simulator.identity import DEMO_NAME
from sync.simulator.zendesk import refused, rows
from sync.simulator.zendesk.rows import Row

LARGEST_UPLOAD: Final = 50_000_000
SEVERITY: Final = 22_084
ME: Final = 901


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
        self.own_groups: set[int] | None = None
        """The groups whose tickets alone this person is shown; None where it is all of them."""
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
        self.touch(one)
        one["description"] = one["description"] or text
        one["is_public"] = any(each["public"] for each in self.comments[number])
        return said

    def restrict(self, *groups: int) -> None:
        """An administrator lets this person see the tickets of some groups only."""
        self.own_groups = set(groups)
        self.users[ME]["ticket_restriction"] = "groups"

    def shows(self, one: Row) -> bool:
        """Whether this person is shown a ticket."""
        return self.own_groups is None or one["group_id"] in self.own_groups

    def by_email(self, email: str) -> Row | None:
        """The person of an address."""
        wanted = email.casefold()
        known = (one for one in self.users.values() if (one["email"] or "").casefold() == wanted)
        return next(known, None)

    def delete(self, number: int) -> None:
        """Deletes a ticket, so that it can be brought back."""
        one = self.kept(number)
        del self.tickets[number]
        self.deleted[number] = (one, self.now)

    def restore(self, number: int) -> None:
        """Brings a deleted ticket back."""
        if number not in self.deleted:
            raise refused.gone()
        self.tickets[number], _ = self.deleted.pop(number)
        self.touch(self.tickets[number])

    def kept(self, number: int) -> Row:
        """A ticket that is there. Raises Refusal."""
        one = self.tickets.get(number)
        if one is None:
            raise refused.gone()
        return one

    def touch(self, one: Row) -> None:
        """A ticket was changed."""
        one["updated_at"] = rows.stamp(self.now)
        one["generated_timestamp"] = int(self.now.timestamp())
