"""The look as one object: tokens become colours, fonts, sizes, icons, a palette and a sheet.

Ask `current()` when you paint and `watch()` to be told that it was replaced: the system went
dark, the person chose a scheme, a screen with another scale came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QStyle

from ui.look import icons
from ui.look.focus_ring import Inks, RingStyle
from ui.look.style_sheet import build_sheet
from ui.look.tokens import COLOURS, SMALLEST_TEXT_PX, STRONG_CONTRAST, TYPE, Role, Scheme

BASE_FONT_PX = 13


class Theme:
    """One scheme at one font size. Immutable; everything asked of it is made once."""

    def __init__(
        self, scheme: Scheme, base: QFont | None = None, *, strong_contrast: bool = False
    ) -> None:
        self.scheme: Scheme = scheme
        self.strong_contrast = strong_contrast
        self._base = QFont(base) if base is not None else QFont()
        self._base.setFeature(QFont.Tag("tnum"), 1)
        self._base_px = QFontInfo(self._base).pixelSize()
        self.unit = self._base_px / BASE_FONT_PX
        swaps = STRONG_CONTRAST if strong_contrast else {}
        table = COLOURS[scheme]
        self._colours = {name: QColor(table[swaps.get(name, name)]) for name in table}
        self._fonts: dict[str, QFont] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self._sheet = ""

    @property
    def dark(self) -> bool:
        """Whether this is the dark scheme."""
        return self.scheme == "dark"

    def color(self, token: str) -> QColor:
        """The colour of a token; an unknown name raises KeyError. Do not change the result."""
        return self._colours[token]

    def px(self, u: float) -> int:
        """`u` units as whole device-independent pixels; what is not nothing is at least 1."""
        if u == 0:
            return 0
        return max(1, round(u * self.unit))

    def text_px(self, role: Role) -> int:
        """The pixel size of a role's type."""
        size = round(self._base_px * TYPE[role][0])
        return max(size, min(SMALLEST_TEXT_PX, self._base_px))

    def line_height(self, role: Role) -> int:
        """The height of one line of a role's type, in pixels."""
        return self.px(TYPE[role][2])

    def font(self, role: Role) -> QFont:
        """The font of a role, figures tabular. Do not change the result; copy it first."""
        made = self._fonts.get(role)
        if made is None:
            made = QFont(self._base)
            made.setPixelSize(self.text_px(role))
            made.setWeight(QFont.Weight(TYPE[role][1]))
            self._fonts[role] = made
        return made

    def text_height(self, role: Role) -> int:
        """How high the letters of a role's font are with what hangs below, in pixels."""
        return QFontMetrics(self.font(role)).height()

    def palette(self) -> QPalette:
        """The palette that Fusion and every plain widget paint with."""
        roles = QPalette.ColorRole
        pairs = {
            roles.Window: "window",
            roles.WindowText: "ink",
            roles.Base: "surface",
            roles.AlternateBase: "hover",
            roles.Button: "raised",
            roles.ButtonText: "ink",
            roles.Text: "ink",
            roles.BrightText: "red",
            roles.PlaceholderText: "ink3",
            roles.Highlight: "accent_tint",
            roles.HighlightedText: "ink",
            roles.Accent: "accent",
            roles.Link: "accent",
            roles.LinkVisited: "accent",
            roles.ToolTipBase: "raised",
            roles.ToolTipText: "ink",
            roles.Light: "raised",
            roles.Midlight: "hair",
            roles.Mid: "border",
            roles.Dark: "edge",
            roles.Shadow: "line",
        }
        palette = QPalette()
        for role, token in pairs.items():
            palette.setColor(role, self.color(token))
        for role in (roles.WindowText, roles.ButtonText, roles.Text, roles.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("ink3"))
        return palette

    def sheet(self) -> str:
        """The one style sheet, for what is plain: buttons, fields, menus, scroll bars."""
        if not self._sheet:
            self._sheet = build_sheet(self)
        return self._sheet

    def pixmap(
        self, name: str, token: str = "ink2", size_u: float = 16, ratio: float = 1.0
    ) -> QPixmap:
        """An icon for painting by hand; `ratio` is the widget's `devicePixelRatioF()`."""
        size = self.px(size_u)
        key = (name, token, size, ratio)
        made = self._pixmaps.get(key)
        if made is None:
            made = icons.draw(icons.tinted(name, self.color(token)), size, ratio)
            self._pixmaps[key] = made
        return made

    def icon(self, name: str, token: str = "ink2", size_u: float = 16) -> QIcon:
        """An icon for buttons and menus, sharp on every screen there is now."""
        key = (name, token, self.px(size_u))
        made = self._icons.get(key)
        if made is None:
            made = QIcon()
            for ratio in _ratios():
                made.addPixmap(self.pixmap(name, token, size_u, ratio), QIcon.Mode.Normal)
                made.addPixmap(self.pixmap(name, "ink3", size_u, ratio), QIcon.Mode.Disabled)
            self._icons[key] = made
        return made

    def icon_size(self, size_u: float = 16) -> QSize:
        """The size to give a button for an icon of `size_u`."""
        return QSize(self.px(size_u), self.px(size_u))


_STYLE_INKS: Final = ("accent", "on_accent", "edge", "raised", "ink3")
"""What the style draws with, in the order of its `Inks`."""


class ThemeHolder(QObject):
    """Keeps the theme in use and says when another one took its place."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme | None = None
        self.app: QApplication | None = None
        self.style: RingStyle | None = None
        self.wanted: Scheme | None = None
        self.less_motion = False

    def follow(self) -> None:
        """Make the theme anew from what the system and the person want now."""
        app = self.app
        if app is None:
            return
        scheme = self.wanted or _system_scheme()
        theme = Theme(scheme, app.font(), strong_contrast=_wants_contrast())
        self.theme = theme
        inks = Inks(*(theme.color(name) for name in _STYLE_INKS))
        if self.style is None:
            self.style = RingStyle(inks, theme.px(6))
            app.setStyle(self.style)
        self.style.inks = inks
        app.setPalette(theme.palette())
        app.setStyleSheet(theme.sheet())
        self.changed.emit()


_holder = ThemeHolder()


def apply(app: QApplication, scheme: Scheme | None = None, *, less_motion: bool = False) -> Theme:
    """Dress the application. `scheme` None follows the system, live; unknown counts as light."""
    first = _holder.app is not app
    _holder.app = app
    _holder.wanted = scheme
    _holder.less_motion = less_motion
    hints = app.styleHints()
    if first:
        _use_tabular_figures(app)
        hints.colorSchemeChanged.connect(_holder.follow)
        app.screenAdded.connect(_holder.follow)
    # Told to the system too, so that title bars and native dialogs agree with us.
    wanted = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints.blockSignals(True)
    hints.setColorScheme(wanted[scheme] if scheme else Qt.ColorScheme.Unknown)
    hints.blockSignals(False)
    _holder.follow()
    return current()


def choose(scheme: Scheme | None, *, less_motion: bool = False) -> None:
    """Change what the person wants, in the application that is dressed already."""
    app = _holder.app
    _holder.less_motion = less_motion
    if app is not None and scheme != _holder.wanted:
        apply(app, scheme, less_motion=less_motion)


def current() -> Theme:
    """The theme in use; a light one where nothing was applied yet."""
    if _holder.theme is None:
        _holder.theme = Theme("light")
    return _holder.theme


def watch(callback: Callable[[], None]) -> None:
    """Call back whenever the theme was replaced.

    Give a bound method of a QObject: Qt forgets it together with its object.
    """
    _holder.changed.connect(callback)


def motion_ms(wanted_ms: int) -> int:
    """How long a movement may take: 0 where the system or the person wants none."""
    app = _holder.app
    if app is None or _holder.less_motion:
        return 0
    allowed = app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return wanted_ms if allowed > 0 else 0


def _use_tabular_figures(app: QApplication) -> None:
    font = app.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(font)


def _system_scheme() -> Scheme:
    hints = QGuiApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def _wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):  # Qt before 6.10 cannot say
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def _ratios() -> list[float]:
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}) or [1.0]
