"""The dialog that connects a source: told, tested, asked about its fields, then kept."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QWidget

from book.errors import Auth, SatchelError
from ui.connect.answer import ConnectAnswer
from ui.connect.asked import ConnectActs, Found, Given, Known
from ui.connect.form import ConnectForm
from ui.connect.paged_dialog import PagedDialog
from ui.look.buttons import Button, Kind
from ui.words import say


class ConnectDialog(PagedDialog):
    """Opened with `open()`. Nothing is written anywhere before the last button is pressed."""

    def __init__(
        self, parent: QWidget, acts: ConnectActs, me: str = "", again: Known | None = None
    ) -> None:
        self.back_button = Button(say("Back"))
        self.cancel_button = Button(say("Cancel"))
        self.go_button = Button(say("Test"), kind="primary")
        self.go_button.setDefault(True)
        super().__init__(parent, self.back_button, (self.cancel_button, self.go_button))
        self.setWindowTitle(say("Connect a source"))
        self._acts = acts
        self._turn = 0
        """Answers to an earlier question are not wanted any more."""
        self._given: Given | None = None
        self._answer: ConnectAnswer | None = None
        self._before: QWidget | None = None
        """What had the keyboard before something was asked."""
        self.form = ConnectForm(acts.services, me)
        if again is not None:
            self.form.begin_with(again)
        self.form.ready.connect(self._ready)
        self.form.submitted.connect(self._go)
        self.form.changed.connect(self._changed)
        self.go_button.clicked.connect(self._go)
        self.back_button.clicked.connect(self.show_form)
        self.cancel_button.clicked.connect(self.reject)
        self.finished.connect(lambda _: self._leave())
        self.show_form()

    @property
    def answer(self) -> ConnectAnswer | None:
        """The second page, once there is one."""
        return self._answer

    def show_form(self) -> None:
        """Back to what can be typed."""
        self._turn += 1
        self._enable(True)
        self._given = None
        self._show(self.form, say("Connect a source"), say("Test"))
        self.back_button.hide()
        self._ready(self.form.enough())
        self.form.focus_first()

    def _go(self) -> None:
        if self._answer is not None:
            self._keep()
        elif self.form.enough():
            self._test()
        elif self.form.to_sign_in:
            self._sign_in()

    def _test(self, answered: str = "") -> None:
        """Asks the service; again behind an answer, which may change what is in the book."""
        chosen: Mapping[str, str] = {}
        if self._answer is None or self._given is None:
            self._given = self.form.given()
        else:
            chosen = self._answer.options
        given = replace(self._given, options={**self._given.options, **chosen})
        turn = self._wait(say("Asking {service}…", service=self.form.service.title))
        self._acts.test(given, lambda found: self._tested(turn, found, chosen, answered))

    def _tested(
        self, turn: int, found: Found | SatchelError, chosen: Mapping[str, str], answered: str
    ) -> None:
        if turn != self._turn:
            return
        if isinstance(found, SatchelError):
            self._trouble(found)
            return
        service = self.form.service
        self._drop_answer()
        self._answer = ConnectAnswer(service, found, chosen)
        self._answer.again.connect(self._test)
        self._show(
            self._answer,
            say("{service} answers", service=service.title),
            say("Connect"),
        )
        self.back_button.show()
        words = say("Nothing is sent to {service} until you turn writing on.",
                    service=service.title)  # fmt: skip
        if service.only_reads:
            words = say("{service} is only read: nothing is ever sent there.",
                        service=service.title)  # fmt: skip
        self.tell(words)
        self._enable(True)
        self.go_button.setFocus()
        self._answer.focus_on(answered)

    def _keep(self) -> None:
        assert self._given is not None and self._answer is not None
        options = {**self._given.options, **self._answer.options}
        turn = self._wait(say("Keeping it…"))
        self._acts.keep(replace(self._given, options=options), lambda end: self._kept(turn, end))

    def _kept(self, turn: int, trouble: SatchelError | None) -> None:
        if turn != self._turn:
            return
        if trouble is not None:
            self._trouble(trouble)
            return
        self.accept()

    def _sign_in(self) -> None:
        given = self.form.given()
        turn = self._wait(say("Waiting for the browser…"))
        self._acts.sign_in(given, lambda secret: self._signed_in(turn, secret))

    def _signed_in(self, turn: int, secret: str | SatchelError) -> None:
        if turn != self._turn:
            return
        if isinstance(secret, SatchelError):
            self._trouble(secret)
            return
        self._enable(True)
        self.tell("")
        self.form.take_secret(secret)
        if self.form.enough():
            self._test()

    # -- how it looks ----------------------------------------------------------------------

    def _show(self, page: QWidget, heading: str, verb: str) -> None:
        if page is self.form:
            self._drop_answer()
        self.form.setVisible(page is self.form)
        self.show_page(page, heading)
        self.go_button.setText(verb)
        self.go_button.setAccessibleName(verb)
        self.go_button.updateGeometry()
        self._mark_next()

    def _drop_answer(self) -> None:
        if self._answer is not None:
            self._answer.hide()
            self._answer.deleteLater()
            self._answer = None

    def _mark_next(self) -> None:
        """One button is the primary one: signing in, where that is the way and no key is pasted."""
        signs_in = self._answer is None and self.form.to_sign_in
        _become(self.go_button, "default" if signs_in else "primary")
        button = self.form.sign_in_button
        _become(button, "primary" if signs_in else "default")
        if not button.property("joined"):  # each service has its own
            button.setProperty("joined", True)
            button.clicked.connect(self._sign_in)

    def _changed(self) -> None:
        self.fit()
        self.form.focus_first()

    def _wait(self, words: str) -> int:
        self._turn += 1
        self._before = QApplication.focusWidget()
        self.tell(words)
        self._enable(False)
        return self._turn

    def _trouble(self, error: SatchelError) -> None:
        self._enable(True)
        self.tell(f"{error.title} {error.advice}".strip(), "red")
        before, self._before = self._before, None
        if isinstance(error, Auth) and self._answer is None:
            self.form.focus_secret()
        elif before is not None and self.isAncestorOf(before):
            # What cannot be used for a while loses the keyboard.
            before.setFocus()

    def _enable(self, on: bool) -> None:
        self.form.setEnabled(on)
        if self._answer is not None:
            self._answer.setEnabled(on)
        self.back_button.setEnabled(on)
        self.go_button.setEnabled(on)

    def _ready(self, enough: bool) -> None:
        if self._answer is None:
            self.go_button.setEnabled(enough)
            # A grey button says why it is grey.
            self.go_button.setToolTip(self.form.missing())
            self.go_button.setAccessibleDescription(self.form.missing())
            self._mark_next()

    def _leave(self) -> None:
        self._turn += 1
        self._acts.cancel()


def _become(button: Button, kind: Kind) -> None:
    """Another kind of button, drawn as such."""
    if button.kind != kind:
        button.kind = kind
        button.setProperty("kind", kind)
        button.style().polish(button)
        button.updateGeometry()
        button.update()
