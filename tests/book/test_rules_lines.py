"""The line of a key, in every way TOML has of writing one."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.rules_lines import key_lines, line_of
from book.rules_shape import KeyPath

DOCUMENT = '''# a comment with a = sign and a "quote
title = "one" # [not.a.table]

[table]
plain = 1
"quoted key" = 2
'literal.key' = 3
dotted.inner.deep = 4
dotted.inner.other = 5

[table.sub]
text = """
[fake]
plain = 99
"""   # after the text
raw = \'\'\'
[[fake]]
it''s "raw" \\\'\'\'
last = 6

[[list]]
name = "a"
inline = { x = 1, y = { z = "}" }, "w w" = [1, 2] }

[list.sub]
deep = 7

[[list]]
name = "b"
numbers = [
  1, # one
  [2, 3],
  { p = 4 },

  "]",
]

[[list.inner]]
q = 8
[[list.inner]]
q = 9

[ spaced . "out" ]
when = 2026-10-01 07:30:00
"""odd" = 1
'''.replace('"""odd"', '"odd\\u0021"')


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("table",), 4),
        (("table", "plain"), 5),
        (("table", "quoted key"), 6),
        (("table", "literal.key"), 7),
        (("table", "dotted", "inner", "deep"), 8),
        (("table", "dotted"), 8),
        (("table", "dotted", "inner", "other"), 9),
        (("table", "sub"), 11),
        (("table", "sub", "text"), 12),
        (("table", "sub", "raw"), 16),
        (("table", "sub", "last"), 19),
        (("list",), 21),
        (("list", 0), 21),
        (("list", 0, "inline"), 23),
        (("list", 0, "inline", "y", "z"), 23),
        (("list", 0, "inline", "w w", 1), 23),
        (("list", 0, "sub", "deep"), 26),
        (("list", 1), 28),
        (("list", 1, "name"), 29),
        (("list", 1, "numbers"), 30),
        (("list", 1, "numbers", 0), 31),
        (("list", 1, "numbers", 1, 1), 32),
        (("list", 1, "numbers", 2, "p"), 33),
        (("list", 1, "numbers", 3), 35),
        (("list", 1, "inner", 0, "q"), 39),
        (("list", 1, "inner", 1, "q"), 41),
        (("spaced", "out"), 43),
        (("spaced", "out", "when"), 44),
        (("spaced", "out", "odd!"), 45),
    ],
    ids=str,
)
def test_a_key_stands_on_its_line(path: KeyPath, line: int):
    assert key_lines(DOCUMENT)[path] == line


def test_every_key_that_tomllib_sees_has_a_line_and_no_other():
    assert set(key_lines(DOCUMENT)) == set(paths_in(tomllib.loads(DOCUMENT)))


@pytest.mark.parametrize(
    ("path", "line"),
    [(("table", "missing"), 4), (("list", 1, "inner", 7, "q"), 38), (("nothing",), 1), ((), 1)],
)
def test_a_key_that_is_not_there_has_the_line_of_its_table(path: KeyPath, line: int):
    assert line_of(key_lines(DOCUMENT), path) == line


def test_windows_line_ends_count_once():
    assert key_lines("a = 1\r\n[b]\r\nc = '''\r\n'''\r\nd = 2\r\n")["b", "d"] == 5


@pytest.mark.parametrize(
    "broken", ["a = [", "[a", "a", "= 1", 'a = "', "a = {b = }", "[[a]", "a = "]
)
def test_a_text_that_is_no_toml_does_no_harm(broken: str):
    assert all(line >= 1 for line in key_lines(f"first = 1\n{broken}").values())


def paths_in(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    """Every key and list entry of parsed TOML."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [path] if path else []
    for key, entry in inner:
        found += paths_in(entry, (*path, key))
    return found


VALUES = st.sampled_from(
    [
        "1",
        '"a # b"',
        "'[x]'",
        '"""\nq = 1\n"""',
        "[\n1,\n]",
        "{ k = 1 }",
        "2026-10-01",
        "-0.5",
        "''",
    ]
)
KEYS = st.sampled_from(["a", "b-1", '"c d"', "'e.f'", "g.h", 'i."j k".l'])


@given(st.lists(st.tuples(st.booleans(), KEYS, VALUES, st.integers(0, 2)), max_size=12))
def test_lines_are_right_in_texts_put_together_at_random(parts: list[tuple[bool, str, str, int]]):
    text, table = "", ""
    wanted: dict[KeyPath, int] = {}
    for number, (header, key, value, gap) in enumerate(parts):
        text += "# gap = 0\n" * gap
        if header:
            table = f"t{number}"
            text += f"[[{table}]]\n" if gap else f"[{table}]\n"
            table = f"{table}[]" if gap else table
        path: KeyPath = ()
        if table:
            path = (table[:-2], 0) if table.endswith("[]") else (table,)
        wanted[*path, f"k{number}"] = text.count("\n") + 1
        text += f"k{number}.{key} = {value}\n"
    lines = key_lines(text)
    assert {path: lines[path] for path in wanted} == wanted
    assert set(lines) == set(paths_in(tomllib.loads(text)))
