"""Which portal, org or workspace a source is, so that its rows are never another one's.

A service tells its own id at the first look. It is kept beside the source, also while the source
is disconnected and its rows stay.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from book.errors import Refused
from book.records import Source
from book.source_titles import title
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

_TOLD_BY: Final = {
    "hubspot": ("portal_id", "portal"),
    "salesforce": ("org_id", "org"),
    "calendly": ("organization", "organisation"),
}
"""Source → the capability that holds its id, and what people call it."""
_VITALLY: Final = "vitally"
_VITALLY_HOSTS: Final = (".vitally.io", ".vitally-eu.io")
_DIGITS: Final = 8
_VALUES = msgspec.json.Decoder(dict[str, str | int | bool | None])


def place_of(source: Source) -> str | None:
    """The id of the portal, org or workspace, as far as a source told it."""
    if source.name == _VITALLY:
        # A workspace has no id that its key may read; in the United States it has a host.
        host = (urlsplit(source.url).hostname or "").lower()
        return host if f".{host}".endswith(_VITALLY_HOSTS) else None
    key, _ = _TOLD_BY.get(source.name, ("", ""))
    told = source.capabilities.get(key) if key else None
    return str(told) if told else None


def check(store: Store, new: Source) -> None:
    """Raises Refused where a source that is to be kept is another one than its rows came from."""
    known, here = kept(store, new.name), place_of(new)
    if known is not None and here is not None and known != here:
        raise another(new.name)


def another(name: str) -> Refused:
    """What is said of a key that opens another place than the rows came from."""
    _, kind = _TOLD_BY.get(name, ("", "workspace"))
    return Refused(
        f"That is another {title(name)} {kind} than the one whose accounts are in the book.",
        "Nothing was changed. One of them can be connected at a time: “satchel disconnect"
        f" {name} --forget” lets the first one go.",
    )


def kept(store: Store, name: str) -> str | None:
    """The place that a source's rows came from, where it is known."""
    found = store.row("SELECT place FROM source_places WHERE source = ?", (name,))
    if found is not None:
        return str(found[0])
    # Connected before places were noted.
    row = store.row("SELECT name, url, capabilities FROM sources WHERE name = ?", (name,))
    if row is None:
        return None
    return place_of(Source(name=row[0], url=row[1], capabilities=_VALUES.decode(row[2])))


def was_checked(store: Store, name: str, secret: str) -> bool:
    """Whether this very key is known to open the place that is kept."""
    found = store.row("SELECT checked FROM source_places WHERE source = ?", (name,))
    return found is not None and found[0] == _digits(secret)


def keep(connection: Connection, name: str, place: str | None, secret: str = "") -> None:
    """Notes a source's place, and the key it was asked with, inside a transaction."""
    if place is not None:
        connection.execute(
            "INSERT INTO source_places VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
            " place = excluded.place, checked = excluded.checked",
            (name, place, _digits(secret) if secret else None),
        )


def forget(connection: Connection, name: str) -> None:
    """A source whose rows are gone may be another one from now on."""
    connection.execute("DELETE FROM source_places WHERE source = ?", (name,))


def _digits(secret: str) -> str:
    """Enough to tell a key from the next one, and nothing to find it by."""
    return sha256(secret.encode()).hexdigest()[:_DIGITS]
