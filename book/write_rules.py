"""What may never be written to a source: decided here, asked by every path that writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.editable import FIELDS
from book.errors import Refused
from book.source_titles import title

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.rules import HouseRules

INTEGRATION_TRAITS: Final = "integration_traits"
"""The word of the house rules for fields that another system fills."""
_WORDS: Final = {
    "stage": "The stage",
    "plan": "The plan",
    "slack_channel": "The Slack channel",
    "tags": "Tags",
    "body": "The text",
    "subject": "The title",
    "title": "The title",
    "due": "The due day",
    "day": "The day",
    "completed_at": "Whether it is done",
    "archived_at": "Deleting it",
    "account_id": "The account it belongs to",
}
_MAPPING = msgspec.json.Decoder(dict[str, str])
_CAPABILITIES = msgspec.json.Decoder(dict[str, Any])


def forbidden(
    never: frozenset[str] | tuple[str, ...], source: str, kind: str, name: str, path: str | None
) -> bool:
    """Whether the house rules never write a field: by its name, its kind and name, or the path
    it has in the source; another integration's fields by their prefix."""
    words = {word.strip().casefold() for word in never}
    covering = {"*", kind, f"{kind}s", name, f"{kind}.{name}"}
    if kind == "account":
        covering.add("traits")
    if words & covering or (path is not None and path.casefold() in words):
        return True
    if kind != "account" or path is None or INTEGRATION_TRAITS not in never:
        return False
    bare = path.removeprefix("traits.")
    return "." in bare and not bare.startswith(f"{source}.custom.")


def check_known(kind: str, name: str) -> None:
    """Raises Refused for a field of a record that nobody changes here."""
    if name not in FIELDS[kind]:
        raise Refused(
            f"{_subject(name)} of {_a(kind)} cannot be changed here.", "Change it in its source."
        )


def check(
    connection: Connection, rules: HouseRules | None, kind: str, name: str, row: Mapping[str, Any]
) -> None:
    """Raises Refused when that field of that record must not, or cannot, be written."""
    if FIELDS[kind][name].local:
        return
    if rules is None:
        raise Refused("Nothing is written to a source without house rules.", "Mend their file.")
    source = _home(connection, kind, row)
    found = connection.execute(
        "SELECT mapping, capabilities FROM sources WHERE name = ?", (source,)
    ).fetchone()
    mapping = _MAPPING.decode(found[0]) if found else {}
    path = mapping.get(name) if kind == "account" else None
    if forbidden(rules.never_write.fields, source, kind, name, path):
        raise Refused(
            f"{_subject(name)} of {_a(kind)} is never written from here: the house rules say so.",
            f"Change it in {title(source)} itself, or take it out of never_write.",
        )
    if kind != "account" or found is None:
        return
    if path is None:
        raise Refused(
            f"{_subject(name)} is not mapped to a field of {title(source)}.",
            f"Map it with “satchel connect {source} --option"
            f" {name.replace('_', '-')}-field=FIELD”.",
        )
    writes = _CAPABILITIES.decode(found[1]).get("writes")
    if isinstance(writes, str) and name not in writes.split(","):
        raise Refused(
            f"{title(source)} takes no writes of that field: {_subject(name).lower()}.",
            "Change it there, or map another field.",
        )


def _home(connection: Connection, kind: str, row: Mapping[str, Any]) -> str:
    """The source a record lives in: its own, else its account's."""
    if row.get("source"):
        return str(row["source"])
    if kind == "account":
        return ""
    found = connection.execute(
        "SELECT source FROM accounts WHERE id = ?", (row.get("account_id"),)
    ).fetchone()
    return str(found[0]) if found else ""


def _subject(name: str) -> str:
    return _WORDS.get(name, name.replace("_", " ").capitalize())


def _a(kind: str) -> str:
    return "an account" if kind == "account" else f"a {kind}"
