"""What a note begins with: the template filled, without lines that ask for nothing known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from book import rules
from book.errors import RulesTrouble
from book.filling import fill
from book.note_lines import parse
from book.note_templates import begin_with
from book.records import Account, AccountId, Contact, ContactId, Task, TaskId

HOUSE = rules.load()
DAY = date(2026, 11, 24)
ALDER = Account(
    id=AccountId(7),
    source="vitally",
    external_id="A7",
    name="Alder & Co",
    first_seen=datetime(2026, 11, 1, tzinfo=UTC),
)
INES = Contact(
    id=ContactId(1), account_id=ALDER.id, source="vitally", external_id="1", name="Ines Halvard"
)


def begun(code: str = "check_in", **given: object) -> tuple[str, str]:
    chosen = HOUSE.notes.template(code)
    assert chosen is not None
    made = begin_with(HOUSE, chosen, ALDER, day=DAY, **given)  # type: ignore[arg-type]
    return made.subject, made.body


def test_the_default_has_five_headings_or_fewer_and_ends_with_help() -> None:
    chosen = HOUSE.notes.template(HOUSE.notes.first)
    assert chosen is not None
    lines = [line for line in chosen.body.splitlines() if line.startswith("#")]
    assert len(lines) + 1 == 5, "four headings and the date"
    assert chosen.body.splitlines()[-2] == "They know where to get help."


def test_without_anything_open_the_headings_wait_to_be_written_under() -> None:
    subject, body = begun()
    assert subject == "Call with Alder & Co"
    assert body == (
        "## What matters to them\n\n## What we did\n\n## Open questions\n\n## Next step\n\n"
        "They know where to get help.\nDate of the next call:\n"
    )


def test_what_was_left_open_is_carried_over() -> None:
    task = Task(id=TaskId(1), account_id=ALDER.id, title="send  docs", due=DAY)
    _, body = begun(tasks=[task], questions=["who owns\nthe project?"])
    assert "## Open questions\n[ ] who owns the project?\n" in body
    # With its box: the line speaks of the task, so that ticking one ticks the other.
    assert "## Next step\n[ ] send docs\n" in body


@pytest.mark.parametrize("title", ["? who owns it", "<< they send it", "[x] done twice", "!"])
def test_a_task_that_would_be_read_as_something_else_is_carried_over_as_text(title: str) -> None:
    task = Task(id=TaskId(1), account_id=ALDER.id, title=title)
    _, body = begun(tasks=[task])
    assert f"## Next step\n- “{title}”\n" in body or title == "!"
    assert [one for one in parse(body, DAY) if one.kind != "task"] == []


def test_people_day_and_links() -> None:
    _, body = begun("whole_call", people=[INES])
    assert body.startswith("Date: 2026-11-24\nWith: Ines Halvard\n")
    _, body = begun("account_analysis", links={"website": "https://alder.example"})
    assert "## The business\nhttps://alder.example\n" in body
    assert "billing" not in body


def test_without_an_account_the_subject_has_no_brace() -> None:
    chosen = HOUSE.notes.template("check_in")
    assert chosen is not None
    assert begin_with(HOUSE, chosen, None, day=DAY).subject == "Call with"


def test_values_are_never_filled_again() -> None:
    assert fill("{name} {plan}", {"name": "{plan}", "plan": "x"}).text == "{plan} x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[notes]\nfirst = 'chat'\n", "line 2: notes.first “chat” is the code of no template"),
        ("[mail.sequences]\nany = ['frist']\n", "Did you mean “first”?"),
        ("[mail.sequences]\nany = []\n", "has no mail for “any”"),
        ("[mail]\nbooking_link = 'calendly.com/x'\n", "must begin with https://"),
        (
            (
                "[[mail.drafts]]\ncode = 'a'\ntitle = 'A'\nsubject = '{nmae}'\nbody = 'x'\n"
                "[mail.sequences]\nany = ['a']\n1 = ['a']\n2 = ['a']\n5 = ['a']\n"
            ),
            "Did you mean “name”?",
        ),
        (
            (
                "[[notes.templates]]\ncode = 'check_in'\ntitle = 'A'\nbody = 'x'\n"
                "[[notes.templates]]\ncode = 'check_in'\ntitle = 'B'\nbody = 'y'\n"
            ),
            "already the code of another one",
        ),
        ("[[notes.templates]]\ncode = 'Check in'\ntitle = 'A'\nbody = 'x'\n", "small letters"),
    ],
)
def test_a_slip_is_named_with_its_key(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "team.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RulesTrouble) as caught:
        rules.load(file)
    assert words in f"{caught.value.title} {caught.value.advice}"
