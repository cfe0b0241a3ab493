"""The order of the outbox: who needs a person, what waits, what was sent."""

from __future__ import annotations

from datetime import date

from tests.ui.outbox_samples import note, parked, sent, usual
from tests.ui.shell_book import TODAY
from ui.outbox.bands import GROUPED_OVER, AccountLine, Item, arrange
from ui.outbox.shown import ShownEntry, behind
from ui.queue.bands import BandHeader


def names(items: list[Item]) -> list[str]:
    found = []
    for item in items:
        if isinstance(item, BandHeader):
            found.append(f"{item.name} {item.count}")
        elif isinstance(item, AccountLine):
            found.append(f"{item.account}: {item.count}")
        else:
            found.append(str(item.id))
    return found


def test_who_needs_a_person_comes_first() -> None:
    shown = [note(1), parked(2), note(3, state="sending"), note(4, state="held"), sent(5)]
    assert names(arrange(shown, TODAY)) == [
        "Needs you 1",
        "2",
        "Waiting 3",
        "1",
        "3",
        "4",
        "Sent today 1",
        "5",
    ]


def test_a_band_without_entries_is_left_out() -> None:
    assert names(arrange([note(1)], TODAY)) == ["Waiting 1", "1"]
    assert arrange([], TODAY) == []


def test_what_was_sent_on_another_day_has_a_band_of_its_own() -> None:
    shown = [sent(1), sent(2, minutes=60 * 24 * 2), sent(3, sent_at=None)]
    assert names(arrange(shown, TODAY)) == ["Sent today 1", "1", "Sent before today 2", "2", "3"]
    assert names(arrange(usual(), date(2026, 11, 25)))[-2:] == ["Sent before today 1", "5"]


def test_very_many_stand_account_by_account() -> None:
    few = [note(n, ("Alder", "Birch")[n % 2]) for n in range(GROUPED_OVER)]
    assert not any(isinstance(item, AccountLine) for item in arrange(few, TODAY))
    many = [*few, note(999, "Alder")]
    told = names(arrange(many, TODAY))
    half = GROUPED_OVER // 2
    assert told[:4] == [f"Waiting {GROUPED_OVER + 1}", f"Alder: {half + 1}", "0", "2"]
    assert told.index(f"Birch: {half}") == half + 3
    assert told[half + 2] == "999"


def test_two_accounts_of_one_name_are_two() -> None:
    many = [note(n, "Alder", account_id=n % 2) for n in range(GROUPED_OVER + 1)]
    lines = [item for item in arrange(many, TODAY) if isinstance(item, AccountLine)]
    assert [line.account for line in lines] == ["Alder", "Alder"]


def test_an_entry_waits_for_the_older_one_of_its_record() -> None:
    shown: list[ShownEntry] = [
        parked(1, record_id=7),
        note(2, record_id=7),
        note(3, record_id=7, record="task"),
        note(4, record_id=8),
        sent(5, record_id=8),
    ]
    assert behind(shown) == {2}
