"""The pages for what is owed to the sources: outbox, conflicts, sync log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from book import outbox, sync_log
from book.outbox_entry import EntryEvent
from ui.book_reading import BookReading
from ui.settings import Choices
from ui.source_words import nothing_leaves
from ui.window.pages import Shown, move_hint
from ui.words import say

if TYPE_CHECKING:
    from ui.writing.owed_acts import OwedActs

_LOG_LINES: Final = 20_000

ExactRequest = Callable[[int], str]


def outbox_page(
    reading: BookReading, acts: OwedActs, exact_request: ExactRequest, counted: Callable[[], None]
) -> Shown:
    """What will leave this laptop, what stopped, what was confirmed today."""
    from ui.outbox import words
    from ui.outbox.page import OutboxPage
    from ui.writing.owed_reading import shown_entries

    def events(entry_id: int) -> list[EntryEvent]:
        return outbox.events(reading.store, entry_id)

    page = OutboxPage(exact_request, events, clock=reading.clock)
    for signal, act in (
        (page.held, acts.hold),
        (page.released, acts.release),
        (page.retried, acts.retry),
        (page.discarded, acts.discard),
        (page.edit_asked, acts.edit),
        (page.move_asked, acts.ask_move),
        (page.hold_all_asked, acts.hold_all),
        (page.release_all_asked, acts.release_all),
        (page.send_asked, acts.send_now),
        (page.foot.log.clicked, acts.show_log),
        (page.writing_asked, acts.write_to),
        (page.copied, acts.tell),
        (page.counted, counted),
    ):
        signal.connect(act)

    def fill() -> None:
        page.show_entries(
            shown_entries(reading.store),
            now=reading.now,
            last_sent=reading.last_sent,
            offline=frozenset(one.name for one in reading.sources if one.state == "offline"),
            read_only=frozenset(
                one.name for one in reading.sources if one.options.get("read-only") == "true"
            ),
            waits={one.name: why for one in reading.sources if (why := nothing_leaves(one))},
        )

    def dress(choices: Choices) -> None:
        page.set_density(choices.density)
        page.use_letters(choices.letter_keys)

    return Shown(
        page=page,
        main=page.main,
        fill=fill,
        status=page.status,
        dress=dress,
        hint=lambda letters: words.hint(page.list.chosen_entry, acts.hold_seconds, letters=letters),
    )


def conflicts_page(reading: BookReading, acts: OwedActs, counted: Callable[[], None]) -> Shown:
    """What two sides changed, side by side."""
    from ui.conflict import words
    from ui.conflict.page import ConflictPage
    from ui.writing.owed_reading import shown_conflicts

    page = ConflictPage()
    page.resolved.connect(acts.resolve)
    page.later.connect(acts.leave)
    page.counted.connect(counted)

    def fill() -> None:
        page.show_conflicts(shown_conflicts(reading.store, reading.now, acts.trouble))

    def dress(choices: Choices) -> None:
        page.set_density(choices.density)
        page.use_letters(choices.letter_keys)

    return Shown(
        page=page,
        main=page.main,
        fill=fill,
        status=page.status,
        dress=dress,
        hint=lambda letters: words.hint(reading.conflicts, letters=letters),
    )


def sync_log_page(reading: BookReading, acts: OwedActs, counted: Callable[[], None]) -> Shown:
    """What each run did."""
    from ui.sync_log.page import SyncLogPage

    page = SyncLogPage()
    page.copied.connect(acts.tell)
    page.counted.connect(counted)

    def fill() -> None:
        page.show_lines(sync_log.lines(reading.store, _LOG_LINES), reading.now)

    def dress(choices: Choices) -> None:
        page.set_density(choices.density)
        page.use_letters(choices.letter_keys)

    return Shown(
        page=page,
        main=page.main,
        fill=fill,
        status=page.status,
        dress=dress,
        hint=lambda letters: page.hint(move_hint(letters)),
        title=lambda: say("Sync log"),
    )
