"""What was escalated from the line of a note before that note ended is what the line stands for."""

from __future__ import annotations

from datetime import date

from book import drafts, points, undo
from book.escalation_form import EscalationForm
from book.escalation_writing import begin_escalation, close_escalation
from book.escalations import EscalationId, escalation_of_point
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, begin

ACORN, BIRCH = AccountId(1), AccountId(2)
LINE = "^ escalate: boards time out"


def escalate(store: Store, subject: str, account: AccountId = ACORN) -> EscalationId:
    form = EscalationForm(kind="support", answers={"subject": subject})
    return begin_escalation(store, RULES, account, form)[0]


def end_note(store: Store) -> None:
    draft = drafts.begin(store, account_id=ACORN, body=LINE, day=date(2026, 6, 10))
    drafts.end(store, RULES, draft.id)


def point_of(store: Store, number: EscalationId) -> int | None:
    found = store.row("SELECT point_id FROM escalations WHERE id = ?", (number,))
    assert found is not None
    return None if found[0] is None else int(found[0])


def test_the_line_is_that_escalation_and_undo_parts_them(store: Store) -> None:
    begin(store)
    others = [escalate(store, "something else"), escalate(store, "boards time out", BIRCH)]
    others.append(closed := escalate(store, "boards time out"))
    close_escalation(store, RULES, closed, "answered")
    begun = escalate(store, "boards time out")
    end_note(store)
    (point,) = points.points_of_account(store, ACORN)
    found = escalation_of_point(store, point.id)
    assert found is not None
    assert found.id == begun
    assert [point_of(store, one) for one in others] == [None] * 3
    undo.undo(store, RULES)
    assert point_of(store, begun) is None
    undo.redo(store, RULES)
    assert point_of(store, begun) == point.id


def test_a_second_line_of_these_words_is_another_escalation(store: Store) -> None:
    begin(store)
    escalate(store, "boards time out")
    end_note(store)
    end_note(store)
    stood_for = [
        escalation_of_point(store, one.id) for one in points.points_of_account(store, ACORN)
    ]
    assert sum(one is not None for one in stood_for) == 1
