"""What happened to an account proposes its next stage; a person accepts it, nothing moves alone.

Marked as contacted → 2, an answer → 3a, a call marked as booked, or booked in Calendly, → 3b, an
ended call note → 4a, the next one → 4b. An account is never sent back to where it has been.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from book import stages, twins
from book.clock import moment
from book.editing import editing
from book.records import AccountId, Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules, Stage

Happened = Literal["contacted", "answered", "booked", "called"]

DISMISSED: Final = "dismissed_proposal"
"""The field under which the change log keeps that a person did not want a stage."""

_WHY: Final[dict[Happened, str]] = {
    "contacted": "You marked it as contacted.",
    "answered": "They answered.",
    "booked": "A call is booked.",
    "called": "You ended a call note.",
}
# The stage may stand in another source than the one that leads (`s` is the row that has it).
_SELECT: Final = """
    SELECT a.id, s.stage, s.stage_since, a.first_seen,
           nullif(max(coalesce(a.last_inbound_at, ''), coalesce(s.last_inbound_at, '')), ''),
           m.state, m.at,
           (SELECT max(n.remote_created_at) FROM notes n WHERE n.account_id IN
            (SELECT a.id UNION ALL SELECT t.id FROM accounts t WHERE t.shown_with = a.id)
            AND n.archived_at IS NULL AND n.mine = 1 AND n.kind IN ('call', 'meeting')),
           s.id,
           (SELECT max(b.booked_at) FROM meetings b WHERE b.account_id IN
            (SELECT a.id UNION ALL SELECT t.id FROM accounts t WHERE t.shown_with = a.id)
            AND b.booked_at IS NOT NULL AND b.status <> 'cancelled'
            AND b.ends_at > coalesce(s.stage_since, ''))
    FROM accounts a JOIN accounts s ON s.id = CASE WHEN a.stage IS NOT NULL THEN a.id ELSE
         (SELECT t.id FROM accounts t WHERE t.shown_with = a.id AND t.stage IS NOT NULL
          AND t.status = 'active' ORDER BY t.id LIMIT 1) END
         LEFT JOIN (SELECT coalesce(q.shown_with, q.id) AS shown, k.state, max(k.at) AS at
          FROM queue_marks k JOIN accounts q ON q.id = k.account_id
          GROUP BY coalesce(q.shown_with, q.id)) m ON m.shown = a.id
    WHERE a.status = 'active' AND a.shown_with IS NULL
"""


class Events(Struct, frozen=True, kw_only=True):
    """What is known of one account that may move it on; None is what did not happen."""

    stage: str | None
    stage_since: datetime | None = None
    first_seen: datetime
    contacted_at: datetime | None = None
    booked_at: datetime | None = None
    answered_at: datetime | None = None
    called_at: datetime | None = None
    """When the newest call note of mine was ended."""
    reached: frozenset[str] = frozenset()
    """Labels of the stages it ever stood at."""
    dismissed: tuple[tuple[str, datetime], ...] = ()
    """Stages the person did not want, and when they said so."""


class Proposal(Struct, frozen=True):
    """A stage that what happened speaks for: its label, why in one sentence, and since when."""

    stage_label: str
    why: str
    evidence: datetime
    happened: Happened


def propose(rules: HouseRules, events: Events) -> Proposal | None:
    """The furthest stage that what happened speaks for and the house rules allow, or None."""
    current = rules.stage(events.stage)
    if current is None or current.closed:
        return None
    been = {stage.code for label in events.reached if (stage := rules.stage(label))}
    been.add(current.code)
    order = list(rules.pipeline.stages)
    found: Proposal | None = None
    for code, happened, at in _spoken_for(events, current.code, been):
        target = next((stage for stage in order if stage.code == code), None)
        if target is None or code in been or order.index(target) <= order.index(current):
            continue
        move = stages.check(rules, events.stage, target.label, events.reached)
        if move.verdict == "refuse" or _unwanted(order, target, at, events.dismissed):
            continue
        if found is None or order.index(target) > _place(order, found.stage_label):
            found = Proposal(target.label, _WHY[happened], at, happened)
    return found


def proposal(store: Store, rules: HouseRules, account_id: AccountId) -> Proposal | None:
    """What is proposed for one account."""
    row = store.row(f"{_SELECT} AND a.id = ?", (twins.shown(store, account_id),))
    return propose(rules, _events(store, row)) if row else None


def proposals(store: Store, rules: HouseRules) -> dict[AccountId, Proposal]:
    """What is proposed, for every account for which something is."""
    found = {}
    for row in store.rows(_SELECT):
        if not any((*row[4:8], row[9])):
            continue  # nothing happened there; most of a book
        one = propose(rules, _events(store, row))
        if one is not None:
            found[AccountId(row[0])] = one
    return found


def dismiss(store: Store, rules: HouseRules, account_id: AccountId, label: str) -> Changed:
    """Leaves the account where it is until something new happens; undo proposes it again."""
    with editing(store, rules, "Leave the stage") as edit:
        edit.log([("account", account_id, DISMISSED, None, label)])
    return edit.changed


def _spoken_for(
    events: Events, current: str, been: set[str]
) -> Iterator[tuple[str, Happened, datetime]]:
    """Code of a stage, what speaks for it, and when that happened."""
    moved = events.stage_since
    if events.contacted_at is not None:
        yield "2", "contacted", events.contacted_at
    # Who stands at 2 was written to, by whatever way the account came there.
    contact = events.contacted_at or (moved if current == "2" else None)
    if contact is not None and events.answered_at is not None and events.answered_at > contact:
        yield "3a", "answered", events.answered_at
    if events.booked_at is not None:
        yield "3b", "booked", events.booked_at
    if events.called_at is not None and events.called_at > (moved or events.first_seen):
        yield "4b" if "4a" in been else "4a", "called", events.called_at


def _unwanted(
    order: list[Stage], target: Stage, at: datetime, dismissed: Iterable[tuple[str, datetime]]
) -> bool:
    """Whether the person said no after it happened, to this stage or one beyond it."""
    return any(
        at <= when and order.index(target) <= _place(order, label) for label, when in dismissed
    )


def _place(order: list[Stage], label: str) -> int:
    return next((at for at, stage in enumerate(order) if stage.label == label), len(order))


def _events(store: Store, row: tuple[Any, ...]) -> Events:
    number, stage, since, first_seen, inbound, state, marked, called, holder, booked = row
    bookings = [at for at in (marked if state == "booked" else None, booked) if at]
    past = store.rows(
        "SELECT field, old, new, at, edit FROM changes WHERE record_id IN (?, ?)"
        f" AND record = 'account' AND field IN ('stage', '{DISMISSED}') ORDER BY id",
        (number, holder),
    )
    return Events(
        stage=stage,
        stage_since=_moment(since),
        first_seen=moment(first_seen),
        contacted_at=_moment(marked) if state == "contacted" else None,
        booked_at=_moment(max(bookings, default=None)),
        answered_at=_moment(inbound),
        called_at=_moment(called),
        reached=frozenset(
            text
            for one in past
            if one[0] == "stage" and _stood(store, one)
            for text in one[1:3]
            if text
        ),
        dismissed=tuple(
            (one[2], moment(one[3])) for one in past if one[0] == DISMISSED and _holds(store, one)
        ),
    )


def _stood(store: Store, change: tuple[Any, ...]) -> bool:
    """Whether a move happened: one that was taken back did not, nor is taking it back one."""
    if change[4] is None:
        return True
    reversing = store.row("SELECT 1 FROM edits WHERE id = ? AND reverses IS NOT NULL", (change[4],))
    return reversing is None and _holds(store, change)


def _holds(store: Store, change: tuple[Any, ...]) -> bool:
    """Whether a dismissal was not taken back: its edit is reversed an even number of times."""
    edit, times = change[4], 0
    while found := store.row("SELECT id FROM edits WHERE reverses = ?", (edit,)):
        edit, times = found[0], times + 1
    return times % 2 == 0


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None
