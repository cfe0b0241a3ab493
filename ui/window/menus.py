"""The menu bar, made from the registry: every command stands in it, with its key."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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
        "note": say("&Note"),
        "help": say("&Help"),
    }[menu]


def keep(bar: QMenuBar, commands: Commands, opening: Callable[[Menu], None]) -> None:
    """Fill the bar now and whenever a command comes; `opening` is told of a menu to be seen."""
    bar.setAccessibleName(say("Menu bar"))
    fill(bar, commands, opening)
    commands.changed.connect(lambda: fill(bar, commands, opening))


def fill(bar: QMenuBar, commands: Commands, opening: Callable[[Menu], None]) -> None:
    """Make the bar anew; a menu without commands is left out."""
    bar.clear()
    for menu in MENUS:
        if commands.of_menu(menu):
            made = bar.addMenu(menu_words(menu))
            made.setAccessibleName(menu_words(menu).replace("&", ""))
            made.aboutToShow.connect(partial(opening, menu))
            made.aboutToShow.connect(commands.refresh)
            add_commands(made, menu, commands)


def add_commands(made: QMenu, menu: Menu, commands: Commands) -> QMenu:
    """Put the commands of a menu into this one, a line between their groups."""
    group = None
    for command in commands.of_menu(menu):
        if group is not None and command.group != group:
            made.addSeparator()
        group = command.group
        made.addAction(commands.action(command.id))
    return made
