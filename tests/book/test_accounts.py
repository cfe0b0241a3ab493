"""Finding the account a person means, and how the rest of the book reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from book import accounts, changes, departures, ids, intake, queue_marks, sources, status, sync_log
from book.clock import local_day
from book.errors import Usage
from book.facts import AccountFacts, NoteFacts, Page, TaskFacts
from book.records import ChangeId, LogLine, Source, Touch
from book.store import Store
from tests.clocks import HandClock

NAMES = ("Quillfeather", "Quillon & Daughters", "Örtel Systeme", "東の灯り", "quillfeather labs")


@pytest.fixture
def full(store: Store) -> Store:
    facts = tuple(
        AccountFacts(external_id=f"a-{at}", org_id=f"org-{at}", name=name, domain=f"d{at}.test")
        for at, name in enumerate(NAMES)
    )
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=facts))
    return store


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("a1", "Quillfeather"),
        ("a-1", "Quillon & Daughters"),
        ("org-2", "Örtel Systeme"),
        ("d3.test", "東の灯り"),
        ("somebody@D3.TEST", "東の灯り"),
        ("örtel", "Örtel Systeme"),
        ("ÖRTEL SYSTEME", "Örtel Systeme"),
        ("東の", "東の灯り"),
        ("quillfeather", "Quillfeather"),
        ("Quillo", "Quillon & Daughters"),
        ("  quillon ", "Quillon & Daughters"),
    ],
)
def test_an_account_is_found_by_what_a_person_types(full: Store, typed: str, found: str) -> None:
    assert accounts.find_account(full, typed).name == found


def test_an_ambiguous_start_lists_the_candidates(full: Store) -> None:
    with pytest.raises(Usage, match=r"fits 3 accounts: Quillfeather \(a1\), ") as caught:
        accounts.find_account(full, "quill")
    assert caught.value.exit_status == 2


@pytest.mark.parametrize("typed", ["nobody", "", "a99", "%", "_"])
def test_an_unknown_account_is_said(full: Store, typed: str) -> None:
    with pytest.raises(Usage, match="No account"):
        accounts.find_account(full, typed)


def test_ids_carry_their_kind() -> None:
    assert ids.spell("account", 17) == "a17"
    assert ids.parse("account", "a17") == 17
    assert ids.parse("account", "t17") is None
    assert ids.parse("account", "17") is None
    assert ids.parse("account", "a0") is None


def test_a_mark_belongs_to_one_renewal_date(full: Store, clock: HandClock) -> None:
    one = accounts.find_account(full, "a1")
    june, july = date(2026, 6, 24), date(2026, 7, 24)
    assert queue_marks.mark(full, one, june, "contacted").ids == {"account": frozenset({one.id})}
    assert not queue_marks.mark(full, one, june, "contacted")
    queue_marks.mark(full, one, july, "snoozed", date(2026, 7, 1))
    queue_marks.mark(full, one, None, "done")
    found = {(str(m.renewal_date), m.state, str(m.snoozed_until)) for m in queue_marks.marks(full)}
    assert found == {
        ("2026-06-24", "contacted", "None"),
        ("2026-07-24", "snoozed", "2026-07-01"),
        ("None", "done", "None"),
    }
    log = changes.of_record(full, "account", one.id)
    assert [(change.field, change.new, change.by) for change in log[:2]] == [
        ("queue_state", "done", "me"),
        ("queue_state 2026-07-24", "snoozed until 2026-07-01", "me"),
    ]


def test_dismissing_new_is_for_good_until_the_next_segment(full: Store, clock: HandClock) -> None:
    sources.finish_baseline(full, "vitally")
    fresh = AccountFacts(external_id="a-9", name="Fresh", segments='["Onboarding Lead"]')
    intake.apply(full, Page(source="vitally", resource="accounts", accounts=(fresh,)))
    one = accounts.find_account(full, "a-9")
    assert one.entered_segment == ""
    assert queue_marks.dismiss_new(full, one)
    assert accounts.find_account(full, "a-9").entered_segment is None
    assert not queue_marks.dismiss_new(full, one)


def test_forgetting_a_source_takes_its_rows_and_their_log(full: Store) -> None:
    notes = (NoteFacts(external_id="n", account_external_id="a-0", day="2026-06-01", body="x"),)
    intake.apply(full, Page(source="vitally", resource="notes", notes=notes))
    changed = sources.forget(full, "vitally", rows=True)
    assert len(changed.ids["account"]) == len(NAMES)
    assert accounts.all_accounts(full, gone=True) == [] and sources.sources(full) == []
    assert [one.field for one in changes.since(full, ChangeId(0))] == ["forgotten"]


def test_forgetting_a_source_keeps_my_own_unsent_work(full: Store) -> None:
    one = accounts.find_account(full, "a1")
    with full.writing() as connection:
        connection.execute(
            "INSERT INTO notes (account_id, body, day) VALUES (?, 'mine', '2026-06-01')", (one.id,)
        )
    sources.forget(full, "vitally", rows=True)
    assert [kept.name for kept in accounts.all_accounts(full)] == ["Quillfeather"]
    assert full.rows("SELECT body FROM notes") == [("mine",)]


def test_disconnecting_alone_keeps_the_rows(full: Store) -> None:
    sources.forget(full, "vitally", rows=False)
    assert len(accounts.all_accounts(full)) == len(NAMES)


def test_a_source_reads_as_it_was_saved(store: Store, clock: HandClock) -> None:
    wanted = Source(
        name="vitally",
        url="https://other.test",
        me_email="kim@x.test",
        me_id="u-1",
        options={"book": "mine"},
        mapping={"stage": "vitally.custom.onboardingPipeline"},
        capabilities={"archived_by_default": False, "limit": 1000, "note": None},
        state="offline",
        detail="no answer",
        last_success=clock.now,
    )
    sources.save(store, wanted)
    assert sources.source(store, "vitally") == wanted
    assert sources.source(store, "hubspot") is None


def test_a_state_that_stands_is_not_written_again(store: Store, clock: HandClock) -> None:
    sources.note_state(store, "vitally", "offline", "no answer")
    before = store.row("SELECT total_changes()")
    sources.note_state(store, "vitally", "offline", "no answer")
    assert store.row("SELECT total_changes()") == before
    sources.note_state(store, "vitally", "up_to_date", "", clock.now)
    found = sources.source(store, "vitally")
    assert found is not None and (found.state, found.last_success) == ("up_to_date", clock.now)


def test_the_sync_log_is_pruned_by_age(store: Store, clock: HandClock) -> None:
    sync_log.append(store, [line(clock, "old")])
    clock.move(days=sync_log.KEPT_DAYS + 1)
    sync_log.append(store, [line(clock, "one"), line(clock, "two")])
    assert [one.text for one in sync_log.lines(store)] == ["two", "one"]


def line(clock: HandClock, text: str) -> LogLine:
    return LogLine(at=clock.now, source="vitally", level="info", text=text)


def test_what_left_the_book_goes_after_its_time(full: Store, clock: HandClock) -> None:
    one = accounts.find_account(full, "a1")
    intake.apply(full, Page(source="vitally", resource="accounts", left=("a-0", "a-1")))
    with full.writing() as connection:
        connection.execute(
            "INSERT INTO notes (account_id, body, day) VALUES (?, 'unsent', '2026-06-01')",
            (one.id,),
        )
    clock.move(days=29)
    assert not departures.purge_left(full, 30)
    clock.move(days=2)
    gone = departures.purge_left(full, 30)
    assert len(gone.ids["account"]) == 1
    left = {kept.name for kept in accounts.all_accounts(full, gone=True)}
    assert "Quillfeather" in left and "Quillon & Daughters" not in left
    (number,) = gone.ids["account"]
    assert changes.of_record(full, "account", number) == []


def test_the_status_counts_what_stands(full: Store) -> None:
    task = TaskFacts(external_id="t", account_external_id="a-0", title="x")
    done = TaskFacts(
        external_id="t2",
        account_external_id="a-0",
        title="y",
        completed_at="2026-06-01T00:00:00.000Z",
    )
    intake.apply(full, Page(source="vitally", resource="tasks", tasks=(task, done)))
    found = status.read(full)
    assert (found.accounts, found.notes, found.tasks, found.encrypted) == (5, 0, 1, True)
    assert [source.name for source in found.sources] == ["vitally"]


def test_which_records_changed_is_read_from_the_log(full: Store) -> None:
    mark = changes.latest(full)
    task = TaskFacts(external_id="t", account_external_id="a-0", title="x")
    intake.apply(full, Page(source="vitally", resource="tasks", tasks=(task,)))
    assert changes.touched(full, mark).ids == {"task": frozenset({1})}
    assert not changes.touched(full, changes.latest(full))


def test_stored_times_keep_their_order_as_text() -> None:
    from book.clock import moment, stamp

    one = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    two = one + timedelta(milliseconds=1)
    assert stamp(one) == "2026-11-22T09:00:00.000Z" and stamp(one) < stamp(two)
    assert moment(stamp(two)) == two


def test_an_endless_name_does_not_fill_the_line_of_candidates(store: Store) -> None:
    facts = tuple(AccountFacts(external_id=f"e{at}", name="E" * 4000) for at in range(2))
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=facts))
    with pytest.raises(Usage) as caught:
        accounts.find_account(store, "e" * 20)
    assert len(caught.value.title) < 250


def test_a_meeting_that_is_only_planned_is_no_touch_until_its_day(
    full: Store, clock: HandClock
) -> None:
    today = local_day(clock())
    days = {"m-1": today - timedelta(days=3), "m-2": today + timedelta(days=2)}
    intake.apply(
        full,
        Page(
            source="vitally",
            resource="notes",
            notes=tuple(
                NoteFacts(
                    external_id=key,
                    account_external_id="a-0",
                    day=day.isoformat(),
                    kind="call" if key == "m-1" else "meeting",
                )
                for key, day in days.items()
            ),
        ),
    )

    def touches() -> set[Touch | None]:
        listed = next(one for one in accounts.all_accounts(full) if one.external_id == "a-0")
        alone = accounts.account(full, listed.id)
        assert alone is not None
        return {listed.touch, alone.touch}

    assert touches() == {Touch(days["m-1"], "call")}
    clock.move(days=2)
    assert touches() == {Touch(days["m-2"], "meeting")}
