"""The source rules: each catches a planted breach, and this repository has none."""

from __future__ import annotations

import pytest

from tests.project.repository import ROOT, sources
from tests.project.source_rules import (
    CLASS_METHODS,
    FUNCTION_LINES,
    MAIN_LOOP,
    MODULE_LINES,
    RULES,
    SUPERVISORS,
    Source,
    broad_excepts,
    findings,
)

HEAD = '"""Owns nothing."""\n'


def method_lines(count: int) -> str:
    return "".join(f"    def _m{number}(self): ...\n" for number in range(count))


BREACHES = {
    "long module": ("book/a.py", HEAD + "x = 1\n" * MODULE_LINES, "size"),
    "long function": (
        "tests/book/test_a.py",
        "def f():\n" + "    x = 1\n" * FUNCTION_LINES,
        "size",
    ),
    "long async function": (
        "dev.py",
        "async def f():\n" + "    x = 1\n" * FUNCTION_LINES,
        "size",
    ),
    "many methods": ("dev.py", "class A:\n" + method_lines(CLASS_METHODS), "size"),
    "silent module": ("ui/a.py", "x = 1\n", "docstring"),
    "silent function": ("ui/a.py", HEAD + "def f(): ...\n", "docstring"),
    "silent class": ("sync/a.py", HEAD + "class A: ...\n", "docstring"),
    "silent method": (
        "sync/a.py",
        HEAD + 'class A:\n    """Says so."""\n    def f(self): ...\n',
        "docstring",
    ),
    "silent property": (
        "sync/a.py",
        HEAD + 'class A:\n    """Says so."""\n    @property\n    def f(self): ...\n',
        "docstring",
    ),
    "except Exception": (
        "book/a.py",
        HEAD + "try:\n    pass\nexcept Exception:\n    pass\n",
        "broad except",
    ),
    "except in a tuple": (
        "book/a.py",
        HEAD + "try:\n    pass\nexcept (KeyError, BaseException):\n    pass\n",
        "broad except",
    ),
    "a clean-up that may swallow": (
        "book/a.py",
        HEAD + "try:\n    pass\nexcept BaseException:\n    if x:\n        raise\n",
        "broad except",
    ),
    "a clean-up with a way out": (
        "book/a.py",
        HEAD
        + "def _f():\n    try:\n        pass\n    except BaseException:\n"
        + "        if x:\n            return\n        raise\n",
        "broad except",
    ),
    "bare except": ("book/a.py", HEAD + "try:\n    pass\nexcept:\n    pass\n", "broad except"),
    "suppress": (
        "book/a.py",
        HEAD + "with contextlib.suppress(Exception):\n    pass\n",
        "broad except",
    ),
    "dialog exec": ("ui/a.py", HEAD + "dialog.exec()\n", "nested loop"),
    "a second main loop": ("desktop/a.py", HEAD + "app.exec()\n", "nested loop"),
    "menu exec": ("ui/a.py", HEAD + "QMenu(self).exec_(here)\n", "nested loop"),
    "processEvents": ("ui/a.py", HEAD + "QApplication.processEvents()\n", "nested loop"),
    "asyncClose": (
        "ui/a.py",
        HEAD + "@qasync.asyncClose\nasync def _close(self): ...\n",
        "nested loop",
    ),
    "create_task": ("desktop/a.py", HEAD + "asyncio.create_task(run())\n", "lost task"),
    "loop.create_task": ("sync/a.py", HEAD + "loop.create_task(run())\n", "lost task"),
    "await while writing": (
        "sync/a.py",
        HEAD + "async def _f(store):\n    with store.writing() as c:\n        await g()\n",
        "await while writing",
    ),
    "await while editing": (
        "sync/a.py",
        HEAD + "async def _f(s, r):\n    with editing(s, r, 'x') as e:\n        await g()\n",
        "await while writing",
    ),
    "async for while writing": (
        "sync/a.py",
        HEAD
        + "async def _f(store):\n"
        + "    with a, store.writing(person=False):\n"
        + "        if x:\n            async for y in z: ...\n",
        "await while writing",
    ),
    "utils": ("book/utils.py", HEAD, "name"),
    "common folder": ("ui/common/a.py", HEAD, "name"),
    "date_helpers": ("ui/date_helpers.py", HEAD, "name"),
    "SyncManager": ("sync/a.py", HEAD + 'class SyncManager:\n    """So."""\n', "name"),
    "open end": ("tests/a.py", "x = 1  # TO" + "DO: later\n", "open end"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_each_rule_catches_its_breach(name):
    path, text, rule = BREACHES[name]
    assert {finding.rule for finding in findings(Source(path, text))} == {rule}


def test_every_rule_has_a_breach_planted():
    for rule in RULES:
        assert any(list(rule(Source(path, text))) for path, text, _ in BREACHES.values()), rule


ALLOWED = {
    "a drag has no other way": ("ui/a.py", HEAD + "drag.exec(actions)\n"),
    "the one main loop": (MAIN_LOOP, HEAD + "app.exec()\n"),
    "the builtin": ("ui/a.py", HEAD + "exec(code)\n"),
    "a supervisor": (
        next(iter(SUPERVISORS)),
        HEAD + "try:\n    pass\nexcept Exception:\n    pass\n",
    ),
    "a clean-up that passes the error on": (
        "book/a.py",
        HEAD + "try:\n    pass\nexcept BaseException:\n    undo()\n    raise\n",
    ),
    "a task group keeps its tasks": (
        "sync/a.py",
        HEAD
        + "async def _f():\n"
        + "    async with asyncio.TaskGroup() as group:\n"
        + "        group.create_task(g())\n",
    ),
    "an await after the transaction": (
        "sync/a.py",
        HEAD + "async def _f(store):\n    with store.writing():\n        g()\n    await h()\n",
    ),
    "a function defined in a transaction": (
        "sync/a.py",
        HEAD
        + "def _f(store):\n    with store.writing():\n"
        + "        async def g():\n            await h()\n",
    ),
    "Qt's own method": (
        "ui/a.py",
        HEAD + 'class A:\n    """So."""\n    def paintEvent(self, event): ...\n',
    ),
    "an open end with its issue": ("book/a.py", HEAD + "x = 1  # TO" + "DO(#12): later\n"),
    "the word in a sentence for people": ("book/a.py", HEAD + 'x = "TODO"\n'),
    "a test without a docstring": ("tests/a.py", "def test_a(): ...\n"),
    "one line below the stop": ("book/a.py", HEAD + "x = 1\n" * (MODULE_LINES - 1)),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_left_alone(name):
    path, text = ALLOWED[name]
    assert findings(Source(path, text)) == []


def test_this_repository_keeps_the_rules():
    found = [str(finding) for source in sources() for finding in findings(source)]
    assert not found, "\n" + "\n".join(found)


def test_no_supervisor_is_listed_in_vain():
    for path in SUPERVISORS:
        text = (ROOT / path).read_text(encoding="utf-8")
        elsewhere = Source("book/a.py", text)
        assert list(broad_excepts(elsewhere)), f"{path} catches nothing that needs leave"
