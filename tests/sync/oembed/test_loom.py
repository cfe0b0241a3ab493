"""Asking Loom over real HTTP on loopback: what it tells, what it hides, what is not believed."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from msgspec import Struct

from book.errors import Offline, Refused, ServerTrouble
from sync.oembed.loom import LARGEST, LONGEST_TITLE, Told, look, plain_title, told_by

VIDEO = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"
TELLING = {"type": "video", "title": "Fixing the funnel", "duration": 95.4}


class StandIn(Struct):
    """A server that says what it is told to, and remembers what it was asked."""

    address: str
    asked: list[str]
    headers: list[dict[str, str]]
    status: int = 200
    body: bytes = json.dumps(TELLING).encode()
    kind: str = "application/json"
    location: str = ""


@pytest.fixture
def loom() -> Iterator[StandIn]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stand.asked.append(self.path)
            stand.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(stand.status)
            self.send_header("content-type", stand.kind)
            self.send_header("content-length", str(len(stand.body)))
            if stand.location:
                self.send_header("location", stand.location)
            self.end_headers()
            self.wfile.write(stand.body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing on the test's own output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand = StandIn(address=f"http://127.0.0.1:{server.server_port}", asked=[], headers=[])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield stand
    server.shutdown()
    server.server_close()
    thread.join()


def ask(loom: StandIn, url: str = VIDEO) -> Told:
    return asyncio.run(look(url, base_url=loom.address))


def test_title_and_length_come_with_one_request_that_names_nobody(loom: StandIn) -> None:
    assert ask(loom) == Told(state="ok", title="Fixing the funnel", duration_s=95)
    (path,) = loom.asked
    assert path.startswith("/v1/oembed?url=https%3A%2F%2Fwww.loom.com%2Fshare%2F0123456789abcdef")
    assert {"cookie", "authorization", "referer"}.isdisjoint(loom.headers[0])


@pytest.mark.parametrize(("status", "state"), [(404, "gone"), (410, "gone"), (403, "denied"),
                                               (401, "denied"), (400, "denied")])  # fmt: skip
def test_hidden_and_deleted_videos_tell_nothing(loom: StandIn, status: int, state: str) -> None:
    loom.status, loom.body = status, b'{"error": "no"}'
    told = ask(loom)
    assert (told.state, told.title, told.duration_s) == (state, "", None)


@pytest.mark.parametrize("status", [200, 403])
def test_a_page_is_no_answer(loom: StandIn, status: int) -> None:
    loom.status, loom.body, loom.kind = status, b"<html>Sign in</html>", "text/html"
    assert ask(loom).state == "denied"


def test_an_answer_without_end_is_not_read(loom: StandIn) -> None:
    loom.body = json.dumps({"title": "x" * (LARGEST + 1)}).encode()
    assert ask(loom).state == "denied"


def test_nobody_is_followed_to_another_host(loom: StandIn) -> None:
    loom.status, loom.location = 302, "http://127.0.0.1:9/elsewhere"
    assert ask(loom).state == "denied"
    assert len(loom.asked) == 1


def test_trouble_there_is_worth_another_try_later(loom: StandIn) -> None:
    loom.status = 503
    with pytest.raises(ServerTrouble):
        ask(loom)


def test_without_a_network_it_says_so() -> None:
    with pytest.raises(Offline):
        asyncio.run(look(VIDEO, base_url="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    "url",
    [
        "https://videos.example/share/0123456789abcdef0123456789abcdef",
        "https://www.loom.com.example/share/0123456789abcdef0123456789abcdef",
        "http://www.loom.com/share/0123456789abcdef0123456789abcdef",
        f"{VIDEO}?sid=ab",
        "https://www.loom.com/share/folder/0123456789abcdef0123456789abcdef",
        "",
    ],
)
def test_no_other_link_is_asked_for(loom: StandIn, url: str) -> None:
    with pytest.raises(Refused):
        ask(loom, url)
    assert loom.asked == []


def test_a_title_is_one_plain_line() -> None:
    assert plain_title(" Two\nlines\tand \u202etricks\u200b\x00 ") == "Two lines and tricks"
    assert len(plain_title("y" * 10_000)) == LONGEST_TITLE
    assert plain_title(7) == ""


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"nonsense", b'{"title": ""}', b'{"title": null, "duration": 9}', b"[" * 5_000],
)
def test_what_has_no_title_tells_nothing(body: bytes) -> None:
    assert told_by(body) == Told(state="denied")


@pytest.mark.parametrize("duration", [-1, 0, 1e12, "95", True, None, [1]])
def test_a_length_that_cannot_be_is_left_out(duration: object) -> None:
    said = json.dumps({"title": "T", "duration": duration}).encode()
    assert told_by(said) == Told(state="ok", title="T")
