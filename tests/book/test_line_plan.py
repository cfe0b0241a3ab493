"""Whatever is done to a note, each of its lines has at most one object, and keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import keys, notes, undo
from book.line_links import LinkedLine, LineLinks, Target
from book.line_plan import plan
from book.note_lines import LineKind, parse
from book.note_writing import add_note, edit_note
from book.profile import Profile
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, StandIn, begin
from tests.clocks import HandClock

TODAY = date(2026, 11, 24)

lines = st.builds(
    "{}{}{}".format,
    st.sampled_from(["[] ", "[ ] ", "[x] ", "? ", "! ", "<< ", ">> [x] ", "- ? ", "", "```"]),
    st.sampled_from(["send docs", "send docs to Jo", "who owns it", "call", "price of it all"]),
    st.sampled_from(["", " @fri", " mon", " 3 dec"]),
)
bodies = st.lists(lines, min_size=1, max_size=7).map("\n".join)


@contextmanager
def small_book() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "book")
        _, key = keys.make_key_file(profile, "keyring")
        assert key is not None
        store = Store.open(profile, key, clock=HandClock())
        begin(store)
        yield store
        store.close()


def held(store: Store, note: NoteId) -> list[tuple[str, int]]:
    """What the note made that is neither deleted nor another's."""
    return store.rows(
        "SELECT 'point', id FROM points WHERE archived_at IS NULL AND note_id = ?"
        " UNION ALL SELECT 'task', id FROM tasks WHERE archived_at IS NULL AND id > 1",
        (note,),
    )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.lists(bodies, min_size=2, max_size=6), st.booleans())
def test_no_line_ever_has_two_objects_and_none_is_held_by_two(
    several: list[str], sent: bool
) -> None:
    with small_book() as store:
        note, _ = add_note(store, RULES, AccountId(1), body=several[0], day=TODAY, today=TODAY)
        there = StandIn(store)
        for body in several[1:]:
            edit_note(store, RULES, note, body=body, today=TODAY)
            ties = store.rows(
                "SELECT line, record, record_id FROM note_lines WHERE line IS NOT NULL"
            )
            assert len({row[0] for row in ties}) == len(ties)
            assert len({row[1:] for row in ties}) == len(ties)
            known = {line.number for line in parse(body, TODAY)}
            assert {row[0] for row in ties} <= known
            # What nobody finished and no source has is held by a line that stands.
            loose = set(held(store, note)) - {row[1:] for row in ties}
            assert all(is_done_or_sent(store, *one) for one in loose)
            standing = held(store, note)
            again = edit_note(store, RULES, note, body=body, today=TODAY)
            assert not again
            assert held(store, note) == standing
            if sent:
                there.take_all()
        undo_all(store)
        assert notes.note(store, note) is None
        if not sent:
            assert held(store, note) == []


def is_done_or_sent(store: Store, record: str, number: int) -> bool:
    if record == "point":
        row = store.row("SELECT done_at FROM points WHERE id = ?", (number,))
    else:
        row = store.row(
            "SELECT coalesce(completed_at, external_id) FROM tasks WHERE id = ?", (number,)
        )
    return row is not None and row[0] is not None


def undo_all(store: Store) -> None:
    while undo.next_undo(store) is not None:
        undo.undo(store, RULES)


words = st.text(st.sampled_from("abcdefgh "), min_size=4, max_size=14).filter(
    lambda text: len(text.strip()) > 2
)
signed: st.SearchStrategy[tuple[str, LineKind]] = st.sampled_from(
    [("[] ", "task"), ("? ", "question"), ("<< ", "they_owe")]
)


@given(st.lists(st.tuples(signed, words), min_size=1, max_size=5), st.data())
def test_a_line_edited_where_it_stands_is_that_line(
    given_lines: list[tuple[tuple[str, LineKind], str]], data: st.DataObject
) -> None:
    """Pure: one line gets any other words, above it text comes or goes; all keep their own."""
    texts = [f"{sign}{said} {number}" for number, ((sign, _), said) in enumerate(given_lines)]
    linked = tuple(
        LinkedLine(
            id=number,
            line=number,
            text=text,
            made=True,
            target=Target(
                record="task" if kind == "task" else "point",
                id=number + 100,
                kind="task" if kind == "text" else kind,
                text=text,
                due=None,
                done=False,
                gone=False,
                sent=False,
                since=TODAY,
            ),
        )
        for number, (text, ((_, kind), _)) in enumerate(zip(texts, given_lines, strict=True))
    )
    at = data.draw(st.integers(0, len(texts) - 1))
    other = f"{given_lines[at][0][0]}{data.draw(words)} {at} more"
    news = [*texts[:at], other, *texts[at + 1 :]]
    above = data.draw(st.lists(st.just("words"), max_size=3))
    found = plan("\n".join([*above, *news]), LineLinks(body="\n".join(texts), linked=linked), TODAY)
    assert [step.verb for step in found.steps] == ["keep"] * len(texts)
    by_line = {step.line.number - len(above): step for step in found.steps if step.line}
    assert {number: step.link.id for number, step in by_line.items() if step.link} == {
        number: number for number in range(len(texts))
    }
