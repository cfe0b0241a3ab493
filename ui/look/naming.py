"""Names for what cannot be seen: what a screen reader says, what a script asks for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def identify(widget: QWidget, identifier: str, words: str = "") -> None:
    """Give a part of the window a lasting identifier, and the words it is announced with."""
    widget.setObjectName(identifier)
    if hasattr(widget, "setAccessibleIdentifier"):  # Qt before 6.9 has only the object's name
        widget.setAccessibleIdentifier(identifier)
    if words:
        widget.setAccessibleName(words)
