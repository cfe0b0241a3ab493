"""The page of recordings: its rows, the moments below, and every act by key, in a real window."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import recording_writing, recordings
from book.moments import NewMoment
from book.recording_links import recognise
from book.recordings import Recording
from book.records import AccountId
from book.rules import load
from book.store import Store
from tests.ui.shell_book import TODAY
from tests.ui.writing_desk import CTRL, SHIFT, dialog, edits, hit, press_toast, toast, type_in
from ui.recordings.columns import columns, haystack, summary
from ui.recordings.page import RecordingsPage
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog
from ui.writing.question import Question
from ui.writing.recording_acts import read_moment

RULES = load()
HEX = "0123456789abcdef0123456789abcdef"
LOOM = f"https://www.loom.com/share/{HEX}"
CALL = "https://app.buildbetter.app/call/12"
SHARE = "https://us02web.zoom.us/rec/share/abc.d"
ALDER, BIRCH = AccountId(1), AccountId(2)
ERROR = NewMoment(at_s=725, label="error shown", kind="bug")


def log(
    store: Store, link: str, account: AccountId = ALDER, title: str = "", *moments: NewMoment
) -> None:
    recording_writing.log_recording(
        store, RULES, account, recognise(link), day=TODAY, title=title, moments=moments
    )


def logged(store: Store) -> list[Recording]:
    return [one for one, _ in recordings.all_recordings(store)]


def page_of(window: MainWindow) -> RecordingsPage:
    window.go("recordings")
    window.desk.focus_list()
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordingsPage)
    return page


def copy(text: str) -> None:
    QApplication.clipboard().setText(text)


def copied() -> str:
    return QApplication.clipboard().text()


def settle(qtbot: QtBot, window: MainWindow) -> RecordingsPage:
    """The page as it stands once the window has read what was written."""
    window.desk.refill(window.reading.forget(None))
    return page_of(window)


@pytest.fixture
def page(window: MainWindow, store: Store) -> RecordingsPage:
    """Two recordings; the newest is the Loom of Alder with two moments."""
    log(store, CALL, BIRCH)
    log(store, LOOM, ALDER, "The funnel", ERROR, NewMoment(at_s=1900))
    window.desk.refill(window.reading.forget(None))
    return page_of(window)


def test_an_empty_log_says_how_to_fill_it_and_has_no_detail(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = page_of(window)
    assert page.empty.heading.text() == "No recordings"
    assert "Ctrl+V" in page.empty.words.text()
    assert not page.detail.isVisible()
    copy(LOOM)
    page.empty.button.click()
    assert isinstance(dialog(PickDialog), PickDialog)


def test_a_row_says_what_is_known(page: RecordingsPage) -> None:
    cells = [
        [page.model.index(row, column).data() for column in range(page.model.columnCount())]
        for row in range(page.model.rowCount())
    ]
    assert cells == [
        ["The funnel", "Alder Works", "Loom", "Tue 24 Nov", "2", "no"],
        ["BuildBetter 12", "Birch & Sons", "BuildBetter", "Tue 24 Nov", "none", "no"],
    ]
    assert page.bar.beside.whole == "2"


def test_a_length_has_a_column_once_one_is_known(page: RecordingsPage, store: Store) -> None:
    from msgspec.structs import replace

    (first, name), *rest = recordings.all_recordings(store)
    page.show_recordings([(replace(first, duration_s=1900), name), *rest], TODAY)
    at = [column.id for column in page.model.columns].index("length")
    assert [page.model.index(row, at).data() for row in range(2)] == ["31:40", "unknown"]


def test_the_current_recording_stands_below_with_its_moments(page: RecordingsPage) -> None:
    assert page.current_account() == ALDER
    detail = page.detail
    assert detail.isVisible()
    assert detail.title.whole == "The funnel"
    # The name stands isolated: one in another script turned the whole line round before.
    assert detail.facts.whole == "\u2068Alder Works\u2069 · Loom · Tue 24 Nov"
    assert detail.link.whole == LOOM
    rows = [[detail.model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert rows == [["12:05", "error shown", "bug"], ["31:40", "no words", ""]]
    page.next_row()
    assert detail.title.whole == "BuildBetter 12"
    assert detail.model.rowCount() == 0


def test_the_filter_looks_into_moments_and_providers(page: RecordingsPage) -> None:
    for text, rows in (("error funnel", 1), ("buildb", 1), ("birch", 1), ("nothing", 0)):
        page.filter.setText(text)
        assert page.model.rowCount() == rows, text
    assert not page.detail.isVisible()
    assert page.empty.heading.text() == "0 of 2 match"
    page.filter.clear()
    assert page.model.rowCount() == 2


def test_ctrl_c_copies_the_link_and_right_chooses_a_moment_first(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage
) -> None:
    hit(qtbot, Qt.Key.Key_C, CTRL)
    assert (copied(), toast(window)) == (LOOM, "Copied the link.")
    hit(qtbot, Qt.Key.Key_Right)
    assert page.detail.copy.text() == "Copy link at this moment"
    hit(qtbot, Qt.Key.Key_C, CTRL)
    assert (copied(), toast(window)) == (f"{LOOM}?t=725", "Copied the link at 12:05.")
    hit(qtbot, Qt.Key.Key_Right)
    hit(qtbot, Qt.Key.Key_Right)
    hit(qtbot, Qt.Key.Key_C, CTRL)
    assert copied() == f"{LOOM}?t=1900"
    hit(qtbot, Qt.Key.Key_Left)
    hit(qtbot, Qt.Key.Key_Left)
    hit(qtbot, Qt.Key.Key_C, CTRL)
    assert copied() == LOOM


def test_where_no_link_can_say_the_second_words_do(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    log(store, CALL, BIRCH, "", ERROR)
    page = settle(qtbot, window)
    page.next_row()
    hit(qtbot, Qt.Key.Key_Right)
    hit(qtbot, Qt.Key.Key_C, CTRL)
    assert copied() == f"{CALL} (at 12:05)"


def test_pasting_logs_a_link_at_an_account_and_stands_on_it(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    copy(" <https://youtu.be/a_B-3456789?t=90> ")
    hit(qtbot, Qt.Key.Key_V, CTRL)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    assert asked.current is not None and asked.current.words == "Alder Works"
    type_in(qtbot, "birch", Qt.Key.Key_Return)
    assert toast(window) == "Logged at Birch & Sons."
    page = settle(qtbot, window)
    one = page.recording()
    assert one is not None
    assert (one.url, one.account_id) == ("https://youtu.be/a_B-3456789", BIRCH)
    assert [moment.at_s for moment in one.moments] == [90]
    press_toast(window)
    assert len(logged(store)) == 2


def test_a_link_that_is_logged_already_says_so(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    copy(f"{LOOM}?t=33")
    hit(qtbot, Qt.Key.Key_V, CTRL)
    type_in(qtbot, "alder", Qt.Key.Key_Return)
    assert toast(window) == "Logged at Alder Works already; a moment is added."
    assert len(logged(store)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The clipboard holds no link to log. Copy one first."),
        ("see you there", "That is not a link. Paste one that begins with https://."),
        ("ftp://example.test/x", "A link that begins with “ftp:” is not one of the web."),
        ("https://us02web.zoom.us/j/12345678901", "That link joins a meeting;"),
    ],
)
def test_what_is_no_recording_is_said_and_nothing_is_asked(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage, text: str, words: str
) -> None:
    copy(text)
    hit(qtbot, Qt.Key.Key_V, CTRL)
    assert QApplication.activeModalWidget() is None
    assert toast(window).startswith(words)
    assert len(logged(store)) == 2


@pytest.mark.parametrize("keep", [True, False])
def test_a_passcode_is_asked_for(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage, keep: bool
) -> None:
    copy(f"{SHARE}?pwd=s3cret")
    hit(qtbot, Qt.Key.Key_V, CTRL)
    type_in(qtbot, "cedar", Qt.Key.Key_Return)
    asked = dialog(Question)
    assert isinstance(asked, Question)
    (asked.verb if keep else asked.keep).click()
    (one,) = [one for one in logged(store) if one.provider == "zoom"]
    assert one.url == (f"{SHARE}?pwd=s3cret" if keep else SHARE)


def test_the_filter_keeps_its_own_paste(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage
) -> None:
    copy("funnel")
    page.focus_filter()
    hit(qtbot, Qt.Key.Key_V, CTRL)
    assert page.filter.text() == "funnel"
    assert QApplication.activeModalWidget() is None


def test_the_customer_has_it_since_today_or_does_not(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    hit(qtbot, Qt.Key.Key_Y)
    assert logged(store)[0].shared_on == TODAY
    page = settle(qtbot, window)
    assert page.detail.shared.isChecked()
    assert page.detail.since.whole == "since Tue 24 Nov"
    assert page.bar.beside.whole == "2, 1 with the customer"
    page.detail.shared.click()
    assert logged(store)[0].shared_on is None


def test_a_moment_is_typed_as_time_and_words(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    hit(qtbot, Qt.Key.Key_Plus)
    type_in(qtbot, "1m30s they laughed", Qt.Key.Key_Return)
    assert toast(window) == "Moment added at 1:30."
    first = logged(store)[0].moments[0]
    assert (first.at_s, first.label) == (90, "they laughed")


def test_naming_and_deleting_can_be_taken_back(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    hit(qtbot, Qt.Key.Key_E, CTRL | SHIFT)
    type_in(qtbot, "Another name", Qt.Key.Key_Return)
    assert logged(store)[0].title == "Another name"
    settle(qtbot, window)
    hit(qtbot, Qt.Key.Key_Right)
    assert window.commands.run("delete_moment")
    assert len(logged(store)[0].moments) == 1
    settle(qtbot, window)
    hit(qtbot, Qt.Key.Key_Delete, CTRL)
    assert [one.provider for one in logged(store)] == ["buildbetter"]
    for _ in range(3):
        assert window.commands.run("undo")
    assert [one.title for one in logged(store)] == ["The funnel", ""]
    assert len(logged(store)[0].moments) == 2
    assert edits(store)[2:5] == ["Name recording", "Delete moment", "Delete recording"]


def test_its_commands_rest_on_other_pages(window: MainWindow, page: RecordingsPage) -> None:
    window.go("today")
    for name in ("paste_recording", "copy_recording", "share_recording", "delete_recording"):
        assert not window.commands.run(name)


def test_the_page_fills_itself_when_a_recording_was_logged_elsewhere(
    qtbot: QtBot, window: MainWindow, store: Store, page: RecordingsPage
) -> None:
    from book import changes

    before = changes.latest(store)
    log(store, SHARE, BIRCH)
    window.refresh(changes.touched(store, before))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=2_000)
    assert page.current_account() == ALDER  # the current row stays


def test_a_moment_stays_chosen_when_the_page_fills_anew(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage
) -> None:
    hit(qtbot, Qt.Key.Key_Right)
    hit(qtbot, Qt.Key.Key_Right)
    page = settle(qtbot, window)
    moment = page.moment()
    assert moment is not None and moment.at_s == 1900


@pytest.mark.parametrize(
    ("text", "at", "label"),
    [("12:05 error shown", 725, "error shown"), ("90", 90, ""), (" 1h2m3s  x ", 3723, "x")],
)
def test_how_a_moment_is_read(text: str, at: int, label: str) -> None:
    read = read_moment(text)
    assert read is not None and (read.at_s, read.label) == (at, label)


@pytest.mark.parametrize("text", ["", "error shown", "12:99 x", "x 12:05"])
def test_without_a_time_there_is_no_moment(text: str) -> None:
    assert read_moment(text) is None


def test_what_a_folder_and_a_plain_link_are_called(store: Store) -> None:
    log(store, "https://app.buildbetter.app/folders/14593")
    log(store, "https://videos.pebble.example/w/7")
    several = recordings.all_recordings(store)
    told = [[column.words(one) for column in columns(TODAY, lengths=False)] for one in several]
    assert [row[0] for row in told] == ["videos.pebble.example/w/7", "BuildBetter 14593"]
    assert [row[2] for row in told] == ["Link", "BuildBetter folder"]
    assert "14593" in haystack(several[1])
    assert summary([]) == ""
    assert date(2026, 11, 24) == TODAY


def test_on_the_empty_page_the_key_it_names_logs_a_link_wherever_the_keyboard_is(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = page_of(window)
    assert QApplication.focusWidget() is page.empty.button
    page.focus_filter()
    copy(LOOM)
    hit(qtbot, Qt.Key.Key_V, CTRL)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "alder", Qt.Key.Key_Return)
    assert [one.url for one in logged(store)] == [LOOM]
    assert page.filter.text() == ""
    qtbot.waitUntil(lambda: page.model.total == 1, timeout=2_000)
    page.focus_filter()
    copy("birch")
    hit(qtbot, Qt.Key.Key_V, CTRL)
    assert page.filter.text() == "birch", "with something to filter it is a filter"
