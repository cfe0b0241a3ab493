"""Salesforce's face: the simulator's org without a socket, and every version it ever held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import repeat
from random import Random
from typing import Any, ClassVar, Final, Self

import httpx
import msgspec

from book.clock import local_day, moment, stamp
from book.editable import tags_of
from book.records import Source
from sync.connect import test_connection
from sync.salesforce import footer
from sync.salesforce.activities import is_note
from sync.salesforce.doubts import OF_THIS_PROCESS
from sync.simulator.salesforce import KEY_FIELD, Quirks, moments, recycle_bin
from sync.simulator.salesforce.access import Access
from sync.simulator.salesforce.api import Api
from sync.simulator.salesforce.door import door
from sync.simulator.salesforce.filling import users
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.sign_in import SignIn
from sync.simulator.salesforce.table import Record
from sync.simulator.salesforce.usage import Usage
from sync.simulator.salesforce.writes import Writes
from tests.laptops import salesforce_org as at_start
from tests.laptops.service import (
    ADDRESS,
    Ask,
    Asked,
    Can,
    Crm,
    Kind,
    Line,
    Page,
    Said,
    Ways,
    one_line,
    words_of,
)
from tests.laptops.texts import edited

FIELDS: Final = {"stage": at_start.STAGE, "plan": at_start.PLAN, "slack_channel": at_start.SLACK}
"""Field of an account → the field it is kept in."""
_OPTIONS: Final = {
    "stage-field": at_start.STAGE,
    "plan-field": at_start.PLAN,
    "slack-channel-field": at_start.SLACK,
    "org-field": at_start.ORG_ID,
}
_OF_AN_ACCOUNT: Final = ("Name", "OwnerId", at_start.ORG_ID)
_EVENT: Final = "00U"
_MARKER: Final = re.compile(r"^\s*ref S\b")
_RECORD: Final = re.compile(r"/sobjects/(?:Task|Event)/(00[TU]\w{12,15})")
_ONE_ROW: Final = re.compile(r"Id = '(00[TU]\w{12,15})'")
_SAID: Final = {
    "400": "MALFORMED_QUERY",
    "400 deleted": "ENTITY_IS_DELETED",
    "400 locked": "UNABLE_TO_LOCK_ROW",
    "401": "INVALID_SESSION_ID",
    "403": "INSUFFICIENT_ACCESS_OR_READONLY",
    "403 limit": "REQUEST_LIMIT_EXCEEDED",
    "404": "NOT_FOUND",
    "503": "SERVER_UNAVAILABLE",
}


class SalesforceWays(Ways, frozen=True):
    """What its API notes left unsure, and how orgs differ."""

    quirks: Quirks = Quirks()
    keyed: bool = True
    """Whether the org has a field that keeps our keys, each once."""
    late: float = 0.0
    """Seconds that every second new record needs before it is committed."""
    line_end: str = "\n"
    """What ends a line that is typed in the browser."""

    @property
    def variant(self) -> str:
        """What a first look finds out."""
        return "keyed" if self.keyed else "bare"


class SalesforceCrm(Crm):
    """Three accounts of mine and one of a colleague's, with a call, a task, and a meeting."""

    name: ClassVar[str] = "salesforce"
    secret: ClassVar[str] = "00Dpretend!two.laptops"
    can: ClassVar[Can] = Can(
        writes_blindly=False, reimports=True, deletes_accounts=True, merges=True
    )

    def __init__(self, ways: SalesforceWays) -> None:
        super().__init__(ways)
        self.shape = ways
        self.org = Org(clock=self.clock, quirks=ways.quirks, seed=1)
        at_start.filled(keyed=ways.keyed)(self.org)
        self._writes = writes = Writes(self.org)
        if ways.late:
            writes.slow = [False, ways.late] * 200
        access = Access(self.org.id, self.clock, self.org.quirks, repeat("pretend"))
        access.key_for(self.org.me, self.secret)
        api = Api(writes, access, Usage(10**6, self.clock), ADDRESS)
        self._app = door(api, SignIn(self.org, access, ADDRESS), [])
        self._page = SalesforcePage(self)
        self._line = SalesforceLine(self)
        self._slow: dict[str, str] = {}
        """Records that are not committed yet → who made them."""
        self.theirs = self.others()[0]
        self.remember()

    @classmethod
    def drawn(cls, luck: Random) -> Ways:
        """Any answer to what is unsure, and any delay that the connector is made for."""
        quirks = Quirks(
            page_size=luck.choice((2000, 2000, 3)),
            upsert_changed=luck.choice((204, 200)),
            gone_status=luck.choice((400, 404)),
            locked_status=luck.choice((400, 409)),
        )
        return SalesforceWays(
            quirks=quirks,
            keyed=luck.choice((True, True, False)),
            late=luck.choice((0.0, 0.0, 2.0, 20.0)),
            line_end=luck.choice(("\n", "\r\n")),
        )

    @classmethod
    def open(cls, ways: Ways) -> Self:
        """The org at the start."""
        assert isinstance(ways, SalesforceWays)
        return cls(ways)

    @property
    def app(self) -> Ask:
        """The API."""
        return self._app

    @property
    def page(self) -> Page:
        """The web page."""
        return self._page

    @property
    def line(self) -> Line:
        """The line."""
        return self._line

    async def source(self, transport: httpx.AsyncBaseTransport) -> Source:
        """The source as a first look makes it."""

        async def no_wait(_seconds: float) -> None: ...

        found = await test_connection(
            self.name, ADDRESS, "", _OPTIONS, self.secret, transport,
            clock=self.clock, sleep=no_wait,
        )  # fmt: skip
        assert found.mapping.items() >= FIELDS.items()
        assert bool(found.capabilities["task_upsert"]) == self.shape.keyed
        return Source(
            name=self.name,
            url=found.url,
            me_id=found.me_id,
            options=_OPTIONS,
            mapping=dict(found.mapping),
            capabilities=dict(found.capabilities),
        )

    def records(self, kind: Kind) -> dict[str, Said]:
        """All records of a kind by id, those in the bin too."""
        self.org.settle()
        return {row["Id"]: self._said(kind, row) for row in self._rows(kind)}

    def accounts(self) -> list[str]:
        """My accounts, by the id that survives a re-import."""
        return [number for number, mine in self._in_order() if mine]

    def others(self) -> list[str]:
        """The other accounts."""
        return [number for number, mine in self._in_order() if not mine]

    def account(self, number: str) -> Said:
        """An account as it stands."""
        row = self.org.must("Account", number)
        return self.read("account", number, (row,), lambda: _account(row))

    def remember(self) -> None:
        """Keeps what differs from what was kept last."""
        self.org.settle()
        for late in self.org.late:
            self._slow.setdefault(late.row_id, self.author)
        fresh = [one for kind in ("note", "task") for one in self.records(kind).values()]
        fresh += [self.account(number) for number, _ in self._in_order()]
        for said in fresh:
            kept = self.versions.get((said.kind, said.id))
            if kept is None or kept[-1].said is not said:
                self.keep(said, self._slow.pop(said.id, None))

    def forget(self, keys: list[str]) -> None:
        """What the connector keeps in memory of attempts whose end it does not know."""
        for key in keys:
            OF_THIS_PROCESS.settled(key)

    def calm_down(self) -> None:
        """Nothing is committed late any more."""
        self._writes.slow.clear()

    def as_it_is(self, number: str) -> Record:
        """A task or event by its id, deleted or not."""
        return self.org.must("Event" if number.startswith(_EVENT) else "Task", number)

    def _rows(self, kind: Kind) -> Iterator[Record]:
        for row in self.org.table("Task").rows.values():
            if is_note(row) == (kind == "note"):
                yield row
        if kind == "note":
            yield from self.org.table("Event").rows.values()

    def _said(self, kind: Kind, row: Record) -> Said:
        home = self.org.table("Account").rows.get(row.get("AccountId") or "")
        homes = (home["Id"],) if home is not None and not home["IsDeleted"] else ()
        return self.read(kind, row["Id"], (row, homes), lambda: _record(kind, row, homes))

    def _in_order(self) -> list[tuple[str, bool]]:
        rows = [row for row in self.org.table("Account").rows.values() if not row["IsDeleted"]]
        rows.sort(key=lambda row: str(row[at_start.ORG_ID]))
        return [(row["Id"], row["OwnerId"] == self.org.me) for row in rows]


class SalesforcePage(Page):
    """A person in Salesforce."""

    def __init__(self, crm: SalesforceCrm) -> None:
        self._crm = crm
        self._org = crm.org

    def add(self, kind: Kind, account: str, title: str, line: str, day: str) -> None:
        """Logs a call, or a meeting that was held; makes a task."""
        fields: Record = {"WhatId": account, "OwnerId": self._org.me, "Subject": title}
        fields["Description"] = line or None
        if kind == "note" and int(day[-2:]) % 3 == 0:
            start = self._org.clock() - timedelta(days=int(day[-2:]))
            fields["StartDateTime"] = moments.from_literal(stamp(start))
            fields["EndDateTime"] = moments.from_literal(stamp(start + timedelta(hours=1)))
            self._org.insert("Event", fields, self._org.me)
            return
        if kind == "note":
            fields |= {"Status": "Completed", "TaskSubtype": "Call"}
        late = self._crm.shape.late or False
        self._org.insert("Task", {**fields, "ActivityDate": day}, self._org.me, late=late)

    def rewrite(self, kind: Kind, number: str, line: str, at: int, how: str) -> None:
        """Nobody touches the line that says what it is for."""
        text = self._text(number)
        lines = text.split("\n")
        marker = next((at for at, one in enumerate(lines) if _MARKER.search(one)), None)
        changed = edited(text, line, at, how)
        if marker is not None and lines[marker] not in changed.split("\n"):
            changed = edited(text, line, at, "add")
        self._type(number, changed)

    def paste(self, kind: Kind, number: str, line: str) -> None:
        """Plain text is pasted as it is."""
        self._type(number, f"{line}\n{self._text(number)}")

    def put(self, kind: Kind, number: str, field: str, value: Any) -> None:
        """Gives a field a value; a meeting stays on its day."""
        patch: Record
        if field == "completed_at":
            patch = {"Status": "Completed" if value else "In Progress"}
        elif field in ("subject", "title"):
            patch = {"Subject": value or None}
        elif number.startswith(_EVENT):
            return
        else:
            patch = {"ActivityDate": value}
        self._change(number, patch)

    def move(self, kind: Kind, number: str, account: str) -> None:
        """Makes it be about another account."""
        self._change(number, {"WhatId": account})

    def delete(self, kind: Kind, number: str) -> None:
        """Puts a record into the bin."""
        recycle_bin.delete(self._org, _object(number), number)

    def label(self, account: str, field: str, value: str | None) -> None:
        """Gives a field of an account a value."""
        self._org.change("Account", account, {FIELDS[field]: value}, self._org.me)

    def hand(self, account: str, *, to_me: bool) -> None:
        """Gives an account another owner."""
        owner = self._org.me if to_me else users(self._org)[1]
        self._org.change("Account", account, {"OwnerId": owner}, self._org.me)

    def reimport(self, account: str) -> None:
        """Deletes an account with all it has, and makes another one with the same id of its own."""
        self._org.commit()
        old = self._org.must("Account", account)
        recycle_bin.delete(self._org, "Account", account)
        kept = {name: old.get(name) for name in (*_OF_AN_ACCOUNT, *FIELDS.values())}
        self._org.insert("Account", kept, self._org.me)

    def delete_account(self, account: str) -> None:
        """Puts an account into the bin, and what it has with it."""
        self._org.commit()
        recycle_bin.delete(self._org, "Account", account)

    def merge(self, winner: str, loser: str) -> None:
        """Makes one account of two, once nobody writes at either."""
        self._org.commit()
        recycle_bin.merge(self._org, "Account", winner, (loser,), self._org.me)

    def _type(self, number: str, text: str) -> None:
        typed = text.replace("\n", self._crm.shape.line_end)
        self._change(number, {"Description": typed or None})

    def _change(self, number: str, patch: Record) -> None:
        self._org.change(_object(number), number, patch, self._org.me)

    def _text(self, number: str) -> str:
        return _plain(self._crm.as_it_is(number).get("Description"))


class SalesforceLine(Line):
    """Salesforce's requests: questions are GETs in a language of their own."""

    faults: ClassVar[tuple[str, ...]] = (*("400 deleted", "400 locked", "403 limit", "412", "503"),)
    gone: ClassVar[frozenset[str]] = frozenset(("404", "400 deleted"))

    def __init__(self, crm: SalesforceCrm) -> None:
        self._crm = crm

    def is_write(self, asked: Asked) -> bool:
        """All but reading."""
        return asked.method != "GET"

    def is_deletion(self, asked: Asked) -> bool:
        """By its method."""
        return asked.method == "DELETE"

    def about(self, asked: Asked) -> tuple[Kind, str] | None:
        """By its path, or by the id that a question names."""
        found = _RECORD.search(asked.path) or _ONE_ROW.search(asked.path)
        row = self._crm.org.find(_object(found[1]), found[1]) if found else None
        if row is None:
            return None
        return ("note" if row["Id"].startswith(_EVENT) or is_note(row) else "task"), row["Id"]

    def instead(self, fault: str) -> tuple[int, dict[str, str], bytes]:
        """A list with one error, as the service says it."""
        status = int(fault.partition(" ")[0])
        said = Refused(_SAID.get(fault, "UNKNOWN_EXCEPTION"), "Something went wrong.", status)
        headers = {"content-type": "application/json;charset=UTF-8"}
        return status, headers, msgspec.json.encode(said.body())


def _object(number: str) -> str:
    return "Event" if number.startswith(_EVENT) else "Task"


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def _account(row: Record) -> Said:
    return Said(
        kind="account",
        id=row["Id"],
        fields={name: row.get(at) for name, at in FIELDS.items()},
        words=words_of(*row.values()),
    )


def _record(kind: Kind, row: Record, homes: tuple[str, ...]) -> Said:
    body, line = footer.read(_plain(row.get("Description")))
    key = footer.key_of(kind, row.get(KEY_FIELD.name) or line.number) or ""
    # A call of ours is told by its own subtype, and has the tag that says so here.
    tags = footer.meant_by(line)[1] if key and kind == "note" else line.tags
    fields: dict[str, Any] = {"body": body, "tags": tags_of(tags)}
    if kind == "note":
        start = row.get("StartDateTime")
        day = local_day(moment(start)).isoformat() if start else row["ActivityDate"]
        fields |= {"subject": one_line(row.get("Subject")), "day": day}
    else:
        fields |= {"title": one_line(row.get("Subject")), "due": row.get("ActivityDate")}
        fields["completed_at"] = row.get("CompletedDateTime") if row["IsClosed"] else None
    return Said(
        kind=kind,
        id=row["Id"],
        key=key,
        accounts=homes,
        deleted=row["IsDeleted"],
        made_at=row["CreatedDate"],
        fields=fields,
        words=words_of(*row.values()),
    )
