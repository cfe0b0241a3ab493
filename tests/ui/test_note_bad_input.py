"""What nobody plans for, tried at the real window: huge pastes, foreign HTML, other scripts,
an account that is renamed or removed, and other hands on the same note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import perf_counter

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import drafts, intake, note_writing, notes, tasks
from book.facts import AccountFacts, Page
from book.note_writing import LONGEST_BODY, add_note, edit_note
from book.records import AccountId, NoteId
from book.rules import load
from book.store import Store
from tests.clocks import HandClock
from tests.ui.writing_desk import CTRL, hit, queue, toast, type_in
from ui.note.page import NotePage
from ui.window.main_window import MainWindow

RULES = load()
ALDER = AccountId(1)
MOST_SECONDS = 1.0
"""How long the window may be held up by one paste."""


def new_note(qtbot: QtBot, window: MainWindow) -> NotePage:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    page = window.acts.notes.page
    page.text.clear()
    return page


def paste(page: NotePage, *, plain: str = "", html: str = "") -> None:
    held = QMimeData()
    if plain:
        held.setText(plain)
    if html:
        held.setHtml(html)
    page.text.insertFromMimeData(held)


def held_up(act: Callable[[], object]) -> float:
    """How long the window did nothing else at most: the act itself, then each turn of its loop."""
    began = perf_counter()
    act()
    worst = perf_counter() - began
    for _ in range(40):
        began = perf_counter()
        QApplication.processEvents()
        worst = max(worst, perf_counter() - began)
    return worst


# --- pastes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["word and word @fri\n", "[] a task @fri\n", "🎉 שלום عربي\n"])
def test_ten_megabytes_are_refused_with_a_sentence_and_nothing_is_lost(
    qtbot: QtBot, window: MainWindow, line: str
) -> None:
    page = new_note(qtbot, window)
    type_in(qtbot, "before ")
    assert held_up(lambda: paste(page, plain=line * (10_000_000 // len(line)))) < MOST_SECONDS
    said = toast(window)
    # One limit, whatever way the text comes: it is the note that may not be longer.
    assert said.startswith("The note would have ")
    assert said.endswith(
        " characters; 1,000,000 are the most. Put the long part into a file and link it."
    )
    type_in(qtbot, "after")
    assert page.text.toPlainText() == "before after"


def test_as_much_as_a_note_takes_does_not_hold_the_window_up(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = new_note(qtbot, window)
    text = ("word and word\n" * LONGEST_BODY)[:LONGEST_BODY]
    assert held_up(lambda: paste(page, plain=text)) < MOST_SECONDS
    assert held_up(lambda: qtbot.keyClick(page.text, Qt.Key.Key_X)) < MOST_SECONDS
    assert held_up(page.keeper.save) < MOST_SECONDS
    ((draft, _),) = drafts.drafts(store)
    assert draft.body == f"{text}x"


def test_what_comes_paste_by_paste_ends_at_the_same_limit(qtbot: QtBot, window: MainWindow) -> None:
    page = new_note(qtbot, window)
    half = "word and word and wor\n" * (LONGEST_BODY // 2 // 22 + 1)
    half = half[: LONGEST_BODY // 2]
    paste(page, plain=half)
    paste(page, plain=half)
    assert "would have" not in toast(window)
    paste(page, plain="y")
    assert toast(window).startswith("The note would have 1,000,001 characters; ")
    page.text.textCursor().deletePreviousChar()
    paste(page, plain="y")
    assert page.text.toPlainText() == f"{half}{half[:-1]}y"


def test_ten_megabytes_of_html_come_as_their_plain_text_or_not_at_all(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = new_note(qtbot, window)
    html = "<p>some <b>words</b></p>" * 420_000
    assert held_up(lambda: paste(page, plain="some words", html=html)) < MOST_SECONDS
    assert page.text.toPlainText() == "some words"


def test_scripts_styles_and_remote_images_of_a_page_stay_outside(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = new_note(qtbot, window)
    paste(
        page,
        plain="Plan",
        html="""<style>p{color:red}</style><h2 onclick="steal()">Plan</h2>
        <script>alert('gotcha')</script><p>We <b>start</b>
        <img src="https://tracker.test/pixel.gif" onerror="steal()">
        <a href="javascript:steal()">soon</a>.</p><iframe src="https://x.test"></iframe>
        <svg onload="steal()"></svg>""",
    )
    text = page.text.toPlainText()
    for word in ("gotcha", "steal", "tracker", "pixel", "color:red", "x.test", "<", "javascript"):
        assert word not in text, word
    assert "## Plan" in text
    assert "**start**" in text
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (ended,) = [one for one in notes.notes_of(store, ALDER) if "## Plan" in one.body]
    assert "gotcha" not in ended.body


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 went to 🇩🇪 🎉🎉",
        "שלום, נדבר ביום שני",
        "mixed שלום and عربي 123 🎉 end",
        "e\u0301 and é, 会議 明日",
        "\u202egnirts\u202c plain",
    ],
)
def test_emoji_and_right_to_left_text_come_back_as_they_were_typed(
    qtbot: QtBot, window: MainWindow, store: Store, text: str
) -> None:
    page = new_note(qtbot, window)
    paste(page, plain=f"- {text}")
    hit(qtbot, Qt.Key.Key_Return)  # the list goes on behind signs of two units too
    assert page.text.toPlainText() == f"- {text}\n- "
    paste(page, plain=f"[] {text} @fri")
    page.text.styling.style_view()
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (ended,) = [one for one in notes.notes_of(store, ALDER) if text in one.body]
    assert ended.body == f"- {text}\n- [] {text} @fri"
    (task,) = [one for one in tasks.tasks_of(store, ALDER) if one.title == text]
    assert task.due == date(2026, 11, 27)


# --- the account goes another way -----------------------------------------------------------


def external(store: Store) -> str:
    found = store.row("SELECT external_id FROM accounts WHERE id = 1")
    assert found is not None
    return str(found[0])


def test_an_account_that_is_renamed_is_called_so_on_the_open_page(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = new_note(qtbot, window)
    type_in(qtbot, "words")
    renamed = AccountFacts(external_id=external(store), name="Alder & Oak 🎉")
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=(renamed,)))
    window.refresh()
    qtbot.waitUntil(lambda: page.title.whole == "Call with Alder & Oak 🎉", timeout=1_000)
    assert page.account.text() == "Alder & Oak 🎉"
    assert page.text.toPlainText() == "words"


def test_an_account_that_left_the_source_takes_no_words_along(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = new_note(qtbot, window)
    type_in(qtbot, "words ")
    gone = Page(source="vitally", resource="accounts", gone=(external(store),))
    intake.apply(store, gone)
    window.refresh()
    type_in(qtbot, "more")
    assert page.keeper.save()
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    bodies = [row[0] for row in store.rows("SELECT body FROM notes")]
    bodies += [one.body for one, _ in drafts.drafts(store)]
    assert "words more" in bodies


def test_an_account_that_is_forgotten_leaves_its_note_without_one(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = new_note(qtbot, window)
    type_in(qtbot, "words ")
    assert page.keeper.save()
    with store.writing() as connection:
        connection.execute("DELETE FROM accounts WHERE id = 1")
    # Typing went on before anybody told the page: that is saved, not refused for ever.
    type_in(qtbot, "more")
    assert page.keeper.save()
    assert page.keeper.trouble == ""
    window.refresh()
    qtbot.waitUntil(lambda: page.account_id is None, timeout=1_000)
    assert page.account.text() == "Choose an account"
    assert toast(window).startswith("The account is not in the book any more.")
    page.set_account(AccountId(2), "Birch & Sons")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert "words more" in [one.body for one in notes.notes_of(store, AccountId(2))]


# --- other hands ----------------------------------------------------------------------------


def test_what_satchel_writes_into_an_open_note_stays_when_the_edit_ends(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number, _ = add_note(store, RULES, ALDER, body="one\ntwo\nthree", day=date(2026, 11, 24))
    window.acts.notes.edit(number)
    page = window.acts.notes.page
    # Before the first key: the page still shows the note as it was, and must not take this back.
    edit_note(store, RULES, number, body="one, said the other\ntwo\nthree")
    page.text.moveCursor(page.text.textCursor().MoveOperation.End)
    type_in(qtbot, " and mine")
    clock.move(seconds=5)
    edit_note(store, RULES, number, body="zero\none, said the other\ntwo\nthree")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    found = notes.note(store, number)
    assert found is not None
    assert found.body == "zero\none, said the other\ntwo\nthree and mine"


def test_a_note_that_is_only_looked_at_shows_what_it_says_now(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number, _ = add_note(store, RULES, ALDER, body="before", day=date(2026, 11, 24))
    window.acts.notes.edit(number)
    page = window.acts.notes.page
    edit_note(store, RULES, number, body="after")
    window.refresh()
    qtbot.waitUntil(lambda: page.text.toPlainText() == "after", timeout=1_000)
    assert drafts.drafts(store) == []


def test_two_editors_of_one_draft_lose_neither_text(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    page = new_note(qtbot, window)
    type_in(qtbot, "mine")
    assert page.keeper.save()
    ((draft, _),) = drafts.drafts(store)
    clock.move(seconds=2)
    drafts.save(store, replace(draft, body="theirs, in another window"))
    type_in(qtbot, " goes on")
    page.keeper.save()
    assert "written on elsewhere" in page.keeper.trouble
    assert page.keeper.save()  # a moment later, as a draft of its own
    bodies = {one.body for one, _ in drafts.drafts(store)}
    assert bodies == {"mine goes on", "theirs, in another window"}


def test_a_note_that_is_deleted_elsewhere_becomes_a_new_one_when_the_edit_ends(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number, _ = add_note(store, RULES, ALDER, body="old", day=date(2026, 11, 24))
    window.acts.notes.edit(number)
    type_in(qtbot, " and new")
    note_writing.delete_note(store, RULES, NoteId(number))
    window.refresh()
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert "old and new" in [one.body for one in notes.notes_of(store, ALDER)]
