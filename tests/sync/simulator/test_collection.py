"""Paging: every row once, newest first, and what happens when rows move meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sync.simulator.collection import Collection, Key, Row

MOMENTS = st.integers(0, 12)
ROWS = st.lists(st.tuples(MOMENTS, MOMENTS, st.booleans()), max_size=30)


def collection(rows: list[tuple[int, int, bool]]) -> Collection:
    made = Collection()
    for at, (created, updated, archived) in enumerate(rows):
        accounts = (f"a{at % 3}",)
        made.put(
            Row(f"r{at:02}", f"x{at}", created, updated, encoded=b"{}", accounts=accounts)
            if not archived
            else Row(
                f"r{at:02}", None, created, updated, encoded=b"{}", accounts=accounts, archived=True
            )
        )
    return made


def walked(
    held: Collection,
    sort: str,
    limit: int,
    keep: Callable[[Row], bool] | None = None,
    account: str | None = None,
    between: Callable[[int], None] = lambda _: None,
) -> list[Row]:
    """Pages to the end; `between` is called after each page with its number."""
    got: list[Row] = []
    after: Key | None = None
    for number in range(1000):
        page = held.page(sort, after, limit, keep, account)
        assert len(page.rows) <= limit
        got += page.rows
        between(number)
        if page.last is None:
            return got
        assert page.rows, "a page that leads on has rows"
        after = page.last
    raise AssertionError("the list has no end")


def moment(row: Row, sort: str) -> int:
    return row.created if sort == "createdAt" else row.updated


@given(ROWS, st.integers(1, 7), st.sampled_from(["createdAt", "updatedAt"]), st.booleans())
def test_every_row_once_and_newest_first(rows, limit, sort, only_active):
    held = collection(rows)
    keep = (lambda row: not row.archived) if only_active else None
    got = walked(held, sort, limit, keep)
    expected = [row for row in held.rows.values() if keep is None or keep(row)]
    assert sorted(row.id for row in got) == sorted(row.id for row in expected)
    moments = [moment(row, sort) for row in got]
    assert moments == sorted(moments, reverse=True)


@given(ROWS, st.integers(1, 7), st.sampled_from(["a0", "a1", "nobody"]))
def test_a_list_of_one_account_has_its_rows_and_no_others(rows, limit, account):
    held = collection(rows)
    got = walked(held, "updatedAt", limit, account=account)
    assert {row.id for row in got} == {
        row.id for row in held.rows.values() if account in row.accounts
    }


@given(ROWS.filter(bool), st.integers(1, 5), st.data())
def test_a_row_that_moves_while_paging_is_at_worst_missed_never_doubled(rows, limit, data):
    held = collection(rows)
    moved: set[str] = set()

    def move(number: int) -> None:
        row = held.rows[data.draw(st.sampled_from(sorted(held.rows)))]
        moved.add(row.id)
        held.put(Row(row.id, row.external_id, row.created, 100 + number, encoded=b"{}"))

    got = [row.id for row in walked(held, "updatedAt", limit, between=move)]
    assert len(got) == len(set(got))
    assert set(held.rows) - moved <= set(got)


@given(ROWS.filter(bool), st.integers(1, 5), st.data())
def test_by_creation_nothing_is_missed_whatever_moves(rows, limit, data):
    held = collection(rows)

    def move(number: int) -> None:
        row = held.rows[data.draw(st.sampled_from(sorted(held.rows)))]
        held.put(Row(row.id, row.external_id, row.created, 100 + number, encoded=b"{}"))

    got = [row.id for row in walked(held, "createdAt", limit, between=move)]
    assert sorted(got) == sorted(held.rows)


@given(ROWS, st.data())
def test_orders_stay_right_after_rows_come_and_go(rows, data):
    held = collection(rows)
    walked(held, "updatedAt", 3)  # makes the order, which is kept up from here on
    for at in range(3):
        held.put(Row(f"new{at}", None, at, data.draw(MOMENTS), encoded=b"{}"))
    gone = data.draw(st.sampled_from(sorted(held.rows)))
    held.drop(held.rows[gone])
    got = walked(held, "updatedAt", 4)
    assert gone not in {row.id for row in got}
    assert sorted(row.id for row in got) == sorted(held.rows)


def test_an_external_id_finds_its_row_until_the_row_is_gone():
    held = collection([(1, 1, False), (2, 2, False)])
    assert held.find("x1") is held.rows["r01"]
    assert held.find("r00") is held.rows["r00"]
    held.drop(held.rows["r01"])
    assert held.find("x1") is None
