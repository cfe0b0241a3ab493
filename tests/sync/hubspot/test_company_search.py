"""The search for changed companies: its wall, its late index, and what happens meanwhile."""

from __future__ import annotations

from sync.simulator.hubspot import bulk_portal
from tests.sync.hubspot.company_book import names
from tests.sync.hubspot.portals import Desk, add_company


def test_a_change_that_the_index_shows_late_is_not_lost(start, store, clock):
    there = start(search_lag=200.0)
    desk = Desk(store, there, clock)
    acorn, birch = add_company(there, "Acorn"), add_company(there, "Birch")
    clock.move(hours=1)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    there.change("companies", birch, {"name": "Early"})
    clock.move(seconds=100)
    there.change("companies", acorn, {"name": "Late"})
    clock.move(seconds=110)
    desk.sync()
    # What was seen draws the line beyond the moment of what was not.
    assert names(desk) == ["Acorn", "Early"]
    clock.move(seconds=100)
    desk.sync()
    assert names(desk) == ["Early", "Late"]


def test_the_search_wall(start, store, clock):
    """25,000 companies, half of them changed in one millisecond: none missed, none doubled."""
    there = start(bulk_portal(25_000, now=clock(), mine=0.01, same_moment=12_500))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    clock.move(days=1)
    for one in there.records("companies"):
        there.change("companies", one["id"], {"name": "New " + one["id"]})
    searched = desk.asked(desk.sync)
    assert sum(one.endswith("/companies/search") for one in searched) == 125
    found = dict(desk.rows("accounts", "external_id, name"))
    found |= dict(desk.rows("outsiders", "external_id, name"))
    assert len(found) == 25_000
    assert all(name == "New " + one for one, name in found.items())


def test_changes_while_the_search_goes_on_neither_shift_nor_double(start, store, clock):
    there = start(bulk_portal(1_000, now=clock(), mine=1.0))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    ids = [one["id"] for one in there.records("companies")]
    for one in ids:
        there.change("companies", one, {"name": "once"})
    clock.move(minutes=1)
    seen = 0

    def meddle(progress):
        """While pages come in, others change, are archived, and are added."""
        nonlocal seen
        if progress.resource == "accounts" and progress.done and seen < 2:
            seen += 1
            clock.move(seconds=5)
            there.change("companies", ids[seen * 7], {"name": "twice"})
            there.change("companies", ids[-seen * 7], {"name": "twice"})
            there.archive("companies", ids[-1 - seen])
            add_company(there, f"added {seen}")

    desk.run(progress=meddle)
    assert seen == 2
    clock.move(minutes=6)
    desk.sync()
    clock.move(days=1)
    desk.sync()
    living = {one["id"]: one for one in there.records("companies") if not one["archived"]}
    stood = desk.rows("accounts", "external_id, name", "status = 'active'")
    assert len(stood) == len(set(stood)) == len(living) == 1_000
    assert dict(stood) == {one: row["properties"]["name"] for one, row in living.items()}


def test_a_search_that_broke_off_goes_on_where_it_stopped(start, store, clock):
    there = start(bulk_portal(1_500, now=clock(), mine=1.0))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    for one in there.records("companies"):
        there.change("companies", one["id"], {"name": "changed"})
    desk.stop_after = ("accounts", 1)
    assert desk.run().sources[0].cancelled
    done = len(desk.column("accounts", "id", "name = 'changed'"))
    assert 0 < done < 1_500
    desk.stop_after = None
    asked = desk.asked(desk.sync)
    pages = sum(one.endswith("/companies/search") for one in asked)
    assert pages < 8
    assert desk.column("accounts", "DISTINCT name") == ["changed"]
