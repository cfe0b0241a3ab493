"""The handover of every kind in every way, held against texts that were read by a person.

`SATCHEL_WRITE_HANDOVERS=1` writes them anew; then read the difference.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from book import rules
from book.account_links import Link
from book.escalation_form import EscalationForm, form_from
from book.escalation_text import Customer, TextWay, subject_of, text_of

RULES = rules.load().escalations
HANDOVERS = Path(__file__).parent / "handovers"
TODAY = date(2026, 6, 10)
WAYS: tuple[TextWay, ...] = get_args(TextWay)
PINE = Customer(
    name="Pine & Sons <Ltd>",
    arr_cents=4_980_600,
    currency="EUR",
    plan="pay-as-you-go",
    org_id="01-pine",
    links=(Link("website", "https://pine.test"),),
    person="Ines Halvard <ines@pine.test>",
)
BY_TYPE: dict[str, Any] = {
    "line": "Boards *time out* for <!channel>",
    "text": "First line: “timed out”\n# second_line & more",
    "steps": ["open the board", "choose 90 days"],
    "yes": True,
    "day": "2026-06-12",
    "number": 1200,
    "person": "ines@pine.test",
    "group": "Product Analytics",
    "severity": "high",
}


def filled(code: str) -> EscalationForm:
    table: dict[str, Any] = {"kind": code}
    for name in RULES.kinds[code].fields:
        field = RULES.fields[name]
        table[name] = field.choices[0] if field.type == "choice" else BY_TYPE[field.type]
    table["moment"] = [
        {
            "url": "https://www.loom.com/share/" + "0a" * 16,
            "at": "12:05",
            "label": "error shown",
        },
        {"url": "https://calls.test/7"},
    ]
    if RULES.kinds[code].homework:
        table["homework"] = [
            {"where": "docs", "query": "board timeout", "result": "nothing on 90 days"},
            {"where": "github", "link": "https://github.test/issues/7"},
            {"where": "slack", "query": "only asked"},
        ]
    return form_from(table, RULES)


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
