"""What happens to an escalation after it left: nudged, promised, closed, opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from book import undo
from book.amounts import amount_words
from book.errors import Refused
from book.escalation_form import form_from
from book.escalation_nudge import note_nudge
from book.escalation_outcome import call_summary, notes_of_call, outcome_lines
from book.escalation_promise import keep_promise, move_promise
from book.escalation_standing import standing
from book.escalation_text import Customer, text_of
from book.escalation_writing import (
    begin_escalation,
    close_escalation,
    keep_form,
    reopen_escalation,
)
from book.escalations import Escalation, EscalationId, escalation
from book.escalations_due import DueEscalation, due_of
from book.facts import AccountFacts, Page, TicketFacts
from book.handing_over import CLIPBOARD, Words, note_handed, watch_ticket
from book.intake import apply
from book.note_writing import add_note
from book.organizations import WATCHED
from book.product_requests import (
    askers,
    attach,
    combined_arr,
    known_wishes,
    with_others,
)
from book.records import AccountId, TaskId
from book.rules import load
from book.store import Store
from book.task_writing import add_task, edit_task
from book.tasks import tasks_of, tasks_of_escalation
from tests.clocks import HandClock
from ui.words import money

RULES = load()
PINE, OAK, ELM = AccountId(1), AccountId(2), AccountId(3)
WORDS = Words(title="Boards time out", text="text")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def book(store: Store, clock: HandClock) -> None:
    clock.now = MONDAY
    names = (("Pine", 4_980_650, "EUR"), ("Oak", 1_200_000, "USD"), ("Elm", 300_000, "USD"))
    facts = tuple(
        AccountFacts(external_id=name, name=name, arr_cents=cents, currency=currency)
        for name, cents, currency in names
    )
    apply(store, Page(source="vitally", resource="accounts", accounts=facts))


def begun(store: Store, account_id: AccountId = PINE, **said: Any) -> Escalation:
    table = {"kind": "engineering", "subject": "Boards time out"} | said
    number, _ = begin_escalation(store, RULES, account_id, form_from(table, RULES.escalations))
    return again(store, number)


def again(store: Store, number: EscalationId) -> Escalation:
    one = escalation(store, number)
    assert one is not None
    return one


def sent(store: Store, account_id: AccountId = PINE, **said: Any) -> Escalation:
    one = begun(store, account_id, **said)
    note_handed(store, RULES, one.id, "message", CLIPBOARD, WORDS)
    return one


def due(store: Store, one: Escalation) -> DueEscalation:
    return due_of(store, RULES, again(store, one.id), "Pine", store.clock())


def codes(store: Store, one: Escalation) -> list[str]:
    return [need.code for need in due(store, one).needs]


def test_a_nudge_makes_it_quiet_for_the_configured_days_again(
    store: Store, clock: HandClock
) -> None:
    one = sent(store)
    wish = sent(store, OAK, kind="product-request", subject="Dark boards")
    clock.now = MONDAY + timedelta(days=2)
    assert codes(store, wish) == [], "a wish takes its months"
    (need,) = due(store, one).needs
    assert (need.code, need.days) == ("unheard", 2)
    note_nudge(store, RULES, one.id, "Any news?")
    assert codes(store, one) == [] and len(due(store, one).stands.handovers) == 1
    clock.now = MONDAY + timedelta(days=4)
    (need,) = due(store, one).needs
    assert need.days == 4, "the customer waits since it left, not since the nudge"
    undo.undo(store, RULES)
    assert due(store, one).stands.nudged_at is None


def test_a_ticket_is_quiet_after_a_nudge_and_says_who_answered(
    store: Store, clock: HandClock
) -> None:
    one = begun(store, severity="high")
    watch_ticket(store, RULES, one.id, "zendesk", "7", title="Boards", url=None)
    ticket = TicketFacts(
        external_id="7", account_external_id=f"{WATCHED}7", number="7", subject="Boards",
        status="open", opened_at="2026-11-23T09:00:00.000Z",
    )  # fmt: skip
    apply(store, Page(source="zendesk", resource="tickets", tickets=(ticket,)))
    clock.now = MONDAY + timedelta(days=3)
    assert codes(store, one) == ["late", "quiet"]
    target = due(store, one).target
    assert target == MONDAY + timedelta(hours=12)
    note_nudge(store, RULES, one.id, "Any news?")
    assert codes(store, one) == ["late"]


def test_a_promise_is_a_task_that_moves_with_the_form_and_the_form_with_the_task(
    store: Store, clock: HandClock
) -> None:
    one = sent(store, next_update="2026-11-25")
    (task,) = tasks_of(store, PINE)
    assert task.due == date(2026, 11, 25)
    moved = keep_form(store, one, form_from(
        {"kind": "engineering", "subject": "Boards", "next_update": "2026-11-27"},
        RULES.escalations,
    ))  # fmt: skip
    move_promise(store, RULES, moved, "2026-11-25")
    (task,) = tasks_of(store, PINE)
    assert task.due == date(2026, 11, 27)
    # Moved in the list of tasks, the promise is due then and not before.
    edit_task(store, RULES, task.id, due=date(2026, 11, 30))
    clock.now = MONDAY + timedelta(days=4)
    assert "update_due" not in codes(store, one)
    clock.now = MONDAY + timedelta(days=7)
    assert codes(store, one)[0] == "update_due"
    undo.undo(store, RULES)
    undo.undo(store, RULES)
    assert tasks_of(store, PINE)[0].due == date(2026, 11, 25)


def test_a_ticket_of_somebody_else_that_is_watched_keeps_my_promise_as_a_task(
    store: Store,
) -> None:
    one = begun(store, next_update="2026-11-25")
    watch_ticket(store, RULES, one.id, "zendesk", "7", title="Boards", url=None)
    assert [task.due for task in tasks_of_escalation(store, one.id)] == [date(2026, 11, 25)]


def test_a_promise_is_kept_and_the_next_one_made(store: Store, clock: HandClock) -> None:
    one = sent(store, next_update="2026-11-25")
    clock.now = MONDAY + timedelta(days=2)
    assert codes(store, one)[0] == "update_due"
    keep_promise(store, RULES, again(store, one.id), date(2026, 12, 1))
    assert "update_due" not in codes(store, one)
    still, kept = tasks_of(store, PINE)
    assert (still.due, kept.completed_at) == (date(2026, 12, 1), store.clock())
    assert again(store, one.id).form.text("next_update") == "2026-12-01"


def test_told_early_the_same_day_can_be_promised_again(store: Store) -> None:
    one = sent(store, next_update="2026-11-25")
    keep_promise(store, RULES, again(store, one.id), date(2026, 11, 25))
    assert [task.due for task in tasks_of_escalation(store, one.id)] == [date(2026, 11, 25)]
    assert due(store, one).stands.promised == date(2026, 11, 25)


def test_handed_over_again_with_another_day_there_is_still_one_task(store: Store) -> None:
    one = sent(store, next_update="2026-11-25")
    said = {"kind": "engineering", "subject": "Boards time out", "next_update": "2026-11-27"}
    keep_form(store, one, form_from(said, RULES.escalations))
    note_handed(store, RULES, one.id, "mail", CLIPBOARD, WORDS)
    assert [task.due for task in tasks_of_escalation(store, one.id)] == [date(2026, 11, 27)]


def test_a_promise_whose_task_was_done_is_kept(store: Store, clock: HandClock) -> None:
    from book.task_writing import finish

    one = sent(store, next_update="2026-11-25")
    clock.now = MONDAY + timedelta(days=3)
    finish(store, RULES, [tasks_of(store, PINE)[0].id])
    assert "update_due" not in codes(store, one)


def test_closing_ticks_what_hangs_on_it_and_opening_again_undoes_it(
    store: Store, clock: HandClock
) -> None:
    one = sent(store, next_update="2026-11-25")
    other, _ = add_task(store, RULES, PINE, "Ask Ben", due=None)
    edit_task(store, RULES, other, escalation_id=int(one.id))
    hanging = [task.id for task in tasks_of_escalation(store, one.id)]
    assert len(hanging) == 2 and other in hanging
    close_escalation(store, RULES, one.id, "The limit was raised", finish=hanging)
    assert tasks_of_escalation(store, one.id) == []
    assert again(store, one.id).outcome == "The limit was raised"
    clock.now += timedelta(hours=1)
    reopen_escalation(store, RULES, one.id)
    assert [task.id for task in tasks_of_escalation(store, one.id)] == hanging
    undo.undo(store, RULES)
    undo.undo(store, RULES)
    found = again(store, one.id)
    assert (found.closed_at, found.outcome) == (None, "")
    assert len(tasks_of_escalation(store, one.id)) == 2


def test_a_task_done_before_stays_done_when_it_is_opened_again(
    store: Store, clock: HandClock
) -> None:
    from book.task_writing import finish

    one = sent(store, next_update="2026-11-25")
    finish(store, RULES, [TaskId(1)])
    clock.now += timedelta(hours=1)
    close_escalation(store, RULES, one.id, "Solved")
    reopen_escalation(store, RULES, one.id)
    assert tasks_of_escalation(store, one.id) == []


def test_a_wish_is_searched_for_over_all_accounts_before_a_second_one_is_made(
    store: Store,
) -> None:
    known = begun(
        store, kind="product-request", subject="Boards that refresh", team="Infrastructure"
    )
    begun(store, OAK, subject="Boards that refresh")  # a question, no wish
    begun(store, OAK, kind="product-request", subject="Dark mode")
    typed = form_from(
        {"kind": "product-request", "subject": "Refresh boards hourly"}, RULES.escalations
    )
    assert [each.one.id for each in known_wishes(store, RULES.escalations, typed, None)] == [
        known.id
    ]
    team = form_from({"kind": "product-request", "team": "infrastructure"}, RULES.escalations)
    (found,) = known_wishes(store, RULES.escalations, team, None)
    assert (found.one.id, found.account) == (known.id, "Pine")
    assert known_wishes(store, RULES.escalations, typed, known.id) == []


def test_who_joins_a_wish_counts_once_and_its_arr_goes_along_by_currency(store: Store) -> None:
    wish = begun(store, kind="product-request", subject="Boards that refresh")
    for name in ("Oak", "Elm", "oak"):
        attach(store, wish.id, name)
    found = askers(store, again(store, wish.id))
    assert [each.name for each in found] == ["Pine", "Oak", "Elm"]
    assert combined_arr(found) == ((4_980_650, "EUR"), (1_500_000, "USD"))
    customer = with_others(Customer(name="Pine"), found[0], found[1:])
    text = text_of(again(store, wish.id).form, RULES.escalations, customer, "mail", MONDAY.date())
    assert "Asked for by: 3 accounts, together ARR 49,807 EUR + 15,000 USD\n" in text
    close_escalation(store, RULES, wish.id, "Built", tell=[each.id for each in found])
    for each in found:
        (task,) = tasks_of(store, each.id)
        assert task.title == "Tell them what came of “Boards that refresh”"
        assert (task.escalation_id, task.due) == (wish.id, date(2026, 11, 24))
    with pytest.raises(Refused, match="closed or deleted"):
        attach(store, wish.id, "Oak")
    undo.undo(store, RULES)
    assert tasks_of(store, OAK) == []


@pytest.mark.parametrize("cents", [4_980_600, 4_980_650, 4_980_649, 99, -150, 0])
def test_money_in_a_text_is_rounded_as_on_a_screen(cents: int) -> None:
    digits = money(cents).replace("\N{MINUS SIGN}", "-").replace("$", "")
    assert amount_words(cents, "USD") == f"{digits} USD"


def test_the_summary_of_a_call_is_its_notes_words_without_what_is_ours(store: Store) -> None:
    call = sent(store, kind="engineer-call", call_day="2026-11-20")
    body = "They shard by plant.\n! may leave\n[ ] send the schema fri"
    add_note(store, RULES, PINE, subject="Later", body="x", day=date(2026, 11, 22),
             today=MONDAY.date())  # fmt: skip
    add_note(store, RULES, PINE, subject="Call", body=body, day=date(2026, 11, 20),
             today=MONDAY.date())  # fmt: skip
    first, second = notes_of_call(store, call, date(2026, 11, 20))
    assert (first.subject, second.subject) == ("Call", "Later")
    text = call_summary(first, MONDAY.date())
    assert text.startswith("They shard by plant.\n- We: send the schema")
    assert "may leave" not in text


def test_the_mail_after_closing_says_what_was_asked_and_what_came_of_it(store: Store) -> None:
    one = sent(store)
    close_escalation(store, RULES, one.id, "Mended\nby a release")
    assert outcome_lines(again(store, one.id)) == "“Boards time out”: Mended by a release"


def test_flagged_here_is_said_until_the_pull_shows_the_mark(store: Store) -> None:
    risk = sent(store, kind="at-risk")
    assert codes(store, risk) == ["not_marked", "recovery_due", "decide"]
    assert due(store, risk).source == "vitally"
    marked = AccountFacts(external_id="Pine", name="Pine", segments='["Churn Risk"]')
    apply(store, Page(source="vitally", resource="accounts", accounts=(marked,)))
    assert codes(store, risk) == ["recovery_due", "decide"]


def test_standing_knows_no_promise_of_a_task_that_only_hangs_on_it(store: Store) -> None:
    one = sent(store)
    other, _ = add_task(store, RULES, PINE, "Ask Ben", due=date(2026, 11, 23))
    edit_task(store, RULES, other, escalation_id=int(one.id))
    assert standing(store, one).promised is None
