"""`satchel escalate` of every kind: what it lacks, its text by every way, and on its way.

The texts are those that were read by a person (`tests/book/handovers`), to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from book import escalations, intake, outbox, sources
from book.escalation_text import TextWay
from book.facts import AccountFacts, ContactFacts, Page
from book.records import Source
from book.rules import load
from book.store import Store
from tests.desktop.book_at_hand import InProcess
from tests.whole_forms import HANDOVERS, PINE, TODAY, whole_table

RULES = load().escalations
PLACES = ("docs", "assistant", "slack", "tickets", "github", "team-channel")
CODES = list(RULES.kinds)


@pytest.fixture
def pine(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The customer of the kept texts, on the day of the kept texts."""
    pine = AccountFacts(
        external_id="acc-7", name=PINE.name, domain="pine.test", org_id=PINE.org_id,
        plan=PINE.plan, arr_cents=PINE.arr_cents, currency=PINE.currency,
    )  # fmt: skip
    ines = ContactFacts(
        external_id="p1", account_external_id="acc-7", name="Ines Halvard", email="ines@pine.test"
    )
    intake.apply(
        store, Page(source="vitally", resource="accounts", accounts=(pine,), contacts=(ines,))
    )
    house = store.profile.folder / "house-rules.toml"
    house.write_text('[links]\nwebsite = "https://{domain}"\n', encoding="utf-8")
    monkeypatch.setattr("desktop.commands.escalations.today", lambda: TODAY)
    return store


@pytest.fixture
def takers(pine: Store) -> Store:
    """A ticket system and a chat that take what is sent."""
    offers: dict[str, str | int | bool | None] = {
        "takes": "ticket",
        "groups": '[[1, "Product Analytics"]]',
        "severity_field": 5,
        "severities": '{"high": "High"}',
    }
    sources.save(pine, Source(name="zendesk", url="z", capabilities=offers))
    sources.save(pine, Source(name="chat", url="c", capabilities={"takes": "message"}))
    return pine


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, Any]], str]:
    """Writes a table as TOML, whose texts, lists and numbers are spelt as those of JSON."""

    def write(table: dict[str, Any]) -> str:
        lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()
                 if key not in ("moment", "homework")]  # fmt: skip
        for key in ("moment", "homework"):
            for one in table.get(key, []):
                lines += [f"[[{key}]]", *(f"{k} = {json.dumps(v)}" for k, v in one.items())]
        file = tmp_path / "form.toml"
        file.write_text("\n".join(lines), encoding="utf-8")
        return str(file)

    return write


def whole(code: str) -> dict[str, Any]:
    """The form of the kept texts: each names who reported it, whether its kind asks or not."""
    return whole_table(code, RULES) | {"requester": "ines@pine.test"}


def complete(code: str) -> dict[str, Any]:
    """The same with something found in every place of the homework."""
    places = PLACES if RULES.kinds[code].homework else ()
    return whole(code) | {"homework": [{"where": one, "result": "nothing"} for one in places]}


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_the_kept_one(satchel_here: InProcess, pine, write, code: str) -> None:
    for way in get_args(TextWay):
        told = satchel_here("escalate", PINE.name, "--form", write(whole(code)), "--text", way)
        kept = (HANDOVERS / f"{code}.{way}.txt").read_text(encoding="utf-8")
        assert (told.status, told.out, told.err) == (0, kept, "")
    said = satchel_here.json("escalate", PINE.name, "--form", write(whole(code)), "--text", "mail")
    kept = (HANDOVERS / f"{code}.mail.txt").read_text(encoding="utf-8")
    assert said == {"way": "mail", "text": kept}
    assert (escalations.open_escalations(pine), outbox.entries(pine)) == ([], [])


@pytest.mark.parametrize("code", CODES)
def test_every_kind_is_checked(satchel_here: InProcess, pine, write, code: str) -> None:
    words = ("escalate", PINE.name, "--check", "--json", "--form")
    told = satchel_here(*words, write(complete(code)))
    assert (told.status, told.json) == (0, {"complete": True, "percent": 100, "missing": []})
    needed = RULES.kinds[code].needs[-1]
    told = satchel_here(*words, write({k: v for k, v in complete(code).items() if k != needed}))
    (missing,) = told.json["missing"]
    assert (told.status, told.json["complete"], told.err) == (1, False, "")
    assert 0 < told.json["percent"] < 100
    assert missing == {"field": needed, "why": RULES.fields[needed].why, "blocks": True}
    told = satchel_here("escalate", PINE.name, "--check", "--form", write({"kind": code}))
    assert (told.status, told.out.count(" (blocks sending): ")) == (1, len(RULES.kinds[code].needs))


@pytest.mark.parametrize("code", CODES)
def test_every_kind_is_queued_once_and_kept_back_where_something_blocks(
    satchel_here: InProcess, told, takers, write, code: str
) -> None:
    kind = RULES.kinds[code]
    words = ("escalate", PINE.name, "--send", "--form")
    lacking = {key: value for key, value in complete(code).items() if key != kind.needs[0]}
    assert f"{kind.needs[0]} is missing" in told(1, *words, write(lacking))
    assert (escalations.open_escalations(takers), outbox.entries(takers)) == ([], [])
    sent = satchel_here.json(*words, write(whole(code)))
    entry = next(one for one in outbox.entries(takers) if one.record == "handover")
    source, written = {"ticket": ("zendesk", "markdown"), "message": ("chat", "slack")}[kind.way]
    assert (sent["source"], entry.source, entry.intent["way"]) == (source, source, kind.way)
    kept = (HANDOVERS / f"{code}.{written}.txt").read_text(encoding="utf-8")
    assert (entry.intent["text"], entry.state) == (kept, "queued")


def test_what_the_ticket_system_no_longer_offers_is_missing_before_it_is_sent(
    satchel_here: InProcess, told, takers: Store, write
) -> None:
    desk = sources.source(takers, "zendesk")
    assert desk is not None
    gone = {**desk.capabilities, "groups": '[[1, "Billing"]]', "severities": '{"low": "Low"}'}
    sources.save(takers, replace(desk, capabilities=gone))
    file = write(complete("support"))
    checked = satchel_here("escalate", PINE.name, "--check", "--json", "--form", file)
    missing = [one["field"] for one in checked.json["missing"]]
    assert (checked.status, missing) == (1, ["group", "severity"])
    assert "group is missing" in told(1, "escalate", PINE.name, "--send", "--form", file)
