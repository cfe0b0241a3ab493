"""The index keeps in step with the book, whoever writes, and forgets what is forgotten."""

from __future__ import annotations

import random
from datetime import date

import pytest

from book import departures, drafts, intake, keys, migrate, search_index, sources
from book.facts import AccountFacts, ContactFacts, NoteFacts, Page, TaskFacts
from book.note_writing import add_note, delete_note, edit_note
from book.opening import connect, set_up
from book.profile import Profile
from book.records import AccountId, NoteId, Source, TaskId
from book.rules import load
from book.search import search
from book.steps import m0007_search as step
from book.store import Store
from book.task_writing import add_task, finish, snooze
from book.undo import next_redo, next_undo, redo, undo
from tests.clocks import HandClock

RULES = load()
DAY = date(2026, 11, 23)


def check(store: Store) -> None:
    """The index holds exactly what the tables say, compared by FTS5 itself."""
    for table in step.TABLES:
        store.connection.execute(
            f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"
        )
    assert store.row("SELECT count(*) FROM search_waiting") == (0,)


def note(number: int, **fields: object) -> NoteFacts:
    usual = {
        "external_id": f"n{number}",
        "account_external_id": "A",
        "subject": f"Call {number}",
        "body": f"body of {number}",
        "day": "2026-10-01",
    }
    return NoteFacts(**usual | fields)  # type: ignore[arg-type]


def begin(store: Store) -> None:
    accounts = tuple(AccountFacts(external_id=name, name=f"Customer {name}") for name in "AB")
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=accounts))


def test_the_check_sees_a_row_that_is_missing(store: Store) -> None:
    begin(store)
    check(store)
    store.connection.execute("DROP TRIGGER search_accounts_changed")
    with store.writing() as connection:
        connection.execute("UPDATE accounts SET name = 'Other' WHERE id = 1")
    with pytest.raises(Exception, match="malformed"):
        check(store)


def test_it_is_in_step_after_every_kind_of_write(store: Store, clock: HandClock) -> None:
    begin(store)
    chance = random.Random(5)
    for turn in range(120):
        clock.move(seconds=90)
        one_write(store, chance, turn)
        if turn % 20 == 0:
            check(store)
    check(store)


def one_write(store: Store, chance: random.Random, turn: int) -> None:
    """Something that a person or a source may do."""
    account = AccountId(chance.choice((1, 2)))
    notes = [row[0] for row in store.rows("SELECT id FROM notes WHERE archived_at IS NULL")]
    tasks = [row[0] for row in store.rows("SELECT id FROM tasks WHERE archived_at IS NULL")]
    day = date.fromordinal(DAY.toordinal() - chance.randrange(40))
    match chance.randrange(9):
        case 0:
            add_note(
                store, RULES, account, body=f"words {turn} é", day=day, today=DAY, tags=("call",)
            )
        case 1 if notes:
            edit_note(
                store, RULES, NoteId(chance.choice(notes)), body=f"new {turn}", day=day, today=DAY
            )
        case 2 if notes:
            delete_note(store, RULES, NoteId(chance.choice(notes)))
        case 3:
            add_task(store, RULES, account, f"task {turn}", due=day)
        case 4 if tasks:
            if turn % 2:
                finish(store, RULES, [TaskId(chance.choice(tasks))])
            else:
                snooze(store, RULES, [TaskId(chance.choice(tasks))], day)
        case 5:
            if next_redo(store) and turn % 3:
                redo(store, RULES)
            elif next_undo(store):
                undo(store, RULES)
        case 6:
            draft = drafts.begin(store, account_id=account, body=f"draft {turn}", day=day)
            if turn % 2:
                drafts.end(store, RULES, draft.id, today=DAY)
        case 7:
            facts = tuple(
                note(chance.randrange(9), day=day.isoformat(), body=f"theirs {turn}")
                for _ in range(3)
            )
            intake.apply(store, Page(source="vitally", resource="notes", notes=facts))
        case _:
            gone = (f"n{chance.randrange(9)}",)
            intake.apply(store, Page(source="vitally", resource="notes", gone=gone))


def test_pages_of_a_source_in_any_order_of_days(store: Store) -> None:
    begin(store)
    days = ["2026-11-03", "1901-01-01", "2026-01-05", "9999-12-31", "no day at all", "2026-11-03"]
    facts = tuple(note(at, day=day) for at, day in enumerate(days))
    intake.apply(store, Page(source="vitally", resource="notes", notes=facts))
    check(store)
    assert len(search(store, "call", today=DAY)) == len(days)


def test_a_note_that_moves_or_turns_is_found_where_it_is(store: Store) -> None:
    begin(store)
    intake.apply(store, Page(source="vitally", resource="notes", notes=(note(1, body="quartz"),)))
    assert len(search(store, "quartz acct:a1", today=DAY)) == 1
    moved = note(1, body="quartz", account_external_id="B")
    intake.apply(store, Page(source="vitally", resource="notes", notes=(moved,)))
    assert search(store, "quartz acct:a1", today=DAY) == []
    assert len(search(store, "quartz acct:a2", today=DAY)) == 1
    check(store)


def test_nothing_new_writes_nothing_to_the_index(store: Store) -> None:
    begin(store)
    page = Page(source="vitally", resource="notes", notes=(note(1),))
    intake.apply(store, page)
    before = store.rows("SELECT * FROM search_words_data")
    again = (note(1, remote_updated_at="2026-11-22T09:00:00.000Z"),)
    intake.apply(store, Page(source="vitally", resource="notes", notes=again))
    assert store.rows("SELECT * FROM search_words_data") == before


def test_what_a_failing_write_indexed_is_rolled_back(store: Store) -> None:
    begin(store)
    with pytest.raises(ValueError, match="no"):
        rename_and_fail(store)
    assert search(store, "quartz", today=DAY) == []
    check(store)


def rename_and_fail(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE accounts SET name = 'Quartz' WHERE id = 1")
        raise ValueError("no")


# -- forgetting -------------------------------------------------------------------------------

SECRET = "xylophonist"


def pages_of_the_index(store: Store) -> bytes:
    return b"".join(
        row[0] for table in step.TABLES for row in store.rows(f"SELECT block FROM {table}_data")
    )


def traces(store: Store, word: str) -> list[bytes]:
    """Pieces of a word that are readable in the index; beginnings may be shared with others."""
    held = pages_of_the_index(store)
    return [
        piece for piece in (word.encode(), word[2:].encode(), word[-5:].encode()) if piece in held
    ]


@pytest.mark.parametrize("edited", [False, True])
def test_disconnect_and_forget_leave_no_word_in_the_index(store: Store, edited: bool) -> None:
    begin(store)
    for at in range(30):
        body = f"{SECRET} plays" if at == 7 else f"ordinary words {at}"
        facts = note(at, body=body)
        intake.apply(store, Page(source="vitally", resource="notes", notes=(facts,)))
    person = ContactFacts(
        external_id="p", account_external_id="A", name=SECRET, email=f"{SECRET}@x.test"
    )
    task = TaskFacts(external_id="t", account_external_id="A", title=f"Thank the {SECRET}")
    people = Page(source="vitally", resource="contacts", contacts=(person,), tasks=(task,))
    intake.apply(store, people)
    if edited:  # what stood there before is words of theirs too
        intake.apply(store, Page(source="vitally", resource="notes", notes=(note(7),)))
    assert traces(store, SECRET)
    sources.forget(store, "vitally", rows=True)
    assert traces(store, SECRET) == []
    check(store)
    assert search(store, SECRET, today=DAY) == []


def test_forgetting_keeps_the_words_of_others(store: Store) -> None:
    begin(store)
    number, _ = add_note(store, RULES, AccountId(1), body="granite stays", day=DAY, today=DAY)
    gone, _ = add_note(
        store, RULES, AccountId(1), body=f"{SECRET} goes", day=DAY, today=DAY, private=True
    )
    with store.writing() as connection:
        connection.execute("DELETE FROM notes WHERE id = ?", (gone,))
    search_index.forget_words(store)
    assert traces(store, SECRET) == []
    assert [hit.id for hit in search(store, "granite", today=DAY)] == [number]
    search_index.forget_words(store)  # once more finds nothing to do, and ends
    check(store)


def test_what_left_the_book_long_ago_is_out_of_the_index(store: Store, clock: HandClock) -> None:
    begin(store)
    intake.apply(store, Page(source="vitally", resource="notes", notes=(note(1, body=SECRET),)))
    intake.apply(store, Page(source="vitally", resource="accounts", left=("A",)))
    clock.move(days=40)
    departures.purge_left(store, 30)
    check(store)


# -- books from before ------------------------------------------------------------------------


def test_a_book_from_before_is_indexed_by_its_upgrade(profile: Profile, clock: HandClock) -> None:
    _, key = keys.make_key_file(profile, "keyring")
    old = connect(profile.database, key)
    set_up(old)
    migrate.upgrade(old, profile, clock, migrate.STEPS[: migrate.STEPS.index("m0007_search")])
    old.execute(
        "INSERT INTO accounts (source, external_id, name, currency, first_seen)"
        " VALUES ('vitally', 'A', 'Acme Pumps', 'USD', '2026-01-01T00:00:00.000Z')"
    )
    for number, (body, archived) in enumerate((("quartz", None), ("basalt", "2026-01-01")), 1):
        old.execute(
            "INSERT INTO notes (source, external_id, account_id, body, day, archived_at)"
            " VALUES ('vitally', ?, 1, ?, '2026-01-05', ?)",
            (f"n{number}", body, archived),
        )
    old.close()
    store = Store.open(profile, key, clock=clock)
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    check(store)
    assert [hit.kind for hit in search(store, "quar", today=DAY)] == ["note"]
    assert [hit.kind for hit in search(store, "pum", today=DAY)] == ["account"]
    assert search(store, "basalt", today=DAY) == []
    store.close()
