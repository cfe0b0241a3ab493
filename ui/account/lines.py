"""The account pane's record as lines to paint: sections, headings, what folds and unfolds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from ui.account import elsewhere
from ui.account.escalations import lines as escalation_lines
from ui.account.facts import Fact
from ui.account.note_lines import NoteLine
from ui.account.points import lines as point_lines
from ui.account.sections import heading, missing, more, space
from ui.account.standing import Feeling
from ui.account.view import AccountView, OpenTask, Person
from ui.facts.layout import Line, Span
from ui.queue.words import isolated
from ui.words import count, plural, say

MORE: Final = "more "
"""What the keys of lines begin with that unfold the rest of their section."""
MORE_PEOPLE: Final = "more people"
MORE_NOTES: Final = "more notes"
ACCEPT: Final = "accept"
LEAVE: Final = "leave_stage"
SENTIMENT: Final = "sentiment"
TASK: Final = "task "
FACT: Final = "fact "
EDIT: Final = "edit "
DELETE: Final = "delete_note "
VERSIONS: Final = "versions "
PIN: Final = "pin "
SET_UP_CHANNEL: Final = "set_up_channel"
"""Keys of lines that ask the window for something."""
_PEOPLE_SHOWN: Final = 5
_NOTES_SHOWN: Final = 5
_EXCERPT_ROWS: Final = 3
_LABEL_U: Final = 112
_DAY_U: Final = 76


def lines_of(view: AccountView, unfolded: Collection[str] = ()) -> list[Line]:
    """Every line of the pane's body; `unfolded` holds the keys of what is shown in full."""
    return [
        *_proposed(view),
        *_why(view),
        *_facts(view),
        *_people(view, MORE_PEOPLE in unfolded),
        *elsewhere.listed_lines("deals", say("Deals"), view.deals, "more deals" in unfolded),
        *elsewhere.listed_lines(
            "tickets", say("Tickets"), view.tickets, "more tickets" in unfolded
        ),
        *_tasks(view),
        *_points(view),
        *escalation_lines(view.escalations),
        *_pinned(view, unfolded),
        *_last_note(view, unfolded),
        *_older_notes(view, unfolded),
        space("end", 12),
    ]


def _proposed(view: AccountView) -> Iterator[Line]:
    proposed = view.proposed
    if proposed is None:
        return
    yield from heading("next", say("Next stage"), first=True)
    question = say("Move to {stage}?", stage=isolated(proposed.stage))
    yield Line(
        key=ACCEPT,
        kind="link",
        spans=(Span(say("Move to {stage}?", stage=proposed.stage), "accent"),),
        below=(Span(proposed.why, "ink3", "caption"),),
        right=Span("A", "ink3", "caption"),
        wrap=2,
        act=True,
        tip=say("A moves it there"),
        spoken=f"{question} {proposed.why}",
    )
    yield Line(
        key=LEAVE,
        kind="link",
        spans=(Span(say("Leave it where it is"), "ink3", "caption"),),
        act=True,
        height_u=22,
        spoken=say("Leave it where it is"),
    )


def _why(view: AccountView) -> Iterator[Line]:
    if not view.reasons:
        return
    yield from heading("why", say("Why it is here"), first=view.proposed is None)
    for number, reason in enumerate(view.reasons):
        points = say("{n} points", n=reason.points) if reason.points else ""
        yield Line(
            key=reason.asks or f"why {number}",
            spans=(Span(reason.text, "ink" if reason.points else "ink2"),),
            right=Span(reason.points) if reason.points else None,
            wrap=3,
            height_u=22,
            copy="" if reason.asks else reason.text,
            act=bool(reason.asks),
            tip=say("Set up the channel") if reason.asks else "",
            spoken=", ".join(part for part in (reason.text, points) if part),
        )
    if view.score:
        yield Line(
            key="score",
            spans=(Span(say("Score"), font="strong"),),
            right=Span(view.score, font="strong"),
            height_u=24,
            rule=True,
            spoken=say("Score {n}", n=view.score),
        )


def _facts(view: AccountView) -> Iterator[Line]:
    amber = Span(view.notice, "amber", "caption_strong") if view.notice else None
    first = not view.reasons and view.proposed is None
    yield from heading("facts", say("Facts"), amber, first=first)
    for number, fact in enumerate(view.facts):
        yield _fact(f"{FACT}{number}", fact, writable=fact.field in view.writable)
    if view.feeling is not None:
        yield _my_sentiment(view.feeling)
    yield from elsewhere.twin_lines(view.twins)


def _my_sentiment(feeling: Feeling) -> Line:
    since = say("me · {day}", day=feeling.since) if feeling.since else ""
    return Line(
        key=SENTIMENT,
        label=say("My sentiment"),
        label_u=_LABEL_U,
        spans=(Span(feeling.words, "ink" if since else "ink3"),),
        right=Span(since, "ink3", "caption") if since else None,
        act=True,
        tip=say("Say how they are, 1 to 5. It stays on this laptop."),
        spoken=", ".join(part for part in (say("My sentiment"), feeling.words, since) if part),
    )


def _fact(key: str, fact: Fact, *, writable: bool) -> Line:
    spans = [Span(fact.value, "ink" if fact.known else "ink3")]
    if fact.mark:
        spans.append(Span(fact.mark, "amber", keep=True))
    tone = "amber" if fact.stale else "ink3"
    age = Span(fact.source, tone, "caption")
    mark = fact.mark.replace("↓", say("down"))  # an arrow is not read aloud
    said = [fact.label, isolated(fact.value), mark, fact.detail, fact.source]
    if fact.stale:
        said.append(say("stale"))
    return Line(
        key=key,
        label=fact.label,
        label_u=_LABEL_U,
        spans=tuple(spans),
        below=(Span(fact.detail, "ink3", "caption"),) if fact.detail else (),
        right=age,
        right_short=Span(fact.age, tone, "caption") if fact.age else None,
        right_icon="clock" if fact.stale else "",
        spread=True,
        wrap=2,
        copy=fact.copy,
        act=writable and not fact.known,
        tip="\n".join(
            part for part in (fact.tip, say("F2 changes it") if writable else "") if part
        ),
        spoken=", ".join(part for part in said if part),
    )


def _people(view: AccountView, whole: bool) -> Iterator[Line]:
    people = view.people
    total = Span(count(len(people)), "ink3", "caption") if len(people) > 1 else None
    yield from heading("people", say("People"), total)
    if not people:
        yield missing("no people", view.no_people)
        return
    shown = people if whole or len(people) <= _PEOPLE_SHOWN + 1 else people[:_PEOPLE_SHOWN]
    for number, person in enumerate(shown):
        yield _person(f"person {number}", person)
    if len(shown) < len(people):
        rest = len(people) - len(shown)
        yield more(MORE_PEOPLE, plural(rest, "{n} more", "{n} more"))


def _person(key: str, person: Person) -> Line:
    said = (isolated(person.name), isolated(person.role), say("seen {day}", day=person.seen))
    return Line(
        key=key,
        spans=(Span(person.name, font="strong"), Span(person.role, "ink3")),
        right=Span(person.seen, "ink3", "caption"),
        copy=person.copy,
        tip=person.tip,
        spoken=", ".join(said),
    )


def _tasks(view: AccountView) -> Iterator[Line]:
    yield from heading("open", say("Open with them"))
    if not view.tasks:
        yield missing("no tasks", view.no_tasks)
    for task in (*view.tasks, *view.done_tasks):
        yield _task(f"{TASK}{task.number}", task)


def _points(view: AccountView) -> Iterator[Line]:
    if view.points:
        yield from heading("points", say("Promises and questions"))
        yield from point_lines(view.points)


def _task(key: str, task: OpenTask) -> Line:
    due = Span(task.due, "amber", "button") if task.late else Span(task.due, "ink3")
    who = say("for {name}", name=isolated(task.who)) if task.who else ""
    solved = say("its ticket is solved") if task.solved else ""
    sign = "dot"
    if task.mine:
        sign = "square-check" if task.done else "square"
    return Line(
        key=key,
        sign=sign,
        sign_tone="accent" if task.done else "edge",
        spans=(Span(task.title, "ink3" if task.done else "ink"),),
        below=tuple(
            Span(words, ink, "caption")
            for words, ink in ((who, "ink3"), (solved, "amber"))
            if words
        ),
        right=due,
        wrap=2,
        copy=task.title,
        act=task.mine,
        tip=task.tip,
        spoken=", ".join(part for part in (isolated(task.title), who, solved, task.due) if part),
    )


def _pinned(view: AccountView, unfolded: Collection[str]) -> Iterator[Line]:
    """What was pinned stands first, with its sign; the last note keeps its own place."""
    if not view.pinned_notes:
        return
    yield from heading("pinned", say("Pinned notes"))
    for note in view.pinned_notes:
        yield Line(
            key=note.key,
            sign="pin",
            sign_tone="ink2",
            spans=(Span(note.subject),),
            right=_waits(note) or Span(note.day, "ink3", "caption"),
            act=True,
            tip=note.tip,
            spoken=", ".join(
                part
                for part in (say("pinned"), note.about, isolated(note.subject), note.standing)
                if part
            ),
        )
        if note.key in unfolded:
            yield from _note_acts(note)


def _last_note(view: AccountView, unfolded: Collection[str]) -> Iterator[Line]:
    note = view.last_note
    about = None
    if note is not None:
        words = say("{about}, pinned", about=note.about) if note.pinned else note.about
        about = Span(words, "ink3", "caption")
    yield from heading("note", say("Last note"), about)
    if note is not None and note.standing:
        yield _standing(note)
    if note is None:
        yield missing("no notes", view.no_notes)
        return
    is_open = note.key in unfolded
    text = view.last_note_text
    same = text.startswith(note.subject.removesuffix("…"))
    if not same or is_open or not text:
        yield Line(
            key=f"subject {note.key}" if text and not is_open else note.key,
            spans=(Span(note.subject, font="button"),),
            wrap=2,
            act=True,
            tip=note.tip,
            spoken=isolated(note.subject),
        )
    if text and not is_open:
        yield Line(
            key=note.key,
            spans=(Span(text, "ink2"),),
            wrap=_EXCERPT_ROWS,
            height_u=22,
            act=True,
            tip=say("Open the whole note"),
            spoken=isolated(text),
        )
    if is_open:
        yield from _note_acts(note)


def _note_acts(note: NoteLine) -> Iterator[Line]:
    if note.mine:
        yield more(f"{EDIT}{note.number}", say("Edit this note"))
    turn = say("Unpin this note") if note.pinned else say("Pin this note")
    yield more(f"{PIN}{note.number}", turn)
    yield more(f"{VERSIONS}{note.number}", say("Versions of this note"))
    if note.mine:
        yield more(f"{DELETE}{note.number}", say("Delete this note"))


def _standing(note: NoteLine) -> Line:
    return Line(
        key=f"standing {note.key}",
        sign="circle-alert" if note.wants_you else "lock",
        sign_tone="amber" if note.wants_you else "ink3",
        spans=(Span(note.standing, "amber" if note.wants_you else "ink3", "caption"),),
        height_u=20,
        spoken=note.standing,
    )


def _older_notes(view: AccountView, unfolded: Collection[str]) -> Iterator[Line]:
    notes = view.older_notes
    if view.last_note is None or not (notes or view.unlisted_notes):
        return
    total = Span(count(len(notes)), "ink3", "caption") if notes else None
    yield from heading("older", say("Notes before it"), total)
    whole = MORE_NOTES in unfolded or len(notes) <= _NOTES_SHOWN + 1
    shown = notes if whole else notes[:_NOTES_SHOWN]
    for note in shown:
        yield _older(note)
        if note.key in unfolded:
            yield from _note_acts(note)
    if len(shown) < len(notes):
        rest = len(notes) - len(shown)
        yield more(MORE_NOTES, plural(rest, "{n} more", "{n} more"))
    elif view.unlisted_notes:
        yield missing("unlisted", view.unlisted_notes)


def _older(note: NoteLine) -> Line:
    return Line(
        key=note.key,
        label=note.day,
        label_u=_DAY_U,
        label_whole=True,
        spans=(Span(note.subject),),
        right=_waits(note),
        act=True,
        tip=note.tip,
        spoken=", ".join(
            part for part in (note.about, isolated(note.subject), note.standing) if part
        ),
    )


def _waits(note: NoteLine) -> Span | None:
    tone = "amber" if note.wants_you else "ink3"
    return Span(note.standing, tone, "caption") if note.standing else None
