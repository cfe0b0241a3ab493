"""Tooltips hold other people's names: what looks like markup must stay plain text."""

from __future__ import annotations

from html import escape


def plain_tooltip(text: str) -> str:
    """The text for `setToolTip` or ToolTipRole, shown sign by sign whatever it holds."""
    if "<" not in text:
        return text
    return f"<qt>{'<br>'.join(escape(line) for line in text.splitlines())}</qt>"
