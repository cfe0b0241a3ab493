"""The page one escalation is filled in on: the form, the meter beside it, where it stands above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.escalation_form import EscalationForm
from book.escalation_meter import HOMEWORK, Completeness
from book.escalations import EscalationFile
from book.records import AccountId
from book.rules import HouseRules
from book.store import Store
from ui.escalation import meter_words
from ui.escalation.aside import Aside
from ui.escalation.form_column import FormColumn
from ui.escalation.keeper import FormKeeper
from ui.escalation.listed import Item, size_words
from ui.escalation.page_bar import FormBar, StateStrip
from ui.escalation.picked_moments import PickedMoments
from ui.escalation.sheet import Sheet
from ui.escalation.sides import Sides
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tokens import Density
from ui.note.state_chip import second_words
from ui.words import say


class EscalationPage(QWidget):
    """Shows one form at a time; what its buttons ask for is done by who listens."""

    preview_asked = Signal()
    copy_asked = Signal()
    told_asked = Signal()
    panel_copy_asked = Signal()
    panel_open_asked = Signal()
    attach_asked = Signal(list)
    """Paths of files that were dropped; none where they are still to be chosen."""
    remove_asked = Signal(int)
    """The id of an attached file."""
    address_asked = Signal(str)
    state_asked = Signal(str)
    """`close`, `reopen`, `nudge`, `outbox` or `ticket`, from the strip above the form."""
    reload_asked = Signal()
    """What was written elsewhere is to be shown in place of what stands here."""
    spoiled = Signal()
    """Something of the book may be another: where it stands, what is attached."""
    rested = Signal()
    """How complete it is may be another now."""

    def __init__(self, store: Store, rules: HouseRules) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAcceptDrops(True)
        self.sheet: Sheet | None = None
        self.stands: Completeness | None = None
        self._began = EscalationForm(kind="")
        self.bar = FormBar()
        self.strip = StateStrip()
        self.column = FormColumn()
        self.aside = Aside()
        self.moments = PickedMoments(self.column.moments)
        self.preview = Button(say("Preview"), kind="primary", key="Ctrl+Enter")
        self.copy = Button(say("Copy as text"))
        self.lacks = Label("", "body", "ink2")
        self._foot = QHBoxLayout()
        self.sides = Sides(self.column, self.aside, self._foot)
        self.keeper = FormKeeper(store, rules, self.words, self)
        self._arrange()
        self._wire()
        theme.watch(self._measure)
        self._measure()

    @property
    def main(self) -> QWidget:
        """What the keyboard begins in."""
        return self.column.main

    @property
    def account_id(self) -> AccountId | None:
        """Whose escalation it is."""
        return self.sheet.account.id if self.sheet is not None else None

    def words(self) -> EscalationForm:
        """What stands here."""
        if self.sheet is None:
            return self._began
        homework = self.aside.homework() if self.sheet.kind.homework else self._began.homework
        form = replace(self._began, homework=homework, moments=self.moments.picked)
        return self.column.answers_into(form)

    def open(self, sheet: Sheet, form: EscalationForm) -> None:
        """Another form; the keeper is told by who opens it."""
        self.sheet, self._began = sheet, form
        self.keeper.rules = sheet.rules
        for part in (self.column, self.aside):
            part.blockSignals(True)
        self.column.show_sheet(sheet, form)
        self.aside.show_sheet(sheet, form.homework)
        for part in (self.column, self.aside):
            part.blockSignals(False)
        kind, name = sheet.kind.title, sheet.account.name
        # A title with a comma in it does not go on with “for”.
        title = say("{kind}: {name}", kind=kind, name=name)
        if "," not in kind:
            title = say("{kind} for {name}", kind=kind, name=name)
        self.bar.title.set_whole(title)
        self.bar.tell_saved("")
        self.column.setFocusProxy(self.main)
        self.moments.show_sheet(sheet, form.moments)
        self.look()
        self._chain()

    def tell_files(self, files: Sequence[EscalationFile]) -> None:
        """What is attached."""
        self.column.files.tell([Item(one.id, one.name, size_words(one.size)) for one in files])
        self._chain()

    def tell_saved(self, at: datetime) -> None:
        """When it was saved last."""
        self.bar.tell_saved(say("saved here {time}", time=second_words(at)))

    def look(self, *, tried: bool = False) -> None:
        """Say anew how complete it is; `tried` names what is missing at every field."""
        if self.sheet is None:
            return
        form = self.words()
        self.stands = self.sheet.stands(form)
        self.column.tell_facts(self.sheet.customer_for(form))
        self.column.tell(self.stands, tried=tried)
        self.aside.tell(self.stands, form)
        self.lacks.setText(meter_words.missing_words(self.stands))
        self.rested.emit()

    def go_to(self, field: str) -> None:
        """Give the keyboard to a field, or to a place of the homework."""
        where, _, place = field.partition(".")
        self.sides.show_side(aside=where == HOMEWORK)
        if where == HOMEWORK and place in self.aside.rows:
            self.aside.rows[place].unfold()
        else:
            self.column.go_to(field)

    def status(self) -> str:
        """What the status bar says of this page."""
        if self.stands is None:
            return ""
        blocks = meter_words.blocks_words(self.stands)
        words = meter_words.there_words(self.stands)
        return f"{words} · {blocks}" if blocks else words

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.bar.set_density(density)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of this laptop can be dropped anywhere on the page."""
        if self.sheet is not None and _files_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is attached."""
        self.attach_asked.emit(_files_in(event))
        event.acceptProposedAction()

    def _changed(self) -> None:
        self.look()
        if self.keeper.unsaved:
            self.keeper.touch()

    def _chain(self) -> None:
        """Tab goes through the form, then the foot, then what stands beside."""
        stops = [
            *self.column.chain(),
            self.preview,
            self.copy,
            self.sides.turn,
            *(row.name for row in self.aside.missing),
        ]
        for row in self.aside.rows.values():
            stops += [row.name, row.search, row.query, row.result, row.link]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def _wire(self) -> None:
        self.column.changed.connect(self._changed)
        self.aside.changed.connect(self._changed)
        self.aside.go_asked.connect(self.go_to)
        self.aside.search_asked.connect(self.address_asked)
        self.column.told_asked.connect(self.told_asked)
        self.column.panel_copy_asked.connect(self.panel_copy_asked)
        self.column.panel_open_asked.connect(self.panel_open_asked)
        self.moments.changed.connect(self._chain)
        self.moments.changed.connect(self._changed)
        self.column.files.add_asked.connect(lambda: self.attach_asked.emit([]))
        self.column.files.remove_asked.connect(self.remove_asked)
        self.preview.clicked.connect(self.preview_asked)
        self.copy.clicked.connect(self.copy_asked)
        self.strip.asked.connect(self.state_asked)
        self.bar.mine.clicked.connect(self.keeper.keep_mine)
        self.bar.theirs.clicked.connect(self.reload_asked)
        self.keeper.troubled.connect(self.bar.tell_trouble)
        self.keeper.conflicted.connect(self.bar.tell_conflict)
        self.keeper.saved.connect(self.tell_saved)

    def _arrange(self) -> None:
        identify(self.preview, "escalation-preview")
        identify(self.copy, "escalation-copy")
        identify(self.bar.title, "escalation-title")
        self._foot.addWidget(self.preview)  # at the edge that no toast lies on
        self._foot.addWidget(self.copy)
        self._foot.addWidget(self.sides.turn)
        self._foot.addStretch(1)
        self._foot.addWidget(self.lacks)
        self._between = rule(upright=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(rule())
        column.addWidget(self.strip)
        column.addWidget(self.sides, 1)

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(24) - RING_ROOM
        self._foot.setContentsMargins(edge, look.px(8), edge, look.px(8))
        self._foot.setSpacing(look.px(6))


def _files_in(event: QDropEvent) -> list[str]:
    """The files of this laptop among what is dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
