"""`satchel escalate`: what is missing, the handover as text, and nothing that leaves by mistake."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind = ", "is no TOML"),
        ('kind = "suport"', "is no kind of escalation"),
        ('kind = "support"\nseverty = "low"', "Did you mean “severity”?"),
    ],
)
def test_a_bad_form_is_one_sentence(told, form, text, says):
    assert says in told(2, "escalate", "a1", "--form", form(text), "--check")


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
    ],
)
def test_a_file_that_does_not_do_keeps_it_back(told, desk, form, tmp_path, name, content, says):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    text = form(f'attachment = ["{name}"]\n' + FORM)
    assert says in told(2, "escalate", "a1", "--form", text, "--send")
    assert outbox.entries(desk) == []
    assert escalations.open_escalations(desk) == []
