"""Keeps the words of the note being written on disk, at every pause; never lets them go.

The draft is made with the first words and saved as one goes on. What cannot be saved stays on
the page and is tried again until it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from time import perf_counter
from typing import Final

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from book import drafts
from book.drafts import Draft
from book.errors import Busy, Refused, SatchelError
from book.records import AccountId, NoteId, TouchKind
from book.short_wait import waiting_briefly
from book.store import Store
from ui.words import say

PAUSE_MS: Final = 300
"""A rest of the hands after which the draft is saved."""
LATEST_MS: Final = 800
"""While typing goes on it is saved as often; what is left of a second is for the save itself."""
BUSY_MS: Final = 50
TROUBLE_MS: Final = 2_000
"""How soon a save that failed is tried again."""
_REST_TIMES_COST: Final = 10
"""A very long note is saved a little less often, so that typing is never held up."""


class Words(Struct, frozen=True, kw_only=True):
    """What stands on the page."""

    account_id: AccountId | None
    subject: str = ""
    body: str = ""
    day: date
    kind: TouchKind = "call"
    tags: tuple[str, ...] = ()
    private: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing anybody would miss."""
        return not (self.subject.strip() or self.body.strip() or self.tags)


class DraftKeeper(QObject):
    """One page's memory; `read` gives what stands on the page now."""

    saved = Signal(object)
    """The moment of a save that succeeded."""
    troubled = Signal(str)
    """Why the words are not on disk, empty once they are."""
    waits = Signal(bool)
    """Whether words wait for a busy file."""
    made = Signal(int)
    """A draft came to be, or went; its id."""

    def __init__(
        self, store: Store, read: Callable[[], Words], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._read = read
        self.draft: Draft | None = None
        self.note_id: NoteId | None = None
        self._stands: Words | None = None
        """What is on disk, or what the page began with."""
        self._origin: Words | None = None
        """What the page began with, a note or a template; None with a draft from before."""
        self.trouble = ""
        self.held = False
        """Whether a call runs over the page: then it is a draft, whatever stands on it."""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        self._pause.timeout.connect(self.save)
        self._latest.timeout.connect(self.save)

    @property
    def unsaved(self) -> bool:
        """Whether the page holds words that are not on disk."""
        return self._stands is not None and self._read() != self._stands

    def begin(self, *, draft: Draft | None = None, note_id: NoteId | None = None) -> None:
        """Take over a page that has just been filled: a new note, a draft, or an old note."""
        self._stop()
        self.held = False
        self.draft = draft
        self.note_id = draft.note_id if draft is not None else note_id
        self._stands = self._read()
        self._origin = self._stands if draft is None else None
        self._say("")

    @property
    def worthless(self) -> bool:
        """Whether nobody would miss what stands here: nothing, a note or a template as it was."""
        words = self._read()
        return not self.held and (words.empty or words == self._origin)

    @property
    def rests_on_words(self) -> bool:
        """Whether subject and text stand as the page began, whatever account or day it has."""
        words, began = self._read(), self._origin
        return began is not None and (words.subject, words.body) == (began.subject, began.body)

    def touch(self) -> None:
        """Something was typed."""
        if not self._latest.isActive():
            self._latest.start()
        self._pause.start()

    def save(self) -> bool:
        """Put the words on disk now; False when they stay on the page only."""
        self._stop()
        if self._stands is None:
            return True  # what stands on the page was ended or given up
        words = self._read()
        unmade = self.held and self.draft is None
        if (words == self._stands and not unmade) or (self.draft is None and self.worthless):
            self._settle()
            return True
        began = perf_counter()
        try:
            with waiting_briefly(self._store):
                at = self._write(words)
        except Busy:
            self.waits.emit(True)
            self._pause.start(BUSY_MS)
            return False
        except Refused as gone:
            # Ended or discarded elsewhere: the words become a draft of their own with the next.
            self.draft = None
            self._say(say("{why} The text stays here.", why=gone.title))
            self._pause.start(TROUBLE_MS)
            return False
        except SatchelError as trouble:
            self._say(_not_saved(trouble))
            self._pause.start(TROUBLE_MS)
            return False
        cost_ms = (perf_counter() - began) * 1000
        self._pause.setInterval(max(PAUSE_MS, round(cost_ms * _REST_TIMES_COST)))
        self._latest.setInterval(max(LATEST_MS, round(cost_ms * _REST_TIMES_COST)))
        self._stands = words
        self._settle()
        self.saved.emit(at)
        return True

    def hold(self) -> bool:
        """Keep what stands here as a draft although nobody typed yet; False while that fails."""
        self.held = True
        return self.save()

    def let_go(self) -> None:
        """The draft was ended or discarded: nothing here is to be kept any more."""
        self._stop()
        gone, self.held = self.draft, False
        self.draft = self.note_id = self._stands = self._origin = None
        self._settle()
        if gone is not None:
            self.made.emit(gone.id)

    def _write(self, words: Words) -> datetime:
        if self.draft is not None:
            kept = msgspec.structs.replace(self.draft, **msgspec.structs.asdict(words))
            self.draft = drafts.save(self._store, kept)
        else:
            origin = self._origin
            self.draft = drafts.begin(
                self._store,
                note_id=self.note_id,
                read=msgspec.structs.asdict(origin) if origin is not None else None,
                **msgspec.structs.asdict(words),
            )
            self.made.emit(self.draft.id)
        return self.draft.saved_at

    def _settle(self) -> None:
        self.waits.emit(False)
        self._say("")

    def _stop(self) -> None:
        self._pause.stop()
        self._latest.stop()

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self.troubled.emit(trouble)


def _not_saved(trouble: SatchelError) -> str:
    if "full" in trouble.title:  # the store knows a full disk by its words alone
        return say("Not saved yet: disk is full. The text stays here.")
    return say("Not saved yet. {why} The text stays here.", why=trouble.title)
