"""No word of a draft is in any request, whatever is typed, synced, crashed or restarted meanwhile.

A person types, ends, discards and takes back; the engine runs, fails and is killed with -9 beside
it. Every word has a sign of its own, so one look at all the service was ever asked tells.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import drafts, undo
from book.drafts import Draft, DraftId
from book.errors import SatchelError
from book.records import NoteId
from book.store import Store
from tests.conftest import DEEP
from tests.faults.crms import Crm
from tests.faults.desks import RULES, Desk, desk
from tests.faults.faces import FACES, MAIN
from tests.faults.phases import ALIVE, Phases

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = {"vitally": 10, "hubspot": 3, "salesforce": 3}
MOST_STEPS = 12
STEPS = (
    *("type", "type", "type", "write on", "edit", "private", "end", "discard", "undo"),
    *("sync", "sync", "send", "fault", "restart"),
)
FAULTS = ("status", "close", "lost", "truncate", "slow", "not_json")


class Hands:
    """One person over one book, and what of it is nobody else's yet."""

    def __init__(self, at: Desk) -> None:
        self.at = at
        self.count = 0
        self.hidden: dict[DraftId, set[str]] = {}
        """Draft → the signs of all that was typed into it."""
        self.ended: set[str] = set()
        """Signs of notes that were ended, so that they may leave."""

    @property
    def store(self) -> Store:
        return self.at.store

    def words(self) -> tuple[str, set[str]]:
        """A text that nobody wrote before, with lines that become tasks and points."""
        signs = {f"zq{self.count:04}{letter}qz" for letter in "abcdef"}
        self.count += 1
        a, b, c, d, e, f = sorted(signs)
        link = f"https://www.loom.com/share/{'0' * 28}{self.count:04}?name={f}"
        return f"{a}\n[] {b} @fri\n? {c}\n>> I owe {d}\n! {e}\n{link}", signs

    def type(self) -> None:
        body, signs = self.words()
        subject, more = self.words()
        made = drafts.begin(
            self.store,
            account_id=self.at.account,
            subject=subject.split("\n")[0],
            body=body,
            tags=(sorted(more)[1],),
            day=self.at.clock.now.date(),
        )
        self.hidden[made.id] = signs | more

    def edit(self) -> None:
        """Other words for a note that the service has."""
        body, signs = self.words()
        number = NoteId(self.at.here("note", 0))
        if drafts.draft_of_note(self.store, number) is None:
            made = drafts.begin(
                self.store,
                account_id=self.at.account,
                note_id=number,
                body=body,
                day=self.at.clock.now.date(),
            )
            self.hidden[made.id] = signs

    def write_on(self, which: int) -> None:
        draft = self._draft(which)
        if draft is not None:
            body, signs = self.words()
            drafts.save(self.store, msgspec.structs.replace(draft, body=f"{draft.body}\n{body}"))
            self.hidden[draft.id] |= signs

    def keep_private(self, which: int) -> None:
        draft = self._draft(which)
        if draft is not None and draft.note_id is None:
            drafts.save(self.store, msgspec.structs.replace(draft, private=True))

    def end(self, which: int) -> None:
        draft = self._draft(which)
        if draft is None:
            return
        drafts.end(self.store, RULES, draft.id)
        if not draft.private:
            self.ended |= self.hidden.pop(draft.id)

    def discard(self, which: int) -> None:
        draft = self._draft(which)
        if draft is not None:
            drafts.discard(self.store, RULES, draft.id)  # its words stay hidden for good

    def undo(self) -> None:
        if undo.next_undo(self.store) is not None:
            undo.undo(self.store, RULES)

    def sync(self, *, send_only: bool = False) -> None:
        self.at.clock.move(seconds=61)
        self.at.run(send_only=send_only, by_hand=True)

    def restart(self) -> None:
        """The window is closed and opened."""
        profile, clock = self.store.profile, self.at.clock
        self.store.close()
        self.at.store = Store.open(profile, None, clock=clock)

    def kill_the_engine(self, folder: Path, after: float) -> None:
        """An engine of its own process at this book, killed in the middle of whatever it does."""
        phases = Phases(folder / "engine.phases")
        phases.clear()
        words = ["sync", self.store.profile.folder, folder / "engine.phases", folder / "journal"]
        words += [self.at.crm.name, self.at.service.key, 7]
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            end = time.monotonic() + 30
            while not phases[ALIVE] and child.poll() is None and time.monotonic() < end:
                time.sleep(0.002)
            assert phases[ALIVE], "the engine was at work"
            time.sleep(after)
            os.kill(child.pid, signal.SIGKILL)
        finally:
            child.kill()
            child.wait()

    def seen(self) -> str:
        """All that the service was ever asked, as one text."""
        return "\n".join(
            f"{one.path} {one.query} {one.body}" for one in self.at.service.log.lines()
        )

    def check(self) -> None:
        seen = self.seen()
        for signs in self.hidden.values():
            for sign in signs:
                assert sign not in seen, "a word of a draft was in a request"

    def _draft(self, which: int) -> Draft | None:
        mine = [one for one, _ in drafts.drafts(self.store) if one.id in self.hidden]
        return sorted(mine, key=lambda one: one.id)[which % len(mine)] if mine else None


def take(hands: Hands, step: str, which: int) -> None:
    """One thing that happens."""
    match step:
        case "type":
            hands.type()
        case "write on":
            hands.write_on(which)
        case "edit":
            hands.edit()
        case "private":
            hands.keep_private(which)
        case "end":
            hands.end(which)
        case "discard":
            hands.discard(which)
        case "undo":
            hands.undo()
        case "sync" | "send":
            hands.sync(send_only=step == "send")
        case "fault":
            hands.at.service.fault(FAULTS[which % len(FAULTS)])
            hands.sync()
        case _:
            hands.restart()


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelves")


def test_the_look_sees_a_note_that_was_ended(tmp_path: Path, face: type[Crm]) -> None:
    """Without this the tests below would be content with a look that sees nothing."""
    with desk(tmp_path, face) as at:
        assert at.run().ok
        hands = Hands(at)
        hands.type()
        (signs,) = hands.hidden.values()
        hands.sync()
        hands.check()
        hands.end(0)
        hands.sync()
        seen = hands.seen()
        gone = {sign for sign in signs if sign in seen}
        assert any(sign.endswith("aqz") for sign in gone), "the note's own words left"
        assert any(sign.endswith("bqz") for sign in gone), "and the task of its line"


@pytest.mark.parametrize("name", MAIN)
def test_no_word_of_a_draft_is_in_any_request(
    name: str, tmp_path_factory: pytest.TempPathFactory, shelves: Path
) -> None:
    @settings(
        max_examples=EXAMPLES[name] * (10 if DEEP else 1),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), max_size=MOST_STEPS),
    )
    def held(steps: list[tuple[str, int]]) -> None:
        with desk(tmp_path_factory.mktemp("desk"), FACES[name], shelf=shelves) as at:
            at.store.connection.execute("PRAGMA synchronous = OFF")
            hands = Hands(at)
            hands.type()
            for step, which in steps:
                try:
                    take(hands, step, which)
                except SatchelError:
                    continue  # refused, which writes nothing; what follows is looked at too
                if step in ("sync", "send", "fault"):
                    hands.check()
            hands.sync()
            hands.check()

    held()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("after", [0.0, 0.02, 0.08] if not DEEP else [n / 100 for n in range(30)])
def test_nor_where_the_engine_is_killed_and_the_window_restarted(
    after: float, tmp_path: Path, shelves: Path
) -> None:
    with desk(tmp_path / "desk", FACES["vitally"], shelf=shelves) as at:
        hands = Hands(at)
        hands.type()
        hands.edit()
        hands.type()
        hands.keep_private(2)
        hands.end(2)
        hands.type()
        hands.end(2)
        hands.kill_the_engine(tmp_path, after)
        hands.check()
        hands.restart()
        hands.write_on(0)
        hands.kill_the_engine(tmp_path, after * 2)
        hands.sync()
        hands.check()
        assert len(hands.hidden) == 3
