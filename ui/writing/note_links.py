"""The link of a recording, put into the note that is open: when it ends, the link is logged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from book.errors import Usage
from ui.words import say
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from ui.note.page import NotePage


def ask_link(page: NotePage) -> PickDialog:
    """Ask for a link; one that is on the clipboard stands there already."""
    asked = PickDialog(
        page.window(),
        say("Link of the recording"),
        link_options,
        lambda address: put_link(page, address),
        placeholder=say("https://"),
        hint=say("It goes into the note on a line of its own, and is logged when the note ends."),
    )
    copied = QGuiApplication.clipboard().text()[:_LOOKED_AT].strip()
    if any(not one.refused for one in link_options(copied)):
        asked.field.setText(copied)
        asked.field.selectAll()
    asked.open()
    return asked


_LOOKED_AT = 4_000


def link_options(text: str) -> Sequence[Option]:
    """The link that a text is, without its passcode; why it is none, where it is not."""
    from book.recording_links import recognise  # with the first link, not with the page

    if not text.strip():
        return []
    try:
        link = recognise(text)
    except Usage as trouble:
        return [Option(value="", words=text, below=trouble.title, refused=True)]
    if link.kind == "meeting":
        why = say("That link joins a meeting; it is no recording.")
        return [Option(value="", words=text, below=why, refused=True)]
    left_out = say("The passcode in it is left out.") if link.had_passcode else ""
    return [Option(value=link.raw, words=link.words, below=left_out)]


def put_link(page: NotePage, address: str) -> None:
    """Below the line that is written on; the caret stands on the line after it."""
    cursor = page.text.textCursor()
    cursor.movePosition(cursor.MoveOperation.EndOfBlock)
    before = "\n" if cursor.block().text().strip() else ""
    cursor.insertText(f"{before}{address}\n")
    page.text.setTextCursor(cursor)
    page.text.ensureCursorVisible()
    page.text.setFocus()
