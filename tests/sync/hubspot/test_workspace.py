"""What a run's parts share: the labels of picklists, as the first look found them."""

from __future__ import annotations

import pytest

from book.records import Source
from sync.hubspot.workspace import choices_of


@pytest.mark.parametrize("text", [None, 5, "", "[]", '{"a":1}'])
def test_choices_that_cannot_be_read_are_none(text):
    assert choices_of(Source(name="hubspot", url="", capabilities={"choices": text})) == {}
