"""Messages to Slack: each once, refused in words, and never guessed at."""

from __future__ import annotations

import pytest

from book import outbox
from book.errors import Auth, Refused, Usage
from book.handing_over import Words, send
from book.rules import load
from book.sources import source
from book.ways_out import taking
from sync.slack.credentials import Hook, Token, credentials
from tests.sync.slack.conftest import CHANNEL, Chat

RULES = load()
WORDS = Words(title="Boards time out", text="again")


def test_a_bot_posts_once_and_its_message_has_an_address(chat: Chat) -> None:
    found = chat.connect(channel=CHANNEL)
    assert (found.capabilities["takes"], found.me_name) == ("message", "satchel")
    kept = source(chat.store, "slack")
    assert kept is not None
    assert taking("message", [kept]) == kept
    assert taking("ticket", [kept]) is None
    number = chat.ask()
    assert chat.run().ok
    (message,) = chat.posted()
    assert message["text"] == "*Boards time out*"
    handed = chat.handed(number)
    assert handed.external_id == f"{CHANNEL}:{message['ts']}"
    assert handed.url == (
        f"https://pretend.slack.com/archives/{CHANNEL}/p{message['ts'].replace('.', '')}"
    )
    assert chat.run().ok
    assert len(chat.posted()) == 1


@pytest.mark.parametrize("kind", ["close", "lost", "truncate", "not_json", "html"])
def test_however_an_answer_is_lost_the_message_is_there_once(chat: Chat, kind: str) -> None:
    chat.connect(channel=CHANNEL)
    number = chat.ask()
    chat.there.fault(kind, times=1)  # type: ignore[arg-type]
    assert not chat.run().ok
    assert chat.run().ok
    assert len(chat.posted()) == 1
    assert chat.handed(number).external_id == f"{CHANNEL}:{chat.posted()[0]['ts']}"


def test_two_messages_of_the_same_words_are_two(chat: Chat) -> None:
    chat.connect(channel=CHANNEL)
    chat.ask()
    chat.there.fault("lost", times=1)
    chat.run()
    chat.ask("*Boards time out*")
    chat.run()
    assert len(chat.posted()) == 2
    assert chat.waiting() == []


def test_a_bot_that_may_not_read_leaves_it_to_a_person(chat: Chat) -> None:
    chat.connect(channel=CHANNEL)
    chat.there.scopes = {"chat:write"}
    chat.ask()
    chat.there.fault("lost", times=1)
    chat.run()
    chat.run()
    (entry,) = chat.waiting()
    assert (entry.state, entry.reason) == ("parked", "untold")
    assert len(chat.posted()) == 1


def test_a_webhook_posts_and_a_lost_answer_is_a_persons_to_settle(chat: Chat) -> None:
    chat.connect(chat.there.hook_url)
    first = chat.ask()
    assert chat.run().ok
    assert [said["text"] for said in chat.there.hooked] == ["*Boards time out*"]
    assert chat.handed(first).external_id is not None
    chat.ask("A second one")
    chat.there.fault("lost", path="/services", times=1)
    chat.run()
    chat.run()
    (entry,) = chat.waiting()
    assert (entry.state, entry.reason) == ("parked", "untold")
    assert "Nobody can tell" in (entry.error or {})["title"]
    # It is there: given up here, it is not sent again.
    outbox.discard(chat.store, RULES, entry.id)
    chat.run()
    assert len(chat.there.hooked) == 2


def test_what_did_not_arrive_is_sent_once_more_when_a_person_says_so(chat: Chat) -> None:
    chat.connect(chat.there.hook_url)
    chat.ask()
    chat.there.fault("close", path="/services", times=1)
    chat.run()
    chat.run()
    (entry,) = chat.waiting()
    assert entry.reason == "untold"
    outbox.retry(chat.store, entry.id)
    assert chat.run().ok
    assert len(chat.there.hooked) == 1
    assert chat.waiting() == []


@pytest.mark.parametrize(
    ("refusal", "reason", "says"),
    [
        ("channel_not_found", "refused", "does not know that channel"),
        ("not_in_channel", "refused", "not in the channel"),
        ("msg_too_long", "refused", "longer than Slack takes"),
        ("something_new", "refused", "refused the message (something_new)"),
    ],
)
def test_a_no_at_200_stops_the_entry_and_says_why(
    chat: Chat, refusal: str, reason: str, says: str
) -> None:
    chat.connect(channel=CHANNEL)
    chat.there.refusal = refusal
    chat.ask()
    chat.run()
    (entry,) = chat.waiting()
    assert (entry.state, entry.reason, entry.uncertain) == ("parked", reason, False)
    assert says in (entry.error or {})["title"]
    assert chat.posted() == []


def test_a_taken_back_token_stops_the_source_and_not_the_message(chat: Chat) -> None:
    chat.connect(channel=CHANNEL)
    chat.secret = "xoxb-2222-another"
    chat.ask()
    report = chat.run()
    assert (report.sources[0].error or {})["kind"] == "auth"
    (entry,) = chat.waiting()
    assert (entry.state, entry.uncertain) == ("queued", False)
    chat.secret = chat.there.key
    assert chat.run().ok
    assert len(chat.posted()) == 1


def test_a_webhook_that_is_gone_says_so(chat: Chat) -> None:
    chat.connect(chat.there.hook_url)
    chat.secret = chat.there.url + "/services/T0001/B0001/takenback"
    chat.ask()
    report = chat.run()
    assert "does not know that webhook" in (report.sources[0].error or {})["title"]
    assert "takenback" not in str(report)
    assert chat.there.hooked == []


def test_a_text_beyond_the_limit_and_a_missing_channel_never_leave(chat: Chat) -> None:
    chat.connect()
    chat.ask()
    chat.run()
    (entry,) = chat.waiting()
    assert "into which channel" in (entry.error or {})["title"]
    chat.connect(channel=CHANNEL)
    outbox.retry(chat.store, entry.id)
    chat.ask("x" * 39_001)
    chat.run()
    (left,) = chat.waiting()
    assert "39,001 characters" in (left.error or {})["title"]
    assert len(chat.posted()) == 1


def test_a_429_is_waited_for(chat: Chat) -> None:
    chat.connect(channel=CHANNEL)
    chat.ask()
    chat.there.fault("status", status=429, retry_after="1", times=1)
    assert chat.run().ok
    assert len(chat.posted()) == 1


@pytest.mark.parametrize(
    "pasted",
    [
        "https://hooks.slack.com.evil.example/services/T1/B1/x",
        "https://hooks.slack.com/services/T1/B1/x?to=elsewhere",
        "http://hooks.slack.com/services/T1/B1/x",
        "https://example.test/",
        "not a token",
        "",
    ],
)
def test_what_is_no_webhook_of_slacks_is_never_called(pasted: str) -> None:
    with pytest.raises(Auth):
        credentials(pasted, "https://slack.com")


def test_what_is_pasted_is_told_apart() -> None:
    hook = credentials(" <https://hooks.slack.com/services/T1/B1/abc> ", "https://slack.com")
    assert hook == Hook("https://hooks.slack.com", "/services/T1/B1/abc")
    assert isinstance(credentials("xoxb-12-34-abc", "https://slack.com"), Token)


def test_a_channels_name_is_refused_at_connect(chat: Chat) -> None:
    with pytest.raises(Usage, match="no id of a channel"):
        chat.connect(channel="#alerts")


def test_the_same_escalation_is_not_posted_twice(chat: Chat) -> None:
    chat.connect(channel=CHANNEL)
    number = chat.ask()
    chat.run()
    with pytest.raises(Refused, match="was sent as a message"):
        send(chat.store, RULES, number, "message", "slack", WORDS)
