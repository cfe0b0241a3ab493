"""The shape of the house rules' texts: mails, templates of notes, follow-ups."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from msgspec import Meta, Struct

from book.working_days import Holidays, holidays_of

Name = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9_]{1,40}\Z",
        description='a name of small letters, digits and "_", such as "follow_up_1"',
    ),
]
Words = Annotated[str, Meta(min_length=1, description="a text")]
WorkingDays = Annotated[
    int, Meta(ge=0, le=260, description="a whole number of working days from 0 to 260")
]
DayOfYear = Annotated[
    str,
    Meta(
        pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z",
        description='month and day such as "12-25"',
    ),
]


class RecordingFolder(Struct, frozen=True, kw_only=True):
    """A folder of recordings the team shares."""

    code: Name
    title: Words
    link: str = ""
    """Where it lies; empty until the team has said so."""


class RecordingRules(Struct, frozen=True, kw_only=True):
    """Where the team keeps recordings that others look for."""

    folders: tuple[RecordingFolder, ...]

    def folder(self, title: str) -> RecordingFolder | None:
        """The folder of that title, or None."""
        return next((one for one in self.folders if one.title == title), None)


ANY_STAGE: Final = "any"
"""The key of `mail.sequences` for accounts whose stage has no sequence of its own."""
CONTRACT: Final = "contract"
"""The key of `mail.sequences` for accounts with a contract, whatever their stage."""


class Mail(Struct, frozen=True, kw_only=True):
    """One mail the team sends, with `{…}` places for the account's own values."""

    code: Name
    title: Words
    """What it is called where one is chosen."""
    subject: Words
    body: Words


class MailDates(Struct, frozen=True, kw_only=True):
    """How a mail speaks of the date that comes next, `{renewal_line}`; places `{day}` and
    `{days_left}`. Those with `over` are for a date that has passed."""

    bill: Words
    bill_over: Words
    contract: Words
    contract_over: Words
    credits: Words
    """The day on which credits expire."""
    credits_over: Words
    run_out: Words
    """The day about which credits are used up."""


class FollowUp(Struct, frozen=True, kw_only=True):
    """A follow-up that the team makes often: what it is called, and after how long it is due."""

    code: Name
    title: Words
    """The title of the task it makes."""
    days: WorkingDays
    """Working days from today; days of the calendar where `calendar` says so."""
    calendar: bool = False


class TaskRules(Struct, frozen=True, kw_only=True):
    """When people work, and the follow-ups they make."""

    holidays: tuple[date, ...]
    """Days on which nobody works."""
    holidays_every_year: tuple[DayOfYear, ...]
    """Those that fall on the same day each year."""
    follow_ups: tuple[FollowUp, ...]

    @property
    def no_work(self) -> Holidays:
        """Both kinds of holidays, as working days are counted with."""
        return holidays_of(self.holidays, self.holidays_every_year)


class MailRules(Struct, frozen=True, kw_only=True):
    """The team's mails, and which comes next at each stage."""

    booking_link: str
    """Where a customer books a call; empty until the team has said so."""
    signature: str
    """What stands under every mail; a person's own file sets it."""
    sequences: dict[str, tuple[Name, ...]]
    """Stage code, or `any` → the mails in order; the last one repeats."""
    dates: MailDates
    drafts: tuple[Mail, ...]
    contract_drafts: tuple[Mail, ...]
    """Mails for accounts with a contract. Apart from the others, so that a team that wrote all of
    those itself keeps these."""

    @property
    def all_drafts(self) -> tuple[Mail, ...]:
        """Every mail; where both lists have a code, the one of `drafts` counts."""
        codes = {mail.code for mail in self.drafts}
        return (*self.drafts, *(mail for mail in self.contract_drafts if mail.code not in codes))

    def mail(self, code: str) -> Mail | None:
        """The mail of that code, or None."""
        return next((mail for mail in self.all_drafts if mail.code == code), None)

    def sequence(self, stage: str | None, *, contract: bool = False) -> tuple[str, ...]:
        """The codes for an account at a stage (its code), in order; `contract` where the date it
        is written to about is the end of a contract or of credits."""
        if contract and (own := self.sequences.get(CONTRACT)):
            return own
        return self.sequences.get(stage or ANY_STAGE) or self.sequences[ANY_STAGE]


class BookingRules(Struct, frozen=True, kw_only=True):
    """How a customer books, beside the link in the mails."""

    group_page: Words
    """The page on which a group event is made."""
    group_steps: tuple[Words, ...]
    """What is done there, in order; shown beside it."""


class NoteTemplate(Struct, frozen=True, kw_only=True):
    """What a new note begins with, for one kind of meeting."""

    code: Name
    title: Words
    subject: str = ""
    body: str = ""


class NoteRules(Struct, frozen=True, kw_only=True):
    """How notes begin and end."""

    first: Name
    """The code of the template a new note begins with."""
    answer_days: WorkingDays
    """Working days until a question from a note is answered."""
    where_to_get_help: Words
    """What a customer is told about help; ends notes and summary mails."""
    templates: tuple[NoteTemplate, ...]

    def template(self, code: str) -> NoteTemplate | None:
        """The template of that code, or None."""
        return next((one for one in self.templates if one.code == code), None)
