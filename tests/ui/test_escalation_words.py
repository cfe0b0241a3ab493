"""What the screens of escalations decide and say, without a window."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from book.account_links import Link
from book.escalation_follow_up import Need
from book.escalation_form import EscalationForm, Homework, PickedMoment
from book.escalation_meter import completeness
from book.escalation_standing import Standing, State, WatchedTicket
from book.escalation_text import Customer
from book.escalations import Escalation, EscalationId, Handover, HandoverId
from book.moments import Moment, MomentId
from book.recordings import Recording, RecordingId
from book.records import AccountId
from book.rules import load
from book.rules_escalations import FieldType
from ui.escalation import meter_words
from ui.escalation.answers import answer_of, number_of, rows_of, text_of_answer, trouble_with
from ui.escalation.homework import search_address, summary
from ui.escalation.listed import size_words
from ui.escalation.moments import moment_options, moment_words
from ui.escalation.need_words import need_words, target_words
from ui.escalation.rows import ListedEscalation, arrange, fits, text_of
from ui.escalation.sheet import facts_words
from ui.escalation.state_words import state_words, strip_words
from ui.escalation.ways import mail_body
from ui.queue.bands import BandHeader

RULES = load().escalations
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("line", "  Boards   time out ", "Boards time out"),
        ("line", "   ", None),
        ("text", "one\n\ntwo\n", "one\n\ntwo"),
        ("steps", " open it \n\n wait ", ("open it", "wait")),
        ("steps", "\n", None),
        ("day", "tomorrow", "2026-11-25"),
        ("day", "2026-12-01", "2026-12-01"),
        ("day", "whenever", None),
        ("number", "1200", 1200),
        ("number", "12.5", 12.5),
        ("number", "a few", None),
        ("number", "nan", None),
        ("number", "inf", None),
        ("choice", "Other", "Other"),
    ],
)
def test_what_is_typed_becomes_the_answer_the_form_keeps(
    kind: FieldType, text: str, wanted: object
) -> None:
    assert answer_of(kind, text, TODAY) == wanted


def test_an_answer_stands_in_its_field_as_it_was_meant() -> None:
    for kind, answer in (
        ("steps", ("one", "two")), ("day", "2026-11-25"), ("number", 3.14159), ("text", "a\nb"),
    ):  # fmt: skip
        assert answer_of(kind, text_of_answer(answer), TODAY) == answer  # type: ignore[arg-type]
    assert number_of("1 200") == number_of("1,200") == 1200


def test_only_what_cannot_be_kept_is_called_wrong() -> None:
    assert trouble_with("day", "whenever", TODAY).startswith("“whenever” is no day.")
    assert trouble_with("day", "", TODAY) == trouble_with("day", "fri", TODAY) == ""
    assert "20,000 are the most" in trouble_with("text", "x" * 20_001, TODAY)


def test_small_fields_stand_side_by_side_at_most_three() -> None:
    fields: list[tuple[str, FieldType]] = [
        ("subject", "line"), ("group", "group"), ("severity", "severity"),
        ("requester", "person"), ("day", "day"), ("tried", "text"),
    ]  # fmt: skip
    assert rows_of(fields) == [
        ("subject",), ("group", "severity", "requester"), ("day",), ("tried",),
    ]  # fmt: skip


def test_the_meter_says_how_much_is_there_and_what_blocks_first() -> None:
    form = EscalationForm(kind="support", answers={"subject": "Boards"})
    stands = completeness(form, RULES)
    assert meter_words.there_words(stands) == f"1 of {stands.wanted} there"
    assert meter_words.blocks_words(stands) == "10 block sending"
    assert meter_words.missing_words(stands) == "10 things are missing"
    assert meter_words.homework_words(stands, 6) == "0 of 6 places looked at"
    lines = meter_words.missing_lines(stands, RULES)
    assert (lines[0].field, lines[0].why) == ("group", "A ticket without a group is not routed.")
    assert not any(line.field.startswith("homework") for line in lines)


def test_a_query_is_only_a_value_in_the_address_of_a_search() -> None:
    address = search_address("https://docs.test/?q={query}&x=1", "a&b #c {query}")
    assert address == "https://docs.test/?q=a%26b%20%23c%20%7Bquery%7D&x=1"
    assert summary(Homework(where="docs", query="funnel", result="nothing")) == "“funnel”, nothing"
    assert summary(Homework(where="docs")) == "not looked at yet"


def test_moments_are_found_by_their_words_and_by_their_recordings() -> None:
    recording = Recording(
        id=RecordingId(1), account_id=AccountId(1), key="k", url_raw="https://loom.com/share/a",
        url="https://www.loom.com/share/a", provider="loom", day=TODAY, title="Plant report",
        moments=(Moment(id=MomentId(1), at_s=725, label="the error they see"),),
    )  # fmt: skip
    options = moment_options([recording], TODAY)
    assert [one.words for one in options("")] == ["12:05  the error they see", "Plant report"]
    (found,) = options("plant error")
    assert found.value == PickedMoment(
        url="https://www.loom.com/share/a", at_s=725, label="the error they see"
    )
    assert moment_words(found.value) == "12:05 the error they see"
    (wrong,) = options("https://")
    assert wrong.refused
    (typed,) = options("https://youtu.be/Qx3vN8rTz0A?t=90")
    assert typed.value.at_s == 90


def one(**changes: object) -> Escalation:
    form = EscalationForm(kind="support", answers={"subject": "Boards time out"})
    return replace(
        Escalation(id=EscalationId(1), account_id=AccountId(1), kind="support",
                   subject="Boards time out", form=form, begun_at=NOON - timedelta(days=2),
                   saved_at=NOON - timedelta(hours=1)),
        **changes,
    )  # fmt: skip


def handed(via: str = "zendesk", *, by_hand: bool = False) -> Handover:
    return Handover(
        id=HandoverId(1), escalation_id=EscalationId(1), account_id=AccountId(1), way="ticket",
        via=via, by_hand=by_hand, title="t", text="t", made_at=NOON - timedelta(hours=3),
        url="https://desk.test/7" if not by_hand else None,
    )  # fmt: skip


def standing(state: State, **changes: object) -> Standing:
    return replace(Standing(state=state, handovers=(handed(),)), **changes)


TICKET = WatchedTicket(
    id=1, source="zendesk", external_id="7", number="7", url="https://desk.test/7"
)


def test_where_it_stands_is_said_in_words() -> None:
    assert state_words(one(), Standing(state="draft"), NOON) == "draft, only on this laptop"
    assert state_words(one(), standing("queued"), NOON) == "waits to be sent to Zendesk"
    assert state_words(one(), standing("sent"), NOON) == "sent to Zendesk, 3 h"
    assert state_words(one(), standing("sent", ticket=TICKET), NOON) == "ticket 7, no answer yet"
    unrouted = replace(TICKET, group_name="")
    assert "not routed" in state_words(one(), standing("sent", ticket=unrouted), NOON)
    copied = standing("sent", handovers=(handed("clipboard", by_hand=True),))
    assert state_words(one(), copied, NOON) == "copied to paste, 3 h"
    closed = one(closed_at=NOON, outcome="Solved\nby a release")
    assert state_words(closed, standing("closed"), NOON) == "closed: Solved by a release"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(180, "3 h left to answer"), (40, "40 min left to answer"),
     (-125, "2 h over the target of 12 h"), (-4_000, "2 d over the target of 12 h")],
)  # fmt: skip
def test_the_first_answer_is_measured_against_its_target(minutes: int, words: str) -> None:
    assert target_words(NOON + timedelta(minutes=minutes), 12, NOON) == words
    said = state_words(one(), standing("sent", ticket=TICKET), NOON, words)
    assert said == f"ticket 7, no answer yet, {words}"


def test_who_answered_last_and_when_is_said() -> None:
    heard = replace(TICKET, answered_at=NOON - timedelta(hours=2), answered_by="Tom Reed")
    said = state_words(one(), standing("sent", ticket=heard), NOON)
    assert said == "ticket 7, last answer by Tom Reed, 2 h"


def test_each_need_is_said_as_a_person_would() -> None:
    tomorrow, past = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    due = [
        Need("not_marked"), Need("recovery_due", due=tomorrow), Need("decide", due=tomorrow),
        Need("check_in_due", due=past), Need("brief_due", due=TODAY), Need("late", due=past),
    ]  # fmt: skip
    assert need_words(due, NOON, "vitally") == [
        "flagged here, not in Vitally", "recovery call by tomorrow", "decide by tomorrow",
        "check-in was due yesterday", "the engineer's brief is due today",
    ]  # fmt: skip


def test_the_strip_offers_what_can_be_done_where_it_stands() -> None:
    assert strip_words(one(), Standing(state="draft"), NOON).words == ""
    solved = strip_words(one(), standing("solved", ticket=TICKET), NOON)
    assert (solved.wants_you, solved.acts) == (True, ("ticket", "close"))
    stopped = strip_words(one(), standing("stopped"), NOON)
    assert (stopped.wants_you, stopped.acts) == (True, ("outbox",))
    copied = standing("sent", handovers=(handed("clipboard", by_hand=True),))
    assert strip_words(one(), copied, NOON).acts == ("close",)
    quiet = strip_words(
        one(), standing("sent", ticket=TICKET), NOON, [Need("quiet", days=2)],
        target="2 h over the target of 12 h",
    )  # fmt: skip
    # What is due stands in sentences of its own, since there can be several.
    assert quiet.words == (
        "Ticket 7, no answer yet, 2 h over the target of 12 h. No reply for 2 days."
    )
    assert quiet.acts == ("nudge", "ticket", "close")


def test_the_list_puts_first_what_needs_a_person() -> None:
    def listed(number: int, state: State, *needs: Need) -> ListedEscalation:
        return ListedEscalation(one=one(id=EscalationId(number)), account="Pine & Sons",
                                stands=standing(state), needs=needs)  # fmt: skip

    found = [listed(1, "draft"), listed(2, "sent"), listed(3, "solved"), listed(4, "closed"),
             listed(5, "stopped"), listed(6, "sent", Need("update_due", due=TODAY)),
             listed(7, "sent", Need("quiet", days=2))]  # fmt: skip
    items = arrange(found)
    assert [item.key if isinstance(item, BandHeader) else item.id for item in items] == [
        "me", 3, 5, 6, "draft", 1, "waiting", 2, 7, "closed", 4,
    ]  # fmt: skip
    text = text_of(found[6], RULES, NOON)
    assert text.below == "Support ticket · sent to Zendesk, 3 h · no reply for 2 days"
    assert text.heard == f"Pine & Sons, Boards time out, {text.below}, 3 h"
    assert not text.wants_me and text_of(found[5], RULES, NOON).wants_me
    assert fits(found[0], "pine boards") and not fits(found[0], "pine funnels")


def test_the_facts_of_the_account_name_what_is_not_known() -> None:
    customer = Customer(name="Pine", arr_cents=4_980_600, currency="EUR",
                        links=(Link("website", "https://pine.test"),))  # fmt: skip
    assert facts_words(customer) == "ARR €49,806 · plan not known · website"
    assert facts_words(Customer(name="Pine")).startswith("ARR not known")


def test_a_mail_does_not_say_its_subject_twice() -> None:
    assert mail_body("Subject: Support ticket: Boards\n\nCustomer: Pine\n") == "Customer: Pine\n"
    assert mail_body("no head\nat all") == "no head\nat all"


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 KB"), (240_000, "240 KB"), (1_250_000, "1.2 MB")]
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_words(size) == words
