"""Markdown from the HTML that services keep notes in, in one pass and in linear time.

Only the few tags a note is written with mean anything here; every other tag is dropped and its
text stays, while scripts and styles go whole. A tag ends at the first `>`: the services escape
that character inside attributes, and looking for the right quote again and again would let a
hostile note take minutes. Python's own `html.parser` does look again, hence this scanner.

What `sync.markdown_html` sent comes back as it was written: a line that begins with `KEPT` is
taken as it stands.
"""

from __future__ import annotations

import html
import re
from typing import Final

KEPT: Final = "\u2060"
"""The word joiner, which takes no room. At the start of a line: its signs and spaces are the
person's own. Twice there: no blank line comes between it and the list above. At the end of a list
item: its mark is `*` or `1)`. Between two braces: they are no placeholder."""
TAB_END: Final = "\u2063"
"""The invisible separator, which takes no room either. Two of them with nothing but blanks between
are a tab: a service that makes one blank of many, or takes tabs for blanks, leaves that."""

_WIDE: Final = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "pre", "hr")
)
_BLOCKS: Final = _WIDE | {"div", "tr", "section", "article", "header", "footer"}
_OTHER_MARKS: Final = {"- ": "* ", ". ": ") "}
_MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
_SWALLOWED: Final = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "title", "template", "textarea", "iframe", "svg")
}
_TAG_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,15})")
_ATTRIBUTE = re.compile(
    r"""(?:^|\s)(href|src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_START: Final = re.compile(r"""(?:^|\s)start\s*=\s*["']?(\d{1,9})(?!\d)""", re.IGNORECASE)
_TICKS: Final = re.compile(r"`+")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_TAB: Final = re.compile(rf"{TAB_END}[^\S\n]*{TAB_END}")
_SPECIAL = re.compile(r"[\\`*_<]|\]\(")
_PARTED: Final = re.compile("\\{" + KEPT + "(?=\\{)")
_SAFE_SCHEMES: Final = ("http://", "https://", "mailto:")
_MAX_TAG: Final = 8192
_MAX_DEPTH: Final = 50


def markdown(text: str, *, shaped: bool = False) -> str:
    """The Markdown of an HTML fragment; plain text comes back as itself, escaped.

    With `shaped`, as for a paste, tables and code keep their shape and a list the number it begins
    with; what a service gives back of a note is read line by line, as it was sent.
    """
    if "<" not in text and "&" not in text:
        return _tabbed(_escape(whole(text)).strip())
    writer = _ShapedWriter() if shaped else _Writer()
    _scan(whole(text), writer)
    return writer.finish()


def _scan(text: str, writer: _Writer) -> None:
    at, end = 0, len(text)
    last_close = text.rfind(">")
    while at < end:
        start = text.find("<", at)
        if start < 0 or start > last_close:
            writer.text(text[at:])
            return
        if start > at:
            writer.text(text[at:start])
        if text.startswith("<!--", start):
            stop = text.find("-->", start + 4)
            # An unclosed comment hides the rest, as it does in a browser.
            at = stop + 3 if stop >= 0 else end
            continue
        match = _TAG_NAME.match(text, start + 1)
        if match is None and text[start + 1] not in "!?/":
            writer.text("<")
            at = start + 1
            continue
        stop = text.find(">", start)
        if match is not None:
            name, closing = match[1].lower(), text[start + 1] == "/"
            if name in _SWALLOWED and not closing:
                found = _SWALLOWED[name].search(text, stop + 1)
                at = found.start() if found is not None else end
                continue
            inside = text[match.end() : stop] if stop - start <= _MAX_TAG else ""
            writer.tag(name, closing, inside)
        at = stop + 1


class _Frame:
    """An open mark or link: what was written since it opened."""

    __slots__ = ("href", "name", "parts")

    def __init__(self, name: str, href: str = "") -> None:
        self.name = name
        self.href = href
        self.parts: list[str] = []


class _Writer:
    """Collects finished lines; the line in hand is a stack of open marks."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._frames = [_Frame("")]
        self._lists: list[list[int | None]] = []
        self._prefix = ""
        self._kept = False
        """Whether the line in hand is taken as it stands."""
        self._close_to_list = False
        self._last_block = ""

    def text(self, raw: str) -> None:
        """Words between tags."""
        parts = self._frames[-1].parts
        plain = _unescape(raw)
        bare = plain.lstrip()
        if bare.startswith(KEPT) and not any(frame.parts for frame in self._frames):
            self._kept = True
            plain = bare.removeprefix(KEPT)
            self._close_to_list = plain.startswith(KEPT)
            plain = plain.removeprefix(KEPT)
        if self._kept:
            parts.append(plain.replace("\u00a0", " ").replace("\n", " "))
            return
        if any(frame.name == "code" for frame in self._frames):
            parts.append(_SPACE.sub(" ", plain).replace("`", "'"))
            return
        parts.append(_escape(_SPACE.sub(" ", plain)))

    def tag(self, name: str, closing: bool, inside: str) -> None:
        """One tag; a tag without a meaning here only goes."""
        if name == "br":
            self._end_line()
        elif name in _BLOCKS:
            self._end_line()
            if name in _WIDE and not self._lists:
                self._blank_line()
            self._last_block = name
        elif name in ("ul", "ol"):
            self._list(name, closing, inside)
        elif name == "li":
            self._item(closing)
        elif name in _MARKS or name == "a":
            self._close(name) if closing else self._open(name, inside)
        elif name == "img" and not closing:
            self._image(inside)
        elif name in ("td", "th"):
            self._frames[-1].parts.append(" ")

    def finish(self) -> str:
        """Everything, with no blank line at either end and never two in a row."""
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def _open(self, name: str, inside: str) -> None:
        if len(self._frames) < _MAX_DEPTH:
            href = _attributes(inside).get("href", "") if name == "a" else ""
            self._frames.append(_Frame(name, href))

    def _close(self, name: str) -> None:
        if any(frame.name == name for frame in self._frames[1:]):
            while self._frames[-1].name != name:
                self._fold()
            self._fold()

    def _fold(self) -> None:
        """Closes the innermost mark and hands its text to the one around it."""
        frame = self._frames.pop()
        text = "".join(frame.parts)
        inner = text.strip()
        if inner:
            before = " " if text[0] == " " else ""
            after = " " if text[-1] == " " else ""
            text = f"{before}{_marked(frame, inner)}{after}"
        self._frames[-1].parts.append(text)

    def _end_line(self) -> None:
        """Ends the line in hand; marks still open go on in the next line."""
        again = [(frame.name, frame.href) for frame in self._frames[1:]]
        while len(self._frames) > 1:
            self._fold()
        line = "".join(self._frames[0].parts)
        self._frames[0].parts.clear()
        kept, self._kept = self._kept, False
        if not kept:
            line = _SPACE.sub(" ", line).strip()
        line = _tabbed(line)
        if line or kept:
            self._write(line)
        self._frames.extend(_Frame(name, href) for name, href in again)

    def _write(self, line: str) -> None:
        if self._prefix and line.endswith(KEPT):
            line = line.removesuffix(KEPT)
            mark = _OTHER_MARKS.get(self._prefix[-2:])
            self._prefix = self._prefix[:-2] + mark if mark else self._prefix
        if self._close_to_list and self._lines and not self._lines[-1]:
            self._lines.pop()
        self._close_to_list = False
        self._lines.append(self._prefix + line)
        self._prefix = self._indent(len(self._lists))

    def _blank_line(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _list(self, name: str, closing: bool, inside: str = "") -> None:
        self._end_line()
        if closing:
            if self._lists:
                self._lists.pop()
        elif len(self._lists) < _MAX_DEPTH:
            if not self._lists and self._last_block != "div":
                self._blank_line()
            self._lists.append([self._before_first(inside) if name == "ol" else None])
        self._last_block = name
        self._prefix = self._indent(len(self._lists))
        if not self._lists:
            self._blank_line()

    def _before_first(self, _inside: str) -> int:
        """The number before that of a list's first item."""
        return 0

    def _item(self, closing: bool) -> None:
        self._end_line()
        indent = self._indent(len(self._lists) - 1)
        if closing:
            self._prefix = self._indent(len(self._lists))
            return
        bullet = "- "
        if self._lists and (count := self._lists[-1][0]) is not None:
            self._lists[-1][0] = count + 1
            bullet = f"{count + 1}. "
        self._prefix = indent + bullet

    def _indent(self, depth: int) -> str:
        """What a line inside so many lists starts with: the width of each one's bullet."""
        lists = self._lists[: max(depth, 0)]
        return "".join(
            "  " if counter[0] is None else " " * len(f"{max(counter[0], 1)}. ")
            for counter in lists
        )

    def _image(self, inside: str) -> None:
        found = _attributes(inside)
        source = _safe_address(found.get("src", ""))
        words = _escape(found.get("alt", "")).strip()
        self._frames[-1].parts.append(f"![{words}]({source})" if source else words)


class _ShapedWriter(_Writer):
    """Keeps the rows of a table, the lines of code, and the number a list begins with."""

    def __init__(self) -> None:
        super().__init__()
        self._code: list[str] | None = None
        """What was said since `<pre>`, as it stands."""
        self._rows: list[list[str]] = []
        self._tables = 0
        """How many tables are open; the rows of one within another are words of its cell."""

    def text(self, raw: str) -> None:
        """Words between tags; within code every blank and line end is a word's."""
        if self._code is not None:
            self._code.append(_unescape(raw).replace("\u00a0", " "))
        else:
            super().text(raw)

    def tag(self, name: str, closing: bool, inside: str) -> None:
        """One tag; what parts lines elsewhere parts words within a cell."""
        if name == "pre" and not self._tables:
            self._end_code() if closing else self._begin_code()
        elif self._code is not None:
            if name == "br" or (name in _BLOCKS and closing):
                self._code.append("\n")
        elif name == "table":
            self._table(closing)
        elif not self._tables:
            super().tag(name, closing, inside)
        elif name in ("td", "th", "tr") and self._tables == 1:
            self._end_cell()
            if name == "tr" and not closing:
                self._rows.append([])
            elif name != "tr" and not closing:
                if not self._rows:
                    self._rows.append([])
                self._rows[-1].append("")
        elif name == "br" or name in _BLOCKS or name in ("ul", "ol", "li", "td", "th"):
            self._frames[-1].parts.append(" ")
        else:
            super().tag(name, closing, inside)

    def finish(self) -> str:
        """Everything, also what nobody closed."""
        self._end_code()
        while self._tables:
            self._table(closing=True)
        return super().finish()

    def _before_first(self, inside: str) -> int:
        found = _START.search(inside)
        return max(int(found[1]), 1) - 1 if found else 0

    def _begin_code(self) -> None:
        if self._code is None:
            self._end_line()
            self._blank_line()
            self._code = []

    def _end_code(self) -> None:
        if self._code is None:
            return
        lines = "".join(self._code).replace("\r\n", "\n").strip("\n").split("\n")
        self._code = None
        if lines == [""]:
            return
        longest = max((len(run) for line in lines for run in _TICKS.findall(line)), default=0)
        fence = "`" * max(3, longest + 1)
        for line in (fence, *(one.rstrip() for one in lines), fence):
            self._lines.append((self._prefix + line).rstrip())
            self._prefix = self._indent(len(self._lists))
        self._blank_line()

    def _table(self, closing: bool) -> None:
        if not closing:
            if not self._tables:
                self._end_line()
                self._blank_line()
                self._rows = []
            self._tables += 1
            return
        if self._tables == 1:
            self._end_cell()
            self._write_rows([row for row in self._rows if any(row)])
            self._last_block = "table"
        self._tables = max(0, self._tables - 1)

    def _end_cell(self) -> None:
        """What was said since the cell began is its; words between cells are the last one's."""
        while len(self._frames) > 1:
            self._fold()
        words = _SPACE.sub(" ", "".join(self._frames[0].parts)).strip()
        self._frames[0].parts.clear()
        if words and self._rows and self._rows[-1]:
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {words}".strip()
        elif words:
            self._write(words)

    def _write_rows(self, rows: list[list[str]]) -> None:
        """A table under its first row; one of a single column is there for its looks only.

        Only the first row must have all the cells: to fill up the others could take a square.
        """
        across = max((len(row) for row in rows), default=0)
        if across < 2:
            for row in rows:
                self._write(row[0])
            return
        for at, row in enumerate(rows):
            cells = [cell.replace("|", "\\|") for cell in row]
            if not at:
                cells += [""] * (across - len(row))
            self._write(f"| {' | '.join(cells)} |")
            if not at:
                self._write(f"|{' --- |' * across}")
        self._blank_line()


def _tabbed(line: str) -> str:
    """The same with the tabs that were sent as blanks between two signs."""
    return _TAB.sub("\t", line) if TAB_END in line else line


def _marked(frame: _Frame, inner: str) -> str:
    if frame.name == "a":
        address = _safe_address(frame.href)
        if address == frame.href.strip() and inner in (address, _escape(address)):
            return address
        return f"[{inner}]({address})" if address else inner
    mark = _MARKS[frame.name]
    return f"{mark}{inner}{mark}"


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(inside):
        found.setdefault(name.lower(), _SPACE.sub(" ", _unescape(double or single or bare)))
    return found


def _safe_address(address: str) -> str:
    """A web or mail address fit for a Markdown link, or nothing."""
    address = address.strip()
    if not address.lower().startswith(_SAFE_SCHEMES) or not address.isprintable():
        return ""
    for character, coded in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
        address = address.replace(character, coded)
    return address


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    try:
        return whole(html.unescape(text))
    except ValueError:
        # A numeric entity with thousands of digits; what it meant is nobody's loss.
        return text


def whole(text: str) -> str:
    """Text without halves of surrogate pairs and NULs, which no database takes, and with braces
    that are together again."""
    if text.isascii():
        return text.replace("\0", "")
    return _PARTED.sub("{", text.encode("utf-8", "ignore").decode("utf-8").replace("\0", ""))


def _escape(text: str) -> str:
    """Marks what Markdown would read as a sign of its own, and no more than that.

    A sign inside a word or between spaces has no meaning to Markdown, so `snake_case` and
    `2 * 3` stay as the person typed them.
    """
    return _SPECIAL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    sign, text, at = match[0], match.string, match.start()
    before = text[at - 1] if at else " "
    after = text[match.end()] if match.end() < len(text) else " "
    if sign == "](":
        return "]\\("
    if sign == "<" and not (after.isalpha() or after in "/!?"):
        return sign
    if sign == "\\" and (after.isalnum() or after.isspace()):
        return sign
    if sign in "*_" and before.isspace() and after.isspace():
        return sign
    if sign == "_" and before.isalnum() and after.isalnum():
        return sign
    return "\\" + sign
