"""What an act of the person is about: the selected rows of the page in view, else the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book.records import AccountId, Point, Task

if TYPE_CHECKING:
    from ui.window.desk import Desk


def accounts(desk: Desk) -> list[AccountId]:
    """The selected accounts from top to bottom, the one in the pane where nothing is selected."""
    shown = desk.shown
    if shown is not None and shown.picks is not None and desk.rows is not None:
        return shown.picks()
    return [desk.account] if desk.account is not None else []


def tasks(desk: Desk) -> list[Task]:
    """The selected tasks from top to bottom; none on a page without tasks."""
    shown = desk.shown
    return shown.picked_tasks() if shown is not None and shown.picked_tasks is not None else []


def points(desk: Desk) -> list[Point]:
    """The selected points from top to bottom; none on a page without points."""
    shown = desk.shown
    return shown.picked_points() if shown is not None and shown.picked_points is not None else []


def pass_on(desk: Desk) -> None:
    """Stand on the row after what is selected, before that leaves."""
    shown = desk.shown
    if shown is not None and shown.pass_on is not None:
        shown.pass_on()
