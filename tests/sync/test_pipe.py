"""The engine as a child process: real pipes, a real simulator, and real kills."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from book import sources
from book.store import Store
from sync.simulator.github import GitHubSimulator
from tests.sync.books import ME_EMAIL

KEY_SHOWN_NOWHERE = "sk_live_never_show_this"


class Child:
    """The process, its lines, and what it wrote beside them."""

    def __init__(self, idle: float = 60.0, patch: str = "") -> None:
        code = f"import sys; from sync import engine, pipe\n{patch}\nsys.exit(pipe.main({idle}))"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def say(self, **message) -> None:
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def open(self, desk, **more) -> None:
        secrets = more.pop("secrets", {"vitally": desk.service.key})
        self.say(
            say="open", profile=str(desk.store.profile.folder), key=None, secrets=secrets, **more
        )

    def hear(self, kind: str) -> dict:
        """The next message of that kind."""
        for line in self.process.stdout:
            message = json.loads(line)
            if message["say"] == kind:
                return message
        raise AssertionError(f"it ended without {kind}: {self.process.stderr.read()!r}")

    def end(self) -> tuple[int, str]:
        """Closes its input; its exit status and what it wrote on standard error."""
        _, words = self.process.communicate(timeout=20)
        return self.process.returncode, words.decode()


@pytest.fixture
def child():
    made = []

    def start(**options) -> Child:
        made.append(Child(**options))
        return made[-1]

    yield start
    for one in made:
        one.process.kill()
        one.process.wait()
        for stream in (one.process.stdin, one.process.stdout, one.process.stderr):
            stream.close()


def test_a_run_over_the_pipe(desk, child):
    engine = child()
    engine.open(desk)
    engine.say(say="sync", id=7)
    progress = engine.hear("progress")
    assert progress["source"] == "vitally"
    done = engine.hear("done")
    assert done["id"] == 7
    assert done["error"] is None
    assert done["report"]["sources"][0]["pulled"]["accounts"] == 3
    assert engine.end() == (0, "")
    assert desk.column("accounts", "count(*)") == [3]


def test_two_requests_in_turn_and_a_question_between(desk, child):
    engine = child()
    engine.open(desk)
    engine.say(say="sync", id=1)
    engine.say(say="sync", id=2)
    assert engine.hear("done")["id"] == 1
    second = engine.hear("done")
    assert (second["id"], second["report"]["ok"]) == (2, True)
    engine.say(
        say="ask", id=3, what="test", source="vitally", url=desk.service.url, me=ME_EMAIL,
        secret=desk.service.key,
    )  # fmt: skip
    assert engine.hear("answer")["result"]["me_name"] == "Ida Berg"
    assert engine.end()[0] == 0


def test_issues_are_looked_up_without_a_book_and_without_a_token(child):
    with GitHubSimulator() as there:
        there.add("pine/boards", 7, "Funnels time out")
        engine = child()
        engine.say(
            say="ask", id=3, what="issues", source="github", url=there.url,
            options={"text": "funnels", "repositories": "pine/boards"},
        )  # fmt: skip
        found = engine.hear("answer")["result"]
        assert [one["title"] for one in found["issues"]] == ["Funnels time out"]
        assert [one.status for one in there.requests("/search/issues")] == [200, 200]
        assert engine.end()[0] == 0


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (
            {"what": "test", "source": "vitally", "url": "{url}", "secret": KEY_SHOWN_NOWHERE},
            "auth",
        ),
        ({"what": "test", "source": "nonesuch"}, "usage"),
        ({"what": "sing", "source": "vitally"}, "refused"),
        ({"what": "recording", "source": "loom", "url": "{url}"}, "refused"),
    ],
)
def test_a_question_that_fails_gets_an_error(desk, child, question, kind):
    engine = child()
    asked = {name: value.replace("{url}", desk.service.url) for name, value in question.items()}
    engine.say(say="ask", id=4, me=ME_EMAIL, **asked)
    answer = engine.hear("answer")
    assert (answer["id"], answer["error"]["kind"]) == (4, kind)
    assert KEY_SHOWN_NOWHERE not in json.dumps(answer)
    assert KEY_SHOWN_NOWHERE not in engine.end()[1]


def test_a_run_before_a_book_was_named_is_an_error(child):
    engine = child()
    engine.say(say="sync", id=1)
    assert engine.hear("done")["error"]["kind"] == "profile"
    assert engine.end()[0] == 0


def test_a_book_that_is_not_there_is_an_error(child, tmp_path):
    engine = child()
    engine.say(say="open", profile=str(tmp_path / "none"), key="zz", secrets={})
    engine.say(say="sync", id=1)
    assert engine.hear("done")["error"]["kind"] == "profile"
    assert engine.end()[0] == 0


def test_a_word_nobody_knows_ends_it_without_repeating_it(child):
    engine = child()
    engine.say(say="dance", secret=KEY_SHOWN_NOWHERE)
    status, words = engine.end()
    assert status == 2
    assert KEY_SHOWN_NOWHERE not in words


def test_it_ends_when_nothing_was_asked_for_a_while(child):
    engine = child(idle=0.05)
    assert engine.process.wait(timeout=20) == 0


def test_closing_the_pipe_ends_a_run_in_hand(desk, child):
    desk.service.fault("slow", "/resources/users", seconds=30)
    engine = child()
    engine.open(desk)
    engine.say(say="sync", id=1)
    while engine.hear("progress")["resource"] != "contacts":
        pass
    started = time.monotonic()
    assert engine.end()[0] == 0
    assert time.monotonic() - started < 10
    assert desk.column("accounts", "count(*)") == [3]


def test_a_cancel_ends_the_run_after_its_page(desk, child):
    desk.service.fault("status", "/resources/users", status=429, retry_after="14")
    engine = child()
    engine.open(desk)
    engine.say(say="sync", id=1)
    while engine.hear("progress")["resource"] != "contacts":
        pass
    engine.say(say="cancel")
    report = engine.hear("done")["report"]["sources"][0]
    assert report["cancelled"]
    assert not report["ok"]


def test_a_killed_first_fetch_is_resumed_and_nothing_is_doubled(desk, child, clock):
    desk.service.fault("slow", "/resources/notes", seconds=30)
    engine = child()
    engine.open(desk)
    engine.say(say="sync", id=1)
    while desk.service.faults.waiting():
        time.sleep(0.01)
    engine.process.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    engine.process.wait(timeout=10)
    desk.store.close()
    desk.store = Store.open(desk.store.profile, None, clock=clock)
    assert desk.column("accounts", "count(*)") == [3]
    assert desk.column("notes", "count(*)") == [0]
    assert sources.source(desk.store, "vitally").baseline_at is None
    asked = desk.asked(desk.sync)
    assert desk.column("notes", "count(*)") == [6]
    assert desk.column("changes", "count(*)", "record = 'account' AND field = 'created'") == [3]
    assert not any("/accounts?" in one and "createdAt" in one for one in asked)
    assert sources.source(desk.store, "vitally").baseline_at is not None


def test_two_processes_take_turns(desk, child):
    desk.service.fault("slow", "/resources/users", seconds=0.4)
    first, second = child(), child()
    for engine in (first, second):
        engine.open(desk)
    first.say(say="sync", id=1)
    while first.hear("progress")["resource"] != "contacts":
        pass
    second.say(say="sync", id=2)
    assert second.hear("progress")["resource"] == "waiting"
    assert first.hear("done")["report"]["ok"]
    assert second.hear("done")["report"]["ok"]
    assert desk.column("contacts", "count(*)") == [3]


def test_what_others_print_stays_out_of_the_answers(desk):
    code = (
        "import sys, os; from sync import pipe\n"
        "old = pipe.EnginePipe.serve\n"
        "async def serve(self):\n"
        "    print('noise'); os.write(1, b'more noise')\n"
        "    return await old(self)\n"
        "pipe.EnginePipe.serve = serve\n"
        "sys.exit(pipe.main())\n"
    )
    line = json.dumps({"say": "sync", "id": 1}).encode() + b"\n"
    done = subprocess.run([sys.executable, "-c", code], input=line, capture_output=True, timeout=20)
    answers = [json.loads(one) for one in done.stdout.splitlines()]
    assert [one["say"] for one in answers] in ([], ["done"])
    assert b"noise" in done.stderr
    assert b"noise" not in done.stdout


FAULT = f"""
async def run(*words, **options):
    raise KeyError("{KEY_SHOWN_NOWHERE}")
engine.run = run
"""


def test_a_fault_of_our_own_becomes_an_answer_without_its_words(desk, child):
    engine = child(patch=FAULT)
    engine.open(desk)
    engine.say(say="sync", id=1)
    error = engine.hear("done")["error"]
    assert "KeyError" in error["title"]
    status, words = engine.end()
    assert status == 0
    assert KEY_SHOWN_NOWHERE not in words + json.dumps(error)


ROTATING = """
async def run(store, secrets, rules, *, keep, **options):
    await keep("vitally", "new-token")
    return engine.SyncReport(ok=True, sources=[])
engine.run = run
"""


def test_a_rotated_secret_is_used_only_once_it_is_kept(desk, child):
    engine = child(patch=ROTATING)
    engine.open(desk)
    engine.say(say="sync", id=1)
    assert engine.hear("secret") == {"say": "secret", "source": "vitally", "value": "new-token"}
    engine.say(say="ask", id=2, what="sing", source="vitally")
    assert engine.hear("answer")["id"] == 2  # and no `done` before it
    engine.say(say="kept", source="vitally")
    assert engine.hear("done")["report"]["ok"]
