"""A call beside its note, by key: the clock, marks set from within the text, their moments."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import calls, drafts, recordings
from book.calls import SetMark
from book.drafts import DraftId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import make_window, shown
from tests.ui.writing_desk import CTRL, dialog, hit, press_toast, queue, toast, type_in
from ui.note.page import NotePage
from ui.window.main_window import MainWindow
from ui.writing.call_acts import CallActs
from ui.writing.pick_list import PickDialog
from ui.writing.question import Question

ALT = Qt.KeyboardModifier.AltModifier
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"


def note_page(window: MainWindow) -> NotePage:
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    return page


def begin(qtbot: QtBot, window: MainWindow) -> CallActs:
    """A call, started from the queue by one key."""
    queue(window)
    hit(qtbot, Qt.Key.Key_M, CTRL)
    note_page(window)
    return window.acts.calls


def marks(store: Store) -> list[SetMark]:
    found = calls.running_call(store, store.clock())
    assert found is not None
    return calls.marks_of(store, found.id)


def told(store: Store) -> list[tuple[str, int, str]]:
    return [(one.kind, int(one.clock_s), one.words) for one in marks(store)]


def test_marks_set_one_after_another_in_a_paragraph_are_told_apart(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    begin(qtbot, window)
    text = note_page(window).text
    text.setPlainText("🎉 They begin with the team in the south, ")
    text.moveCursor(text.textCursor().MoveOperation.End)
    for words, key in (
        ("who count every plant by hand and are tired of it", Qt.Key.Key_1),
        (" until the board asks for one number a week", Qt.Key.Key_5),
    ):
        type_in(qtbot, words)
        clock.move(seconds=1)
        hit(qtbot, key, ALT)
    assert told(store) == [
        (
            "risk",
            1,
            "every plant by hand and are tired of it until the board asks for one number a week",
        ),
        ("quote", 2, "the board asks for one number a week"),
    ]


def test_one_key_opens_the_note_and_starts_the_clock_in_the_text(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    acts = begin(qtbot, window)
    assert acts.runs
    assert window.focusWidget() is note_page(window).text
    assert acts.bar.isVisible()
    clock.move(minutes=14, seconds=32)
    acts._tick()
    assert acts.bar.clock.text() == "14:32"
    (draft, _), *rest = drafts.drafts(store)
    found = calls.running_call(store, store.clock())
    assert found is not None
    assert (found.draft_id, rest) == (draft.id, []), "it is a draft before a word is typed"


def test_a_mark_takes_the_words_of_its_line_and_what_is_typed_next(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    acts = begin(qtbot, window)
    page = note_page(window)
    page.text.setPlainText("")
    type_in(qtbot, "! the CFO looks")
    clock.move(seconds=130)
    hit(qtbot, Qt.Key.Key_1, ALT)
    assert window.focusWidget() is page.text
    type_in(qtbot, " at all tools", Qt.Key.Key_Return)
    clock.move(seconds=20)
    hit(qtbot, Qt.Key.Key_2, ALT)
    type_in(qtbot, "one board")
    page.keeper.save()
    assert told(store) == [("risk", 130, "the CFO looks at all tools"), ("idea", 150, "one board")]
    assert page.text.toPlainText() == "! the CFO looks at all tools\none board"
    assert acts.list.isVisible()
    assert [acts.list.model.record(row).words for row in range(2)][1] == "one board"


def test_the_last_mark_is_taken_back_by_key_and_by_undo(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    begin(qtbot, window)
    for key in (Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5):
        hit(qtbot, key, ALT)
    assert [one.kind for one in marks(store)] == ["promise", "bug", "quote"]
    hit(qtbot, Qt.Key.Key_0, ALT)
    assert [one.kind for one in marks(store)] == ["promise", "bug"]
    press_toast(window)
    assert [one.kind for one in marks(store)] == ["promise", "bug", "quote"]


def test_a_mark_is_changed_and_deleted_in_its_list(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    acts = begin(qtbot, window)
    hit(qtbot, Qt.Key.Key_1, ALT)
    hit(qtbot, Qt.Key.Key_9, ALT)
    assert window.focusWidget() is acts.list.table
    hit(qtbot, Qt.Key.Key_Return)
    dialog(PickDialog)
    type_in(qtbot, "a price", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert [(one.kind, one.words) for one in marks(store)] == [("idea", "a price")]
    acts.list.table.setFocus()
    hit(qtbot, Qt.Key.Key_Delete)
    assert marks(store) == []
    assert acts.list.isHidden()


def test_the_list_of_marks_has_a_current_row_and_leads_back_to_the_text(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    acts = begin(qtbot, window)
    for key in (Qt.Key.Key_3, Qt.Key.Key_4):
        hit(qtbot, key, ALT)
    hit(qtbot, Qt.Key.Key_9, ALT)
    assert acts.list.table.currentIndex().row() == 1
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.focusWidget() is note_page(window).text
    hit(qtbot, Qt.Key.Key_9, ALT)
    hit(qtbot, Qt.Key.Key_Return)
    assert dialog(PickDialog) is not None


def test_ending_the_note_ends_the_call_and_makes_moments_of_its_recording(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    begin(qtbot, window)
    clock.move(seconds=725)
    hit(qtbot, Qt.Key.Key_4, ALT)
    type_in(qtbot, "times out", Qt.Key.Key_Return)
    type_in(qtbot, LOOM)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    ((one, _),) = recordings.all_recordings(store)
    assert [(each.at_s, each.kind, each.label) for each in one.moments] == [
        (725, "bug", "times out")
    ]
    assert calls.running_call(store, store.clock()) is None
    assert not window.acts.calls.runs


def test_the_clock_stops_by_key_and_goes_on_where_it_began(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    acts = begin(qtbot, window)
    hit(qtbot, Qt.Key.Key_1, ALT)
    clock.move(minutes=2)
    hit(qtbot, Qt.Key.Key_M, CTRL)
    assert not acts.runs
    assert acts.bar.clock.text() == "2:00"
    assert not acts.bar.buttons["risk"].isEnabled()
    clock.move(minutes=1)
    hit(qtbot, Qt.Key.Key_M, CTRL)
    assert acts.bar.clock.text() == "3:00"


def test_leaving_the_note_and_a_new_window_keep_the_clock(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    begin(qtbot, window)
    window.go("accounts")
    assert not window.acts.calls.runs
    clock.move(minutes=9)
    window.close()
    again = shown(qtbot, make_window(store, clock, on_sync=lambda: None))
    acts = again.acts.calls
    assert "call goes on" in toast(again)
    assert again._toast is not None
    again._toast.button.click()
    assert acts.runs
    assert acts.bar.clock.text() == "9:00"


def test_the_clock_that_a_meeting_starts_is_never_stopped_by_it(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    queue(window)
    window.acts.carry_out("new_note")
    window.acts.carry_out("start_clock 0")
    clock.move(minutes=1)
    window.acts.carry_out("start_clock 0")
    assert window.acts.calls.runs
    assert window.acts.calls.bar.clock.text() == "1:00"


def test_a_note_without_a_call_shows_nothing_of_it(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    acts = window.acts.calls
    assert "bar" not in acts.__dict__ or acts.bar.isHidden()
    hit(qtbot, Qt.Key.Key_1, ALT)
    assert store.rows("SELECT 1 FROM marks") == []
    window.desk.go_back()
    assert drafts.drafts(store) == []


def test_where_there_is_no_room_beside_the_text_the_list_stands_below_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    acts = begin(qtbot, window)
    hit(qtbot, Qt.Key.Key_1, ALT)
    page = note_page(window)
    page.margin.hide()
    acts.look()
    assert page.foot.indexOf(acts.list) == 0
    page.margin.show()
    acts.look()
    assert page.aside.indexOf(acts.list) >= 0
    assert page.foot.indexOf(acts.list) < 0


def standing(window: MainWindow) -> str:
    """What the status bar says of a call; empty where it says nothing."""
    return "" if window.status.call.isHidden() else window.status.call.standing.words


def test_a_call_is_seen_from_everywhere_and_one_click_leads_back(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    acts = begin(qtbot, window)
    name = acts.running.account_name()
    assert standing(window) == ""  # its own bar tells it
    window.go("accounts")
    clock.move(minutes=3, seconds=5)
    acts.running._tick()
    assert standing(window) == f"Call with {name} 3:05"
    window.status.call.click()
    assert acts.runs
    assert standing(window) == ""
    acts.end()
    window.go("accounts")
    assert standing(window) == ""


def test_another_account_asks_before_a_call_ends(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    acts = begin(qtbot, window)
    first = calls.running_call(store, store.clock())
    type_in(qtbot, "They want boards")
    queue(window)
    hit(qtbot, Qt.Key.Key_Down)
    clock.move(minutes=1)
    hit(qtbot, Qt.Key.Key_M, CTRL)
    asked = dialog(Question)
    assert isinstance(asked, Question)
    hit(qtbot, Qt.Key.Key_Return)  # the safe one: the call goes on
    assert calls.running_call(store, store.clock()) == first
    assert len(drafts.drafts(store)) == 1
    hit(qtbot, Qt.Key.Key_M, CTRL)
    again = dialog(Question)
    assert isinstance(again, Question)
    again.verb.click()
    second = calls.running_call(store, store.clock())
    assert first is not None
    assert second is not None
    assert second.account_id != first.account_id
    assert acts.runs
    ended = calls.call_of(store, draft_id=first.draft_id, note_id=None)
    assert ended is not None
    assert ended.seconds == 60


def test_the_account_of_the_call_gets_no_second_note(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    begin(qtbot, window)
    type_in(qtbot, "They want boards")
    for key, held in ((Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_M, CTRL)):
        queue(window)
        hit(qtbot, key, held)
        assert "They want boards" in note_page(window).text.toPlainText()
        assert window.acts.calls.runs
    assert len(drafts.drafts(store)) == 1


def test_a_call_left_running_ends_at_its_longest_and_keeps_its_marks(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    acts = begin(qtbot, window)
    hit(qtbot, Qt.Key.Key_1, ALT)
    first = calls.running_call(store, store.clock())
    assert first is not None
    window.go("accounts")
    clock.move(hours=13)
    acts.running._tick()
    assert standing(window) == ""
    ended = calls.call_of(store, draft_id=first.draft_id, note_id=None)
    assert ended is not None
    assert ended.seconds == calls.LONGEST.total_seconds()
    # The clock begins anew, and what was marked before is still there.
    window.acts.notes.open_draft(DraftId(first.draft_id or 0))
    hit(qtbot, Qt.Key.Key_M, CTRL)
    assert acts.runs
    assert acts.bar.clock.text() == "0:00"
    assert [one.kind for one in acts._marks] == ["risk"]


def test_a_clock_started_by_mistake_leaves_nothing(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    begin(qtbot, window)
    clock.move(seconds=4)
    hit(qtbot, Qt.Key.Key_M, CTRL)
    window.go("accounts")
    assert drafts.drafts(store) == []
    assert store.rows("SELECT 1 FROM calls") == []


def test_a_short_call_with_a_mark_stays(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    begin(qtbot, window)
    hit(qtbot, Qt.Key.Key_1, ALT)
    clock.move(seconds=4)
    hit(qtbot, Qt.Key.Key_M, CTRL)
    window.go("accounts")
    assert len(drafts.drafts(store)) == 1
