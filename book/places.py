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
    "zendesk": ("subdomain", "account"),
}
"""Source → the capability that holds its id, and what people call it."""
_BY_HOST: Final = {"vitally": (".vitally.io", ".vitally-eu.io")}
"""Source → where its hosts end, where nothing its key may read holds an id: a workspace in the
United States has a host of its own."""
_DIGITS: Final = 8
_AWAITED: Final = "awaited"
"""Stands for the digits of a key: the rows are gone, and only the outbox knows the place."""
_VALUES = msgspec.json.Decoder(dict[str, str | int | bool | None])


def place_of(source: Source) -> str | None:
    """The id of the portal, org or workspace, as far as a source told it."""
    if ends := _BY_HOST.get(source.name):
        host = (urlsplit(source.url).hostname or "").lower()
        return host if f".{host}".endswith(ends) else None
    key, _ = _TOLD_BY.get(source.name, ("", ""))
    told = source.capabilities.get(key) if key else None
    return str(told) if told else None


def check(store: Store, new: Source) -> None:
    """Raises Refused where a source that is to be kept is another one than its rows came from."""
    known, here = kept(store, new.name), place_of(new)
    if known is None or here is None or known == here:
        return
    if not _only_awaited(store, new.name):
        raise another(new.name)
    if waiting := awaited(store, new.name):
        _, kind = _TOLD_BY.get(new.name, ("", "workspace"))
        words = "1 entry of the outbox waits" if waiting == 1 else f"{waiting} entries wait"
        raise Refused(
            f"That is another {title(new.name)} {kind} than the one that {words} for.",
            "Nothing was changed. Connect the first one again and let it take them, or discard"
            " them: “satchel outbox” lists what waits.",
        )


def awaited(store: Store, name: str) -> int:
    """How many entries of the outbox wait for a source, connected or not."""
    found = store.row("SELECT count(*) FROM outbox WHERE source = ? AND state <> 'sent'", (name,))
    return int(found[0]) if found else 0


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
    """A source whose rows are gone may be another one from now on, unless something waits for it:
    that was meant for this place, and for no other of the same name."""
    connection.execute(
        "DELETE FROM source_places WHERE source = ? AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.source = source_places.source AND o.state <> 'sent')",
        (name,),
    )
    connection.execute("UPDATE source_places SET checked = ? WHERE source = ?", (_AWAITED, name))


def _only_awaited(store: Store, name: str) -> bool:
    """Whether a place is only kept for what waits for it."""
    found = store.row("SELECT checked FROM source_places WHERE source = ?", (name,))
    return found is not None and found[0] == _AWAITED


def _digits(secret: str) -> str:
    """Enough to tell a key from the next one, and nothing to find it by."""
    return sha256(secret.encode()).hexdigest()[:_DIGITS]
