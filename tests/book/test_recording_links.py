"""The rules that tell which recording a link is of, row by row, and what tries to pass for one."""

from __future__ import annotations

import time
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.errors import Usage
from book.recording_links import (
    LONGEST_LINK,
    link_at,
    link_text_at,
    recognise,
    recordings_in,
    trimmed,
)

HEX = "0123456789abcdef0123456789abcdef"
UUID = "01905241-0000-7000-8000-0000000000a1"
LOOM = f"https://www.loom.com/share/{HEX}"
CALL = "https://app.buildbetter.app/call/"
SHARE = "https://us02web.zoom.us/rec/share/aB-c_d.EF12"

HIGHLIGHT = "%5B%7B%22type%22%3A%22SHARE%22%2C%22from%22%3A45%2C%22to%22%3A48%7D%5D"

ROWS = [
    # link, provider, kind, canonical, key, offset
    (f"https://www.loom.com/share/folder/{HEX}", "loom", "folder", None, f"loomf:{HEX}", None),
    (f"https://loom.com/share/folder/{HEX}/Calls?sid=1", "loom", "folder",
     f"https://loom.com/share/folder/{HEX}/Calls", f"loomf:{HEX}", None),
    (LOOM, "loom", "recording", LOOM, f"loom:{HEX}", None),
    (f"http://loom.com/embed/{HEX}?t=1m30s", "loom", "recording", LOOM, f"loom:{HEX}", 90),
    (f"https://www.loom.com/i/{HEX}", "loom", "recording", LOOM, f"loom:{HEX}", None),
    (f"https://www.loom.com/share/My-first-Call-{HEX}", "loom", "recording", LOOM,
     f"loom:{HEX}", None),
    (f"{LOOM}?t=725&sid={UUID}", "loom", "recording", LOOM, f"loom:{HEX}", 725),
    (f"{LOOM}?sid={UUID}", "loom", "recording", LOOM, f"loom:{HEX}", None),
    (f"{CALL}314774", "buildbetter", "recording", f"{CALL}314774", "bb:314774", None),
    (f"https://app.buildbetter.ai/calls/{UUID.upper()}?x=1", "buildbetter", "recording",
     f"{CALL}{UUID}", f"bb:{UUID}", None),
    ("https://app.buildbetter.app/interviews/12", "buildbetter", "recording", f"{CALL}12",
     "bb:12", None),
    ("https://app.buildbetter.app/recording/12", "buildbetter", "recording", f"{CALL}12",
     "bb:12", None),
    ("https://app.buildbetter.app/recordings/12#x", "buildbetter", "recording", f"{CALL}12",
     "bb:12", None),
    ("https://app.buildbetter.app/folders/14593", "buildbetter", "folder", None, "bbf:14593",
     None),
    (f"https://app.buildbetter.app/folders/{UUID}", "buildbetter", "folder", None, f"bbf:{UUID}",
     None),
    (SHARE, "zoom", "recording", SHARE, "zoomrec:aB-c_d.EF12", None),
    (f"{SHARE}?startTime=1763730000000", "zoom", "recording", SHARE, "zoomrec:aB-c_d.EF12", None),
    ("https://zoom.us/recording/play/xyz_1", "zoom", "recording", None, "zoomrec:xyz_1", None),
    ("https://pebble.zoom.com/rec/play/xyz_1", "zoom", "recording", None, "zoomrec:xyz_1", None),
    ("https://us02web.zoom.us/j/12345678901", "zoom", "meeting", None, "zoom:12345678901", None),
    ("https://app.gong.io/call?id=778234", "gong", "recording", None, "gong:778234", None),
    ("https://us-14321.app.gong.io/call?x=1&id=778234", "gong", "recording",
     "https://us-14321.app.gong.io/call?id=778234", "gong:778234", None),
    (f"https://app.gong.io/call?id=77&highlights={HIGHLIGHT}", "gong", "recording",
     "https://app.gong.io/call?id=77", "gong:77", 45),
    (f"https://notes.granola.ai/d/{UUID}", "granola", "recording", None, f"granola:{UUID}", None),
    (f"https://notes.granola.ai/t/{UUID}-00demo?x=1", "granola", "recording",
     f"https://notes.granola.ai/t/{UUID}-00demo", f"granola:{UUID}", None),
    (f"https://notes.granola.ai/p/{UUID}", "granola", "recording", None, f"granola:{UUID}", None),
    ("https://www.youtube.com/watch?v=a_B-3456789&t=1h2m3s", "youtube", "recording",
     "https://youtu.be/a_B-3456789", "yt:a_B-3456789", 3723),
    ("https://youtube.com/watch?list=x&v=a_B-3456789#t=90", "youtube", "recording",
     "https://youtu.be/a_B-3456789", "yt:a_B-3456789", 90),
    ("https://youtu.be/a_B-3456789?start=90", "youtube", "recording",
     "https://youtu.be/a_B-3456789", "yt:a_B-3456789", 90),
    ("https://m.youtube.com/live/a_B-3456789", "youtube", "recording",
     "https://youtu.be/a_B-3456789", "yt:a_B-3456789", None),
    ("https://www.youtube.com/shorts/a_B-3456789?t=1:02:03", "youtube", "recording",
     "https://youtu.be/a_B-3456789", "yt:a_B-3456789", 3723),
    ("https://videos.pebble.example/w/7?t=90", "other", "recording",
     "https://videos.pebble.example/w/7?t=90",
     sha1(b"https://videos.pebble.example/w/7?t=90").hexdigest(), 90),
]  # fmt: skip


@pytest.mark.parametrize(("text", "provider", "kind", "url", "key", "at"), ROWS)
def test_every_row_of_the_table(
    text: str, provider: str, kind: str, url: str | None, key: str, at: int | None
) -> None:
    link = recognise(text)
    assert (link.provider, link.kind, link.key, link.at_s) == (provider, kind, key, at)
    assert link.url == (url or text)
    assert link.raw == text
    again = recognise(link.url)
    assert (again.url, again.key) == (link.url, link.key)


@pytest.mark.parametrize(
    "text",
    [
        f"<{LOOM}>",
        f' "{LOOM}" ',
        f"'{LOOM}'.",
        f"“{LOOM}”,",
        f"({LOOM}).".removeprefix("("),
        f"{LOOM}.,)",
        f"\n{LOOM}\r\n",
        LOOM.replace("https://www.loom.com", "HTTPS://WWW.Loom.COM"),
    ],
)
def test_what_stands_around_a_link_is_no_part_of_it(text: str) -> None:
    assert recognise(text).key == f"loom:{HEX}"


@pytest.mark.parametrize(
    "text",
    [
        f"https://loom.com.example.test/share/{HEX}",
        f"https://notloom.com/share/{HEX}",
        f"https://www-loom.com/share/{HEX}",
        f"https://my.loom.com/share/{HEX}",
        f"https://www.loom.com.:8443/share/{HEX}",
        f"https://www.l\u043e\u043em.com/share/{HEX}",
        f"https://www.xn--lm-fmca.com/share/{HEX}",
        f"https://example.test/share/{HEX}",
        f"https://example.test/?next={LOOM}",
        f"https://example.test/#{LOOM}",
        f"https://example.test/https://www.loom.com/share/{HEX}",
        "https://app.buildbetter.app.example.test/call/1",
        "https://appxbuildbetter.app/call/1",
        "https://zoom.us.example.test/rec/play/abc",
        "https://evilzoom.us/rec/play/abc",
        "https://example.test/zoom.us/rec/play/abc",
        "https://evilapp.gong.io/call?id=1",
        "https://app.gong.io.example.test/call?id=1",
        f"https://notes.granola.ai.example.test/d/{UUID}",
        "https://youtube.com.example.test/watch?v=a_B-3456789",
        "https://notyoutu.be/a_B-3456789",
    ],
)
def test_a_look_alike_is_just_another_link(text: str) -> None:
    link = recognise(text)
    assert link.provider == "other"
    assert link.host.isascii()


@pytest.mark.parametrize(
    "text",
    [
        f"https://www.loom.com/share/{HEX[:-1]}",
        f"https://www.loom.com/share/{HEX}0",
        f"https://www.loom.com/share/folder/{HEX[:-1]}",
        "https://www.loom.com/looms/videos",
        f"{CALL}12x",
        "https://app.buildbetter.app/people",
        "https://zoom.us/j/12345678",
        "https://app.gong.io/call?callid=12",
        "https://app.gong.io/call?id=12x",
        "https://notes.granola.ai/d/12",
        "https://youtu.be/short",
        "https://www.youtube.com/watch?v=a_B-34567890123",
        "https://www.youtube.com/@pebble",
    ],
)
def test_a_page_of_the_same_host_is_no_recording_of_its(text: str) -> None:
    link = recognise(text)
    assert (link.provider, link.url) == ("other", text)


def test_the_host_of_a_look_alike_is_shown_as_the_network_writes_it() -> None:
    link = recognise(f"https://www.l\u043e\u043em.com/share/{HEX}")
    assert link.host == "www.xn--lm-fmca.com"
    assert link.words.startswith("www.xn--lm-fmca.com/")
    assert link.url == f"https://www.xn--lm-fmca.com/share/{HEX}"
    assert recognise(link.url).key == link.key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "That is not a link."),
        ("see the call", "That is not a link."),
        ("https://www.loom.com/share/a b", "That is not a link."),
        ("https://www.loom.com\\@example.test/", "That is not a link."),
        ("https://www.loom.com/\x00", "That is not a link."),
        ("https://www.loom.com/\udcff", "That is not a link."),
        ("www.loom.com/share/x", "The link does not begin with https://."),
        ("//www.loom.com/share/x", "The link does not begin with https://."),
        ("ftp://example.test/a", "A link that begins with “ftp:” is not one of the web."),
        ("file:///etc/hosts", "A link that begins with “file:” is not one of the web."),
        ("javascript:alert(1", "A link that begins with “javascript:” is not one of the web."),
        ("satchel://account/1", "A link that begins with “satchel:” is not one of the web."),
        ("https://www.loom.com@example.test/", "The link has a user name before its host."),
        (f"https://kim:secret@www.loom.com/share/{HEX}",
         "The link has a user name before its host."),
        ("https:///share/x", "The link names no host."),
        ("https:share", "The link names no host."),
        ("https://[::1/x", "The link names no host."),
        ("https://example.test:port/x", "The link names no host."),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Usage) as caught:
        recognise(text)
    assert caught.value.title == sentence
    assert caught.value.advice.endswith(".")


def test_a_link_may_be_long_but_not_endless() -> None:
    long = f"https://example.test/{'a' * 4_000}"
    assert recognise(long).url == long
    looms = f"{LOOM}?sid={'f' * 4_000}&t=725"
    assert (recognise(looms).url, recognise(looms).at_s) == (LOOM, 725)
    with pytest.raises(Usage, match="characters"):
        recognise(f"https://example.test/{'a' * LONGEST_LINK}")


@pytest.mark.parametrize(
    "text",
    [
        f"https://www.loom.com/share/{'a-' * 3_900}",
        f"https://{'a.' * 3_900}zoom.uk/rec/play/a",
        f"https://app.gong.io/call?{'id=1x&' * 1_300}",
        f"https://youtube.com/watch?{'v=' * 3_900}",
    ],
)
def test_no_link_takes_long_to_recognise(text: str) -> None:
    begun = time.perf_counter()
    recognise(text)
    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    "said", ["t=", "t=soon", "t=-5", "t=1:75", "t=1e9", "t=99999999999", "t=%00", "T=90", "at=90"]
)
def test_a_time_that_is_none_is_no_time_and_the_link_stays(said: str) -> None:
    link = recognise(f"{LOOM}?{said}")
    assert (link.at_s, link.url, link.raw) == (None, LOOM, f"{LOOM}?{said}")


@pytest.mark.parametrize(
    "highlights",
    ["", "[]", "{}", "[1]", "[{}]", '[{"from":"a"}]', '[{"from":-1}]', '[{"from":true}]',
     '[{"from":1e300}]', "[" * 2_000],
)  # fmt: skip
def test_highlights_that_are_none_point_nowhere(highlights: str) -> None:
    from urllib.parse import quote

    link = recognise(f"https://app.gong.io/call?id=7&highlights={quote(highlights)}")
    assert (link.at_s, link.key) == (None, "gong:7")


@pytest.mark.parametrize("name", ["pwd", "PWD", "passcode", "p%77d"])
def test_a_passcode_stays_out_unless_it_was_agreed_to(name: str) -> None:
    text = f"{SHARE}?{name}=s3cret&startTime=5"
    left_out = recognise(text)
    assert left_out.had_passcode
    assert "s3cret" not in left_out.url + left_out.raw + left_out.words
    assert (left_out.url, left_out.raw) == (SHARE, f"{SHARE}?startTime=5")
    kept = recognise(text, keep_passcode=True)
    assert (kept.url, kept.raw) == (f"{SHARE}?{name}=s3cret", text)
    assert kept.key == left_out.key


def test_a_word_of_another_service_that_looks_like_one_stays() -> None:
    text = "https://videos.pebble.example/w/7?pwd=keep"
    assert (recognise(text).url, recognise(text).had_passcode) == (text, False)


@pytest.mark.parametrize(
    ("text", "there", "said"),
    [
        (LOOM, f"{LOOM}?t=725", f"{LOOM}?t=725"),
        ("https://youtu.be/a_B-3456789", "https://youtu.be/a_B-3456789?t=725",
         "https://youtu.be/a_B-3456789?t=725"),
        (f"{CALL}12", f"{CALL}12", f"{CALL}12 (at 12:05)"),
        (SHARE, SHARE, f"{SHARE} (at 12:05)"),
        (f"https://notes.granola.ai/d/{UUID}", f"https://notes.granola.ai/d/{UUID}",
         f"https://notes.granola.ai/d/{UUID} (at 12:05)"),
        ("https://example.test/v?t=3", "https://example.test/v?t=3",
         "https://example.test/v?t=3 (at 12:05)"),
    ],
)  # fmt: skip
def test_the_link_at_a_moment(text: str, there: str, said: str) -> None:
    link = recognise(text)
    assert link_at(link.provider, link.url, 725) == there
    assert link_text_at(link.provider, link.url, 725) == said


def test_a_gong_link_marks_fifteen_seconds() -> None:
    there = link_at("gong", "https://app.gong.io/call?id=7", 725)
    assert there == (
        "https://app.gong.io/call?id=7&highlights="
        "%5B%7B%22type%22%3A%22SHARE%22%2C%22from%22%3A725%2C%22to%22%3A740%7D%5D"
    )


@given(st.integers(min_value=0, max_value=359_999))
def test_a_link_at_a_moment_is_read_as_that_moment(second: int) -> None:
    for text in (LOOM, "https://app.gong.io/call?id=7", "https://youtu.be/a_B-3456789"):
        link = recognise(text)
        back = recognise(link_at(link.provider, link.url, second))
        assert (back.at_s, back.key, back.url) == (second, link.key, link.url)


@given(st.text(max_size=120))
def test_any_text_is_a_link_or_is_refused(text: str) -> None:
    try:
        link = recognise(text)
    except Usage:
        return
    assert link.url.startswith(("http://", "https://"))
    assert link.host


@given(st.text(alphabet="htps:/.loomcz@?#&=%[]\\ 0af-", max_size=80))
def test_pieces_of_links_are_links_or_are_refused(rest: str) -> None:
    try:
        link = recognise(f"https://{rest}")
    except Usage:
        return
    assert (
        "@" not in link.url.partition("//")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    )


# In a text


def test_the_recordings_of_a_text_stand_where_they_are_found() -> None:
    text = (
        f"We saw it: {LOOM}?t=725, then [the funnel]({CALL}12) (at 1:02:03).\n"
        f"Docs: https://pebble.example/docs and https://zoom.us/j/12345678901\n"
        f"<https://app.buildbetter.app/folders/14593>"
    )
    found = recordings_in(text)
    assert [(one.link.key, one.link.at_s, one.title) for one in found] == [
        (f"loom:{HEX}", 725, ""),
        ("bb:12", 3723, "the funnel"),
        ("bbf:14593", None, ""),
    ]
    assert [text[one.start : one.end] for one in found] == [
        f"{LOOM}?t=725",
        f"{CALL}12",
        "https://app.buildbetter.app/folders/14593",
    ]


@pytest.mark.parametrize(
    ("text", "title", "at"),
    [
        (f"[{LOOM}]({LOOM})", "", None),
        (f"[Kick-off](<{LOOM}>)", "Kick-off", None),
        (f"{LOOM} at 12:05 we met", "", None),
        (f"{LOOM} (at noon)", "", None),
        (f"{LOOM} (at 12:05)", "", 725),
        (f"{LOOM}?t=9 (at 12:05)", "", 9),
        (f"[https://example.test]({LOOM})", "", None),
    ],
)
def test_what_a_text_says_of_a_link(text: str, title: str, at: int | None) -> None:
    last = recordings_in(text)[-1]
    assert (last.link.key, last.title, last.link.at_s) == (f"loom:{HEX}", title, at)


def test_a_long_text_is_looked_through_quickly() -> None:
    text = ("https://" + "x" * 60 + " [" * 20) * 80_000
    begun = time.perf_counter()
    assert recordings_in(f"{text} {LOOM}")[-1].link.key == f"loom:{HEX}"
    assert time.perf_counter() - begun < 10


def test_trimming_takes_nothing_from_the_inside() -> None:
    assert trimmed('"<https://example.test/a.b(c)d>",') == "https://example.test/a.b(c)d"
