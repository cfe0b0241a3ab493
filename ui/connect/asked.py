"""What a connection needs to be told, and what the first look at a service found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from book.errors import SatchelError

NOT_KEPT: Final = "none"
"""The option value for a fact that the service has no field for."""


class AskedOption(Struct, frozen=True, kw_only=True):
    """One more thing that a service needs to be told, as an option of the source."""

    key: str
    label: str
    hint: str = ""
    required: bool = False
    file_filter: str = ""
    """What files may be chosen for it, as Qt writes a filter; empty for what is no file."""


class AskedFact(Struct, frozen=True, kw_only=True):
    """A fact of an account that the service may keep in a field of its own."""

    key: str
    """The option that maps it, `renewal-field`."""
    fact: str
    label: str
    why: str
    """What is missing from the book without it."""


class Choice(Struct, frozen=True, kw_only=True):
    """One possible answer to a question."""

    value: str
    label: str
    detail: str = ""


class Question(Struct, frozen=True, kw_only=True):
    """Something only the person can tell, with the answers this service has room for."""

    key: str
    """The option that is the answer: `renewal-pipeline`."""
    label: str
    choices: tuple[Choice, ...]
    why: str = ""
    """What is missing without an answer."""
    answer: str = ""
    """The choice that holds; empty for none of them."""
    guessed: bool = False
    instead_of: str = ""
    """Another option that says the same another way; an answer takes its place."""


class Service(Struct, frozen=True, kw_only=True):
    """One kind of source that can be connected."""

    name: str
    title: str
    words: str
    """One paragraph: how to get the key, and which rights it needs."""
    secret_name: str
    options: tuple[AskedOption, ...] = ()
    facts: tuple[AskedFact, ...] = ()
    signs_in: bool = False
    """Whether it can also be signed in to in the browser, without a key to paste."""
    reads: tuple[str, ...] = ()
    """What is fetched, in words."""
    writes: tuple[str, ...] = ()
    """What would be sent there once writing is on, in words."""
    needs_me: bool = True
    """Whether nothing can be asked there without an address of mine."""
    me_label: str = ""
    """What is asked for as my address, where it is not that of a seat there."""
    instead_of_secret: str = ""
    """The option that does in place of a secret: a file on this laptop."""
    has_accounts: bool = True
    """Whether it is a CRM; everything else stands beside one."""
    is_connected: bool = False

    @property
    def only_reads(self) -> bool:
        """Whether nothing is ever sent there."""
        return not self.writes


class Given(Struct, frozen=True, kw_only=True):
    """What the person said about a source; the secret never leaves it but to the engine."""

    service: str
    me: str
    secret: str
    url: str = ""
    options: Mapping[str, str] = {}


class Known(Struct, frozen=True, kw_only=True):
    """A source that is connected already, for a dialog that connects it again."""

    service: str
    me: str
    told: Mapping[str, str] = {}
    """What was said of it: option, or `url`, and its words."""


class FieldChoice(Struct, frozen=True, kw_only=True):
    """A field of the service's accounts."""

    path: str
    label: str
    type: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """What the first look found; nothing was written anywhere for it."""

    me_name: str
    in_book: int
    looked_at: int
    counted_all: bool
    mapping: Mapping[str, str] = {}
    """Fact → path of the field it is kept in."""
    guessed: frozenset[str] = frozenset()
    fields: tuple[FieldChoice, ...] = ()
    questions: tuple[Question, ...] = ()
    """What is to be asked beside where the facts are kept."""
    warnings: tuple[str, ...] = ()
    """What will be missing, and why: a right the key does not have."""
    told: str = ""
    """What a source without accounts says of itself in place of their number."""


Tested = Callable[[Found | SatchelError], None]
Kept = Callable[[SatchelError | None], None]


class ConnectActs(Struct, frozen=True, kw_only=True):
    """What the dialog may ask for; each calls back later, in the window's own thread."""

    services: tuple[Service, ...]
    test: Callable[[Given, Tested], None]
    sign_in: Callable[[Given, Callable[[str | SatchelError], None]], None]
    """Signs in through the browser; gives back the secret that is to be kept."""
    keep: Callable[[Given, Kept], None]
    """Looks once more with the fields chosen, keeps the source read only, then fetches."""
    cancel: Callable[[], None]
    """Whatever is asked right now is not wanted any more."""
