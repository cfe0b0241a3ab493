"""How a mail leaves: by the browser, the mail program or the clipboard; and what is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from book.mail_links import MailWay, hand, whole
from ui.mail.page import MailWords
from ui.words import say

Opener = Callable[[str], bool]


def open_address(address: str) -> bool:
    """Hands an address to the system; False where no program takes it."""
    return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


def leave_by(way: MailWay, words: MailWords, opener: Opener) -> str:
    """Open the program, fill the clipboard. Where no program took the mail it is on the clipboard
    whole, and the sentence that says so comes back; empty where all went well."""
    made = hand(
        way,
        words.addresses,
        words.subject,
        words.body,
        paste=say("(The text is on the clipboard: paste it here.)"),
    )
    if made.clipboard is not None:
        QGuiApplication.clipboard().setText(made.clipboard)
    if not made.address or opener(made.address):
        return ""
    QGuiApplication.clipboard().setText(whole(words.addresses, words.subject, words.body))
    if way == "gmail":
        return say("No browser opened for Gmail. The mail is on the clipboard.")
    return say("No mail program opened. The mail is on the clipboard.")
