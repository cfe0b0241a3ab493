"""What filing a note will do with each of its lines; decided here, for the margin and the filing.

Pure. An edited line keeps its own task or point; one that stood there before without any, written
by somebody else or before its time, makes none; one that speaks of something open on the account
is tied to that and makes no second.
"""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import date
from itertools import islice
from typing import Final, Literal

from msgspec import Struct

from book.line_links import LineLinks, LinkedLine, Target
from book.line_pairing import Before, Pairing, locate
from book.note_lines import NoteLine, parse, parse_line
from book.records import PointKind
from book.working_days import NO_HOLIDAYS, Holidays, working_days_after

MOST_LINES: Final = 200
"""So many lines of one note make things; a pasted list of thousands stays text behind that."""
ANSWER_IN: Final = 2
"""Working days in which a question without a day is to be answered."""

Verb = Literal["make", "speak", "keep", "drop", "lose", "leave"]
"""`speak` ties a line to what stands on the account; `lose`: somebody else took the line out;
`leave`: the line makes nothing."""


class Step(Struct, frozen=True, kw_only=True):
    """What becomes of one line; `line` is None for one that is not in the note any more."""

    verb: Verb
    line: NoteLine | None = None
    link: LinkedLine | None = None
    target: Target | None = None
    """What the line speaks of, or made before."""
    record: Literal["task", "point"] = "point"
    """What its object has to be from now on."""
    kind: Literal["task"] | PointKind = "task"
    text: str | None = None
    """New words; None where they did not change."""
    due: date | None = None
    moves: bool = False
    """Whether `due` is new."""
    done: bool | None = None
    """Whether it is finished or open from now on; None where that did not change."""

    @property
    def turns(self) -> bool:
        """Whether a task becomes a point or the other way round."""
        return self.verb == "keep" and self.target is not None and self.record != self.target.record


class Plan(Struct, frozen=True):
    """What becomes of all lines of a note, in their order; those taken out come last."""

    steps: list[Step]
    beyond: bool
    """Whether the note has more lines than are looked at."""


def plan(
    body: str,
    links: LineLinks,
    today: date,
    *,
    answer_in: int = ANSWER_IN,
    holidays: Holidays = NO_HOLIDAYS,
) -> Plan:
    """Compares a note's text with what its lines made before, seen from a local day."""
    lines = list(islice(parse(body, today), MOST_LINES + 1))
    olds = list(islice(parse(links.body, today), MOST_LINES))
    before, others = locate(links.linked, olds, lambda text: parse_line(text, today))
    pairing = Pairing([one for one in before if one.link.line is not None], lines[:MOST_LINES])
    pairing.unchanged()
    aside = pairing.set_aside(others)
    pairing.same_words()
    pairing.same_place(links.body, body)
    pairing.nearly()
    # Lines that were taken out come last: what stands has the first claim on a line.
    back = Pairing([one for one in before if _may_come_back(one, links)], pairing.lines)
    back.same_words(any_kind=False)
    planning = _Planning(links, today, answer_in, holidays)
    steps = [planning.known(line, one) for line, one in (*pairing.found, *back.found)]
    steps += [Step(verb="leave", line=line) for line in aside]
    planning.taken = {(one.target.record, one.target.id) for one in links.linked}
    steps += [planning.new(line) for line in sorted(back.lines, key=lambda one: one.number)]
    steps.sort(key=lambda step: step.line.number if step.line else -1)
    steps += [_gone(one) for one in pairing.before]
    return Plan(steps, len(lines) > MOST_LINES)


class _Planning:
    """Decides line by line."""

    def __init__(self, links: LineLinks, today: date, answer_in: int, holidays: Holidays) -> None:
        self.private = links.private
        self.today = today
        self.answer_in = answer_in
        self.holidays = holidays
        self.taken: set[tuple[str, int]] = set()
        self._standing: dict[str, deque[Target]] = defaultdict(deque)
        for target in links.standing:
            self._standing[_plain(target.text)].append(target)

    def known(self, line: NoteLine, before: Before) -> Step:
        """A line that made something, or speaks of something."""
        link, old = before.link, before.line
        target = link.target
        ticks = line.done not in (old.done, target.done)
        ends_done = line.done if ticks else target.done
        record, kind = self._wanted(line)
        if not link.made or target.sent or target.gone or ends_done:
            record = target.record
        if not link.made or record != self._wanted(line)[0]:
            kind = target.kind
        words = link.made and line.title != old.title
        moves = line.day_words.strip() != old.day_words.strip() and not line.day_is_unclear
        return Step(
            verb="keep",
            line=line,
            link=link,
            target=target,
            record=record,
            kind=kind,
            text=line.title if words and line.title != target.text else None,
            due=self._due(line) if moves else target.due,
            moves=moves and self._due(line) != target.due,
            done=line.done if ticks else None,
        )

    def new(self, line: NoteLine) -> Step:
        """A line that made nothing so far."""
        target = self._spoken_of(line)
        if target is not None:
            # Day words that are part of its own title name no other day for it.
            named = line.day is not None and _plain(target.text) != _whole(line)
            moves = named and line.day != target.due
            return Step(
                verb="speak",
                line=line,
                target=target,
                record=target.record,
                kind=target.kind,
                due=line.day if moves else target.due,
                moves=moves,
                done=True if line.done else None,
            )
        if line.done:
            return Step(verb="leave", line=line)
        record, kind = self._wanted(line)
        return Step(
            verb="make",
            line=line,
            record=record,
            kind=kind,
            text=line.title,
            due=self._due(line),
        )

    def _wanted(
        self, line: NoteLine
    ) -> tuple[Literal["task", "point"], Literal["task"] | PointKind]:
        match line.kind:
            case "text" | "task":
                # What is to be done for a note that stays here must not leave with a task.
                return ("point", "i_owe") if self.private else ("task", "task")
            case kind:
                return "point", kind

    def _due(self, line: NoteLine) -> date | None:
        if line.kind == "question" and line.day is None:
            return working_days_after(self.today, self.answer_in, self.holidays)
        return line.day

    def _spoken_of(self, line: NoteLine) -> Target | None:
        """What stands on the account in the same words: open, else closed since the note began."""
        waiting = [
            target
            for words in dict.fromkeys((_whole(line), _plain(line.title)))
            for target in self._standing.get(words, ())
            if (target.record, target.id) not in self.taken and _may_mean(line, target)
        ]
        if not waiting:
            return None
        target = min(waiting, key=lambda one: one.done)
        self.taken.add((target.record, target.id))
        return target


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _whole(line: NoteLine) -> str:
    """All words of a line, its day words among them."""
    return _plain(f"{line.before}{line.day_words}{line.after}")


def _may_mean(line: NoteLine, target: Target) -> bool:
    """A box may stand before an open question or promise too; other signs mean their own kind."""
    return target.kind == line.kind or (
        line.kind == "task" and target.kind in ("question", "i_owe", "they_owe")
    )


def _may_come_back(one: Before, links: LineLinks) -> bool:
    """Whether a line was taken out and would have its own again; no task for a note kept here."""
    target = one.link.target
    if one.link.line is not None:
        return False
    return not (links.private and target.record == "task" and target.gone)


def _gone(one: Before) -> Step:
    verb: Verb = "drop" if one.located else "lose"
    return Step(verb=verb, link=one.link, target=one.link.target)
