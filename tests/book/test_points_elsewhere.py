"""Points go where their account goes, are forgotten with it, and stand in the one log."""

from __future__ import annotations

from book import changes, notes, point_writing, sources, twins, undo
from book.records import AccountId
from book.store import Store
from tests.book.test_filing import BIRCH, FRIDAY, MONDAY, add, book, edit, left
from tests.book.writing_book import RULES, SOURCE, StandIn

__all__ = ["book"]


def test_points_follow_their_account(two: Store) -> None:
    """Points at a twin are shown with the customer, and a note that moves takes its own along."""
    twins.match(two)
    rows = two.rows("SELECT id, shown_with, source FROM accounts ORDER BY id")
    twin = next(row for row in rows if row[1] is not None)
    lead = AccountId(twin[1])
    with two.writing() as connection:
        connection.execute(
            "INSERT INTO notes (account_id, body, day) VALUES (?, '', '2026-06-10')", (twin[0],)
        )
        note = connection.execute("SELECT max(id) FROM notes").fetchone()[0]
        connection.execute(
            "INSERT INTO points (account_id, note_id, kind, text, created_at)"
            " VALUES (?, ?, 'risk', 'late', '2026-06-10T09:00:00.000Z')",
            (twin[0], note),
        )
    assert [(one.account_id, one.text) for one in left(two, lead)] == [(lead, "late")]
    twins.separate(two, AccountId(twin[0]))
    assert left(two, lead) == []
    assert len(left(two, AccountId(twin[0]))) == 1
    with two.writing() as connection:
        connection.execute("UPDATE notes SET account_id = ? WHERE id = ?", (lead, note))
    assert [one.text for one in left(two, lead)] == ["late"]


def test_a_source_that_is_forgotten_leaves_no_word_of_its_lines(book: Store) -> None:
    note = add(book, "? who owns the secret plant\n[] secret task", BIRCH)
    edit(book, note, "? who runs the secret plant\n[] secret task")
    gone = add(book, "! secret risk", BIRCH)
    undo.undo(book, RULES)
    assert notes.note(book, gone) is None
    StandIn(book).take_all()
    assert left(book, BIRCH)
    sources.forget(book, SOURCE, rows=True)
    assert book.rows("SELECT * FROM points") == []
    assert book.rows("SELECT * FROM note_lines") == []
    told = book.rows(
        "SELECT * FROM changes WHERE coalesce(old, '') || coalesce(new, '') LIKE '%secret%'"
    )
    assert told == []


def test_the_log_tells_points_as_it_tells_everything(book: Store) -> None:
    add(book, "? who owns it")
    (question,) = left(book)
    point_writing.move_points(book, RULES, [question.id], MONDAY)
    assert [
        (one.field, one.old, one.new) for one in changes.of_record(book, "point", question.id)
    ] == [
        ("due", FRIDAY.isoformat(), MONDAY.isoformat()),
        ("created", None, None),
    ]
