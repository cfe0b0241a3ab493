"""Record ids: eighteen characters, the last three of which guard the case of the others."""

from __future__ import annotations

import pytest

from sync.simulator.salesforce.ids import guarded, make_id, prefix_of, whole_id


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("0015g00000HpHpH", "0015g00000HpHpHAAV"),
        ("00T000000000000", "00T000000000000EAA"),
        ("ABCDEABCDEABCDE", "ABCDEABCDEABCDE555"),
    ],
)
def test_the_three_characters_follow_from_the_capitals(short, whole):
    assert guarded(short) == whole
    assert whole_id(short) == whole
    assert whole_id(whole) == whole


def test_an_id_whose_case_was_lost_is_mended():
    assert whole_id("0015G00000HPHPHAAV") == "0015g00000HpHpHAAV"


@pytest.mark.parametrize("text", ["", "0015g", "0015g00000HpHp-", "0015g00000HpHpH!!!", None, 7])
def test_what_is_no_id(text):
    assert whole_id(text) is None


def test_ids_of_one_object_count_up_and_begin_with_its_prefix():
    made = [make_id("001", "ab", number) for number in (1, 9, 10, 61, 62, 3843, 3844)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {prefix_of(one) for one in made} == {"001"}
    assert all(len(one) == 18 for one in made)
