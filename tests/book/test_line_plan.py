"""Whatever is done to a note, each of its lines has at most one object, and keeps it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import intake, notes, undo
from book.facts import AccountFacts, Page
from book.line_links import LineLinks, LinkedLine, Target
from book.line_plan import plan
from book.note_lines import LineKind, parse
from book.note_writing import add_note, edit_note
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, StandIn, begin

TODAY = date(2026, 11, 24)

lines = st.builds(
    "{}{}{}".format,
    st.sampled_from(["[] ", "[ ] ", "[x] ", "? ", "! ", "<< ", ">> [x] ", "- ? ", "", "```"]),
    st.sampled_from(["send docs", "send docs to Jo", "who owns it", "call", "price of it all"]),
    st.sampled_from(["", " @fri", " mon", " 3 dec"]),
)
bodies = st.lists(lines, min_size=1, max_size=7).map("\n".join)


def fresh_account(store: Store) -> AccountId:
    """One more account, so that examples know nothing of each other."""
    (count,) = store.row("SELECT count(*) FROM accounts") or (0,)
    facts = AccountFacts(external_id=f"F{count}", name=f"Fresh {count}")
    intake.apply(store, Page(source=SOURCE, resource="accounts", accounts=(facts,)))
    (number,) = store.row("SELECT max(id) FROM accounts") or (0,)
    return AccountId(number)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def held(store: Store, account: AccountId) -> list[tuple[str, int]]:
    """What the lines of an account's only note made and nobody deleted."""
    return store.rows(
        "SELECT 'point', id FROM points WHERE archived_at IS NULL AND account_id = ?1"
        " UNION ALL SELECT 'task', id FROM tasks WHERE archived_at IS NULL AND account_id = ?1",
        (account,),
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(bodies, min_size=2, max_size=5), st.booleans())
def test_no_line_ever_has_two_objects_and_none_is_held_by_two(
    book: Store, several: list[str], sent: bool
) -> None:
    account = fresh_account(book)
    note, _ = add_note(book, RULES, account, body=several[0], day=TODAY, today=TODAY)
    there = StandIn(book)
    acts = 1
    for body in several[1:]:
        acts += bool(edit_note(book, RULES, note, body=body, today=TODAY))
        ties = book.rows(
            "SELECT line, record, record_id FROM note_lines WHERE line IS NOT NULL AND note_id = ?",
            (note,),
        )
        assert len({row[0] for row in ties}) == len(ties)
        assert len({row[1:] for row in ties}) == len(ties)
        assert {row[0] for row in ties} <= {line.number for line in parse(body, TODAY)}
        # What nobody finished and no source has is held by a line that stands.
        loose = set(held(book, account)) - {row[1:] for row in ties}
        assert all(is_done_or_sent(book, *one) for one in loose)
        standing = held(book, account)
        assert not edit_note(book, RULES, note, body=body, today=TODAY)
        assert held(book, account) == standing
        if sent:
            there.take_all()
    for _ in range(acts):
        undo.undo(book, RULES)
    assert notes.note(book, note) is None
    assert sent or held(book, account) == []


def is_done_or_sent(store: Store, record: str, number: int) -> bool:
    if record == "point":
        row = store.row("SELECT done_at FROM points WHERE id = ?", (number,))
    else:
        row = store.row(
            "SELECT coalesce(completed_at, external_id) FROM tasks WHERE id = ?", (number,)
        )
    return row is not None and row[0] is not None


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
