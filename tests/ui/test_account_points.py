"""What lines of notes left stands in the pane: what I owe first, and what was just closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from book.records import AccountId, Point, PointId, PointKind
from ui.account.points import POINT, lines, point_lines

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def point(number: int, kind: PointKind, due: int | None = None, *, closed: int = -1) -> Point:
    return Point(
        id=PointId(number),
        account_id=AccountId(1),
        kind=kind,
        text=f"Words {number}",
        due=None if due is None else TODAY + timedelta(days=due),
        done_at=NOON - timedelta(days=closed) if closed >= 0 else None,
        created_at=NOON,
        since=date(2026, 11, 12),
    )


def test_what_i_owe_comes_first_and_what_is_late_before() -> None:
    found = point_lines(
        [point(1, "risk"), point(2, "they_owe", 1), point(3, "i_owe", 2), point(4, "i_owe", -3),
         point(5, "question", 0), point(6, "escalation")],
        TODAY,
    )  # fmt: skip
    assert [one.number for one in found] == [4, 3, 5, 2, 1, 6]
    assert [(one.due, one.late) for one in found[:3]] == [
        ("3 d late", True), ("Thu 26 Nov", False), ("today", False),
    ]  # fmt: skip
    assert found[0].tip == "Words 4\nSaid on Thu 12 Nov"


def test_what_was_just_closed_stays_to_be_opened_again() -> None:
    found = point_lines([point(1, "i_owe", -3, closed=0), point(2, "risk", closed=9)], TODAY)
    assert [(one.number, one.done, one.late, one.due) for one in found] == [
        (1, True, False, "done today")
    ]


def test_a_line_ticks_and_says_what_it_is() -> None:
    (line,) = lines(point_lines([point(7, "question", -1)], TODAY))
    assert (line.key, line.act, line.sign) == (f"{POINT}7", True, "square")
    assert "question" in line.spoken and "1 d late" in line.spoken
    (closed,) = lines(point_lines([point(8, "question", closed=1)], TODAY))
    assert closed.sign == "square-check"


def test_a_risk_is_never_late() -> None:
    (one,) = point_lines([point(1, "risk", -5)], TODAY)
    assert not one.late
