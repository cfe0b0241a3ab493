"""`satchel escalate`: what is missing, the handover as text, and nothing that leaves by mistake."""

from __future__ import annotations

import os
import sys

import pytest

from book import escalations, outbox, sources
from book.records import Source
from book.sent_files import sent_files

FORM = """
kind = "support"
subject = "Boards time out"
requester = "somebody@pine.test"
group = "Product Analytics"
severity = "high"
customer_told = true
use_case = "One board for five plants"
error_text = "Query timed out"
steps = ["open the board", "choose 90 days"]
tried = "a shorter span works"
urgency = "shown on Friday"
next_update = "2026-11-25"
"""
HOMEWORK = "".join(
    f'[[homework]]\nwhere = "{where}"\nresult = "nothing"\n'
    for where in ("docs", "assistant", "slack", "tickets", "github", "team-channel")
)


@pytest.fixture
def form(tmp_path):
    def write(text: str) -> str:
        file = tmp_path / "form.toml"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def test_a_whole_form_has_nothing_missing(satchel_here, form):
    said = satchel_here.json("escalate", "a1", "--form", form(FORM + HOMEWORK), "--check")
    assert said == {"complete": True, "percent": 100, "missing": []}
    told = satchel_here("escalate", "a1", "--form", form(FORM + HOMEWORK))
    assert (told.status, told.out) == (0, "Support ticket: all 17 there.\n")


def test_what_is_missing_is_listed_and_status_1(satchel_here, form):
    text = FORM.replace('severity = "high"\n', "")
    told = satchel_here("escalate", "a1", "--form", form(text + HOMEWORK), "--check")
    assert told.status == 1
    assert told.out == (
        "Support ticket: 16 of 17 there (94 %).\n"
        "  severity (blocks sending): a ticket without a severity is not routed\n"
    )


def test_the_handover_is_printed_and_nothing_is_written(satchel_here, store, form):
    for way, begins in (("slack", "*Support"), ("markdown", "## Support"), ("mail", "Subject: ")):
        told = satchel_here("escalate", "a1", "--form", form(FORM), "--text", way)
        assert told.status == 0
        assert told.out.startswith(begins)
        assert "somebody@pine.test" in told.out
    assert outbox.entries(store) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('severity = "high"\n', ""), "severity is missing"),
        (('group = "Product Analytics"\n', ""), "group is missing"),
        (("customer_told = true", "customer_told = false"), "customer_told is missing"),
        (("", ""), "Nothing is connected that takes a support ticket."),
    ],
)
def test_nothing_leaves_that_may_not_or_has_nowhere_to_go(told, store, form, change, says):
    text = FORM.replace(*change) if change[0] else FORM
    assert says in told(1, "escalate", "a1", "--form", form(text), "--send")
    assert outbox.entries(store) == []


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
LOOM = "https://www.loom.com/share/" + "0a" * 16


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind = ", "is no TOML"),
        ("", "The form does not say its kind."),
        ('kind = "suport"', "is no kind of escalation"),
        ('kind = "a\\nb"', "“a b” is no kind of escalation"),
        ("[kind]\nsupport = 1", "kind must be a text in quotes"),
        ('kind = "support"\nseverty = "low"', "Did you mean “severity”?"),
        (FORM + "amount = 1" + "0" * 400, "amount must be a number below 1,000,000,000,000,000"),
        (FORM + "amount = 1" + "0" * 5000, "form.toml holds a number without end"),
        (FORM + "reproduced = 1", "reproduced must be true or false"),
        (FORM + "asked = " + "[" * 100_000, "its lists lie too deep"),
        (FORM + 'asked = "\\u0000"', "asked holds a sign that cannot be shown"),
        (FORM.replace('"2026-11-25"', "2026-02-30"), "is no TOML: Invalid date"),
        (FORM.replace("2026-11-25", "2026-02-30"), "next_update must be a day such as"),
        (FORM.replace("2026-11-25", "0026-11-25"), "next_update must be a day such as"),
        (FORM.replace('"2026-11-25"', "2026-11-25T09:00:00"), "next_update must be a day such as"),
        (FORM + '[[moment]]\nat = "12:05"', "A moment has no url."),
        (FORM + f'[moment]\nurl = "{LOOM}"', "moment must be a list. Begin each with [[moment]]"),
        (FORM + f'[[moment]]\nurl = "{LOOM}"\nat = 725', "moment.at must be a text in quotes"),
        (FORM + '[[homework]]\nresult = "x"', "Homework has no where."),
        (FORM + '[[homework]]\nwhere = "docs"\n' * 2, "The homework names docs twice."),
    ],
)
def test_a_bad_form_is_one_sentence_and_nothing_is_written(told, store, form, text, says):
    for way in ("--check", "--send"):
        assert says in told(2, "escalate", "a1", "--form", form(text), way)
    assert (outbox.entries(store), escalations.open_escalations(store)) == ([], [])


@POSIX
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda file: file.mkdir(), "The form cannot be read: is a directory."),
        (lambda file: file.write_bytes(b"#" * 10_000_000), "form.toml is too large for a form."),
        (lambda file: file.write_bytes("kind = „é“".encode("latin-1", "replace")), "is not UTF-8"),
        (lambda file: file.symlink_to("/dev/zero"), "form.toml is too large for a form."),
        (lambda file: os.mkfifo(file), "Nothing comes out of the pipe."),  # noqa: PLW0108 late
    ],
)
def test_what_is_no_form_is_one_sentence(told, tmp_path, monkeypatch, make, says):
    monkeypatch.setattr("desktop.commands.escalations._PATIENCE_SECONDS", 0.05)
    make(tmp_path / "form.toml")
    assert says in told(2, "escalate", "a1", "--form", str(tmp_path / "form.toml"), "--check")


@POSIX
def test_a_form_comes_through_a_pipe_too(satchel_here):
    read, write = os.pipe()
    os.write(write, (FORM + HOMEWORK).encode())
    os.close(write)
    assert satchel_here("escalate", "a1", "--form", f"/dev/fd/{read}", "--check").status == 0
    os.close(read)


@pytest.mark.parametrize(
    "requester", ["ida@pebble.example", " IDA@pebble.example", "Ida <ida@pebble.example>", "Ines"]
)
def test_neither_i_nor_nobody_is_the_requester(satchel_here, told, desk, form, requester):
    text = form((FORM + HOMEWORK).replace("somebody@pine.test", requester))
    checked = satchel_here("escalate", "a1", "--form", text, "--check", "--json")
    (missing,) = checked.json["missing"]
    assert (checked.status, missing["field"], missing["blocks"]) == (1, "requester", True)
    assert "requester is missing" in told(1, "escalate", "a1", "--form", text, "--send")
    assert (outbox.entries(desk), escalations.open_escalations(desk)) == ([], [])


def test_a_severity_may_be_said_by_its_title(satchel_here, desk, form):
    text = form(FORM.replace('"high"', '"High"'))
    assert satchel_here("escalate", "a1", "--form", text, "--send").status == 0
    assert handovers(desk)[0].intent["severity"] == "high"


def test_a_form_that_is_not_there_is_said(told, tmp_path):
    assert "cannot be read" in told(2, "escalate", "a1", "--form", str(tmp_path / "none.toml"))


@pytest.fixture
def desk(store):
    """A ticket system that takes tickets, and a team's chat that takes messages."""
    sources.save(store, Source(name="zendesk", url="z", capabilities={"takes": "ticket"}))
    sources.save(store, Source(name="chat", url="c", capabilities={"takes": "message,issue"}))
    return store


def handovers(store):
    return [one for one in outbox.entries(store) if one.record == "handover"]


def test_sending_queues_it_once_with_its_files(satchel_here, told, desk, form, tmp_path):
    (tmp_path / "shot.png").write_bytes(b"bytes")
    text = form('attachment = ["shot.png"]\n' + FORM)
    sent = satchel_here.json("escalate", "a1", "--form", text, "--send")
    assert sent["source"] == "zendesk"
    task, waits = sorted(satchel_here.json("outbox"), key=lambda one: one["kind"], reverse=True)
    assert task["summary"].startswith("Add the task “Tell them where “Boards time out” stands” to")
    assert (waits["kind"], waits["state"]) == ("handover.create", "queued")
    assert waits["summary"].startswith("Send the ticket “Boards time out” for ")
    (entry,) = handovers(desk)
    assert [one.name for one in sent_files(entry.intent["files"])] == ["shot.png"]
    assert entry.intent["text"] == satchel_here("escalate", "a1", "--form", text, "--text",
                                                "markdown").out  # fmt: skip
    # Said twice, it is not sent twice.
    assert "waits to be sent" in told(1, "escalate", "a1", "--form", text, "--send")
    assert len(handovers(desk)) == 1
    (listed,) = satchel_here.json("account", "a1")["escalations"]
    assert (listed["id"], listed["kind"], listed["subject"]) == (
        sent["id"],
        "support",
        "Boards time out",
    )
    assert (listed["state"], listed["handovers"][0]["way"]) == ("queued", "ticket")


def test_a_message_goes_to_whoever_takes_messages(satchel_here, desk, form):
    text = 'kind = "engineering"\nsubject = "S"\nasked = "a"\nuse_case = "u"\nhypothesis = "h"\n'
    assert satchel_here("escalate", "a1", "--form", form(text), "--send").out == "o1\n"
    (entry,) = handovers(desk)
    assert (entry.source, entry.intent["way"]) == ("chat", "message")
    assert entry.intent["text"].startswith("*Question to engineers: S*")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("gone.png", None, "gone.png cannot be attached: no such file"),
        ("empty.png", b"", "empty.png is empty"),
        (r"a\u0000b", None, "attachment holds a sign that cannot be shown"),
        (".", None, "cannot be attached: is a directory"),
    ],
)
def test_a_file_that_does_not_do_keeps_it_back(told, desk, form, tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    text = form(f'attachment = ["{name}"]\n' + FORM)
    assert says in told(2, "escalate", "a1", "--form", text, "--send")
    assert outbox.entries(desk) == []
    assert escalations.open_escalations(desk) == []
