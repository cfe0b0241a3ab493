"""Which mail an account is due, its words filled in, and what handing it over leaves behind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from book import outreach, queue_marks, rules, undo
from book.accounts import all_accounts
from book.errors import Refused
from book.records import Account, AccountId, Contact, ContactId
from book.store import Store
from tests.book.writing_book import RULES, begin

HOUSE = rules.load()
TODAY, BILL = date(2026, 12, 2), date(2026, 12, 14)
ALDER = Account(
    id=AccountId(7),
    source="vitally",
    external_id="A7",
    name="Alder {name} & Co",
    stage="1. New Account",
    plan="Scale",
    first_seen=datetime(2026, 11, 1, tzinfo=UTC),
)


def person(number: int, name: str, email: str | None) -> Contact:
    return Contact(
        id=ContactId(number),
        account_id=ALDER.id,
        source="vitally",
        external_id=str(number),
        name=name,
        email=email,
    )


INES, KIM = person(1, "Ines Halvard", "ines@alder.example"), person(2, "Kim", "kim@alder.example")


@pytest.mark.parametrize(
    ("stage", "last", "code"),
    [
        ("1. New Account", None, "first"),
        ("1. New Account", "first", "follow_up_1"),
        ("2. Onboarding Initiated", "first", "follow_up_1"),
        ("2. Onboarding Initiated", "follow_up_1", "follow_up_2"),
        ("2. Onboarding Initiated", "follow_up_2", "follow_up_3"),
        ("2. Onboarding Initiated", "follow_up_3", "final"),
        ("2. Onboarding Initiated", "final", "final"),
        ("2. Onboarding Initiated", "no_show", "follow_up_1"),
        ("5. Awaiting Final Outreach", "follow_up_2", "final"),
        ("4a. Intro Call Completed", "first", "check_in"),
        (None, None, "check_in"),
        ("a stage of somebody else", None, "check_in"),
    ],
)
def test_the_mail_that_comes_next(stage: str | None, last: str | None, code: str) -> None:
    account = replace(ALDER, stage=stage)
    assert outreach.outreach(HOUSE, account, BILL, [INES], last, TODAY).code == code


def test_every_place_is_filled_or_named() -> None:
    made = outreach.outreach(HOUSE, ALDER, BILL, [INES, KIM], None, TODAY)
    assert made.to == ("ines@alder.example", "kim@alder.example")
    assert made.subject == "Your first bill on 14 December, and a hand with setting up"
    assert "Hi Ines and Kim," in made.body
    assert "14 December, in 12 days" in made.body
    assert HOUSE.notes.where_to_get_help in made.body
    assert made.missing == ("booking_link", "signature")
    assert "{booking_link}" in made.body, "what is missing stays to be seen"


def test_a_name_with_braces_is_text() -> None:
    made = outreach.outreach(HOUSE, ALDER, BILL, [], "first", TODAY)
    assert made.subject.startswith("Alder {name} & Co: ")
    assert "name" not in made.missing


def test_nobody_with_an_address() -> None:
    made = outreach.outreach(HOUSE, ALDER, BILL, [person(3, "Jo", None)], None, TODAY)
    assert made.to == ()
    assert made.body.startswith("Hi there,")


def test_nobody_is_greeted_by_an_address() -> None:
    nameless = person(4, "p4@alder.example", "p4@alder.example")
    made = outreach.outreach(HOUSE, ALDER, BILL, [nameless, INES], None, TODAY)
    assert made.body.startswith("Hi Ines,")
    assert made.to == ("p4@alder.example", "ines@alder.example")


def test_two_of_one_first_name_are_greeted_by_their_whole_names() -> None:
    two = [person(5, "Ines Roth", "a@alder.example"), person(6, "ines Olmo", "b@alder.example")]
    made = outreach.outreach(HOUSE, ALDER, BILL, [*two, person(7, "Kim Lee", "k@x.test")], None,
                             TODAY)  # fmt: skip
    assert made.body.startswith("Hi Ines Roth, ines Olmo and Kim,")


def test_at_most_three_people() -> None:
    many = [person(n, f"P{n} Q", f"p{n}@alder.example") for n in range(5)]
    made = outreach.outreach(HOUSE, ALDER, BILL, many, None, TODAY)
    assert len(made.to) == 3
    assert "Hi P0, P1 and P2," in made.body


@pytest.mark.parametrize(
    ("bill", "words"),
    [
        (TODAY, "today"),
        (date(2026, 12, 3), "tomorrow"),
        (date(2026, 12, 1), "yesterday"),
        (date(2026, 11, 30), "2 days ago"),
        (date(2026, 12, 9), "in 7 days"),
    ],
)
def test_how_far_the_bill_is(bill: date, words: str) -> None:
    assert f", {words}, so" in outreach.outreach(HOUSE, ALDER, bill, [INES], None, TODAY).body


ANNUAL = replace(
    ALDER,
    stage="2. Onboarding Initiated",
    renewal_date=date(2026, 12, 14),
    contract_end=date(2027, 2, 11),
)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (None, "contract_1"),
        ("contract_1", "contract_2"),
        ("contract_3", "contract_3"),
        ("first", "contract_1"),
    ],
)
def test_a_contract_has_mails_of_its_own_whatever_the_stage(last: str | None, code: str) -> None:
    end = ANNUAL.contract_end
    assert outreach.outreach(HOUSE, ANNUAL, end, [INES], last, TODAY).code == code


def test_the_end_of_a_contract_is_never_called_a_bill() -> None:
    for last in (None, "contract_1", "contract_2"):
        made = outreach.outreach(HOUSE, ANNUAL, ANNUAL.contract_end, [INES], last, TODAY)
        assert "Your contract ends on 11 February, in 71 days." in made.body
        assert "next bill" not in made.body + made.subject
        assert "14 December" not in made.body + made.subject
        assert not set(made.missing) - {"booking_link", "signature"}


@pytest.mark.parametrize("code", ["first", "follow_up_1", "follow_up_3", "check_in"])
def test_a_mail_about_a_bill_says_that_there_is_none(code: str) -> None:
    made = outreach.outreach(HOUSE, ANNUAL, ANNUAL.contract_end, [INES], None, TODAY, code)
    assert "bill_date" in made.missing
    assert "bill on 11 February" not in made.body + made.subject
    assert "{bill_date}" in made.subject + made.body


def test_a_team_that_wrote_all_its_mails_keeps_those_for_contracts(tmp_path: Path) -> None:
    team = tmp_path / "team.toml"
    mails = "".join(
        f'[[mail.drafts]]\ncode = "{code}"\ntitle = "T"\nsubject = "S"\nbody = "B"\n'
        for code in ("first", "follow_up_1", "follow_up_2", "follow_up_3", "final", "check_in")
    )
    team.write_text(mails)
    house = rules.load(team)
    assert outreach.outreach(house, ALDER, BILL, [], None, TODAY).body == "B\n"
    made = outreach.outreach(house, ANNUAL, ANNUAL.contract_end, [], None, TODAY)
    assert made.code == "contract_1"


def test_no_bill_is_missing_not_blank() -> None:
    made = outreach.outreach(HOUSE, ALDER, None, [INES], None, TODAY)
    assert made.missing[0] == "bill_date"
    assert "days_left" in made.missing


def test_a_mail_by_its_code_and_one_there_is_not() -> None:
    assert outreach.outreach(HOUSE, ALDER, BILL, [], None, TODAY, "no_show").code == "no_show"
    with pytest.raises(Refused, match="no mail called “late”"):
        outreach.outreach(HOUSE, ALDER, BILL, [], None, TODAY, "late")


def test_a_persons_own_file_signs(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[mail]\nbooking_link = "https://book.example"\nsignature = "Mara"\n')
    made = outreach.outreach(rules.load(personal=own), ALDER, BILL, [INES], None, TODAY)
    assert made.missing == ()
    assert made.body.rstrip().endswith("Mara")


def test_handing_over_marks_the_row_and_is_one_edit(store: Store) -> None:
    begin(store)
    account = all_accounts(store)[0]
    assert outreach.last_mail(store, account.id) is None
    changed = outreach.hand_over(store, account, BILL, "first")
    assert changed.ids == {"account": {account.id}}
    assert outreach.last_mail(store, account.id) == "first"
    assert [(m.state, m.renewal_date) for m in queue_marks.marks(store)] == [("contacted", BILL)]
    outreach.hand_over(store, account, BILL, "follow_up_1")
    assert outreach.last_mail(store, account.id) == "follow_up_1"
    undo.undo(store, RULES)
    assert outreach.last_mail(store, account.id) == "first"
    assert [m.state for m in queue_marks.marks(store)] == ["contacted"], "the first one stands"
    undo.undo(store, RULES)
    assert outreach.last_mail(store, account.id) is None
    assert queue_marks.marks(store) == []
    undo.redo(store, RULES)
    assert outreach.last_mail(store, account.id) == "first"


def test_a_name_that_is_known_signs_where_the_rules_name_nobody() -> None:
    mine = {"signature": "Ines Halvard"}
    made = outreach.outreach(HOUSE, ALDER, BILL, [INES], None, TODAY, None, mine)
    assert made.body.rstrip().endswith("Ines Halvard")
    named = replace(HOUSE, mail=replace(HOUSE.mail, signature="Mara"))
    made = outreach.outreach(named, ALDER, BILL, [INES], None, TODAY, None, mine)
    assert made.body.rstrip().endswith("Mara")


def test_a_link_of_a_source_fills_in_where_the_rules_name_none() -> None:
    mine = {"booking_link": "https://calendly.com/me/check-in"}
    made = outreach.outreach(HOUSE, ALDER, BILL, [INES], None, TODAY, None, mine)
    assert "https://calendly.com/me/check-in" in made.body
    assert "booking_link" not in made.missing
    named = replace(HOUSE, mail=replace(HOUSE.mail, booking_link="https://book.example"))
    made = outreach.outreach(named, ALDER, BILL, [INES], None, TODAY, None, mine)
    assert "https://book.example" in made.body
    assert "calendly.com" not in made.body


def test_a_name_from_right_to_left_leaves_the_date_where_it_stands():
    nakheel = replace(ALDER, name="شركة نخيل الأفق")
    leila = person(3, "ليلى حداد", "leila@nakheel.example")
    mail = outreach.outreach(HOUSE, nakheel, BILL, [leila], None, TODAY, "check_in")
    assert mail.subject.startswith("\u2068شركة نخيل الأفق\u2069: ")
    assert "Hi \u2068ليلى\u2069," in mail.body
    plain = outreach.outreach(HOUSE, ALDER, BILL, [INES], None, TODAY, "check_in")
    assert not set("\u2068\u2069") & set(plain.subject + plain.body)
