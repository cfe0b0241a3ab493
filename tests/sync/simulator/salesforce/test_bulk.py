"""Very many accounts: there at once, and walked through in pages without a gap."""

from __future__ import annotations

import time

import pytest

from sync.simulator.salesforce import SalesforceSimulator, bulk_org
from sync.simulator.salesforce.soql_run import run
from tests.clocks import HandClock
from tests.sync.simulator.salesforce.asking import NOW


def walk(org, size=2000) -> list[str]:
    last, last_id, met = "2000-01-01T00:00:00Z", "000000000000000AAA", list[str]()
    while True:
        text = (
            f"SELECT Id, Name FROM Account WHERE CSM__c = '{org.me}' AND ((SystemModstamp > {last})"
            f" OR (SystemModstamp = {last} AND Id > '{last_id}')) ORDER BY SystemModstamp, Id "
            f"LIMIT {size}"
        )
        rows = run(org.org, text, org.me, 64).rows
        if not rows:
            return met
        met += [row["Id"] for row in rows]
        last, last_id = rows[-1]["SystemModstamp"], rows[-1]["Id"]


def test_25_000_accounts_are_there_in_a_second_and_walked_in_another():
    begun = time.process_time()
    org = SalesforceSimulator(bulk_org(25_000, tied=200), clock=HandClock(NOW))
    made = time.process_time()
    assert made - begun < 1.0
    met = walk(org)
    assert len(met) == len(set(met)) == 25_000
    assert time.process_time() - made < 1.5


@pytest.mark.parametrize(("tied", "stamps"), [(1, 60), (20, 3), (60, 1)])
def test_so_many_share_a_moment(tied, stamps):
    org = SalesforceSimulator(bulk_org(60, tied=tied), clock=HandClock(NOW))
    assert len({row["SystemModstamp"] for row in org.records("Account")}) == stamps
    assert len(walk(org, size=7)) == 60


def test_some_of_them_are_mine():
    org = SalesforceSimulator(bulk_org(400, mine=0.25), clock=HandClock(NOW))
    assert 60 < len(walk(org)) < 140
