"""Writing what a person may change of an account: stage, labels, and fields of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from book import stages
from book.clock import stamp
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused, Usage
from book.home import home_of_fact
from book.records import AccountId, Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules


def move_stage(
    store: Store,
    rules: HouseRules,
    account_ids: Sequence[AccountId],
    label: str,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Moves accounts on the pipeline, all or none.

    Raises Refused for a move the house rules refuse; ask `check_move` for warnings before.
    """
    words = _words(f"Move to “{label}”", account_ids)
    with editing(store, rules, words, hold_seconds=hold_seconds) as edit:
        for shown in dict.fromkeys(account_ids):
            account_id = home_of_fact(edit.connection, shown, "stage")
            row = edit.row("account", account_id)
            if row["stage"] == label:
                continue
            move = stages.check(rules, row["stage"], label, _reached(edit, account_id))
            if move.verdict == "refuse":
                raise Refused(move.words, "Choose another stage.")
            edit.set("account", account_id, {"stage": label, "stage_since": stamp(edit.at)})
    return edit.changed


def check_move(store: Store, rules: HouseRules, account_id: AccountId, label: str) -> stages.Move:
    """What the house rules say of a move before it is made."""
    account_id = AccountId(home_of_fact(store.connection, account_id, "stage"))
    row = store.row("SELECT stage FROM accounts WHERE id = ?", (account_id,))
    reached = [
        text
        for pair in store.rows(
            "SELECT old, new FROM changes WHERE record_id = ? AND record = 'account'"
            " AND field = 'stage'",
            (account_id,),
        )
        for text in pair
        if text
    ]
    return stages.check(rules, row[0] if row else None, label, reached)


def write_field(
    store: Store,
    rules: HouseRules,
    account_ids: Sequence[AccountId],
    field: Literal["plan", "slack_channel"],
    value: str | None,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Sets a label of accounts that their source lets us write."""
    words = _words(f"Set {field.replace('_', ' ')}", account_ids)
    with editing(store, rules, words, hold_seconds=hold_seconds) as edit:
        for shown in dict.fromkeys(account_ids):
            account_id = home_of_fact(edit.connection, shown, field)
            edit.set("account", account_id, {field: value.strip() if value else None})
    return edit.changed


def set_sentiment(
    store: Store, rules: HouseRules, account_ids: Sequence[AccountId], value: int | None
) -> Changed:
    """Keeps how I feel about accounts, 1 to 5; it never leaves this laptop."""
    if value is not None and not 1 <= value <= 5:
        raise Usage(f"{value} is no sentiment.", "Say 1 to 5.")
    with editing(store, rules, _words("Set sentiment", account_ids)) as edit:
        for account_id in dict.fromkeys(account_ids):
            edit.set("account", account_id, {"sentiment": value})
    return edit.changed


def _words(act: str, account_ids: Sequence[AccountId]) -> str:
    return act if len(account_ids) == 1 else f"{act} for {len(account_ids)} accounts"


def _reached(edit: Edit, account_id: int) -> list[str]:
    rows = edit.connection.execute(
        "SELECT old, new FROM changes WHERE record_id = ? AND record = 'account'"
        " AND field = 'stage'",
        (account_id,),
    ).fetchall()
    return [text for pair in rows for text in pair if text]
