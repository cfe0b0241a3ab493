"""The names of the sources as people write them."""

from __future__ import annotations

import pytest

from book.source_titles import title


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("buildbetter", "BuildBetter"),
        ("github", "GitHub"),
        ("hubspot", "HubSpot"),
        ("vitally", "Vitally"),
        ("zendesk", "Zendesk"),
        ("acme", "Acme"),
        ("acmeDesk", "AcmeDesk"),
        ("", ""),
    ],
)
def test_a_source_is_written_as_its_makers_write_it(source: str, told: str) -> None:
    assert title(source) == told
