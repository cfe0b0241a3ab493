"""The shape of the house rules' escalations: kinds, fields, homework, groups, severities.

Everything here has a name, so a team's file adds one kind or one field without repeating the rest.
What a name must at least say is checked once all files lie on top of each other.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

FieldType = Annotated[
    Literal[
        "line", "text", "steps", "yes", "day", "number", "choice", "person", "group", "severity"
    ],
    Meta(description="one of line, text, steps, yes, day, number, choice, person, group, severity"),
]
"""How a field is asked: one line, several, a list of steps, a tick, a day, a number, one of its
own choices, a person of the account, one of the groups, one of the severities."""
Way = Annotated[
    Literal["ticket", "message", "mail", "note"],
    Meta(description="one of ticket, message, mail, note"),
]
"""Where a kind goes first: a ticket, a message to a channel, a mail, or a text to copy."""
Weeks = Annotated[int, Meta(ge=0, le=520, description="a whole number of weeks from 0 on")]
WaitDays = Annotated[int, Meta(ge=0, le=260, description="a whole number of days from 0 to 260")]
WaitHours = Annotated[
    int, Meta(ge=0, le=8760, description="a whole number of hours from 0 to 8760")
]

TOLD: Final = "customer_told"
"""The field that blocks a ticket until the customer knows that one will appear."""
GROUP: Final = "group"
SEVERITY: Final = "severity"
SUBJECT: Final = "subject"
REQUESTER: Final = "requester"
NEXT_UPDATE: Final = "next_update"
"""The field with the day on which the customer was promised to hear of it."""
OTHER_ACCOUNTS: Final = "other_accounts"
"""The field of a wish with the names of the other accounts that ask for it."""
ROUTED_BY: Final = (SUBJECT, REQUESTER, GROUP, SEVERITY, TOLD)
"""What no ticket is made without, whatever a kind says."""


class EscalationField(Struct, frozen=True, kw_only=True):
    """One thing a form asks for."""

    title: str = ""
    why: str = ""
    """What goes wrong without it; shown where it is missing."""
    type: FieldType = "text"
    choices: tuple[str, ...] = ()


class HomeworkPlace(Struct, frozen=True, kw_only=True):
    """One place to look before anybody is asked."""

    title: str = ""
    search: str = ""
    """The address of a search there, with `{query}`; empty where a team has none."""


class Severity(Struct, frozen=True, kw_only=True):
    """How bad it is, and how soon somebody answers."""

    title: str = ""
    meaning: str = ""
    answer_hours: WaitHours = 0
    """Hours, weekends left out, until the first answer is due; 0 where there is no target."""


class EscalationKind(Struct, frozen=True, kw_only=True):
    """One kind of escalation: what it is for, what it asks, where it goes."""

    title: str = ""
    line: str = ""
    """What it is for, in one line."""
    way: Way = "note"
    channel: str = ""
    """Where its message goes: a channel's name as people write it; empty where that differs."""
    fields: tuple[str, ...] = ()
    """What is asked, in order."""
    needs: tuple[str, ...] = ()
    """Which of them must be there before it leaves."""
    ends: str = ""
    """The sentence its text ends with."""
    homework: bool = False
    """Whether the places are looked at first."""
    account: bool = True
    """Whether the account's own figures (ARR, plan, region, links) go along."""
    day: str = ""
    """The field with the day it is about: it leaves the working day before at the latest."""
    afterwards: str = ""
    """The field that is filled in once that day is over."""
    risk: bool = False
    """Whether the account may leave: then the clocks of `waits` run from the flag on, and the mark
    in the CRM (`risk_mark`) is looked for."""
    hidden: bool = False
    """Whether a team does without this kind."""


class EscalationWaits(Struct, frozen=True, kw_only=True):
    """How long things may take once it left."""

    nudge_days: WaitDays
    """Working days without an answer until it is worth a nudge."""
    recovery_hours: WaitHours
    """After an account is flagged: until the recovery call."""
    check_in_days: WaitDays
    """After that: how often to check in."""
    accept_weeks: Weeks
    """So many weeks without improvement, and the loss is escalated or accepted."""
    retro_days: WaitDays
    """After an account churned: until the retro."""


class EscalationRules(Struct, frozen=True, kw_only=True):
    """How a team escalates."""

    told: str
    """What to send a customer before a ticket appears; `{person}` `{subject}` `{signature}`."""
    panel: str
    """Where a customer opens a ticket in the app, `{org_id}` filled in; empty where unknown."""
    panel_words: str
    """What to send them with that link; `{person}` `{panel}` `{signature}`."""
    forward_to: str
    """The address a customer's mail is forwarded to; empty where a team has none."""
    risk_mark: str
    """The segment that says in the CRM that an account may leave; empty where a team has none."""
    nudge: str
    """What to send where nobody answered; `{subject}` `{days}` `{link}`."""
    groups: tuple[str, ...]
    """Who owns an area; offered until the ticket system has told its own."""
    severities: dict[str, Severity]
    homework: dict[str, HomeworkPlace]
    fields: dict[str, EscalationField]
    kinds: dict[str, EscalationKind]
    waits: EscalationWaits

    def offered(self) -> dict[str, EscalationKind]:
        """The kinds a team works with, in the order of the file."""
        return {code: kind for code, kind in self.kinds.items() if not kind.hidden}

    def severity_of(self, said: str) -> str | None:
        """The code of a severity, by code or title in any case; None where there is none."""
        spelt = {
            word.casefold(): code
            for code, one in self.severities.items()
            for word in (one.title, code)
        }
        return spelt.get(said.casefold())
