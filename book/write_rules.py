"""What may never be written to a source: decided here, asked by every path that writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.editable import FIELDS, sent_fields
from book.errors import Refused
from book.source_titles import title

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.rules import HouseRules

EVERYTHING: Final = "*"
"""The word of the house rules for whatever there is."""
TRAITS: Final = "traits"
"""Their word for every field of an account, and the front of a custom field's own path."""
INTEGRATION_TRAITS: Final = "integration_traits"
"""Their word for fields that another system fills."""
KINDS: Final = ("account", "note", "task", "handover")
"""The kinds of record that are written to a source at all."""
NOT_WRITTEN_ANYWAY: Final = ("owner", "csm", "key_roles", "segments")
"""What no version has written so far; the house rules say that it stays so."""
_OWNED: Final = {
    "slack_channel": "Slack channel",
    "subject": "title",
    "body": "text",
    "due": "due day",
    "completed_at": "state, open or done",
    "account_id": "account",
}
"""What a field is called behind “a note's”; others as they are."""
_MAPPING = msgspec.json.Decoder(dict[str, str])
_CAPABILITIES = msgspec.json.Decoder(dict[str, Any])


def forbidden(never: Iterable[str], source: str, kind: str, name: str, path: str | None) -> bool:
    """Whether the house rules never write a field: by its name, its kind and name, or the path
    it has in the source; another integration's fields by their prefix."""
    words = {word.strip().casefold() for word in never}
    covering = {EVERYTHING, kind, f"{kind}s"}
    if kind != "handover":
        covering |= {name, f"{kind}.{name}", f"{kind}s.{name}"}
    if kind == "account":
        covering.add(TRAITS)
    if words & covering:
        return True
    if path is None:
        return False
    bare = path.casefold().removeprefix(f"{TRAITS}.")
    if words & {bare, f"{TRAITS}.{bare}", f"{source}.{bare}", f"{source}.{TRAITS}.{bare}"}:
        return True
    if kind != "account" or INTEGRATION_TRAITS not in words:
        return False
    return "." in bare and not bare.startswith(f"{source}.custom.")


def whole_words() -> tuple[str, ...]:
    """The words `never_write` takes that have no dot in them."""
    fields = dict.fromkeys(name for kind in KINDS for name in _fields_of(kind))
    return (EVERYTHING, *KINDS, *(f"{kind}s" for kind in KINDS), TRAITS, INTEGRATION_TRAITS,
            *NOT_WRITTEN_ANYWAY, *fields)  # fmt: skip


def is_known_word(word: str, sources: Iterable[str]) -> bool:
    """Whether a word of `never_write` means something; `sources` are the sources' names."""
    front, dot, rest = word.strip().casefold().partition(".")
    if not dot:
        return front in whole_words()
    kind = front.removesuffix("s")
    if kind in KINDS:
        return rest in _fields_of(kind)
    return bool(rest) and front in (TRAITS, *(source.casefold() for source in sources))


def nearest_word(word: str, sources: Iterable[str]) -> str | None:
    """The word that may have been meant by one that means nothing."""
    front, dot, rest = word.strip().casefold().partition(".")
    if not dot:
        return _nearest(front, whole_words())
    kinds = (*KINDS, *(f"{kind}s" for kind in KINDS))
    meant = _nearest(front, (*kinds, TRAITS, *sources))
    if not rest:
        return None
    if meant is None:
        return f"{TRAITS}.{word.strip()}"
    if meant not in kinds:
        return f"{meant}.{word.strip().partition('.')[2]}"
    field = _nearest(rest, _fields_of(meant.removesuffix("s")))
    return f"{meant}.{field}" if field else None


def _fields_of(kind: str) -> tuple[str, ...]:
    if kind == "handover":
        return ()  # it leaves whole or not at all
    return (*sent_fields(kind), *(NOT_WRITTEN_ANYWAY if kind == "account" else ()))


def _nearest(word: str, known: Iterable[str]) -> str | None:
    # difflib is only wanted once something is wrong.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def check_known(kind: str, name: str) -> None:
    """Raises Refused for a field of a record that nobody changes here."""
    if name not in FIELDS[kind]:
        raise Refused(
            f"{_upper(_of(kind, name))} cannot be changed here.", "Change it in its source."
        )


def check(
    connection: Connection, rules: HouseRules | None, kind: str, name: str, row: Mapping[str, Any]
) -> None:
    """Raises Refused when that field of that record must not, or cannot, be written."""
    refused = refusal(connection, rules, kind, name, row)
    if refused is not None:
        raise refused


def refusal(
    connection: Connection, rules: HouseRules | None, kind: str, name: str, row: Mapping[str, Any]
) -> Refused | None:
    """Why that field of that record must not, or cannot, be written; None where it may be.

    What stays on this laptop is nobody's rule: own fields, and private notes.
    """
    if FIELDS[kind][name].local or row.get("private"):
        return None
    if rules is None:
        return Refused("Nothing is written to a source without house rules.", "Mend their file.")
    source = _home(connection, kind, row)
    found = connection.execute(
        "SELECT mapping, capabilities FROM sources WHERE name = ?", (source,)
    ).fetchone()
    mapping = _MAPPING.decode(found[0]) if found else {}
    path = mapping.get(name) if kind == "account" else None
    if forbidden(rules.never_write.fields, source, kind, name, path):
        what = f"delete {_a(kind)}" if name == "archived_at" else f"write {_of(kind, name)}"
        return Refused(
            f"The house rules never {what}.",
            f"Change it in {title(source)} itself, or take it out of never_write.",
        )
    if kind != "account" or found is None:
        return None
    if path is None:
        return Refused(
            f"The {_called(name)} is not mapped to a field of {title(source)}.",
            f"Map it with “satchel connect {source} --option"
            f" {name.replace('_', '-')}-field=FIELD”.",
        )
    writes = _CAPABILITIES.decode(found[1]).get("writes")
    if isinstance(writes, str) and name not in writes.split(","):
        return Refused(
            f"{title(source)} takes no writes of that field: the {_called(name)}.",
            "Change it there, or map another field.",
        )
    return None


def refusal_of_new(
    connection: Connection, rules: HouseRules | None, kind: str, values: Mapping[str, Any]
) -> tuple[str, Refused] | None:
    """The field on account of which a record cannot be made in its source, and why; or None.

    A creation says every field; an empty one writes nothing, and a private note nothing at all.
    """
    if values.get("private"):
        return None
    for name, value in values.items():
        if name not in FIELDS[kind] or value in (None, "", "[]"):
            continue
        refused = refusal(connection, rules, kind, name, values)
        if refused is not None:
            return name, refused
    return None


def _home(connection: Connection, kind: str, row: Mapping[str, Any]) -> str:
    """The source a record lives in: its own, else its account's."""
    if row.get("source"):
        return str(row["source"])
    if kind == "handover":
        return str(row["via"])
    if kind == "account":
        return ""
    found = connection.execute(
        "SELECT source FROM accounts WHERE id = ?", (row.get("account_id"),)
    ).fetchone()
    return str(found[0]) if found else ""


def _called(name: str) -> str:
    return _OWNED.get(name, name.replace("_", " "))


def _of(kind: str, name: str) -> str:
    return f"{_a(kind)}'s {_called(name)}"


def _a(kind: str) -> str:
    return "an account" if kind == "account" else f"a {kind}"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
