"""Reading the accounts of the book, and finding the one a person means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import msgspec

from book import ids
from book.clock import local_day, moment, stamp
from book.errors import Usage
from book.one_customer import one_customer
from book.records import Account, AccountId, Touch
from book.store import Store

HEALTH_LOOK_BACK_DAYS: Final = 14
"""For readers without house rules; who has them passes `rules.health.look_back_days`."""
_SHOWN_CANDIDATES: Final = 5
_SHOWN_NAME: Final = 48

_SELECT: Final = """
    SELECT a.id, a.source, a.external_id, a.org_id, a.name, a.domain, a.status, a.owner_name,
           a.owner_email, a.mrr_cents, a.arr_cents, a.forecast_cents, a.currency, a.health,
           a.renewal_date, a.contract_end, a.credit_expiry, a.run_out, a.credit_balance_cents,
           a.stage, a.plan, a.slack_channel, a.segments, a.users_count, a.last_seen_at,
           a.churned_at, a.first_seen, a.stage_since, a.last_outbound_at,
           f.notes_count, f.open_tasks, f.next_task_due, f.my_next_due, f.touch_day,
           f.touch_kind, f.contact_domain, a.owner_id, a.shown_with, a.matched_by,
           f.my_next_promise
    FROM accounts a LEFT JOIN account_figures f ON f.account_id = a.id
"""
_SEGMENTS = msgspec.json.Decoder(tuple[str, ...])


def all_accounts(
    store: Store,
    *,
    gone: bool = False,
    watched: frozenset[str] | None = None,
    look_back_days: int = HEALTH_LOOK_BACK_DAYS,
) -> list[Account]:
    """The accounts of the book by name; with `gone` also those that left it or were deleted.

    `watched` names the segments whose joining makes an account new; None watches all.
    """
    where = "" if gone else "AND a.status IN ('active', 'churned')"
    return _read(store, f"WHERE a.shown_with IS NULL {where}", None, look_back_days, watched)


def account(
    store: Store, account_id: AccountId, *, look_back_days: int = HEALTH_LOOK_BACK_DAYS
) -> Account | None:
    """One account, also one that has left the book; None when there is no such row.

    The id of an account that is shown as part of another brings that one.
    """
    from book import twins  # only here and below: a start lists accounts and names none

    leader = twins.shown(store, account_id)
    found = _read(store, "WHERE a.id = ?", leader, look_back_days, None)
    return found[0] if found else None


def find_account(store: Store, text: str) -> Account:
    """The account a person names: by id, external id, e-mail domain, name or start of a name.

    Raises Usage when nothing fits, or with the candidates when several do.
    """
    # What a terminal could not decode has a form that no database takes.
    wanted = text.strip().encode(errors="replace").decode()
    found = _as_shown(store, _exactly(store, wanted) or _by_name(store, wanted.casefold()))
    if len(found) == 1:
        one = account(store, found[0][0])
        if one is not None:
            return one
    if not found:
        raise Usage(
            f"No account of the book is called “{wanted}”.",
            "Try the start of its name, its e-mail domain or its id; “satchel accounts” lists all.",
        )
    shown = ", ".join(
        f"{_short(name)} ({ids.spell('account', number)})"
        for number, name in found[:_SHOWN_CANDIDATES]
    )
    more = f" and {len(found) - _SHOWN_CANDIDATES} more" if len(found) > _SHOWN_CANDIDATES else ""
    raise Usage(f"“{wanted}” fits {len(found)} accounts: {shown}{more}.", "Name one by its id.")


def _as_shown(store: Store, found: list[tuple[AccountId, str]]) -> list[tuple[AccountId, str]]:
    """Each customer once: accounts that are shown as part of another count as that one."""
    if len(found) == 1:
        return found
    from book import twins

    leaders: dict[AccountId, str] = {}
    for number, name in found:
        leaders.setdefault(twins.shown(store, number), name)
    return list(leaders.items())


def _short(name: str) -> str:
    return name if len(name) <= _SHOWN_NAME else name[: _SHOWN_NAME - 1].rstrip() + "…"


def _exactly(store: Store, wanted: str) -> list[tuple[AccountId, str]]:
    number = ids.parse("account", wanted)
    if number is not None:
        found = store.rows("SELECT id, name FROM accounts WHERE id = ?", (number,))
        if found:
            return [(AccountId(row[0]), row[1]) for row in found]
    for column in ("external_id", "org_id"):
        found = store.rows(
            f"SELECT id, name FROM accounts WHERE {column} = ?"
            " ORDER BY status IN ('left', 'removed') LIMIT 20",
            (wanted,),
        )
        if found:
            return [(AccountId(row[0]), row[1]) for row in found]
    domain = wanted.rpartition("@")[2].lower()
    found = store.rows(
        "SELECT a.id, a.name FROM accounts a"
        " LEFT JOIN account_figures f ON f.account_id = a.id"
        " WHERE lower(coalesce(a.domain, f.contact_domain)) = ?"
        " AND a.status IN ('active', 'churned')",
        (domain,),
    )
    return [(AccountId(row[0]), row[1]) for row in found]


def _by_name(store: Store, wanted: str) -> list[tuple[AccountId, str]]:
    if not wanted:
        return []
    # Case folding beyond ASCII is not SQLite's; a book's names fit in memory.
    names = store.rows("SELECT id, name FROM accounts WHERE status IN ('active', 'churned')")
    whole = [(AccountId(row[0]), row[1]) for row in names if row[1].casefold() == wanted]
    if whole:
        return whole
    starts = [(AccountId(row[0]), row[1]) for row in names if row[1].casefold().startswith(wanted)]
    return sorted(starts, key=lambda one: one[1].casefold())


def _read(
    store: Store,
    where: str,
    only: AccountId | None,
    look_back_days: int,
    watched: frozenset[str] | None,
) -> list[Account]:
    values = () if only is None else (only,)
    rows = store.rows(f"{_SELECT} {where} ORDER BY a.name, a.id", values)
    which = "a.shown_with IS NOT NULL" if only is None else "a.shown_with = ?"
    twin_rows = store.rows(
        f"{_SELECT} WHERE {which} AND a.status IN ('active', 'churned') ORDER BY a.id", values
    )
    news, drops = _news(store, only, watched), _old_health(store, only, look_back_days)
    if only is not None:
        for row in twin_rows:
            twin = AccountId(row[0])
            news |= _news(store, twin, watched)
            drops |= _old_health(store, twin, look_back_days)
    rows, twin_rows = _past_touches(store, rows), _past_touches(store, twin_rows)
    found: dict[int, list[tuple[Account, str]]] = {}
    for row in twin_rows:
        twin_read = _account(row, news.get(row[0]), drops.get(row[0]))
        found.setdefault(row[37], []).append((twin_read, row[38] or ""))
    read = [_account(row, news.get(row[0]), drops.get(row[0])) for row in rows]
    if not found:
        return read
    return [one_customer(one, found[one.id]) if one.id in found else one for one in read]


def _past_touches(store: Store, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with their last touch so far, where the newest note's day is still to come."""
    today = local_day(store.clock())
    ahead = [row[0] for row in rows if row[33] is not None and row[33] > today.isoformat()]
    if not ahead:
        return rows
    from book import figures

    so_far = figures.touches_until(store.connection, ahead, today)
    coming = set(ahead)
    return [
        (*row[:33], *so_far.get(row[0], (None, None)), *row[35:]) if row[0] in coming else row
        for row in rows
    ]


def _news(
    store: Store, only: AccountId | None, watched: frozenset[str] | None
) -> dict[int, tuple[str, str]]:
    """Account → (segment, when) of the newest segment it joined after the first sync.

    The book itself counts as a segment, with an empty name, and wins among equals.
    """
    one = "" if only is None else "AND account_id = ?"
    rows = store.rows(
        f"SELECT account_id, segment, first_seen FROM segment_seen WHERE is_new = 1 {one}"
        " ORDER BY first_seen, segment DESC",
        () if only is None else (only,),
    )
    return {
        row[0]: (row[1], row[2])
        for row in rows
        if watched is None or not row[1] or row[1] in watched
    }


def _old_health(store: Store, only: AccountId | None, look_back_days: int) -> dict[int, float]:
    """Account → its health at the start of the look-back, where it moved since."""
    start = stamp(store.clock() - timedelta(days=look_back_days))
    if only is None:
        rows = store.rows(
            "SELECT record_id, old, min(id) FROM changes"
            " WHERE field = 'health' AND at >= ? AND record = 'account' AND old IS NOT NULL"
            " GROUP BY record_id",
            (start,),
        )
    else:
        # `+field` keeps to the index by record: one account has a short past.
        rows = store.rows(
            "SELECT record_id, old FROM changes WHERE record_id = ? AND record = 'account'"
            " AND +field = 'health' AND at >= ? AND old IS NOT NULL ORDER BY id LIMIT 1",
            (only, start),
        )
    return {row[0]: float(row[1]) for row in rows}


def _account(
    row: tuple[Any, ...], news: tuple[str, str] | None, old_health: float | None
) -> Account:
    health = row[13]
    drop = None
    if old_health is not None and health is not None and old_health > health:
        drop = round(old_health - health, 2)
    return Account(
        id=AccountId(row[0]),
        source=row[1],
        external_id=row[2],
        org_id=row[3],
        name=row[4],
        domain=row[5] or row[35],
        status=row[6],
        owner_id=row[36],
        owner_name=row[7],
        owner_email=row[8],
        mrr_cents=row[9],
        arr_cents=row[10],
        forecast_cents=row[11],
        currency=row[12],
        health=health,
        renewal_date=_day(row[14]),
        contract_end=_day(row[15]),
        credit_expiry=_day(row[16]),
        run_out=_day(row[17]),
        credit_balance_cents=row[18],
        stage=row[19],
        plan=row[20],
        slack_channel=row[21],
        segments=_SEGMENTS.decode(row[22]) if row[22] != "[]" else (),
        users_count=row[23],
        last_seen=moment(row[24]) if row[24] else None,
        churned_at=moment(row[25]) if row[25] else None,
        first_seen=moment(row[26]),
        stage_since=moment(row[27]) if row[27] else None,
        entered_segment=news[0] if news else None,
        entered_at=moment(news[1]) if news else None,
        touch=_touch(row[33], row[34], row[28]),
        notes_count=row[29] or 0,
        open_tasks=row[30] or 0,
        next_task_due=_day(row[31]),
        my_next_due=_day(row[32]),
        my_next_promise=_day(row[39]),
        health_drop=drop,
    )


def _touch(day: str | None, kind: Any, outbound: str | None) -> Touch | None:
    """The newer of our own records' last touch and the CRM's last outbound message."""
    if outbound:
        sent = moment(outbound).astimezone().date()
        if day is None or sent > date.fromisoformat(day):
            return Touch(sent, "mail")
    return Touch(date.fromisoformat(day), kind) if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
