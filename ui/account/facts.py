"""The facts of an account in words: each with its value, its source and its age.

What is missing is said: "not mapped" (no field of the source is this fact), "not fetched yet"
(the source has not answered once), "none" and "never" (it answered, and there is nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from book.clock import local_day
from book.queue import QueueRow
from book.records import Account, Change, Note, Source, Task
from book.rules import HouseRules
from ui import days
from ui.facts.age import Known, known
from ui.queue.words import full_day, isolated, standing_words, touch_words
from ui.words import count, moment_words, money, number, plural, say, source_name

MAPPED_FIELDS: Final = frozenset(
    {
        "arr_cents",
        "forecast_cents",
        "health",
        "renewal_date",
        "contract_end",
        "credit_expiry",
        "run_out",
        "credit_balance_cents",
        "stage",
        "plan",
        "slack_channel",
    }
)
"""The columns a source may keep in a field of its own choosing; the others always have a place."""


class Fact(Struct, frozen=True, kw_only=True):
    """One line of the facts; `known` is False where the value is a word for "missing"."""

    label: str
    field: str = ""
    """The fact of the account it is, where it is one."""
    value: str
    known: bool = True
    mark: str = ""
    """What wants attention about it, amber: `↓ 1.3`, `3 days late`."""
    detail: str = ""
    source: str = ""
    """`Vitally · 12 min`."""
    age: str = ""
    """`12 min`, for where there is no room for the source."""
    stale: bool = False
    copy: str = ""
    tip: str = ""


def facts_of(
    account: Account,
    row: QueueRow | None,
    source: Source | None,
    rules: HouseRules,
    now: datetime,
    changes: Iterable[Change] = (),
) -> tuple[Fact, ...]:
    """All facts of an account in the order they are shown; `changes` newest first."""
    state = known(account, source, rules, now)
    sheet = _Sheet(account, row, source, state, now, changes, rules.health.min_drop)
    written = (write(sheet) for write in _FACTS)
    return tuple(fact for fact in written if fact is not None)


def told_here(
    facts: Iterable[Fact], account: Account, notes: Iterable[Note], tasks: Iterable[Task]
) -> tuple[Fact, ...]:
    """The facts, those under no source's name that no source was told yet.

    The last touch, the next task and the notes are worked out from records of which some may be
    on this laptop only: they wait in the outbox, or stay here for good.
    """
    written = list(notes)
    touch, due = account.touch, account.next_task_due
    behind: dict[str, list[Note] | list[Task]] = {
        "touch": [
            one for one in written if touch and (one.day, one.kind) == (touch.day, touch.kind)
        ],
        "next_task_due": [
            one for one in tasks if one.completed_at is None and due is not None and one.due == due
        ],
    }
    return tuple(_told_here(fact, behind, written) for fact in facts)


def _told_here(
    fact: Fact, behind: Mapping[str, list[Note] | list[Task]], notes: list[Note]
) -> Fact:
    """One of them; notes of which only some are here say beside their number how many."""
    if not fact.known or fact.field not in ("touch", "next_task_due", "notes_count"):
        return fact
    records = behind.get(fact.field, notes)
    here = [one for one in records if one.source is None and one.external_id is None]
    if not here:
        return fact
    waiting = sum(one.sync != "local" for one in here)
    if fact.field == "notes_count" and fact.value != count(len(here)):
        n = waiting or len(here)
        words = plural(n, "{n} waits here", "{n} wait here")
        return replace(
            fact, detail=words if waiting else plural(n, "{n} only here", "{n} only here")
        )
    if len(here) < len(records):
        return fact  # a source knows it too
    own = fact.tip.partition("\n")[0] if fact.field in behind else ""
    why = say("It waits here to be sent.") if waiting else say("It stays on this laptop.")
    return replace(
        fact,
        source=say("waits here") if waiting else say("only here"),
        age="",
        stale=False,
        tip="\n".join(part for part in (own, why) if part),
    )


class _Sheet:
    """Writes facts of one account at one moment: value, source, age, tooltip."""

    def __init__(
        self,
        account: Account,
        row: QueueRow | None,
        source: Source | None,
        state: Known,
        now: datetime,
        changes: Iterable[Change],
        least_drop: float,
    ) -> None:
        self.account = account
        self.row = row
        self.mapping: Mapping[str, str] | None = source.mapping if source else None
        self.state = state
        self.now = now
        self.least_drop = least_drop
        self.today = local_day(now)
        self.changes: dict[str, Change] = {}
        for change in changes:
            self.changes.setdefault(change.field, change)

    def day(
        self, label: str, field: str, day: date | None, *, none: str = "", tip: str = ""
    ) -> Fact:
        """A fact that is a day."""
        if day is None:
            return self.missing(label, field, none, tip=tip)
        past = day < self.today
        far = days.ago(day, self.today) if past else days.away(day, self.today)
        exact = f"{full_day(day)}, {far}."
        return self.fact(
            label,
            field,
            days.day_words(day, self.today),
            tip=f"{exact}\n{tip}" if tip else exact,
            show=self._day_words,
        )

    def money(self, label: str, field: str, cents: int | None) -> Fact:
        """A fact that is an amount of money."""
        if cents is None:
            return self.missing(label, field)
        currency = self.account.currency
        return self.fact(
            label,
            field,
            money(cents, currency),
            tip=money(cents, currency, exact=True) if cents % 100 else "",
            show=lambda text: money(int(text), currency),
        )

    def text(self, label: str, field: str, text: str | None) -> Fact:
        """A fact that is a word of the source's own."""
        return self.fact(label, field, text) if text else self.missing(label, field)

    def fact(
        self,
        label: str,
        field: str,
        value: str,
        *,
        mark: str = "",
        detail: str = "",
        tip: str = "",
        show: Callable[[str], str] = str,
    ) -> Fact:
        """A fact that is known; `show` turns a value of the change log into words."""
        state = self.state
        tips = (tip, state.tip, self._changed(field, show))
        value = " ".join(value.split())
        return Fact(
            label=label,
            field=field,
            value=value,
            mark=mark,
            detail=detail,
            source=state.words,
            age=state.age,
            stale=state.stale,
            copy=value,
            tip="\n".join(part for part in tips if part),
        )

    def missing(
        self, label: str, field: str, none: str = "", *, detail: str = "", tip: str = ""
    ) -> Fact:
        """A fact there is no value for; `none` is the word where the source said nothing."""
        state, unmapped = self.state, self._unmapped(field)
        word = say("not fetched yet") if not state.fetched else none or say("none")
        if unmapped:
            word = say("not mapped")
            source = source_name(self.account.source)
            tip = say("No field of {source} is this fact yet.", source=source)
        tips = (tip, "" if unmapped else state.tip, self._changed(field, str))
        return Fact(
            label=label,
            field=field,
            value=word,
            known=False,
            detail=detail,
            source=source_name(self.account.source) if unmapped else state.words,
            age="" if unmapped else state.age,
            stale=state.stale and not unmapped,
            tip="\n".join(part for part in tips if part),
        )

    def _unmapped(self, field: str) -> bool:
        return field in MAPPED_FIELDS and self.mapping is not None and field not in self.mapping

    def _changed(self, field: str, show: Callable[[str], str]) -> str:
        change = self.changes.get(field)
        if change is None or field == "" or change.field == "created":
            return ""
        when = moment_words(change.at, self.now)
        if change.old is None:
            return say("Set {when}.", when=when)
        return say(
            "Changed {when}, before: {old}", when=when, old=isolated(_shown(show, change.old))
        )

    def _day_words(self, text: str) -> str:
        return days.day_words(date.fromisoformat(text), self.today)


def _renewal(sheet: _Sheet) -> Fact:
    act_by = sheet.row.act_by if sheet.row else None
    tip = say("Act by {day}.", day=full_day(act_by)) if act_by else ""
    return sheet.day(say("Next renewal"), "renewal_date", sheet.account.renewal_date, tip=tip)


def _last_period(sheet: _Sheet) -> Fact | None:
    """Where the person stood before the renewal date moved on; known to this laptop alone."""
    last = sheet.row.last_state if sheet.row else None
    if last is None:
        return None
    told = sheet.fact(say("Last period"), "", standing_words(last))
    return replace(told, source=say("me"), age="", stale=False, tip="")


def _contract_end(sheet: _Sheet) -> Fact:
    end = sheet.account.contract_end
    monthly = sheet.row is not None and sheet.row.kind == "monthly"
    none = say("monthly, none") if monthly else say("none")
    return sheet.day(say("Contract end"), "contract_end", end, none=none)


def _credits(sheet: _Sheet) -> Fact | None:
    account = sheet.account
    balance = account.credit_balance_cents
    if balance is None and account.run_out is None:
        return None
    label, detail = say("Credits"), ""
    if account.run_out:
        detail = say("run out {day}", day=days.short_day(account.run_out, sheet.today))
    if balance is None:
        return sheet.missing(label, "credit_balance_cents", detail=detail)
    value = money(balance, account.currency)
    return sheet.fact(label, "credit_balance_cents", value, detail=detail)


def _credit_expiry(sheet: _Sheet) -> Fact | None:
    expiry = sheet.account.credit_expiry
    return sheet.day(say("Credits expire"), "credit_expiry", expiry) if expiry else None


def _health(sheet: _Sheet) -> Fact:
    health = sheet.account.health
    if health is None:
        return sheet.missing(say("Health"), "health")
    drop = sheet.account.health_drop
    mark = f"↓ {number(drop)}" if drop and drop >= sheet.least_drop else ""
    value = say("{n} of 10", n=number(health))
    return sheet.fact(say("Health"), "health", value, mark=mark, show=_health_words)


def _stage(sheet: _Sheet) -> Fact:
    account = sheet.account
    if account.stage is None:
        return sheet.missing(say("Stage"), "stage")
    detail = tip = ""
    if account.stage_since is not None:
        since = local_day(account.stage_since)
        past = (sheet.today - since).days
        detail = days.span(past) if past > 0 else days.since(since, sheet.today)
        tip = say("In this stage since {when}.", when=moment_words(account.stage_since, sheet.now))
    return sheet.fact(say("Stage"), "stage", account.stage, detail=detail, tip=tip)


def _users(sheet: _Sheet) -> Fact:
    users = sheet.account.users_count
    if users is None:
        return sheet.missing(say("Users"), "users_count", say("not known"))
    return sheet.fact(say("Users"), "users_count", count(users) if users else say("none"))


def _forecast(sheet: _Sheet) -> Fact:
    return sheet.money(say("Forecast bill"), "forecast_cents", sheet.account.forecast_cents)


def _arr(sheet: _Sheet) -> Fact:
    return sheet.money(say("ARR"), "arr_cents", sheet.account.arr_cents)


def _plan(sheet: _Sheet) -> Fact:
    return sheet.text(say("Plan"), "plan", sheet.account.plan)


def _slack_channel(sheet: _Sheet) -> Fact:
    return sheet.text(say("Slack channel"), "slack_channel", sheet.account.slack_channel)


def _owner(sheet: _Sheet) -> Fact:
    account = sheet.account
    name = account.owner_name or account.owner_email
    if not name:
        return sheet.missing(say("Owner"), "owner_name", say("no owner"))
    tip = account.owner_email or ""
    return sheet.fact(say("Owner"), "owner_name", name, tip=tip)


def _segments(sheet: _Sheet) -> Fact:
    segments = sheet.account.segments
    if not segments:
        return sheet.missing(say("Segments"), "segments")
    value = say(", ").join(segments)
    return sheet.fact(say("Segments"), "segments", value, show=_segment_words)


def _last_touch(sheet: _Sheet) -> Fact:
    label, touch = say("Last touch"), sheet.account.touch
    if touch is None:
        if not sheet.state.complete:
            return sheet.missing(label, "touch", say("not fetched yet"))
        return sheet.missing(label, "touch", say("never"))
    kind = touch_words(touch.kind)
    value = say("{day}, {kind}", day=days.short_day(touch.day, sheet.today), kind=kind)
    ago = days.ago(touch.day, sheet.today)
    named = kind[:1].upper() + kind[1:]
    tip = say("{kind} on {day}, {ago}.", kind=named, day=full_day(touch.day), ago=ago)
    return sheet.fact(label, "touch", value, tip=tip)


def _last_seen(sheet: _Sheet) -> Fact:
    label, seen = say("Last seen"), sheet.account.last_seen
    if seen is None:
        return sheet.missing(label, "last_seen_at", say("never"))
    value = days.near_day(local_day(seen), sheet.today)
    return sheet.fact(label, "last_seen_at", value, tip=moment_words(seen, sheet.now))


def _next_task(sheet: _Sheet) -> Fact:
    label, due = say("Next due task"), sheet.account.next_task_due
    if due is None:
        if not sheet.state.complete:
            return sheet.missing(label, "next_task_due", say("not fetched yet"))
        return sheet.missing(label, "next_task_due", say("none"))
    late = days.away(due, sheet.today) if due < sheet.today else ""
    words = days.day_words(due, sheet.today)
    return sheet.fact(label, "next_task_due", words, mark=late, tip=full_day(due))


def _notes(sheet: _Sheet) -> Fact:
    label, notes = say("Notes"), sheet.account.notes_count
    if notes:
        return sheet.fact(label, "notes_count", count(notes))
    none = "" if sheet.state.complete else say("not fetched yet")
    return sheet.missing(label, "notes_count", none)


def _health_words(text: str) -> str:
    return number(float(text))


def _segment_words(text: str) -> str:
    return say(", ").join(msgspec.json.decode(text, type=list[str])) or say("none")


def _shown(show: Callable[[str], str], text: str) -> str:
    try:
        return show(text)
    except ValueError:  # an old log may hold what a newer program would not write
        return text


_FACTS: Final[tuple[Callable[[_Sheet], Fact | None], ...]] = (
    _renewal,
    _last_period,
    _contract_end,
    _credits,
    _credit_expiry,
    _forecast,
    _arr,
    _health,
    _stage,
    _users,
    _plan,
    _slack_channel,
    _owner,
    _segments,
    _last_touch,
    _last_seen,
    _next_task,
    _notes,
)
"""Every fact in the order it is shown; the last period and credits only where there are any."""
