"""When the window syncs: at its sources' pace, after failures, when asked, and after sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from book.errors import Busy, Offline, ProfileTrouble, SatchelError
from desktop.sync_schedule import FIRST_RETRY_SECONDS, SyncSchedule


class Desk:
    """An engine that answers as told, a wall clock moved by hand, and what was said."""

    def __init__(self, *answers: dict[str, Any] | SatchelError) -> None:
        self.answers = list(answers)
        self.runs: list[list[str]] = []
        self.ways: list[tuple[bool, bool]] = []
        """Of each run: whether by hand, whether only to send."""
        self.waiting: dict[str, float] = {}
        """When each source may be sent something, as a time of the wall clock."""
        self.errors: list[SatchelError | None] = []
        self.began = 0
        self.now = 1000.0
        self.stuck = False
        """Whether what waits stays although a run went well."""
        self.sources: dict[str, dict[str, str]] = {"vitally": {}}
        self.unreadable: list[SatchelError] = []
        """What the next looks at the sources end in."""
        self.unwritable: list[SatchelError] = []
        """What telling the ends of the next runs ends in."""
        self.ran = asyncio.Event()

    async def sync(
        self,
        sources: Sequence[str] = (),
        *,
        full: bool = False,
        by_hand: bool = False,
        send_only: bool = False,
    ) -> dict[str, Any]:
        self.runs.append(list(sources))
        self.ways.append((by_hand, send_only))
        answer = self.answers.pop(0) if self.answers else {"sources": []}
        if isinstance(answer, SatchelError):
            raise answer
        failed = any(each.get("error") for each in answer["sources"])
        if not failed and not self.stuck:
            self.waiting.clear()
        return answer

    def schedule(self) -> SyncSchedule:
        def began() -> None:
            self.began += 1

        def ended(error: SatchelError | None) -> None:
            self.errors.append(error)
            self.ran.set()
            if self.unwritable:
                raise self.unwritable.pop(0)

        def paces() -> dict[str, dict[str, str]]:
            if self.unreadable:
                raise self.unreadable.pop(0)
            return self.sources

        return SyncSchedule(
            self, paces, began=began, ended=ended, wall=lambda: self.now,
            sends=lambda: {name: at - self.now for name, at in self.waiting.items()},
            chance=lambda: 0.0, first_after=0.0,
        )  # fmt: skip

    async def run_ends(self) -> None:
        """Waits for the run in hand, and lets the schedule plan the next."""
        await asyncio.wait_for(self.ran.wait(), 5)
        self.ran.clear()
        await asyncio.sleep(0)

    async def nothing_runs(self) -> None:
        """Gives the schedule every chance to run too early."""
        count = len(self.runs)
        await asyncio.sleep(0.02)
        assert len(self.runs) == count


def play(desk: Desk, scene) -> None:
    async def main() -> None:
        schedule = desk.schedule()
        schedule.start()
        try:
            await scene(schedule)
        finally:
            schedule.stop()

    asyncio.run(main())


def failure(kind: str, **more: float) -> dict[str, Any]:
    return {"sources": [{"source": "vitally", "error": {"kind": kind, **more}}]}


def test_the_first_run_comes_by_itself_and_the_next_at_the_sources_pace():
    desk = Desk()
    desk.sources = {"vitally": {"poll": "60"}}

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.now += 59
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 1
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)
    assert desk.runs == [["vitally"], ["vitally"]]
    assert desk.errors == [None, None]


def test_each_source_has_its_own_pace():
    desk = Desk()
    desk.sources = {"vitally": {"poll": "60"}, "zendesk": {"poll": "600"}}

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.now += 60
        schedule.look_at_the_clock()
        await desk.run_ends()
        desk.now += 540
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)
    assert desk.runs == [["vitally", "zendesk"], ["vitally"], ["vitally", "zendesk"]]


def test_asking_runs_everything_now():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        schedule.sync_now()
        await desk.run_ends()

    play(desk, scene)
    assert desk.runs == [["vitally"]] * 2


@pytest.mark.parametrize("answer", [failure("offline"), Offline("gone")])
def test_what_may_pass_is_tried_again_after_a_growing_wait(answer):
    desk = Desk(answer, answer)

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        for wait in (FIRST_RETRY_SECONDS, 2 * FIRST_RETRY_SECONDS):
            desk.now += wait - 0.5
            schedule.look_at_the_clock()
            await desk.nothing_runs()
            desk.now += 0.5
            schedule.look_at_the_clock()
            await desk.run_ends()

    play(desk, scene)
    assert len(desk.runs) == 3


def test_a_retry_is_never_later_than_the_sources_own_pace():
    desk = Desk(*[failure("server")] * 8)
    desk.sources = {"vitally": {"poll": "30"}}

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        for _ in range(8):
            desk.now += 30
            schedule.look_at_the_clock()
            await desk.run_ends()

    play(desk, scene)
    assert len(desk.runs) == 9


def test_a_refused_key_is_not_hammered():
    desk = Desk(failure("auth"))

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.now += 299
        schedule.look_at_the_clock()
        await desk.nothing_runs()

    play(desk, scene)
    assert len(desk.runs) == 1


def test_a_wait_the_service_asked_for_is_kept():
    desk = Desk(failure("rate_limited", wait_seconds=900))

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.now += 899
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 1
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)
    assert len(desk.runs) == 2


def test_a_source_connected_later_is_run_when_it_is_noticed():
    desk = Desk()
    desk.sources = {}

    async def scene(schedule: SyncSchedule) -> None:
        await desk.nothing_runs()
        desk.sources = {"vitally": {}}
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)
    assert desk.runs == [["vitally"]]


def test_asking_with_nothing_connected_does_nothing():
    desk = Desk()
    desk.sources = {}

    async def scene(schedule: SyncSchedule) -> None:
        schedule.sync_now()
        await desk.nothing_runs()

    play(desk, scene)
    assert desk.runs == []
    assert desk.began == 0


def test_what_waits_to_be_sent_goes_when_it_may_and_fetches_nothing():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.waiting = {"vitally": desk.now + 60}
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 61
        schedule.look_at_the_clock()
        await desk.run_ends()
        assert desk.ways[-1] == (False, True)
        # When to fetch next stands as it was: 300 s after the first run.
        desk.now += 240
        schedule.look_at_the_clock()
        await desk.run_ends()
        assert desk.ways[-1] == (False, False)

    play(desk, scene)
    assert len(desk.runs) == 3


def test_something_that_seems_due_but_does_not_go_is_not_tried_without_end():
    nothing = {"sources": [{"source": "vitally", "pushed": 0, "parked": 0, "conflicts": 0}]}
    desk = Desk({"sources": []}, nothing)
    desk.stuck = True

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.waiting = {"vitally": desk.now}
        schedule.look_at_the_clock()
        await desk.run_ends()
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 31
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)


def stuck_runs(minutes: int, *answers: dict[str, Any]) -> tuple[Desk, list[float]]:
    """A desk where something stays due: when it was tried, looked at each ten seconds."""
    desk = Desk(*answers)
    desk.stuck = True
    desk.sources = {"vitally": {"poll": "100000"}}
    tried: list[float] = []
    desk.waiting = {"vitally": desk.now}

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        for _ in range(minutes * 6):
            before = len(desk.runs)
            schedule.look_at_the_clock()
            await asyncio.sleep(0.001)
            if len(desk.runs) > before:
                tried.append(desk.now - 1000.0)
            desk.now += 10

    play(desk, scene)
    return desk, tried


def test_what_does_not_go_is_tried_at_growing_distances():
    nothing = {"sources": [{"source": "vitally", "error": {"kind": "auth"}}]}
    _, tried = stuck_runs(20, *[nothing] * 50)
    # The first run failed already: not once more right behind it.
    assert tried == [30, 90, 210, 450, 930]


def test_a_run_that_was_broken_off_is_not_begun_again_at_once():
    desk, tried = stuck_runs(1, *[{"sources": []}] * 50)
    assert len(desk.runs) == 3
    assert tried == [30]


def test_a_rest_ends_by_itself():
    nothing = {"sources": [{"source": "vitally"}]}
    desk = Desk({"sources": []}, nothing)
    desk.stuck = True

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.waiting = {"vitally": desk.now}
        schedule.look_at_the_clock()
        await desk.run_ends()
        desk.now += 29.95
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 0.06  # from here on nobody tells it
        await desk.run_ends()

    play(desk, scene)
    assert desk.ways[1:] == [(False, True)] * 2


def test_the_next_edit_is_not_held_up_by_the_rest_of_one_that_is_gone():
    nothing = {"sources": [{"source": "vitally"}]}
    desk = Desk({"sources": []}, nothing)

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.waiting = {"vitally": desk.now}
        schedule.look_at_the_clock()
        await desk.run_ends()
        desk.waiting = {"vitally": desk.now + 5}
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 5
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)


def test_a_clock_that_is_set_back_makes_nothing_wait_longer():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.now -= 3600
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 300
        schedule.look_at_the_clock()
        await desk.run_ends()

    play(desk, scene)
    assert desk.runs == [["vitally"]] * 2


def test_what_was_asked_for_while_the_book_was_busy_is_done_when_it_is_free():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.unreadable = [Busy("The book is locked by another program.")] * 2
        schedule.sync_now()
        await desk.run_ends()
        assert desk.ways[-1] == (True, False)

    play(desk, scene)


def test_a_book_that_stays_unreadable_is_not_asked_without_end():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.unreadable = [Busy("The book is locked by another program.")] * 100
        schedule.look_at_the_clock()
        await asyncio.sleep(0.18)

    play(desk, scene)
    # After 20, 40 and 80 ms.
    assert 100 - len(desk.unreadable) <= 4


def test_while_a_source_is_away_nothing_is_sent_until_its_own_time_or_the_networks_return():
    desk = Desk(failure("offline"))

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.waiting = {"vitally": desk.now}
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        schedule.network_is_back()
        await desk.run_ends()
        assert desk.ways[-1] == (False, False)

    play(desk, scene)


def test_a_person_who_asks_sits_out_no_wait():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        schedule.sync_now()
        await desk.run_ends()
        assert desk.ways[-1] == (True, False)

    play(desk, scene)


def test_many_laptops_do_not_ask_in_step():
    desk = Desk()
    schedule = SyncSchedule(
        desk,
        lambda: desk.sources,
        began=lambda: None,
        ended=lambda _: desk.ran.set(),
        wall=lambda: desk.now,
        chance=lambda: 1.0,
        first_after=0.0,
    )

    async def main() -> None:
        schedule.start()
        await desk.run_ends()
        desk.now += 301
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        desk.now += 30
        schedule.look_at_the_clock()
        await desk.run_ends()
        schedule.stop()

    asyncio.run(main())


def test_a_disk_that_was_full_for_a_while_does_not_end_the_schedule():
    full = ProfileTrouble("The disk is full.")
    desk = Desk(full)
    desk.unwritable = [full]

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        schedule.sync_now()
        await desk.run_ends()

    play(desk, scene)
    assert desk.errors == [full, None]


def test_a_book_that_was_busy_for_a_moment_does_not_end_the_schedule():
    desk = Desk()

    async def scene(schedule: SyncSchedule) -> None:
        await desk.run_ends()
        desk.unreadable = [Busy("The book is locked by another program.")]
        schedule.look_at_the_clock()
        await desk.nothing_runs()
        assert desk.unreadable == []
        schedule.sync_now()
        await desk.run_ends()

    play(desk, scene)
    assert desk.runs == [["vitally"]] * 2
