"""Whatever goes wrong in whatever order: one ticket of one escalation, routed, and never mine.

Against the simulator, by the engine, over the whole way from the form to the ticket. Faults are cut
lines before and after the write, half answers, refusals, limits, groups that vanish; between them
a person sends again, takes back, discards, closes the lid for hours.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import intake, outbox, sources, undo
from book.errors import SatchelError
from book.escalation_form import form_from
from book.escalations import handovers_of, open_escalations
from book.facts import AccountFacts, Page
from book.handing_over import Words, send_new
from book.profile import Profile
from book.records import AccountId, Source
from book.rules import load
from book.rules_escalations import ROUTED_BY
from book.store import Store
from sync import engine
from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import ME, SEVERITY
from tests.clocks import HandClock
from tests.conftest import DEEP
from tests.new_books import lay_plain

RULES = load()
FORMS: Final = 3
KEY: Final = "pretend-api-token"
CUTS: Final = ("close", "lost", "truncate", "not_json", "status 500", "status 429", "status 409")
STEPS: Final = st.one_of(
    st.tuples(st.just("send"), st.integers(0, FORMS - 1)),
    st.tuples(st.just("send what lacks"), st.integers(0, len(ROUTED_BY) - 1)),
    st.tuples(st.just("sync"), st.just(0)),
    st.tuples(st.just("fault"), st.integers(0, len(CUTS) - 1)),
    st.tuples(st.just("wait"), st.sampled_from([1, 40, 115, 190])),
    st.tuples(
        st.sampled_from(["undo", "redo", "discard", "retry", "group goes", "late"]), st.just(0)
    ),
)


def form(number: int, **changes: Any) -> Any:
    said = {
        "kind": "support", "subject": f"Trouble {number}", "requester": f"p{number}@pine.test",
        "group": "Billing" if number else "Session Replay", "severity": "high",
        "customer_told": True, "use_case": "u", "error_text": "e", "steps": ["s"], "tried": "t",
        "urgency": "soon", "next_update": "2026-11-25",
    }  # fmt: skip
    return form_from({k: v for k, v in (said | changes).items() if v}, RULES.escalations)


class Scene:
    """A book, a Zendesk, and a person who does things in any order."""

    def __init__(self, folder: Path, there: ZendeskSimulator, clock: HandClock) -> None:
        profile = Profile(folder)
        lay_plain(profile)
        self.store = Store.open(profile, None, clock=clock)
        self.there, self.clock = there, clock
        there.faults.clear()
        there.desk = Desk(clock, there.email)
        groups(there.desk)
        sources.save(self.store, Source(name="vitally", url="https://crm.test"))
        sources.pause(self.store, "vitally", paused=True)
        told = AccountFacts(external_id="A", name="Pine", domain="pine.test")
        intake.apply(self.store, Page(source="vitally", resource="accounts", accounts=(told,)))
        self.connect()

    def connect(self) -> None:
        """Zendesk is among the sources, as after `connect`."""
        there = self.there
        sources.save(
            self.store,
            Source(
                name="zendesk", url=there.url, me_email=there.email, me_id=str(ME),
                options={"email": there.email},
                capabilities={"takes": "ticket", "email": there.email,
                              "severity_field": SEVERITY},
            ),
        )  # fmt: skip

    def step(self, what: str, number: int) -> None:
        """One thing that happens; what the book refuses is refused."""
        waiting = [one for one in outbox.entries(self.store) if one.record == "handover"]
        with suppress(SatchelError):
            if what == "send what lacks":
                lacking = form(FORMS, **{ROUTED_BY[number]: None})
                words = Words(title="Trouble", text="It does not open")
                send_new(self.store, RULES, AccountId(1), lacking, "ticket", "zendesk", words)
            elif what == "send":
                words = Words(title=f"Trouble {number}", text="It does not open")
                send_new(
                    self.store, RULES, AccountId(1), form(number), "ticket", "zendesk", words,
                    me={self.there.email}, hold_seconds=0,
                )  # fmt: skip
            elif what == "sync":
                self.sync()
            elif what == "fault":
                kind, _, status = CUTS[number].partition(" ")
                more = {"status": int(status)} if status else {}
                self.there.fault(kind, "/api/v2/tickets", method="POST", **more)  # type: ignore[arg-type]
            elif what == "wait":
                self.clock.move(minutes=number)
                if number > 30:
                    self.there.desk.late.clear()
            elif what == "late":  # what was made just now is in no list yet
                self.there.desk.late |= self.there.desk.tickets.keys()
            elif what == "undo":
                undo.undo(self.store, RULES, hold_seconds=0)
            elif what == "redo":
                undo.redo(self.store, RULES, hold_seconds=0)
            elif what == "group goes":
                for group in self.there.desk.groups.values():
                    group["deleted"] = group["name"] == "Session Replay"
            elif waiting:
                {"discard": lambda: outbox.discard(self.store, RULES, waiting[0].id),
                 "retry": lambda: outbox.retry(self.store, waiting[0].id)}[what]()  # fmt: skip

    def sync(self) -> None:
        """One run by hand."""
        asyncio.run(
            engine.run(
                self.store, {"zendesk": KEY}, RULES, sources=["zendesk"], clock=self.clock,
                sleep=_no_sleep, by_hand=True, send_only=True,
            )
        )  # fmt: skip

    def settle(self) -> None:
        """The weather clears, and everything that can go goes."""
        self.there.faults.clear()
        self.there.desk.late.clear()
        for _ in range(3):
            self.clock.move(hours=3)
            self.sync()

    def check(self) -> None:
        """What holds whatever happened."""
        made = [one for one in self.there.desk.tickets.values() if one["external_id"]]
        assert max(Counter(one["external_id"] for one in made).values(), default=0) <= 1
        subjects = Counter(one["subject"] for one in made)
        assert max(subjects.values(), default=0) <= 1
        # Of a form that lacked something nothing was even queued.
        assert subjects.keys() <= {f"Trouble {number}" for number in range(FORMS)}
        lacking = "SELECT subject FROM escalations WHERE subject NOT IN (?, ?, ?)"
        assert self.store.rows(lacking, tuple(f"Trouble {number}" for number in range(FORMS))) == []
        for one in made:
            values = {each["id"]: each["value"] for each in one["custom_fields"]}
            assert one["group_id"] in self.there.desk.groups
            assert values[SEVERITY] == "high"
            assert one["requester_id"] != ME
        for escalation, _ in open_escalations(self.store):
            handed = handovers_of(self.store, escalation.id)
            arrived = [one.external_id for one in handed if one.external_id]
            assert len(arrived) == len(set(arrived)) <= 1
            # What the book knows of is there, and what is there and was not taken back is known.
            assert {int(one) for one in arrived if one} <= set(self.there.desk.tickets)


def groups(desk: Desk) -> None:
    for name in ("Session Replay", "Billing", "Support"):
        desk.add_group(name)


async def _no_sleep(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture(scope="module")
def there() -> Iterator[tuple[ZendeskSimulator, HandClock]]:
    clock = HandClock()
    with ZendeskSimulator(groups, key=KEY, clock=clock) as running:
        yield running, clock


@settings(
    max_examples=300 if DEEP else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_one_escalation_is_one_routed_ticket_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory,
    there: tuple[ZendeskSimulator, HandClock],
    steps: list[tuple[str, int]],
) -> None:
    scene = Scene(tmp_path_factory.mktemp("book"), *there)
    try:
        for what, number in steps:
            scene.step(what, number)
        scene.settle()
        scene.check()
    finally:
        scene.store.close()


def test_a_book_put_back_to_before_it_was_sent_makes_no_second_ticket(
    tmp_path: Path, there: tuple[ZendeskSimulator, HandClock]
) -> None:
    scene = Scene(tmp_path / "book", *there)
    scene.step("send", 1)
    scene.store.close()
    shutil.copytree(tmp_path / "book", tmp_path / "kept")
    for folder in ("book", "kept"):
        scene.store = Store.open(Profile(tmp_path / folder), None, clock=scene.clock)
        scene.settle()
        scene.check()
        ((there_as,),) = scene.store.rows("SELECT external_id FROM handovers")
        scene.store.close()
        assert [str(one) for one in scene.there.desk.tickets] == [there_as]
        scene.there.desk.keys.clear()  # by then the service has forgotten its keys


def test_what_may_have_arrived_is_not_given_up_while_nobody_can_be_asked(
    tmp_path: Path, there: tuple[ZendeskSimulator, HandClock]
) -> None:
    scene = Scene(tmp_path, *there)
    scene.step("send", 1)
    scene.step("fault", CUTS.index("lost"))
    scene.sync()
    sources.forget(scene.store, "zendesk", rows=False)
    (waiting,) = [one for one in outbox.entries(scene.store) if one.record == "handover"]
    with pytest.raises(SatchelError, match="Nobody knows yet whether this one arrived"):
        outbox.discard(scene.store, RULES, waiting.id)
    scene.connect()
    scene.settle()
    scene.check()
    assert len(scene.there.desk.tickets) == 1
    scene.store.close()


def test_the_look_sees_a_second_ticket(
    tmp_path: Path, there: tuple[ZendeskSimulator, HandClock]
) -> None:
    scene = Scene(tmp_path, *there)
    scene.step("send", 1)
    scene.settle()
    scene.check()
    (one,) = [row for row in scene.there.desk.tickets.values() if row["external_id"]]
    scene.there.desk.add_ticket("Trouble 1", external_id=one["external_id"])
    with pytest.raises(AssertionError):
        scene.check()
    scene.store.close()
