"""Why Zendesk would not take a ticket: the form's field by its id, and the service's words."""

from __future__ import annotations

from typing import Final

from book.errors import Refused, SatchelError
from sync.http import Reply
from sync.refusals import NotAllowed, quoting
from sync.zendesk import answers
from sync.zendesk.answers import SAME_KEY, Problem, Said
from sync.zendesk.choices import Choices

_BY_MAIL: Final = "Ask an administrator for the right to create tickets, or send it as a mail."
_SYSTEM: Final = {
    "group": "group",
    "group_id": "group",
    "subject": "subject",
    "description": "text",
    "comment": "text",
    "requester": "requester",
    "requester_id": "requester",
    "email": "requester",
    "name": "requester",
}
"""What Zendesk calls a field by type or key → what the form calls it."""
_NAMED: Final = 3
"""So many of the fields it would not take are named."""


def refusal(reply: Reply, choices: Choices, token: str) -> SatchelError | None:
    """What to make of a refused ticket; None where it may be there already.

    `choices` tells which field an id is, `token` is kept out of what is passed on.
    """
    told = answers.said(reply.body)
    if reply.status == 409 or (reply.status == 400 and told.code == SAME_KEY):
        return None
    words = words_of(reply, token)
    if reply.status == 403:
        return NotAllowed("Zendesk does not let you create tickets (403).", _BY_MAIL, words)
    if reply.status == 422:
        return _not_taken(told, choices, words)
    return Refused(
        quoting(f"Zendesk refused the ticket ({reply.status}).", words),
        "Discard it, change what it says, and send it anew.",
    )


def words_of(reply: Reply, token: str) -> str:
    """The service's own short words, without the token they may repeat."""
    told = answers.said(reply.body)
    first = next((one.words for one in told.problems if one.words), "") or told.words
    return first.replace(token, "(the key)") if token else first


def _not_taken(told: Said, choices: Choices, words: str) -> Refused:
    """Which fields Zendesk would not take: by their ids, for its words are in any language."""
    fields = (_field_of(one, choices) for one in told.problems)
    named = list(dict.fromkeys(one for one in fields if one))[:_NAMED]
    title = "Zendesk refused the ticket (422)."
    if named:
        title = f"Zendesk refused the ticket for its {' and '.join(named)} (422)."
    advice = "Discard it, put that right, and send it anew."
    codes = tuple(one for one in named if one in _SYSTEM.values() or one == "severity")
    return Refused(quoting(title, words), advice, fields=codes)


def _field_of(problem: Problem, choices: Choices) -> str:
    """What the form calls the field a problem is about; empty where nobody can tell."""
    if problem.field_id is not None:
        if problem.field_id == choices.severity_field:
            return "severity"
        known = next((one for one in choices.fields if one.id == problem.field_id), None)
        if known is not None:
            return _SYSTEM.get(known.type) or f"field “{known.title}”"
    return _SYSTEM.get(problem.key, "")
