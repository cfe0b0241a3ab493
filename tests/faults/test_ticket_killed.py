"""Kill -9 while a ticket is on its way: it is made once, routed, and the book knows of it.

The engine runs in a process of its own against a Zendesk and is killed as it asks for the ticket,
while the answer to a ticket that was made comes in, and once the answer is there. Every other
ticket is in no list for a while, so that only its key keeps it from being made twice.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from book import intake, outbox, sources
from book.escalation_form import form_from
from book.facts import AccountFacts, Page
from book.handing_over import Words, send_new
from book.profile import Profile
from book.records import AccountId, Source
from book.rules import load
from book.store import Store
from sync import engine
from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import ME, SEVERITY
from tests.conftest import DEEP
from tests.faults.child import at_once
from tests.faults.crms import ROOT
from tests.faults.phases import ANSWERED, WRITING, Phases
from tests.new_books import lay_plain

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
RULES = load()
KEY: Final = "pretend-api-token"
TICKETS: Final = "/api/v2/tickets"
MOMENTS: Final = ("asked", "made", "answered")
KILLS: Final = 40 if DEEP else len(MOMENTS)


class Killed:
    """A book, a Zendesk, and a process between them that does not live long."""

    def __init__(self, folder: Path, there: ZendeskSimulator, store: Store, chance: Random) -> None:
        self.there, self.store, self.chance = there, store, chance
        self.hit: Counter[str] = Counter()
        self._folder = folder
        self._phases = Phases(folder / "phases")
        self._child: subprocess.Popen[bytes] | None = None

    def kill(self, number: int, moment: str) -> None:
        """Hands a ticket over, and kills who sends it, at that moment."""
        self.there.faults.clear()
        if moment == "asked":
            self.there.fault("slow", TICKETS, method="POST", seconds=20.0)
        elif moment == "made":
            self.there.fault("slow", TICKETS, method="POST", bytes_per_second=20)
        hand_over(self.store, number)
        child = self._start()
        due = {"asked": self._asks, "made": lambda: self._made(number),
               "answered": lambda: self._phases[ANSWERED]}[moment]  # fmt: skip
        self._wait(child, due)
        time.sleep(self.chance.uniform(0, 0.002))
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        sending = [one for one in outbox.entries(self.store) if one.state == "sending"]
        self.hit[moment] += bool(sending)
        if number % 2:
            self.there.desk.late |= self.there.desk.tickets.keys()

    def settle(self) -> None:
        """The person comes back; what was made is in no list yet, then it is."""
        self.there.faults.clear()
        for _ in range(2):
            run = engine.run(
                self.store, {"zendesk": KEY}, RULES, sources=["zendesk"], by_hand=True,
                send_only=True, sleep=at_once,
            )  # fmt: skip
            assert asyncio.run(run).ok
            self.there.desk.late.clear()
        assert [one for one in outbox.entries(self.store) if one.record == "handover"] == []

    def _start(self) -> subprocess.Popen[bytes]:
        self._phases.clear()
        words = ["sync", self.store.profile.folder, self._folder / "phases", self._folder / "said"]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", *map(str, words), "zendesk", KEY, "1"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        return self._child

    def stop(self) -> None:
        """Ends the process that was not killed."""
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()

    def _asks(self) -> bool:
        # The fault is taken as the request comes in.
        return bool(self._phases[WRITING]) and not self.there.faults.waiting()

    def _made(self, number: int) -> bool:
        return any(one["subject"] == subject(number) for one in list(tickets(self.there)))

    def _wait(self, child: subprocess.Popen[bytes], true: Callable[[], object]) -> None:
        end = time.monotonic() + 20.0
        while not true():
            assert child.poll() is None, "the child ended by itself"
            assert time.monotonic() < end, "the child never came to it"
            time.sleep(0.0005)  # the service answers from a thread of this process


def subject(number: int) -> str:
    return f"Trouble {number}"


def hand_over(store: Store, number: int) -> None:
    said: dict[str, Any] = {
        "kind": "support", "subject": subject(number), "requester": f"p{number}@pine.test",
        "group": "Platform", "severity": "high", "customer_told": True, "use_case": "u",
        "error_text": "e", "steps": ["s"], "tried": "t", "urgency": "soon",
        "next_update": "2026-11-25",
    }  # fmt: skip
    form = form_from(said, RULES.escalations)
    words = Words(title=subject(number), text="It does not open")
    send_new(store, RULES, AccountId(1), form, "ticket", "zendesk", words, hold_seconds=0)


def tickets(there: ZendeskSimulator) -> list[dict[str, Any]]:
    return list(there.desk.tickets.values())


@contextmanager
def scene(folder: Path, seed: int) -> Iterator[Killed]:
    """A book with one account whose CRM rests, and a Zendesk of its own."""

    def fill(desk: Desk) -> None:
        desk.add_group("Platform")

    profile = Profile(folder / "book")
    lay_plain(profile)
    with ZendeskSimulator(fill, key=KEY) as there, closing(Store.open(profile, None)) as store:
        sources.save(store, Source(name="vitally", url="https://crm.test"))
        sources.pause(store, "vitally", paused=True)
        told = AccountFacts(external_id="A", name="Pine", domain="pine.test")
        intake.apply(store, Page(source="vitally", resource="accounts", accounts=(told,)))
        sources.save(
            store,
            Source(
                name="zendesk", url=there.url, me_email=there.email, me_id=str(ME),
                options={"email": there.email},
                capabilities={"takes": "ticket", "email": there.email,
                              "severity_field": SEVERITY},
            ),
        )  # fmt: skip
        made = Killed(folder, there, store, Random(seed))
        try:
            yield made
        finally:
            made.stop()


@pytest.mark.timeout(400 if DEEP else 60)
@pytest.mark.parametrize("seed", range(4) if DEEP else (0,))
def test_whoever_is_killed_between_request_and_answer_makes_one_ticket(
    tmp_path: Path, seed: int
) -> None:
    with scene(tmp_path, seed) as killed:
        for number in range(KILLS):
            killed.kill(number, MOMENTS[number % len(MOMENTS)])
        killed.settle()
        made, posted = tickets(killed.there), killed.there.requests(TICKETS, "POST")
        known = killed.store.rows("SELECT title, external_id FROM handovers")
    # A kill right after the answer may come too late; one before it never does.
    assert (killed.hit["asked"], killed.hit["made"]) >= (KILLS // 3, KILLS // 3)
    assert Counter(one["subject"] for one in made) == {subject(n): 1 for n in range(KILLS)}
    assert len({one["external_id"] for one in made}) == KILLS < len(posted)
    for one in made:
        assert one["group_id"] in killed.there.desk.groups
        assert one["custom_fields"] == [{"id": SEVERITY, "value": "high"}]
        assert one["requester_id"] != ME
    assert {title: int(there) for title, there in known} == {
        one["subject"]: one["id"] for one in made
    }
