"""What a person does with entries of the outbox and with conflicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from book import conflicts, outbox
from book.errors import SatchelError
from book.records import Account, AccountId, Changed, NoteId, TaskId
from book.visible_text import fenced
from ui.words import say
from ui.writing.owed_reading import move_targets

if TYPE_CHECKING:
    from book.conflicts import Keep
    from book.store import Store
    from ui.writing.desk_writer import DeskWriter


AskAccount = Callable[[str, Sequence[Account], Callable[[AccountId], None]], object]
"""Asks for one of these accounts under a heading, and hands it over."""


class OwedActs:
    """Each act is written at once; what stands in the way is said in one sentence."""

    def __init__(
        self,
        writer: DeskWriter,
        *,
        sync: Callable[[], None],
        write_to: Callable[[str, bool], object],
        leave: Callable[[], object],
        edit_note: Callable[[NoteId], object],
        edit_task: Callable[[TaskId], object],
        show_account: Callable[[AccountId], object],
        ask_account: AskAccount,
        show_log: Callable[[], object],
    ) -> None:
        self._writer = writer
        self._sync = sync
        self._write_to = write_to
        self._leave = leave
        self._edit_note = edit_note
        self._edit_task = edit_task
        self._show_account = show_account
        self._ask_account = ask_account
        self._show_log = show_log
        self.trouble: dict[int, str] = {}
        """Conflict → why the last decision was not taken."""

    @property
    def _store(self) -> Store:
        return self._writer.reading.store

    @property
    def hold_seconds(self) -> float:
        """How long an edit waits before it leaves."""
        return self._writer.hold_seconds

    def tell(self, words: str) -> None:
        """Say something in a toast."""
        self._writer.tell(words)

    def write_to(self, source: str) -> None:
        """Switch writing to a source on."""
        self._write_to(source, True)

    def show_log(self) -> None:
        """Go to what each run did."""
        self._show_log()

    def leave(self) -> None:
        """Back to where the person came from."""
        self._leave()

    def hold(self, entry_id: int) -> None:
        """Keep an entry back."""
        self._writer.do(lambda: outbox.hold(self._store, entry_id))

    def release(self, entry_id: int) -> None:
        """Let a held entry go."""
        self._writer.do(lambda: outbox.release(self._store, entry_id))

    def retry(self, entry_id: int) -> None:
        """Give a stopped entry another try, now."""
        self._writer.do(lambda: outbox.retry(self._store, entry_id), then=lambda _: self._sync())

    def discard(self, entry_id: int) -> None:
        """Give an entry up; the toast brings it back."""
        rules = self._writer.reading.rules
        self._writer.do(
            lambda: outbox.discard(
                self._store, rules, entry_id, hold_seconds=self._writer.hold_seconds
            ),
            say("Discarded. Its words stay in the history."),
            undo=True,
        )

    def ask_move(self, entry_id: int) -> None:
        """Ask to which account of its source an entry that was never sent shall go."""
        entry = outbox.entry(self._store, entry_id)
        if entry is None:
            return
        rules = self._writer.reading.rules

        def move(account_id: AccountId) -> None:
            self._writer.do(
                lambda: outbox.move_entry_to(
                    self._store,
                    rules,
                    entry_id,
                    account_id,
                    hold_seconds=self._writer.hold_seconds,
                ),
                say("Moved to {name}.", name=fenced(names[account_id])),
                undo=True,
            )

        targets = move_targets(
            self._writer.reading.accounts,
            entry.source,
            entry.account_id,
            anywhere=entry.action == "create" and not entry.uncertain,
        )
        names = {one.id: one.name for one in targets}
        title = say("Move the task to") if entry.record == "task" else say("Move the note to")
        self._ask_account(title, targets, move)

    def hold_all(self) -> None:
        """Keep everything back."""
        self._writer.do(lambda: outbox.hold_all(self._store))

    def release_all(self) -> None:
        """Let everything go that was held."""
        self._writer.do(lambda: outbox.release_all(self._store))

    def send_now(self) -> None:
        """Wait for nothing."""
        self._writer.do(lambda: outbox.send_now(self._store), then=lambda _: self._sync())

    def edit(self, entry_id: int) -> None:
        """Change what an entry would send, where its record is edited."""
        entry = outbox.entry(self._store, entry_id)
        if entry is None:
            return
        if entry.record == "note":
            self._edit_note(NoteId(entry.record_id))
        elif entry.record == "task":
            self._edit_task(TaskId(entry.record_id))
        else:
            self._show_account(entry.account_id)

    def resolve(self, conflict_id: int, keep: str, value: str | None) -> None:
        """Decide a conflict."""
        rules = self._writer.reading.rules

        def decided(_: Changed) -> None:
            self.trouble.pop(conflict_id, None)

        def refused(error: SatchelError) -> None:
            self.trouble[conflict_id] = f"{error.title} {error.advice}".strip()
            self._writer.announce(Changed({"conflict": frozenset({conflict_id})}))

        self._writer.do(
            lambda: conflicts.resolve(
                self._store,
                rules,
                conflict_id,
                cast("Keep", keep),
                value=value,
                hold_seconds=self._writer.hold_seconds,
            ),
            say("Settled. Both versions stay in the history."),
            undo=True,
            then=decided,
            failed=refused,
        )
