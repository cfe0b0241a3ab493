"""HubSpot's answers: one record, a page of them, and the frames batches come in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from book.clock import stamp
from sync.simulator.hubspot.derived import beginning
from sync.simulator.hubspot.errors import invalid
from sync.simulator.hubspot.kinds import KINDS, Kind
from sync.simulator.hubspot.seed import PORTAL
from sync.simulator.hubspot.shelf import Row
from sync.simulator.hubspot.state import State

Body = dict[str, Any]


def names(state: State, kind: Kind, asked: Iterable[str]) -> list[str]:
    """The properties an answer has: those asked for that exist, and those that always come.

    Refusal for one that does not, where the account is of that sort.
    """
    wanted = set(asked) or set(kind.usual)
    known = state.catalogues[kind.name].live
    unknown = sorted(wanted - known.keys() - set(kind.always))
    if unknown and state.quirks.unknown_properties == "refused":
        raise invalid(
            f"Property {unknown[0]} does not exist.", "PROPERTY_DOESNT_EXIST", propertyName=unknown
        )
    return sorted((wanted & known.keys()) | set(kind.always))


def record(kind: Kind, row: Row, wanted: list[str], *, link: bool = True) -> Body:
    """One record, with those properties."""
    values = row.values
    made: Body = {
        "id": row.id,
        "properties": {name: values.get(name) for name in wanted},
        "createdAt": values[kind.created],
        "updatedAt": row.modified,
        "archived": row.archived_at is not None,
    }
    if row.archived_at is not None:
        made["archivedAt"] = row.archived_at
    if link:
        made["url"] = f"https://app.hubspot.com/contacts/{PORTAL}/record/{kind.type_id}/{row.id}"
    return made


def written(state: State, kind: Kind, row: Row, patch: Iterable[str] | None = None) -> Body:
    """A record as a write answers it: whole, or what was written where `patch` says what."""
    catalogue = state.catalogues[kind.name].live
    if patch is None or state.quirks.write_answers == "full":
        return record(kind, row, sorted(row.values.keys() & catalogue.keys()))
    return record(kind, row, names(state, kind, patch))


def past(row: Row, asked: Iterable[str], state: State, kind: Kind) -> Body:
    """The history of the properties asked for."""
    known = state.catalogues[kind.name].live
    kept = row.history or {}
    return {name: kept.get(name, [beginning(row, name)]) for name in asked if name in known}


def associations(state: State, kind: Kind, row: Row, targets: list[Kind]) -> Body:
    """The part of a record that says what it is associated with; a kind without is left out."""
    found: Body = {}
    for target in targets:
        results = []
        for row_id, marks in state.links.of((kind.name, row.id), target.name).items():
            if state.find(target.name, row_id) is not None:
                words = [state.links.types[mark].word for mark in marks]
                results += [{"id": row_id, "type": word} for word in dict.fromkeys(words)]
        if results:
            found[target.name] = {"results": results}
    return found


def linked(
    state: State, place: tuple[str, str], target: str, after: str | None, limit: int
) -> tuple[list[Body], str | None]:
    """A page of associations with their types, and the cursor of the next."""
    held = state.links.of(place, target)
    kept = sorted((one for one in held if state.find(target, one) is not None), key=int)
    start = 0 if after is None else sum(int(one) <= read_cursor(after) for one in kept)
    page = kept[start : start + limit]
    told = [
        {
            "toObjectId": one,
            "associationTypes": [
                {
                    "category": category,
                    "typeId": type_id,
                    "label": state.links.types[(category, type_id)].label,
                }
                for category, type_id in held[one]
            ],
        }
        for one in page
    ]
    return told, cursor(int(page[-1])) if len(kept) > start + limit else None


def batch(state: State, results: list[Body], errors: list[Body] | None = None) -> Body:
    """The frame of a batch; with errors it says how many."""
    now = stamp(state.clock())
    made: Body = {
        "status": "COMPLETE",
        "results": results,
        "startedAt": now,
        "completedAt": now,
    }
    if errors:
        made |= {"numErrors": len(errors), "errors": errors}
    return made


def paging(url: str, query: list[tuple[str, str]], after: str) -> Body:
    """Where the next page is; the cursor, and the whole address."""
    kept = [f"{name}={quote(value)}" for name, value in query if name != "after"]
    return {"next": {"after": after, "link": f"{url}?{'&'.join([*kept, 'after=' + quote(after)])}"}}


def cursor(number: int) -> str:
    """The opaque text that leads on after a number."""
    return base64.b64encode(str(number).encode()).decode()


def read_cursor(text: str) -> int:
    """The number in a cursor of ours; Refusal where it is none."""
    try:
        # It is often sent as it stood in an address, encoded once more.
        return int(base64.b64decode(text.replace("%3D", "="), validate=True))
    except (binascii.Error, ValueError):
        raise invalid(f"after {text} is not a cursor.") from None


def whole(state: State, kind: str, row: Row) -> Body:
    """A record as a test looks at it: every value, and the ids of what it is associated with."""
    made = record(KINDS[kind], row, sorted(row.values), link=False)
    around: dict[str, list[str]] = {}
    for other, row_id in state.links.around((kind, row.id)):
        around.setdefault(other, []).append(row_id)
    return made | {"associations": around}
