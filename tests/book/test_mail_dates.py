"""Which date a mail speaks of, and that a bill and a contract are never mixed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from book import rules
from book.mail_dates import MailDate, next_date, places_of
from book.records import Account, AccountId

WORDS = rules.load().mail.dates
TODAY = date(2026, 12, 2)
BILL, END = date(2026, 12, 14), date(2027, 2, 11)
ALDER = Account(
    id=AccountId(7),
    source="vitally",
    external_id="A7",
    name="Alder Works",
    first_seen=datetime(2026, 11, 1, tzinfo=UTC),
)
SOON, LATE, PAST = date(2027, 1, 5), date(2027, 3, 1), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("facts", "shown", "found"),
    [
        ({"renewal_date": BILL}, BILL, MailDate("bill", BILL)),
        ({"renewal_date": BILL, "contract_end": END}, END, MailDate("contract", END)),
        ({"contract_end": END, "credit_expiry": SOON}, END, MailDate("credits", SOON)),
        ({"contract_end": END, "credit_expiry": END}, END, MailDate("contract", END)),
        ({"contract_end": END, "run_out": SOON}, END, MailDate("run_out", SOON)),
        ({"contract_end": END, "run_out": LATE}, END, MailDate("contract", END)),
        ({"contract_end": PAST}, PAST, MailDate("contract", PAST)),
        ({"contract_end": PAST, "renewal_date": BILL}, BILL, MailDate("bill", BILL)),
        ({"contract_end": PAST, "credit_expiry": SOON}, SOON, MailDate("credits", SOON)),
        ({"run_out": SOON}, None, MailDate("run_out", SOON)),
        ({}, None, None),
    ],
)
def test_the_date_a_mail_is_about(
    facts: dict[str, date], shown: date | None, found: MailDate | None
) -> None:
    assert next_date(replace(ALDER, **facts), shown, TODAY) == found


@pytest.mark.parametrize(
    ("facts", "shown", "line"),
    [
        ({"renewal_date": BILL}, BILL, "Your next bill is on 14 December, in 12 days."),
        ({"renewal_date": PAST}, PAST, "Your last bill was on 20 November."),
        ({"contract_end": END}, END, "Your contract ends on 11 February, in 71 days."),
        ({"contract_end": PAST}, PAST, "Your contract ended on 20 November."),
        ({"credit_expiry": SOON}, SOON, "Your credits end on 5 January, in 34 days."),
        (
            {"contract_end": END, "run_out": SOON},
            END,
            "At the pace of the last weeks your credits last until about 5 January.",
        ),
        ({}, None, ""),
    ],
)
def test_what_it_says_of_it(facts: dict[str, date], shown: date | None, line: str) -> None:
    assert places_of(replace(ALDER, **facts), shown, TODAY, WORDS)["renewal_line"] == line


def test_bill_and_contract_have_places_of_their_own() -> None:
    account = replace(ALDER, renewal_date=BILL, contract_end=END, run_out=SOON)
    values = places_of(account, END, TODAY, WORDS)
    assert (values["bill_date"], values["contract_end"]) == ("", "11 February")
    assert (values["credits_end"], values["renewal_date"]) == ("5 January", "5 January")
    values = places_of(replace(ALDER, renewal_date=BILL), BILL, TODAY, WORDS)
    assert (values["bill_date"], values["contract_end"]) == ("14 December", "")
    assert values["renewal_date"] == "14 December"
