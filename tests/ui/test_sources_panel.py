"""The panel of sources: writing on and off, pausing, and how long an edit waits."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from book import sources
from book.records import Source
from book.store import Store
from tests.ui.writing_desk import close_writing, dialog, toast
from ui.window import window_dialogs
from ui.window.main_window import MainWindow
from ui.window.sources_panel import HOLDS, SourcesPanel, hold_words


def panel(window: MainWindow) -> SourcesPanel:
    window_dialogs.show_sources(window)
    found = dialog(SourcesPanel)
    assert isinstance(found, SourcesPanel)
    return found


def switch(of: SourcesPanel, name: str) -> QCheckBox:
    """The switch as it stands now."""
    return [one for one in of.findChildren(QCheckBox, name) if not one.isHidden()][-1]


def test_writing_is_switched_off_and_on(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    # The label stays what a tick means; “Writing is off” beside an empty box said it twice.
    shown = panel(window)
    assert switch(shown, "writing-vitally").text() == "Write to Vitally"
    assert switch(shown, "writing-vitally").isChecked()
    qtbot.keyClick(switch(shown, "writing-vitally"), Qt.Key.Key_Space)
    assert sources.sources(store)[0].options["read-only"] == "true"
    assert not switch(shown, "writing-vitally").isChecked()
    assert toast(window) == "Writing to Vitally is off. Your edits wait here."
    qtbot.keyClick(switch(shown, "writing-vitally"), Qt.Key.Key_Space)
    assert sources.sources(store)[0].options["read-only"] == "false"
    assert switch(shown, "writing-vitally").isChecked()


def test_a_source_that_is_not_written_to_says_so(window: MainWindow, store: Store) -> None:
    close_writing(store)
    window.reading.forget(None)
    shown = panel(window)
    assert not switch(shown, "writing-vitally").isChecked()
    assert switch(shown, "writing-vitally").accessibleName() == "Write to Vitally"


def test_a_source_is_paused_and_taken_up_again(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    shown = panel(window)
    qtbot.keyClick(switch(shown, "paused-vitally"), Qt.Key.Key_Space)
    assert sources.sources(store)[0].state == "paused"
    assert switch(shown, "paused-vitally").isChecked()
    assert toast(window) == "Vitally rests until you take it up again."
    qtbot.keyClick(switch(shown, "paused-vitally"), Qt.Key.Key_Space)
    assert sources.sources(store)[0].state == "up_to_date"


def test_switching_writing_off_later_is_told_anew(window: MainWindow) -> None:
    window.settings.change(told_read_only=("vitally",))
    window.acts.sources.write_to("vitally", False)
    assert window.settings.choices.told_read_only == ()


def test_how_long_an_edit_waits(qtbot: QtBot, window: MainWindow) -> None:
    shown = panel(window)
    assert shown.hold.text() == "after 60 seconds"
    shown._take_hold(300)
    assert shown.hold.text() == "after 5 minutes"
    assert window.settings.choices.hold_seconds == 300
    assert window.acts.writer.hold_seconds == 300.0
    assert [hold_words(seconds) for seconds in HOLDS] == [
        "at once",
        "after 10 seconds",
        "after 60 seconds",
        "after 5 minutes",
    ]


def test_the_boxes_of_all_sources_stand_in_columns(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    for name in ("hubspot", "salesforce"):
        sources.save(store, Source(name=name, url="https://crm.test"))
    window.reading.forget(None)
    shown = panel(window)
    shown.adjustSize()
    names = ("vitally", "hubspot", "salesforce")
    for kind in ("writing", "paused"):
        boxes = [switch(shown, f"{kind}-{name}") for name in names]
        assert len({one.mapTo(shown, one.rect().topLeft()).x() for one in boxes}) == 1
    assert len({switch(shown, f"writing-{name}").sizeHint().width() for name in names}) > 1
    # Switched, they are made anew, and stay where they were.
    before = switch(shown, "paused-hubspot").mapTo(shown, QPoint())
    switch(shown, "paused-hubspot").click()
    again = switch(shown, "paused-hubspot")
    qtbot.waitUntil(lambda: again.mapTo(shown, QPoint()).x() == before.x(), timeout=2_000)
