"""Forms of escalations with every field filled in, and the customer they are about.

What they read as stands in `tests/book/handovers`, for the book and the command line alike.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

from book.account_links import Link
from book.escalation_text import Customer
from book.rules_escalations import EscalationRules

HANDOVERS: Final = Path(__file__).parent / "book" / "handovers"
TODAY: Final = date(2026, 6, 10)
PINE: Final = Customer(
    name="Pine & Sons <Ltd>",
    arr_cents=4_980_600,
    currency="EUR",
    plan="pay-as-you-go",
    org_id="01-pine",
    links=(Link("website", "https://pine.test"),),
    person="Ines Halvard <ines@pine.test>",
)
_BY_TYPE: Final[dict[str, Any]] = {
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


def whole_table(code: str, rules: EscalationRules) -> dict[str, Any]:
    """The table of a form of that kind with an answer to everything it asks."""
    table: dict[str, Any] = {"kind": code}
    for name in rules.kinds[code].fields:
        field = rules.fields[name]
        table[name] = field.choices[0] if field.type == "choice" else _BY_TYPE[field.type]
    table["moment"] = [
        {
            "url": "https://www.loom.com/share/" + "0a" * 16,
            "at": "12:05",
            "label": "error shown",
        },
        {"url": "https://calls.test/7"},
    ]
    if rules.kinds[code].homework:
        table["homework"] = [
            {"where": "docs", "query": "board timeout", "result": "nothing on 90 days"},
            {"where": "github", "link": "https://github.test/issues/7"},
            {"where": "slack", "query": "only asked"},
        ]
    return table


NEW_KIND: Final = """
[escalations.fields.region_asked]
title = "Region"
why = "the answer differs by region"
choices = ["EU", "US"]
type = "choice"
[escalations.kinds.security-review]
title = "Security review"
line = "Their security team asks how it is built."
way = "ticket"
fields = ["subject", "group", "severity", "requester", "region_asked", "customer_told"]
needs = ["subject", "region_asked"]
"""
"""A kind that no code knows: a team's own house rules."""
