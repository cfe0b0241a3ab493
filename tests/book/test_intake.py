"""What a source told goes in page by page: once, logged, with its cursor, without strangers."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from book import accounts, changes, contacts, cursors, intake, living, notes, sources, tasks
from book.facts import (
    AccountFacts,
    Applied,
    ContactFacts,
    FieldFacts,
    NoteFacts,
    Outsider,
    Page,
    TaskFacts,
    Teammate,
)
from book.locks import FileLock
from book.profile import Profile
from book.records import Account, ChangeId, Touch
from book.store import Store
from tests.clocks import HandClock

ALDER = AccountFacts(
    external_id="a-1",
    org_id="org-1",
    name="Alderwood Metrics",
    arr_cents=4_980_600,
    health=6.8,
    renewal_date="2026-06-24",
    stage="1. New Account",
    segments='["Onboarding Lead"]',
    remote_updated_at="2026-06-09T10:00:00.000Z",
)


def page(resource: str = "accounts", **parts: object) -> Page:
    return Page(source="vitally", resource=resource, **parts)  # type: ignore[arg-type]


def take(store: Store, *facts: AccountFacts) -> Applied:
    return intake.apply(store, page(accounts=facts))


def only(store: Store) -> Account:
    (one,) = accounts.all_accounts(store, gone=True)
    return one


def logged(store: Store, after: int = 0) -> list[tuple[str, str, str | None, str | None]]:
    found = changes.since(store, ChangeId(after))
    return [(one.record, one.field, one.old, one.new) for one in found]


def test_a_first_appearance_is_one_row_of_the_log(store: Store) -> None:
    applied = take(store, ALDER)
    assert (applied.created, applied.updated, applied.joined) == (1, 0, ("a-1",))
    assert logged(store) == [("account", "created", None, None)]
    one = only(store)
    assert (one.name, one.arr_cents, one.segments) == (
        "Alderwood Metrics",
        4_980_600,
        ("Onboarding Lead",),
    )


def test_the_same_page_again_writes_no_row(store: Store) -> None:
    take(store, ALDER)
    before = store.row("SELECT total_changes()")
    applied = take(store, ALDER)
    assert (applied.created, applied.updated, applied.unchanged) == (0, 0, 1)
    assert store.row("SELECT total_changes()") == before


def test_each_changed_field_is_one_row(store: Store, clock: HandClock) -> None:
    take(store, ALDER)
    start = changes.latest(store)
    clock.move(days=2)
    take(
        store,
        replace(
            ALDER,
            health=5.5,
            stage="2. Onboarding Initiated",
            remote_updated_at="2026-06-12T10:00:00.000Z",
        ),
    )
    assert sorted(logged(store, start)) == [
        ("account", "health", "6.8", "5.5"),
        ("account", "stage", "1. New Account", "2. Onboarding Initiated"),
    ]
    one = only(store)
    assert one.health_drop == pytest.approx(1.3)
    assert one.stage_since == clock.now


def test_a_fall_of_health_is_forgotten_after_the_look_back(store: Store, clock: HandClock) -> None:
    take(store, ALDER)
    take(store, replace(ALDER, health=5.0))
    clock.move(days=15)
    assert only(store).health_drop is None


def test_a_moved_stamp_alone_is_kept_but_not_logged(store: Store) -> None:
    take(store, ALDER)
    start = changes.latest(store)
    applied = take(store, replace(ALDER, remote_updated_at="2026-06-12T10:00:00.000Z"))
    assert applied.updated == 0 and logged(store, start) == []
    assert store.row("SELECT remote_updated_at FROM accounts") == ("2026-06-12T10:00:00.000Z",)


def test_rows_and_cursor_commit_together(store: Store) -> None:
    intake.apply(store, page(accounts=(ALDER,), cursor='{"next":"2"}'))
    assert cursors.cursor(store, "vitally", "accounts") == '{"next":"2"}'
    bad = replace(ALDER, external_id="a-2", name=None)
    with pytest.raises(Exception, match="NOT NULL"):
        intake.apply(store, page(accounts=(bad,), cursor='{"next":"3"}'))
    assert cursors.cursor(store, "vitally", "accounts") == '{"next":"2"}'
    assert len(accounts.all_accounts(store)) == 1


def test_a_record_named_twice_on_a_page_counts_once(store: Store) -> None:
    applied = take(store, ALDER, replace(ALDER, name="Alderwood, renamed"))
    assert applied.created == 1 and only(store).name == "Alderwood, renamed"


def test_new_means_new_only_after_the_first_complete_sync(store: Store, clock: HandClock) -> None:
    take(store, ALDER)
    sources.finish_baseline(store, "vitally")
    clock.move(days=1)
    take(store, replace(ALDER, external_id="a-2", org_id="org-2", name="Brambletop"))
    by_name = {one.name: one for one in accounts.all_accounts(store)}
    assert by_name["Alderwood Metrics"].entered_at is None
    assert by_name["Brambletop"].entered_at == clock.now
    assert by_name["Brambletop"].entered_segment == ""


def test_joining_a_segment_later_is_new_in_that_segment(store: Store, clock: HandClock) -> None:
    take(store, ALDER)
    sources.finish_baseline(store, "vitally")
    clock.move(days=3)
    take(store, replace(ALDER, segments='["Onboarding Lead","CSM Managed"]'))
    assert only(store).entered_segment == "CSM Managed"
    watched = accounts.all_accounts(store, watched=frozenset({"Onboarding Lead"}))
    assert watched[0].entered_segment is None
    clock.move(days=3)
    take(store, ALDER)
    take(store, replace(ALDER, segments='["Onboarding Lead","CSM Managed"]'))
    first = store.row("SELECT first_seen FROM segment_seen WHERE segment = 'CSM Managed'")
    assert first is not None and first[0].startswith("2026-06-13")


def test_an_account_that_left_stays_for_a_while_and_can_come_back(
    store: Store, clock: HandClock
) -> None:
    take(store, ALDER)
    sources.finish_baseline(store, "vitally")
    assert intake.apply(store, page(left=("a-1",))).removed == 1
    assert only(store).status == "left" and accounts.all_accounts(store) == []
    assert living.account_ids(store, "vitally") == frozenset()
    clock.move(days=4)
    assert take(store, ALDER).joined == ("a-1",)
    assert only(store).status == "active" and only(store).entered_at == clock.now


def test_churned_accounts_stay_in_the_book(store: Store) -> None:
    take(store, replace(ALDER, churned_at="2026-06-01T00:00:00.000Z"))
    assert only(store).status == "churned"


def test_a_deleted_account_made_again_takes_its_old_row(store: Store) -> None:
    take(store, ALDER)
    intake.apply(store, page("notes", notes=(note(),)))
    intake.apply(store, page(gone=("a-1",)))
    assert only(store).status == "removed"
    applied = take(store, replace(ALDER, external_id="a-9"))
    one = only(store)
    assert (one.external_id, one.status, one.notes_count) == ("a-9", "active", 1)
    assert applied.joined == ("a-9",)
    assert ("account", "external_id", "a-1", "a-9") in logged(store)


def test_notes_follow_when_the_new_row_was_there_first(store: Store) -> None:
    take(store, ALDER)
    intake.apply(store, page("notes", notes=(note(),)))
    take(store, replace(ALDER, external_id="a-9"))
    intake.apply(store, page(gone=("a-1",)))
    heir = accounts.find_account(store, "a-9")
    assert [one.subject for one in notes.notes_of(store, heir.id)] == ["First call"]
    assert heir.notes_count == 1


def test_nothing_of_an_outside_account_is_kept_but_id_and_name(store: Store) -> None:
    secret = "the-colleagues-customer"
    take(store, ALDER)
    applied = intake.apply(
        store,
        page(
            outsiders=(Outsider(external_id="x-1", name="Outside Ltd"),),
            contacts=(ContactFacts(external_id="c", account_external_id="x-1", name=secret),),
            notes=(replace(note(), account_external_id="x-1", body=secret),),
            tasks=(TaskFacts(external_id="t", account_external_id="x-1", title=secret),),
        ),
    )
    assert applied.homeless == 3
    assert store.rows("SELECT * FROM outsiders") == [("vitally", "x-1", "Outside Ltd")]
    everything = str([list(table.rows) for table in store.database.tables])
    assert secret not in everything and "Outside Ltd" in everything


def test_an_outside_account_that_joins_loses_its_entry_there(store: Store) -> None:
    intake.apply(store, page(outsiders=(Outsider(external_id="a-1", name="Alderwood"),)))
    take(store, ALDER)
    assert store.rows("SELECT * FROM outsiders") == []


def test_an_account_of_the_book_told_as_an_outsider_has_left_it(store: Store) -> None:
    take(store, ALDER)
    outside = Outsider(external_id="a-1", name="Alderwood Metrics")
    applied = intake.apply(store, page(outsiders=(outside,)))
    assert applied.removed == 1 and only(store).status == "left"


def test_a_note_moved_to_an_outside_account_goes(store: Store) -> None:
    take(store, ALDER)
    intake.apply(store, page("notes", notes=(note(),)))
    applied = intake.apply(store, page("notes", notes=(replace(note(), account_external_id="x"),)))
    assert applied.removed == 1 and only(store).notes_count == 0


def note(**parts: object) -> NoteFacts:
    plain = NoteFacts(
        external_id="n-1", account_external_id="a-1", subject="First call", day="2026-06-03"
    )
    return replace(plain, **parts)


def test_the_last_touch_is_the_newest_with_its_kind(store: Store) -> None:
    take(store, replace(ALDER, last_outbound_at="2026-06-01T12:00:00.000Z"))
    assert only(store).touch == Touch(date(2026, 6, 1), "mail")
    meeting = note(external_id="n-2", kind="meeting", day="2026-06-05")
    intake.apply(store, page("notes", notes=(note(), meeting)))
    assert only(store).touch == Touch(date(2026, 6, 5), "meeting")
    intake.apply(store, page("archived_notes", gone=("n-2",)))
    assert only(store).touch == Touch(date(2026, 6, 3), "note")
    take(store, replace(ALDER, last_outbound_at="2026-06-09T12:00:00.000Z"))
    assert only(store).touch == Touch(date(2026, 6, 9), "mail")


def test_task_figures_follow_the_tasks(store: Store) -> None:
    take(store, ALDER)
    mine = TaskFacts(
        external_id="t-1", account_external_id="a-1", title="send docs", due="2026-06-12", mine=1
    )
    theirs = replace(mine, external_id="t-2", due="2026-06-11", mine=0)
    intake.apply(store, page("tasks", tasks=(mine, theirs)))
    one = only(store)
    assert (one.open_tasks, str(one.next_task_due), str(one.my_next_due)) == (
        2,
        "2026-06-11",
        "2026-06-12",
    )
    assert [task.title for task, _ in tasks.open_tasks(store)] == ["send docs"]
    done = replace(mine, completed_at="2026-06-10T08:00:00.000Z")
    intake.apply(store, page("tasks", tasks=(done,)))
    intake.apply(store, page("archived_tasks", gone=("t-2",)))
    assert (only(store).open_tasks, only(store).next_task_due) == (0, None)


def test_people_give_an_account_its_domain(store: Store) -> None:
    take(store, ALDER)
    people = [
        ContactFacts(external_id=f"c-{at}", account_external_id="a-1", name="P", email=email)
        for at, email in enumerate(["a@alder.test", "b@ALDER.test", "c@gmail.com", "d@gmail.com"])
    ]
    intake.apply(store, page("contacts", contacts=tuple(people)))
    assert only(store).domain == "alder.test"
    assert accounts.find_account(store, "x@alder.test").name == "Alderwood Metrics"
    intake.apply(store, page("contacts", gone=("c-0", "c-1")))
    assert [one.email for one in contacts.contacts_of(store, only(store).id)] == [
        "c@gmail.com",
        "d@gmail.com",
    ]


def test_one_person_may_belong_to_two_accounts(store: Store) -> None:
    take(store, ALDER, replace(ALDER, external_id="a-2", org_id="org-2", name="Brambletop"))
    both = tuple(
        ContactFacts(external_id="c-1", account_external_id=home, name="Noor Aziz")
        for home in ("a-1", "a-2")
    )
    assert intake.apply(store, page("contacts", contacts=both)).created == 2
    assert intake.apply(store, page("contacts", contacts=both)).unchanged == 2


def test_teammates_and_fields_are_replaced_in_place(store: Store) -> None:
    for name in ("Kim", "Kim Renamed"):
        intake.apply(
            store,
            page(
                teammates=(Teammate(external_id="u-1", name=name, email="kim@x.test"),),
                fields=(FieldFacts(model="accounts", path="p", label=name),),
            ),
        )
    assert store.rows("SELECT name FROM teammates") == [("Kim Renamed",)]
    assert store.rows("SELECT label FROM fields") == [("Kim Renamed",)]


def test_several_pages_go_in_with_one_commit(store: Store, profile: Profile, key: bytes) -> None:
    pages = [
        page(accounts=(replace(ALDER, external_id=f"a-{at}", org_id=f"org-{at}"),), cursor=str(at))
        for at in range(5)
    ]
    other = Store.open(profile, key)
    before = other.data_version()
    applied = intake.apply_all(store, pages)
    assert [one.created for one in applied] == [1] * 5
    assert other.data_version() == before + 1
    other.close()


def test_a_waiting_person_has_the_pages_so_far_committed(store: Store) -> None:
    gate = FileLock(store.profile.write_gate)
    seen: list[int] = []

    class Waiting(Store):
        def somebody_waits(self) -> bool:
            seen.append(1)
            return True

    store.__class__ = Waiting
    applied = intake.apply_all(
        store, [page(accounts=(replace(ALDER, external_id=f"a-{at}"),)) for at in range(3)]
    )
    assert len(applied) == 3 and len(seen) == 3
    assert gate.acquire(wait_seconds=0)
    gate.release()


TEXTS = st.text(max_size=30).filter(lambda text: "\x00" not in text)
FACTS = st.builds(
    AccountFacts,
    external_id=st.sampled_from(["a", "b", "c", "d"]),
    name=TEXTS,
    stage=st.none() | TEXTS,
    health=st.none() | st.floats(0, 10),
    arr_cents=st.none() | st.integers(-(10**12), 10**12),
    segments=st.lists(TEXTS, max_size=3).map(lambda names: msgspec.json.encode(names).decode()),
    churned_at=st.none() | st.just("2026-06-01T00:00:00.000Z"),
)


@given(st.lists(st.lists(FACTS, max_size=5), max_size=6))
def test_any_pulls_replayed_backwards_through_the_log_give_each_earlier_state(
    pulls: list[list[AccountFacts]],
) -> None:
    """Reading the log back from today's rows gives the rows as they stood after each pull."""
    store = fresh_store()
    try:
        states: list[tuple[int, dict[tuple[int, str], str | None]]] = []
        for facts in pulls:
            intake.apply(store, page(accounts=tuple(facts)))
            states.append((changes.latest(store), fields_of(store)))
        for at, (mark, expected) in enumerate(states):
            now = fields_of(store)
            for change in reversed(changes.since(store, ChangeId(mark))):
                if change.field == "created":
                    now = {where: v for where, v in now.items() if where[0] != change.record_id}
                else:
                    now[change.record_id, change.field] = change.old
            assert now == expected, f"pull {at}"
    finally:
        store.close()


def fields_of(store: Store) -> dict[tuple[int, str], str | None]:
    columns = ("status", "name", "stage", "health", "arr_cents", "segments", "churned_at")
    rows = store.rows(f"SELECT id, {', '.join(columns)} FROM accounts")
    return {
        (row[0], column): changes.text_of(value)
        for row in rows
        for column, value in zip(columns, row[1:], strict=True)
    }


def fresh_store() -> Store:
    import tempfile
    from pathlib import Path

    from book import keys
    from book.records import Source

    profile = Profile(Path(tempfile.mkdtemp()) / "book")
    keys.make_key_file(profile, "none")
    store = Store.open(profile, None)
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    return store
