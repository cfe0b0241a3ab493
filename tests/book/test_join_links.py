"""Which links join a meeting, and which only look like it."""

from __future__ import annotations

import pytest

from book.join_links import join_link, provider, same_room


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("https://us02web.zoom.us/j/81234567890?pwd=aB1", "Zoom"),
        ("https://pebble.zoom.us/my/ida.berg", "Zoom"),
        ("https://zoom.us/w/81234567890", "Zoom"),
        ("https://meet.google.com/abc-defg-hij", "Google Meet"),
        ("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0", "Teams"),
        ("https://teams.live.com/meet/9312345678", "Teams"),
        ("https://zoom.us.evil.example/j/81234567890", ""),
        ("https://evilzoom.us/j/81234567890", ""),
        ("https://zoom.us@evil.example/j/81234567890", ""),
        ("https://ida@zoom.us/j/81234567890", ""),
        ("http://zoom.us/j/81234567890", ""),
        ("https://zoom.us:8443/j/81234567890", ""),
        ("https://us02web.zoom.us/rec/share/abc", ""),
        ("https://zoom.us/pricing", ""),
        ("https://meet.google.com/about", ""),
        ("https://[zoom.us/j/1", ""),
        ("https://zoom.us:x/j/1", ""),
    ],
)
def test_whose_room_a_link_leads_to(address, whose):
    assert provider(address) == whose
    assert join_link([f"Join: <{address}>."]) == (address if whose else None)


def test_the_first_link_of_the_first_text_counts_and_a_very_long_one_does_not():
    long = f"https://zoom.us/j/1?pwd={'a' * 4000}"
    texts = [f"see https://pebble.example/agenda and {long}", "https://zoom.us/j/2&amp;x=1"]
    assert join_link(texts) == "https://zoom.us/j/2&x=1"


def test_zooms_number_is_one_room_on_each_host():
    assert same_room("https://zoom.us/j/812?pwd=a", "https://us02web.zoom.us/j/812")
    assert not same_room("https://zoom.us/j/812", "https://zoom.us/j/813")
    assert not same_room(None, None)
    assert not same_room("https://pebble.example/a", "https://pebble.example/a")
