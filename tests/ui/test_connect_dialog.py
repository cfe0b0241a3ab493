"""Connecting a source from the window: what is asked, what is shown, what is kept and when."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from book.errors import Auth, Offline
from ui.connect.asked import (
    NOT_KEPT,
    AskedFact,
    AskedOption,
    Choice,
    ConnectActs,
    FieldChoice,
    Found,
    Known,
    Question,
    Service,
)
from ui.connect.dialog import ConnectDialog
from ui.connect.form import ConnectForm
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
PIPELINE = Question(
    key="renewal-pipeline",
    label="Renewals are in the pipeline",
    why="No date without it.",
    choices=(Choice(value="1", label="Sales"), Choice(value="7", label="Renewals", detail="open")),
    instead_of="renewal-field",
)
ASKING = msgspec.structs.replace(FOUND, questions=(PIPELINE,))


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


# --- where the keyboard is --------------------------------------------------------------------


def test_after_a_refused_key_the_next_one_typed_takes_its_place(dialog, desk):
    field = fill(dialog, "secret", "sk_old")
    dialog.go_button.setFocus()
    dialog.go_button.click()
    desk.asked[0][1](Auth("Vitally refused the key.", "Paste it again."))
    assert dialog.focusWidget() is field
    assert field.selectedText() and len(field.selectedText()) == len("sk_old")


def test_after_another_failure_the_keyboard_is_where_it_was(dialog, desk, window):
    fill(dialog, "secret", "sk_1")
    dialog.activateWindow()
    field = fill(dialog, "me", "kim@pebble.example")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.asked[0][1](Offline("Vitally cannot be reached."))
    assert dialog.focusWidget() is field
    assert field.selectedText() == ""


# --- signing in -------------------------------------------------------------------------------


def kinds(dialog):
    return dialog.form.sign_in_button.kind, dialog.go_button.kind


def test_signing_in_is_the_button_to_press_until_a_key_is_pasted(dialog, desk):
    assert dialog.go_button.kind == "primary"
    dialog.form.choose("salesforce")
    assert kinds(dialog) == ("primary", "default")
    fill(dialog, "url", "https://pebble.my.example")
    field = fill(dialog, "secret", "token")
    assert kinds(dialog) == ("default", "primary")
    field.clear()
    assert kinds(dialog) == ("primary", "default")
    dialog.form.choose("vitally")
    assert dialog.go_button.kind == "primary"


def test_where_one_signs_in_the_keyboard_waits_on_what_that_needs(dialog):
    dialog.form.choose("salesforce")
    field = dialog.form.findChild(QLineEdit, "connect-url")
    assert dialog.focusWidget() is field
    field.setText("https://pebble.my.example")
    dialog.form.focus_first()
    assert dialog.focusWidget() is dialog.form.sign_in_button


def test_enter_signs_in_where_that_comes_next(dialog, desk, qtbot):
    dialog.form.choose("salesforce")
    field = fill(dialog, "url", "https://pebble.my.example")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    ((given, _),) = desk.asked
    assert (given.service, given.secret) == ("salesforce", "")


def test_one_service_can_be_chosen_after_the_other(dialog, qtbot):
    dialog.form.choose("salesforce")
    dialog.form.choose("vitally")
    qtbot.wait(1)  # the page before is taken away by now
    fill(dialog, "secret", "sk_1")
    assert dialog.go_button.isEnabled()


# --- what only the person can tell --------------------------------------------------------------


def answered(dialog, desk, found):
    """The second page, with what that first look found."""
    dialog.form.choose("salesforce")
    fill(dialog, "url", "https://pebble.my.example")
    fill(dialog, "secret", "token")
    dialog.go_button.click()
    desk.asked.pop()[1](found)
    return dialog.answer


def pick(dialog, key, row):
    """Takes an answer from the list of a question."""
    dialog.answer.findChild(Button, f"asked-{key}").click()
    picker = dialog.answer.findChildren(PickDialog)[-1]
    words = [one.words for one in picker.model.options]
    picker._take(row)
    return words


def test_any_question_of_the_first_look_is_asked(dialog, desk):
    answer = answered(dialog, desk, ASKING)
    button = answer.findChild(Button, "asked-renewal-pipeline")
    assert button.text() == "Not told"
    assert button.accessibleName() == "Renewals are in the pipeline: Not told"
    assert pick(dialog, "renewal-pipeline", 1) == ["Sales", "Renewals", "None of these"]
    assert button.text() == "Renewals"


def test_an_answer_asks_the_service_again_and_stays(dialog, desk):
    answered(dialog, desk, ASKING)
    pick(dialog, "renewal-pipeline", 1)
    ((given, done),) = desk.asked
    assert given.options == {"renewal-pipeline": "7"}
    assert not dialog.go_button.isEnabled()
    now = msgspec.structs.replace(
        ASKING, in_book=12, questions=(msgspec.structs.replace(PIPELINE, answer="7"),)
    )
    done(now)
    button = dialog.answer.findChild(Button, "asked-renewal-pipeline")
    assert button.text() == "Renewals"
    assert dialog.focusWidget() is button
    dialog.go_button.click()
    assert desk.kept[0][0].options == {"renewal-pipeline": "7"}


def test_of_two_ways_to_say_one_thing_the_last_said_counts(dialog, desk):
    answered(dialog, desk, ASKING)
    pick(dialog, "renewal-field", 1)
    assert desk.asked == []  # where a fact is kept changes no account of the book
    pick(dialog, "renewal-pipeline", 1)
    assert dialog.answer.options == {"renewal-pipeline": "7"}
    desk.asked.pop()[1](ASKING)
    pick(dialog, "renewal-field", 1)
    assert dialog.answer.options == {"renewal-field": "X__c"}
    assert desk.asked.pop()[0].options == {"renewal-field": "X__c"}


def test_a_guess_says_that_it_is_one_and_can_be_taken_back(dialog, desk):
    guess = msgspec.structs.replace(PIPELINE, answer="7", guessed=True)
    answer = answered(dialog, desk, msgspec.structs.replace(FOUND, questions=(guess,)))
    button = answer.findChild(Button, "asked-renewal-pipeline")
    assert button.text() == "Renewals (a guess)"
    pick(dialog, "renewal-pipeline", 2)
    assert desk.asked.pop()[0].options == {"renewal-pipeline": NOT_KEPT}


def test_a_question_without_answers_is_not_asked(dialog, desk):
    empty = msgspec.structs.replace(PIPELINE, choices=())
    answer = answered(dialog, desk, msgspec.structs.replace(FOUND, questions=(empty,)))
    assert answer.findChild(Button, "asked-renewal-pipeline") is None


def test_an_answer_the_service_refuses_is_said_and_can_be_changed(dialog, desk):
    answered(dialog, desk, ASKING)
    pick(dialog, "renewal-pipeline", 1)
    desk.asked.pop()[1](Offline("Salesforce cannot be reached."))
    assert dialog.saying.words == "Salesforce cannot be reached."
    assert dialog.go_button.isEnabled() and dialog.answer.isEnabled()


# --- connecting again ---------------------------------------------------------------------------


def test_a_source_that_is_connected_again_is_shown_as_it_was_told(window, desk):
    known = Known(
        service="salesforce",
        me="kim@pebble.example",
        told={"url": "https://pebble.my.example", "book": "all", "secret": "never"},
    )
    dialog = ConnectDialog(window, desk.acts, "ida@pebble.example", known)
    dialog.open()
    given = dialog.form.given()
    assert (given.service, given.me, given.url) == (
        "salesforce", "kim@pebble.example", "https://pebble.my.example",
    )  # fmt: skip
    assert given.secret == ""


def test_a_source_nobody_brings_any_more_opens_the_plain_dialog(window, desk):
    known = Known(service="ledger", me="kim@pebble.example")
    dialog = ConnectDialog(window, desk.acts, "ida@pebble.example", known)
    assert dialog.form.given().service == "vitally"


CALENDAR = Service(
    name="ics",
    title="Calendar",
    words="Every calendar has a secret address.",
    secret_name="Secret address",
    options=(AskedOption(key="file", label="Calendar file"),),
    needs_me=False,
    me_label="Your e-mail address in invitations",
    instead_of_secret="file",
)


def test_a_calendar_needs_an_address_or_a_file_and_nobodys_name(qtbot):
    form = ConnectForm((CALENDAR,))
    qtbot.addWidget(form)
    assert not form.enough()
    form.findChild(QLineEdit, "connect-file").setText("work.ics")
    assert form.enough()
    form.findChild(QLineEdit, "connect-file").clear()
    form.findChild(QLineEdit, "connect-secret").setText("https://x.example/a.ics")
    assert form.enough()
    form.findChild(QLineEdit, "connect-me").setText("kim")
    assert not form.enough(), "half an address is a slip"
    assert CALENDAR.only_reads


def many(*connected: str) -> tuple[Service, ...]:
    """Two CRMs and two sources beside them, some of them connected."""
    beside = (
        msgspec.structs.replace(CALENDAR, has_accounts=False),
        Service(name="slack", title="Slack", words="", secret_name="Webhook", needs_me=False,
                has_accounts=False),
    )  # fmt: skip
    return tuple(
        msgspec.structs.replace(one, is_connected=one.name in connected)
        for one in (beside[0], *SERVICES[:2], beside[1])
    )


@pytest.mark.parametrize(
    ("connected", "first"),
    [
        ((), "vitally"),
        (("vitally",), "ics"),
        (("vitally", "ics"), "slack"),
        (("vitally", "ics", "slack"), "salesforce"),
        (("vitally", "ics", "slack", "salesforce"), "vitally"),
    ],
)
def test_what_is_not_connected_yet_is_chosen_a_crm_before_all_else(qtbot, connected, first):
    form = ConnectForm(many(*connected))
    qtbot.addWidget(form)
    assert form.given().service == first


def test_what_is_connected_is_marked_for_eyes_and_ears(qtbot):
    form = ConnectForm(many("vitally"))
    qtbot.addWidget(form)
    vitally = form.findChild(Button, "service-vitally")
    assert (vitally.icon_name, vitally.accessibleName()) == ("check", "Vitally, connected")
    assert form.findChild(Button, "service-slack").icon_name == ""


def test_a_grey_button_says_what_is_missing(dialog):
    dialog.form.choose("salesforce")
    assert not dialog.go_button.isEnabled()
    assert dialog.go_button.toolTip() == "My Domain is missing."
    fill(dialog, "url", "https://pine.my.salesforce.com")
    assert dialog.go_button.toolTip() == "Access token is missing."
    fill(dialog, "me", "ida")
    assert dialog.go_button.toolTip() == "Your e-mail address there is missing."
    fill(dialog, "me", "ida@pebble.example")
    fill(dialog, "secret", "s")
    assert dialog.go_button.isEnabled()
    assert dialog.go_button.toolTip() == ""


def test_a_calendars_file_can_be_chosen(qtbot, tmp_path, monkeypatch):
    file = AskedOption(key="file", label="Calendar file", file_filter="Calendars (*.ics)")
    form = ConnectForm((msgspec.structs.replace(CALENDAR, options=(file,)),))
    qtbot.addWidget(form)
    asked = []

    def choose(_parent, title, _folder, filters):
        asked.append((title, filters))
        return str(tmp_path / "work.ics"), ""

    monkeypatch.setattr("ui.connect.form.QFileDialog.getOpenFileName", choose)
    form.findChild(Button, "choose-file").click()
    assert asked == [("Calendar file", "Calendars (*.ics)")]
    assert form.given().options == {"file": str(tmp_path / "work.ics")}
    assert form.enough()
