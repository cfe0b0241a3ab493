"""A kind of escalation that only the house rules know becomes a ticket from the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from book import outbox, sources
from book.records import Source
from book.rules import load
from book.store import Store
from sync import engine
from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import ME, SEVERITY
from tests.desktop.book_at_hand import InProcess
from tests.whole_forms import NEW_KIND

FORM = """
kind = "security-review"
subject = "Where is it kept?"
requester = "ines@pine.test"
group = "Platform"
severity = "low"
customer_told = true
"""


@pytest.fixture
def there() -> Iterator[ZendeskSimulator]:
    def fill(desk: Desk) -> None:
        desk.add_group("Platform")

    with ZendeskSimulator(fill) as service:
        yield service


def test_a_kind_of_the_house_rules_alone_is_checked_and_becomes_a_ticket(
    satchel_here: InProcess, told, store: Store, there: ZendeskSimulator, tmp_path: Path
) -> None:
    house = store.profile.folder / "house-rules.toml"
    house.write_text(NEW_KIND, encoding="utf-8")
    form = tmp_path / "form.toml"
    words = ("escalate", "a1", "--form", str(form))
    form.write_text(FORM, encoding="utf-8")
    sources.save(
        store,
        Source(
            name="zendesk", url=there.url, me_email=there.email, me_id=str(ME),
            options={"email": there.email},
            capabilities={"takes": "ticket", "email": there.email, "severity_field": SEVERITY},
        ),
    )  # fmt: skip
    checked = satchel_here(*words, "--check", "--json")
    missing = [{"field": "region_asked", "why": "the answer differs by region", "blocks": True}]
    assert (checked.status, checked.json["missing"]) == (1, missing)
    assert "region_asked is missing" in told(1, *words, "--send")
    form.write_text(FORM + 'region_asked = "Mars"', encoding="utf-8")
    assert "“Mars” is no choice for region_asked. Known: EU; US." in told(2, *words, "--check")
    assert outbox.entries(store) == []

    form.write_text(FORM + 'region_asked = "eu"', encoding="utf-8")
    assert satchel_here(*words, "--check").status == 0
    assert "**Region:** EU" in satchel_here(*words, "--text", "markdown").out
    assert satchel_here(*words, "--send").status == 0
    sent = engine.run(
        store, {"zendesk": there.key}, load(team=house), sources=["zendesk"], send_only=True,
        by_hand=True,
    )  # fmt: skip
    assert asyncio.run(sent).ok
    (made,) = there.desk.tickets.values()
    assert (made["subject"], made["custom_fields"]) == (
        "Where is it kept?", [{"id": SEVERITY, "value": "low"}],
    )  # fmt: skip
    assert "Security review: Where is it kept?" in there.desk.comments[made["id"]][0]["body"]
    assert [one for one in outbox.entries(store) if one.record == "handover"] == []
