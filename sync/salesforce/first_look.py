"""The first look at an org: who I am in it, what I may see, what its fields are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from book.errors import Auth, BadResponse, Refused
from book.facts import FieldFacts
from sync import field_mapping, json_text
from sync.http import Interrupted
from sync.json_text import UNREADABLE
from sync.port import Connection, Setup
from sync.refusals import NotAllowed
from sync.salesforce import answers, hosts, ids, mapping, objects, soql
from sync.salesforce.answers import NoSuchObject
from sync.salesforce.book_scope import CSM, SEGMENTS, BookScope
from sync.salesforce.capabilities import capabilities
from sync.salesforce.objects import Described
from sync.salesforce.option_checks import OptionChecks
from sync.salesforce.org import Org, row_of
from sync.salesforce.questions import questions
from sync.salesforce.workspace import Workspace

_NUMBERS: Final = ("double", "percent", "int")
_GUESSES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "health": ((r"(customer )?health( score)?",), (*_NUMBERS, "string")),
    "renewal_date": ((r"(next )?renewal date", r"(subscription )?renews on"), ("date", "datetime")),
    "users_count": ((r"(active |number of )?users( count)?",), _NUMBERS),
    "last_seen_at": (
        (r"last seen( in the product)?", r"last (login|activity in product)"),
        ("date", "datetime"),
    ),
    SEGMENTS: (
        (r"(customer |account )?segment", r"(customer |account )?tier"),
        ("picklist", "multipicklist", "string"),
    ),
}
"""Fact → what its field is usually called, and of which types it is then."""
_OPTIONS: Final = {
    "health": "health-field",
    "renewal_date": "renewal-field",
    SEGMENTS: "segment-field",
    **{fact: option for option, fact in mapping.OWN_OPTIONS.items()},
}
_NAMED: Final = {
    **mapping.OWN_OPTIONS,
    "csm-field": CSM,
    "segment-field": SEGMENTS,
    mapping.ORG_FIELD: mapping.ORG,
}
"""Options that only this source has → where the mapping keeps what they name."""
_CSM: Final = re.compile(r"\b(csm|customer success (manager|owner|lead|partner))\b")
_BY_OPPORTUNITY: Final = ("opportunity", mapping.RENEWAL_OPPORTUNITY.casefold())
"""What `renewal-field` says where no field of the account is to be used."""
_APART: Final = re.compile(r"[^a-z0-9]+")


class _Versions(Struct):
    version: str = ""


class Me(Struct, frozen=True, kw_only=True):
    """Who signed in, and whose book it is to be (the same person, nearly always)."""

    token_user: str
    org_id: str | None
    id: str
    name: str


class FirstLook:
    """The questions asked when an org is connected. Nothing is written there."""

    def __init__(self, org: Org, setup: Setup) -> None:
        self._org = org
        self._setup = setup
        self._source = setup.source

    async def connection(self) -> Connection:
        """Asks everything. Raises Auth, BadResponse for a host that is no org, Usage, Refused
        when the person, or what the options name, is not there."""
        OptionChecks(self._org, self._source.options, {}).words()
        version = await self._version()
        # First what only a good sign-in is told, so that a bad one is named as what it is.
        account = await self._accounts()
        me = await self._me()
        fields = objects.custom_fields(account)
        found, guessed = self._mapped(fields)
        self._named(found, account)
        checks = OptionChecks(self._org, self._source.options, found)
        checks.fields(account)
        csm = await self._csm_field(account, me)
        if csm is not None:
            found[CSM], guessed = csm, tuple(sorted((*guessed, CSM)))
        source = msgspec.structs.replace(
            self._source,
            me_id=me.id,
            mapping=found,
            capabilities={"api_version": version, "user_id": me.token_user},
        )
        workspace = Workspace(msgspec.structs.replace(self._setup, source=source), self._org)
        await workspace.catalogue.read(self._setup.clock())
        self._refuse_unknown(workspace, checks)
        kinds, whose, book = workspace.catalogue.kinds, workspace.whose, workspace.filter
        await checks.renewal(kinds.get("Opportunity"))
        await checks.role(whose, decides=not book.everything)
        more = await capabilities(self._org, workspace.catalogue, found, self._source.options)
        in_book = await self._in_book(workspace)
        if not book.everything:
            await checks.segments(kinds["Account"], whose, book)
        teammates = await self._count("User", "IsActive = true")
        usage = self._org.usage
        return Connection(
            source=source.name,
            url=self._org.base_url,
            me_id=me.id,
            me_name=me.name,
            teammates=teammates,
            capabilities={
                "api_version": version,
                "user_id": me.token_user,
                "org_id": me.org_id,
                "renewal_source": found.get("renewal_date"),
                "daily_used": usage.used or None,
                "daily_limit": usage.most or None,
                **more,
            },
            fields=fields,
            mapping=found,
            guessed=guessed,
            in_book=in_book,
            looked_at=in_book,
            counted_all=True,
            questions=questions(kinds, found, self._source.options),
        )

    async def _version(self) -> str:
        """The version to speak: ours, or the newest of an org that is older."""
        try:
            reply = await self._org.openly("/services/data/")
        except Interrupted:
            raise
        except BadResponse:
            raise self._strange() from None
        if reply.status >= 300:
            # An org says why in its own shape; anybody else who refuses is none.
            said = any(one.code for one in answers.faults(reply.body))
            raise answers.refusal(reply, "its versions") if said else self._strange(reply.status)
        try:
            listed = json_text.decode(msgspec.json.Decoder(list[_Versions]), reply.body)
        except UNREADABLE:
            raise self._strange() from None
        versions = [float(one.version) for one in listed if re.fullmatch(r"\d+\.0", one.version)]
        if not versions:
            raise self._strange()
        self._org.version = f"{min(max(versions), float(hosts.API_VERSION)):.1f}"
        return self._org.version

    def _strange(self, status: int | None = None) -> BadResponse:
        code = f" ({status})" if status is not None else ""
        return BadResponse(
            f"{self._org.host} does not answer as Salesforce does{code}.",
            "Check the address of your org: https://NAME.my.salesforce.com. A firewall or a"
            " sign-in page of the network may be in between too.",
        )

    async def _me(self) -> Me:
        """Who signed in, by the sign-in itself or by what the org says; and whose book it is."""
        identity = self._org.identity
        user, org = identity.user_id, identity.org_id
        if user is None:
            user, org = await self._userinfo()
        rows = await self._people(soql.any_of("Id", [user]))
        name = str(rows[0].get("Name") or "") if rows else ""
        email = str(rows[0].get("Email") or "") if rows else ""
        wanted = (self._source.me_email or "").strip()
        if not wanted or wanted.casefold() == email.casefold():
            return Me(token_user=user, org_id=org, id=user, name=name or email)
        others = await self._people(soql.any_of("Email", [wanted]))
        if not others:
            raise Refused(
                f"No active colleague in Salesforce has the address {wanted}.",
                "Give the one of your Salesforce user with --me EMAIL, or leave it out.",
            )
        other = others[0]
        return Me(token_user=user, org_id=org, id=other["Id"], name=str(other.get("Name")))

    async def org_id(self) -> str | None:
        """The org that was signed in to, as far as it is told."""
        if self._org.identity.org_id is not None:
            return self._org.identity.org_id
        try:
            return (await self._userinfo())[1]
        except (Auth, BadResponse):
            return None

    async def _userinfo(self) -> tuple[str, str | None]:
        try:
            reply = await self._org.get("/services/oauth2/userinfo", "who signed in")
        except (Refused, NotAllowed) as error:
            raise Auth(
                "Salesforce does not tell who signed in: the sign-in lacks the scope “openid”"
                " (or “id”).",
                "Sign in again, with an app that asks for api, refresh_token and openid.",
            ) from error
        said = row_of(reply.body) or {}
        user = ids.full(said.get("user_id"))
        if user is None:
            raise BadResponse(
                f"{self._org.host} does not tell who signed in.", "Check the address of your org."
            )
        return user, ids.full(said.get("organization_id"))

    async def _people(self, where: str) -> list[dict[str, Any]]:
        question = soql.select(("Id", "Name", "Email"), "User", (where, "IsActive = true"))
        return await self._org.all(question, "colleagues")

    async def _accounts(self) -> Described:
        try:
            return await objects.described(self._org, "Account")
        except NoSuchObject as error:
            raise Refused(
                "Salesforce does not let you read accounts.",
                "Ask an administrator for the right to read Account records, and “API Enabled”.",
            ) from error

    def _mapped(self, fields: Sequence[FieldFacts]) -> tuple[dict[str, str], tuple[str, ...]]:
        """The mapping, and which of its facts were guessed from a label."""
        options = self._source.options
        found, guessed = field_mapping.mapped(options, fields, mapping.NATIVE)
        more = []
        for fact, (patterns, types) in _GUESSES.items():
            said = options.get(_OPTIONS[fact], "").strip()
            if said:
                continue
            path = _called(fields, patterns, types)
            if path is not None and path not in found.values():
                found[fact] = path
                more.append(fact)
        if found.get("renewal_date", "").casefold() in _BY_OPPORTUNITY:
            found["renewal_date"] = mapping.RENEWAL_OPPORTUNITY
        return found, tuple(sorted({*guessed, *more}))

    def _named(self, found: dict[str, str], account: Described) -> None:
        """Fields that only this source has an option for, by their label or their name."""
        for option, fact in _NAMED.items():
            said = self._source.options.get(option, "").strip()
            team = option == "csm-field" and said.partition(":")[0].strip().casefold() == "team"
            if not said or team or said.casefold() == field_mapping.NOT_MAPPED:
                continue
            found[fact] = next(
                (
                    one.name
                    for one in account.fields
                    if str(one.label or "").strip().casefold() == said.casefold()
                ),
                said,
            )

    async def _csm_field(self, account: Described, me: Me) -> str | None:
        """The one lookup that is called so that it tells the CSM, if it names me anywhere."""
        if self._source.options.get("csm-field", "").strip():
            return None
        people = objects.lookups_of_people(account)
        named = [
            field
            for field, label in people.items()
            if _CSM.search(_APART.sub(" ", label.lower())) is not None
        ]
        if len(named) != 1 or not await self._count("Account", soql.any_of(named[0], [me.id])):
            return None
        return named[0]

    def _refuse_unknown(self, workspace: Workspace, checks: OptionChecks) -> None:
        """A field that an option names has to be there, at least while one connects."""
        named = {value.strip().casefold(): key for key, value in self._source.options.items()}
        for field in workspace.catalogue.sight("Account").hidden:
            option = named.get(field.casefold())
            if option is not None:
                raise checks.unknown(field, option, workspace.catalogue.kinds["Account"])

    async def _in_book(self, workspace: Workspace) -> int:
        """How many accounts are in the book. Raises Refused or Usage where that makes no sense."""
        people = await workspace.people_called(set(workspace.filter.owners))
        nobody = sorted(email for email, one in people.items() if not one)
        if nobody:
            raise Refused(
                f"No active colleague in Salesforce has the address {nobody[0]}.",
                "Correct book=owner:EMAIL.",
            )
        workspace.count_in(people.values())
        scope: BookScope = await workspace.scope()
        return sum([await self._count("Account", part.where) for part in scope.accounts()])

    async def _count(self, kind: str, where: str) -> int:
        try:
            return await self._org.count(soql.counting(kind, (where,)), kind)
        except NoSuchObject:
            return 0


def _called(
    fields: Sequence[FieldFacts], patterns: Sequence[str], types: Sequence[str]
) -> str | None:
    for pattern in patterns:
        for one in sorted(fields, key=lambda field: field.path):
            label = _APART.sub(" ", one.label.lower()).strip()
            if one.type in types and re.fullmatch(pattern, label):
                return one.path
    return None
