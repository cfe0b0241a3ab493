"""Opening tickets: the last words on each, while the run has requests left for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from book.errors import BadResponse, Refused, ServerTrouble
from book.facts import CommentFacts, TicketFacts
from sync.refusals import NotAllowed
from sync.zendesk import shapes
from sync.zendesk.answers import NotThere
from sync.zendesk.choices import Choices
from sync.zendesk.helpdesk import Helpdesk, Row, rows_of
from sync.zendesk.shapes import Comment, Spoken, Ticket

MOST_OPENED: Final = 100
"""So many tickets are opened in one run; the others wait for the next."""
MOST_BROKEN: Final = 3
"""So many tickets, or lists of them, may break before it is taken for the service's own trouble."""
_MOST_PAGES: Final = 5
"""Pages of one ticket's comments, where the newest do not come first."""


async def comments_of(helpdesk: Helpdesk, one: Ticket) -> list[Comment]:
    """What was written on a ticket last, the oldest first; nothing of one that is not shown."""
    path, found = f"/tickets/{one.id}/comments", list[Comment]()
    params = {"include": "users", "sort": "-created_at", "page[size]": "100"}
    for _ in range(_MOST_PAGES):
        try:
            answer = await helpdesk.get(path, "what was written on a ticket", params)
        except (NotThere, NotAllowed):
            return found
        people = {str(row.get("id")): row for row in _people(answer)}
        rows = rows_of(answer, "comments")
        found += shapes.comments(rows, people, one)
        meta = answer.get("meta")
        more = meta.get("after_cursor") if isinstance(meta, dict) and meta.get("has_more") else None
        newest_first = len(rows) < 2 or str(rows[0].get("created_at")) >= str(
            rows[-1].get("created_at")
        )
        if newest_first or not isinstance(more, str):
            break
        params = {**params, "page[after]": more}
    return sorted(found, key=lambda each: (each.at, int(each.id)))


def _people(answer: Row) -> list[Row]:
    return rows_of(answer, "users") if isinstance(answer.get("users"), list) else []


class Opening:
    """One run's opening of tickets, with its budget."""

    def __init__(
        self, helpdesk: Helpdesk, choices: Choices, now: str, notice: Callable[[str], None]
    ) -> None:
        """`notice` is told of a ticket that breaks."""
        self._helpdesk = helpdesk
        self._notice = notice
        self._broken: set[str] = set()
        self._choices = choices
        self._now = now
        self._left = MOST_OPENED
        self._read: dict[str, Spoken] = {}

    async def facts(
        self,
        one: Ticket,
        known: Mapping[str, Spoken],
        matched: frozenset[str],
    ) -> tuple[TicketFacts, tuple[CommentFacts, ...], Spoken]:
        """The ticket with who wrote when, its last comments, and what to keep of both.

        One that did not change since it was opened is not opened again.
        """
        before = self._read.get(one.id) or known.get(one.id)
        said, kept = before or Spoken(), tuple[CommentFacts, ...]()
        if before is None or before.updated_at != one.updated_at:
            written = await self._opened(one) if one.is_open else None
            if written is not None:
                said, kept = shapes.spoken(one, written), shapes.comment_facts(one, written)
                self._read[one.id] = said
            elif one.is_open:
                said = Spoken(asked_at=said.asked_at, answered_at=said.answered_at)
        base_url = self._helpdesk.base_url
        facts = shapes.ticket_facts(
            one, self._choices, base_url, self._now, matched=matched, spoken=said
        )
        return facts, kept, said

    async def _opened(self, one: Ticket) -> list[Comment] | None:
        """What was written on it; None where it has to wait for the next run. Raises the error of
        one that breaks where too many did: one of them keeps the others not back."""
        if self._left <= 0 or one.id in self._broken:
            return None
        self._left -= 1
        try:
            return await comments_of(self._helpdesk, one)
        except (BadResponse, Refused, ServerTrouble):
            self._broken.add(one.id)
            if len(self._broken) > MOST_BROKEN:
                raise
            self._notice(
                "Zendesk did not show what was written on a ticket; it is asked for again in the"
                " next run."
            )
            return None
