"""The fields of an account a person writes as words: its plan, its Slack channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from book import account_writing, write_rules
from book.records import Account
from ui.words import plural, say
from ui.writing import selection
from ui.writing.pick_list import Option, Options, PickDialog

if TYPE_CHECKING:
    from book.errors import Refused
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

WordField = Literal["plan", "slack_channel"]
WORD_FIELDS: Final[tuple[WordField, ...]] = ("plan", "slack_channel")
_SHOWN: Final = 12


class FieldActs:
    """Acts on the selected accounts."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    def ask(self, field: WordField) -> PickDialog | None:
        """Ask what the field shall say; what must not be written is said at once."""
        accounts = self._accounts()
        if not accounts:
            return None
        refused = next((found for one in accounts if (found := self._refusal(one, field))), None)
        if refused is not None:
            self._writer.tell(refused.title)
            return None
        named = {"plan": _plan_titles, "slack_channel": _channel_titles}[field]
        standing = {getattr(one, field) for one in accounts}
        stands: str | None = next(iter(standing)) if len(standing) == 1 else None
        known = self._known(field) if field == "plan" else []
        asked = PickDialog(
            self._desk.area.window(),
            named(accounts),
            _options(known, stands, empty=standing == {None}),
            lambda value: self._write(accounts, field, value),
            placeholder=say("Plan") if field == "plan" else say("Slack channel"),
            hint=say("Type it, or choose one that other accounts have.") if known else "",
        )
        if field == "slack_channel" and stands:
            asked.field.setText(stands)
            asked.field.selectAll()
        asked.open()
        return asked

    def _write(self, accounts: Sequence[Account], field: WordField, value: str | None) -> None:
        reading = self._writer.reading
        words = plural(
            len(accounts), "Saved for {name}.", "Saved for {n} accounts.", name=accounts[0].name
        )
        self._writer.do(
            lambda: account_writing.write_field(
                reading.store,
                reading.rules,
                [one.id for one in accounts],
                field,
                value,
                hold_seconds=self._writer.hold_seconds,
            ),
            words,
            undo=True,
        )

    def _refusal(self, account: Account, field: WordField) -> Refused | None:
        reading = self._writer.reading
        return write_rules.refusal(
            reading.store.connection, reading.rules, "account", field, {"source": account.source}
        )

    def _known(self, field: WordField) -> list[str]:
        """What the field says of other accounts, most often first."""
        told = [getattr(one, field) for one in self._writer.reading.accounts]
        counts = {value: told.count(value) for value in dict.fromkeys(told) if value}
        return sorted(counts, key=lambda value: (-counts[value], value.casefold()))

    def _accounts(self) -> list[Account]:
        wanted = selection.accounts(self._desk)
        known = {one.id: one for one in self._writer.reading.accounts}
        return [known[number] for number in wanted if number in known]


def _options(known: Sequence[str], stands: str | None, *, empty: bool) -> Options:
    """What is known and fits the text, then the text itself; without a text also nothing."""

    def options(text: str) -> list[Option]:
        words = text.casefold()
        fitting = [value for value in known if words in value.casefold()][:_SHOWN]
        found = [_option(value, stands) for value in fitting]
        if text and words not in (value.casefold() for value in fitting):
            found.insert(0, _option(text, stands))
        if not text and not empty:
            found.append(Option(value=None, words=say("None")))
        return found

    return options


def _option(value: str, stands: str | None) -> Option:
    now = value == stands
    return Option(value=value, words=value, beside=say("stands here") if now else "", now=now)


def _plan_titles(accounts: Sequence[Account]) -> str:
    return plural(len(accounts), "Plan of {name}", "Plan of {n} accounts", name=accounts[0].name)


def _channel_titles(accounts: Sequence[Account]) -> str:
    return plural(
        len(accounts),
        "Slack channel of {name}",
        "Slack channel of {n} accounts",
        name=accounts[0].name,
    )
