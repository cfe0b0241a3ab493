"""What the account pane shows, as one frozen record made from the book's records. No painting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from book import (
    accounts,
    changes,
    contacts,
    deals,
    notes,
    points,
    sources,
    tasks,
    tickets,
    write_rules,
)
from book.account_links import Link, links_of
from book.clock import Clock, local_day
from book.proposals import Proposal
from book.queue import QueueRow, Reason
from book.records import (
    Account,
    AccountId,
    Change,
    Contact,
    Deal,
    Note,
    Point,
    Source,
    Task,
    Ticket,
)
from book.rules import HouseRules
from book.sentiment import Sentiment, sentiment_of
from book.store import Store
from ui import days
from ui.account.elsewhere import (
    Listed,
    TwinLine,
    counted_from,
    deal_line,
    tellers,
    ticket_line,
    twins_of,
)
from ui.account.escalations import EscalationLine, open_lines
from ui.account.facts import Fact, facts_of, told_here
from ui.account.note_excerpt import excerpt
from ui.account.note_lines import NoteLine, note_line, one_line, unlisted
from ui.account.points import PointLine, point_lines
from ui.account.standing import Feeling, Proposed, feeling, proposed
from ui.facts.age import Known, known, notice
from ui.queue.words import full_day, isolated
from ui.words import count, moment_words, plural, say, time_words

NOTES_READ: Final = 50
"""How many notes of an account are read at once; the others are counted."""
_CHANGES_READ: Final = 200
WORD_FIELDS: Final = ("plan", "slack_channel")
"""The facts a person may write as words, where the source takes them."""
_DONE_SHOWN: Final = 3
_DONE_SHOWN_DAYS: Final = 7


class Why(Struct, frozen=True):
    """One reason an account is where it is in the queue, with its points in words."""

    text: str
    points: str = ""
    asks: str = ""
    """The command of the window that does something about it, where there is one."""


class Person(Struct, frozen=True, kw_only=True):
    """Someone at the customer; `seen` is the day they were last in the product."""

    name: str
    role: str
    seen: str
    copy: str
    tip: str


class OpenTask(Struct, frozen=True, kw_only=True):
    """Something to be done for the account, or just done; `who` is named when it is not me."""

    number: int = 0
    """The task's id."""
    mine: bool = False
    done: bool = False
    title: str
    due: str
    late: bool
    who: str
    tip: str
    solved: bool = False
    """Whether the ticket it hangs on is solved."""


class AccountView(Struct, frozen=True, kw_only=True):
    """Everything the pane shows of one account. `no_…` holds the words for an empty section."""

    account_id: AccountId
    name: str
    plain: str
    gone: str = ""
    notice: str = ""
    proposed: Proposed | None = None
    feeling: Feeling | None = None
    done_tasks: tuple[OpenTask, ...] = ()
    """Mine that were done in the last days, so that they can be opened again."""
    reasons: tuple[Why, ...] = ()
    score: str = ""
    facts: tuple[Fact, ...] = ()
    writable: frozenset[str] = frozenset()
    """The columns among them that a person writes as words, and may."""
    twins: tuple[TwinLine, ...] = ()
    deals: tuple[Listed, ...] = ()
    tickets: tuple[Listed, ...] = ()
    people: tuple[Person, ...] = ()
    no_people: str = ""
    points: tuple[PointLine, ...] = ()
    """What lines of notes left: promises, questions, risks, wishes."""
    escalations: tuple[EscalationLine, ...] = ()
    """Those that are not closed."""
    tasks: tuple[OpenTask, ...] = ()
    no_tasks: str = ""
    last_note: NoteLine | None = None
    last_note_text: str = ""
    no_notes: str = ""
    pinned_notes: tuple[NoteLine, ...] = ()
    """Those pinned here, the last note not counted: it has its place."""
    older_notes: tuple[NoteLine, ...] = ()
    unlisted_notes: str = ""
    email: str = ""
    """The address of the first person who has one."""
    email_of: str = ""
    links: tuple[Link, ...] = ()


def build_view(
    account: Account,
    row: QueueRow | None,
    contacts: Sequence[Contact],
    notes: Sequence[Note],
    tasks: Sequence[Task],
    source: Source | None,
    rules: HouseRules,
    now: datetime,
    *,
    changes: Sequence[Change] = (),
    proposal: Proposal | None = None,
    sentiment: Sentiment | None = None,
    writable: frozenset[str] = frozenset(),
    others: Mapping[str, Source] | None = None,
    deals: Sequence[Deal] = (),
    tickets: Sequence[Ticket] = (),
    pinned: Sequence[Note] = (),
    left: Sequence[Point] = (),
    escalations: tuple[EscalationLine, ...] = (),
) -> AccountView:
    """The pane's record: contacts last seen first, notes and changes newest first, tasks as
    stored; `now` is aware UTC, days are counted where the person is."""
    today = local_day(now)
    state = known(account, source, rules, now)
    lines = [note_line(note, today) for note in notes]
    newest = {note.id for note in notes[:1]}
    reachable = next((person for person in contacts if person.email), None)
    open_tasks = tuple(_task(task, today) for task in _by_due(tasks))
    told = facts_of(account, row, source, rules, now, changes)
    counted = counted_from(account, notes, tasks)
    told = tellers(told, account, others or {}, rules, now, counted)
    return AccountView(
        account_id=account.id,
        name=one_line(account.name),
        plain=_plain(account, row),
        gone=_gone(account, changes, now),
        notice=notice(account.source, source),
        proposed=proposed(proposal, today),
        feeling=feeling(sentiment, today),
        done_tasks=tuple(_task(task, today) for task in _just_done(tasks, today)),
        reasons=tuple(_reasons(row, today)),
        score=count(row.score) if row and len(row.reasons) > 1 else "",
        facts=told_here(told, account, notes, tasks),
        twins=twins_of(account),
        deals=tuple(deal_line(deal, account.currency, today) for deal in deals),
        tickets=tuple(ticket_line(ticket, today) for ticket in tickets),
        writable=writable,
        people=tuple(_person(person, now) for person in contacts),
        no_people=_nothing(say("No contacts as of {when}"), state, source, now),
        tasks=open_tasks,
        points=point_lines(left, today),
        escalations=escalations,
        no_tasks=_nothing(say("No open tasks as of {when}"), state, source, now),
        last_note=lines[0] if lines else None,
        last_note_text=excerpt(notes[0].body) if notes else "",
        no_notes=_nothing(say("No notes as of {when}"), state, source, now),
        pinned_notes=tuple(note_line(note, today) for note in pinned if note.id not in newest),
        older_notes=tuple(line for line in lines[1:] if not line.pinned),
        unlisted_notes=unlisted(account.notes_count - len(notes)),
        email=(reachable.email or "") if reachable else "",
        email_of=reachable.name if reachable else "",
        links=links_of(account, rules),
    )


def read_view(
    store: Store,
    account_id: AccountId,
    row: QueueRow | None,
    rules: HouseRules,
    clock: Clock,
    *,
    proposal: Proposal | None = None,
) -> AccountView | None:
    """Reads what belongs to an account; None when the book has no such account.

    `row` is that account's own row of the queue, where it has one, `proposal` its next stage.
    """
    # A row was read with its account whole, its fall in health by the house rules' look-back.
    account = (
        row.account
        if row is not None
        else accounts.account(store, account_id, look_back_days=rules.health.look_back_days)
    )
    if account is None:
        return None
    return build_view(
        account,
        row,
        contacts.contacts_of(store, account_id),
        notes.notes_of(store, account_id, NOTES_READ),
        tasks.tasks_of(store, account_id),
        sources.source(store, account.source),
        rules,
        clock(),
        changes=changes.of_record(store, "account", account_id, _CHANGES_READ),
        proposal=proposal,
        sentiment=sentiment_of(store, account_id),
        writable=_writable(store, rules, account),
        others={one.name: one for one in sources.sources(store)} if account.twins else {},
        deals=deals.deals_of(store, account_id),
        tickets=tickets.tickets_of(store, account_id),
        pinned=notes.pinned_of(store, account_id),
        left=points.points_of_account(store, account_id),
        escalations=open_lines(store, account, rules, clock()),
    )


def _writable(store: Store, rules: HouseRules, account: Account) -> frozenset[str]:
    return frozenset(
        field
        for field in WORD_FIELDS
        if write_rules.refusal(
            store.connection, rules, "account", field, {"source": account.teller(field)}
        )
        is None
    )


def _plain(account: Account, row: QueueRow | None) -> str:
    parts = []
    if row is not None:
        parts.append(say("Annual") if row.kind == "annual" else say("Monthly"))
    if account.plan and account.plan.casefold() not in (part.casefold() for part in parts):
        parts.append(account.plan)
    if account.users_count:
        parts.append(plural(account.users_count, "{n} user", "{n} users"))
    return " · ".join(parts) or account.domain or ""


def _gone(account: Account, changes: Iterable[Change], now: datetime) -> str:
    today = local_day(now)
    if account.status == "active":
        return ""
    if account.status == "churned":
        if account.churned_at is None:
            return say("Churned")
        return say("Churned on {day}", day=days.day_words(local_day(account.churned_at), today))
    left = next(
        (item for item in changes if item.field == "status" and item.new == account.status), None
    )
    removed = account.status == "removed"
    if left is None:
        return say("Deleted in its source") if removed else say("Left the book")
    day = days.day_words(local_day(left.at), today)
    if removed:
        return say("Deleted in its source on {day}", day=day)
    return say("Left the book on {day}", day=day)


def _reasons(row: QueueRow | None, today: date) -> Iterable[Why]:
    if row is None:
        return
    for reason in row.reasons:
        yield _why(reason)
    if row.snoozed_until is not None and row.snoozed_until > today:
        yield Why(say("Snoozed until {day}", day=days.day_words(row.snoozed_until, today)))
    elif not row.reasons and row.act_by is not None and row.act_by > today:
        yield Why(say("The contact window opens {day}", day=days.day_words(row.act_by, today)))


def _why(reason: Reason) -> Why:
    text = reason.text[:1].upper() + reason.text[1:]
    points = count(reason.points) if reason.points else ""
    return Why(text, points, "set_up_channel" if reason.code == "no_channel" else "")


def _nothing(words: str, state: Known, source: Source | None, now: datetime) -> str:
    if not state.complete or source is None or source.last_success is None:
        return say("Not fetched yet")
    then = source.last_success
    fresh = local_day(then) == local_day(now)
    return words.format(when=time_words(then) if fresh else moment_words(then, now))


def _person(person: Contact, now: datetime) -> Person:
    today = local_day(now)
    seen = say("never")
    tips = [person.name, person.role or say("no role"), person.email or say("no e-mail address")]
    if person.phone:
        tips.append(person.phone)
    if person.last_seen is not None:
        seen = days.short_day(local_day(person.last_seen), today)
        tips.append(say("Last seen {when}", when=moment_words(person.last_seen, now)))
    else:
        tips.append(say("Never seen in the product"))
    return Person(
        name=one_line(person.name),
        role=one_line(person.role or "") or say("no role"),
        seen=seen,
        copy=person.email or person.name,
        tip="\n".join(tips),
    )


def _by_due(tasks: Iterable[Task]) -> list[Task]:
    still_open = [task for task in tasks if task.completed_at is None]
    return sorted(still_open, key=lambda task: (task.stands_on or date.max, task.id))


def _just_done(tasks: Iterable[Task], today: date) -> list[Task]:
    done = [
        task
        for task in tasks
        if task.mine and task.completed_at is not None
        and (today - local_day(task.completed_at)).days <= _DONE_SHOWN_DAYS
    ]  # fmt: skip
    return done[:_DONE_SHOWN]


def _task(task: Task, today: date) -> OpenTask:
    due, late, tip = say("no day"), False, ""
    if task.due is not None:
        late = task.due < today
        due = days.day_words(task.due, today)
        if task.due == today:
            due = say("today")
        if late:
            due = say("{n} d late", n=count((today - task.due).days))
        tip = say("Due {day}", day=full_day(task.due))
    if task.do_on is not None:
        tip = "\n".join(
            part for part in (tip, say("To do on {day}", day=full_day(task.do_on))) if part
        )
    who = "" if task.mine else task.assignee or say("nobody")
    tips = (task.title, say("For {name}", name=isolated(who)) if who else "", tip)
    if task.completed_at is not None:
        late, due = False, say("done {day}", day=days.near_day(local_day(task.completed_at), today))
    return OpenTask(
        number=task.id,
        mine=task.mine,
        done=task.completed_at is not None,
        title=one_line(task.title) or say("no title"),
        due=due,
        late=late,
        who=who,
        tip="\n".join(part for part in tips if part),
        solved=task.ticket_solved,
    )
