"""Looking at one ticket at this moment, and opening it again with a comment."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from book.errors import Refused
from sync.refusals import NotAllowed, Overtaken, quoting
from sync.zendesk import answers, shapes
from sync.zendesk.answers import NotThere
from sync.zendesk.helpdesk import Helpdesk, object_of
from sync.zendesk.opening import comments_of
from sync.zendesk.pull_tickets import live_ticket
from sync.zendesk.shapes import CLOSED, Ticket

_ZERO: Final = ".000Z"


async def reopen(helpdesk: Helpdesk, ticket_id: str, comment: str, *, public: bool) -> Ticket:
    """Opens a ticket again, with a comment; returns it as it is then.

    A change of a ticket carries no key, so the last comments are looked at first: one of mine
    with the same words is not written again. Raises NotThere, Refused for one that is closed for
    good, Overtaken where somebody changed it meanwhile.
    """
    one = await live_ticket(helpdesk, ticket_id)
    if one is None:
        raise NotThere("The ticket is not in Zendesk any more.", "Begin another escalation.")
    if one.status == CLOSED:
        raise Refused(
            "The ticket is closed for good, so nobody can open it again.",
            "Open a follow-up ticket from it in Zendesk, or begin another escalation.",
        )
    said = await _said_already(helpdesk, one, comment)
    if one.is_open and said:
        return one
    change: dict[str, Any] = {"status": "open", "safe_update": True, "updated_stamp": _stamp(one)}
    if not said:
        change["comment"] = {"body": comment, "public": public}
    reply = await helpdesk.ask(
        "PUT", f"/tickets/{one.id}", body=msgspec.json.encode({"ticket": change})
    )
    told = answers.said(reply.body) if reply.status >= 300 else answers.Said()
    if reply.status == 409:
        raise Overtaken(
            "Somebody changed the ticket just now.", "Look at it, then try again.", told.words
        )
    if reply.status == 403:
        raise NotAllowed(
            "Zendesk does not let you change the ticket (403).",
            "Ask the team that has it to open it again.",
            told.words,
        )
    if reply.status >= 300:
        raise Refused(
            quoting(f"Zendesk did not open the ticket again ({reply.status}).", told.words),
            "Open it in Zendesk.",
        )
    row = object_of(reply.body).get("ticket")
    read = shapes.ticket(row if isinstance(row, dict) else {})
    return read if isinstance(read, Ticket) else await live_ticket(helpdesk, one.id) or one


async def _said_already(helpdesk: Helpdesk, one: Ticket, comment: str) -> bool:
    if not comment.strip():
        return True
    found = shapes.me(await helpdesk.get("/users/me", "who you are"))
    wanted = " ".join(comment.split())
    last = (await comments_of(helpdesk, one))[-shapes.KEPT_COMMENTS :]
    mine = [each for each in last if found is not None and each.author_id == found.id]
    return any(" ".join(each.text.split()) == wanted for each in mine)


def _stamp(one: Ticket) -> str:
    """The moment of its last change, spelt as Zendesk spells it."""
    at = one.updated_at
    return f"{at.removesuffix(_ZERO)}Z" if at.endswith(_ZERO) else at
