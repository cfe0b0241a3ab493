"""The mail after a call holds what is for the customer, and nothing that is for the team."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from book.summary_mail import summary_mail, template_lines, told
from tests.book.test_outreach import ALDER, HOUSE, INES

DAY = date(2026, 11, 24)
NOTE = """## What matters to them
Funnels per plant, five plants.
? can one filter by group
! the CFO is nervous about price

## What we did

## Recording
https://www.loom.com/share/0123456789abcdef0123456789abcdef?t=725

## Next step
[] send the naming guide @fri
[x] sent the docs
<< they send the list mon
>> I owe them the price tomorrow
^ escalate: funnels time out
They know where to get help.
Date of the next call:
"""


def test_what_is_for_the_customer() -> None:
    made = told(NOTE, DAY, DAY, template_lines(HOUSE))
    assert made.summary == "What matters to them:\nFunnels per plant, five plants."
    assert made.next_steps.split("\n") == [
        "- We: send the naming guide (Fri 27 Nov)",
        "- You: they send the list (Mon 30 Nov)",
        "- We: I owe them the price (Wed 25 Nov)",
    ]
    assert made.recordings.startswith("- https://www.loom.com/share/0123456789abcdef")
    assert "725" in made.recordings


def test_what_stands_just_so_in_a_template_of_the_team_is_not_told() -> None:
    house = replace(
        HOUSE,
        notes=replace(
            HOUSE.notes,
            templates=(
                replace(
                    HOUSE.notes.templates[0], body="## Their aims\nTick when said:\n- budget\n"
                ),
            ),
        ),
    )
    note = "## Their aims\nTick when said:\nFunnels.\nThey know where to get help.\n - budget \n"
    made = told(note, DAY, DAY, template_lines(house))
    # The heading is the template's too, but it names what was written under it.
    assert made.summary == "Their aims:\nFunnels.\nThey know where to get help."
    mail = summary_mail(house, ALDER, note, DAY, [INES], DAY)
    assert "Tick when said" not in mail.body
    assert "They know where to get help." in mail.body  # no template of this team's says it


def test_days_count_from_the_call_not_from_today() -> None:
    assert "(Fri 27 Nov)" in told("[] x @fri", DAY, date(2026, 12, 20)).next_steps


def test_the_mail_is_whole() -> None:
    made = summary_mail(HOUSE, ALDER, NOTE, DAY, [INES], DAY)
    assert made.subject == "Alder {name} & Co: summary of our call, Tue 24 Nov"
    assert made.body.startswith("Hi Ines,\n\nThank you")
    assert HOUSE.notes.where_to_get_help in made.body
    assert made.missing == ("signature",)
    for inner in ("CFO", "filter by group", "escalate", "time out", "sent the docs"):
        assert inner not in made.body


def test_a_note_without_any_of_it_leaves_no_gap() -> None:
    body = summary_mail(HOUSE, ALDER, "Short talk.", DAY, [INES], DAY).body
    assert "\n\n\n" not in body
    assert "Short talk.\n\n" in body


@given(st.lists(st.sampled_from(["! ", "? ", "^ escalate: "]), max_size=8), st.text(max_size=60))
def test_inner_lines_never_leave(signs: list[str], text: str) -> None:
    inner = [f"{sign}secret{number} word" for number, sign in enumerate(signs)]
    made = told("\n".join([*inner, text.replace("`", "").replace("~", "")]), DAY, DAY)
    assert "secret" not in f"{made.summary}{made.next_steps}{made.recordings}"


def test_a_name_that_is_known_signs_it_where_the_rules_name_nobody() -> None:
    day = date(2026, 12, 1)
    made = summary_mail(HOUSE, ALDER, "We built it.", day, [INES], day, {"signature": "Ines"})
    assert "signature" not in made.missing
    assert made.body.rstrip().endswith("Ines")
