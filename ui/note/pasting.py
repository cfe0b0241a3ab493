"""What is pasted from a browser or a document, as clean Markdown. No Qt.

Scripts, styles and images go; headings, lists, boxes, tables, code,
links and heavy words stay.
"""

from __future__ import annotations

import re
from typing import Final

from book.html_text import markdown

MACHINE_LABEL: Final = "> Machine-made draft, unverified"
"""The line above text that no person wrote. Source: house rule, machine text is labelled."""

_ANY_CASE: Final = re.IGNORECASE
_RICH: Final = re.compile(
    r"<(?:a|b|strong|i|em|h[1-6]|ul|ol|li|table|input|code|blockquote)[\s>]|font-weight",
    _ANY_CASE,
)
_NORMAL_BOLD: Final = re.compile(r"<b\s[^<>]{0,2000}font-weight:\s*normal[^<>]{0,2000}>", _ANY_CASE)
_HEAVY_SPAN: Final = re.compile(
    r"<span\s[^<>]{0,2000}font-weight:\s*(?:[6-9]00|bold)[^<>]{0,2000}>([^<]*)</span>",
    _ANY_CASE,
)
_HEADING: Final = re.compile(r"<h([1-6])(\s[^<>]{0,2000})?>", _ANY_CASE)
_IN_HEADING: Final = re.compile(r"^(#{2,3} )\*\*(.*)\*\*$", re.MULTILINE)
_BOX: Final = re.compile(r"<input\s([^<>]{0,2000})>", _ANY_CASE)
_BOX_ITEM: Final = re.compile(r"<li\s([^<>]{0,2000})>", _ANY_CASE)
_ITEM_PARAGRAPH: Final = re.compile(
    r"(<li(?:\s[^<>]{0,2000})?>)\s*<p(?:\s[^<>]{0,2000})?>", _ANY_CASE
)
_IMAGE: Final = re.compile(r"<img[\s/][^<>]{0,100000}>", _ANY_CASE)
_FRAGMENT: Final = re.compile(r"<!--(?:Start|End)Fragment-->", _ANY_CASE)
_SUBHEADING: Final = 3


def pasted(html: str, plain: str) -> str:
    """The Markdown of a paste; `plain` is the same as its program offers it without any style.

    Where the HTML holds nothing that Markdown could keep, the plain text is taken as it is.
    """
    if not _RICH.search(html):
        return plain
    html = _FRAGMENT.sub("", html)
    html = _NORMAL_BOLD.sub("<span>", html)
    html = _IMAGE.sub("", html)
    html = _ITEM_PARAGRAPH.sub(r"\1", html)
    html = _HEAVY_SPAN.sub(r"<b>\1</b>", html)
    html = _HEADING.sub(_heading, html)
    html = _BOX_ITEM.sub(_box_item, html)
    html = _BOX.sub(_box, html)
    return _IN_HEADING.sub(r"\1\2", markdown(html, shaped=True))


def machine_made(text: str) -> str:
    """Text that no person wrote, under a line that says so; nothing said twice."""
    text = text.strip("\n")
    if text.startswith(MACHINE_LABEL):
        return f"{text}\n"
    return f"{MACHINE_LABEL}\n\n{text}\n"


def _heading(found: re.Match[str]) -> str:
    sign = "###" if int(found[1]) >= _SUBHEADING else "##"
    return f"<h{found[1]}>{sign} "


def _box_item(found: re.Match[str]) -> str:
    attributes = found[1].lower()
    if 'role="checkbox"' not in attributes:
        return "<li>"
    done = 'aria-checked="true"' in attributes
    return f"<li>{_ticked(done)}"


def _box(found: re.Match[str]) -> str:
    attributes = found[1].lower()
    if "checkbox" not in attributes:
        return ""
    return _ticked(re.search(r"\bchecked\b", attributes) is not None)


def _ticked(done: bool) -> str:
    return "[x] " if done else "[ ] "
