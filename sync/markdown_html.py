"""Markdown as the few HTML tags that services keep, so that it reads back as it was written.

`book.html_text.markdown` is the referee: a line travels as marked-up text where that reads back
to the letter, else as plain text with its marks, after the sign that says "as it stands". So
what has no tag here (headings, quotes, tables, fences, tasks, raw HTML) stays readable as it was
typed, and no round trip adds, drops or rewrites a word.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book.html_text import KEPT, TAB_END, markdown, whole

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MOST_MARKED: Final = 200_000
"""A longer text was not written by hand: it travels line by line, without a look for marks."""
_MOST_IN_LINE: Final = 5_000

_ITEM: Final = re.compile(r"( *)(?:([-*])|([1-9]\d{0,8})([.)])) (\S.*)")
_RULE: Final = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*")
_SIGNS: Final = re.compile(r"[\\`*_\[\]!<&\t\f\v]|://|  |^\s|\s$")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+")
_AFTER_ADDRESS: Final = ".,;:!?'*_)]}"
_WIDE_SPACE: Final = re.compile(r"^ | $| (?= )")
_TOGETHER: Final = re.compile(r"\{(?=\{)")
_OWN_MARKS: Final = re.compile(f"^{KEPT}+|{KEPT}+$|(?<=\\{{){KEPT}+(?=\\{{)", re.MULTILINE)
_SENT_TAB: Final = f"{TAB_END}{'&nbsp;' * 4}{TAB_END}"
"""As wide as a tab looks, and still a tab when only one blank of it is left."""


class _Level(Struct):
    """One open list: where its marks stand, where its text begins, how many items it has."""

    tag: str
    indent: int
    content: int
    count: int = 0


def html(text: str) -> str:
    """The HTML of a Markdown text; `markdown` reads it back as the text, but for blank ends."""
    text = _tidied(text)
    if not text:
        return ""
    lines = text.split("\n")
    if len(text) <= MOST_MARKED:
        made = _parted(_Blocks(lines).html())
        if markdown(made) == text:
            return made
    return _parted("<p>" + "<br>".join(KEPT + _spaced(_escaped(one)) for one in lines) + "</p>")


def _tidied(text: str) -> str:
    """The text without blank lines at its ends, and without the signs that only HTML needs."""
    text = whole(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = text.replace(TAB_END, "")
    if KEPT in text:
        text = _OWN_MARKS.sub("", text)
    return text.strip("\n")


class _Blocks:
    """Lines grouped: lists, and runs of other lines, with what stands between them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._at = 0
        self._out: list[str] = []
        self._never_closed: set[str] = set()

    def html(self) -> str:
        """All of it."""
        below_list = False
        while self._at < len(self._lines):
            blank = self._blank_lines()
            if not below_list and _opens_list(self._lines[self._at]):
                self._out.append(self._list())
                below_list = self._more() and self._lines[self._at] != ""
                continue
            self._text(close=below_list and not blank)
            below_list = False
        return "".join(self._out)

    def _more(self) -> bool:
        return self._at < len(self._lines)

    def _blank_lines(self) -> int:
        """Passes over blank lines; the first one needs no sign of its own."""
        count = 0
        while self._lines[self._at] == "":
            count += 1
            if count > 1:
                self._out.append(f"<div>{KEPT}</div>")
            self._at += 1
        return count

    def _text(self, *, close: bool) -> None:
        """Lines up to a blank one or a list. `close`: right below a list."""
        made: list[str] = []
        fence_end = 0
        while self._more():
            line = self._lines[self._at]
            if self._at >= fence_end:
                if line == "" or (made and _opens_list(line)):
                    break
                fence_end = self._fence_end(line)
            one = _line(line, literal=self._at < fence_end)
            if close and not made:
                one = KEPT + (one if one.startswith(KEPT) else KEPT + one)
            made.append(one)
            self._at += 1
        # A list right below a text in `p` would come back with a blank line between.
        tag = "div" if self._more() and self._lines[self._at] != "" else "p"
        self._out.append(f"<{tag}>{'<br>'.join(made)}</{tag}>")

    def _fence_end(self, line: str) -> int:
        """The line after a fenced block that opens here; 0 where none does, or it never ends."""
        opens = _FENCE.fullmatch(line)
        if opens is None or opens[1] in self._never_closed:
            return 0
        closes = re.compile(rf" {{0,3}}{re.escape(opens[1])}{re.escape(opens[1][0])}* *")
        for at in range(self._at + 1, len(self._lines)):
            if closes.fullmatch(self._lines[at]):
                return at + 1
        self._never_closed.add(opens[1])
        return 0

    def _list(self) -> str:
        """A list, down to the first line that does not go on with it."""
        out: list[str] = []
        levels: list[_Level] = []
        while self._more():
            line = self._lines[self._at]
            item = _ITEM.fullmatch(line)
            if item is not None and not _RULE.fullmatch(line):
                if not _enter(levels, item, out):
                    break
                other = KEPT if item[2] == "*" or item[4] == ")" else ""
                out.append(f"<li>{_line(item[5])}{other}")
            elif line.strip() and line.startswith(" " * levels[-1].content):
                out.append("<br>" + _line(line[levels[-1].content :]))
            else:
                break
            self._at += 1
        out += [f"</li></{one.tag}>" for one in reversed(levels)]
        return "".join(out)


def _opens_list(line: str) -> bool:
    item = _ITEM.fullmatch(line)
    first = item is not None and not item[1] and (item[2] is not None or item[3] == "1")
    return first and _RULE.fullmatch(line) is None


def _enter(levels: list[_Level], item: re.Match[str], out: list[str]) -> bool:
    """Closes and opens lists until an item has its place; False where it has none as it reads."""
    indent, tag = len(item[1]), "ul" if item[2] else "ol"
    number = int(item[3] or 0)
    if not levels or indent == levels[-1].content:
        if number > 1:
            return False
        out.append(f"<{tag}>")
        levels.append(_Level(tag, indent, item.start(5), 1))
        return True
    depth = next((at for at, one in enumerate(levels) if one.indent == indent), None)
    if depth is None or levels[depth].tag != tag:
        return False
    here = levels[depth]
    if tag == "ol" and number != here.count + 1:
        return False
    out += [f"</li></{one.tag}>" for one in reversed(levels[depth + 1 :])]
    out.append("</li>")
    del levels[depth + 1 :]
    here.count, here.content = here.count + 1, item.start(5)
    return True


def _line(line: str, *, literal: bool = False) -> str:
    """One line: the first of its forms that reads back to the letter."""
    plain = _escaped(line)
    if not _SIGNS.search(line) and line:
        return plain
    rich = None if literal or len(line) > _MOST_IN_LINE else _rich(line)
    if rich is not None:
        for form in (rich, KEPT + _spaced(rich)):
            if _reads(form, line):
                return form
    return plain if line and _reads(plain, line) else KEPT + _spaced(plain)


def _reads(form: str, line: str) -> bool:
    return markdown(f"<p>{form}</p>") == line


def _rich(line: str) -> str | None:
    """A line with its bold, slanted, code, link and image marks as tags; None for other marks."""
    (inline,) = _reader().parseInline(line)
    out: list[str] = []
    in_link = False
    for token in inline.children or ():
        if token.type == "text":
            out.append(_escaped(token.content) if in_link else _linked(token.content))
        elif token.type == "code_inline":
            out.append(f"<code>{_escaped(token.content)}</code>")
        elif token.type == "link_open":
            in_link = True
            out.append(f'<a href="{_attribute(token, "href")}">')
        elif token.type == "link_close":
            in_link = False
            out.append("</a>")
        elif token.type == "image":
            out.append(f'<img src="{_attribute(token, "src")}" alt="{_escaped(token.content)}">')
        elif token.tag in ("strong", "em"):
            # Tags read back as stars, so marks of low lines stay what they are.
            tag = f"<{'/' if token.nesting < 0 else ''}{token.tag}>"
            out.append(token.markup if token.markup.startswith("_") else tag)
        else:
            return None
    return "".join(out)


def _attribute(token: Token, name: str) -> str:
    return _escaped(str(token.attrs.get(name, "")))


def _linked(text: str) -> str:
    """Plain text in which a bare web address can be followed."""
    out: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AFTER_ADDRESS)
        if "(" in address:
            continue  # it would be read back with its brackets coded
        shown = _escaped(address)
        out.append(f'{_escaped(text[at : found.start()])}<a href="{shown}">{shown}</a>')
        at = found.start() + len(address)
    return "".join(out) + _escaped(text[at:])


def _escaped(text: str) -> str:
    return entities.escape(text, quote=True).replace("&#x27;", "'")


def _spaced(made: str) -> str:
    """The same with spaces that HTML would swallow made to stay, and tabs made to last."""
    return _WIDE_SPACE.sub("&nbsp;", made).replace("\t", _SENT_TAB)


def _parted(made: str) -> str:
    """The same with double braces held apart: Vitally fills in what stands in such braces."""
    return _TOGETHER.sub("{" + KEPT, made)


@cache
def _reader() -> MarkdownIt:
    """Reads the marks inside a line; addresses stay as they were typed."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").disable(["autolink", "html_inline", "entity"])
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return reader
