"""Which Slack thread or Zendesk ticket a link is of: pure rules, from the outside of the link.

Nothing is fetched. A thread's link holds the moment at which it began, and a ticket that was made
of it by an emoji usually holds the link; a ticket's link holds its number.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, Literal
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from book.recording_links import trimmed

LONGEST: Final = 2_000
"""Characters beyond which a text is no link of a thread."""
_IN_TEXT: Final = re.compile(r"https?://[^\s<>\"“”\[\]|]{1,2000}", re.IGNORECASE)
_SLACK: Final = re.compile(r"(?:[a-z0-9-]+\.)+slack\.com")
_ARCHIVE: Final = re.compile(
    r"/archives/(?P<channel>[A-Z][A-Z0-9]{2,20})/p(?P<s>[0-9]{10})(?P<us>[0-9]{6})/?"
)
_STAMP: Final = re.compile(r"(?P<s>[0-9]{10})\.(?P<us>[0-9]{6})")
_CLIENT: Final = re.compile(
    r"/client/[A-Z0-9]+/[A-Z0-9]+/thread/(?P<channel>[A-Z][A-Z0-9]{2,20})-(?P<s>[0-9]{10})\."
    r"(?P<us>[0-9]{6})/?"
)
_TICKET: Final = re.compile(r"(?:/agent/tickets|(?:/hc/[\w-]+)?/requests)/(?P<id>[0-9]{1,15})/?")
_NUMBER: Final = re.compile(r"#?(?P<id>[0-9]{1,15})")
_OWN: Final = ".zendesk.com"


class ThreadLink(Struct, frozen=True, kw_only=True):
    """A thread of Slack, or a ticket of Zendesk, as it was recognised."""

    kind: Literal["thread", "ticket"]
    url: str
    """Without what follows that leads nowhere else; empty for a number alone."""
    host: str = ""
    number: str = ""
    """The ticket's."""
    channel: str = ""
    """The thread's channel, by its id there."""
    stamps: tuple[str, ...] = ()
    """What Slack names the thread by, the first message's before the one that was linked."""

    @property
    def began(self) -> datetime | None:
        """When the thread began."""
        if not self.stamps:
            return None
        return datetime.fromtimestamp(float(self.stamps[0]), UTC)

    @property
    def marks(self) -> tuple[str, ...]:
        """Any of these in a text says that it is about this thread."""
        return (*self.stamps, *(f"p{one.replace('.', '')}" for one in self.stamps))


def recognise(text: str) -> ThreadLink | None:
    """The thread or ticket that a pasted link is of; None for anything else."""
    raw = trimmed(text)
    if not raw or len(raw) > LONGEST or not raw.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(raw)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if "@" in parts.netloc or re.search(r"\s", raw):
        return None
    if _SLACK.fullmatch(host):
        return _thread(host, parts.path, parts.query)
    found = _TICKET.fullmatch(parts.path)
    if found is None:
        return None
    return ThreadLink(
        kind="ticket",
        url=f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}",
        host=host,
        number=str(int(found["id"])),
    )


def number_in(text: str) -> str:
    """The ticket's number where a text is nothing else: `48201`, `#48201`; else empty."""
    found = _NUMBER.fullmatch(text.strip())
    return str(int(found["id"])) if found else ""


def threads_in(text: str) -> list[tuple[int, ThreadLink]]:
    """The links of threads and tickets in a text, each with where it begins."""
    found = ((match.start(), recognise(match[0])) for match in _IN_TEXT.finditer(text))
    return [(at, link) for at, link in found if link is not None]


def is_of(link: ThreadLink, address: str) -> bool:
    """Whether a ticket's link may be of the ticket system at an address.

    Companies give their Zendesk names of their own, so only two names of Zendesk's can differ.
    """
    host = (urlsplit(address).hostname or "").lower()
    both = link.host.endswith(_OWN) and host.endswith(_OWN)
    return not both or link.host == host


def _thread(host: str, path: str, query: str) -> ThreadLink | None:
    found = _ARCHIVE.fullmatch(path) or _CLIENT.fullmatch(path)
    if found is None:
        return None
    linked = f"{found['s']}.{found['us']}"
    said = parse_qs(query).get("thread_ts", [""])[0]
    first = said if _STAMP.fullmatch(said) else linked
    url = f"https://{host}/archives/{found['channel']}/p{first.replace('.', '')}"
    return ThreadLink(
        kind="thread",
        url=url,
        host=host,
        channel=found["channel"],
        stamps=tuple(dict.fromkeys((first, linked))),
    )
