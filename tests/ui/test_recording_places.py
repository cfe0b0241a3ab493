"""Folders, what a recording belongs to, and the question about Loom, by key in a real window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt, QUrl
from pytestqt.qtbot import QtBot

from book import note_writing, recording_writing, recordings
from book.escalation_writing import begin_escalation
from book.recordings import Recording
from book.records import AccountId
from book.rules import HouseRules, load
from book.store import Store
from tests.ui.escalation_desk import stored_form
from tests.ui.test_recordings_page import ALDER, BIRCH, CALL, LOOM, log, page_of, settle
from tests.ui.writing_desk import CTRL, SHIFT, hit, press_toast, toast, type_in
from ui.recordings.page import RecordingsPage
from ui.window.main_window import MainWindow
from ui.writing.recording_places import RecordingPlaces

RULES = load()
TEAM = "Technical product troubleshooting"


@pytest.fixture
def page(window: MainWindow, store: Store) -> RecordingsPage:
    log(store, CALL, BIRCH)
    log(store, LOOM, ALDER, "The funnel")
    window.desk.refill(window.reading.forget(None))
    return page_of(window)


def one_of(store: Store, url: str = LOOM) -> Recording:
    return next(one for one, _ in recordings.all_recordings(store) if one.url == url)


def test_a_recording_moves_to_a_folder_of_the_team_and_back(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    assert page.folder_button.isHidden(), "without folders there is nothing to choose"
    hit(qtbot, Qt.Key.Key_V)
    type_in(qtbot, "trouble", Qt.Key.Key_Return)
    assert one_of(store).folder == TEAM
    page = settle(qtbot, window)
    assert page.folder_button.isVisible()
    assert TEAM in page.detail.beside.whole
    press_toast(window)
    assert one_of(store).folder is None


def test_one_folder_alone_is_shown_and_a_new_one_is_made_by_name(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    hit(qtbot, Qt.Key.Key_V)
    type_in(qtbot, "Demos", Qt.Key.Key_Return)
    page = settle(qtbot, window)
    hit(qtbot, Qt.Key.Key_F, CTRL | SHIFT)
    type_in(qtbot, "demo", Qt.Key.Key_Return)
    assert (page.folder, page.model.rowCount()) == ("Demos", 1)
    recording_writing.set_folder(store, RULES, one_of(store).id, None)
    page = settle(qtbot, window)
    assert (page.folder, page.model.rowCount()) == ("", 2), "an empty folder hides nothing"


def with_link(link: str) -> HouseRules:
    import msgspec

    rules = load()
    folder = msgspec.structs.replace(rules.recordings.folders[0], link=link)
    places = msgspec.structs.replace(rules.recordings, folders=(folder,))
    return msgspec.structs.replace(rules, recordings=places)


def test_a_folder_is_opened_by_the_link_the_team_gave(
    window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    acts = window.acts
    places = RecordingPlaces(window.desk, acts.writer, acts.recordings, open_url)
    places.open_folder()
    assert toast(window) == "It is in no folder."
    recording_writing.set_folder(store, RULES, one_of(store).id, TEAM)
    window.desk.refill(window.reading.forget(None))
    places.open_folder()
    assert TEAM in toast(window), "the shipped rules know no link"
    window.reading.rules = with_link("https://app.buildbetter.app/folders/7")
    places.open_folder()
    assert opened == ["https://app.buildbetter.app/folders/7"]


def test_it_is_attached_to_a_ticket_or_a_note_and_taken_off_again(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO tickets (account_id, source, external_id, number, subject, is_open)"
            " VALUES (?, 'vitally', 'T1', '812', 'Funnels time out', 1)",
            (ALDER,),
        )
    hit(qtbot, Qt.Key.Key_H, CTRL | SHIFT)
    type_in(qtbot, "time out", Qt.Key.Key_Return)
    (attached,) = one_of(store).attached
    assert attached[0] == "ticket"
    assert recordings.attached_to(store, "ticket", attached[1])[0].url == LOOM
    page = settle(qtbot, window)
    assert page.detail.beside.whole == "ticket 812 Funnels time out"
    hit(qtbot, Qt.Key.Key_H, CTRL | SHIFT)
    type_in(qtbot, "812", Qt.Key.Key_Return)
    assert one_of(store).attached == ()
    note_writing.add_note(
        store, RULES, AccountId(ALDER), subject="Kick-off", body="Words", day=date(2026, 11, 20)
    )
    hit(qtbot, Qt.Key.Key_H, CTRL | SHIFT)
    type_in(qtbot, "kick", Qt.Key.Key_Return)
    assert [kind for kind, _ in one_of(store).attached] == ["note"]


def test_it_is_attached_to_an_escalation_by_the_name_of_that(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    begin_escalation(store, RULES, AccountId(ALDER), stored_form(subject="Funnels time out"))
    hit(qtbot, Qt.Key.Key_H, CTRL | SHIFT)
    type_in(qtbot, "time out", Qt.Key.Key_Return)
    assert [kind for kind, _ in one_of(store).attached] == ["escalation"]
    assert settle(qtbot, window).detail.beside.whole == "escalation “Funnels time out”"


def asks(window: MainWindow) -> bool:
    assert window.settings.choices.ask_loom
    return window.settings.choices.ask_loom == "yes"


def test_loom_is_asked_about_once_and_the_answer_stays(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage
) -> None:
    assert page.strip.isVisible()
    page.strip.no.click()
    assert not asks(window)
    page = settle(qtbot, window)
    assert page.strip.isHidden()
    window.commands.run("ask_loom")
    assert asks(window)


def test_without_a_loom_video_nothing_is_asked(window: MainWindow, store: Store) -> None:
    log(store, CALL, BIRCH)
    log(store, "https://www.loom.com/share/folder/0123456789abcdef0123456789abcdef")
    window.desk.refill(window.reading.forget(None))
    assert page_of(window).strip.isHidden()


@pytest.mark.parametrize(
    ("state", "words"),
    [("denied", "private"), ("gone", "no such video"), ("pending", "not answer"), ("ok", "")],
)
def test_why_a_title_is_not_known_stands_in_the_detail(
    window: MainWindow, page: RecordingsPage, store: Store, state: str, words: str
) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE recordings SET meta_state = ? WHERE url = ?", (state, LOOM))
    window.desk.refill(window.reading.forget(None))
    page = page_of(window)
    assert words in page.detail.beside.whole
    assert bool(page.detail.beside.whole) == bool(words)
    assert page.recording() is not None
