"""What the person chose for the window: a small JSON file in the profile's folder.

A wrong value costs only itself: it falls back to the default and `trouble` says so. A file
that is no JSON at all is set aside under another name. What this version does not know is
kept as it was.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from book.clock import moment
from book.mail_links import MailWay
from book.records import ChangeId
from ui.look.tokens import Density, Scheme
from ui.words import list_words, plural, say

if TYPE_CHECKING:
    from book.reminders import Hours

FILE_NAME: Final = "window.json"
_NEVER_ON_DISK: Final = frozenset({"filters"})
"""What the person typed holds as long as the program runs."""
SchemeChoice = Literal["system", "light", "dark"]


TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
"""A time of the day by the person's clock, such as `09:00`."""
TimeOrNone = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?\Z")]


class Choices(Struct, frozen=True, kw_only=True):
    """Every setting with its default. Widths are in u, so that they survive a font change."""

    scheme: SchemeChoice = "system"
    density: Density = "comfortable"
    letter_keys: bool = True
    less_motion: bool = False
    sidebar_width: Annotated[int, Meta(ge=160, le=260)] = 188
    pane_width: Annotated[int, Meta(ge=280, le=420)] = 334
    pane_open: bool = True
    page: str = "today"
    geometry: dict[str, str] = {}
    """Screen set → Qt's window geometry as base64."""
    queue_columns: tuple[str, ...] = ()
    """Columns added to the queue by the person, in order."""
    queue_widths: dict[str, int] = {}
    queue_sort: Literal["act_by", "score", "renewal"] = "act_by"
    filters: dict[str, str] = {}
    """View → the text in its filter field, while the program runs: it may name a customer, and
    the file lies outside the encrypted book."""
    hold_seconds: Annotated[int, Meta(ge=0, le=3600)] = 60
    """How long after an edit its sending can be taken back."""
    recent: tuple[str, ...] = ()
    """What was chosen last in the palette, newest first: commands and accounts by their ids."""
    mail_way: MailWay = "gmail"
    """Where a mail goes that was read over."""
    capture_draft: Annotated[int, Meta(ge=0)] = 0
    """The unfinished note that the capture window goes on with; 0 for none."""
    capture_key: Annotated[str, Meta(max_length=40)] = ""
    """The key that opens the capture window from any program; empty for none."""
    ask_loom: Literal["", "yes", "no"] = ""
    """Whether Loom may be asked for titles of logged links; empty until the person said."""
    work_from: TimeOfDay = "09:00"
    """When the day's notice comes, and what has a day and no time."""
    quiet_from: TimeOrNone = "18:30"
    """From then on nothing rings; empty for no quiet hours."""
    quiet_to: TimeOrNone = "08:00"
    quiet_in_meetings: bool = True
    silent_kinds: tuple[Literal["digest", "task", "update", "clock"], ...] = ()
    """What never rings; the list keeps it all the same."""
    paused_until: str = ""
    """Until then nothing rings, as `book.clock.stamp` writes it; empty for no pause."""
    redact_notices: bool = False
    """Whether notices leave out names and titles."""
    told_staying: bool = False
    """Whether the person was told that closing the window does not end the program."""
    told_read_only: tuple[str, ...] = ()
    """Sources of which the person was told that writing to them is off."""
    seen_change: Annotated[int, Meta(ge=0)] | None = None
    """The newest row of the change log when the window was last closed."""
    seen_at: str = ""
    """When that was, as `book.clock.stamp` writes it."""


class Settings:
    """The choices of one profile; every change is on disk before `change` returns."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.trouble = ""
        """One sentence when the file could not be read or written whole, else empty."""
        self._watchers: list[Callable[[], None]] = []
        self._kept: dict[str, Any] = {}
        self.choices = self._read()

    @classmethod
    def of_profile(cls, folder: Path) -> Settings:
        """The settings that lie in a profile's folder."""
        return cls(folder / FILE_NAME)

    @property
    def scheme(self) -> Scheme | None:
        """The scheme the person fixed; None follows the system."""
        chosen = self.choices.scheme
        return None if chosen == "system" else chosen

    @property
    def last_change(self) -> ChangeId | None:
        """The newest change the person has seen; None before the first time."""
        seen = self.choices.seen_change
        return None if seen is None else ChangeId(seen)

    @property
    def last_looked(self) -> datetime | None:
        """When the person last closed the window."""
        try:
            return moment(self.choices.seen_at)
        except ValueError:
            return None

    @property
    def hours(self) -> Hours:
        """When work begins, when nothing rings, and what never does."""
        from book.reminders import Hours  # asked for once the window is painted

        chosen = self.choices
        return Hours(
            work_from=time.fromisoformat(chosen.work_from),
            quiet_from=_time(chosen.quiet_from),
            quiet_to=_time(chosen.quiet_to),
            quiet_in_meetings=chosen.quiet_in_meetings,
            off=frozenset(chosen.silent_kinds),
            paused_until=self.paused_until,
        )

    @property
    def paused_until(self) -> datetime | None:
        """Until when notices are paused, or were."""
        try:
            return moment(self.choices.paused_until)
        except ValueError:
            return None

    def change(self, **values: object) -> None:
        """Set some choices; equal values write nothing. A wrong name or type raises TypeError."""
        try:
            wanted = msgspec.convert({**_plain(self.choices), **values}, Choices)
        except msgspec.ValidationError as wrong:
            raise TypeError(str(wrong)) from wrong
        unknown = set(values) - set(Choices.__struct_fields__)
        if unknown:
            raise TypeError(f"no such setting: {min(unknown)}")
        if wanted == self.choices:
            return
        self.choices = wanted
        self._write()
        for callback in list(self._watchers):
            callback()

    def know_filters(self, filters: dict[str, str]) -> None:
        """Take what the book kept of the filters; nothing is written, nobody is called."""
        self.choices = msgspec.structs.replace(self.choices, filters=filters)

    def keep_filter(self, view: str, text: str) -> None:
        """Remember the text in a view's filter field; an empty one is forgotten.

        Never on disk: the book keeps it (`book.view_filters`).
        """
        others = {name: kept for name, kept in self.choices.filters.items() if name != view}
        self.change(filters={**others, view: text} if text else others)

    def take_trouble(self) -> str:
        """The sentence to show, once; empty where all is well."""
        told, self.trouble = self.trouble, ""
        return told

    def watch(self, callback: Callable[[], None]) -> None:
        """Call back after every change."""
        self._watchers.append(callback)

    def _read(self) -> Choices:
        try:
            document = msgspec.json.decode(self.file.read_bytes())
        except FileNotFoundError:
            return Choices()
        except (OSError, msgspec.DecodeError):
            document = None
        if not isinstance(document, dict):
            self._set_aside()
            return Choices()
        return self._usable(document)

    def _usable(self, document: dict[str, Any]) -> Choices:
        """Take each value for itself, so that one wrong value spoils no other."""
        good: dict[str, Any] = {}
        wrong: list[str] = []
        for name, value in document.items():
            if name in _NEVER_ON_DISK:
                continue  # an older version wrote it; the next change takes it away
            if name not in Choices.__struct_fields__:
                self._kept[name] = value
                continue
            try:
                msgspec.convert({name: value}, Choices)
            except msgspec.ValidationError:
                wrong.append(name)
            else:
                good[name] = value
        if wrong:
            self.trouble = plural(
                len(wrong),
                "The setting “{names}” could not be read and has its default again.",
                "The settings “{names}” could not be read and have their defaults again.",
                names=list_words(wrong),
            )
        return msgspec.convert(good, Choices)

    def _set_aside(self) -> None:
        aside = self.file.with_suffix(".unreadable.json")
        try:
            self.file.replace(aside)
        except OSError:
            self.trouble = say("The window's settings could not be read. All have their defaults.")
            return
        self.trouble = say(
            "The window's settings could not be read. All have their defaults; "
            "the old file is kept as {name}.",
            name=aside.name,
        )

    def _write(self) -> None:
        """Write beside and rename, so that a crash leaves the old file or the new one."""
        chosen = {k: v for k, v in _plain(self.choices).items() if k not in _NEVER_ON_DISK}
        text = msgspec.json.format(msgspec.json.encode({**self._kept, **chosen}), indent=2)
        try:
            handle, name = tempfile.mkstemp(dir=self.file.parent, prefix=".window-")
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(text + b"\n")
                Path(name).replace(self.file)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as failed:
            self.trouble = say(
                "The window's settings could not be saved: {why}. They hold until Satchel closes.",
                why=failed.strerror or "",
            )


def _plain(choices: Choices) -> dict[str, Any]:
    """Only what differs from the defaults, so that a later default reaches everyone."""
    return {
        name: value
        for name, value in msgspec.to_builtins(choices).items()
        if getattr(choices, name) != getattr(Choices(), name)
    }


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
