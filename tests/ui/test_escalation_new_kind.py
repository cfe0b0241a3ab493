"""A kind that only a team's file of house rules knows: picked, filled in, kept back, sent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import outbox
from book.rules import load
from book.store import Store
from tests.ui.escalation_desk import begin, preview, with_people, with_tickets
from tests.ui.writing_desk import CTRL, hit, type_in
from tests.whole_forms import NEW_KIND
from ui.window.main_window import MainWindow


def test_a_kind_of_a_file_is_a_form_that_keeps_back_what_lacks_and_sends_the_rest(
    qtbot: QtBot, window: MainWindow, store: Store, tmp_path: Path
) -> None:
    with_people(store)
    with_tickets(window)
    file = tmp_path / "house-rules.toml"
    file.write_text(NEW_KIND, encoding="utf-8")
    window.reading.rules = load(team=file)
    page = begin(qtbot, window, "security-review")
    for code, keys in (
        ("subject", ""), ("group", "product an"), ("severity", "low"), ("requester", "ines"),
    ):  # fmt: skip
        page.go_to(code)
        if keys:
            hit(qtbot, Qt.Key.Key_Return)
            type_in(qtbot, keys, Qt.Key.Key_Return)
        else:
            type_in(qtbot, "Where is it kept?")
    page.go_to("customer_told")
    hit(qtbot, Qt.Key.Key_Space)
    assert [row.line.why for row in page.aside.missing] == ["The answer differs by region."]
    assert not preview(qtbot).send.isEnabled()
    hit(qtbot, Qt.Key.Key_Escape)
    page.go_to("region_asked")
    hit(qtbot, Qt.Key.Key_Return)
    type_in(qtbot, "EU", Qt.Key.Key_Return)
    dialog = preview(qtbot)
    assert dialog.send.isEnabled(), dialog.lacks.words
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (entry,) = [one for one in outbox.entries(store) if one.record == "handover"]
    assert (entry.source, entry.intent["way"]) == ("zendesk", "ticket")
    assert (entry.intent["title"], entry.intent["severity"]) == ("Where is it kept?", "low")
    assert "**Region:** EU" in str(entry.intent["text"])
