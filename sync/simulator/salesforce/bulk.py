"""Very many plain accounts, fast: for benchmarks and for walks over many pages."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sync.simulator.salesforce import moments
from sync.simulator.salesforce.filling import Filler, Later, settings, users
from sync.simulator.salesforce.org import Org


def bulk_org(count: int, *, seed: int = 1, mine: float = 1.0, tied: int = 1) -> Filler:
    """`count` accounts, `mine` of them (0 to 1) with me as their manager.

    Always `tied` of them were loaded in one go and bear the same moment.
    """

    def fill(org: Org) -> list[Later]:
        settings(org)
        random = Random(f"bulk org {seed}")
        now, people, rows = org.clock(), users(org), org.table("Account").rows
        days = [(now + timedelta(days=at)).date().isoformat() for at in range(400)]
        start = now - timedelta(days=200)
        step = (now - timedelta(hours=1) - start) / max(1, count)
        made = stamp = moments.written(start)
        for at in range(count):
            if at % tied == 0:
                stamp = moments.written(start + step * at)
            row_id = org.new_id("Account")
            rows[row_id] = {
                "Id": row_id,
                "IsDeleted": False,
                "CreatedDate": made,
                "CreatedById": org.me,
                "LastModifiedDate": stamp,
                "LastModifiedById": org.me,
                "SystemModstamp": stamp,
                "Name": f"Bulk account {at:06d} of the benchmark",
                "Type": "Customer",
                "Website": f"https://bulk{at:06d}.example",
                "OwnerId": people[1],
                "CSM__c": org.me if mine >= 1 or random.random() < mine else people[2],
                "Product_Id__c": f"org_{at:08x}",
                "ARR__c": float(random.randint(500, 90_000)),
                "Health_Score__c": random.randint(5, 100) / 10,
                "Renewal_Date__c": days[at % 400],
                "Active_Users__c": at % 40,
            }
        return []

    return fill
