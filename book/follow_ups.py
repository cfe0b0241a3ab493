"""The follow-ups of the house rules: when one made today is due; pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from book.working_days import working_days_after

if TYPE_CHECKING:
    from book.rules import HouseRules
    from book.rules_texts import FollowUp


def due(one: FollowUp, rules: HouseRules, today: date) -> date:
    """The day a follow-up is due, counted in working days unless it says that all days count."""
    if one.calendar:
        return today + timedelta(days=one.days)
    return working_days_after(today, one.days, rules.tasks.no_work)
