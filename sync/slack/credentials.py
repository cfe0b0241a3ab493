"""What lets one in at Slack: the address of an incoming webhook, or a token."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from book.errors import Auth

HOOK_HOSTS: Final = frozenset(("hooks.slack.com", "hooks.slack-gov.com"))
_HOOK: Final = re.compile(r"/services/[A-Za-z0-9]{1,40}/[A-Za-z0-9]{1,40}/[A-Za-z0-9]{1,80}")
_TOKEN: Final = re.compile(r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{5,500}")
_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff<>"
_ADVICE: Final = (
    "Paste the address of an incoming webhook (https://hooks.slack.com/services/…), or a bot's"
    " token (xoxb-…)."
)


class Hook(Struct, frozen=True):
    """An incoming webhook: its host's address, and the path, which is the secret."""

    base: str
    path: str


class Token(Struct, frozen=True):
    """A token; a bot's starts with xoxb, a person's with xoxp."""

    text: str


def credentials(pasted: str, base_url: str) -> Hook | Token:
    """What was pasted. Raises Auth for what is neither, and for a webhook of another host.

    A webhook is only ever called at Slack's own hosts, or at the address Slack is connected at.
    """
    text = pasted.strip(_AROUND)
    if not text:
        raise Auth("There is no webhook and no token for Slack.", _ADVICE)
    if _TOKEN.fullmatch(text):
        return Token(text)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise Auth("What was given for Slack is no webhook and no token.", _ADVICE) from None
    if not _HOOK.fullmatch(parts.path) or parts.query or parts.fragment:
        raise Auth("What was given for Slack is no webhook and no token.", _ADVICE)
    base = f"{parts.scheme}://{parts.netloc}"
    if not (parts.scheme == "https" and host in HOOK_HOSTS) and base != base_url:
        raise Auth(f"That webhook is not at Slack, but at {host[:60]}.", _ADVICE)
    return Hook(base, parts.path)
