"""Tooltips hold other people's names: what looks like markup must stay plain text."""

from __future__ import annotations


def plain_tooltip(text: str) -> str:
    """The text for `setToolTip` or ToolTipRole, shown sign by sign whatever it holds."""
    if "<" not in text:
        return text
    # Rare, and its table of names is large: not loaded before the window is up.
    from html import escape

    return f"<qt>{'<br>'.join(escape(line) for line in text.splitlines())}</qt>"
