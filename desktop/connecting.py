"""Connecting a source from the window: the engine asks the service, the keyring keeps the key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from PySide6.QtCore import Qt

from book import places, sources
from book.errors import SatchelError
from book.event_types import RESOURCE as EVENT_TYPES
from book.meetings import RESOURCE as MEETINGS
from book.organizations import RESOURCE as ORGANIZATIONS
from book.records import Source
from book.source_titles import title
from book.store import Store
from desktop.tasks import spawn
from sync.field_mapping import OPTION_FACTS
from ui.connect.asked import (
    AskedFact,
    AskedOption,
    Choice,
    ConnectActs,
    FieldChoice,
    Found,
    Given,
    Kept,
    Known,
    Question,
    Service,
    Tested,
)
from ui.words import list_words, say

if TYPE_CHECKING:
    from desktop.engine_child import EngineChild
    from desktop.secrets import Secrets
    from ui.window.main_window import MainWindow

FILE: Final = "file"
"""The option that names a calendar's file, in place of its secret address."""
_KINDS: Final = {"contacts": ("people",), "notes": ("notes", "calls", "meetings"),
                 "calls": ("calls",), "tasks": ("tasks",), "deals": ("deals",),
                 "tickets": ("tickets",)}  # fmt: skip
"""Stage of a pull → what it fetches, in a person's words; a note of the book is any of three."""


class Connecting:
    """The window's side of connecting; every answer comes back in the window's own thread."""

    def __init__(
        self,
        store: Store,
        secrets: Secrets,
        engine: EngineChild,
        connected: Callable[[], None],
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._engine = engine
        self._connected = connected
        self._asking: asyncio.Task[None] | None = None

    def open(self, window: MainWindow, again: str = "") -> None:
        """Asks the engine what can be connected, and opens the dialog over a window; `again` is
        the source it is about, where one is to be connected again."""

        async def work() -> None:
            from ui.connect.dialog import ConnectDialog

            answer = await self._engine.ask("services", "")
            connected = frozenset(one.name for one in sources.sources(self._store))
            services = tuple(_service(one, connected) for one in answer["services"])
            known = _known(sources.source(self._store, again), services)
            dialog = ConnectDialog(window, self._acts(services), _me(self._store), known)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(lambda: window.tell(_connected_words(dialog.form.service)))
            dialog.open()

        self._ask(work(), lambda trouble: window.show_status(trouble.title, trouble.advice))

    def _acts(self, services: tuple[Service, ...]) -> ConnectActs:
        return ConnectActs(
            services=services,
            test=self.test,
            sign_in=self.sign_in,
            keep=self.keep,
            cancel=self.cancel,
        )

    def test(self, given: Given, done: Tested) -> None:
        """One look at the service with what was given."""

        async def work() -> None:
            found = await self._looked_at(given)
            places.check(self._store, _source(self._said(given), found))
            done(_found(found))

        self._ask(work(), done)

    def sign_in(self, given: Given, done: Callable[[str | SatchelError], None]) -> None:
        """Through the browser; the secret comes back over the engine's pipe."""

        async def work() -> None:
            said = self._said(given)
            answer = await self._engine.ask(
                "sign_in", given.service, url=said.url, options=dict(said.options)
            )
            done(str(answer["secret"]))

        self._ask(work(), done)

    def keep(self, given: Given, done: Kept) -> None:
        """Looks once more, with the fields that were chosen, and keeps source and secret."""

        async def work() -> None:
            found = await self._looked_at(given)
            said = self._said(given)
            places.check(self._store, _source(said, found))
            stopped = asyncio.Event()
            keeping = spawn("Keeping a source", self._kept(said, found, stopped))
            try:
                trouble = await asyncio.shield(keeping)
            except asyncio.CancelledError:
                stopped.set()
                raise
            done(trouble)

        self._ask(work(), done)

    def cancel(self) -> None:
        """Whatever is asked is not wanted any more."""
        if self._asking is not None:
            self._asking.cancel()

    async def _looked_at(self, given: Given) -> dict[str, Any]:
        said = self._said(given)
        return await self._engine.ask(
            "test",
            said.service,
            url=said.url,
            me=said.me,
            options=dict(said.options),
            secret=said.secret,
        )

    def _said(self, given: Given) -> Given:
        """What is said of a source in all: connecting again with a new key takes nothing back
        that was said before, and a new connection is read only until writing is turned on."""
        from desktop.commands.connect import names_a_host, options_of_both

        known = sources.source(self._store, given.service)
        given = _with_file(given, known)
        if known is None:
            options = {key: value for key, value in given.options.items() if value}
            return replace(given, options={"read-only": "true", **options})
        url = given.url or ("" if names_a_host(given.options) else known.url)
        return replace(given, url=url, options=options_of_both(known, given.options))

    async def _kept(
        self, given: Given, found: Mapping[str, Any], stopped: asyncio.Event
    ) -> SatchelError | None:
        """Keeps secret and source, or neither; goes to its end also when the dialog is left."""
        from desktop.commands.connect import save_source

        try:
            before = await self._replaced(given)
            if stopped.is_set():
                await self._put_back(given.service, before)
                return None
            try:
                save_source(self._store, _source(given, found), given.secret)
            except SatchelError:
                await self._put_back(given.service, before)
                raise
            await self._engine.reopen()
        except SatchelError as trouble:
            return trouble
        finally:
            await asyncio.to_thread(self._secrets.close)
        self._connected()
        return None

    async def _replaced(self, given: Given) -> str | None:
        """Keeps the secret; returns the one that stood there."""
        name = given.service
        before = await asyncio.to_thread(self._secrets.get, [name])
        await asyncio.to_thread(self._secrets.keep, name, given.secret)
        return before.get(name)

    async def _put_back(self, name: str, before: str | None) -> None:
        if before is None:
            await asyncio.to_thread(self._secrets.drop, [name])
        else:
            await asyncio.to_thread(self._secrets.keep, name, before)

    def _ask(
        self, work: Coroutine[Any, Any, None], trouble: Callable[[SatchelError], None]
    ) -> None:
        async def told() -> None:
            try:
                await work
            except SatchelError as error:
                trouble(error)

        self._asking = spawn("Connecting a source", told())


def _with_file(given: Given, known: Source | None) -> Given:
    """A calendar's file stands in for a secret, under its whole path; an address for a file."""
    if FILE not in {**given.options, **(known.options if known else {})}:
        return given
    if given.secret:
        return replace(given, options={**given.options, FILE: ""})
    if FILE not in given.options:
        return given
    from desktop.source_options import read_options

    said = read_options(given.service, [f"{FILE}={given.options[FILE]}"], (FILE,))
    return replace(given, options={**given.options, **said}, secret=f"{FILE}:{said[FILE]}")


def _source(given: Given, found: Mapping[str, Any]) -> Source:
    return Source(
        name=given.service,
        url=found["url"],
        me_email=given.me or None,
        me_id=found["me_id"],
        options=dict(given.options),
        mapping=found["mapping"],
        capabilities=found["capabilities"],
    )


def _known(source: Source | None, services: tuple[Service, ...]) -> Known | None:
    """What the dialog shows of a source that is connected again."""
    if source is None:
        return None
    # Where one signs in, the address is the company's own; elsewhere it follows from the rest.
    signs_in = any(one.signs_in for one in services if one.name == source.name)
    told = {**source.options, "url": source.url if signs_in else ""}
    return Known(service=source.name, me=source.me_email or "", told=told)


def _me(store: Store) -> str:
    known = (source.me_email for source in sources.sources(store))
    return next((email for email in known if email), "")


def _connected_words(service: Service) -> str:
    """What is said once a source is kept."""
    if service.needs_me or service.instead_of_secret:
        return say("{service} is connected. It is being read.", service=service.title)
    return say("{service} is connected.", service=service.title)


def _service(told: Mapping[str, Any], connected: frozenset[str] = frozenset()) -> Service:
    # What keeps no accounts has no fields of theirs to ask for.
    facts = _facts() if "accounts" in told["stages"] else ()
    from_file = FILE in told["options"]
    return Service(
        name=told["name"],
        title=told["title"],
        words=told["words"],
        secret_name=told["secret_name"][:1].upper() + told["secret_name"][1:],
        options=_asked_options(told),
        facts=facts,
        signs_in=told["signs_in"],
        reads=_reads(told["stages"]),
        writes=_writes(told["writes"]),
        needs_me=not from_file and bool(told["stages"]),
        has_accounts=bool(facts),
        is_connected=told["name"] in connected,
        me_label=say("Your e-mail address in invitations") if from_file else "",
        instead_of_secret=FILE if from_file else "",
    )


def _asked_options(told: Mapping[str, Any]) -> tuple[AskedOption, ...]:
    own = set(told["options"])
    asked = [
        AskedOption(
            key="subdomain",
            label=say("Subdomain"),
            hint=say("the part before .vitally.io; empty in Europe"),
        ),
        AskedOption(key="days", label=say("Days back"), hint=say("365 where it is empty")),
        AskedOption(key="region", label=say("Region"), hint=say("eu, or empty for the rest")),
        AskedOption(
            key="client-id",
            label=say("Consumer key"),
            hint=say("of the app your admin made; only for signing in"),
        ),
        AskedOption(
            key=FILE,
            label=say("Calendar file"),
            hint=say("an .ics file on this laptop, if any"),
            file_filter=say("Calendars") + " (*.ics)",
        ),
        AskedOption(
            key="channel",
            label=say("Channel"),
            hint=say("its id, such as C0123ABCD; only with a bot's token"),
        ),
    ]
    if MEETINGS in told["stages"]:
        # One host for everybody, or an address that is the secret itself.
        return tuple(one for one in asked if one.key in own)
    return (*(one for one in asked if one.key in own), _where(told))


def _where(told: Mapping[str, Any]) -> AskedOption:
    """Where one signs in, the company has a host of its own."""
    if ORGANIZATIONS in told["stages"]:
        return AskedOption(key="url", label=say("Address"), hint=say("https://company.zendesk.com"))
    if told["signs_in"]:
        hint = say("https://company.my.salesforce.com")
        return AskedOption(key="url", label=say("My Domain address"), hint=hint)
    return AskedOption(
        key="url", label=say("Another address"), hint=say("only for a proxy or a sandbox")
    )


def _facts() -> tuple[AskedFact, ...]:
    asked = (
        ("renewal_date", say("Next renewal"), say("Without it no account has a date to act by.")),
        ("arr_cents", say("ARR"), say("Without it accounts cannot be told apart by size.")),
        ("health", say("Health"), say("Without it a falling health is no reason to call.")),
        ("stage", say("Onboarding stage"), say("Without it the onboarding pipeline is empty.")),
    )
    keys = {fact: key for key, fact in OPTION_FACTS.items()}
    return tuple(
        AskedFact(key=keys[fact], fact=fact, label=label, why=why) for fact, label, why in asked
    )


def _reads(stages: list[str]) -> tuple[str, ...]:
    if not stages:
        return (say("Nothing, but whether a message of its own arrived."),)
    if stages == ["recordings"]:
        return (
            say("Calls with people of your accounts: link, title, day and length."),
            say("Of all other calls nothing, and of none what was said."),
        )
    if MEETINGS in stages:
        offered = say("The kinds of meeting you offer, for their booking links.")
        return (
            say("Meetings with people of your accounts: title, times, people and join link."),
            say("Of all other meetings only when they start and end."),
            *((offered,) if EVENT_TYPES in stages else ()),
        )
    if ORGANIZATIONS in stages:
        return (
            say("The tickets of your accounts, with the last words on open ones."),
            say("Of all other organizations only names that come near one of your accounts."),
        )
    words = [word for stage, found in _KINDS.items() if stage in stages for word in found]
    # Where calls are read as records of their own, meetings would be too.
    apart = "calls" in stages
    kinds = [one for one in dict.fromkeys(words) if one != "meetings" or not apart]
    told = say("The accounts of your book.")
    if kinds:
        told = say("The accounts of your book, with their {kinds}.", kinds=_and_words(kinds))
    return (
        told,
        say("Of all other accounts only id and name."),
    )


def _and_words(kinds: list[str]) -> str:
    """Several things in a sentence: `people, notes and tasks`."""
    *most, last = (say(kind) for kind in kinds)
    return say("{most} and {last}", most=list_words(most), last=last) if most else last


def _writes(kinds: list[str]) -> tuple[str, ...]:
    lines = []
    if "note" in kinds:
        lines.append(say("Notes you end here, unless they are only on this laptop."))
    if "task" in kinds:
        lines.append(say("Your tasks."))
    if "handover" in kinds:
        lines.append(say("Escalations you send there, as they were shown to you."))
    if "account" in kinds:
        lines.append(say("The stage and other fields you change, never the owner."))
    return tuple(lines)


def _found(answer: Mapping[str, Any]) -> Found:
    missing = str(answer["capabilities"].get("missing_scopes") or "")
    warnings = [
        say("The key lacks the right {right}: what needs it will be missing.", right=one)
        for one in missing.split(",")
        if one
    ]
    unwritten = str(answer["capabilities"].get("write_warning") or "")
    warnings += [unwritten] if unwritten else []
    # A calendar's address is nobody's.
    if answer["me_id"] is None and not answer["capabilities"].get("told"):
        warnings.append(say("{source} does not say who you are there.",
                            source=title(answer["source"])))  # fmt: skip
    return Found(
        me_name=answer["me_name"] or "",
        in_book=answer["in_book"],
        looked_at=answer["looked_at"],
        counted_all=answer["counted_all"],
        told=str(answer["capabilities"].get("told") or ""),
        mapping=answer["mapping"],
        guessed=frozenset(answer["guessed"]),
        fields=tuple(
            FieldChoice(path=one["path"], label=one["label"], type=one["type"])
            for one in answer["fields"]
            if one["model"] == "accounts"
        ),
        questions=tuple(map(_question, answer.get("questions", ()))),
        warnings=tuple(warnings),
    )


def _question(told: Mapping[str, Any]) -> Question:
    choices = tuple(Choice(**choice) for choice in told["choices"])
    return Question(**{**told, "choices": choices})
