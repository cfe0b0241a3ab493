"""What a person changes of accounts: the stage, what was proposed, how they feel about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from book import account_writing, proposals
from book.records import Account, AccountId
from book.sentiment import sentiment_of
from book.stages import Move
from ui.account.standing import feelings
from ui.words import count, list_words, plural, say
from ui.writing import selection
from ui.writing.pick_list import Option, PickDialog, narrowed
from ui.writing.question import ask

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

_MIDDLE: Final = 3
_CHECKED: Final = 100
"""With more accounts than this the house rules are asked once a stage was picked."""


class AccountActs:
    """Acts on the selected accounts; what was proposed is for the current one alone."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    def ask_stage(self) -> PickDialog | None:
        """Open the list of stages with what the house rules say of a move to each."""
        accounts = self._accounts()
        if not accounts:
            return None
        stages = [account.stage for account in accounts]
        current = stages[0] if len(set(stages)) == 1 else None
        options = []
        for stage in self._writer.reading.rules.pipeline.stages:
            verdict = Move("ok")
            if len(accounts) <= _CHECKED and stage.label != current:
                verdict = self._verdict(accounts, stage.label)
            options.append(
                Option(
                    value=stage.label,
                    words=stage.label,
                    beside=say("stands here") if stage.label == current else "",
                    below=_without_name(verdict.words, stage.label),
                    tone="amber" if verdict.verdict == "warn" else "ink3",
                    refused=verdict.verdict == "refuse",
                    now=stage.label == current,
                )
            )
        name = accounts[0].name
        title = plural(len(accounts), "Move {name} to", "Move {n} accounts to", name=name)
        # The usual move is one on.
        at = next((n + 1 for n, option in enumerate(options) if option.now), 0)
        asked = PickDialog(
            self._desk.area.window(),
            title,
            narrowed(options),
            lambda label: self._picked(accounts, label),
            placeholder=say("Stage"),
            start=at,
        )
        asked.open()
        return asked

    def accept(self) -> None:
        """Make the move that was proposed for the account in view."""
        account_id = self._desk.account
        found = self._writer.reading.proposal_of(account_id) if account_id is not None else None
        if account_id is None or found is None:
            self._writer.tell(say("No move is proposed here."))
            return
        account = self._account(account_id)
        if account is not None:
            self._picked([account], found.stage_label)

    def dismiss(self) -> None:
        """Leave the account at its stage until something new happens."""
        reading, account_id = self._writer.reading, self._desk.account
        found = reading.proposal_of(account_id) if account_id is not None else None
        if account_id is None or found is None:
            return
        number, label = account_id, found.stage_label
        self._writer.do(
            lambda: proposals.dismiss(reading.store, reading.rules, number, label),
            say("The stage stays as it is."),
            undo=True,
        )

    def ask_sentiment(self) -> PickDialog | None:
        """Ask how the person feels about the accounts, 1 to 5."""
        accounts = self._accounts()
        if not accounts:
            return None
        options = [
            Option(value=value, words=say("{n}, {feeling}", n=value, feeling=feeling))
            for value, feeling in feelings().items()
        ]
        options.append(Option(value=None, words=say("Nothing to say")))
        name = accounts[0].name
        said = sentiment_of(self._writer.reading.store, accounts[0].id)
        asked = PickDialog(
            self._desk.area.window(),
            plural(len(accounts), "How is {name}?", "How are {n} accounts?", name=name),
            narrowed(options),
            lambda value: self._feel([account.id for account in accounts], value),
            placeholder=say("1 to 5"),
            hint=say("Only on this laptop."),
            start=(said.value if said is not None else _MIDDLE) - 1,
        )
        asked.open()
        return asked

    def _feel(self, accounts: Sequence[AccountId], value: int | None) -> None:
        reading = self._writer.reading
        words = ""  # for one account the pane shows it
        if len(accounts) > 1:
            words = say("Kept for {n} accounts, only on this laptop.", n=count(len(accounts)))
        self._writer.do(
            lambda: account_writing.set_sentiment(reading.store, reading.rules, accounts, value),
            words,
            undo=True,
        )

    def _picked(self, accounts: list[Account], label: str) -> None:
        verdict = self._verdict(accounts, label)
        if verdict.verdict == "refuse":
            self._writer.tell(verdict.words)
        elif verdict.verdict == "warn":
            name = accounts[0].name
            title = plural(
                len(accounts), "Move {name} to “{label}”?", "Move {n} accounts to “{label}”?",
                name=name, label=label,
            )  # fmt: skip
            ask(self._desk.area.window(), title, verdict.words, say("Move"),
                lambda: self._move(accounts, label), keep=say("Leave it"))  # fmt: skip
        else:
            self._move(accounts, label)

    def _move(self, accounts: list[Account], label: str) -> None:
        reading = self._writer.reading
        numbers = [account.id for account in accounts]
        name = accounts[0].name
        self._writer.do(
            lambda: account_writing.move_stage(
                reading.store, reading.rules, numbers, label,
                hold_seconds=self._writer.hold_seconds,
            ),
            plural(
                len(numbers), "{name} is at “{label}”.", "{n} accounts are at “{label}”.",
                name=name, label=label,
            ),
            undo=True,
        )  # fmt: skip

    def _verdict(self, accounts: Sequence[Account], label: str) -> Move:
        """The worst the house rules say of these moves, and of whom."""
        reading = self._writer.reading
        moves = {
            account.name: account_writing.check_move(
                reading.store, reading.rules, account.id, label
            )
            for account in accounts
        }
        for verdict in ("refuse", "warn"):
            hit = {name: move for name, move in moves.items() if move.verdict == verdict}
            if hit:
                words = next(iter(hit.values())).words
                if len(accounts) > 1:
                    words = say("{names}: {words}", names=_names(list(hit)), words=words)
                return Move(verdict, words)
        return Move("ok")

    def _accounts(self) -> list[Account]:
        found = (self._account(number) for number in selection.accounts(self._desk))
        return [account for account in found if account is not None]

    def _account(self, account_id: AccountId) -> Account | None:
        reading = self._writer.reading
        row = reading.row_of(account_id)
        if row is not None:
            return row.account
        return next((one for one in reading.accounts if one.id == account_id), None)


def _without_name(words: str, label: str) -> str:
    """What the house rules say of a stage, beneath whose name it stands."""
    rest = words.removeprefix(f"“{label}” ")
    return rest[:1].upper() + rest[1:]


def _names(names: list[str]) -> str:
    if len(names) <= 3:
        return list_words(names)
    more = plural(len(names) - 2, "{n} more", "{n} more")
    return list_words([*names[:2], more])
