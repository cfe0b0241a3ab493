"""Rows of what accounts have, as parts of pages: facts, what ended, what moved out of the book."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from book.facts import BadRecord, DealFacts, NoteFacts, TaskFacts, TicketFacts
from sync.port import Known
from sync.salesforce import activities, ids, mapping, soql
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.org import Row
from sync.salesforce.workspace import Workspace

Parts = list[tuple[str, dict[str, Any]]]
"""Which resource, and the fields of its page; the last one gets the cursor."""
Take = Callable[[Sequence[Row]], Awaitable[Parts]]
_NO_DAY: Final = "1970-01-01"


class Resource(Struct, frozen=True, kw_only=True):
    """One kind of record: its stage, its name there, the tables it ends up in, how it is taken."""

    name: str
    kind: str
    tables: tuple[str, ...]
    take: Take
    keeps: bool = False
    """Whether records that are not to be seen any more stay: they may hold words of mine."""


class Taking:
    """Takes rows for one run. `upcoming` are the meetings that are still to be held."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._known = known
        self.upcoming: dict[str, str] = {}
        self.resources: dict[str, Resource] = {
            one.name: one
            for one in (
                Resource(
                    name="contacts", kind="Contact", tables=("contacts",), take=self._contacts
                ),
                Resource(name="deals", kind="Opportunity", tables=("deals",), take=self._deals),
                Resource(name="tickets", kind="Case", tables=("tickets",), take=self._tickets),
                Resource(
                    name="tasks",
                    kind="Task",
                    tables=("tasks", "notes"),
                    take=self._tasks,
                    keeps=True,
                ),
                Resource(
                    name="notes", kind="Event", tables=("notes",), take=self._meetings, keeps=True
                ),
            )
        }

    def standing(self, resource: Resource, account: str | None = None) -> set[str]:
        """The records of a kind that the book has, of one account or of all."""
        found: set[str] = set()
        for table in resource.tables:
            found |= self._known.records(table, account)
        if "notes" in resource.tables:
            # Both tasks and events can be notes; their ids tell them apart.
            event = resource.kind == "Event"
            found = {one for one in found if one.startswith(ids.EVENT) == event}
        return found

    async def _contacts(self, rows: Sequence[Row]) -> Parts:
        standing = self._known.records("contacts", None)
        facts, gone, moved, bad = [], [], [], []
        for row in rows:
            home = mapping.home(row)
            if mapping.is_deleted(row) or home not in self._known.accounts or home is None:
                gone += [row["Id"]] if row["Id"] in standing else []
                continue
            if row["Id"] in standing and row["Id"] not in self._known.records("contacts", home):
                moved.append(row["Id"])
            problems: list[str] = []
            facts.append(mapping.contact(row, problems))
            bad += [mapping.unread(row["Id"], problems)] if problems else []
        before: Parts = [("contacts", {"gone": tuple(moved)})] if moved else []
        page = {"contacts": tuple(facts), "gone": tuple(gone), "bad": tuple(bad)}
        return [*before, ("contacts", page)]

    async def _deals(self, rows: Sequence[Row]) -> Parts:
        def fact(row: Row, home: str, problems: list[str]) -> DealFacts:
            if not home:
                return DealFacts(external_id=row["Id"], account_external_id="", name="")
            return mapping.deal(row, self._workspace.renewals, problems)

        return [self._plain("deals", rows, fact)]

    async def _tickets(self, rows: Sequence[Row]) -> Parts:
        def fact(row: Row, home: str, problems: list[str]) -> TicketFacts:
            if not home:
                return TicketFacts(external_id=row["Id"], account_external_id="")
            return mapping.ticket(row, problems)

        return [self._plain("tickets", rows, fact)]

    def _plain(
        self, table: str, rows: Sequence[Row], fact: Callable[[Row, str, list[str]], Any]
    ) -> tuple[str, dict[str, Any]]:
        """Records that only have to be at home; of a stray one only its id is said, so that the
        book lets it go."""
        standing = self._known.records(table, None)
        facts: list[Any] = []
        gone: list[str] = []
        bad: list[BadRecord] = []
        for row in rows:
            problems: list[str] = []
            home = mapping.home(row)
            if mapping.is_deleted(row):
                gone += [row["Id"]] if row["Id"] in standing else []
            elif home is not None and home in self._known.accounts:
                facts.append(fact(row, home, problems))
            elif row["Id"] in standing:
                facts.append(fact(row, "", problems))
            bad += [mapping.unread(row["Id"], problems)] if problems else []
        return table, {table: tuple(facts), "gone": tuple(gone), "bad": tuple(bad)}

    async def _tasks(self, rows: Sequence[Row]) -> Parts:
        homes = await self._homes(rows)
        mapper = self._workspace.activities
        drawer = _Drawer(self._known)
        for row in rows:
            home = homes.get(row["Id"])
            problems: list[str] = []
            if mapping.is_deleted(row) or activities.is_template(row):
                drawer.end(row["Id"])
            elif home is None or home not in self._known.accounts:
                drawer.stray(row["Id"])
            elif activities.is_note(row):
                drawer.note(row["Id"], mapper.call(row, problems, account=home), problems)
            else:
                drawer.task(row["Id"], mapper.task(row, problems, account=home), problems)
        return drawer.parts("tasks")

    async def _meetings(self, rows: Sequence[Row]) -> Parts:
        homes = await self._homes(rows)
        mapper, now = self._workspace.activities, self._workspace.clock()
        drawer = _Drawer(self._known)
        for row in rows:
            home = homes.get(row["Id"])
            self.upcoming.pop(row["Id"], None)
            problems: list[str] = []
            private = row.get("IsPrivate") is True
            if mapping.is_deleted(row) or activities.is_template(row) or private:
                drawer.end(row["Id"])
            elif home is None or home not in self._known.accounts:
                drawer.stray(row["Id"])
            elif activities.is_over(row, now):
                drawer.note(row["Id"], mapper.meeting(row, problems, account=home), problems)
            else:
                drawer.end(row["Id"])
                ended = activities.end_of(row)
                if ended is not None:
                    self.upcoming[row["Id"]] = ended
        return drawer.parts("notes")

    async def _homes(self, rows: Sequence[Row]) -> dict[str, str]:
        """The accounts of activities; one on a case without a person only names the case."""
        homes = {row["Id"]: home for row in rows if (home := mapping.home(row)) is not None}
        cases: dict[str, list[str]] = {}
        for row in rows:
            what = ids.full(row.get("WhatId"))
            if row["Id"] not in homes and what is not None and what.startswith(ids.CASE):
                cases.setdefault(what, []).append(row["Id"])
        if not cases or not self._workspace.catalogue.sees("Case"):
            return homes
        for some in soql.chunks(cases, soql.room(500)):
            question = soql.select(("Id", "AccountId"), "Case", (soql.any_of("Id", some),))
            try:
                found = await self._workspace.org.all(question, "Case", everything=True)
            except (NoSuchObject, VanishedField):
                self._workspace.catalogue.lose("Case")
                break
            for case in found:
                home = mapping.home(case)
                if home is not None:
                    homes |= dict.fromkeys(cases.get(str(ids.full(case.get("Id"))), ()), home)
        return homes


class _Drawer:
    """Notes and tasks of one page, and what ended of either."""

    def __init__(self, known: Known) -> None:
        self._known_notes = known.records("notes", None)
        self._known_tasks = known.records("tasks", None)
        self._notes: list[NoteFacts] = []
        self._tasks: list[TaskFacts] = []
        self._bad: list[BadRecord] = []
        self._ended: dict[str, list[str]] = {"notes": [], "tasks": []}

    def note(self, external_id: str, fact: NoteFacts | None, problems: list[str]) -> None:
        """Takes a note; what was a task until now is none any more."""
        if fact is not None:
            self._notes.append(fact)
            self._end_task(external_id)
        if fact is None or problems:
            self._bad.append(mapping.unread(external_id, problems or ["no day"]))

    def task(self, external_id: str, fact: TaskFacts, problems: list[str]) -> None:
        """Takes a task; what was a note until now is none any more."""
        self._tasks.append(fact)
        self._end_note(external_id)
        if problems:
            self._bad.append(mapping.unread(external_id, problems))

    def end(self, external_id: str) -> None:
        """Something that was deleted, or is not to be shown."""
        self._end_note(external_id)
        self._end_task(external_id)

    def stray(self, external_id: str) -> None:
        """Something at an account outside the book: if the book holds it, it has to let it go."""
        if external_id in self._known_notes:
            self._notes.append(
                NoteFacts(external_id=external_id, account_external_id="", day=_NO_DAY)
            )
        if external_id in self._known_tasks:
            self._tasks.append(TaskFacts(external_id=external_id, account_external_id="", title=""))

    def parts(self, last: str) -> Parts:
        """The pages: the one of the other table first."""
        fields: dict[str, dict[str, Any]] = {
            "notes": {"notes": tuple(self._notes), "gone": tuple(self._ended["notes"])},
            "tasks": {"tasks": tuple(self._tasks), "gone": tuple(self._ended["tasks"])},
        }
        fields[last]["bad"] = tuple(self._bad)
        other = "notes" if last == "tasks" else "tasks"
        found = [(other, fields[other])] if any(fields[other].values()) else []
        return [*found, (last, fields[last])]

    def _end_note(self, external_id: str) -> None:
        if external_id in self._known_notes:
            self._ended["notes"].append(external_id)

    def _end_task(self, external_id: str) -> None:
        if external_id in self._known_tasks:
            self._ended["tasks"].append(external_id)
