"""Outreach by key: draft, hand over, next row; nothing typed is lost on the way."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import drafts, intake, mails_begun, outreach
from book.facts import AccountFacts, Page
from book.gate import WriteGate
from book.records import AccountId
from book.store import Store
from tests.ui.shell_book import NAMES
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    dialog,
    edits,
    hit,
    marks,
    press_toast,
    queue,
    toast,
    type_in,
)
from ui.mail.page import MailPage
from ui.window.main_window import MainWindow
from ui.writing.mail_acts import PAUSE_MS
from ui.writing.pick_list import PickDialog

ALDER = AccountId(1)


@pytest.fixture
def signed(window: MainWindow) -> MainWindow:
    """A window of a person whose house rules have a link and a signature."""
    house = window.reading.rules
    mail = replace(house.mail, booking_link="https://book.example/wren", signature="Wren")
    window.reading.rules = replace(house, mail=mail)
    return window


@pytest.fixture
def opened(signed: MainWindow) -> list[str]:
    """The addresses handed to the system, in order."""
    found: list[str] = []

    def take(address: str) -> bool:
        found.append(address)
        return True

    signed.acts.mails.opener = take
    return found


def mail_page(window: MainWindow) -> MailPage:
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, MailPage)
    return page


def test_two_chords_an_account_and_the_row_is_contacted(
    qtbot: QtBot, signed: MainWindow, store: Store, opened: list[str]
) -> None:
    page = queue(signed)
    first = page.current_account()
    assert first is not None
    hit(qtbot, Qt.Key.Key_M)
    assert mail_page(signed).title.whole == f"Mail to {NAMES[first - 1]}"
    assert signed.windowTitle().startswith("Mail to ")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert signed.desk.area.key == "today"
    second = page.current_account()
    assert second not in (None, first), "the next row is at hand"
    assert marks(store) == {first: ("contacted", None)}
    assert outreach.last_mail(store, first) == "check_in"
    (address,) = opened
    fields = parse_qs(urlsplit(address).query)
    assert fields["su"] == [f"{NAMES[first - 1]}: a check-in before 27 November"]
    assert "https://book.example/wren" in fields["body"][0]


def test_ten_rows_of_outreach_in_at_most_thirty_chords(
    qtbot: QtBot, store: Store, signed: MainWindow, opened: list[str]
) -> None:
    more = tuple(
        AccountFacts(external_id=f"m{n}", name=f"More {n}", renewal_date="2026-12-01")
        for n in range(6)
    )
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=more))
    signed.reading.forget(None)
    signed.desk.refill(frozenset({"rows", "accounts", "tasks"}))
    queue(signed)
    hit(qtbot, Qt.Key.Key_Home)  # those that came just now stand above, in New
    chords = 1
    for _ in range(10):
        hit(qtbot, Qt.Key.Key_M)
        hit(qtbot, Qt.Key.Key_Return, CTRL)
        chords += 2
    assert chords <= 30
    assert len(opened) == len({parse_qs(urlsplit(one).query)["su"][0] for one in opened}) == 10
    assert sorted(state for state, _ in marks(store).values()) == ["contacted"] * 10


def test_undo_takes_the_mark_and_the_mail_back(
    qtbot: QtBot, signed: MainWindow, store: Store, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert toast(signed) == "Handed over, and Alder Works is contacted."
    press_toast(signed)
    assert marks(store) == {}
    assert outreach.last_mail(store, ALDER) is None
    assert edits(store)[0] == "Mail to a customer"


def test_what_was_typed_is_there_again(
    qtbot: QtBot, signed: MainWindow, store: Store, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    type_in(qtbot, "One more thing. ")
    hit(qtbot, Qt.Key.Key_Escape)
    assert signed.desk.area.key == "today"
    kept = mails_begun.begun(store, ALDER, "check_in")
    assert kept is not None
    assert kept.body.startswith("One more thing. ")
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(signed)
    assert page.text.toPlainText() == kept.body
    assert page.chip.words == "Begun, only on this laptop"
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert mails_begun.begun(store, ALDER, "check_in") is None
    assert "One more thing." in parse_qs(urlsplit(opened[0]).query)["body"][0]


def test_it_is_kept_while_typing(qtbot: QtBot, signed: MainWindow, store: Store) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    type_in(qtbot, "x")
    qtbot.waitUntil(
        lambda: mails_begun.begun(store, ALDER, "check_in") is not None, timeout=PAUSE_MS * 10
    )


def test_a_draft_that_was_only_looked_at_leaves_nothing(
    qtbot: QtBot, signed: MainWindow, store: Store
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    hit(qtbot, Qt.Key.Key_Escape)
    assert mails_begun.begun(store, ALDER, "check_in") is None


def test_gaps_are_said_before_it_leaves(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    handed: list[str] = []

    def take(address: str) -> bool:
        handed.append(address)
        return True

    window.acts.mails.opener = take
    queue(window)
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(window)
    assert page.gaps.whole == "Not filled in: booking link, signature"
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert handed == []
    assert "booking link, signature" in toast(window)
    assert marks(store) == {}
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(handed) == 1, "the person's own decision"


def test_no_program_takes_it_and_the_text_is_on_the_clipboard(
    qtbot: QtBot, signed: MainWindow, store: Store
) -> None:
    signed.acts.mails.opener = lambda _: False
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert signed.desk.area.key == "mail", "the page stays"
    assert marks(store) == {}
    assert "Subject: Alder Works: a check-in" in QApplication.clipboard().text()


def test_the_way_is_a_setting_and_the_clipboard_opens_nothing(
    qtbot: QtBot, signed: MainWindow, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(signed)
    assert page.hand.text() == "Open in Gmail"
    page.way.click()
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "clip", Qt.Key.Key_Return)
    assert page.hand.text() == "Copy it all"
    assert signed.settings.choices.mail_way == "clipboard"
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert opened == []
    assert QApplication.clipboard().text().startswith("Subject: Alder Works")


def test_another_mail_is_chosen_and_undo_brings_the_words_back(
    qtbot: QtBot, signed: MainWindow, store: Store, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(signed)
    type_in(qtbot, "My own words. ")
    before = page.text.toPlainText()
    page.choose.click()
    type_in(qtbot, "missed", Qt.Key.Key_Return)
    assert page.choose.text() == "Missed call"
    assert "did not find each other" in page.text.toPlainText()
    page.text.undo()
    assert page.text.toPlainText() == before
    page.text.redo()
    kept = mails_begun.begun(store, ALDER, "check_in")
    assert kept is not None, "the one that was begun waits to be chosen again"
    assert kept.body == before
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert outreach.last_mail(store, ALDER) == "no_show"


def test_a_busy_file_keeps_the_words_on_the_page(
    qtbot: QtBot, signed: MainWindow, store: Store
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    type_in(qtbot, "kept ")
    acts = signed.acts.mails
    with WriteGate(store.profile).held():
        assert not acts.keep()
        assert "stays here" in toast(signed)
    assert acts.keep()
    kept = mails_begun.begun(store, ALDER, "check_in")
    assert kept is not None
    assert kept.body.startswith("kept ")


def test_from_a_note_one_key_makes_the_summary(
    qtbot: QtBot, signed: MainWindow, store: Store, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_N)
    type_in(qtbot, "We built a funnel.", Qt.Key.Key_Return)
    type_in(qtbot, "[] send docs @fri")
    hit(qtbot, Qt.Key.Key_M, CTRL | SHIFT)
    page = mail_page(signed)
    assert "We built a funnel." in page.text.toPlainText()
    assert "- We: send docs (Fri 27 Nov)" in page.text.toPlainText()
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert outreach.last_mail(store, ALDER) == "summary"
    ((draft, _name),) = drafts.drafts(store)
    assert "We built a funnel." in draft.body, "the note itself waits to be ended"
