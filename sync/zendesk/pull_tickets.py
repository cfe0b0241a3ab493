"""Tickets: each customer's list down to where it was read, open ones once a day, watched ones.

The export of all changes is for administrators only; these lists are for every agent, and show
nothing of anybody who is no customer of the book.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from book.clock import stamp
from book.errors import BadResponse, Refused, ServerTrouble
from book.facts import BadRecord, CommentFacts, Page, TicketFacts
from sync.port import Known, Setup
from sync.refusals import NotAllowed
from sync.zendesk import shapes
from sync.zendesk.answers import NotThere
from sync.zendesk.choices import Choices
from sync.zendesk.helpdesk import Helpdesk, rows_of
from sync.zendesk.opening import MOST_BROKEN, Opening
from sync.zendesk.place import (
    AT_MOST_EACH,
    DAILY,
    TicketsPlace,
    WatchedPlace,
    older,
    stored,
)
from sync.zendesk.shapes import DELETED, Spoken, Ticket

TICKETS: Final = "tickets"
WATCHED: Final = "tickets_watched"
"""The stage of those that escalations watch, and its cursor; its name begins as that of the
tickets does, so that what is gone of it is gone of them."""
FIRST_PAGES: Final = 10
"""So many pages are read of an organization's list at first."""
_PAGE: Final = "50"
_TOGETHER: Final = 100
"""Tickets that one request asks for by their ids."""
_MOST_CONFIRMED: Final = 20
"""Tickets that were not shown together and are asked for one by one, in one run."""


class TicketsPull:
    """One run's reading of tickets; both of its stages share what was opened."""

    def __init__(self, helpdesk: Helpdesk, setup: Setup, known: Known, choices: Choices) -> None:
        self._helpdesk = helpdesk
        self._setup = setup
        self._source = setup.source.name
        self._known = known
        self._now = setup.clock()
        self._opening = Opening(helpdesk, choices, stamp(self._now), setup.notice)
        self._unseen = 0
        """Organizations whose tickets this person may not see."""
        self._why_unseen: NotAllowed | None = None
        self._hidden: set[str] = set()
        """Tickets that are there and that this person may not see."""
        self._broken = 0
        """Organizations whose lists broke."""

    # --- the customers' tickets -------------------------------------------------------------

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages of the stage `tickets`."""
        here = stored(self._known.cursors.get(TICKETS), TicketsPlace)
        if self._known.full:
            here = TicketsPlace(open=here.open)
        matched = self._known.organizations()
        soon = not self._setup.by_hand and not older(here.read_at, self._now, AT_MOST_EACH)
        if soon and matched == here.marks.keys():
            return
        here = replace(here, marks={one: at for one, at in here.marks.items() if one in matched})
        for organization in sorted(matched):
            async for page in self._list(organization, here, matched):
                here = stored(page.cursor, TicketsPlace)
                yield page
        if self._why_unseen is not None:
            self._say_unseen(len(matched), self._why_unseen)
        async for page in self._again(here, matched):
            yield page

    def _say_unseen(self, of: int, why: NotAllowed) -> None:
        """Says how many organizations show nothing. Raises what was said where none shows any."""
        if self._unseen == of:
            raise why
        self._setup.notice(
            f"Zendesk does not show you the tickets of {self._unseen} of {of} organizations."
            " Ask an administrator there for the right to see tickets of all groups."
        )

    async def _list(
        self, organization: str, here: TicketsPlace, matched: frozenset[str]
    ) -> AsyncGenerator[Page, None]:
        """An organization's tickets, the newest change first, down to where they were read."""
        line, newest = here.line(organization), here.marks.get(organization, "")
        path, params = (
            f"/organizations/{organization}/tickets",
            {"sort": "-updated_at", "page[size]": _PAGE},
        )
        lists = self._helpdesk.pages(path, TICKETS, "the tickets of an organization", params)
        kept = dict(here.open)
        read = 0
        try:
            async for rows in lists:
                read += 1
                tickets, bad = _sorted(rows)
                # Whose list it is tells whose they are, where a row says nothing of it.
                tickets = [
                    replace(one, organization=one.organization or organization) for one in tickets
                ]
                fresh = [one for one in tickets if one.updated_at > line]
                newest = max([newest, *(one.updated_at for one in fresh)])
                facts, comments = await self._opened(fresh, kept, matched)
                here = replace(here, open=dict(kept))
                yield self._page(TICKETS, here.text(), facts, comments, bad=bad)
                # Only at first: what changed since is read, however much it is.
                if len(fresh) < len(tickets) or (read == FIRST_PAGES and not line):
                    break
        except NotThere:
            pass  # the organization is gone; its tickets stay as they were
        except NotAllowed as error:
            # An agent may see the tickets of some organizations only.
            self._unseen, self._why_unseen = self._unseen + 1, error
            return
        except (BadResponse, Refused, ServerTrouble):
            # One that breaks keeps the others not back; where all do, it is the service's trouble.
            self._broken += 1
            if self._broken >= min(MOST_BROKEN, len(matched)):
                raise
            self._setup.notice(
                "Zendesk broke off the tickets of an organization; they are read again in the next"
                " run."
            )
            return
        finally:
            await lists.aclose()
        # Only now: a run that was cut off reads this list again from its top. And never ahead of
        # the clock: behind one wrong date all that is true would be hidden.
        newest = min(newest, stamp(self._now))
        here = replace(here, marks={**here.marks, organization: newest})
        yield self._page(TICKETS, here.text())

    async def _opened(
        self, tickets: Sequence[Ticket], kept: dict[str, Spoken], matched: frozenset[str]
    ) -> tuple[list[TicketFacts], list[CommentFacts]]:
        """The tickets as facts; `kept` learns which of them are open."""
        facts, comments = list[TicketFacts](), list[CommentFacts]()
        for one in tickets:
            fact, said, spoken = await self._opening.facts(one, kept, matched)
            facts.append(fact)
            comments += said
            if one.is_open:
                kept[one.id] = spoken
            else:
                kept.pop(one.id, None)
        return facts, comments

    async def _again(
        self, here: TicketsPlace, matched: frozenset[str]
    ) -> AsyncGenerator[Page, None]:
        """Open tickets once a day, since some changes move no date; and those nobody opened yet."""
        daily = self._known.full or older(here.refreshed_at, self._now, DAILY)
        wanted = [one for one, said in here.open.items() if daily or not said.updated_at]
        kept = dict(here.open)
        for at in range(0, len(wanted), _TOGETHER):
            asked = wanted[at : at + _TOGETHER]
            tickets, bad, gone = await self._shown(asked)
            theirs = [one for one in tickets if one.organization in matched]
            # One that moved to somebody else's organization is no customer's any more.
            left = [one.id for one in tickets if one.organization not in matched]
            facts, comments = await self._opened(theirs, kept, matched)
            for one in (*gone, *left):
                kept.pop(one, None)
            here = replace(here, open=dict(kept))
            yield self._page(TICKETS, here.text(), facts, comments, gone=(*gone, *left), bad=bad)
        here = replace(
            here,
            open=kept,
            read_at=stamp(self._now),
            refreshed_at=stamp(self._now) if daily else here.refreshed_at,
        )
        yield self._page(TICKETS, here.text())

    # --- tickets that escalations watch -----------------------------------------------------

    async def watched_pages(self) -> AsyncGenerator[Page, None]:
        """The pages of the stage `tickets_watched`: asked for by their ids, in every run."""
        here = stored(self._known.cursors.get(WATCHED), WatchedPlace)
        wanted = sorted(self._known.watched(), key=lambda one: (len(one), one))
        matched = self._known.organizations()
        kept = {one: said for one, said in here.tickets.items() if one in wanted}
        for at in range(0, len(wanted), _TOGETHER):
            tickets, bad, gone = await self._shown(wanted[at : at + _TOGETHER])
            facts, comments = list[TicketFacts](), list[CommentFacts]()
            for one in tickets:
                fact, said, kept[one.id] = await self._opening.facts(one, kept, matched)
                facts.append(fact)
                comments += said
            place = WatchedPlace(tickets=dict(kept))
            yield self._page(WATCHED, place.text(), facts, comments, gone=gone, bad=bad)
        if not wanted and here.tickets:
            yield self._page(WATCHED, WatchedPlace().text())
        hidden = len(self._hidden & set(wanted))
        if hidden:
            tickets_words = "1 ticket" if hidden == 1 else f"{hidden} tickets"
            self._setup.notice(
                f"Zendesk does not show you {tickets_words} that your escalations watch. Ask an"
                " administrator there for the right to see tickets of all groups."
            )

    async def _shown(
        self, asked: Sequence[str]
    ) -> tuple[list[Ticket], tuple[BadRecord, ...], tuple[str, ...]]:
        """Tickets by their ids: those there are, those that cannot be read, those that are gone."""
        named = [one for one in asked if one.isascii() and one.isdigit()]
        if not named:
            return [], (), ()
        params = {"ids": ",".join(named)}
        answer = await self._helpdesk.get("/tickets/show_many", "tickets", params)
        tickets, bad = _sorted(rows_of(answer, TICKETS))
        shown = {one.id for one in tickets} | {one.external_id for one in bad}
        gone = [one.id for one in tickets if one.status == DELETED]
        for one in [one for one in named if one not in shown][:_MOST_CONFIRMED]:
            # Not to be shown together with others is no proof that it is gone.
            try:
                found = await live_ticket(self._helpdesk, one)
            except NotAllowed:
                self._hidden.add(one)
                continue
            if found is None:
                gone.append(one)
            else:
                tickets.append(found)
        return [one for one in tickets if one.id not in gone], bad, tuple(gone)

    def _page(
        self,
        resource: str,
        cursor: str,
        tickets: Iterable[TicketFacts] = (),
        comments: Iterable[CommentFacts] = (),
        *,
        gone: tuple[str, ...] = (),
        bad: tuple[BadRecord, ...] = (),
    ) -> Page:
        return Page(
            source=self._source,
            resource=resource,
            tickets=tuple(tickets),
            comments=tuple(comments),
            gone=gone,
            bad=bad,
            cursor=cursor,
        )


async def live_ticket(helpdesk: Helpdesk, ticket_id: str) -> Ticket | None:
    """A ticket as it is at this moment; None where it is gone."""
    try:
        answer = await helpdesk.get(f"/tickets/{ticket_id}", "the ticket")
    except NotThere:
        return None
    row = answer.get("ticket")
    found = shapes.ticket(row if isinstance(row, dict) else {})
    return found if isinstance(found, Ticket) and found.status != DELETED else None


def _sorted(rows: Iterable[Mapping[str, object]]) -> tuple[list[Ticket], tuple[BadRecord, ...]]:
    read = [shapes.ticket(dict(row)) for row in rows]
    return (
        [one for one in read if isinstance(one, Ticket)],
        tuple(one for one in read if isinstance(one, BadRecord)),
    )
