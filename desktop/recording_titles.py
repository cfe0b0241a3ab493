"""Asks Loom for the titles of logged links, through the engine, where the person allowed it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from book import recording_titles
from book.errors import SatchelError
from book.records import Changed
from book.store import Store
from desktop.tasks import spawn

if TYPE_CHECKING:
    from desktop.engine_child import EngineChild


class RecordingTitles:
    """`look` whenever a link may have come, the leave was given or the network is back."""

    def __init__(
        self,
        store: Store,
        engine: EngineChild,
        *,
        allowed: Callable[[], bool],
        told: Callable[[Changed], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._allowed = allowed
        self._told = told
        self._asking: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Asks for what is not known yet, one link after the other; a failure is quiet."""
        if not self._allowed() or (self._asking is not None and not self._asking.done()):
            return
        if recording_titles.to_ask(self._store, limit=1):
            self._asking = spawn("Asking for titles", self._ask())

    def stop(self) -> None:
        """Asks no more."""
        if self._asking is not None:
            self._asking.cancel()

    async def _ask(self) -> None:
        for wanted in recording_titles.to_ask(self._store):
            if not self._allowed():
                return
            try:
                answer = await self._engine.ask("recording", "loom", url=wanted.url)
                changed = recording_titles.note_told(
                    self._store,
                    wanted.key,
                    answer["state"],
                    title=answer.get("title", ""),
                    duration_s=answer.get("duration_s"),
                )
            except SatchelError:
                self._unanswered(wanted.key)
                return  # no network, or a wait: the others would fare no better
            self._told(changed)

    def _unanswered(self, key: str) -> None:
        try:
            self._told(recording_titles.note_told(self._store, key, "pending"))
        except SatchelError:
            return  # the file takes no writes just now; it is asked for again all the same
