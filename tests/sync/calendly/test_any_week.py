"""Whatever happens there in whatever order, the book ends up with what is booked, each once."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from tests.sync.calendly.conftest import BEA, TOM, Desk

OTHERS = ("x@far.example", "dan@acorn.example")


@pytest.mark.parametrize("seed", range(6))
def test_the_book_follows(desk: Desk, seed: int):
    random = Random(seed)
    desk.connect()
    first: dict[str, str] = {}
    """Each event → the booking it began as."""
    for turn in range(30):
        alive = [one for one in desk.bookings.events.values() if one.status == "active"]
        what = random.choice(("book", "book", "move", "move", "cancel", "join", "leave", "delete"))
        at = desk.clock() + timedelta(hours=random.randint(1, 1_300), minutes=turn)
        if what == "book" or not alive:
            people = random.sample((BEA, TOM, *OTHERS), random.choice((1, 1, 2)))
            made = desk.bookings.book(
                f"Talk {turn}", at, people, limit=10 if len(people) > 1 else 1
            )
            first[made] = made
        else:
            one = random.choice(alive)
            if what == "move" and one.limit == 1:
                first[desk.bookings.move(one.id, at)] = first[one.id]
            elif what == "cancel":
                desk.bookings.cancel(one.id, f"Reason {turn}")
            elif what == "join" and one.limit > 1:
                desk.bookings.join(one.id, random.choice((BEA, TOM)))
            elif what == "leave" and one.limit > 1:
                desk.bookings.leave(one.id, one.invitees[0]["email"])
            elif what == "delete":
                desk.bookings.delete(one.id)
        if random.random() < 0.4:
            desk.clock.move(minutes=random.randint(0, 50))
            desk.sync()
    desk.sync()
    assert shown(desk) == booked(desk)
    quiet = desk.sync()
    assert quiet.requests <= 3, "nothing is opened twice"
    kept = desk.store.rows("SELECT external_id, account_id FROM meetings WHERE event_id IS NULL")
    chains = [(first.get(name, name), account) for name, account in kept]
    assert len(chains) == len(set(chains)), "a booking that moved is one row"


def shown(desk: Desk) -> set[tuple[str, str, str]]:
    """Account, title and time of what is to come, each part of a shared event by itself."""
    rows = desk.store.rows(
        "SELECT a.name, m.title, m.starts_at FROM meetings m JOIN accounts a ON a.id = m.account_id"
        " WHERE m.status <> 'cancelled' AND m.starts_at > ?",
        (desk.clock().strftime("%Y-%m-%dT%H:%M:%S.000Z"),),
    )
    assert len(rows) == len(set(rows))
    return {(name, title, at) for name, title, at in rows}


def booked(desk: Desk) -> set[tuple[str, str, str]]:
    """The same, as the service holds it."""
    names = {"acorn.example": "Acorn", "birch.example": "Birch"}
    return {
        (names[domain], one.title, one.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
        for one in desk.bookings.events.values()
        if one.status == "active" and one.at > desk.clock()
        for who in one.invitees
        if who["status"] == "active" and (domain := who["email"].partition("@")[2]) in names
    }
