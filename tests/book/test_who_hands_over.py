"""Who writes that something was handed over: one place queues it, all others note what was done.

Read from the source itself, so that a new way cannot come past the one that asks what lacks.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("book", "desktop", "sync", "ui")


def written() -> Iterator[tuple[str, ast.Call]]:
    """Every call that puts a handover into the book: its module and function, and the call."""
    for file in sorted(each for part in PARTS for each in (ROOT / part).rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if '"handover"' not in text:
            continue
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef):
                for call in ast.walk(function):
                    if _inserts(call):
                        assert isinstance(call, ast.Call)
                        yield f"{name}.{function.name}", call


def _inserts(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "insert"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == "handover"
    )


def by_hand(call: ast.Call) -> bool:
    """Whether the row says that a person did it, so that nothing is owed to a source."""
    row = call.args[1]
    return isinstance(row, ast.Dict) and any(
        isinstance(key, ast.Constant)
        and key.value == "by_hand"
        and isinstance(value, ast.Constant)
        and value.value == 1
        for key, value in zip(row.keys, row.values, strict=True)
    )


def test_one_function_alone_queues_a_handover() -> None:
    found = dict(written())
    assert [name for name, call in found.items() if not by_hand(call)] == [
        "book.handing_over._insert"
    ]
    assert len(found) > 1, "those that note by hand are seen too"


def test_that_function_is_called_only_where_the_form_was_checked_or_a_person_did_it() -> None:
    tree = ast.parse((ROOT / "book" / "handing_over.py").read_text(encoding="utf-8"))
    callers = {}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
            named = [each.func.id for each in calls if isinstance(each.func, ast.Name)]
            if "_insert" in named:
                told = any(one.arg == "by_hand" for each in calls for one in each.keywords)
                callers[function.name] = ({"check", "_check_first"} <= set(named), told)
    assert callers == {
        "send": (True, False),
        "send_new": (True, False),
        "note_handed": (False, True),
    }


def test_no_sql_of_its_own_puts_a_handover_into_the_book() -> None:
    found = [
        file.name
        for part in PARTS
        for file in (ROOT / part).rglob("*.py")
        if "INSERT INTO handovers" in file.read_text(encoding="utf-8")
    ]
    assert found == []
