"""Everything in the book that may ring, read from it: timed tasks, promises, clocks, the digest."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from book import accounts, reminders, tasks
from book.escalation_follow_up import needs
from book.escalation_standing import standing
from book.escalations import open_escalations
from book.reminders import Hours, Reminder
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules


def coming_due(
    store: Store, rules: HouseRules, hours: Hours, now: datetime, zone: tzinfo | None = None
) -> list[Reminder]:
    """What rings at some time, as the book stands; what rang already is among it.

    Read again after every change and on every new day.
    """
    local, off = now.astimezone(zone), rules.tasks.no_work
    today = local.date()
    found = list(reminders.of_tasks(tasks.timed_tasks(store), zone))
    for one, _ in open_escalations(store):
        account = accounts.account(store, one.account_id)
        due = needs(one, standing(store, one), rules.escalations, account, local, off)
        found += reminders.of_escalation(one, due, hours, today, zone)
    digest = reminders.digest(hours, today, off, zone)
    return found if digest is None else [*found, digest]
