"""Where a record is, of all it is linked with."""

from __future__ import annotations

import pytest

from sync.hubspot.homes import homes
from sync.hubspot.kinds import CONTACTS, DEALS, NOTES
from sync.hubspot.links import Link

MINE = {"9", "10", "200"}


def link(number, *types, label=""):
    return Link(id=number, types=frozenset(types), labels=frozenset((label,) if label else ()))


@pytest.mark.parametrize(
    ("kind", "links", "expected"),
    [
        (CONTACTS, [link("200"), link("9"), link("77"), link("9")], ["9", "200"]),
        (NOTES, [link("200", 190), link("10", 190), link("8", 190)], ["10"]),
        (NOTES, [link("8", 190)], []),
        (NOTES, [], []),
        (DEALS, [link("9", 341), link("200", 341, 5)], ["200"]),
        (DEALS, [link("9", 341), link("200", 341, label="primary")], ["200"]),
        (DEALS, [link("9", 341), link("77", 341, 5)], []),
        (DEALS, [link("200", 341), link("10", 341)], ["10"]),
        (DEALS, [link("200", 5), link("10", 5)], ["10"]),
    ],
)
def test_homes(kind, links, expected):
    assert homes(kind, links, MINE) == expected
    assert homes(kind, list(reversed(links)), MINE) == expected
