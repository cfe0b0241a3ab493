"""The rules a source file must keep that no linter holds, read from its syntax tree.

Each rule is a function from one parsed file to its findings; `RULES` lists them all, and
`test_source_rules.py` shows every one of them catching a planted breach.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple

PACKAGES = ("book", "sync", "ui", "desktop")

MODULE_LINES = 500
FUNCTION_LINES = 70
CLASS_METHODS = 20

SUPERVISORS = {
    "desktop/supervisor.py": "turns whatever reaches it into one line and an exit status",
    "sync/pipe.py": "a fault inside the engine becomes an answer on the pipe",
}
"""The only files that may catch everything, each with its reason."""

TASK_SPAWNER = "desktop/tasks.py"
MAIN_LOOP = "desktop/event_loop.py"
"""Where the program's one event loop is entered."""

DRAWERS = {"util", "utils", "common", "helper", "helpers", "manager", "misc"}
"""Names that say nothing, so everything ends up under them."""

MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))")


class Finding(NamedTuple):
    """One breach: where, which rule, and what is wrong in words."""

    path: PurePosixPath
    line: int
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.words}"


class Source:
    """One Python file: its path inside the repository, its text, its tree."""

    def __init__(self, path: str | PurePosixPath, text: str) -> None:
        self.path = PurePosixPath(path)
        self.text = text

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node, in no particular order."""
        return list(ast.walk(self.tree))

    @property
    def shipped(self) -> bool:
        """Whether the file is part of the program, not of its tests or tools."""
        return self.path.parts[0] in PACKAGES

    def finding(self, node: ast.AST | int, rule: str, words: str) -> Finding:
        """A breach at that node, or at that line."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Finding(self.path, line, rule, words)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def length(node: ast.stmt) -> int:
    """Lines from the first to the last of a statement, decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def sizes(source: Source) -> Iterator[Finding]:
    """Modules, functions and classes keep below their stops."""
    lines = len(source.text.splitlines())
    if lines > MODULE_LINES:
        yield source.finding(1, "size", f"{lines} lines; the stop is {MODULE_LINES}")
    for node in source.nodes:
        if isinstance(node, Function) and length(node) > FUNCTION_LINES:
            words = f"{node.name} has {length(node)} lines; the stop is {FUNCTION_LINES}"
            yield source.finding(node, "size", words)
        if isinstance(node, ast.ClassDef):
            methods = {part.name for part in node.body if isinstance(part, Function)}
            if len(methods) >= CLASS_METHODS:
                words = f"{node.name} has {len(methods)} methods; keep below {CLASS_METHODS}"
                yield source.finding(node, "size", words)


def is_override(node: Function) -> bool:
    """Whether the contract stands at the base: marked so, or in Qt's own spelling."""
    marks = {ast.unparse(mark).split("(")[0].rpartition(".")[2] for mark in node.decorator_list}
    mixed = re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)+", node.name) is not None
    qt = mixed or node.name in {"data", "event", "flags", "index", "parent", "paint"}
    return bool(marks & {"override", "overload", "setter", "deleter"}) or qt


def undocumented(body: Iterable[ast.stmt], inside: str = "") -> Iterator[tuple[ast.stmt, str]]:
    """Public classes and functions of a body that say nothing about themselves."""
    for node in body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if isinstance(node, Function) and inside and is_override(node):
            continue
        if ast.get_docstring(node) is None:
            yield node, inside + node.name
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body, f"{inside}{node.name}.")


def docstrings(source: Source) -> Iterator[Finding]:
    """Every module and every public name of the program states its contract."""
    if not source.shipped:
        return
    if ast.get_docstring(source.tree) is None:
        yield source.finding(1, "docstring", "the module does not say what it owns")
    for node, name in undocumented(source.tree.body):
        yield source.finding(node, "docstring", f"{name} has no docstring")


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler always ends in a bare `raise`, so that nothing is swallowed."""
    last = handler.body[-1]
    leaves = any(isinstance(node, ast.Return) for node in inside(handler.body))
    return isinstance(last, ast.Raise) and last.exc is None and not leaves


def broad_excepts(source: Source) -> Iterator[Finding]:
    """Nobody catches everything but the named supervisors, or to clean up and pass it on."""
    if not source.shipped or str(source.path) in SUPERVISORS:
        return
    for node in source.nodes:
        caught: list[ast.expr] = []
        if isinstance(node, ast.ExceptHandler):
            if passes_on(node):
                continue
            if node.type is None:
                yield source.finding(node, "broad except", "bare except")
            else:
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            caught = node.args
        for kind in caught:
            if ast.unparse(kind).rpartition(".")[2] in {"Exception", "BaseException"}:
                yield source.finding(node, "broad except", f"catches {ast.unparse(kind)}")


def task_groups(source: Source) -> set[str]:
    """Names bound by `async with TaskGroup() as name`: their tasks cannot be lost."""
    return {
        ast.unparse(item.optional_vars)
        for node in source.nodes
        if isinstance(node, ast.AsyncWith)
        for item in node.items
        if item.optional_vars is not None and "TaskGroup" in ast.unparse(item.context_expr)
    }


def banned_calls(source: Source) -> Iterator[Finding]:
    """No nested event loops, and no task that nobody keeps."""
    if not source.shipped:
        return
    groups = task_groups(source)
    for node in source.nodes:
        if not isinstance(node, ast.Call):
            continue
        receiver, _, name = ast.unparse(node.func).rpartition(".")
        main_loop = receiver == "app" and str(source.path) == MAIN_LOOP
        drag = "drag" in receiver.lower()  # the platform has no other way
        if name in {"exec", "exec_"} and receiver and not drag and not main_loop:
            yield source.finding(node, "nested loop", "use open() and its finished signal")
        if name in {"processEvents", "asyncClose"}:
            yield source.finding(node, "nested loop", f"{name} spins the loop inside itself")
        spawns = name in {"create_task", "ensure_future"} and receiver not in groups
        if spawns and str(source.path) != TASK_SPAWNER:
            yield source.finding(node, "lost task", f"{name} outside {TASK_SPAWNER}")
    for node in source.nodes:
        if isinstance(node, Function) and any(
            "asyncClose" in ast.unparse(mark) for mark in node.decorator_list
        ):
            yield source.finding(node, "nested loop", "asyncClose spins the loop inside itself")


def inside(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node that runs with this body; functions defined in it run later."""
    for node in body:
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            yield from inside(ast.iter_child_nodes(node))


def made_for_with(source: Source) -> set[ast.AST]:
    """What stands in functions that are themselves context managers."""
    return {
        part
        for node in source.nodes
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(mark) == "contextmanager" for mark in node.decorator_list)
        for part in inside(node.body)
    }


def awaits_while_writing(source: Source) -> Iterator[Finding]:
    """A transaction ends before anybody else gets a turn."""
    for node in source.nodes:
        if not isinstance(node, ast.With):
            continue
        openers = (item.context_expr for item in node.items)
        if not any(re.search(r"\.writing\(|\bediting\(", ast.unparse(one)) for one in openers):
            continue
        for part in inside(node.body):
            if isinstance(part, ast.Yield) and part in made_for_with(source):
                continue  # what stands in the caller's `with` is looked at there
            if isinstance(part, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Yield):
                words = "another coroutine would share the transaction"
                yield source.finding(part, "await while writing", words)


def drawers(source: Source) -> Iterator[Finding]:
    """A module or class is called after what it owns."""
    for part in (*source.path.parts[:-1], source.path.stem):
        if set(part.lower().split("_")) & DRAWERS:
            yield source.finding(1, "name", f"{part} says nothing about what is in it")
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            words = re.findall(r"[A-Z][a-z0-9]*", node.name)
            if {word.lower() for word in words} & DRAWERS:
                yield source.finding(node, "name", f"{node.name} says nothing about what it owns")


def open_ends(source: Source) -> Iterator[Finding]:
    """What is left to do is an issue, and the comment names it."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and (mark := MARKS.search(token.string)):
            words = f"{mark[1]} without an issue: write {mark[1]}(#12)"
            yield source.finding(token.start[0], "open end", words)


RULES: tuple[Callable[[Source], Iterator[Finding]], ...] = (
    sizes,
    docstrings,
    broad_excepts,
    banned_calls,
    awaits_while_writing,
    drawers,
    open_ends,
)


def findings(source: Source) -> list[Finding]:
    """Everything that is wrong with one file, in order of lines."""
    found = (finding for rule in RULES for finding in rule(source))
    return sorted(found, key=lambda finding: finding.line)
