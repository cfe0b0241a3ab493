"""Zendesk by the same few words as every source, and an escalation sent from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from book import intake
from book.facts import AccountFacts, Page
from book.profile import Profile
from book.store import Store
from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import SEVERITY
from tests.desktop.conftest import Satchel

NAME = "zendesk"
FORM = """
kind = "support"
subject = "Boards time out"
requester = "ines@pine.test"
group = "Product Analytics"
severity = "high"
customer_told = true
use_case = "One board for five plants"
error_text = "Query timed out after 600 s"
steps = ["open the board", "choose 90 days"]
tried = "a shorter span works"
urgency = "shown to their board on Friday"
next_update = "2026-11-25"
attachment = ["shot.png"]
"""


@pytest.fixture
def there() -> Iterator[ZendeskSimulator]:
    def fill(desk: Desk) -> None:
        desk.add_group("Product Analytics")
        desk.add_field("Area")
        desk.fields[SEVERITY]["title"] = "Impact"

    with ZendeskSimulator(fill) as service:
        yield service


def test_from_the_token_to_a_ticket_that_is_made_once(
    plain: Satchel, there: ZendeskSimulator, tmp_path: Path
) -> None:
    account = AccountFacts(external_id="A", name="Pine", currency="USD")
    with closing(Store.open(Profile(plain.profile), None)) as store:
        intake.apply(store, Page(source="vitally", resource="accounts", accounts=(account,)))
    words = ["connect", NAME, "--url", there.url, "--me", there.email, "--secret-stdin"]
    done = plain(*words, said=there.key)
    assert (done.status, done.err) == (0, "")
    assert "You are Ines Halvard there, as agent." in done.out
    assert "30 April 2027" in done.out
    assert "no ticket can be sent" in done.out
    assert "--option severity-field=" in done.out
    done = plain(*words, "--option", "severity-field=impact", said=there.key)
    assert "no ticket can be sent" not in done.out
    (tmp_path / "form.toml").write_text(FORM)
    (tmp_path / "shot.png").write_bytes(b"\x89PNG")
    done = plain("escalate", "a1", "--form", str(tmp_path / "form.toml"), "--send")
    assert (done.status, done.err) == (0, "")
    assert plain("sync", NAME).status == 0
    (made,) = there.desk.tickets.values()
    assert made["custom_fields"] == [{"id": SEVERITY, "value": "high"}]
    (said,) = there.desk.comments[made["id"]]
    assert said["public"] is False
    assert [one["file_name"] for one in said["attachments"]] == ["shot.png"]
