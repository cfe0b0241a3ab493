"""What the prep page says, as lines to paint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from book.clock import local_day
from book.meetings import Meeting
from book.prep import CALLS, Moved, Prep
from book.records import Account, Note, Point, Task, Ticket
from ui import days
from ui.account.note_excerpt import excerpt
from ui.account.sections import heading, missing, space
from ui.facts.layout import Line, Span
from ui.words import money, say, time_words

_EXCERPT: Final = 600
_TOP_ROWS: Final = 6
_SHORT: Final = 120


def lines_of(account: Account, prep: Prep, today: date) -> list[Line]:
    """Every line of the page; sections without content leave, but for the last call."""
    return [
        *_coming(prep.coming, today),
        *_last_call(prep.last_call, today, first=prep.coming is None, bare=prep.unrecorded),
        *_notes_since(prep.notes_since, today),
        *_moved(account, prep.moved, today),
        *_called_off(prep.called_off, today),
        *_points("questions", say("Open questions"), prep.questions, today),
        *_owed(prep, today),
        *_points("they", say("They owe"), prep.they_owe, today),
        *_points("risks", say("Risks"), prep.risks, today),
        *_tickets(prep.tickets),
        space("end", 12),
    ]


def _coming(found: Meeting | None, today: date) -> Iterator[Line]:
    if found is None:
        return
    yield from heading("coming", say("Next meeting"), first=True)
    day = local_day(found.starts_at)
    when = days.near_day(day, today)
    if not found.all_day:
        when = say("{day} at {time}", day=when, time=time_words(found.starts_at))
    words = " ".join(found.title.split()) or say("no title")
    yield Line(
        key=f"coming {found.id}",
        spans=(Span(words),),
        right=Span(when, "ink3", "caption"),
        wrap=2,
        copy=words,
        spoken=f"{words}, {when}",
    )


def _notes_since(found: Iterable[Note], today: date) -> Iterator[Line]:
    listed = list(found)
    if not listed:
        return
    yield from heading("notes", say("Notes since then"))
    for note in listed:
        when = days.short_day(note.day, today)
        words = note.subject.strip() or excerpt(note.body, _SHORT) or say("no words")
        yield Line(
            key=f"note {note.id}",
            spans=(Span(words),),
            right=Span(when, "ink3", "caption"),
            wrap=2,
            copy=words,
            spoken=f"{words}, {when}",
        )


def _last_call(
    note: Note | None, today: date, *, first: bool = True, bare: bool = False
) -> Iterator[Line]:
    when = Span(days.short_day(note.day, today), "ink3", "caption") if note else None
    called = note is None or note.kind in CALLS
    yield from heading("last", say("Last call") if called else say("Last note"), when, first=first)
    if note is None:
        yield missing("no last", say("No call or note is on record."))
        return
    subject = note.subject.strip()
    if subject:
        yield Line(key="last subject", spans=(Span(subject, font="strong"),), wrap=2, copy=subject,
                   spoken=subject)  # fmt: skip
    words = excerpt(note.body, _EXCERPT)
    if words:
        yield Line(key="last body", spans=(Span(words, "ink2"),), wrap=_TOP_ROWS, copy=words,
                   spoken=words)  # fmt: skip
    if bare:
        yield missing("no recording", say("No recording of it is on record."))


def _moved(account: Account, moved: Iterable[Moved], today: date) -> Iterator[Line]:
    found = list(moved)
    if not found:
        return
    yield from heading("moved", say("Changed since then"))
    for one in found:
        name = _names().get(one.field, one.field)
        old, new = (_value(one.field, value, account, today) for value in (one.old, one.new))
        yield Line(
            key=f"moved {one.field}",
            spans=(Span(name, "ink2"),),
            right=Span(say("{old} → {new}", old=old, new=new)),
            spoken=say("{name}: {old}, now {new}", name=name, old=old, new=new),
        )


def _called_off(found: Iterable[Meeting], today: date) -> Iterator[Line]:
    listed = list(found)
    if not listed:
        return
    yield from heading("called off", say("Called off"))
    for one in listed:
        when = days.short_day(local_day(one.starts_at), today)
        words = " ".join((one.cancel_reason or one.title).split()) or say("no reason given")
        yield Line(
            key=f"called off {one.id}",
            spans=(Span(words),),
            right=Span(when, "ink3", "caption"),
            wrap=2,
            copy=words,
            spoken=f"{words}, {when}",
        )


def _owed(prep: Prep, today: date) -> Iterator[Line]:
    if not prep.i_owe and not prep.tasks:
        return
    yield from heading("owed", say("I owe"))
    for point in prep.i_owe:
        yield _point_line(point, today)
    for task in prep.tasks:
        yield _task_line(task, today)


def _points(key: str, words: str, found: Iterable[Point], today: date) -> Iterator[Line]:
    listed = list(found)
    if not listed:
        return
    yield from heading(key, words)
    for point in listed:
        yield _point_line(point, today)


def _point_line(point: Point, today: date) -> Line:
    return _with_day(f"point {point.id}", point.text, point.due, today)


def _task_line(task: Task, today: date) -> Line:
    return _with_day(f"task {task.id}", " ".join(task.title.split()), task.due, today)


def _with_day(key: str, text: str, due: date | None, today: date) -> Line:
    late = due is not None and due < today
    when = days.away(due, today) if due is not None and due <= today else ""
    when = when or (days.short_day(due, today) if due is not None else "")
    return Line(
        key=key,
        spans=(Span(text),),
        right=Span(when, "amber" if late else "ink3", "caption") if when else None,
        wrap=2,
        copy=text,
        spoken=", ".join(part for part in (text, when) if part),
    )


def _tickets(found: Iterable[Ticket]) -> Iterator[Line]:
    listed = list(found)
    if not listed:
        return
    yield from heading("tickets", say("Open tickets"))
    for ticket in listed:
        state = " · ".join(part for part in (ticket.status or "", ticket.priority or "") if part)
        yield Line(
            key=f"ticket {ticket.id}",
            spans=(Span(ticket.subject or say("no subject")),),
            right=Span(state, "ink3", "caption") if state else None,
            wrap=2,
            copy=ticket.subject,
            spoken=", ".join(part for part in (ticket.subject, state) if part),
        )


def _value(field: str, value: str | None, account: Account, today: date) -> str:
    if value is None or not value.strip():
        return say("unknown")
    try:
        if field.endswith("_cents"):
            return money(int(value), account.currency)
        if field in ("renewal_date", "contract_end", "run_out"):
            return days.short_day(date.fromisoformat(value[:10]), today)
        if field == "health":
            return f"{float(value):g}"
    except ValueError:
        return value
    return value


def _names() -> dict[str, str]:
    return {
        "renewal_date": say("Next renewal"),
        "contract_end": say("Contract end"),
        "forecast_cents": say("Forecast bill"),
        "arr_cents": say("ARR"),
        "mrr_cents": say("MRR"),
        "health": say("Health"),
        "stage": say("Stage"),
        "plan": say("Plan"),
        "owner_name": say("Owner"),
        "run_out": say("Credits run out"),
        "credit_balance_cents": say("Credits left"),
        "users_count": say("Users"),
    }
