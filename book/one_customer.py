"""What several sources say of one customer, put together; pure.

The account that leads speaks first. What it does not know, the next source may; each fact keeps
the name of the source that told it (`Account.told_by`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from book.matching import Face, in_doubt
from book.records import Account, Twin

_TOGETHER: Final[tuple[tuple[str, ...], ...]] = (
    ("domain",),
    ("owner_name", "owner_id", "owner_email"),
    ("mrr_cents", "arr_cents", "forecast_cents", "currency"),
    ("health", "health_drop"),
    ("renewal_date",),
    ("contract_end",),
    ("credit_expiry",),
    ("run_out",),
    ("credit_balance_cents",),
    ("stage", "stage_since"),
    ("plan",),
    ("slack_channel",),
    ("segments",),
    ("users_count",),
)
"""Facts that only make sense from one mouth: a sum with its currency, an owner with the address."""
_NOT_TELLING: Final = frozenset(("currency",))
_NEWEST: Final = ("last_seen",)


def one_customer(leader: Account, twins: Sequence[tuple[Account, str]]) -> Account:
    """The account as shown: the leader's facts, and what only its twins know.

    `twins` come with what told that they are the same customer. Counts are the leader's own
    already: its figures are kept for all of them (`book.figures`).
    """
    changes: dict[str, Any] = {}
    told: dict[str, str] = {}
    for names in _TOGETHER:
        if _says(leader, names):
            continue
        teller = next((twin for twin, _ in twins if _says(twin, names)), None)
        if teller is not None:
            changes.update({name: getattr(teller, name) for name in names})
            told.update(dict.fromkeys(names, teller.source))
    for name in _NEWEST:
        known = [
            (value, one.source)
            for one in (leader, *(twin for twin, _ in twins))
            if (value := getattr(one, name)) is not None
        ]
        if known:
            value, source = max(known)
            changes[name] = value
            if source != leader.source:
                told[name] = source
    if leader.entered_at is None:
        # That a second source has the customer too by now is no arrival in the book.
        news = next((twin for twin, _ in twins if twin.entered_segment), None)
        if news is not None:
            changes |= {"entered_segment": news.entered_segment, "entered_at": news.entered_at}
    # Mail that was sent through another source's inbox is no figure, but a touch all the same.
    touches = [
        (one.touch, one.source) for one in (leader, *(twin for twin, _ in twins)) if one.touch
    ]
    if touches:
        changes["touch"], source = max(touches, key=lambda touch: touch[0].day)
        if source != leader.source:
            told["touch"] = source
    doubtful = _in_doubt(leader, twins)
    also = tuple(
        Twin(
            id=twin.id,
            source=twin.source,
            external_id=twin.external_id,
            how=how,
            doubtful=twin.id in doubtful,
        )
        for twin, how in twins
    )
    return replace(leader, **changes, told_by=told, twins=also)


def _in_doubt(leader: Account, twins: Sequence[tuple[Account, str]]) -> frozenset[int]:
    # For most the sign stands to the letter, and a whole book is read in one go.
    if all(_stands_plainly(leader, twin, how) for twin, how in twins):
        return frozenset()
    return in_doubt(_face(leader), [(_face(twin), how) for twin, how in twins])


def _stands_plainly(leader: Account, twin: Account, how: str) -> bool:
    if how == "domain":
        return twin.domain is not None and twin.domain == leader.domain
    if how == "name":
        return twin.name == leader.name and (not twin.domain or not leader.domain)
    return how == "hand"


def _face(account: Account) -> Face:
    return Face(
        id=account.id,
        source=account.source,
        external_id=account.external_id,
        org_id=account.org_id,
        domain=account.domain,
        name=account.name,
        shown_with=None,
        in_book=True,
    )


def _says(account: Account, names: Sequence[str]) -> bool:
    return any(
        getattr(account, name) not in (None, ()) for name in names if name not in _NOT_TELLING
    )
