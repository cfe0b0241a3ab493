"""What the Today column says, as one frozen record: due, changed, wanting a person. No painting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from book.clock import local_day
from book.drafts import Draft
from book.mails_begun import BegunMail
from book.records import AccountId, Change, Source, Task, TaskId
from ui import days
from ui.queue.words import full_day, isolated
from ui.words import plural, say, source_name, time_words

NEEDS_SHOWN: Final = 3
"""How many of one kind are named; the rest is counted."""
_GONE: Final = frozenset({"left", "removed", "churned"})


class Due(Struct, frozen=True, kw_only=True):
    """A task of mine that is due today or late."""

    task_id: TaskId
    account_id: AccountId
    title: str
    when: str
    late: bool
    account: str
    tip: str
    solved: bool = False
    """Whether the ticket it hangs on is solved."""


class News(Struct, frozen=True, kw_only=True):
    """One kind of change since the person last looked, and the accounts it happened to."""

    kind: str
    words: str
    accounts: tuple[tuple[AccountId, str], ...]


class Part(Struct, frozen=True):
    """An account that is shown as part of another, and which of the facts shown there it tells."""

    customer: AccountId
    tells: frozenset[str] = frozenset()


class Need(Struct, frozen=True, kw_only=True):
    """What waits for the person: a source, or `asked`, a command that leads to it."""

    source: str = ""
    words: str
    asked: str = ""
    account_id: AccountId | None = None
    """Or the account that it is about."""
    sign: str = "plug"


class Unfinished(Struct, frozen=True):
    """A note that was begun and not ended, or a mail that was begun and not handed over."""

    draft_id: int
    """The note's; of a mail its number among all that were begun."""
    title: str
    below: str
    mail: bool = False


class TodayView(Struct, frozen=True, kw_only=True):
    """The column. A section without content leaves, except what is due."""

    unfinished: tuple[Unfinished, ...] = ()

    due: tuple[Due, ...] = ()
    next_due: str = ""
    since: str = ""
    news: tuple[News, ...] = ()
    needs: tuple[Need, ...] = ()


def build_today(
    open_tasks: Iterable[tuple[Task, str]],
    changes: Sequence[Change],
    sources: Iterable[Source],
    day: date,
    *,
    since: datetime | None = None,
    names: Mapping[int, str] | None = None,
    drafts: Iterable[tuple[Draft, str | None]] = (),
    mails: Iterable[BegunMail] = (),
    conflicts: Iterable[tuple[str, str, str]] = (),
    stopped: Iterable[tuple[str, str]] = (),
    parts: Mapping[int, Part] | None = None,
    doubtful: Iterable[tuple[AccountId, str, str]] = (),
    escalations: Iterable[tuple[int, str, str]] = (),
) -> TodayView:
    """The record for a day, from open tasks with their account's name, the changes after the
    row of the log that was last seen (oldest first), and all sources.

    `since` is when the person last looked, `names` the account names by id where they are known,
    `drafts` the notes not ended, `mails` the mails begun and not handed over, `conflicts` the
    kind, account and source of each undecided one, `stopped` the kind and account of what a
    source did not take. `parts` are those of the changed accounts that are shown as part of
    another one, `doubtful` the customers with the account of another source that nothing speaks
    for any more: id, name, source. `escalations` are those that wait for the person: id, account,
    and what is due.
    """
    mine = sorted(
        ((task, name) for task, name in open_tasks if task.mine and task.completed_at is None),
        key=lambda one: (one[0].stands_on or date.max, one[1], one[0].id),
    )
    due = tuple(_due(task, name, day) for task, name in mine if (task.stands_on or date.max) <= day)
    later = next((task.stands_on for task, _ in mine if (task.stands_on or day) > day), None)
    return TodayView(
        due=due,
        next_due=say("Next: {day}", day=days.day_words(later, day)) if later else "",
        since=_since(since, day),
        news=tuple(_news(changes, names or {}, parts or {})),
        unfinished=(
            *(_unfinished(draft, name, day) for draft, name in drafts),
            *(_begun(one, day) for one in mails),
        ),
        needs=(
            *(_need(source) for source in sources if source.state == "needs_sign_in"),
            *_few([_conflict(*one) for one in conflicts], "{n} more conflict",
                  "{n} more conflicts"),
            *_few([_stopped(*one) for one in stopped], "{n} more stopped", "{n} more stopped"),
            *_few([_escalation(*one) for one in escalations], "{n} more escalation",
                  "{n} more escalations", asked="go_escalations"),
            *_few([_doubtful(*one) for one in doubtful], "{n} more to tell apart",
                  "{n} more to tell apart"),
        ),
    )  # fmt: skip


def _due(task: Task, account: str, day: date) -> Due:
    tip = [task.title, account, say("Due {day}", day=full_day(task.due)) if task.due else ""]
    is_due = task.due is not None and task.due <= day
    if task.do_on is not None:
        tip.append(say("To do on {day}", day=full_day(task.do_on)))
    when = days.away(task.due, day) if task.due is not None and is_due else say("to do")
    if task.at_time is not None:
        when = f"{when} {task.at_time:%H:%M}"
    return Due(
        task_id=task.id,
        account_id=task.account_id,
        title=" ".join(task.title.split()) or say("no title"),
        when=when,
        late=task.due is not None and task.due < day,
        account=account,
        tip="\n".join(part for part in tip if part),
        solved=task.ticket_solved,
    )


def _since(since: datetime | None, day: date) -> str:
    if since is None:
        return say("Since you last looked")
    named = days.weekday(local_day(since)) if 0 < (day - local_day(since)).days < 7 else ""
    if local_day(since) == day:
        return say("Since {time}", time=time_words(since))
    if not named:
        return say("Since {day}", day=days.short_day(local_day(since), day))
    return say("Since {day} {time}", day=named, time=time_words(since))


def _news(
    changes: Sequence[Change], names: Mapping[int, str], parts: Mapping[int, Part]
) -> Iterable[News]:
    moved = _moved(changes)
    # An account that is shown as part of another one is no new customer, nor is a customer gone
    # whom another source still has.
    joined = {number for (number, field), (_, to) in moved.items() if field == "shown_with" and to}
    inner = joined | parts.keys()
    created = {number for number, field in moved if field == "created"} - inner
    gone = {
        number
        for (number, field), (_, new) in moved.items()
        if field == "status" and new in _GONE and number not in created
    } - inner
    silent = created | gone

    def shown_at(number: int, field: str) -> int | None:
        part = parts.get(number)
        if part is None:
            return number
        return part.customer if field in part.tells else None

    def those(field: str, is_it: Callable[[str | None, str | None], bool]) -> set[int]:
        return {
            customer
            for (number, changed), (old, new) in moved.items()
            if changed == field
            and old != new
            and is_it(old, new)
            and (customer := shown_at(number, field)) is not None
            and customer not in silent
        }

    found = (
        ("created", created, "{n} new account in the book", "{n} new accounts in the book"),
        ("gone", gone, "{n} account left the book", "{n} accounts left the book"),
        ("renewal", those("renewal_date", _any), "{n} renewal date moved",
         "{n} renewal dates moved"),
        ("fell", those("health", _fell), "health of {n} account fell",
         "health of {n} accounts fell"),
        ("rose", those("health", _rose), "health of {n} account rose",
         "health of {n} accounts rose"),
        ("stage", those("stage", _any), "{n} stage changed", "{n} stages changed"),
    )  # fmt: skip
    for kind, numbers, one, many in found:
        if numbers:
            words = plural(len(numbers), one, many)
            listed = [(AccountId(number), names.get(number, "")) for number in numbers]
            listed.sort(key=lambda entry: (entry[1].casefold(), entry[0]))
            yield News(kind=kind, words=words[:1].upper() + words[1:], accounts=tuple(listed))


def _moved(changes: Sequence[Change]) -> dict[tuple[int, str], tuple[str | None, str | None]]:
    """(account, field) → what stood there before all changes, and what stands there now."""
    moved: dict[tuple[int, str], tuple[str | None, str | None]] = {}
    for change in changes:
        if change.record == "account":
            key = (change.record_id, change.field)
            old = moved[key][0] if key in moved else change.old
            moved[key] = (old, change.new)
    return moved


def _any(_old: str | None, _new: str | None) -> bool:
    return True


def _fell(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and float(new) < float(old)


def _rose(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and float(new) > float(old)


def _need(source: Source) -> Need:
    shown = source_name(source.name)
    return Need(source=source.name, words=say("{source}: sign in again", source=isolated(shown)))


def _conflict(kind: str, account: str, source: str) -> Need:
    words = say(
        "{record} on {account}: edited here and in {source}",
        record=_kinds()[kind],
        account=isolated(account),
        source=source_name(source),
    )
    return Need(words=words, asked="go_conflicts", sign="circle-alert")


def _stopped(kind: str, account: str) -> Need:
    words = say("{record} for {account} stopped", record=_kinds()[kind], account=isolated(account))
    return Need(words=words, asked="go_outbox", sign="circle-pause")


def _escalation(number: int, account: str, words: str) -> Need:
    said = say("{account}: {words}", account=isolated(account), words=words)
    return Need(words=said, asked=f"escalation {number}", sign="life-buoy")


def _doubtful(account_id: AccountId, account: str, source: str) -> Need:
    words = say(
        "{account}: does the one in {source} still belong to it?",
        account=isolated(account),
        source=source_name(source),
    )
    return Need(words=words, account_id=account_id, sign="circle-alert")


def _kinds() -> dict[str, str]:
    kinds = {"account": say("Account"), "note": say("Note"), "task": say("Task")}
    return kinds | {"handover": say("Escalation")}


def _few(needs: list[Need], one: str, many: str, *, asked: str = "") -> list[Need]:
    """The first of a kind, and how many more there are; `asked` leads to those, by default where
    the first of them leads."""
    rest = len(needs) - NEEDS_SHOWN
    if rest <= 0:
        return needs
    words = plural(rest, one, many)
    first = needs[NEEDS_SHOWN]
    more = Need(
        words=words, asked=asked or first.asked, account_id=first.account_id, sign=first.sign
    )
    return [*needs[:NEEDS_SHOWN], more]


def _unfinished(draft: Draft, account: str | None, day: date) -> Unfinished:
    subject = " ".join(draft.subject.split())
    title = ", ".join(part for part in (account, subject) if part) or say("no account yet")
    lines = sum(bool(line.strip()) for line in draft.body.splitlines())
    below = [
        days.near_day(local_day(draft.saved_at), day),
        plural(lines, "{n} line", "{n} lines"),
        say("stays here") if draft.private else say("only here"),
    ]
    return Unfinished(draft.id, title, say(", ").join(below))


def _begun(one: BegunMail, day: date) -> Unfinished:
    subject = " ".join(one.mail.subject.split())
    # A subject often has the name in it.
    named = one.account.casefold() in subject.casefold()
    title = subject if named else ", ".join(part for part in (one.account, subject) if part)
    saved = days.near_day(local_day(one.saved_at), day)
    return Unfinished(one.number, title, say(", ").join((say("mail"), saved)), mail=True)
