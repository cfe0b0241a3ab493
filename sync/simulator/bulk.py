"""Very many plain accounts, fast: for benchmarks, where only size and number count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from book.clock import stamp, system_clock
from sync.simulator.sample import blank_book
from sync.simulator.seed import Book, Encoded

_BODY: Final = (
    '{"id":"%s","createdAt":"%s","updatedAt":"%s","externalId":"%s","name":"%s",'
    '"organizationId":null,"accountOwnerId":null,"csmId":%s,"accountExecutiveId":null,'
    '"keyRoles":[],"mrr":%s,"healthScore":%s,"nextRenewalDate":"%s","churnedAt":null,'
    '"trialEndDate":null,"firstSeenTimestamp":"%s","lastSeenTimestamp":"%s",'
    '"lastInboundMessageTimestamp":null,"lastOutboundMessageTimestamp":"%s",'
    '"usersCount":%d,"npsScore":null,"npsPromoterCount":0,"npsPassiveCount":0,'
    '"npsDetractorCount":0,"segments":[{"id":"%s","name":"CSM Managed"}],'
    '"traits":{"vitally.custom.onboardingPipeline":"2. Onboarding Initiated",'
    '"forecasted_mrr":%s,"plan":"pay-as-you-go","region":"EU","domain":"%s",'
    '"hspot.lifecyclestage":"customer","stripe.customer_id":"cus_%014x",'
    '"hspot.notes_last_updated":"%s","hspot.hs_analytics_source":"DIRECT_TRAFFIC"}}'
)


def bulk_book(count: int, *, seed: int = 1, now: datetime | None = None, mine: float = 1.0) -> Book:
    """`count` accounts of about 1.1 kB each, `mine` of them (0 to 1) in my book.

    They exist as bytes only. Admins, categories and custom fields are the sample's.
    """
    moment = now or system_clock()
    small = blank_book(seed, now=moment)
    kept = ("admins", "noteCategories", "taskCategories")
    return Book(
        now=moment,
        me=small.me,
        records={name: small.records[name] for name in kept},
        custom_fields=small.custom_fields,
        encoded_accounts=_accounts(count, seed, moment, small.me, mine),
    )


def _accounts(count: int, seed: int, now: datetime, me: str, mine: float) -> Iterator[Encoded]:
    random = Random(f"bulk {seed}")
    end = int(now.timestamp() * 1000)
    # Formatting a moment costs more than all the rest of a record, so they come from a table.
    step = 86_400_000 // 4
    times = [(end - at * step, stamp(now - timedelta(hours=6 * at))) for at in range(1600)]
    days = [(now + timedelta(days=at)).strftime("%Y-%m-%dT00:00:00.000Z") for at in range(60)]
    own, nobody = f'"{me}"', "null"
    pick = random.random
    for at in range(count):
        bits = random.getrandbits(96)
        tail = f"{bits & 0xFFFFFFFFFFFF:012x}"
        middle = f"{bits >> 80:04x}-4{bits >> 68 & 0xFFF:03x}-8{bits >> 56 & 0xFFF:03x}"
        row_id = f"{at:08x}-{middle}-{tail}"
        created, updated = times[400 + int(pick() * 1200)], times[int(pick() * 400)]
        seen = times[int(pick() * 60)][1]
        mrr = round(50 + pick() * 9000, 2)
        body = _BODY % (
            row_id,
            created[1],
            updated[1],
            f"org_{at:08x}",
            f"Bulk account {at:06d} of the benchmark",
            own if pick() < mine else nobody,
            mrr,
            round(pick() * 10, 1),
            days[at % 60],
            created[1],
            seen,
            seen,
            at % 40,
            row_id,
            mrr,
            f"bulk{at:06d}.example",
            bits & 0xFFFFFFFFFFFFFF,
            seen,
        )
        yield Encoded(row_id, f"org_{at:08x}", created[0], updated[0], body.encode())
