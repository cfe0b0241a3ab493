"""The dialogs the window opens, each with `open()` and loaded only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QMenu

from ui.window import menus

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def show_keys(window: MainWindow) -> QDialog:
    """The sheet of keys."""
    from ui.window.cheat_sheet import CheatSheet

    letters = window.settings.choices.letter_keys
    return _opened(CheatSheet(window, window.commands, letters=letters))


def show_sources(window: MainWindow) -> QDialog:
    """The sources: how they stand, and whether they are written to."""
    from ui.window.sources_panel import SourceActs, SourcesPanel

    acts = SourceActs(
        sync=window.on_sync,
        write=window.acts.sources.write_to,
        pause=window.acts.sources.pause,
        hold=lambda seconds: window.settings.change(hold_seconds=seconds),
        connect=window.on_connect,
    )
    hold = window.settings.choices.hold_seconds
    return _opened(SourcesPanel(window, window.reading, acts, hold))


def show_about(window: MainWindow) -> QDialog:
    """What the program is."""
    from ui.window.about import About

    return _opened(About(window))


def show_row_menu(window: MainWindow, where: QPoint) -> QMenu:
    """The menu of the selected rows: what the menu bar has under Account and the acts on rows."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for name in ("done", "snooze"):
        menu.addAction(window.commands.action(name))
    menu.addSeparator()
    menus.add_commands(menu, "account", window.commands)
    menu.addSeparator()
    menu.addAction(window.commands.action("new_note"))
    window.commands.refresh()
    menu.popup(where)
    return menu


def _opened(dialog: QDialog) -> QDialog:
    dialog.open()
    return dialog
