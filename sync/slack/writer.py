"""Posting messages: once each, found again by the mark a bot leaves, never guessed at.

A webhook tells no id and can be asked nothing. Where its answer was lost, nobody here can tell
whether the message arrived; then a person decides.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

import msgspec

from book.errors import Refused, SatchelError
from book.facts import HandoverFacts
from sync.port import Answered, Request, Sending, WrittenFacts
from sync.refusals import NotAllowed, Untold
from sync.slack.credentials import Hook
from sync.slack.web import TITLE, SlackWeb

LONGEST: Final = 39_000
"""Characters of a message's text; Slack cuts at 40,000."""
_EVENT: Final = "satchel_handover"
_CHANNEL: Final = re.compile(r"[CGD][A-Z0-9]{5,20}")
_PAGE: Final = 100
_PAGES: Final = 3
"""So far back a channel is searched for a message whose answer was lost."""


def is_channel(text: str) -> bool:
    """Whether a text is the id of a channel."""
    return bool(_CHANNEL.fullmatch(text))


class SlackWriter:
    """Posts to one workspace; see `sync.port.Writer`."""

    writes: ClassVar[frozenset[str]] = frozenset(("handover",))

    def __init__(self, web: SlackWeb, hook: Hook | None, channel: str, workspace: str) -> None:
        self._web = web
        self._hook = hook
        self._channel = channel
        self._workspace = workspace

    def writable(self, fact: str) -> bool:  # noqa: ARG002 the port names it
        """Nothing of an account stands in Slack."""
        return False

    async def read(self, record: str, external_id: str) -> Answered | None:  # noqa: ARG002
        """Messages are never changed, so none is read."""
        return None

    async def find(self, record: str, key: str, account: str) -> Answered | None:  # noqa: ARG002
        """The message that was posted under that key. Raises Untold where nobody can tell."""
        if self._hook is not None:
            raise _untold()
        cursor = ""
        for _ in range(_PAGES):
            asked = {"channel": self._channel, "limit": _PAGE, "include_all_metadata": True}
            try:
                answer = await self._web.call(
                    "conversations.history",
                    asked | ({"cursor": cursor} if cursor else {}),
                    repeatable=True,
                )
            except (NotAllowed, Refused) as refused:
                raise _untold() from refused
            for message in answer.get("messages") or ():
                if isinstance(message, dict) and _key_of(message) == key:
                    return self._facts(self._channel, str(message.get("ts", "")))
            more = answer.get("response_metadata")
            cursor = str(more.get("next_cursor") or "") if isinstance(more, dict) else ""
            if not cursor:
                return None
        raise _untold()

    async def write(self, sending: Sending, before: WrittenFacts | None) -> Answered | None:  # noqa: ARG002
        """Posts it, once. Raises Refused for one that is too long, or has no channel."""
        body = self._body(sending)
        if self._hook is not None:
            await self._web.hook(self._hook.path, body)
            return HandoverFacts(external_id=sending.key)
        answer = await self._web.call("chat.postMessage", body, repeatable=False)
        return self._facts(str(answer.get("channel") or self._channel), str(answer.get("ts", "")))

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:  # noqa: ARG002
        """The request it makes; a webhook's path is a secret and is left out."""
        try:
            body = msgspec.json.encode(self._body(sending)).decode()
        except SatchelError:
            return ()
        path = "the webhook" if self._hook is not None else "/api/chat.postMessage"
        return (Request(method="POST", path=path, body=body),)

    def _body(self, sending: Sending) -> dict[str, Any]:
        text = sending.fields.get("text") or ""
        if len(text) > LONGEST:
            raise Refused(
                f"The message has {len(text):,} characters; {TITLE} takes {LONGEST:,}.",
                "Shorten the form, or copy the text into a file and post that.",
            )
        if sending.files:
            raise Refused(
                f"Files cannot be sent to {TITLE} from here.",
                "Take them off the escalation, and add them to the message by hand.",
            )
        quiet = {"unfurl_links": False, "unfurl_media": False}
        if self._hook is not None:
            return {"text": text, **quiet}
        place = sending.fields.get("place") or ""
        channel = place if is_channel(place) else self._channel
        if not channel:
            raise Refused(
                f"It is not said into which channel of {TITLE} it goes.",
                "Connect Slack again with the option channel, a channel's id such as C0123ABCD.",
            )
        mark = {"event_type": _EVENT, "event_payload": {"id": sending.key}}
        return {"channel": channel, "text": text, "metadata": mark, **quiet}

    def _facts(self, channel: str, ts: str) -> HandoverFacts:
        url = None
        if self._workspace and is_channel(channel) and re.fullmatch(r"\d+\.\d+", ts):
            url = f"{self._workspace}/archives/{channel}/p{ts.replace('.', '')}"
        return HandoverFacts(external_id=f"{channel}:{ts}", url=url)


def _key_of(message: dict[str, Any]) -> str:
    mark = message.get("metadata")
    if not isinstance(mark, dict) or mark.get("event_type") != _EVENT:
        return ""
    payload = mark.get("event_payload")
    return str(payload.get("id", "")) if isinstance(payload, dict) else ""


def _untold() -> Untold:
    return Untold(
        f"Nobody can tell whether the message arrived in {TITLE}.",
        "Look into the channel: discard the entry if it is there, send it again if it is not.",
    )
