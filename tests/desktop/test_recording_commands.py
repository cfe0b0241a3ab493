"""`satchel link`, and the links of `satchel account`, through the real command line."""

from __future__ import annotations

import json

import pytest

HEX = "0123456789abcdef0123456789abcdef"
LOOM = f"https://www.loom.com/share/{HEX}"
CALL = "https://app.buildbetter.app/call/12"
SHARE = "https://us02web.zoom.us/rec/share/abc.d"


def links(satchel_here):
    return json.loads(satchel_here("account", "alder", "--json").out)["links"]


def test_a_recording_is_logged_with_its_moments_and_printed(satchel_here):
    words = ["link", "alder", f"<{LOOM}?sid=1>", "--title", "The  funnel", "--date", "2026-11-21"]
    done = satchel_here(*words, "--at", "12:05", "--label", "error shown", "--at", "1h2m3s")
    assert (done.status, done.out, done.err) == (0, "r1\n", "")
    assert links(satchel_here) == [
        {
            "id": "r1", "account_id": "a1", "url": LOOM, "provider": "loom", "kind": "recording",
            "title": "The funnel", "date": "2026-11-21", "duration_s": None, "shared_on": None,
            "folder": None, "attached_to": [],
            "moments": [
                {"at_s": 725, "label": "error shown", "kind": None, "url": f"{LOOM}?t=725"},
                {"at_s": 3723, "label": "", "kind": None, "url": f"{LOOM}?t=3723"},
            ],
        }
    ]  # fmt: skip


def test_a_link_of_four_thousand_characters_is_kept_whole(satchel_here):
    long = f"https://videos.pebble.example/{'a' * 4_000}"
    assert satchel_here("link", "alder", long).status == 0
    assert links(satchel_here)[0]["url"] == long


def test_the_second_of_the_link_itself_is_a_moment(satchel_here):
    satchel_here("link", "alder", f"{LOOM}?t=725")
    assert [one["at_s"] for one in links(satchel_here)[0]["moments"]] == [725]


def test_a_link_is_logged_once_and_takes_further_moments(satchel_here):
    satchel_here("link", "alder", CALL, "--at", "90")
    done = satchel_here("link", "alder", CALL, "--at", "90", "--at", "91", "--label", "crash")
    assert done.out == "r1 was logged already; 1 moment added.\n"
    assert satchel_here("link", "alder", CALL).out == "r1 was logged already.\n"
    (one,) = links(satchel_here)
    assert [(each["at_s"], each["label"], each["url"]) for each in one["moments"]] == [
        (90, "", CALL),
        (91, "crash", CALL),
    ]


def test_json_is_the_link_with_its_account(satchel_here):
    done = satchel_here("link", "alder", CALL, "--json")
    shape = json.loads(done.out)
    assert (shape["id"], shape["provider"], shape["title"]) == ("r1", "buildbetter", None)
    assert shape["account"] == json.loads(satchel_here("account", "a1", "--json").out)["name"]


def test_a_passcode_is_left_out_and_that_is_said(satchel_here):
    done = satchel_here("link", "alder", f"{SHARE}?pwd=s3cret")
    assert "passcode" in done.err and "s3cret" not in done.err
    assert links(satchel_here)[0]["url"] == SHARE
    done = satchel_here("link", "alder", f"{SHARE}?pwd=s3cret", "--keep-passcode")
    assert done.err == ""
    assert links(satchel_here)[0]["url"] == f"{SHARE}?pwd=s3cret"


def test_the_account_shows_its_recordings_to_people(satchel_here):
    satchel_here("link", "alder", LOOM, "--title", "The funnel", "--date", "2026-11-21")
    satchel_here("link", "alder", "https://app.buildbetter.app/folders/14593")
    out = satchel_here("account", "alder").out
    assert "Recordings (2)" in out
    assert "Loom" in out and "The funnel" in out and "folder" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["www.loom.com/share/1"], "The link does not begin with https://."),
        (["ftp://example.test/"], "A link that begins with “ftp:” is not one of the web."),
        (["https://loom.com@example.test/"], "The link has a user name before its host."),
        (["https://us02web.zoom.us/j/12345678901"],
         "That link joins a Zoom meeting; it is no recording."),
        ([LOOM, "--at", "12:99"], "“12:99” is no time in a recording."),
        ([LOOM, "--at", "soon"], "“soon” is no time in a recording."),
        ([LOOM, "--label", "x", "--at", "1"], "The label “x” belongs to no moment."),
        ([LOOM, "--at", "1", "--label", "x", "--label", "y"],
         "The label “y” belongs to no moment."),
        (["https://app.buildbetter.app/folders/1", "--at", "1"],
         "A folder of recordings has no moments."),
        ([LOOM, "--date", "noday"], "“noday” is not a day."),
        ([f"https://example.test/{'a' * 900_0}"], "9,021 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_logged_is_one_sentence(satchel_here, words, sentence):
    done = satchel_here("link", "alder", *words)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err and done.err.count("\n") == 1
    assert links(satchel_here) == []


def test_no_such_account_is_said_before_anything_is_written(satchel_here):
    assert satchel_here("link", "nobody", LOOM).status == 2


def test_undo_takes_the_newest_link_back(satchel_here):
    satchel_here("link", "alder", LOOM, "--at", "90")
    done = satchel_here("undo")
    assert done.status == 0
    assert links(satchel_here) == []
    satchel_here("redo")
    assert [one["at_s"] for one in links(satchel_here)[0]["moments"]] == [90]
