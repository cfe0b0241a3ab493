"""Salesforce's face: the simulator's org without a socket, and every version it ever held."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from random import Random
from typing import Any, ClassVar, Final, Self

import httpx

from book.clock import local_day, moment
from book.editable import tags_of
from book.records import Source
from sync.connect import test_connection
from sync.salesforce import footer
from sync.salesforce.activities import is_note
from sync.salesforce.doubts import OF_THIS_PROCESS
from sync.simulator.salesforce import KEY_FIELD, Quirks
from sync.simulator.salesforce.access import Access
from sync.simulator.salesforce.api import Api
from sync.simulator.salesforce.door import door
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.sign_in import SignIn
from sync.simulator.salesforce.table import Record
from sync.simulator.salesforce.usage import Usage
from sync.simulator.salesforce.writes import Writes
from tests.laptops import salesforce_org as at_start
from tests.laptops.salesforce_page import FIELDS, SalesforceLine, SalesforcePage, object_of, plain
from tests.laptops.service import (
    ADDRESS,
    Ask,
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

_OPTIONS: Final = {
    "stage-field": at_start.STAGE,
    "plan-field": at_start.PLAN,
    "slack-channel-field": at_start.SLACK,
    "org-field": at_start.ORG_ID,
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
        writes_blindly=False, reimports=True, deletes_accounts=True, merges=True, restores=True
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
        return self.org.must(object_of(number), number)

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


def _account(row: Record) -> Said:
    return Said(
        kind="account",
        id=row["Id"],
        fields={name: row.get(at) for name, at in FIELDS.items()},
        words=words_of(*row.values()),
    )


def _record(kind: Kind, row: Record, homes: tuple[str, ...]) -> Said:
    body, line = footer.read(plain(row.get("Description")))
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
