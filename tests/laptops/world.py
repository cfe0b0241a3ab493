"""Two laptops, one CRM, and what a fair witness remembers of what was done on them."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar, NamedTuple, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from book.errors import Refused, Usage
from book.records import Changed
from tests.laptops import claims
from tests.laptops.laptop import Laptop, copy_of, template
from tests.laptops.service import KINDS, Asked, Crm, Ways
from tests.laptops.texts import Typist, tokens

NAMES = "ab"
WHO = NAMES
PICK = (0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 11)
FORM = range(10)
HOW = ("add", "replace", "replace", "delete")
YES_OR_NO = (False, True)

T = TypeVar("T")
Act = TypeVar("Act", bound=Callable[..., None])
Step = tuple[str, dict[str, Any]]
"""What was done: the name of a rule and what was drawn for it."""


def act(weight: int = 2, needs: str = "", **choices: Sequence[Any]) -> Callable[[Act], Act]:
    """Marks something that can happen in a step, how often, and between what it is drawn.

    `needs` names what a service has to be able to do for it.
    """

    def marked(work: Act) -> Act:
        work.weight, work.choices, work.needs = weight, choices, needs  # type: ignore[attr-defined]
        return work

    return marked


class Origin(NamedTuple):
    """The record a key was made for: on which laptop, of which kind, under which id there."""

    laptop: str
    kind: str
    number: int


class Tally:
    """What all schedules together came to."""

    def __init__(self) -> None:
        self.schedules = 0
        self.steps = 0
        self.sent = 0
        self.conflicts = 0
        self.faults: Counter[str] = Counter()

    def __str__(self) -> str:
        hit = ", ".join(f"{kind} {count}" for kind, count in sorted(self.faults.items()))
        return (
            f"{self.schedules} schedules, {self.steps} steps, {self.sent} writes reached the"
            f" service, {self.conflicts} conflicts settled; faults hit: {hit}"
        )


class World(RuleBasedStateMachine):
    """The machine without its rules."""

    service: ClassVar[type[Crm]]
    """Which CRM the laptops have."""
    home: ClassVar[Path]
    """Where the laptops' folders are made."""
    runner: ClassVar[asyncio.Runner]
    made: ClassVar[dict[str, Path]]
    """The book that all schedules of one variant of the service begin with."""
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.crm: Crm
        self.laptops: dict[str, Laptop] = {}
        self.typist = Typist()
        self.drawn = Random(0)
        self.random = Random(0)
        """Decides what happens in the middle of a run."""
        self.afterwards = Random(0)
        """Decides conflicts when all is over, so that parts of a schedule can be played too."""
        self.folder: Path | None = None
        self.keys: dict[str, Origin] = {}
        """Every key a laptop ever made for a record."""
        self.births: set[Origin] = set()
        """Every note and task a person made, private ones too."""
        self.taken: set[Origin] = set()
        """Those a person took away again, anywhere."""
        self.typed: dict[str, set[str]] = {name: set() for name in NAMES}
        self.public: set[str] = set()
        """The words that were ever meant to leave a laptop."""
        self.handed: set[str] = set()
        """Accounts that were a colleague's for a while."""
        self.replaced: set[str] = set()
        """Words of a draft that were typed over in the same sitting."""
        self.in_between: set[str] = set()
        """Words that came while somebody else's write was under way. A service without a
        conditional write leaves a window open between a look and a write: there they may be
        written over unseen."""
        self.seen: dict[str, int] = dict.fromkeys(NAMES, 0)
        self.synced: list[str] = []
        """The laptops that have just run a sync."""
        self.done: list[Step] = []

    @initialize(luck=st.binary(min_size=8, max_size=8))
    def start(self, luck: bytes) -> None:
        """Everything in a schedule follows from these bytes: drawn piece by piece, hypothesis
        comes back to the same few faults and records again and again."""
        self.drawn = Random(luck)
        ways = self.service.drawn(self.drawn)
        skews = (self.drawn.randint(-48, 48), self.drawn.randint(-48, 48))
        self._do("begin", {"skews": skews, "ways": ways})

    @precondition(lambda self: self.laptops)
    @rule()
    def step(self) -> None:
        """One thing happens."""
        acts = self.acts()
        (name,) = self.drawn.choices(list(acts), [one.weight for one in acts.values()])
        choices = acts[name].choices
        self._do(name, {key: self.drawn.choice(values) for key, values in choices.items()})

    def _do(self, name: str, given: dict[str, Any]) -> None:
        self.done.append((name, given))
        getattr(self, name)(**given)

    def begin(self, *, skews: tuple[int, int], ways: Ways) -> None:
        """Two laptops with a copy of the book each, and clocks that are off by so many hours."""
        self.folder = Path(tempfile.mkdtemp(dir=self.home))
        self.crm = self.service.open(ways)
        made = _book_of(type(self), ways)
        for name, hours in zip(NAMES, skews, strict=True):
            self.laptops[name] = Laptop(
                name, copy_of(made, self.folder / name), self.crm, self.runner
            )
            self.laptops[name].meddle = self.meddle
            self.set_clock(name, hours)

    @classmethod
    def acts(cls) -> dict[str, Any]:
        """All that can happen in a step with this service, by name."""
        found = {name: getattr(cls, name) for name in sorted(dir(cls))}
        return {
            name: one
            for name, one in found.items()
            if hasattr(one, "choices") and (not one.needs or getattr(cls.service.can, one.needs))
        }

    def set_clock(self, name: str, hours: int) -> None:
        """Puts a laptop's clock ahead of the service's, or behind it."""
        self.laptops[name].skew = timedelta(hours=hours)

    # -- what the witness is told ----------------------------------------------------------

    def says(self, name: str, *texts: object, public: bool) -> None:
        """Somebody typed this on a laptop; `public` words may go to the CRM."""
        found = tokens(*texts)
        self.typed[name] |= found
        if public:
            self.public |= found

    def attempt(self, work: Callable[[], T]) -> T | None:
        """Does something a person asks for; a clear refusal is an answer too."""
        try:
            return work()
        except (Refused, Usage):
            return None

    def take(self, name: str, work: Callable[[], Changed | None]) -> None:
        """A delete, undo, redo, discard or retry: which records went by it, which came back."""
        laptop = self.laptops[name]
        before = {kind: laptop.living(kind) for kind in KINDS}
        changed = self.attempt(work)
        if changed is None:
            return
        self.harvest()
        for kind in KINDS:
            now = laptop.living(kind)
            for number in before[kind] ^ now:
                row = laptop.row(kind, number)
                origin = self.origin(name, kind, number, row)
                there = self.crm.record(kind, row["external_id"] or "") if row else None
                if origin is not None and number not in now:
                    self.taken.add(origin)
                elif (
                    origin is not None
                    # What somebody else deleted there meanwhile stays deleted all the same, and
                    # so does what the other laptop is about to delete.
                    and not (there is not None and there.deleted)
                    and not _other_deletes(self, name, kind, row)
                ):
                    self.taken.discard(origin)
        _secrets(self, laptop, changed)

    def origin(
        self, name: str, kind: str, number: int, row: dict[str, Any] | None
    ) -> Origin | None:
        """The record a row stands for; None for one that no laptop made."""
        if row is not None and row["external_key"] in self.keys:
            return self.keys[row["external_key"]]
        mine = Origin(name, kind, number)
        return mine if mine in self.births else None

    def row_of(self, origin: Origin) -> dict[str, Any] | None:
        """A record on the laptop that made it; found by its key where it went and came back."""
        laptop = self.laptops[origin.laptop]
        row = laptop.row(origin.kind, origin.number)
        if row is not None:
            return row
        keys = [key for key, made in self.keys.items() if made == origin]
        found = laptop.rows(origin.kind, "external_key IS NOT NULL")
        return next((one for one in found if one["external_key"] in keys), None)

    def harvest(self) -> None:
        """Writes down the keys of creations, each with the laptop that made it."""
        for name, laptop in self.laptops.items():
            found = laptop.store.rows(
                "SELECT key, record, record_id FROM outbox WHERE action = 'create'"
            )
            for key, kind, number in found:
                self.keys.setdefault(key, Origin(name, kind, number))

    # -- what holds at every moment --------------------------------------------------------

    @invariant()
    def nothing_is_claimed_too_early(self) -> None:
        self.harvest()
        for laptop in self.laptops.values():
            claims.synced_was_there(laptop)
            claims.no_record_twice_here(laptop)
            claims.log_only_grew(laptop)
            self.seen[laptop.name] = claims.nothing_private_left(
                laptop, self.public, self.seen[laptop.name]
            )
        for name in self.synced:
            claims.synced_is_what_was_confirmed(self.laptops[name])
        self.synced = []
        if self.laptops:
            self.crm.clock.move(seconds=3)

    @precondition(lambda self: self.laptops)
    @invariant()
    def no_key_exists_twice(self) -> None:
        self.harvest()
        claims.keys_are_ours_and_single(self.crm, self.keys)

    def meddle(self, asked: Asked) -> None:
        """Somebody writes while that request of a laptop is under way."""
        raise NotImplementedError

    def note_in_between(self, written: int) -> None:
        """What was written since then came at the same time as something else."""
        for one in self.crm.written[written:]:
            self.in_between |= one.said.words

    def judged(self) -> None:
        """The end of a schedule; raises what is wrong."""
        raise NotImplementedError

    def teardown_laptops(self) -> None:
        """Shuts both laptops down and forgets them."""
        _count(self)
        for laptop in self.laptops.values():
            laptop.close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def prepare(kind: type[World], service: type[Crm], home: Path, runner: asyncio.Runner) -> None:
    """Gives the machine its service, and a place for its books."""
    kind.service, kind.home, kind.runner = service, home, runner
    kind.made, kind.tally = {}, Tally()


def _book_of(kind: type[World], ways: Ways) -> Path:
    """The book that schedules of such a service begin with; made when the first one does."""
    if ways.variant not in kind.made:
        folder = kind.home / f"template {ways.variant}"
        kind.made[ways.variant] = template(folder, kind.service.open(ways), kind.runner)
    return kind.made[ways.variant]


def _other_deletes(world: World, name: str, kind: str, row: dict[str, Any] | None) -> bool:
    """Whether another laptop's deletion of that record is still to arrive, or to be told of."""
    number = row["external_id"] if row is not None else None
    for other in (one for one in world.laptops.values() if one.name != name):
        for entry in other.waiting():
            if entry.record == kind and entry.intent.get("archived_at"):
                found = other.row(kind, entry.record_id)
                if number and found is not None and found["external_id"] == number:
                    return True
    return False


def _secrets(world: World, laptop: Laptop, changed: Changed) -> None:
    """What an undo made private again must not leave any more, unless it had already."""
    left = tokens(*(one.body for one in laptop.sent))
    for kind in ("note", "draft"):
        for number in changed.ids.get(kind, ()):
            row = laptop.row(kind, number)
            if row is None:
                continue
            words = tokens(row["subject"], row["body"], row["tags"], row["day"])
            if kind == "draft" or row["private"]:
                world.public -= words - left - _elsewhere(laptop, kind, number)
            else:
                world.public |= words


def _elsewhere(laptop: Laptop, kind: str, number: int) -> set[str]:
    """Words that stand in notes that may go out, too: a draft may hold a note's old words."""
    open_rows = [
        row for row in laptop.rows("note", "private = 0") if (kind, number) != ("note", row["id"])
    ]
    return tokens(*(row[name] for row in open_rows for name in ("subject", "body", "tags")))


def _count(world: World) -> None:
    world.tally.steps += len(world.done) - 1
    for laptop in world.laptops.values():
        world.tally.faults += laptop.hit
        world.tally.sent += sum(map(world.crm.line.is_write, laptop.sent))


def chosen(rows: Iterable[T], pick: int) -> T | None:
    """One of the rows, or None where there is none."""
    found = list(rows)
    return found[pick % len(found)] if found else None
