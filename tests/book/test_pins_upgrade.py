"""A book from before notes were pinned: nothing of it is lost, and all of it is found as before."""

from __future__ import annotations

from datetime import date

from book import migrate, notes, opening
from book.contacts import contacts_of
from book.facts import ContactFacts, Page
from book.intake import apply
from book.note_writing import pin
from book.profile import Profile
from book.records import AccountId, NoteId
from book.rules import load
from book.search import search
from book.steps import m0007_search as step
from book.store import Store
from tests.clocks import HandClock

DAY = date(2026, 6, 10)
BEFORE = migrate.STEPS.index("m0020_notes_pinned")


def check(store: Store) -> None:
    """The index holds exactly what the tables say, compared by FTS5 itself."""
    for table in step.TABLES:
        store.connection.execute(
            f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"
        )


def test_a_book_of_the_step_before_is_found_as_it_was(
    profile: Profile, key: bytes, clock: HandClock
) -> None:
    profile.make_folders()
    connection = opening.connect(profile.database, key)
    opening.set_up(connection)
    migrate.upgrade(connection, profile, clock, migrate.STEPS[:BEFORE])
    connection.execute("INSERT INTO sources (name, url) VALUES ('vitally', 'x')")
    connection.execute(
        "INSERT INTO accounts (id, source, external_id, name, currency, first_seen)"
        " VALUES (1, 'vitally', 'A', 'Pine', 'USD', '2026-01-01')"
    )
    connection.execute(
        "INSERT INTO contacts (id, source, external_id, account_id, name, email)"
        " VALUES (1, 'vitally', 'p', 1, 'Ola Rask', 'ola@pine.test')"
    )
    connection.execute(
        "INSERT INTO notes (id, source, external_id, account_id, subject, body, day, mine)"
        " VALUES (1, 'vitally', 'n', 1, 'Call', 'They said yes', '2026-06-01', 1)"
    )
    for statements in (step.taken_in(kind) for kind in step.KINDS):
        for statement in statements:
            connection.execute(statement)
    connection.execute("DELETE FROM search_waiting")
    connection.close()

    store = Store.open(profile, key, clock=clock)
    check(store)
    assert [hit.kind for hit in search(store, "ola@pine", today=DAY)] == ["contact"]
    (note,) = notes.notes_of(store, AccountId(1))
    assert not note.pinned
    assert notes.pinned_of(store, AccountId(1)) == []
    pin(store, load(), NoteId(1))
    person = ContactFacts(
        external_id="p", account_external_id="A", name="Ola Rask", phone="+44 20 7946 0018"
    )
    apply(store, Page(source="vitally", resource="contacts", contacts=(person,)))
    check(store)
    assert [one.phone for one in contacts_of(store, AccountId(1))] == ["+44 20 7946 0018"]
    assert [hit.kind for hit in search(store, "79460018", today=DAY)] == ["contact"]
    assert [hit.id for hit in search(store, "is:pinned said", today=DAY)] == [1]
    assert search(store, "ola@pine", today=DAY) == []  # the source says no address any more
    store.close()
