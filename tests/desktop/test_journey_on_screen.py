"""The day's two journeys in the real program on a real screen, by keys from outside.

From “the call ended” to “I can close the lid”, and ten mails on their way: chords counted, time
printed. `tests/ui/test_journey.py` is the first one without a screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from time import perf_counter

import pytest

from book import (
    intake,
    keys,
    notes,
    outbox,
    outreach,
    own_rules,
    points,
    recordings,
    sources,
    tasks,
)
from book.clock import local_day, system_clock
from book.facts import AccountFacts, ContactFacts, Page
from book.profile import Profile
from book.queue_marks import marks
from book.records import NoteId, Source
from book.store import Store
from tests.desktop.conftest import Satchel
from tests.desktop.processes import wait_until
from tests.desktop.screen import MISSING, clipboard, pasted, program, screen

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
MOST_CHORDS_OF_A_CALL = 12
MOST_CHORDS_OF_TEN_MAILS = 30
ROWS = 10
SECONDS = 15.0
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def shown_on() -> Iterator[dict[str, str]]:
    """One screen for both journeys."""
    with screen() as found:
        yield found


@pytest.fixture
def store(satchel: Satchel) -> Iterator[Store]:
    """A book of twelve accounts whose bills are near."""
    profile = Profile(satchel.profile)
    keys.make_key_file(profile, "none")
    own_rules.set_mail(profile, booking_link="https://book.example/wren", signature="Wren")
    (profile.folder / "window.json").write_text('{"mail_way": "clipboard"}', encoding="utf-8")
    with closing(Store.open(profile, None)) as store:
        sources.save(
            store,
            Source(name="vitally", url="https://crm.test", mapping={"renewal_date": "renewal"}),
        )
        near = local_day(system_clock()) + timedelta(days=5)
        accounts = tuple(
            AccountFacts(
                external_id=f"x{n}",
                name=f"Alder {n:02}",
                renewal_date=(near + timedelta(days=n // 4)).isoformat(),
                owner_email="wren@us.test",
                arr_cents=5_000_000 - n,
            )
            for n in range(ROWS + 2)
        )
        people = tuple(
            ContactFacts(
                external_id=f"p{n}",
                account_external_id=f"x{n}",
                name=f"Ines Roth {n}",
                email=f"ines{n}@alder.test",
            )
            for n in range(ROWS + 2)
        )
        intake.apply(
            store,
            Page(source="vitally", resource="accounts", accounts=accounts, contacts=people),
        )
        sources.finish_baseline(store, "vitally")
        sources.pause(store, "vitally", paused=True)
        yield store


def contacted(store: Store, rows: int) -> bool:
    """Whether so many rows are marked."""
    return len(marks(store)) >= rows


def test_a_call_is_written_down(
    satchel: Satchel,
    store: Store,
    shown_on: dict[str, str],
    tmp_path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with (
        clipboard(shown_on, f"{LOOM}?t=725&sid=0a1b"),
        program(satchel, shown_on, tmp_path) as hands,
    ):
        began = perf_counter()
        hands.press("Return", "n")  # the account, its note from the template
        hands.write("They need funnels per plant.")
        hands.press("Return")
        hands.write("[] send the naming guide @fri")
        hands.press("Return", "Return")  # the list ends
        hands.write(">> I owe them the price tomorrow")
        hands.press("Return", "ctrl+v", "ctrl+Return")  # pasted; ended
        assert wait_until(lambda: bool(outbox.entries(store)), SECONDS)
        took = perf_counter() - began
    assert hands.chords <= MOST_CHORDS_OF_A_CALL
    with capsys.disabled():
        print(f"\na call written down on a screen: {hands.chords} chords, {took:.2f} s")

    entries = {(one.record, one.record_id): one.state for one in outbox.entries(store)}
    ((kind, number), (other, task_id)) = sorted(entries)
    assert (kind, other, set(entries.values())) == ("note", "task", {"queued"})
    note = notes.note(store, NoteId(number))
    assert note is not None
    assert "They need funnels per plant." in note.body
    (task,) = tasks.tasks_of(store, note.account_id)
    assert (task.id, task.title) == (task_id, "send the naming guide")
    assert task.due is not None
    assert (task.due.weekday(), task.due > local_day(system_clock()) - timedelta(days=1)) == (
        4,
        True,
    )
    (promise,) = points.points_of_account(store, note.account_id)
    assert (promise.kind, promise.note_id) == ("i_owe", note.id)
    assert promise.due == local_day(system_clock()) + timedelta(days=1)
    (recording,) = recordings.attached_to(store, "note", note.id)
    assert (recording.url, [one.at_s for one in recording.moments]) == (LOOM, [725])
    assert [line for _, line in points.lines_of(store, "task", task.id)] != []


def test_ten_rows_of_outreach(
    satchel: Satchel,
    store: Store,
    shown_on: dict[str, str],
    tmp_path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with program(satchel, shown_on, tmp_path) as hands:
        began = perf_counter()
        for row in range(1, ROWS + 1):
            hands.press("m", "ctrl+Return")
            assert wait_until(partial(contacted, store, row), SECONDS)
        took = perf_counter() - began
        last = pasted(shown_on)
    assert hands.chords <= MOST_CHORDS_OF_TEN_MAILS
    assert last.startswith("To: ines"), "the mail is where it can be pasted"
    assert "\nHi Ines,\n" in last
    assert "https://book.example/wren" in last
    with capsys.disabled():
        print(f"\nten mails on a screen: {hands.chords} chords, {took:.2f} s")
    found = marks(store)
    assert len({one.account_id for one in found}) == ROWS
    assert {one.state for one in found} == {"contacted"}
    assert all(outreach.last_mail(store, one.account_id) for one in found)
