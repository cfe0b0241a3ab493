"""A calendar read over real HTTP, by a real engine, into a real book."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from book import cursors, intake, meetings, sources, sync_log
from book.errors import Auth, BadResponse, Usage
from book.facts import AccountFacts, Page
from book.records import Source
from sync import engine
from sync.connect import test_connection as first_look
from sync.connectors import connector
from sync.ics.connector import CalendarConnector
from sync.ics.place import LARGEST, shown_place, split_address
from sync.port import Setup, as_writer
from tests.sync.ics.calendars import ANA, ME, calendar, event

PATH = "/private-0123/basic.ics?x=1"


class Shelf:
    """Serves one calendar on loopback and remembers what it was asked."""

    def __init__(self) -> None:
        self.body = calendar(event("m", ":20260610T100000Z", ME, ANA, end=":20260610T103000Z"))
        self.headers = {"content-type": "text/calendar", "etag": '"1"'}
        self.status = 200
        self.asked: list[tuple[str, dict[str, str]]] = []
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                named = {key.lower(): value for key, value in self.headers.items()}
                shelf.asked.append((self.path, named))
                same = named.get("if-none-match") == shelf.headers.get("etag", "none")
                self.send_response(304 if same and shelf.status == 200 else shelf.status)
                body = b"" if same or shelf.status != 200 else shelf.body
                for key, value in shelf.headers.items():
                    self.send_header(key, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.secret = f"{self.url}{PATH}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    served = Shelf()
    yield served
    served.close()


@pytest.fixture
def book(store):
    """A book with one account, and the calendar connected."""
    sources.save(store, Source(name="vitally", url="https://vitally.example"))
    oak = AccountFacts(external_id="a-1", name="Oak", domain="oak.example")
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=(oak,)))
    sources.save(store, Source(name="ics", url="127.0.0.1", me_email="ida@pebble.example"))
    return store


def sync(store, clock, secret, **more):
    run = engine.run(store, {"ics": secret}, sources=["ics"], clock=clock, by_hand=True, **more)
    (report,) = asyncio.run(run).sources
    return report


def look(secret, clock, url="", **options):
    return asyncio.run(first_look("ics", url, "ida@pebble.example", options, secret, clock=clock))


def test_a_run_brings_the_meetings(book, clock, shelf):
    report = sync(book, clock, shelf.secret)
    assert report.ok
    (found,) = meetings.upcoming(book, clock())
    assert (found.account, found.title, len(found.attendees)) == ("Oak", "Check-in", 2)
    assert [path for path, _ in shelf.asked] == [PATH]


def test_nothing_new_costs_one_request_without_a_body(book, clock, shelf):
    sync(book, clock, shelf.secret)
    before = book.connection.total_changes
    report = sync(book, clock, shelf.secret)
    assert report.ok and report.requests == 1
    assert shelf.asked[-1][1]["if-none-match"] == '"1"'
    assert book.connection.total_changes - before <= 2, "its state and a line of the log"


def test_another_day_and_a_full_run_read_it_whole(book, clock, shelf):
    sync(book, clock, shelf.secret)
    sync(book, clock, shelf.secret, full=True)
    clock.move(days=1)
    sync(book, clock, shelf.secret)
    assert [named.get("if-none-match") for _, named in shelf.asked] == [None, None, None]


def test_without_a_tag_the_same_text_is_known_by_itself(book, clock, shelf):
    shelf.headers = {"content-type": "text/calendar"}
    sync(book, clock, shelf.secret)
    before = book.connection.total_changes
    assert sync(book, clock, shelf.secret).ok
    assert book.connection.total_changes - before <= 2


def test_a_change_there_arrives(book, clock, shelf):
    sync(book, clock, shelf.secret)
    shelf.body, shelf.headers = calendar(), {"etag": '"2"'}
    sync(book, clock, shelf.secret)
    assert meetings.upcoming(book, clock()) == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_was_reset_asks_to_be_connected_again(book, clock, shelf, status):
    sync(book, clock, shelf.secret)
    shelf.status = status
    report = sync(book, clock, shelf.secret)
    assert report.error["kind"] == "auth"
    assert "private" not in str(report.error)
    assert sources.source(book, "ics").state == "needs_sign_in"
    assert len(meetings.upcoming(book, clock())) == 1, "what is known stays"


def test_more_than_the_cap_is_not_read(book, clock, shelf):
    shelf.body = b"x" * (LARGEST + 1)
    report = sync(book, clock, shelf.secret)
    assert "larger than 10 MB" in report.error["title"]


def test_a_web_page_is_no_calendar(book, clock, shelf):
    shelf.body, shelf.headers = b"<html>Sign in</html>", {"content-type": "text/html"}
    assert "web page" in sync(book, clock, shelf.secret).error["title"]
    assert cursors.cursor(book, "ics", "meetings") is None


def test_one_bad_event_is_named_and_the_rest_read(book, clock, shelf):
    shelf.body = calendar(
        event("bad", ":20260610T100000Z", "RRULE:FREQ=SECONDLY"),
        event("m", ":20260610T100000Z", ANA, end=":20260610T103000Z"),
    )
    report = sync(book, clock, shelf.secret)
    assert (report.ok, report.bad) == (True, 1)
    assert len(meetings.upcoming(book, clock())) == 1


def test_an_unknown_zone_is_said_once_and_the_meeting_kept(book, clock, shelf):
    odd = event("m", ";TZID=Office/Nowhere:20260610T100000", ANA)
    shelf.body = calendar(odd, event("n", ";TZID=Office/Nowhere:20260611T100000", ANA))
    words = (
        "The calendar tells times by a zone that Satchel does not know: “Office/Nowhere”. Its"
        " meetings are kept, read by this computer's zone; check when they begin."
    )
    assert words in look(shelf.secret, clock).capabilities["told"]
    for _ in range(3):  # the second and third time nothing of it is sent
        assert sync(book, clock, shelf.secret).ok
        assert sources.source(book, "ics").detail == words
    assert len(meetings.upcoming(book, clock())) == 2
    assert [line.text for line in sync_log.lines(book) if line.level == "warning"] == [words]
    shelf.body, shelf.headers = calendar(event("m", ":20260610T100000Z", ANA)), {"etag": '"2"'}
    sync(book, clock, shelf.secret)
    assert sources.source(book, "ics").detail == ""


def test_the_first_look_counts_and_shows_no_more_than_the_host(clock, shelf):
    found = look(shelf.secret, clock)
    assert found.capabilities["meetings"] == 1
    assert "1 meeting in the 67 days" in found.capabilities["told"]
    assert found.url == shelf.url.removeprefix("http://")
    assert "private" not in str(found)


def test_an_address_of_another_host_takes_the_hosts_place(clock, shelf):
    found = look(f"https://calendar.example{PATH}", clock, url=shelf.url)
    assert found.url == shelf.url
    assert shelf.asked[0][0] == PATH


def test_a_file_is_read_without_any_request(book, clock, shelf, tmp_path):
    file = tmp_path / "work.ics"
    file.write_bytes(shelf.body)
    found = look("", clock, file=str(file))
    assert (found.url, found.capabilities["meetings"]) == ("work.ics", 1)
    kept = Source(name="ics", url="work.ics", options={"file": str(file)})
    sources.save(book, kept)
    assert sync(book, clock, CalendarConnector.stand_in_secret(kept.options)).requests == 0
    assert len(meetings.upcoming(book, clock())) == 1
    file.unlink()
    report = sync(book, clock, "file:")
    assert report.error["kind"] == "bad_response"
    assert str(tmp_path) not in str(report.error)


def test_what_is_no_file_is_refused(clock, tmp_path):
    with pytest.raises(Usage, match="is no file"):
        look("", clock, file=str(tmp_path))
    with pytest.raises(Usage, match="not named in full"):
        look("", clock, file="work.ics")
    large = tmp_path / "large.ics"
    with large.open("wb") as opened:
        opened.truncate(LARGEST + 1)
    with pytest.raises(BadResponse, match="larger than 10 MB"):
        look("", clock, file=str(large))


@pytest.mark.parametrize(
    "secret",
    ["", "hello", "calendar.example/x.ics", "ftp://calendar.example/x", "https://", "https://a b",
     "http://calendar.example/x.ics", "https://u:p@calendar.example/x",
     f"https://a.example/{'a' * 5000}"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_saying_it(secret):
    with pytest.raises(Usage) as told:
        split_address(secret)
    assert "x.ics" not in str(told.value) and "u:p" not in str(told.value)


def test_webcal_is_https():
    assert split_address("webcal://calendar.example/x.ics") == (
        "https://calendar.example",
        "/x.ics",
    )
    assert shown_place("WEBCAL://calendar.example:8443/x") == "calendar.example:8443"


def test_nothing_can_ever_be_written(clock):
    source = Source(name="ics", url="")
    one = connector("ics")(Setup(source=source, secret="https://a.example/x", pause=asyncio.sleep))
    assert as_writer(one) is None


def test_an_empty_keyring_asks_for_the_address(book, clock):
    report = sync(book, clock, "")
    assert report.error["kind"] == Auth.kind
