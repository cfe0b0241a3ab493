"""The one style sheet, written from the theme: no colour and no size is typed by hand here."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Final

from ui.look.tokens import COLOURS, TYPE, Role

if TYPE_CHECKING:
    from ui.look.theme import Theme

_SHEET: Final = Template("""
QMainWindow, QDialog { background: $surface; }
QWidget[ground="window"] { background: $window; }
QWidget[ground="surface"] { background: $surface; }
QWidget[ground="raised"] { background: $raised; }
QWidget[ground="amber"] { background: $amber_tint; border-bottom: 1px solid $line; }

QWidget[ground="status"] { background: $window; border-top: 1px solid $line; }

QLabel { background: transparent; }
QLabel[ink="ink2"] { color: $ink2; }
QLabel[ink="ink3"] { color: $ink3; }
QLabel[ink="accent"] { color: $accent; }
QLabel[ink="amber"] { color: $amber; }
QLabel[ink="amber_ink"] { color: $amber_ink; }
QLabel[ink="red"] { color: $red; }
QLabel[ink="on_toast"] { color: $surface; }
$type_rules

QMenuBar { background: $window; color: $ink2; border: none; border-bottom: 1px solid $line;
  padding: 0 ${p3}px; spacing: 0; }
QMenuBar::item { background: transparent; border-radius: ${p4}px;
  padding: ${menu_above}px ${p9}px ${menu_below}px ${p9}px; }
QMenuBar::item:selected { background: $chip; color: $ink; }
QMenu { background: $raised; border: 1px solid $border; padding: ${p4}px; }
QMenu::item { padding: ${p4}px ${p24}px ${p4}px ${p12}px; border-radius: ${p4}px; color: $ink; }
QMenu::item:selected { background: $accent_tint; color: $ink; }
QMenu::item:disabled { color: $ink3; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px ${p8}px; }
QMenu::indicator { width: ${p16}px; height: ${p16}px; }

QPushButton { background: $raised; color: $ink; border: 1px solid $border; margin: 3px;
  border-radius: ${p6}px; padding: 0 ${p10}px; min-height: ${button}px; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $chip; }
QPushButton:checked { background: $accent_tint; border-color: $accent; }
QPushButton:disabled { background: transparent; color: $ink3; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[kind="primary"]:hover { background: $accent_ink; border-color: $accent_ink; }
QPushButton[kind="primary"]:disabled { background: transparent; color: $ink3;
  border-color: $line; }
QPushButton[kind="plain"] { background: transparent; border-color: transparent; color: $ink2; }
QPushButton[kind="plain"]:hover { background: $chip; }
QPushButton[kind="link"] { background: transparent; border: none; color: $accent;
  min-height: 0; padding: 0; text-align: left; }
QPushButton[kind="toast"] { background: transparent; border: none; color: $toast_accent;
  font-weight: 600; min-height: ${p24}px; margin: 0; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QToolButton { border: 1px solid transparent; border-radius: ${p6}px; background: transparent;
  color: $ink2; min-height: ${p24}px; min-width: ${p24}px; }
QToolButton:hover { background: $chip; }

QLineEdit { background: $raised; color: $ink; border: 1px solid $edge; margin: 3px;
  border-radius: ${p6}px; padding: 0 ${p7}px; min-height: ${button}px;
  selection-background-color: $accent; selection-color: $on_accent;
  placeholder-text-color: $ink3; }
QLineEdit:focus { border-color: $accent; }
QLineEdit:disabled { color: $ink3; border-color: $line; background: transparent; }

QCheckBox { color: $ink; spacing: ${p8}px; }
QCheckBox::indicator { width: ${p16}px; height: ${p16}px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QAbstractItemView { background: $surface; border: none; outline: 0;
  selection-background-color: $accent_tint; selection-color: $ink; }
QListView[ground="window"] { background: $window; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $ink2; border: none;
  border-bottom: 1px solid $line; padding: 0 ${p8}px; font-size: ${caption}px;
  font-weight: 500; min-height: ${header}px; }
QHeaderView::section:first { padding-left: ${p16}px; }
QTableCornerButton::section { background: $surface; border: none; }

QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; border: none; }
QScrollBar::handle { background: $border; border-radius: ${p3}px; }
QScrollBar::handle:vertical { min-height: ${p24}px; margin: ${p2}px ${p3}px; }
QScrollBar::handle:horizontal { min-width: ${p24}px; margin: ${p3}px ${p2}px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QLabel[ground="field"] { background: $raised; border: 1px solid $border;
  border-radius: ${p6}px; margin: 0 3px; }

QSplitter::handle { background: $line; }
QToolTip { background: $raised; color: $ink; border: 1px solid $border;
  padding: ${p4}px ${p6}px; }
QFrame[rule="line"] { background: $line; border: none; }
QFrame[rule="hair"] { background: $hair; border: none; }
""")


def build_sheet(theme: Theme) -> str:
    """The sheet in this theme's colours and sizes."""
    values: dict[str, str] = {name: theme.color(name).name() for name in COLOURS["light"]}
    for u in (2, 3, 4, 6, 7, 8, 9, 10, 12, 16, 24):
        values[f"p{u}"] = str(theme.px(u))
    # The toast lies on ink, which is the other scheme's ground: so is its accent.
    values["toast_accent"] = COLOURS["light" if theme.dark else "dark"]["accent"]
    frame = 2
    values["button"] = str(theme.px(28) - frame)
    # 26 u with the line beneath, however high the system's font is.
    spare = max(4, theme.px(26) - 1 - theme.text_height("body"))
    values["menu_above"], values["menu_below"] = str(spare - spare // 2), str(spare // 2)
    values["header"] = str(theme.px(26) - 1)
    values["caption"] = str(theme.text_px("caption"))
    values["type_rules"] = "\n".join(_type_rule(theme, role) for role in TYPE)
    return _SHEET.substitute(values)


def _type_rule(theme: Theme, role: Role) -> str:
    weight = TYPE[role][1]
    size = theme.text_px(role)
    return f'QLabel[type="{role}"] {{ font-size: {size}px; font-weight: {weight}; }}'
