"""The connector as the registry hands it out."""

from __future__ import annotations

import pytest

from sync.vitally.connector import VitallyConnector, by_account
from sync.vitally.place import Place


def pending(count, **fields):
    return Place(pending=tuple(str(n) for n in range(count)), **fields)


@pytest.mark.parametrize(
    ("here", "first", "expected"),
    [
        (pending(3, total=100), True, False),
        (pending(30, total=20_000), True, True),
        (pending(400, total=20_000), True, False),
        (pending(3, total=999), True, False),
        (pending(1, total=5), False, True),
        (pending(20, total=5), False, True),
        (pending(21, total=5), False, False),
        (pending(100, total=20_000), False, True),
        (Place(many_pending=True, total=10**6), False, False),
    ],
)
def test_when_accounts_are_read_one_by_one(here, first, expected):
    assert by_account(here, first=first) is expected


def test_the_stages_stand_in_an_order_in_which_each_finds_what_it_needs():
    stages = VitallyConnector.stages
    for earlier, later in (
        ("teammates", "accounts"),
        ("accounts", "older"),
        ("older", "notes"),
        ("accounts", "heirs"),
        ("notes", "archived_notes"),
        ("tasks", "archived_tasks"),
    ):
        assert stages.index(earlier) < stages.index(later)
