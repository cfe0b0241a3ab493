"""What the queue page shows: the rows, their order, the filter, what is folded. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from book import queue
from book.queue import QueueRow
from book.records import AccountId
from ui.queue.bands import Entry, Sort, arrange, cuts, flat, found, opens_soon
from ui.queue.filter import Finder


class QueueContent:
    """Holds the rows of a day and gives the list to show for the order and filter in use."""

    def __init__(self) -> None:
        self.rows: Sequence[QueueRow] = ()
        self.day = date.min
        self.sort: Sort = "act_by"
        self.sought = ""
        self.finder = Finder()
        self.whole_later = False
        """Whether the fold line was opened."""
        self.folded: list[str] = []
        """The bands that are folded, the last one folded last."""
        self.fetched = False
        """Whether a first fetch has ended."""
        self.connected = True
        """Whether there is a source to fetch from."""
        self._looked_past: date | None = None
        self.shown = 0
        """How many accounts fit the filter."""

    @property
    def filtering(self) -> bool:
        """Whether a filter is set."""
        return bool(self.sought.strip())

    def take(
        self, rows: Sequence[QueueRow], day: date, *, fetched: bool, connected: bool = True
    ) -> None:
        """New rows, in the order of `book.queue.build_queue`."""
        self.rows, self.day = rows, day
        self.fetched, self.connected = fetched, connected
        self._order()

    def order_by(self, sort: Sort) -> None:
        """Another order."""
        self.sort = sort
        self._order()

    def _order(self) -> None:
        if self.sort == "renewal":
            self.finder.take(queue.by_renewal(self.rows))
        elif self.sort == "score":
            self.finder.take(queue.by_score(self.rows))
        else:
            self.finder.take(self.rows)

    def entries(self) -> list[Entry]:
        """The list to show. A filter looks into folded bands too: what fits is seen."""
        fitting = self.finder.find(self.sought)
        self.shown = len(fitting)
        if self.sort != "act_by":
            return flat(fitting, self.sort)
        if self.filtering:
            return found(fitting)
        return arrange(fitting, self.day, folded=self.folded, whole_later=self.whole_later)

    def fold(self, key: str) -> bool:
        """Fold a band; False when it was or when nothing folds in this order."""
        if self.sort != "act_by" or self.filtering or key in self.folded:
            return False
        self.folded.append(key)
        return True

    def unfold(self, key: str | None = None) -> bool:
        """Open a band, or the one that was folded last."""
        if self.sort != "act_by" or self.filtering or not self.folded:
            return False
        if key is None:
            self.folded.pop()
        elif key in self.folded:
            self.folded.remove(key)
        else:
            return False
        return True

    def holds(self, account_id: AccountId) -> bool:
        """Whether the account is in the queue at all."""
        return any(row.account.id == account_id for row in self.rows)

    def reveal(self, account_id: AccountId) -> bool:
        """Open whatever hides an account; False when it is not in the queue at all."""
        row = next((row for row in self.rows if row.account.id == account_id), None)
        if row is None:
            return False
        if row.band in self.folded:
            self.folded.remove(row.band)
        self._looked_past = self.day
        if row.band == "later" and not opens_soon(row, self.day):
            self.whole_later = True
        return True

    def open_later(self) -> None:
        """Show all of Later, also on a day without anyone to contact."""
        self.whole_later = True
        self.unfold("later")
        self._looked_past = self.day

    @property
    def looked_past(self) -> bool:
        """Whether the person went on to the list on a day without anyone to contact."""
        return self._looked_past == self.day

    def to_contact(self) -> int:
        """How many accounts want to be contacted today: those of the first two bands."""
        return cuts(self.rows)[1]

    def undated(self) -> int:
        """How many accounts have no renewal date."""
        return len(self.rows) - cuts(self.rows)[2]
