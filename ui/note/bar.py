"""The bar above a note: what it is, how it is kept, and the two buttons that decide about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, restyle
from ui.look.tokens import Density, height
from ui.note.state_chip import StateChip
from ui.words import say

_TITLE_FIRST_U: Final = 200
"""So much of the title is shown before the chip is; what is left of the room is the title's."""


_LEAST_TITLE_U: Final = 90
"""Where not even so much of it is left beside the chip's short words, the chip is its sign."""


_LINK_FROM_U: Final = 820
"""On a narrower page the key adds a link, and its button is left out."""


class NoteBar(QWidget):
    """Title, chip, then at the far end when it was saved, or why not, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self._closed = False
        self.title = ElidedLabel("", "heading")
        self.chip = StateChip()
        self.trouble = ElidedLabel("", "button", "red")
        self.saved = ElidedLabel("", "body", "ink3")
        self.keep_private = Button(say("Keep on this laptop"), kind="plain", icon="lock")
        self.keep_private.setCheckable(True)
        self.add_link = Button(
            say("Add link"), key="Ctrl+L", name=say("Add the link of a recording")
        )
        self.end = Button(say("End note"), kind="primary", key="Ctrl+Enter")
        self._row = QHBoxLayout(self)
        for widget in (
            self.title, self.chip, self.trouble, self.saved, self.keep_private, self.add_link,
            self.end,
        ):  # fmt: skip
            self._row.addWidget(widget)
        self._row.insertStretch(3, 1)
        self.trouble.hide()

    def tell_state(
        self, *, private: bool, editing: bool, begun: bool = True, whose: str | None = None
    ) -> None:
        """Say whether these words will ever leave, and what ending them is called.

        An ended note is none that was `begun` until a word of it is another; `whose` is who else
        wrote it.
        """
        icon = "lock"
        if whose is not None:
            icon = ""
            words = say("{name} wrote this note; read only", name=whose)
            if not whose:
                words = say("Somebody else wrote this note; read only")
            short = say("Read only")
        elif not begun:
            icon = ""
            words, short = say("Ended note, nothing changed"), say("Ended note")
            if private:
                icon, words = "lock", say("Ended note, stays on this laptop")
        elif private:
            words, short = say("Draft, only on this laptop for good"), say("Draft, stays here")
        elif editing:
            words = say("Draft of other words, only here until you end it")
            short = say("Draft, only here")
        else:
            words = say("Draft, only on this laptop until you end it")
            short = say("Draft, only here")
        self.chip.tell(words, icon, short)
        keep = self.keep_private
        keep.setText(say("Only on this laptop") if private else say("Keep on this laptop"))
        keep.setChecked(private)
        keep.kind = "default" if private else "plain"
        keep.setProperty("kind", keep.kind)
        restyle(keep)
        self.end.setText(say("End edit") if editing else say("End note"))
        for button in (keep, self.end):
            button.updateGeometry()
        self._show_chip()

    def close_writing(self, closed: bool) -> None:
        """Take the buttons away that only a writer needs, or bring them back."""
        self._closed = closed
        self.keep_private.setVisible(not closed)
        self.end.setVisible(not closed)
        self._show_link()
        self._share()

    def tell_saved(self, words: str) -> None:
        """When it was saved last; nothing for one that was not yet."""
        self.saved.set_whole(words)
        self._share()

    def tell_trouble(self, words: str) -> None:
        """Why the words are not on disk, in the place of what is less urgent; nothing once they
        are."""
        self.trouble.set_whole(words)
        self.trouble.setVisible(bool(words))
        self.saved.setVisible(not words)
        self._show_chip()

    def measure(self, density: Density) -> None:
        """Take the sizes of the theme."""
        look = theme.current()
        edge = look.px(24)
        self.setFixedHeight(look.px(height("page_bar", density)))
        self._row.setContentsMargins(edge, 0, edge - RING_ROOM, 0)
        self._row.setSpacing(look.px(8))
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Title and chip share what the buttons leave; a narrow page has no room for all."""
        super().resizeEvent(event)
        self._show_link()
        self._share()

    def event(self, event: QEvent) -> bool:
        """Other words in one of the parts ask for another share."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._share()
        return super().event(event)

    def _show_link(self) -> None:
        wide = self.width() >= theme.current().px(_LINK_FROM_U)
        self.add_link.setVisible(wide and not self._closed)

    def _show_chip(self) -> None:
        self.chip.setVisible(not self.trouble.whole)
        self._share()

    def _share(self) -> None:
        """Without this both would shrink alike, and a long name would take the chip's words."""
        look = theme.current()
        buttons = (self.keep_private, self.add_link, self.end)
        others = [one for one in (self.saved, *buttons) if not one.isHidden()]
        if not self.trouble.isHidden():
            others.append(self.trouble)
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        room -= sum(one.sizeHint().width() + self._row.spacing() for one in others)
        wanted = self.title.sizeHint().width()
        if self.chip.isHidden():
            self.title.setMaximumWidth(max(0, min(wanted, room)))
            return
        room -= 2 * self._row.spacing()
        first = min(wanted, look.px(_TITLE_FIRST_U))
        chip = self.chip.sizeHint().width()
        if chip > room - first:
            chip = self.chip.short_width()
            if chip > room - look.px(_LEAST_TITLE_U):
                chip = self.chip.minimumSizeHint().width()
        self.chip.setMaximumWidth(chip)
        self.title.setMaximumWidth(max(0, min(wanted, room - chip)))
