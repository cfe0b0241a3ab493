"""What a person decides about a source: whether anything is written to it, whether it rests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from book import sources
from ui.words import say, source_name

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.writing.desk_writer import DeskWriter


class SourceActs:
    """Each act calls back once it is written."""

    def __init__(self, settings: Settings, writer: DeskWriter) -> None:
        self._settings = settings
        self._writer = writer
        writer.turn_on_asked.connect(lambda source: self.write_to(source, True))

    def write_to(self, source: str, on: bool, then: Callable[[], None] | None = None) -> None:
        """Let edits leave for a source, or keep them here."""
        store = self._writer.reading.store
        told = self._settings.choices.told_read_only
        # Whoever switches writing off later is told again what that means.
        self._settings.change(told_read_only=tuple(name for name in told if name != source))
        name = source_name(source)
        words = say("Writing to {source} is on.", source=name)
        if not on:
            words = say("Writing to {source} is off. Your edits wait here.", source=name)
        self._writer.do(
            lambda: sources.set_option(store, source, "read-only", "false" if on else "true"),
            words,
            then=lambda _: then() if then is not None else None,
        )

    def pause(self, source: str, on: bool, then: Callable[[], None] | None = None) -> None:
        """Leave a source out of every run, or take it up again."""
        store, name = self._writer.reading.store, source_name(source)
        words = say("{source} is taken up again.", source=name)
        if on:
            words = say("{source} rests until you take it up again.", source=name)
        self._writer.do(
            lambda: sources.pause(store, source, paused=on),
            words,
            then=lambda _: then() if then is not None else None,
        )
