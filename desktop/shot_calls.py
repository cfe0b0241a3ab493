"""The calls the pictures show: one that runs beside its note, one whose recording is aligned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from book.store import Store
    from ui.window.main_window import MainWindow

_SECONDS: Final = 14 * 60 + 32
_MARKS: Final = (
    (130, "idea", "one number per plant on the start page"),
    (521, "risk", "the new CFO looks at every tool in January"),
    (725, "bug", "the seat list shows people who left"),
)
_SHIFT_S: Final = 70


def ring(window: MainWindow, store: Store) -> None:
    """A call of the note in view; on the page of recordings, the marks that one left."""
    if window.acts.notes.open_here:
        _beside_the_note(window, store)
    else:
        _as_moments(window, store)


def hang_up(store: Store) -> None:
    """The next picture shows the book without it."""
    with store.writing() as connection:
        connection.execute("DELETE FROM calls")
        connection.execute("DELETE FROM moments WHERE clock_s IS NOT NULL")
        connection.execute("UPDATE recordings SET clock_shift_s = 0, folder = NULL")


def _beside_the_note(window: MainWindow, store: Store) -> None:
    from book import call_writing
    from ui.window.pages import NOTE_PAGE

    keeper, now = window.acts.notes.page.keeper, store.clock
    began = now() - timedelta(seconds=_SECONDS)
    store.clock = lambda: began
    draft = keeper.draft.id if keeper.draft is not None else None
    call = call_writing.begin(store, account_id=None, draft_id=draft)
    store.clock = now
    for seconds, kind, words in _MARKS:
        call_writing.add_mark(store, None, call.id, seconds, kind, words)
    assert window.desk.area.key == NOTE_PAGE
    window.acts.calls.look()


def _as_moments(window: MainWindow, store: Store) -> None:
    from book import moment_writing, recording_writing
    from book.moments import Mark, moments_from_marks

    window.commands.run("next_row")
    page = window.acts.recordings.page
    one = page.recording() if page is not None else None
    if page is None or one is None:
        return
    found = moments_from_marks(
        [Mark(clock_s=seconds, kind=kind, words=words) for seconds, kind, words in _MARKS], _SHIFT_S
    )
    folder = window.reading.rules.recordings.folders[0].title
    recording_writing.set_folder(store, None, one.id, folder)
    moment_writing.add_moments(store, None, one.id, found, clock_shift_s=_SHIFT_S)
    window.refresh()
