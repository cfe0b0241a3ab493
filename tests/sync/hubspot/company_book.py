"""A book with two companies of mine, and a colleague's that it knows by name."""

from __future__ import annotations

from typing import Any

from tests.sync.hubspot.portals import Desk, add_company

BO = "61004724"


def with_companies(desk: Desk) -> Any:
    """Acorn and Birch are mine, Cedar is a colleague's; read an hour ago."""
    book: Any = desk
    book.acorn = add_company(desk.there, "Acorn", domain="acorn.example")
    book.birch = add_company(desk.there, "Birch")
    book.cedar = add_company(desk.there, "Cedar", hubspot_owner_id=BO, arr_eur="5")
    desk.clock.move(hours=1)
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    return book


def names(desk: Desk, where: str = "status = 'active'") -> list[Any]:
    """The names of the accounts in the book."""
    return desk.column("accounts", "name", where)
