"""The sentences of the conflicts screen."""

from __future__ import annotations

from ui.conflict.shown import ShownConflict, ShownField
from ui.queue.words import isolated
from ui.words import plural, say


def heading(one: ShownConflict) -> str:
    """`Note on Acme: edited here and in Vitally`."""
    account, source = isolated(one.account), one.source
    if one.kind == "note":
        return say("Note on {account}: edited here and in {source}", account=account, source=source)
    if one.kind == "task":
        return say("Task on {account}: edited here and in {source}", account=account, source=source)
    return say("{account}: edited here and in {source}", account=account, source=source)


def promise(one: ShownConflict) -> str:
    """Where both began, and that nothing is lost."""
    stay = (
        say("Nothing is lost: whatever you choose, both texts stay in the history.")
        if one.way == "text"
        else say("Nothing is lost: whatever you choose, both stay in the history.")
    )
    if not one.base_at:
        return stay
    return say("Both began from the version of {moment}. {stay}", moment=one.base_at, stay=stay)


def kind_name(one: ShownConflict) -> str:
    """What kind of record it is."""
    return {"note": say("Note"), "task": say("Task"), "account": say("Account")}[one.kind]


def field_name(one: ShownConflict) -> str:
    """The field in a word."""
    named = {
        "body": say("Text"),
        "subject": say("Title"),
        "title": say("Title"),
        "day": say("Day"),
        "due": say("Due"),
        "tags": say("Tags"),
        "stage": say("Stage"),
        "plan": say("Plan"),
        "slack_channel": say("Slack channel"),
        "account_id": say("Account"),
        "completed_at": say("Done"),
        "archived_at": say("Deleted"),
    }
    return named.get(one.field, one.field)


def listed(one: ShownConflict) -> str:
    """The second line of a conflict in the list: `Note “Call with Kim”: text`."""
    kind, field = kind_name(one), field_name(one)
    if not one.title:
        return say("{kind}: {field}", kind=kind, field=field)
    return say("{kind} “{title}”: {field}", kind=kind, title=isolated(one.title), field=field)


def place_of(number: int, total: int) -> str:
    """`1 of 3`."""
    return say("{n} of {total}", n=number, total=total)


def lines_changed(n: int) -> str:
    """How many lines a side changed."""
    return plural(n, "{n} line changed", "{n} lines changed") if n else say("nothing changed")


def lines_overlap(n: int) -> str:
    """How many lines wait for a decision, where all fields are listed."""
    if not n:
        return say("settled below")
    return plural(n, "{n} line overlaps, choose below", "{n} lines overlap, choose below")


def lines_to_settle(n: int) -> str:
    """The same above the result."""
    return plural(n, "{n} line to settle", "{n} lines to settle") if n else say("all settled")


def kept_twice(n: int) -> str:
    """What happens to overlapping lines nobody decides."""
    if not n:
        return ""
    return plural(
        n,
        "The overlapping line is kept twice until you decide.",
        "The overlapping lines are kept twice until you decide.",
    )


def result_aside(field: ShownField) -> str:
    """How the result of a field that needs nobody came about."""
    if field.mine == field.theirs:
        return ""
    if field.result == field.mine:
        return say("changed here only")
    if field.result == field.theirs:
        return say("changed there only")
    return say("joined by itself")


def lines_left_out(n: int) -> str:
    """Stands for lines that a very long text does not show."""
    return plural(n, "… {n} more line", "… {n} more lines")


def nothing(value: str) -> str:
    """A value as it stands in the table: what is not there is said in a word."""
    return value or say("none")


def status(total: int) -> str:
    """What the status bar says: how many."""
    return plural(total, "{n} conflict", "{n} conflicts") if total else say("No conflicts")


def hint(total: int, *, letters: bool) -> str:
    """The keys that act, beside it."""
    if not total or not letters:
        return ""
    return say("N next difference · 1 mine · 2 theirs · 3 both")
