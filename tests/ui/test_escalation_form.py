"""The form of an escalation: made from the house rules, kept while one types, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import recording_writing
from book.escalation_writing import LARGEST_FILE, keep_form
from book.escalations import escalations_of, files_of
from book.recording_links import recognise
from book.rules_escalations import EscalationField, EscalationKind
from book.store import Store
from tests.clocks import HandClock
from tests.ui.escalation_desk import (
    ALDER,
    begin,
    browser,
    on_disk,
    opened,
    stored_form,
    with_people,
    with_tickets,
)
from tests.ui.writing_desk import CTRL, SHIFT, dialog, hit, press_toast, toast, type_in
from ui.escalation.fields import LineBox, LinesBox, PickBox, TickBox
from ui.escalation.page import EscalationPage
from ui.note.draft_keeper import LATEST_MS
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    with_people(store)


def line(page: EscalationPage, code: str) -> LineBox:
    box = page.column.boxes[code]
    assert isinstance(box, LineBox)
    return box


def test_the_first_word_begins_it_and_it_is_kept_while_one_types(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = begin(qtbot, window)
    assert page.bar.title.whole == "Support ticket for Alder Works"
    assert line(page, "subject").line.hasFocus()
    assert escalations_of(store, ALDER) == [], "nothing is in the book before a word is"
    type_in(qtbot, "Boards")
    qtbot.waitUntil(lambda: page.keeper.number is not None, timeout=LATEST_MS + 500)
    assert on_disk(window).subject == "Boards"
    assert page.bar.saved.whole == "saved here 12:00:00"
    type_in(qtbot, " time out")
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "today", "Esc keeps it and goes back"
    assert [one.subject for one in escalations_of(store, ALDER)] == ["Boards time out"]


def test_a_form_nobody_typed_into_leaves_nothing(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    begin(qtbot, window)
    hit(qtbot, Qt.Key.Key_Escape)
    assert escalations_of(store, ALDER) == []


def test_every_type_of_field_has_its_editor_and_keeps_its_answer(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = begin(qtbot, window)
    boxes = page.column.boxes
    assert isinstance(boxes["steps"], LinesBox) and isinstance(boxes["group"], PickBox)
    assert isinstance(boxes["customer_told"], TickBox)
    type_in(qtbot, "Boards time out", Qt.Key.Key_Tab)
    assert boxes["group"].editor.hasFocus()
    hit(qtbot, Qt.Key.Key_Return)
    type_in(qtbot, "replay", Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down)
    type_in(qtbot, "high", Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Return)
    type_in(qtbot, "ines", Qt.Key.Key_Return, Qt.Key.Key_Tab)
    type_in(qtbot, "One board", Qt.Key.Key_Tab, Qt.Key.Key_Tab)
    type_in(qtbot, "open it", Qt.Key.Key_Return)
    type_in(qtbot, "wait", Qt.Key.Key_Tab, Qt.Key.Key_Space)
    line(page, "next_update").line.setText("thu")
    page.keeper.save()
    assert on_disk(window).form.answers == {
        "subject": "Boards time out",
        "group": "Session Replay",
        "severity": "high",
        "requester": "ines@alder.test",
        "use_case": "One board",
        "steps": ("open it", "wait"),
        "reproduced": True,
        "next_update": "2026-11-26",
    }
    assert line(page, "next_update").told.text() == "Thu 26 Nov, in 2 days"


def test_i_am_no_requester(qtbot: QtBot, window: MainWindow) -> None:
    page = begin(qtbot, window)
    page.go_to("requester")
    hit(qtbot, Qt.Key.Key_Return)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "wren")
    assert asked.current is not None and asked.current.refused
    hit(qtbot, Qt.Key.Key_Escape)


def test_the_meter_lives_and_leads_to_what_is_missing(qtbot: QtBot, window: MainWindow) -> None:
    page = begin(qtbot, window)
    wanted = page.aside.meter.wanted
    assert (page.aside.head.text(), page.aside.blocks.text()) == (
        f"0 of {wanted} there", "11 block sending",
    )  # fmt: skip
    type_in(qtbot, "B")
    assert page.aside.head.text() == f"1 of {wanted} there"
    row = next(row for row in page.aside.missing if row.line.field == "urgency")
    row.name.click()
    urgency = page.column.boxes["urgency"]
    assert urgency.editor.hasFocus()
    assert urgency.message.isHidden(), "it is not called wrong before it was left"
    hit(qtbot, Qt.Key.Key_Tab)
    assert urgency.message.words == "Without it everything is as urgent as everything else."
    assert window.status.counts.whole == f"1 of {wanted} there · 10 block sending"


def test_a_day_that_is_none_is_said_and_not_kept(qtbot: QtBot, window: MainWindow) -> None:
    page = opened(window, stored_form(next_update=None))
    page.go_to("next_update")
    type_in(qtbot, "whenever", Qt.Key.Key_Tab)
    assert line(page, "next_update").message.words.startswith("“whenever” is no day.")
    page.keeper.save()
    assert "next_update" not in on_disk(window).form.answers
    assert page.stands is not None and not page.stands.may_leave


def test_homework_has_a_button_only_where_a_place_can_be_searched(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = begin(qtbot, window)
    found = browser(window)
    rows = page.aside.rows
    assert rows["assistant"].search.isHidden() and not rows["docs"].search.isHidden()
    page.go_to("homework.github")
    assert rows["github"].query.hasFocus()
    type_in(qtbot, "funnel & time", Qt.Key.Key_Tab)
    rows["github"].search.click()
    assert found == ["https://github.com/search?type=issues&q=funnel%20%26%20time"]
    type_in(qtbot, "31877 is open", Qt.Key.Key_Return)
    assert rows["github"].name.hasFocus()
    page.keeper.save()
    (done,) = on_disk(window).form.homework
    assert (done.where, done.query, done.result) == ("github", "funnel & time", "31877 is open")
    assert page.aside.looked.text() == "1 of 6 places looked at"


def test_a_moment_of_a_recording_goes_along_and_is_taken_off_again(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    link = recognise("https://youtu.be/Qx3vN8rTz0A?t=725")
    recording_writing.log_recording(store, None, ALDER, link, day=window.reading.day)
    page = opened(window)
    page.column.moments.add.click()
    type_in(qtbot, "", Qt.Key.Key_Return)
    page.keeper.save()
    (picked,) = on_disk(window).form.moments
    assert "Qx3vN8rTz0A" in picked.url and picked.at_s == 725
    page.column.moments.removals[0].click()
    page.keeper.save()
    assert on_disk(window).form.moments == ()


def test_files_are_attached_by_choice_and_by_drop_and_removed(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "error.png").write_bytes(b"x" * 240_000)
    (tmp_path / "log.txt").write_bytes(b"log")
    page = opened(window)
    acts = window.acts.escalations
    acts.changes.choose = lambda chosen: chosen([str(tmp_path / "error.png")])
    page.column.files.add.click()
    assert toast(window) == "1 file attached."
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "log.txt"))])
    page.dropEvent(
        QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                   Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip
    number = page.keeper.number
    assert number is not None
    assert [(one.words, one.aside) for one in page.column.files.items] == [
        ("error.png", "240 KB"), ("log.txt", "1 KB"),
    ]  # fmt: skip
    page.column.files.removals[0].click()
    assert [one.name for one in files_of(store, number)] == ["log.txt"]
    press_toast(window)
    qtbot.waitUntil(lambda: len(page.column.files.items) == 2, timeout=2_000)  # it is back


def test_a_file_that_vanished_or_is_too_big_is_said_in_a_sentence(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    page = opened(window)
    page.attach_asked.emit([str(tmp_path / "gone.png")])
    assert toast(window).startswith("gone.png cannot be attached")
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(LARGEST_FILE + 1)
    page.attach_asked.emit([str(tmp_path / "film.mp4")])
    assert toast(window).startswith("film.mp4 has 21 MB; 20 MB are the most.")
    assert page.column.files.items == ()


def test_words_written_elsewhere_are_not_run_over(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    page = opened(window)
    one = on_disk(window)
    clock.move(seconds=5)
    keep_form(store, one, stored_form(tried="theirs"))
    line(page, "subject").line.setText("Mine")
    assert not page.keeper.save()
    assert page.bar.trouble.whole.startswith("This escalation was written on elsewhere.")
    assert page.bar.mine.isVisible() and page.bar.theirs.isVisible()
    assert on_disk(window).form.text("tried") == "theirs"
    clock.move(seconds=5)
    page.bar.mine.click()
    assert on_disk(window).subject == "Mine"
    assert page.bar.mine.isHidden() and page.bar.trouble.isHidden()


def test_what_stands_elsewhere_can_be_taken_in_place_of_mine(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    page = opened(window)
    clock.move(seconds=5)
    keep_form(store, on_disk(window), stored_form(subject="Theirs"))
    line(page, "subject").line.setText("Mine")
    page.keeper.save()
    page.bar.theirs.click()
    assert line(page, "subject").line.text() == "Theirs"
    assert on_disk(window).subject == "Theirs"


def test_a_kind_that_only_the_house_rules_know_is_a_form(qtbot: QtBot, window: MainWindow) -> None:
    house = window.reading.rules
    fields = dict(house.escalations.fields)
    fields["seats"] = EscalationField(title="Seats", type="number", why="it decides the price")
    kinds = dict(house.escalations.kinds)
    kinds["discount"] = EscalationKind(
        title="Discount", line="Ask for a price", way="message", channel="#deals",
        fields=("subject", "seats"), needs=("seats",),
    )  # fmt: skip
    ours = replace(house.escalations, fields=fields, kinds=kinds)
    window.reading.rules = replace(house, escalations=ours)
    page = begin(qtbot, window, "discount")
    assert list(page.column.boxes) == ["subject", "seats"]
    assert [row.line.why for row in page.aside.missing] == ["It decides the price."]
    page.go_to("seats")
    type_in(qtbot, "forty", Qt.Key.Key_Tab)
    assert line(page, "seats").message.words.startswith("“forty” is no number.")
    line(page, "seats").line.setText("40")
    assert page.stands is not None and page.stands.is_complete


def test_the_customer_is_told_in_words_to_copy(qtbot: QtBot, window: MainWindow) -> None:
    page = opened(window)
    page.column.told.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Hi Ines,\n") and "about this: Boards time out." in copied
    assert "{signature}" in toast(window), "what is not filled in is named"


def test_the_first_choice_is_that_the_customer_opens_it_in_the_app(
    qtbot: QtBot, window: MainWindow
) -> None:
    house = window.reading.rules
    ours = replace(house.escalations, panel="https://app.test/help?org={org_id}#x")
    window.reading.rules = replace(house, escalations=ours)
    opened_pages = browser(window)
    page = begin(qtbot, window)
    assert page.column.panel_copy.hasFocus()
    hit(qtbot, Qt.Key.Key_Space)
    assert "https://app.test/help" in QGuiApplication.clipboard().text()
    page.column.panel_open.click()
    assert opened_pages[0].startswith("https://app.test/help")
    page.column.by_me.click()
    page.go_to("subject")
    type_in(qtbot, "Boards")
    page.keeper.save()
    assert on_disk(window).subject == "Boards"
    window.acts.escalations.open(on_disk(window).id)
    assert line(page, "subject").line.hasFocus(), "a ticket that was begun is gone on with"


def test_groups_are_those_the_ticket_system_told(qtbot: QtBot, window: MainWindow) -> None:
    with_tickets(window)
    page = opened(window, stored_form(group="No such group"))
    assert page.sheet is not None
    assert tuple(page.sheet.groups) == window.reading.rules.escalations.groups
    page.sheet = replace(page.sheet, choices=None)
    box = page.column.boxes["group"]
    assert box.answer() == "No such group", "what is not offered any more is shown, not dropped"


def test_tab_goes_through_the_form_and_f6_comes_back_to_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = opened(window)
    page.go_to("customer_told")
    seen = []
    for _ in range(6):
        hit(qtbot, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen[:5] == [
        page.column.told, page.column.moments.add, page.column.files.add, page.preview, page.copy,
    ]  # fmt: skip
    hit(qtbot, Qt.Key.Key_Tab, SHIFT)
    assert page.copy.hasFocus()
    hit(qtbot, Qt.Key.Key_F6)
    assert not page.isAncestorOf(QApplication.focusWidget() or page)
    for _ in range(6):
        focus = QApplication.focusWidget()
        if focus is not None and page.isAncestorOf(focus):
            break
        hit(qtbot, Qt.Key.Key_F6)
    assert line(page, "subject").line.hasFocus()
    hit(qtbot, Qt.Key.Key_A, CTRL)
    assert line(page, "subject").line.hasSelectedText(), "the keys of the text are the text's"


def test_a_letter_on_a_choice_opens_its_list_narrowed_by_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = begin(qtbot, window)
    box = page.column.boxes["severity"]
    assert isinstance(box, PickBox)
    box.button.setFocus()
    type_in(qtbot, "h")
    listed = dialog(PickDialog)
    assert isinstance(listed, PickDialog)
    assert listed.field.text() == "h"
    type_in(qtbot, "igh", Qt.Key.Key_Return)
    assert box.answer() == "high"
