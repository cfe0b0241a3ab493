"""The section “Next meeting”: what it says, and what its buttons ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from book.meetings import Guest, Meeting
from book.records import AccountId
from ui.today.column import TodayColumn
from ui.today.meeting_view import build_next_meeting

NOW = datetime(2026, 6, 10, 9, 6, tzinfo=UTC)


def meeting(starts: datetime, **more: Any) -> Meeting:
    usual: dict[str, Any] = {
        "id": 1,
        "source": "ics",
        "external_id": "m",
        "account_id": AccountId(7),
        "account": "Oak",
        "title": "check-in",
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=30),
        "all_day": False,
        "join_url": "https://zoom.us/j/812",
        "attendees": (Guest("ana@oak.example", "Ana"), Guest("bo@oak.example")),
        "status": "confirmed",
        "series_id": None,
        "matched_by": "domain",
    }
    return Meeting(**usual | more)


@pytest.mark.parametrize(
    ("away", "words", "soon"),
    [
        (timedelta(minutes=24), "in 24 min", True),
        (timedelta(seconds=30), "in 1 min", True),
        (timedelta(minutes=-5), "now", True),
        (timedelta(minutes=90), "in 90 min", True),
        (timedelta(hours=4), "in 4 hours", True),
        (timedelta(days=1), "tomorrow", False),
        (timedelta(days=3), "in 3 days", False),
    ],
)
def test_how_long_until_it(away, words, soon):
    view = build_next_meeting(meeting(NOW + away), NOW)
    assert (view.away, view.soon) == (words, soon)


def test_the_account_is_named_once():
    later = NOW + timedelta(minutes=24)
    titles = ["check-in", "OAK weekly", ""]
    shown = [build_next_meeting(meeting(later, title=title), NOW).title for title in titles]
    assert [one.replace("\u2068", "").replace("\u2069", "") for one in shown] == [
        "Oak, check-in",
        "OAK weekly",
        "Oak",
    ]
    assert build_next_meeting(meeting(later), NOW).below.endswith(", Zoom, 2 people")
    assert build_next_meeting(meeting(later, join_url=None), NOW).below.endswith(":30, 2 people")


@pytest.fixture
def column(qtbot: QtBot) -> TodayColumn:
    shown = TodayColumn()
    qtbot.addWidget(shown)
    shown.resize(260, 600)
    shown.show()
    return shown


def test_prep_and_note_go_to_the_account_first(column: TodayColumn):
    column.show_meeting(build_next_meeting(meeting(NOW + timedelta(minutes=24)), NOW))
    heard: list[object] = []
    column.account_chosen.connect(heard.append)
    column.asked.connect(heard.append)
    for button in (column.meeting.prep, column.meeting.note):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == [7, "prep", 7, "new_note"]
    assert column.meeting.join.isVisible()
    assert "in 24 min" in column.meeting.accessibleName()


def test_the_note_of_a_meeting_that_began_begins_with_its_clock(column: TodayColumn):
    column.show_meeting(build_next_meeting(meeting(NOW - timedelta(minutes=1)), NOW))
    heard: list[object] = []
    column.asked.connect(heard.append)
    QTest.mouseClick(column.meeting.note, Qt.MouseButton.LeftButton)
    assert heard == ["new_note", "start_clock 0"]


def test_without_a_link_there_is_nothing_to_join(column: TodayColumn):
    column.show_meeting(build_next_meeting(meeting(NOW, join_url=None), NOW))
    assert not column.meeting.join.isVisible()
    assert column.meeting.note.isVisible()


def test_without_a_calendar_the_section_stays_and_leads_to_one(column: TodayColumn):
    column.show_meeting(build_next_meeting(None, NOW, has_calendar=False))
    heard: list[str] = []
    column.source_chosen.connect(heard.append)
    QTest.mouseClick(column.meeting.connect_link, Qt.MouseButton.LeftButton)
    assert heard == ["ics"]
    assert column.meeting.nothing.words == "No calendar is connected."
    assert not column.meeting.prep.isVisible()


def test_with_a_calendar_and_no_meeting_it_is_quiet(column: TodayColumn):
    column.show_meeting(build_next_meeting(None, NOW, unclear=2))
    assert not column.meeting.connect_link.isVisible()
    assert column.meeting.unclear.words == "2 meetings fit several accounts"


def test_a_moved_meeting_says_from_when():
    when = NOW + timedelta(minutes=24)
    moved = build_next_meeting(meeting(when, was_at=NOW - timedelta(minutes=6)), NOW)
    assert moved.below == "09:30, was 09:00, Zoom, 2 people"
    yesterday = build_next_meeting(meeting(when, was_at=NOW - timedelta(days=1)), NOW)
    assert "was yesterday 09:06" in yesterday.below or "was Tue 09:06" in yesterday.below
    back = build_next_meeting(meeting(when, was_at=when), NOW)
    assert "was" not in back.below


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (("Birch",), "Oak and Birch"),
        (("Birch", "Cedar", "Elm"), "Oak, Birch and 2 more"),
    ],
)
def test_an_event_that_accounts_share_names_them(others: tuple[str, ...], words: str):
    found = meeting(NOW + timedelta(minutes=24), title="Office hours", others=others)
    title = build_next_meeting(found, NOW).title
    plain = "".join(one for one in title if one.isprintable())
    assert plain == f"{words}, Office hours"
