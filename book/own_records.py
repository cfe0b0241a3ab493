"""What every act on notes and tasks needs first: a living record, who I am, a task of mine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from book.clock import stamp
from book.errors import Refused

if TYPE_CHECKING:
    from book.editing import Edit

LONGEST_TITLE: Final = 1_000
"""Characters of a task's title beyond which it is none."""


def living(edit: Edit, kind: str, number: int) -> dict[str, Any]:
    """A record that is not deleted; raises Refused for others."""
    row = edit.row(kind, number)
    if row["archived_at"] is not None:
        raise Refused(f"That {kind} is deleted.", "Undo brings back what you deleted here.")
    return row


def me_at(edit: Edit, source: str) -> tuple[str | None, str | None]:
    """My id and name in a source."""
    found = edit.connection.execute(
        "SELECT s.me_id, coalesce(t.name, s.me_email) FROM sources s LEFT JOIN teammates t"
        " ON t.source = s.name AND t.external_id = s.me_id WHERE s.name = ?",
        (source,),
    ).fetchone()
    return (found[0], found[1]) if found else (None, None)


def new_task(edit: Edit, home: int, title: str, due: str | None, body: str = "") -> dict[str, Any]:
    """The stored values of a task of mine at an account, its one home; not yet in the book."""
    account = edit.row("account", home)
    assignee_id, assignee = me_at(edit, str(account["source"]))
    return {
        "account_id": home,
        "title": title,
        "body": body,
        "due": due,
        "assignee_id": assignee_id,
        "assignee": assignee,
        "mine": 1,
        "remote_created_at": stamp(edit.at),
    }
