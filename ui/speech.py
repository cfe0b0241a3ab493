"""The one translation function, its plurals, and figures by the person's locale."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations

from PySide6.QtCore import QLocale


class Speech:
    """The language in use: English as written in the code until a catalogue is set."""

    def __init__(self) -> None:
        self.catalogue = NullTranslations()


_speech = Speech()


def use(catalogue: NullTranslations) -> None:
    """Speak another language from now on; call it before the first window is made."""
    _speech.catalogue = catalogue


def say(text: str, /, **values: object) -> str:
    """The sentence in the person's language, its `{names}` filled in."""
    spoken = _speech.catalogue.gettext(text)
    return spoken.format_map(values) if values else spoken


def plural(n: int, one: str, many: str, /, **values: object) -> str:
    """`one` or `many` by the language's own rule; `{n}` in them is the count by locale."""
    spoken = _speech.catalogue.ngettext(one, many, n)
    return spoken.format_map({"n": count(n), **values})


@cache
def locale() -> QLocale:
    """The locale for numbers and money: the system's, British where the system has none."""
    found = QLocale()
    if found.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return found


def count(n: int) -> str:
    """A whole number by locale: `1,204`."""
    return locale().toString(n)
