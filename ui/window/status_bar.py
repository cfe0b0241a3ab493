"""The bar at the bottom: what is shown at the left, how saving and fetching stand at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.look import theme
from ui.look.focus_ring import draw_ring
from ui.look.labels import ElidedLabel
from ui.look.tokens import Density, height
from ui.source_words import Standing
from ui.words import say

MOST_WORDS_U = 420
LEAST_WORDS_U = 180
"""Where the bar is narrow, what stands at the left gives way before words as short as this."""


class StandingButton(QAbstractButton):
    """A mark and words; a click tells more. Long words end in … and stand in the tooltip."""

    def __init__(self, name: str, *, shrinks: bool = True) -> None:
        """`shrinks` says whether it gives way where the bar is too narrow for all words."""
        super().__init__()
        self._name = name
        self._shrinks = shrinks
        self.standing = Standing("", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        theme.watch(self._changed)

    def tell(self, standing: Standing) -> None:
        """Show how something stands; equal words change nothing."""
        if standing == self.standing:
            return
        self.standing = standing
        self.setAccessibleName(f"{self._name}: {standing.words}")
        self.setAccessibleDescription(standing.detail)
        self.setToolTip("\n".join(part for part in (standing.words, standing.detail) if part))
        self._changed()

    def sizeHint(self) -> QSize:
        """Mark, gap and words, up to a limit."""
        look = theme.current()
        words = QFontMetrics(self._face()).horizontalAdvance(self.standing.words) + 1
        wide = self._mark_room() + min(words, look.px(MOST_WORDS_U))
        return QSize(wide + 2 * look.px(4), look.px(24))

    def minimumSizeHint(self) -> QSize:
        """All its words; what shrinks gives up only what is long about them."""
        wanted = self.sizeHint()
        if self._shrinks:
            wanted.setWidth(min(wanted.width(), theme.current().px(LEAST_WORDS_U)))
        return wanted

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Mark, then words."""
        look = theme.current()
        painter = QPainter(self)
        ink = {"plain": "ink2", "amber": "amber", "red": "red"}[self.standing.tone]
        inside = self.rect().adjusted(look.px(4), 0, -look.px(4), 0)
        side = look.px(13)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = inside.right() - side if mirrored else inside.x()
        if self.standing.mark:
            sign = look.pixmap(self.standing.mark, ink, 13, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - side) // 2, sign)
        room = self._mark_room()
        text = inside.adjusted(0 if mirrored else room, 0, -room if mirrored else 0, 0)
        font = self._face()
        painter.setFont(font)
        painter.setPen(look.color(ink))
        words = QFontMetrics(font).elidedText(
            self.standing.words, Qt.TextElideMode.ElideRight, text.width()
        )
        # The words bring their own direction; only where they stand follows the interface.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        flags = Qt.AlignmentFlag
        leading = flags.AlignRight if mirrored else flags.AlignLeft
        painter.drawText(text, leading | flags.AlignAbsolute | flags.AlignVCenter, words)
        if self.hasFocus():
            draw_ring(painter, self.rect().toRectF(), look.color("accent"), look.px(4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does by itself."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _face(self) -> QFont:
        plain = self.standing.tone == "plain"
        return theme.current().font("caption" if plain else "caption_strong")

    def _mark_room(self) -> int:
        look = theme.current()
        return look.px(13) + look.px(6) if self.standing.mark else 0

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()


class StatusBar(QWidget):
    """Counts and hints at the left, standings at the right: saved, sent, waiting, needs you."""

    asked = Signal()
    """The person wants to know more about the sources."""
    place_asked = Signal(str)
    """The person wants to go where something waits: `outbox` or `conflicts`."""

    call_asked = Signal()
    """The person wants to go back to the note of the call that runs."""

    def __init__(self) -> None:
        super().__init__()
        self.density: Density = "comfortable"
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "status")
        self.setAccessibleName(say("Status"))
        self.counts = ElidedLabel("", "caption", "ink2")
        self.hint = ElidedLabel("", "caption", "ink3")
        self.call = StandingButton(say("Call"))
        self.saved = StandingButton(say("Saving"))
        self.saved.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sync = StandingButton(say("Sending and fetching"))
        self.waiting = StandingButton(say("Outbox"), shrinks=False)
        self.needs = StandingButton(say("Needs you"), shrinks=False)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.counts)
        self._row.addSpacing(theme.current().px(8))
        self._row.addWidget(self.hint, 1)
        for part in (self.call, self.saved, self.sync, self.waiting, self.needs):
            self._row.addWidget(part)
            part.clicked.connect(partial(self._follow, part))
        self.call.hide()
        self.waiting.hide()
        self.needs.hide()
        theme.watch(self._measure)
        self._measure()

    def tell(self, counts: str, hint: str = "") -> None:
        """The words at the left: what is shown, and the keys that move in it."""
        self.counts.set_whole(counts)
        self.hint.set_whole(hint)

    def tell_owed(self, waiting: Standing | None, needs: Standing | None) -> None:
        """What has not left yet and what wants the person; None where there is nothing."""
        for part, standing in ((self.waiting, waiting), (self.needs, needs)):
            _show(part, standing)

    def tell_call(self, standing: Standing | None) -> None:
        """The call that runs away from its note; None where none does."""
        _show(self.call, standing)

    def set_density(self, density: Density) -> None:
        """27 high, or 25 when compact."""
        self.density = density
        self._measure()

    def _follow(self, part: StandingButton, _checked: bool = False) -> None:
        leads = part.standing.leads
        if leads == "sources":
            self.asked.emit()
        elif leads == "call":
            self.call_asked.emit()
        else:
            self.place_asked.emit(leads)

    def _measure(self) -> None:
        look = theme.current()
        self.setFixedHeight(look.px(height("status_bar", self.density)))
        self._row.setContentsMargins(look.px(12), 1, look.px(8), 0)
        self._row.setSpacing(look.px(6))


def _show(part: StandingButton, standing: Standing | None) -> None:
    if standing is not None:
        part.tell(standing)
    if part.isHidden() != (standing is None):
        part.setVisible(standing is not None)
