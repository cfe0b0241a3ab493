"""What the pictures of tasks show: days, a repeat, a checklist, promises, and forms over them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from book.rules import HouseRules
    from book.store import Store
    from ui.window.main_window import MainWindow

_BODY: Final = (
    "Before the review on Thursday.\n\n- [x] agree on the names\n- [x] ask for the old boards\n"
    "- [ ] tell the admins\n- [ ] send the guide\n- [ ] book the follow-up"
)
_LINES: Final = (
    "What we did: looked at the boards.\n\n>> send them the price of forty seats {soon}\n"
    ">> a list of their owners {late}\n<< the export of last year {soon}\n"
    "? can one board filter by group {late}\n! their analyst leaves in spring\n"
    "^ escalate: boards time out on Mondays"
)


def fill(store: Store, rules: HouseRules, today: date) -> int:
    """Adds tasks and a note with promises; returns how many edits that were."""
    from book import note_writing, task_writing
    from book.tasks import open_tasks

    known = open_tasks(store)
    homes = [task.account_id for task, _ in known[:3]]
    task_writing.add_task(
        store, rules, homes[0], "Prepare the quarterly review", due=today + timedelta(days=2),
        do_on=today, repeat="every month on the 31st", body=_BODY,
    )  # fmt: skip
    task_writing.add_task(
        store, rules, homes[1], "Look at their error rate", due=today + timedelta(days=1),
        repeat="every 2 weeks on mon, thu",
    )  # fmt: skip
    late, soon = today - timedelta(days=4), today + timedelta(days=1)
    body = _LINES.format(soon=f"@{soon.isoformat()}", late=f"@{late.isoformat()}")
    note_writing.add_note(
        store, rules, homes[2], subject="Call about the seats", body=body, day=today, today=today
    )
    return 3


def clear(store: Store, rules: HouseRules, edits: int) -> None:
    """Takes that back, for the pictures after it."""
    from book import undo

    for _ in range(edits):
        undo.undo(store, rules)


def bring(window: MainWindow, what: str) -> None:
    """Where a picture shows the page: one of its lists, several rows, or a form over it."""
    from ui.tables.task_columns import VIEWS
    from ui.tables.tasks_page import TasksPage

    window.go("tasks")
    page = window.desk.area.pages.currentWidget()
    if not isinstance(page, TasksPage):
        return
    for view in VIEWS:
        if view == what:
            page.show_view(view)
    window.desk.focus_list()
    rows = [task.title for task, _ in page.model.shown if hasattr(task, "title")]
    if what == "several":
        page.pick([1, 2, 3])
    elif what in ("form", "put off"):
        page.table.selectRow(rows.index("Prepare the quarterly review"))
        window.commands.run("edit_task" if what == "form" else "snooze")
    elif what == "pane":
        page.show_view("i_owe")
        window.desk.open_account(page.model.record(0)[0].account_id)
        window.desk.seat.pane.lines.stand_at(window.desk.seat.pane.lines.number_of("point 1"))
    elif what == "follow up":
        page.table.selectRow(0)
        window.commands.run("follow_up")
