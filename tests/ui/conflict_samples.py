"""Conflicts as the screen is given them: invented notes and tasks, and the page they stand on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import application
from ui.conflict.choice import ResultField
from ui.conflict.page import ConflictPage
from ui.conflict.shown import ShownConflict, ShownField
from ui.look import theme

BASE = """# What matters
The pilot runs to spring.
They need 40 seats for now.
# What we did
Looked at the import.
# Next step
Rana mails the list."""
MINE = BASE.replace("40 seats for now", "60 seats until March").replace(
    "import.", "import.\nLeft a recording."
)
THEIRS = BASE.replace("40 seats for now", "50 seats until spring").replace(
    "import.", "import.\nThey want the paper."
)
BUDGET_MINE, BUDGET_THEIRS = "They need 60 seats until March.", "They need 50 seats until spring."
MERGED = BASE.replace("They need 40 seats for now.", f"{BUDGET_MINE}\n{BUDGET_THEIRS}").replace(
    "import.", "import.\nLeft a recording.\nThey want the paper."
)


def text_conflict(number: int = 1, **changed: Any) -> ShownConflict:
    """A note whose text both sides changed: one line overlaps, each side added one."""
    values: dict[str, Any] = {
        "id": number,
        "kind": "note",
        "title": "Check-in",
        "account": "Alder Works",
        "source": "Vitally",
        "field": "body",
        "base": BASE,
        "mine": MINE,
        "theirs": THEIRS,
        "base_at": "Thu 19 Nov 16:20",
        "mine_at": "this laptop, Mon 23 Nov 18:04",
        "theirs_at": "Vitally, Mon 23 Nov 17:31",
        "fields": (
            ShownField(
                name="Tags",
                mine="call, risk",
                theirs="call, price",
                result="call, risk, price",
                several=True,
            ),
        ),
    }
    return ShownConflict(**(values | changed))


def many_overlaps(number: int, places: int) -> ShownConflict:
    """A note in which both sides changed every third line."""
    lines = [f"line {n}" for n in range(places * 3)]

    def changed(side: str) -> str:
        return "\n".join(f"{line} {side}" if n % 3 == 1 else line for n, line in enumerate(lines))

    base = "\n".join(lines)
    return text_conflict(number, base=base, mine=changed("mine"), theirs=changed("theirs"))


def due_conflict(number: int = 2) -> ShownConflict:
    """A task whose due day both sides moved."""
    return ShownConflict(
        id=number,
        kind="task",
        title="Send the paper",
        account="Birch & Sons",
        source="Vitally",
        field="due",
        base="2026-11-20",
        mine="2026-11-30",
        theirs="2026-12-03",
        mine_words="Mon 30 Nov",
        theirs_words="Thu 3 Dec",
    )


def title_conflict(number: int = 3) -> ShownConflict:
    """A task whose title both sides changed."""
    return ShownConflict(
        id=number,
        kind="task",
        title="Send the paper",
        account="Cedar Freight",
        source="Vitally",
        field="title",
        base="Send paper",
        mine="Send the paper",
        theirs="Send the big paper",
    )


def tags_conflict(number: int = 4) -> ShownConflict:
    """A note whose tags nobody could join."""
    return ShownConflict(
        id=number,
        kind="note",
        title="Check-in",
        account="Elm Studio",
        source="Vitally",
        field="tags",
        base="[]",
        mine='["call","risk"]',
        theirs='["call","price"]',
    )


def make_page(
    qtbot: QtBot, *shown: ShownConflict, size: tuple[int, int] = (1250, 800)
) -> ConflictPage:
    """The page in view with these conflicts on it, the keyboard where F6 puts it."""
    theme.apply(application(), "light")
    page = ConflictPage()
    qtbot.addWidget(page)
    page.resize(*size)
    page.show_conflicts(shown)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.main.setFocus(Qt.FocusReason.TabFocusReason)
    return page


class Heard:
    """What the page said, in order."""

    def __init__(self, page: ConflictPage) -> None:
        self.resolved: list[tuple[int, str, object]] = []
        self.later = 0
        page.resolved.connect(lambda *told: self.resolved.append(told))
        page.later.connect(self._later)

    def _later(self) -> None:
        self.later += 1


CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key pressed where the keyboard is, wherever that is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def use() -> None:
    """The key that hands the result in."""
    press(Qt.Key.Key_Return, CONTROL)


def result(page: ConflictPage) -> str:
    """The text as it would be handed in."""
    return page.view.difference.result


def head(page: ConflictPage) -> str:
    """What stands above the result."""
    return page.view.difference.heads["result"].caption.words


def field_of(page: ConflictPage) -> ResultField:
    """The field of a value that can be typed."""
    assert page.view.choice is not None
    assert page.view.choice.field is not None
    return page.view.choice.field


def write_in_result(page: ConflictPage, line: int) -> QWidget:
    """The keyboard at the start of a line of the result."""
    column = page.view.difference.columns["result"]
    column.setFocus(Qt.FocusReason.TabFocusReason)
    column.stand_on(line)
    return column
