"""The first page: which service, who I am there, its key, and what else it needs to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.connect.asked import AskedOption, Given, Known, Service
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph
from ui.words import say

WidgetT = TypeVar("WidgetT", bound=QWidget)
_AT: Final = "@"


class ConnectForm(QWidget):
    """The fields of one service at a time; `ready` says when there is enough for a test."""

    ready = Signal(bool)
    submitted = Signal()
    changed = Signal()
    """Another service was chosen: the page has another height."""

    def __init__(self, services: tuple[Service, ...], me: str = "") -> None:
        super().__init__()
        self._services = {service.name: service for service in services}
        self._me = me
        self._fields: dict[str, QLineEdit] = {}
        self.signed_in = ""
        """A secret that came from signing in, in place of a typed one."""
        self._choice = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        look = theme.current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))
        crms = [one for one in services if one.has_accounts]
        beside = [one for one in services if not one.has_accounts]
        for title, some in (
            (say("Where your accounts are"), crms), (say("Beside them"), beside)
        ):  # fmt: skip
            if some:
                if crms and beside:
                    self._column.addWidget(in_line(Label(title, "caption", "ink3")))
                self._column.addLayout(self._row_of(some))
        self._body: QWidget | None = None
        self.sign_in_button = Button(say("Sign in with the browser"))
        self.choose(_first(crms, beside).name)

    def _row_of(self, services: Sequence[Service]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        for service in services:
            name, title = service.name, service.title
            said = say("{service}, connected", service=title) if service.is_connected else title
            button = Button(title, icon="check" if service.is_connected else "", name=said)
            button.setCheckable(True)
            button.setObjectName(f"service-{name}")
            if service.is_connected:
                button.setToolTip(say("Connected; connect it again with another key."))
            button.clicked.connect(lambda *_, name=name: self.choose(name))
            self._choice.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    @property
    def service(self) -> Service:
        """The one chosen."""
        return self._services[self._name]

    def choose(self, name: str) -> None:
        """Show the fields of a service; what was typed for another one is gone."""
        self._name = name
        self.signed_in = ""
        self._buttons[name].setChecked(True)
        if self._body is not None:
            self._body.setParent(None)
            self._body.deleteLater()
        self._fields = {}
        self._body = self._made(self.service)
        self._column.addWidget(self._body)
        self._body.show()
        self._tell()
        self.changed.emit()

    def given(self) -> Given:
        """What was said so far."""
        service = self.service
        told = {name: field.text().strip() for name, field in self._fields.items()}
        options = {
            option.key: told[option.key]
            for option in service.options
            if option.key != "url" and told[option.key]
        }
        return Given(
            service=service.name,
            me=told["me"],
            secret=self.signed_in or told["secret"],
            url=told.get("url", ""),
            options=options,
        )

    def enough(self) -> bool:
        """Whether a test could be made with what stands there."""
        given = self.given()
        missing = any(
            option.required and not self._fields[option.key].text().strip()
            for option in self.service.options
        )
        key = given.secret or given.options.get(self.service.instead_of_secret)
        known = _AT in given.me or (not given.me and not self.service.needs_me)
        return bool(key) and known and not missing

    def missing(self) -> str:
        """What a test still lacks, in words; empty where it lacks nothing."""
        if self.enough():
            return ""
        given, service = self.given(), self.service
        if service.needs_me and _AT not in given.me:
            return say("Your e-mail address there is missing.")
        for option in service.options:
            if option.required and not self._fields[option.key].text().strip():
                return say("{field} is missing.", field=option.label)
        return say("{field} is missing.", field=service.secret_name)

    @property
    def to_sign_in(self) -> bool:
        """Whether signing in is what comes next: there is that way, and no key was pasted."""
        return self.service.signs_in and not self.given().secret

    def take_secret(self, secret: str) -> None:
        """A secret from signing in; the field for a typed one says so."""
        self.signed_in = secret
        field = self._fields["secret"]
        field.clear()
        field.setPlaceholderText(say("Signed in"))
        self._tell()

    def begin_with(self, known: Known) -> None:
        """Show a source that is connected already, as it was told then; its key is asked for."""
        if known.service not in self._services:
            return
        self.choose(known.service)
        for name, words in {"me": known.me, **known.told}.items():
            if name in self._fields and name != "secret" and words:
                self._fields[name].setText(words)

    def focus_first(self) -> None:
        """Put the keyboard where the first thing is missing that a test, or signing in, needs."""
        if self.to_sign_in:
            told = ["me", *(one.key for one in self.service.options)]
            open_fields = [name for name in told if not self._fields[name].text().strip()]
            (self._fields[open_fields[0]] if open_fields else self.sign_in_button).setFocus()
            return
        needed = [
            *(("me",) if self.service.needs_me else ()),
            *(one.key for one in self.service.options if one.required),
            "secret",
        ]
        missing = (name for name in needed if not self._fields[name].text().strip())
        self._fields[next(missing, "secret")].setFocus()

    def focus_secret(self) -> None:
        """Put the cursor where the key is, over all of it: the next one typed takes its place."""
        field = self._fields["secret"]
        if self.signed_in:
            self.sign_in_button.setFocus()
            return
        field.setFocus()
        field.selectAll()

    def _made(self, service: Service) -> QWidget:
        look = theme.current()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(in_line(Paragraph(service.words)))
        column.addSpacing(look.px(4))
        own = service.me_label or say("Your e-mail address there")
        needed = (
            say("required") if service.needs_me else say("so that what you declined is left out")
        )
        self._add(column, "me", own, needed, self._me)
        for option in service.options:
            hint = option.hint or (say("required") if option.required else "")
            field = self._add(column, option.key, option.label, hint)
            if option.file_filter:
                self._add_chooser(column, field, option)
        # Always one of this page: that of the page before goes with it.
        self.sign_in_button = Button(say("Sign in with the browser"))
        if service.signs_in:
            row = QHBoxLayout()
            row.addWidget(self.sign_in_button)
            row.addStretch(1)
            column.addLayout(row)
        hint = say("or paste one") if service.signs_in else say("required")
        if service.instead_of_secret:
            hint = say("or a file above")
        secret = self._add(column, "secret", service.secret_name, hint)
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        secret.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        words = say("Kept in this system's keyring, and nowhere else.")
        column.addWidget(in_line(Paragraph(words, "caption", "ink3")))
        return body

    def _add(
        self, column: QVBoxLayout, name: str, label: str, hint: str, text: str = ""
    ) -> QLineEdit:
        head = QHBoxLayout()
        head.setSpacing(theme.current().px(8))
        head.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        title = Label(label, "strong", "ink2")
        head.addWidget(title)
        head.addWidget(Label(hint, "caption", "ink3"))
        head.addStretch(1)
        field = QLineEdit(text)
        field.setObjectName(f"connect-{name}")
        field.setAccessibleName(label)
        field.setAccessibleDescription(hint)
        title.setBuddy(field)
        field.textChanged.connect(self._typed)
        field.returnPressed.connect(self.submitted)
        part = QVBoxLayout()
        part.setSpacing(theme.current().px(2))
        part.addLayout(head)
        part.addWidget(field)
        column.addLayout(part)
        self._fields[name] = field
        return field

    def _add_chooser(self, column: QVBoxLayout, field: QLineEdit, option: AskedOption) -> None:
        button = Button(say("Choose…"), name=say("Choose: {field}", field=option.label))
        button.setObjectName(f"choose-{option.key}")
        button.clicked.connect(lambda: self._choose_file(field, option))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def _choose_file(self, field: QLineEdit, option: AskedOption) -> None:
        path, _ = QFileDialog.getOpenFileName(self, option.label, "", option.file_filter)
        if path:
            field.setText(path)

    def _typed(self) -> None:
        if self._fields["secret"].text():
            self.signed_in = ""
        self._tell()

    def _tell(self) -> None:
        self.ready.emit(self.enough())


def _first(crms: Sequence[Service], beside: Sequence[Service]) -> Service:
    """What is most likely meant: a CRM where none is connected, else what is not connected yet."""
    has_one = any(one.is_connected for one in crms)
    order = [*beside, *crms] if has_one else [*crms, *beside]
    return next((one for one in order if not one.is_connected), [*crms, *beside][0])


def in_line(widget: WidgetT) -> WidgetT:
    """The same, its text in line with the frames of fields, which keep room for their ring."""
    widget.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
    return widget
