"""Half a character in one record does not cost the page it stands in."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.json_text import decode, mended

ANY = msgspec.json.Decoder(dict[str, str])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rb'{"a":"x\ud83dy"}', "x\ufffdy"),
        (rb'{"a":"x\ude00y"}', "x\ufffdy"),
        (rb'{"a":"x\ud83d"}', "x\ufffd"),
        (rb'{"a":"\ud83d\ud83d\ude00"}', "\ufffd😀"),
        (rb'{"a":"\ud83d\ude00"}', "😀"),
        (rb'{"a":"\\ud83d"}', "\\ud83d"),
        (rb'{"a":"\\\ud83d"}', "\\\ufffd"),
        (b'{"a":"\xffy"}', "\ufffdy"),
        (b'{"a":"\xf0\x9f\x98"}', "\ufffd"),
    ],
)
def test_halves_are_replaced_and_wholes_stay(body, expected):
    assert decode(ANY, body) == {"a": expected}


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":"x"', b"<html>", b'{"a":"x"}}'])
def test_what_is_no_json_stays_none(body):
    with pytest.raises(msgspec.DecodeError):
        decode(ANY, body)


def test_a_wrong_type_is_not_mended():
    with pytest.raises(msgspec.ValidationError):
        decode(ANY, b'{"a":1}')


@given(st.dictionaries(st.text(), st.text(), max_size=3))
def test_good_json_is_left_as_it_is(value):
    body = json.dumps(value).encode()
    assert mended(body) == body


@given(st.text(alphabet=st.characters(), max_size=30), st.integers(0xD800, 0xDFFF))
def test_any_half_anywhere_is_survived(text, half):
    body = json.dumps({"a": text + chr(half) + text}).encode()
    assert list(decode(ANY, body).keys()) == ["a"]
