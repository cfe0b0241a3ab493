"""The shape of the house rules: one frozen struct per table of the file, units in the docstrings.

Each bounded type carries the words that name it to the person who edits the file.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from msgspec import Meta, Struct

from book.rules_channel import ChannelRules
from book.rules_escalations import EscalationRules
from book.rules_texts import BookingRules, MailRules, NoteRules, RecordingRules, TaskRules

Text = Annotated[str, Meta(min_length=1, description="a text")]
Days = Annotated[int, Meta(ge=0, le=3650, description="a whole number of days from 0 to 3650")]
Months = Annotated[int, Meta(ge=0, le=60, description="a whole number of months from 0 to 60")]
Hours = Annotated[int, Meta(ge=0, le=87_600, description="a whole number of hours from 0 on")]
Points = Annotated[int, Meta(ge=0, le=1000, description="a whole number from 0 to 1000")]
Percent = Annotated[int, Meta(ge=0, le=100, description="a whole number from 0 to 100")]
Money = Annotated[int, Meta(ge=0, description="a whole amount of money, 0 or more")]
Shown = Annotated[int, Meta(ge=0, le=3, description="0, 1, 2 or 3")]
DayOfMonth = Annotated[int, Meta(ge=1, le=28, description="a day of the month from 1 to 28")]
HealthPoints = Annotated[float, Meta(ge=0, le=10, description="a number from 0 to 10")]
Code = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z]{1,3}\Z", description="one to three letters or digits")
]
Currency = Annotated[
    str, Meta(pattern=r"^[A-Z]{3}\Z", description='three capital letters such as "USD"')
]

KeyPath = tuple[str | int, ...]
"""A key from the top of a file; a number is a place in a list, counted from 0."""

SHELF_LIFE_DEFAULT: Final = "default"
"""The key of `shelf_life_hours` that stands for every source not named there."""


class BookRules(Struct, frozen=True, kw_only=True):
    """How large one person's book is meant to be."""

    arr_target: Money
    """ARR to look after, in whole units of the currency."""
    currency: Currency
    """ISO code for accounts whose source names none."""

    @property
    def arr_target_cents(self) -> int:
        """The target in cents, as the records hold money."""
        return self.arr_target * 100


class ContactRules(Struct, frozen=True, kw_only=True):
    """When to be in touch with an account that pays monthly; all in days."""

    window_days: Days
    """The contact window opens this many days before the bill."""
    amber_days: Days
    """A bill at most this far away is amber."""
    red_days: Days
    """A bill nearer than this is red."""
    quiet_days: Days
    """An account without a touch for this long is quiet."""


class AnnualRules(Struct, frozen=True, kw_only=True):
    """The milestones of an annual contract."""

    start_months: Months
    """Work starts this many months before credits or the contract end."""
    checkpoint_days: Days
    """The paper is signed this many days before the last paid period ends."""
    early_commit_days: Days
    """A commitment at least this many days before expiry earns the early discount."""
    early_commit_percent: Percent
    """The early discount, in percent of the list price."""
    cut_off_day: DayOfMonth
    """Payments up to this day of the next quarter count for the last one."""


class OnboardingRules(Struct, frozen=True, kw_only=True):
    """Which accounts onboarding takes, in whole currency units a month."""

    threshold_monthly: Money
    """A forecast bill above this brings an account to onboarding."""
    handover_monthly: Money
    """A bill above this is passed on to sales."""


class SegmentRules(Struct, frozen=True, kw_only=True):
    """The source's segment names that mean something to the team."""

    onboarding: Text
    managed: Text
    handover: Text


class HealthRules(Struct, frozen=True, kw_only=True):
    """When a fall in health is worth a reason."""

    look_back_days: Days
    """A fall is measured over this many days."""
    min_drop: HealthPoints
    """Smaller falls are left out; in points of ten."""


class ReasonPoints(Struct, frozen=True, kw_only=True):
    """What each reason weighs; the field names are the reason codes, in order of rank."""

    contact_window: Points
    contract_window: Points
    credits_run_out: Points
    new: Points
    promise_overdue: Points
    health_drop: Points
    never_touched: Points
    quiet: Points
    act_by_overdue: Points
    no_owner: Points
    stage_stale: Points
    no_channel: Points
    renewal_not_mapped: Points
    renewal_unknown: Points


REASON_CODES: Final = ReasonPoints.__struct_fields__


class ReasonRules(Struct, frozen=True, kw_only=True):
    """Why an account is where it is: how many reasons are given, which, and their weight."""

    max_shown: Shown
    hidden: tuple[Text, ...]
    """Codes that are never given as a reason."""
    points: ReasonPoints


class Stage(Struct, frozen=True, kw_only=True):
    """One stage of the pipeline; `label` is the CRM's own data, to the letter."""

    code: Code
    label: Text
    by_segment: bool = False
    """Only joining the onboarding segment leads here."""
    stale_after_bill: bool = False
    """A bill that passes without a move is worth a reason."""
    closed: bool = False
    """The programme ends here."""
    expects: tuple[Text, ...] = ()
    """Codes: without any of them reached before, a move here is warned of."""
    needs: tuple[Text, ...] = ()
    """Codes: without any of them reached before, a move here is refused."""
    not_after: tuple[Text, ...] = ()
    """Codes: with any of them reached before, a move here is refused."""
    why: str = ""
    """The words for a warning or a refusal."""


class PipelineRules(Struct, frozen=True, kw_only=True):
    """The onboarding pipeline: the source's field and its stages in order."""

    field: Text
    stages: tuple[Stage, ...]


class NeverWrite(Struct, frozen=True, kw_only=True):
    """What is refused in every path that writes to a source."""

    fields: tuple[Text, ...]


class RetentionRules(Struct, frozen=True, kw_only=True):
    """How long cached data is kept."""

    left_account_days: Days
    """What was read of an account is deleted this many days after it left the book."""


class ToolNames(Struct, frozen=True, kw_only=True):
    """What the team's systems are called where a sentence names them."""

    tickets: Text
    channel_tickets: Text
    recordings: Text
    assistant: Text


class HouseRules(Struct, frozen=True, kw_only=True):
    """The team's way of working, as values; see `docs/house-rules.md`."""

    name: Text
    effective_from: date
    """The day these values began to hold."""
    book: BookRules
    contact: ContactRules
    annual: AnnualRules
    onboarding: OnboardingRules
    segments: SegmentRules
    health: HealthRules
    reasons: ReasonRules
    pipeline: PipelineRules
    shelf_life_hours: dict[str, Hours]
    """Source → hours until a fact from it shows as stale."""
    never_write: NeverWrite
    retention: RetentionRules
    tools: ToolNames
    home: dict[str, Text]
    """Kind of record (`note`, `task`) → the source mine go to, where a customer is known to
    several; without an entry it is the one that leads."""
    mail: MailRules
    booking: BookingRules
    notes: NoteRules
    tasks: TaskRules
    recordings: RecordingRules
    escalations: EscalationRules
    channel: ChannelRules
    links: dict[str, Text]
    """Name → address with `{…}` places for an account's own values."""

    @property
    def first_stage(self) -> str | None:
        """The label a new account stands at; None for a team without a pipeline."""
        stages = self.pipeline.stages
        return stages[0].label if stages else None

    def stage(self, label: str | None) -> Stage | None:
        """The stage with exactly that label, or None."""
        return next((stage for stage in self.pipeline.stages if stage.label == label), None)

    def shelf_life(self, source: str) -> int:
        """Hours until a fact from that source shows as stale."""
        lives = self.shelf_life_hours
        return lives[source] if source in lives else lives[SHELF_LIFE_DEFAULT]
