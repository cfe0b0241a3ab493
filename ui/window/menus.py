"""The menu bar, made from the registry: every command stands in it, with its key."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QMenuBar

from ui.commands import MENUS, Commands, Menu
from ui.words import say


def menu_words(menu: Menu) -> str:
    """A menu's title."""
    return {
        "file": say("&File"),
        "edit": say("&Edit"),
        "view": say("&View"),
        "go": say("&Go"),
        "account": say("&Account"),
        "help": say("&Help"),
    }[menu]


def keep(bar: QMenuBar, commands: Commands) -> None:
    """Fill the bar now and whenever a command comes."""
    bar.setAccessibleName(say("Menu bar"))
    fill(bar, commands)
    commands.changed.connect(lambda: fill(bar, commands))


def fill(bar: QMenuBar, commands: Commands) -> None:
    """Make the bar anew; a menu without commands is left out."""
    bar.clear()
    for menu in MENUS:
        if commands.of_menu(menu):
            _add(bar, menu, commands)


def _add(bar: QMenuBar, menu: Menu, commands: Commands) -> QMenu:
    made = bar.addMenu(menu_words(menu))
    made.setAccessibleName(menu_words(menu).replace("&", ""))
    made.aboutToShow.connect(commands.refresh)
    group = None
    for command in commands.of_menu(menu):
        if group is not None and command.group != group:
            made.addSeparator()
        group = command.group
        made.addAction(commands.action(command.id))
    return made
