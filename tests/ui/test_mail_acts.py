"""Outreach by key: draft, hand over, next row; nothing typed is lost on the way."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import drafts, event_types, intake, mails_begun, outreach, sources
from book.facts import AccountFacts, EventTypeFacts, Page
from book.gate import WriteGate
from book.last_good_rules import rules_in_force
from book.records import AccountId, Source
from book.store import Store
from tests.clocks import HandClock
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
from ui.mail.mine_dialog import MineDialog
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
    assert page.fill_in.text() == "Not filled in: booking link, signature"
    assert page.fill_in.isVisible()
    assert not page.gaps.isVisible(), "said once"
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert handed == []
    assert "booking link, signature" in toast(window)
    assert marks(store) == {}
    press_toast(window)
    asked = dialog(MineDialog)
    assert isinstance(asked, MineDialog)
    asked.reject()
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
    assert toast(signed) == "No browser opened for Gmail. The mail is on the clipboard."
    signed.settings.change(mail_way="system")
    signed.acts.mails.page.text.insertPlainText("x")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert toast(signed) == "No mail program opened. The mail is on the clipboard."


@pytest.mark.parametrize("by_key", [True, False])
def test_what_no_program_took_is_marked_contacted_by_hand_and_the_next_row_comes(
    qtbot: QtBot, signed: MainWindow, store: Store, by_key: bool
) -> None:
    asked: list[str] = []

    def refuse(address: str) -> bool:
        asked.append(address)
        return False

    signed.acts.mails.opener = refuse
    page = queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    if by_key:
        hit(qtbot, Qt.Key.Key_Return, CTRL)
    else:
        press_toast(signed)
    assert len(asked) == 1, "it is on the clipboard: no program is asked again"
    assert toast(signed) == "On the clipboard, and Alder Works is contacted."
    assert marks(store) == {ALDER: ("contacted", None)}
    assert outreach.last_mail(store, ALDER) == "check_in"
    assert signed.desk.area.key == "today"
    assert page.current_account() != ALDER
    hit(qtbot, Qt.Key.Key_M)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert len(asked) == 2, "the next mail is tried again"


def test_a_mail_that_was_left_stands_in_today_and_comes_back(
    qtbot: QtBot, signed: MainWindow, store: Store
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    type_in(qtbot, "Half a sentence ")
    hit(qtbot, Qt.Key.Key_Escape)
    assert toast(signed) == "Kept as a draft. M brings it back."
    column = signed.desk.today.column
    qtbot.waitUntil(lambda: bool(column.view.unfinished), timeout=2_000)
    (begun,) = column.view.unfinished
    assert begun.title == "Alder Works: a check-in before 27 November"
    assert begun.below == "mail, today"
    column.lines.chosen.emit(f"mail {begun.draft_id}")
    page = mail_page(signed)
    assert page.text.toPlainText().startswith("Half a sentence ")
    signed.commands.run("discard_draft")
    assert signed.desk.area.key == "today"
    assert mails_begun.all_begun(store) == []
    qtbot.waitUntil(lambda: not column.view.unfinished, timeout=2_000)
    press_toast(signed)
    assert [one.mail.code for one in mails_begun.all_begun(store)] == ["check_in"]


def test_the_key_brings_back_what_was_begun_whichever_mail_it_was(
    qtbot: QtBot, signed: MainWindow, store: Store, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    signed.acts.mails.page.choose.click()
    type_in(qtbot, "missed", Qt.Key.Key_Return)
    type_in(qtbot, "Sorry, ")
    hit(qtbot, Qt.Key.Key_Escape)
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(signed)
    assert (page.code, page.choose.text()) == ("no_show", "Missed call")
    assert page.text.toPlainText().startswith("Sorry, ")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert outreach.last_mail(store, ALDER) == "no_show"
    assert mails_begun.all_begun(store) == []


def test_a_row_that_was_mailed_offers_the_next_mail_and_not_an_older_draft(
    qtbot: QtBot,
    signed: MainWindow,
    store: Store,
    clock: HandClock,
    opened: list[str],
) -> None:
    page = queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    signed.acts.mails.page.choose.click()
    type_in(qtbot, "missed", Qt.Key.Key_Return)
    type_in(qtbot, "Before we spoke. ")
    signed.acts.mails.page.choose.click()
    type_in(qtbot, "check-in", Qt.Key.Key_Return)
    clock.move(minutes=5)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert outreach.last_mail(store, ALDER) == "check_in"
    page.select_account(ALDER)
    hit(qtbot, Qt.Key.Key_M)
    assert mail_page(signed).code == "check_in"
    assert toast(signed) == "An older draft, “Missed call”, waits in Today."
    clock.move(minutes=5)
    mail_page(signed).text.setFocus()
    type_in(qtbot, "What came of it? ")
    hit(qtbot, Qt.Key.Key_Escape)
    hit(qtbot, Qt.Key.Key_M)
    assert mail_page(signed).text.toPlainText().startswith("What came of it? ")


def test_a_hand_over_that_was_taken_back_makes_no_draft_older(
    qtbot: QtBot, signed: MainWindow, store: Store, clock: HandClock, opened: list[str]
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    signed.acts.mails.page.choose.click()
    type_in(qtbot, "missed", Qt.Key.Key_Return)
    type_in(qtbot, "Before we spoke. ")
    signed.acts.mails.page.choose.click()
    type_in(qtbot, "check-in", Qt.Key.Key_Return)
    clock.move(minutes=5)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert outreach.last_mail_at(store, ALDER) == clock.now
    clock.move(minutes=5)
    signed.commands.run("undo")
    assert outreach.last_mail_at(store, ALDER) is None
    clock.move(minutes=5)
    signed.commands.run("redo")
    assert outreach.last_mail_at(store, ALDER) == clock.now - timedelta(minutes=10)


def test_what_was_typed_and_taken_back_is_no_draft(
    qtbot: QtBot, signed: MainWindow, store: Store
) -> None:
    queue(signed)
    hit(qtbot, Qt.Key.Key_M)
    type_in(qtbot, "x")
    assert signed.acts.mails.keep()
    hit(qtbot, Qt.Key.Key_Backspace)
    hit(qtbot, Qt.Key.Key_Escape)
    assert mails_begun.all_begun(store) == []
    assert toast(signed) == ""


def test_link_and_signature_are_set_from_the_page_and_fill_the_mail(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(window)
    page.fill_in.click()
    asked = dialog(MineDialog)
    assert isinstance(asked, MineDialog)
    asked.link.setText("book.example")
    asked.signature.setPlainText("Wren\nSatchel & Sons")
    asked.verb.click()
    assert "https" in asked.trouble.words, "the dialog stays and says what is wrong"
    type_in(qtbot, "", Qt.Key.Key_Home)
    asked.link.setText("https://book.example/wren")
    asked.verb.click()
    assert not asked.isVisible()
    assert "https://book.example/wren" in page.text.toPlainText()
    assert page.text.toPlainText().rstrip().endswith("Wren\nSatchel & Sons")
    assert not page.fill_in.isVisible()
    assert toast(window) == "Kept in your own house rules."
    assert window.focusWidget() is page.text
    own = rules_in_force(store.profile, {}).rules.mail
    assert (own.booking_link, own.signature) == (
        "https://book.example/wren",
        "Wren\nSatchel & Sons",
    )
    hit(qtbot, Qt.Key.Key_Escape)
    assert mails_begun.all_begun(store) == [], "filling it in is no writing of one's own"
    hit(qtbot, Qt.Key.Key_J)
    hit(qtbot, Qt.Key.Key_M)
    assert page.words().gaps == ()


def test_what_is_emptied_is_the_teams_again(qtbot: QtBot, signed: MainWindow, store: Store) -> None:
    team = store.profile.folder / "team-rules.toml"
    team.write_text('[mail]\nbooking_link = "https://book.example/team"\n', encoding="utf-8")
    queue(signed)
    signed.commands.run("mail_words")
    asked = dialog(MineDialog)
    assert isinstance(asked, MineDialog)
    assert asked.link.text() == "https://book.example/wren"
    asked.link.clear()
    asked.verb.click()
    hit(qtbot, Qt.Key.Key_M)
    assert "https://book.example/team" in mail_page(signed).text.toPlainText()
    assert mail_page(signed).text.toPlainText().rstrip().endswith("Wren")


def test_my_name_in_the_source_signs_and_a_link_of_calendly_is_offered(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE accounts SET owner_id = 'me-1', owner_name = 'Wren Adeyemi'")
        connection.execute("UPDATE sources SET me_id = 'me-1'")
    sources.save(store, Source(name="calendly", url="https://calendly.test"))
    kind = EventTypeFacts(
        external_id="e1", title="Check-in", url="https://calendly.test/wren/check-in", kind="solo"
    )
    with store.writing() as connection:
        event_types.take(connection, "calendly", (kind,))
    window.reading.forget(None)
    queue(window)
    hit(qtbot, Qt.Key.Key_M)
    page = mail_page(window)
    assert page.words().gaps == ()
    assert page.text.toPlainText().rstrip().endswith("Wren Adeyemi")
    assert "https://calendly.test/wren/check-in" in page.text.toPlainText()
    window.commands.run("mail_words")
    asked = dialog(MineDialog)
    assert isinstance(asked, MineDialog)
    assert asked.signature.toPlainText() == "Wren Adeyemi"
    asked.link.clear()
    (offer,) = asked.offers
    assert offer.text() == "Use Check-in"
    offer.click()
    assert asked.link.text() == kind.url
    asked.reject()


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
