"""Connecting a source from the window: what is asked, what is shown, what is kept and when."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from book.errors import Auth
from ui.connect.asked import (
    NOT_KEPT,
    AskedFact,
    AskedOption,
    ConnectActs,
    FieldChoice,
    Found,
    Service,
)
from ui.connect.dialog import ConnectDialog
from ui.look.buttons import Button
from ui.writing.pick_list import PickDialog

RENEWAL = AskedFact(
    key="renewal-field", fact="renewal_date", label="Next renewal", why="No date without it."
)
SERVICES = (
    Service(name="vitally", title="Vitally", words="An admin makes a key.", secret_name="API key"),
    Service(
        name="salesforce",
        title="Salesforce",
        words="Your admin makes an app.",
        secret_name="Access token",
        options=(AskedOption(key="url", label="My Domain", required=True),),
        facts=(RENEWAL,),
        signs_in=True,
    ),
)
FOUND = Found(
    me_name="Ida Berg",
    in_book=104,
    looked_at=104,
    counted_all=True,
    mapping={"renewal_date": "Renewal__c"},
    guessed=frozenset({"renewal_date"}),
    fields=(FieldChoice(path="Renewal__c", label="Renewal"), FieldChoice(path="X__c", label="X")),
)


class Desk:
    """Answers when it is told to, as the engine would."""

    def __init__(self) -> None:
        self.asked: list = []
        self.kept: list = []
        self.cancelled = 0

    @property
    def acts(self) -> ConnectActs:
        return ConnectActs(
            services=SERVICES,
            test=lambda given, done: self.asked.append((given, done)),
            sign_in=lambda given, done: self.asked.append((given, done)),
            keep=lambda given, done: self.kept.append((given, done)),
            cancel=self._cancel,
        )

    def _cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.resize(1100, 800)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(window, desk):
    made = ConnectDialog(window, desk.acts, "ida@pebble.example")
    made.open()
    return made


def fill(dialog, name, text):
    field = dialog.form.findChild(QLineEdit, f"connect-{name}")
    field.setText(text)
    return field


def test_a_test_waits_until_there_is_enough_to_test(dialog):
    assert not dialog.go_button.isEnabled()
    fill(dialog, "secret", "sk_1")
    assert dialog.go_button.isEnabled()
    fill(dialog, "me", "not an address")
    assert not dialog.go_button.isEnabled()


def test_a_secret_is_never_shown(dialog):
    assert fill(dialog, "secret", "sk_1").echoMode() == QLineEdit.EchoMode.Password


def test_what_was_found_is_shown_and_only_then_kept(dialog, desk, qtbot):
    field = fill(dialog, "secret", "sk_1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    ((given, done),) = desk.asked
    assert (given.service, given.me, given.secret) == ("vitally", "ida@pebble.example", "sk_1")
    assert not dialog.go_button.isEnabled() and not desk.kept
    done(FOUND)
    assert dialog.answer is not None and dialog.go_button.text() == "Connect"
    dialog.go_button.click()
    ((kept, ended),) = desk.kept
    assert kept == given
    ended(None)
    assert dialog.result() == 1


def test_a_refused_key_is_said_and_can_be_mended_at_once(dialog, desk):
    fill(dialog, "secret", "sk_1")
    dialog.go_button.click()
    desk.asked[0][1](Auth("Vitally refused the key.", "Paste it again."))
    assert dialog.saying.words == "Vitally refused the key. Paste it again."
    assert dialog.form.isEnabled() and dialog.go_button.isEnabled()


def test_where_a_fact_is_kept_is_picked_from_a_list_and_goes_along(dialog, desk):
    dialog.form.choose("salesforce")
    fill(dialog, "url", "https://pebble.my.example")
    fill(dialog, "secret", "token")
    dialog.go_button.click()
    desk.asked[0][1](FOUND)
    button = dialog.answer.findChild(Button, "asked-renewal-field")
    assert button.text() == "Renewal (a guess)"
    button.click()
    picker = dialog.answer.findChild(PickDialog)
    assert [one.words for one in picker.model.options] == ["Renewal", "X", "Not kept there"]
    picker._take(2)
    assert button.text() == "Not kept there"
    dialog.go_button.click()
    given, _ = desk.kept[0]
    assert given.options == {"renewal-field": NOT_KEPT}
    assert given.url == "https://pebble.my.example"


def test_signing_in_takes_the_place_of_a_pasted_secret(dialog, desk):
    dialog.form.choose("salesforce")
    fill(dialog, "url", "https://pebble.my.example")
    dialog.form.sign_in_button.click()
    (_, done) = desk.asked.pop()
    done("secret from the browser")
    ((given, _),) = desk.asked
    assert given.secret == "secret from the browser"


def test_an_answer_that_comes_too_late_changes_nothing(dialog, desk):
    fill(dialog, "secret", "sk_1")
    dialog.go_button.click()
    dialog.reject()
    assert desk.cancelled == 1
    desk.asked[0][1](FOUND)
    assert dialog.answer is None


def test_going_back_forgets_the_answer_and_keeps_what_was_typed(dialog, desk):
    fill(dialog, "secret", "sk_1")
    dialog.go_button.click()
    desk.asked[0][1](FOUND)
    dialog.back_button.click()
    assert dialog.answer is None and dialog.form.given().secret == "sk_1"
    assert dialog.go_button.text() == "Test"
