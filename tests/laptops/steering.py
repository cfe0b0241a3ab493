"""What people do with the outbox and with time, everybody at one record, and the runs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

from book import conflicts, outbox, sources, undo
from book.conflicts import Conflict, Keep
from book.records import Changed
from tests.laptops.browser import WHAT, Browser
from tests.laptops.laptop import RULES, Laptop
from tests.laptops.service import KINDS, Kind
from tests.laptops.texts import edited
from tests.laptops.wire import CRASHES, DONE, FAULTS, OVERTAKEN, Fault
from tests.laptops.world import FORM, HOW, NAMES, PICK, WHO, YES_OR_NO, World, act, chosen
from tests.laptops.writing import Notes, Tasks

LOST = sorted(DONE)
FORMS_OF_THREE = [(a, b, c) for a in FORM for b in FORM for c in FORM]
_EARLY = (0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 6, 8)
LUCK = range(10**9)
KEEP = ("mine", "theirs", "both", "own")


def script(luck: int, more: Sequence[str] = ()) -> list[Fault]:
    """A few faults, most of them early in a run, where the writes are; `more` are the service's
    own."""
    drawn = Random(luck)
    return [
        Fault(drawn.choice((*FAULTS, *more)), drawn.choice(_EARLY), drawn.choice((1, 1, 1, 2, 5)))
        for _ in range(drawn.choice((1, 1, 2, 3)))
    ]


def crash(luck: int) -> list[Fault]:
    """One plug, pulled somewhere."""
    drawn = Random(luck)
    return [Fault(drawn.choice(CRASHES), drawn.choice(_EARLY))]


class Outbox(World):
    """The outbox, undo, conflicts, read-only, clocks."""

    @act(who=WHO, pick=PICK, what=("hold", "release", "retry", "discard"))
    def handle_entry(self, who: str, pick: int, what: str) -> None:
        laptop = self.laptops[who]
        wanted = {"release": "held", "retry": "parked"}.get(what)
        found = [one for one in laptop.waiting() if wanted is None or one.state == wanted]
        entry = chosen(found, pick)
        if entry is None:
            return
        store, number = laptop.store, entry.id
        if what == "discard":
            self.take(who, lambda: outbox.discard(store, RULES, number))
        elif what == "retry":
            self.take(who, lambda: outbox.retry(store, number))
        else:
            work = outbox.hold if what == "hold" else outbox.release
            self.attempt(lambda: work(store, number))

    @act(1, who=WHO, what=("hold", "release", "release", "send now"))
    def handle_all(self, who: str, what: str) -> None:
        work = {
            "hold": outbox.hold_all,
            "release": outbox.release_all,
            "send now": outbox.send_now,
        }[what]
        work(self.laptops[who].store)

    @act(who=WHO, times=(1, 1, 2, 3), again=YES_OR_NO)
    def take_back(self, who: str, times: int, again: bool) -> None:
        store = self.laptops[who].store
        work = undo.redo if again else undo.undo
        for _ in range(times):
            self.take(who, lambda: work(store, RULES).changed)

    @act(who=WHO, pick=PICK, keep=KEEP, form=FORM)
    def settle(self, who: str, pick: int, keep: str, form: int) -> None:
        laptop = self.laptops[who]
        one = chosen(conflicts.open_conflicts(laptop.store), pick)
        if one is not None:
            self.decide(laptop, one, keep, form)

    def decide(self, laptop: Laptop, one: Conflict, keep: str, form: int) -> None:
        """A person decides a conflict, by one side, by both, or by words of their own."""
        value = None
        if keep == "own" and one.field == "body":
            line = self.typist.line(laptop.name, form)
            value = edited(one.mine or "", line, form, "add")
        side: Keep = "both" if keep == "both" else "theirs" if keep == "theirs" else "mine"

        def work() -> Changed:
            return conflicts.resolve(laptop.store, RULES, one.id, side, value=value)

        done = self.attempt(work)
        if done is None:
            done = conflicts.resolve(laptop.store, RULES, one.id, "mine")
        elif value is not None:
            self.says(laptop.name, value, public=True)
        assert done
        self.tally.conflicts += 1

    @act(1, who=WHO, on=(False, False, True))
    def read_only(self, who: str, on: bool) -> None:
        sources.set_option(
            self.laptops[who].store, self.crm.name, "read-only", "true" if on else None
        )

    @act(minutes=(1, 2, 30, 60 * 5, 60 * 21))
    def time_passes(self, minutes: int) -> None:
        self.crm.clock.move(minutes=minutes)

    @act(1, who=WHO, hours=range(-48, 49))
    def clock_is_set(self, who: str, hours: int) -> None:
        self.set_clock(who, hours)


class Crowd(Notes, Tasks, Browser):
    """Everybody at once."""

    @act(4, kind=KINDS, pick=PICK, forms=FORMS_OF_THREE, at=PICK, how=HOW,
         what=("body", "body", "body", "title", "day", "tags"), leave_out=(0, 1, 2, 3))  # fmt: skip
    def all_edit_the_same(
        self, kind: Kind, pick: int, forms: Sequence[int], at: int, how: str, what: str,
        leave_out: int,
    ) -> None:  # fmt: skip
        """One field of one record is changed on both laptops and in the browser, or by two."""
        record = chosen(self.crm.living(kind), pick)
        if record is None:
            return
        name = {"title": "subject", "day": "day"}.get(what, what)
        if kind == "task":
            name = {"title": "title", "day": "due", "tags": "body"}.get(what, what)
        for number, who in enumerate(NAMES):
            rows = self.laptops[who].rows(kind)
            here = next(
                (at for at, one in enumerate(rows) if one["external_id"] == record.id), None
            )
            if here is not None and leave_out != number:
                edit = self.edit_note if kind == "note" else self.edit_task
                edit(who, here, forms[number], at + number, how, name)
        if leave_out != 2:
            self.browser_edits(kind, pick, forms[2], at, how, what)


class Runs(Notes, Tasks, Browser):
    """Syncs that go well, go wrong, or end in the middle."""

    @act(3, who=WHO, kind=KINDS, form=FORM, lost=LOST, at=(0, 0, 0, 1), send_only=YES_OR_NO)
    def new_record_without_an_answer(
        self, who: str, kind: str, form: int, lost: str, at: int, send_only: bool
    ) -> None:
        """The service takes a new record, and the laptop does not hear of it."""
        if kind == "note":
            self.add_note(who, form, form, 1, private=False)
        else:
            self.add_task(who, form, form, dated=form > 5 or not self.crm.can.undated)
        self.run(who, [Fault(lost, at)], by_hand=True, send_only=send_only)

    @act(2, who=WHO, kind=KINDS, pick=PICK, form=FORM, at=PICK, how=HOW, what=WHAT)
    def browser_is_quicker(
        self, who: str, kind: Kind, pick: int, form: int, at: int, how: str, what: str
    ) -> None:
        """Somebody is at the very record between a laptop's look and its write."""
        edit = self.edit_note if kind == "note" else self.edit_task
        edit(who, pick, form, at, how, "body")
        self.meant = what
        self.run(who, [Fault(OVERTAKEN, 0)], by_hand=True, send_only=True)
        self.meant = ""

    @act(2, luck=LUCK, by_hand=YES_OR_NO)
    def both_sync_at_once(self, luck: int, by_hand: bool) -> None:
        """Their requests come in between each other's."""
        written = len(self.crm.written)

        async def together() -> None:
            async with asyncio.TaskGroup() as group:
                for number, laptop in enumerate(self.laptops.values()):
                    faults = self.script(luck + number) if luck % 3 else []
                    group.create_task(laptop.running(faults, by_hand=by_hand))

        self.runner.run(together())
        self.note_in_between(written)
        self.synced = list(self.laptops)

    @act(1, who=WHO, by_hand=YES_OR_NO)
    def sync(self, who: str, by_hand: bool) -> None:
        self.run(who, [], by_hand=by_hand)

    @act(4, who=WHO)
    def sync_by_hand(self, who: str) -> None:
        self.run(who, [], by_hand=True)

    @act(3, who=WHO, by_hand=(True, True, False), luck=LUCK)
    def sync_with_faults(self, who: str, by_hand: bool, luck: int) -> None:
        self.run(who, self.script(luck), by_hand=by_hand)

    @act(3, who=WHO, by_hand=(True, True, False), luck=LUCK)
    def send_with_faults(self, who: str, by_hand: bool, luck: int) -> None:
        self.run(who, self.script(luck), by_hand=by_hand, send_only=True)

    @act(3, who=WHO, luck=LUCK, full=(False, False, True))
    def plug_is_pulled(self, who: str, luck: int, full: bool) -> None:
        self.run(who, crash(luck), by_hand=True, full=full)

    def script(self, luck: int) -> list[Fault]:
        """Some faults of those that this service knows."""
        return script(luck, self.crm.line.faults)

    def run(self, who: str, faults: list[Fault], **options: Any) -> None:
        """One run of the engine on a laptop."""
        self.laptops[who].sync(faults, **options)
        self.synced = [who]
