"""What hangs on companies, turned into the book's facts. No network, and nothing that raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from book.clock import local_day, moment
from book.editable import tags_of
from book.facts import (
    BadRecord,
    ContactFacts,
    DealFacts,
    NoteFacts,
    TaskFacts,
    Teammate,
    TicketFacts,
)
from book.note_kinds import kind_by_tags
from sync import values
from sync.hubspot import note_text
from sync.hubspot.kinds import CALLS, CREATION_KEY, CURRENCY, DEALS, NOTES, OWNER, TICKETS, Kind
from sync.hubspot.shapes import Owner, PipelineRow, Row

DONE: Final = "COMPLETED"
OPEN: Final = "NOT_STARTED"
_CODE_LETTERS: Final = 3
_MIDNIGHT: Final = "T00:00:00.000Z"
Fact = ContactFacts | NoteFacts | TaskFacts | DealFacts | TicketFacts


class Stage(Struct, frozen=True, gc=False):
    """A stage of a pipeline, as far as it matters here."""

    label: str
    is_open: bool = True
    is_won: bool = False


class Pipelines(Struct, kw_only=True):
    """The pipelines of deals and tickets; filled in once they are read."""

    stages: dict[str, dict[str, Stage]] = {}
    """Kind → pipeline and stage (`PIPELINE/STAGE`) → what it means."""

    def stage(self, kind: str, pipeline: Any, stage: Any) -> Stage | None:
        """A stage by the ids a record has; None for one nobody told of."""
        return self.stages.get(kind, {}).get(f"{pipeline}/{stage}")


class RecordMapper:
    """Maps records for one person; made once a run."""

    def __init__(
        self,
        me_id: str | None,
        team: Mapping[str, Teammate],
        pipelines: Pipelines,
        renewals: str | None = None,
    ) -> None:
        """`renewals` is the pipeline whose deals are renewals."""
        self.me_id = me_id
        self.team = team
        self.renewals = renewals
        self._pipelines = pipelines

    def facts(self, kind: Kind, row: Row, homes: Sequence[str], problems: list[str]) -> list[Fact]:
        """A record at its accounts: people at each, everything else at the first.

        Nothing where it cannot be kept at all; `problems` then says why.
        """
        if kind.name == "contacts":
            return [self.contact(row, home, problems) for home in homes]
        home = homes[0]
        if kind.name == "tasks":
            return [self.task(row, home, problems)]
        if kind.name == "deals":
            return [self.deal(row, home, problems)]
        if kind.name == "tickets":
            return [self.ticket(row, home, problems)]
        note = self.note(kind, row, home, problems)
        return [note] if note is not None else []

    def contact(self, row: Row, home: str, problems: list[str]) -> ContactFacts:
        """A person at one account."""
        email = values.line(row.value("email"), "email", problems)
        names = [values.line(row.value(name), name, problems) for name in ("firstname", "lastname")]
        return ContactFacts(
            external_id=row.id,
            account_external_id=home,
            name=" ".join(name for name in names if name) or email or row.id,
            email=email,
            role=values.line(row.value("jobtitle"), "jobtitle", problems),
            phone=values.phones(row.value("phone"), row.value("mobilephone")),
            deactivated_at=_archived_at(row),
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )

    def note(self, kind: Kind, row: Row, home: str, problems: list[str]) -> NoteFacts | None:
        """A note or a call; None when no day can be told for it."""
        created = values.moment_text(row.created_at, "createdAt", problems)
        at = values.moment_text(row.value("hs_timestamp"), "hs_timestamp", problems) or created
        if at is None:
            problems.append("hs_timestamp")
            return None
        is_call = kind is CALLS
        text = note_text.read(
            _text(row.value("hs_call_body" if is_call else "hs_note_body")),
            with_subject=not is_call,
        )
        subject = values.line(row.value("hs_call_title"), "hs_call_title", problems)
        author_id, author, mine = self._person(row)
        return NoteFacts(
            external_id=kind.known_as(row.id),
            account_external_id=home,
            external_key=_key(row, text.reference, "note"),
            # HubSpot keeps no kind of a note: its tags say it, as they do on every laptop.
            kind="call" if is_call else kind_by_tags(tags_of(text.tags)),
            subject=(subject or "") if is_call else text.subject,
            body=text.body,
            day=day_of(at),
            tags=text.tags,
            author_id=author_id,
            author=author,
            mine=mine,
            archived_at=_archived_at(row),
            remote_created_at=created,
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )

    def task(self, row: Row, home: str, problems: list[str]) -> TaskFacts:
        """A task; its `hs_timestamp` is when it is due."""
        due = values.moment_text(row.value("hs_timestamp"), "hs_timestamp", problems)
        updated = values.moment_text(row.updated_at, "updatedAt", problems)
        text = note_text.read(_text(row.value("hs_task_body")), with_subject=False)
        done = None
        if row.value("hs_task_status") == DONE:
            when = row.value("hs_task_completion_date")
            done = values.moment_text(when, "hs_task_completion_date", problems) or due or updated
        assignee_id, assignee, mine = self._person(row)
        return TaskFacts(
            external_id=row.id,
            account_external_id=home,
            external_key=_key(row, text.reference, "task"),
            title=values.line(row.value("hs_task_subject"), "hs_task_subject", problems) or "",
            body=text.body,
            due=day_of(due) if due is not None else None,
            completed_at=done,
            assignee_id=assignee_id,
            assignee=assignee,
            mine=mine,
            tags=text.tags,
            archived_at=_archived_at(row),
            remote_created_at=values.moment_text(row.created_at, "createdAt", problems),
            remote_updated_at=updated,
        )

    def deal(self, row: Row, home: str, problems: list[str]) -> DealFacts:
        """A deal; a stage that no pipeline has any more counts as open."""
        pipeline = row.value("pipeline")
        stage = self._pipelines.stage(DEALS.name, pipeline, row.value("dealstage"))
        closes = values.moment_text(row.value("closedate"), "closedate", problems)
        return DealFacts(
            external_id=row.id,
            account_external_id=home,
            name=values.line(row.value("dealname"), "dealname", problems) or row.id,
            amount_cents=values.cents(row.value("amount"), "amount", problems),
            currency=_currency(row.value(CURRENCY)),
            close_day=day_of(closes) if closes is not None else None,
            stage=stage.label if stage else values.line(row.value("dealstage"), "", []),
            is_open=int(stage is None or stage.is_open),
            is_won=int(stage is not None and stage.is_won),
            is_renewal=int(self.renewals is not None and pipeline == self.renewals),
            archived_at=_archived_at(row),
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )

    def ticket(self, row: Row, home: str, problems: list[str]) -> TicketFacts:
        """A ticket; of what the customer wrote only the subject is kept."""
        pipeline, at = row.value("hs_pipeline"), row.value("hs_pipeline_stage")
        stage = self._pipelines.stage(TICKETS.name, pipeline, at)
        closed = values.moment_text(row.value("closed_date"), "closed_date", problems)
        is_open = closed is None if stage is None else stage.is_open
        priority = values.line(row.value("hs_ticket_priority"), "hs_ticket_priority", problems)
        opened = row.value("createdate") or row.created_at
        return TicketFacts(
            external_id=row.id,
            account_external_id=home,
            subject=values.line(row.value("subject"), "subject", problems) or "",
            status=stage.label if stage else values.line(at, "", []),
            priority=priority.lower() if priority else None,
            is_open=int(is_open),
            opened_at=values.moment_text(opened, "createdate", problems),
            closed_at=None if is_open else closed,
            archived_at=_archived_at(row),
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
        )

    def _person(self, row: Row) -> tuple[str | None, str | None, int]:
        """Id and name of a record's owner, and whether that is me."""
        owner = values.line(row.value(OWNER), "", [])
        mate = self.team.get(owner or "")
        return owner, mate.name if mate else None, int(owner is not None and owner == self.me_id)


def stray(kind: Kind, number: str) -> Fact | None:
    """A record that is at no account of the book any more: nothing but its id.

    If the book holds it, it has to let it go. A person who left is told by another way.
    """
    known = kind.known_as(number)
    if kind in (NOTES, CALLS):
        return NoteFacts(external_id=known, account_external_id="", day="1970-01-01")
    if kind.name == "tasks":
        return TaskFacts(external_id=known, account_external_id="", title="")
    if kind.name == "deals":
        return DealFacts(external_id=known, account_external_id="", name="")
    if kind.name == "tickets":
        return TicketFacts(external_id=known, account_external_id="")
    return None


def stages_of(rows: Sequence[PipelineRow]) -> dict[str, Stage]:
    """What the stages of some pipelines mean, by `PIPELINE/STAGE`.

    A deal's probability of 0 is lost and of 1 is won; a ticket's state is open or closed. All of
    it comes as text.
    """
    found: dict[str, Stage] = {}
    for pipeline in rows:
        for stage in pipeline.stages or ():
            said = {
                name.lower(): str(value).lower() for name, value in (stage.metadata or {}).items()
            }
            chance = values.number(said.get("probability"), "", [])
            won = chance is not None and chance >= 1
            closed = won or chance == 0 or said.get("isclosed") == "true"
            closed = closed or said.get("ticketstate") == "closed"
            label = values.line(stage.label, "", []) or stage.id
            found[f"{pipeline.id}/{stage.id}"] = Stage(label, not closed, won)
    return found


def teammate(row: Owner) -> Teammate:
    """A colleague who may own records."""
    email = values.line(row.email, "", [])
    names = [values.line(name, "", []) for name in (row.first_name, row.last_name)]
    name = " ".join(one for one in names if one)
    return Teammate(external_id=row.id, name=name or email or row.id, email=email)


def unread(external_id: str, problems: list[str]) -> BadRecord:
    """The properties of a record that could not be read; the rest of it was taken."""
    named = ", ".join(dict.fromkeys(problems))
    return BadRecord(external_id=external_id, problem=f"unreadable: {named}")


def day_of(at: str) -> str:
    """The calendar day of a moment where the person is.

    Midnight in UTC is what a picker of days alone sends: it means that day everywhere.
    """
    return at[:10] if at.endswith(_MIDNIGHT) else local_day(moment(at)).isoformat()


def _key(row: Row, reference: str | None, record: str) -> str | None:
    """The key a record was made with, from its own property or from the reference in its text."""
    found = values.line(row.value(CREATION_KEY), "", [])
    return found if found and found.startswith("satchel:") else note_text.key_of(reference, record)


def _currency(value: Any) -> str | None:
    """The code of a currency; None where the account has but one, or it is no such code."""
    code = (values.line(value, "", []) or "").upper()
    return code if len(code) == _CODE_LETTERS and code.isascii() and code.isalpha() else None


def _archived_at(row: Row) -> str | None:
    """When a record was archived: what HubSpot says, or else its last change."""
    return values.moment_text(row.updated_at, "", []) if row.archived else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
