"""The handover of every kind in every way, held against texts that were read by a person.

`SATCHEL_WRITE_HANDOVERS=1` writes them anew; then read the difference.
"""

from __future__ import annotations

import os
from typing import get_args

import pytest

from book import rules
from book.escalation_form import EscalationForm, form_from
from book.escalation_text import Customer, TextWay, subject_of, text_of
from tests.whole_forms import HANDOVERS, PINE, TODAY, whole_table

RULES = rules.load().escalations
WAYS: tuple[TextWay, ...] = get_args(TextWay)


def filled(code: str) -> EscalationForm:
    return form_from(whole_table(code, RULES), RULES)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", list(RULES.kinds))
def test_a_handover_reads_as_it_was_read(code: str, way: TextWay) -> None:
    text = text_of(filled(code), RULES, PINE, way, TODAY)
    kept = HANDOVERS / f"{code}.{way}.txt"
    if os.environ.get("SATCHEL_WRITE_HANDOVERS"):
        kept.write_text(text, encoding="utf-8")
    assert text == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("way", WAYS)
def test_what_was_left_empty_is_left_out(way: TextWay) -> None:
    text = text_of(EscalationForm(kind="support"), RULES, Customer(name="Pine"), way, TODAY)
    said = [line for line in text.splitlines() if line.strip()]
    assert len(said) == 3
    assert "Support ticket: Pine" in said[0]
    assert "Pine" in said[1]
    # Whether the customer knows is said also where nobody said it.
    assert said[2].replace("*", "").endswith("will appear: no")


def test_nobody_in_slack_is_called_by_what_a_customer_wrote() -> None:
    text = text_of(filled("support"), RULES, PINE, "slack", TODAY)
    assert "<" not in text
    assert "&lt;!channel&gt;" in text
    assert "Pine &amp; Sons" in text


def test_the_second_stands_in_words_and_in_the_link() -> None:
    for way in WAYS:
        text = text_of(filled("support"), RULES, PINE, way, TODAY)
        assert "12:05 error shown" in text
        assert f"https://www.loom.com/share/{'0a' * 16}?t=725" in text


def test_the_subject_is_never_empty() -> None:
    assert subject_of(EscalationForm(kind="refund"), RULES, PINE).startswith("Refund or credit: ")
    assert subject_of(filled("support"), RULES, PINE) == "Boards *time out* for <!channel>"
