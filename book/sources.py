"""The connected systems: what is known of each, and letting one go."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from book import places
from book.clock import moment, stamp
from book.records import Changed, Source, SourceState
from book.store import Store

_COLUMNS: Final = (
    "name, url, me_email, me_id, options, mapping, capabilities, state, detail,"
    " last_success, baseline_at"
)
_CACHED: Final = ("accounts", "notes", "tasks", "contacts", "outsiders", "teammates", "fields")
_TEXTS = msgspec.json.Decoder(dict[str, str])
_VALUES = msgspec.json.Decoder(dict[str, str | int | bool | None])


def sources(store: Store) -> list[Source]:
    """All connected systems by name."""
    return [_source(row) for row in store.rows(f"SELECT {_COLUMNS} FROM sources ORDER BY name")]


def source(store: Store, name: str) -> Source | None:
    """One connected system, or None."""
    found = store.row(f"SELECT {_COLUMNS} FROM sources WHERE name = ?", (name,))
    return _source(found) if found else None


def my_addresses(store: Store) -> frozenset[str]:
    """The e-mail addresses under which the sources know me."""
    return frozenset(one.me_email for one in sources(store) if one.me_email)


def save(store: Store, source: Source, secret: str = "") -> None:
    """Writes a source whole, replacing what stood under its name; its cursors stay.

    `secret` is the one it was looked at with, where that told which place it opens.
    """
    values = (
        source.name,
        source.url,
        source.me_email,
        source.me_id,
        _text(source.options),
        _text(source.mapping),
        _text(source.capabilities),
        source.state,
        source.detail,
        stamp(source.last_success) if source.last_success else None,
        stamp(source.baseline_at) if source.baseline_at else None,
    )
    columns = _COLUMNS.replace(" ", "").split(",")
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    with store.writing() as connection:
        connection.execute(
            # Which source was connected first: a second one's copies hide behind its records.
            f"INSERT INTO sources ({_COLUMNS}, place) VALUES ({', '.join('?' * len(values))},"
            " (SELECT coalesce(max(place), 0) + 1 FROM sources))"
            f" ON CONFLICT (name) DO UPDATE SET {updates}",
            values,
        )
        places.keep(connection, source.name, places.place_of(source), secret)


def note_state(
    store: Store,
    name: str,
    state: SourceState,
    detail: str = "",
    last_success: datetime | None = None,
) -> None:
    """Records how a source stands now; a row that says so already is not written."""
    stands = source(store, name)
    if stands is None:
        return
    if (stands.state, stands.detail) == (state, detail) and last_success is None:
        return
    with store.writing(person=False) as connection:
        connection.execute(
            # A source that was paused meanwhile stays so.
            "UPDATE sources SET state = iif(state = 'paused', state, ?), detail = ?,"
            " last_success = coalesce(?, last_success) WHERE name = ?",
            (state, detail, stamp(last_success) if last_success else None, name),
        )


def finish_baseline(store: Store, name: str) -> None:
    """Marks the first complete sync as over: what a source shows from now on can be new."""
    with store.writing(person=False) as connection:
        connection.execute(
            "UPDATE sources SET baseline_at = ? WHERE name = ? AND baseline_at IS NULL",
            (stamp(store.clock()), name),
        )


def set_option(store: Store, name: str, key: str, value: str | None) -> Changed:
    """Changes one option of a source, such as `read-only`; None takes it away."""
    with store.writing() as connection:
        found = connection.execute("SELECT options FROM sources WHERE name = ?", (name,)).fetchone()
        if found is None:
            return Changed()
        options = {**_TEXTS.decode(found[0])}
        if value is None:
            options.pop(key, None)
        else:
            options[key] = value
        connection.execute("UPDATE sources SET options = ? WHERE name = ?", (_text(options), name))
    return Changed({"source": frozenset({0})})


def pause(store: Store, name: str, *, paused: bool) -> Changed:
    """Leaves a source out of every run until it is taken up again."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE sources SET state = ?, detail = '' WHERE name = ?",
            ("paused" if paused else "up_to_date", name),
        )
    return Changed({"source": frozenset({0})})


def left_rows(store: Store, name: str) -> bool:
    """Whether the book holds anything that was cached from a source, connected or not."""
    parts = [f"SELECT 1 FROM {table} WHERE source = ?" for table in _CACHED]
    return store.row(f"{' UNION ALL '.join(parts)} LIMIT 1", [name] * len(parts)) is not None


def forget(store: Store, name: str, *, rows: bool) -> Changed:
    """Removes a source; with `rows` also what was cached from it and its change log.

    The person's own unsent work, and what it hangs on, is not touched.
    """
    from book.letting_go import let_go  # rare, and it knows every table of a source

    return let_go(store, name, rows=rows)


def _text(values: dict[str, Any]) -> str:
    return msgspec.json.encode(values, order="deterministic").decode()


def _source(row: tuple[Any, ...]) -> Source:
    return Source(
        name=row[0],
        url=row[1],
        me_email=row[2],
        me_id=row[3],
        options=_TEXTS.decode(row[4]),
        mapping=_TEXTS.decode(row[5]),
        capabilities=_VALUES.decode(row[6]),
        state=row[7],
        detail=row[8],
        last_success=moment(row[9]) if row[9] else None,
        baseline_at=moment(row[10]) if row[10] else None,
    )
