"""HTTP to Slack: 200 also where it says no; a webhook answers in plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from book.errors import Auth, BadResponse, Refused, SatchelError, ServerTrouble
from sync.http import Reply, Web
from sync.refusals import NotAllowed, WaitUnsaid

TITLE: Final = "Slack"
ADDRESS: Final = "https://slack.com"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FIRST_WAIT: Final = 30.0
"""Seconds; where Slack asks to wait and does not say how long."""
_NOT_LET_IN: Final = frozenset(
    (
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        *("no_permission", "org_login_required", "ekm_access_denied", "access_denied"),
    )
)
_BROKEN: Final = frozenset(
    ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "rollup_error")
)
_CHANNEL: Final = {
    "channel_not_found": "does not know that channel, or does not show it to this app",
    "not_in_channel": "does not let this app write there: it is not in the channel",
    "is_archived": "takes no messages there: the channel is archived",
    "channel_is_archived": "takes no messages there: the channel is archived",
    "restricted_action": "does not let this app write in that channel",
    "action_prohibited": "does not let this webhook write in its channel",
}
_TOO_LONG: Final = frozenset(("msg_too_long", "msg_blocks_too_long", "too_long"))
_WEBHOOK_GONE: Final = frozenset(("no_service", "no_service_id", "no_team", "team_disabled"))
_NEW_ONE: Final = "Make a new one in Slack, and connect Slack again."


class SlackWeb(Web):
    """One workspace's HTTP, by token or to one webhook."""

    async def call(self, method: str, body: Mapping[str, Any], *, repeatable: bool) -> Any:
        """One method of the Web API; raises for an answer that says no.

        Source: docs.slack.dev, “Using the Slack Web API”: `ok` decides, not the status.
        """
        raw = msgspec.json.encode(body)
        reply = await self.send("POST", f"/api/{method}", body=raw, repeatable=repeatable)
        answer = _object(reply.body)
        if answer.get("ok") is True:
            return answer
        raise self._refusal(_code(answer.get("error")), _code(answer.get("needed")))

    async def hook(self, path: str, body: Mapping[str, Any]) -> None:
        """Posts to an incoming webhook, once; raises for anything but its `ok`."""
        allowed = frozenset((400, 403, 404, 410))
        reply = await self.send("POST", path, body=msgspec.json.encode(body), allowed=allowed)
        said = reply.body[:200].decode("utf-8", "replace").strip()
        if 200 <= reply.status < 300:
            if said != "ok":
                raise BadResponse(f"{TITLE} answered something strange.", "Try again later.")
            return
        raise self._refusal(_code(said), "", hook=reply.status)

    def _refusal(self, code: str, needed: str, *, hook: int = 0) -> SatchelError:
        if code in ("ratelimited", "rate_limited"):
            return WaitUnsaid(f"{TITLE} asks to wait.", "It goes on by itself.", _FIRST_WAIT)
        if code in _NOT_LET_IN:
            return Auth(f"{TITLE} refused the token ({code}).", _NEW_ONE)
        if code in _BROKEN:
            return ServerTrouble(f"{TITLE} has trouble of its own ({code}).", "Try again later.")
        if code == "missing_scope":
            right = f" It needs {needed.replace('_', ':', 1) if needed else 'another right'}."
            return NotAllowed(f"{TITLE}'s token lacks a right.{right}", _NEW_ONE)
        if code in _CHANNEL:
            return Refused(
                f"{TITLE} {_CHANNEL[code]}.", "Invite the app there, or choose another channel."
            )
        if code in _TOO_LONG:
            return Refused(f"The message is longer than {TITLE} takes.", "Shorten it.")
        if hook == 404 or code in _WEBHOOK_GONE:
            return Auth(f"{TITLE} does not know that webhook any more.", _NEW_ONE)
        return Refused(
            f"{TITLE} refused the message{f' ({code})' if code else ''}.",
            "Copy it, and post it by hand.",
        )

    def _status_error(self, reply: Reply) -> SatchelError:
        if reply.status in (401, 403):
            return Auth(f"{TITLE} refused the token ({reply.status}).", _NEW_ONE)
        return super()._status_error(reply)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict):
        raise BadResponse(f"{TITLE} answered something strange.", "Try again later.")
    return found


def _code(said: object) -> str:
    """A code of Slack's own; anything else it says is not passed on."""
    text = said.replace(":", "_") if isinstance(said, str) else ""
    return text if _CODE.fullmatch(text) else ""
