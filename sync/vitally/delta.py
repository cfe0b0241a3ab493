"""What changed in a list since it was last read, and where that leaves it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Generic

from sync.vitally import lists
from sync.vitally.lists import Batch, Listing
from sync.vitally.place import Place
from sync.vitally.shapes import RowT
from sync.vitally.workspace import Workspace


class Delta(Generic[RowT]):
    """One reading of one list, newest change first, down to where the last reading began."""

    def __init__(self, workspace: Workspace, listing: Listing[RowT], here: Place) -> None:
        self._workspace = workspace
        self._listing = listing
        self._here = here
        self._top: str | None = None
        self._seen_at: str | None = None

    async def batches(self) -> AsyncGenerator[Batch[RowT], None]:
        """The pages with anything fresh in them."""
        async for batch in lists.fresh(self._workspace.web, self._listing, self._here.line()):
            self._top = self._top or lists.head(batch)
            # The first answer's time: what changed while we went on reading is not seen yet.
            self._seen_at = self._seen_at or self._workspace.seen_at()
            yield batch

    def ended(self, here: Place) -> Place:
        """The place once all batches were taken; the same one where nothing has changed.

        A row edited meanwhile has jumped to the front of the list, above this watermark.
        """
        return here.read_to(self._top, self._seen_at or self._workspace.seen_at())
