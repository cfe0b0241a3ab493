"""What is wrong with the house rules' escalations, named with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from book import rules
from book.errors import RulesTrouble
from book.rules_escalations import ROUTED_BY


def test_what_ships_routes_every_ticket() -> None:
    found = rules.load().escalations
    for kind in found.kinds.values():
        if kind.way == "ticket":
            assert set(ROUTED_BY) <= set(kind.fields)
            assert set(ROUTED_BY) <= set(kind.needs)
    assert list(found.severities) == ["critical", "high", "medium", "low"]
    assert list(found.homework) == [
        "docs", "assistant", "slack", "tickets", "github", "team-channel"
    ]  # fmt: skip


def test_a_team_does_without_a_kind(tmp_path: Path) -> None:
    own = tmp_path / "team.toml"
    own.write_text("[escalations.kinds.refund]\nhidden = true\n", encoding="utf-8")
    found = rules.load(team=own).escalations
    assert "refund" not in found.offered()
    assert list(found.offered()) == [code for code in found.kinds if code != "refund"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[escalations.kinds.audit]\nway = "note"', "escalations.kinds.audit has no title"),
        ('[escalations.fields.mood]\ntype = "choice"\ntitle = "Mood"', "choice without choices"),
        ('[escalations.fields.mood]\ntype = "colour"', "must be one of line, text, steps"),
        ('[escalations.kinds.refund]\nfields = ["subjct"]', "Did you mean “subject”?"),
        ('[escalations.kinds.refund]\nneeds = ["steps"]', "the form does not ask for it"),
        (
            '[escalations.kinds.support]\nfields = ["subject"]\nneeds = []',
            "is sent as a ticket, so it must ask for requester",
        ),
        ('[escalations.homework.docs]\nsearch = "docs"', "must begin with https://"),
        ('[escalations]\npanel = "the app"', "must begin with https://"),
        ('[escalations]\nforward_to = "support"', "must be a mail address"),
        ('[escalations]\ntold = "Hi {nme}"', "asks for “{nme}”"),
        ('[escalations.fields.customer_told]\ntype = "line"', "customer_told.type must stay “yes”"),
        ('[escalations.fields.next_update]\ntype = "line"', "next_update.type must stay “day”"),
        ("[escalations.waits]\nnudge_days = -1", "whole number of days"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, says: str) -> None:
    own = tmp_path / "team.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(RulesTrouble) as caught:
        rules.load(team=own)
    assert "team.toml, line" in caught.value.title
    assert says in f"{caught.value.title} {caught.value.advice}"
