"""The one way out: statuses and broken answers become our errors, and no key leaks."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from book.errors import Auth, BadResponse, Offline, RateLimited, Refused, ServerTrouble, Usage
from sync.http import LARGEST_ANSWER, Interrupted, Reply, TooLarge, Web, checked_url
from sync.refusals import NotAllowed
from tests.sync.scripted import Said, Scripted

KEY = "sk_live_never_show_this"
JSON = ("content-type", "application/json")


def ask(server, path="/resources/accounts", *, slept=None, **options) -> Reply:
    """One GET by a client of its own; waits pass at once and are noted."""
    waits = slept if slept is not None else []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    async def once() -> Reply:
        web = Web("Vitally", server.url, headers={"authorization": KEY}, pause=pause)
        try:
            return await web.get(path, **options)
        finally:
            await web.aclose()

    return asyncio.run(once())


def test_an_answer_comes_with_status_and_body():
    with Scripted(Said(200, b'{"a":1}')) as server:
        reply = ask(server, params={"from": "a+b&c="})
        assert (reply.status, reply.body) == (200, b'{"a":1}')
        assert server.asked[0].path == "/resources/accounts?from=a%2Bb%26c%3D"
        assert server.asked[0].headers["authorization"] == KEY


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused), (401, Auth), (403, Auth), (404, Refused), (409, Refused), (422, Refused),
        (500, ServerTrouble), (502, ServerTrouble), (503, ServerTrouble), (408, ServerTrouble),
        (407, Offline), (304, BadResponse), (600, ServerTrouble),
    ],
)  # fmt: skip
def test_statuses(status, kind):
    body = f'{{"error":"{KEY} of Acme"}}'.encode()
    with (
        Scripted(Said(status, b"" if status == 304 else body)) as server,
        pytest.raises(kind) as caught,
    ):
        ask(server)
    assert KEY not in str(caught.value)
    assert "Acme" not in str(caught.value)


def test_a_status_that_is_expected_is_an_answer():
    with Scripted(Said(404, b'{"error":"none"}')) as server:
        assert ask(server, allowed=frozenset((404,))).status == 404


def test_a_web_page_is_never_the_answer_that_was_expected():
    page = Said(404, b"<html>no such site</html>", (("content-type", "text/html"),))
    with Scripted(page) as server, pytest.raises(BadResponse):
        ask(server, allowed=frozenset((404,)))


@pytest.mark.parametrize(
    "said",
    [
        Said(200, b"<html>sign in</html>", (("content-type", "text/html"),)),
        Said(200, b"  <!doctype html><p>sign in", (JSON,)),
        Said(404, b"<html>elsewhere</html>", (("content-type", "text/html"),)),
    ],
)
def test_a_captive_portal_is_told_and_not_asked_again(said):
    with Scripted(said) as server:
        with pytest.raises(BadResponse) as caught:
            ask(server)
        assert len(server.asked) == 1
        assert "127.0.0.1" in caught.value.title


def test_a_passing_fault_is_tried_again_and_forgotten():
    slept: list[float] = []
    with Scripted(Said(503), Said(502), Said(200, b"[]")) as server:
        assert ask(server, slept=slept).body == b"[]"
        assert len(server.asked) == 3
    assert 2.0 <= sum(slept) <= 3.0


def test_a_fault_that_stays_is_given_up_after_a_few_tries():
    slept: list[float] = []
    with Scripted(Said(503)) as server:
        with pytest.raises(ServerTrouble):
            ask(server, slept=slept)
        assert len(server.asked) == 4
    assert sum(slept) < 15


def test_a_write_is_never_repeated_by_itself():
    async def once(url: str) -> None:
        web = Web("Vitally", url, headers={})
        try:
            await web.send("POST", "/resources/notes", body=b"{}")
        finally:
            await web.aclose()

    with Scripted(Said(503)) as server:
        with pytest.raises(ServerTrouble):
            asyncio.run(once(server.url))
        assert [one.method for one in server.asked] == ["POST"]


@pytest.mark.parametrize(
    ("headers", "at_least", "at_most"),
    [
        ((("retry-after", "4"),), 4, 5),
        ((("ratelimit-reset", "7"), ("ratelimit-remaining", "0")), 7, 8),
        ((("retry-after", "2"), ("ratelimit-reset", "9")), 2, 3),
        ((), 1, 2),
        ((("retry-after", "soon"),), 1, 2),
        ((("ratelimit-reset", "0"),), 1, 2),
    ],
)
def test_a_rate_limit_is_waited_for_as_the_service_asks(headers, at_least, at_most):
    slept: list[float] = []
    with Scripted(Said(429, b"{}", (JSON, *headers)), Said(200, b"[]")) as server:
        ask(server, slept=slept)
    assert at_least <= sum(slept) <= at_most


def test_a_long_rate_limit_ends_the_run_with_its_wait():
    with Scripted(Said(429, b"{}", (("retry-after", "600"),))) as server:
        with pytest.raises(RateLimited) as caught:
            ask(server)
        assert caught.value.wait_seconds == 600
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("asked", "words", "kept"),
    [
        ("61", "2 minutes", 61),
        ("720", "12 minutes", 720),
        ("10800", "3 hours", 10_800),
        ("90061", "more than a day", 86_400),
        ("99999999", "more than a day", 86_400),
    ],
)
def test_a_wait_is_told_in_words_and_kept_for_a_day_at_most(asked, words, kept):
    with (
        Scripted(Said(429, b"{}", (("retry-after", asked),))) as server,
        pytest.raises(RateLimited) as caught,
    ):
        ask(server)
    assert caught.value.title == f"Vitally asks to wait {words} before the next request."
    assert caught.value.wait_seconds == kept


@contextmanager
def resetting(read: int) -> Iterator[tuple[str, list[int]]]:
    """A server that resets each connection once it has read so much; counts them."""
    seen: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            while True:
                try:
                    visitor, _ = door.accept()
                except OSError:
                    return
                with visitor:
                    if read:
                        visitor.recv(read)
                    seen.append(1)
                    # To close without lingering is to reset.
                    visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}", seen
        door.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)


@pytest.mark.parametrize("read", [1, 100_000], ids=["in the request", "before the answer"])
def test_a_connection_that_is_reset_was_there(read):
    async def once(url: str) -> None:
        web = Web("Vitally", url, headers={})
        try:
            await web.send("POST", "/resources/notes", body=b"{}" * 1000)
        finally:
            await web.aclose()

    with resetting(read) as (url, seen):
        with pytest.raises(Interrupted, match="broke off"):
            asyncio.run(once(url))
        assert len(seen) == 1


def test_a_page_at_403_is_a_firewalls_word():
    page = Said(403, b"<html>Request blocked", (("content-type", "text/html"),))
    with Scripted(page) as server, pytest.raises(NotAllowed) as caught:
        ask(server, allowed=frozenset((403,)))
    assert "firewall" in caught.value.advice
    with Scripted(Said(403)) as server, pytest.raises(NotAllowed) as caught:
        ask(server)
    assert "does not let this key in" in caught.value.title


def test_a_rate_limit_without_end_is_not_sat_out_for_ever():
    slept: list[float] = []
    with Scripted(Said(429, b"{}", (("retry-after", "1"),))) as server:
        with pytest.raises(RateLimited):
            ask(server, slept=slept)
        assert sum(slept) < 25


def test_the_client_slows_down_before_the_budget_is_gone():
    low = (JSON, ("ratelimit-limit", "1000, 1000;window=60"), ("ratelimit-remaining", "20"))

    async def twice(url: str, slept: list[float]) -> None:
        async def pause(seconds: float) -> None:
            slept.append(seconds)

        web = Web("Vitally", url, headers={}, pause=pause)
        try:
            await web.get("/a")
            assert slept == []
            await web.get("/b")
        finally:
            await web.aclose()

    slept: list[float] = []
    with Scripted(Said(200, b"{}", (*low, ("ratelimit-reset", "3")))) as server:
        asyncio.run(twice(server.url, slept))
    assert slept == [3.0]


def test_an_answer_that_is_too_large_is_cut_off_while_it_comes():
    sent = 0

    def pieces():
        nonlocal sent
        for _ in range(50):
            sent += 1
            yield b"x" * 1_000_000

    with Scripted(Said(200, pieces())) as server, pytest.raises(TooLarge) as caught:
        ask(server)
    assert "32 MB" in caught.value.title
    assert sent * 1_000_000 < LARGEST_ANSWER * 1.4


def test_a_declared_length_that_is_too_large_is_not_even_begun():
    said = Said(200, b"{}", (JSON, ("content-length", str(LARGEST_ANSWER + 1))))
    with Scripted(said) as server, pytest.raises(TooLarge):
        ask(server)


def test_an_answer_that_breaks_off_is_tried_again():
    short = Said(200, b'{"results":[', (JSON, ("content-length", "500")))
    with Scripted(short, Said(200, b"[]")) as server:
        assert ask(server).body == b"[]"


def test_packed_rubbish_is_a_bad_answer():
    said = Said(200, b"not gzip", (JSON, ("content-encoding", "gzip")))
    with Scripted(said) as server, pytest.raises(BadResponse):
        ask(server)


def test_a_redirect_on_the_same_server_is_followed():
    with Scripted(Said(307, b"", (("location", "/other?x=1"),)), Said(200, b"[]")) as server:
        assert ask(server).body == b"[]"
        assert server.asked[1].path == "/other?x=1"


def test_the_key_follows_no_redirect_to_another_server():
    with Scripted(Said(200, b"[]")) as other:
        away = Said(302, b"", (("location", f"{other.url}/resources/accounts"),))
        with Scripted(away) as server, pytest.raises(BadResponse):
            ask(server)
        assert other.asked == []


def test_redirects_without_end_are_left():
    with (
        Scripted(lambda path: Said(302, b"", (("location", path + "x"),))) as server,
        pytest.raises(BadResponse),
    ):
        ask(server)


def test_nobody_there_is_offline():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]

    class Nobody:
        url = f"http://127.0.0.1:{port}"

    with pytest.raises(Offline) as caught:
        ask(Nobody)
    assert "refused" in caught.value.title


def test_a_name_nobody_knows_is_offline():
    class Nowhere:
        url = "https://pebble.rest.invalid"

    with pytest.raises(Offline) as caught:
        ask(Nowhere)
    assert "pebble.rest.invalid" in caught.value.title


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Scripted(Said(200, b"[]")) as server:
        assert ask(server).body == b"[]"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", "https://a.example"),
        (" https://a.example/x/y/ ", "https://a.example/x/y"),
        ("a.example", "https://a.example"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_addresses(url, expected):
    assert checked_url(url, "Vitally") == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example", "ftp://a.example", "https://", "https://a.example?x=1", "https://a b",
        "https://a.example#x", "https://kim:word@a.example", "https://a.example:99999",
        "https://[::1", "http://127.0.0.1.evil.example", "http://localhost@evil.example", "",
        "javascript:alert(1)", "https://a.example:0",
    ],
)  # fmt: skip
def test_addresses_we_do_not_use(url):
    with pytest.raises(Usage) as caught:
        checked_url(url, "Vitally")
    assert "word" not in str(caught.value).replace("password", "")
