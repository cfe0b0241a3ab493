"""One person writing to one service, what they write, and a reader nobody here wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from typing import Any, TypeVar

from book.records import Source
from sync.port import Sending, Setup
from sync.simulator import Simulator
from sync.vitally.connector import VitallyConnector
from sync.vitally.mapping import NATIVE
from tests.sync.books import ME, ME_EMAIL

T = TypeVar("T")
HOME = "acc-0000"
DAY = "2026-06-09"
AT = "2026-06-10T09:00:00.000Z"


class Hand:
    """One person writing to one service."""

    def __init__(self, url: str, key: str, **source: Any) -> None:
        usual: dict[str, Any] = {
            "name": "vitally",
            "url": url,
            "me_email": ME_EMAIL,
            "me_id": ME,
            "mapping": {**NATIVE, "stage": "vitally.custom.pipeline", "plan": "plan"},
            "capabilities": {"note_categories": '{"Call":"cat-call"}'},
        }
        self._source = Source(**usual | source)
        self._key = key
        self.waits: list[float] = []

    def do(self, work: Callable[[VitallyConnector], Awaitable[T]]) -> T:
        """Does something with a connector that is opened for it and closed after it."""

        async def pause(seconds: float) -> None:
            self.waits.append(seconds)

        async def done() -> T:
            opened = VitallyConnector(Setup(source=self._source, secret=self._key, pause=pause))
            try:
                return await work(opened)
            finally:
                await opened.aclose()

        return asyncio.run(done())

    def write(self, entry: Sending, before: Any = None) -> Any:
        """One write."""
        return self.do(lambda opened: opened.write(entry, before))

    def update(self, entry: Sending) -> Any:
        """A look, and the write after it, as the engine does it."""

        async def both(opened: VitallyConnector) -> Any:
            before = await opened.read(entry.record, entry.external_id or "")
            return await opened.write(entry, before)

        return self.do(both)

    def read(self, record: str, external_id: str) -> Any:
        """One look."""
        return self.do(lambda opened: opened.read(record, external_id))

    def find(self, record: str, key: str, account: str = HOME) -> Any:
        """One search."""
        return self.do(lambda opened: opened.find(record, key, account))


def hand_at(service: Simulator, **source: Any) -> Hand:
    """Somebody with the right key."""
    return Hand(service.url, service.key, **source)


def new_note(key: str = "satchel:note:1", **fields: Any) -> Sending:
    """A note on its way for the first time."""
    usual = {"subject": "Intro", "body": "Said **yes**", "day": DAY, "tags": '["call"]'}
    return Sending(
        record="note", action="create", key=key, external_id=None, account=HOME,
        fields=usual | fields,
    )  # fmt: skip


def new_task(key: str = "satchel:task:1", **fields: Any) -> Sending:
    """A task on its way for the first time."""
    usual = {"title": "Send docs", "body": "- one", "due": "2026-06-20", "tags": '["promise"]'}
    return Sending(
        record="task", action="create", key=key, external_id=None, account=HOME,
        fields=usual | fields,
    )  # fmt: skip


def changed(record: Any, external_id: str, **fields: Any) -> Sending:
    """A change of a record on its way."""
    return Sending(
        record=record,
        action="update",
        key=f"satchel:{record}:9",
        external_id=external_id,
        account=HOME,
        fields=fields,
    )


def writes(service: Simulator) -> list[tuple[str, str, str]]:
    """What the service was asked to write, as it came over the wire."""
    return [(r.method, r.path, r.body) for r in service.requests() if r.method != "GET"]


class Page(HTMLParser):
    """A reader of its own: the words of a page line by line, and the tags it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [""]
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag in ("p", "div", "br", "li"):
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data

    @property
    def words(self) -> list[str]:
        """The lines with words on them."""
        return [line.replace("\u2060", "").strip() for line in self.lines if line.strip()]
