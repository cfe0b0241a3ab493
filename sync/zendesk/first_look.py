"""The first look at a Zendesk: who I am, what I may do, its groups, fields, forms and statuses."""

from __future__ import annotations

from book.errors import Refused
from book.ways_out import TAKES
from sync.port import Connection, Setup
from sync.zendesk import hosts, shapes
from sync.zendesk.choices import Choices, read_choices, severity_question
from sync.zendesk.credentials import TOKENS_END
from sync.zendesk.helpdesk import Helpdesk
from sync.zendesk.shapes import Me


class FirstLook:
    """What is asked when a Zendesk is connected. Nothing is written there."""

    def __init__(self, helpdesk: Helpdesk, setup: Setup) -> None:
        self._helpdesk = helpdesk
        self._setup = setup

    async def connection(self) -> Connection:
        """What was found. Raises Auth, NotAllowed, Refused, BadResponse, Offline."""
        source = self._setup.source
        me = await self._me()
        choices = await read_choices(self._helpdesk, source.options, self._setup.clock())
        warning = _warning(choices)
        return Connection(
            source=source.name,
            url=self._helpdesk.base_url,
            me_id=me.id,
            me_name=me.name or None,
            teammates=0,
            capabilities={
                **choices.kept(),
                TAKES: "ticket",
                "told": self._told(me, choices),
                "role": me.role,
                "email": me.email,
                "subdomain": hosts.account(self._helpdesk.base_url),
                **({"write_warning": warning} if warning else {}),
            },
            fields=(),
            mapping={},
            guessed=(),
            in_book=0,
            looked_at=0,
            counted_all=True,
            questions=(severity_question(choices.fields, source.options),),
        )

    async def _me(self) -> Me:
        me = shapes.me(await self._helpdesk.get("/users/me", "who you are"))
        if me is None:
            # Wrong credentials are nobody's here rather than refused.
            raise self._helpdesk.not_signed_in()
        if me.role == "end-user":
            raise Refused(
                "That is a customer's access to Zendesk, not an agent's.",
                "Ask an administrator to make you an agent, then connect it again.",
            )
        return me

    def _told(self, me: Me, choices: Choices) -> str:
        told = (
            f"You are {me.name or 'somebody'} there, as {me.role or 'an unknown role'}. It takes"
            f" tickets for {groups_words(len(choices.groups))}; those of your accounts are read."
        )
        if self._helpdesk.kept.is_token:
            told += (
                " An API token is switched off when nobody used it for 30 days, and every one on"
                f" {TOKENS_END}: sign in with the browser before then (--option client-id=ID)."
            )
        asked = (self._setup.source.me_email or "").strip().casefold()
        if asked and me.email and asked != me.email:
            told += " Your address there is another one than the one you gave."
        return told


def groups_words(number: int) -> str:
    """So many groups, as one reads it: `1 group`."""
    return "1 group" if number == 1 else f"{number or 'no'} groups"


def _warning(choices: Choices) -> str:
    """Why no ticket can be sent as things stand; empty where one can."""
    if not choices.groups:
        return "No group takes tickets there, so none can be sent."
    if choices.severity_field is None:
        return "Which ticket field holds the severity is not said, so no ticket can be sent."
    return ""
