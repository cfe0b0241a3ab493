"""A stand-in for a Salesforce org: real HTTP on loopback, records in memory, faults on command.

`SalesforceSimulator` runs it in a thread of this process; `launch` starts it as one of its own.
"""

from __future__ import annotations

from sync.simulator.salesforce.access import CLIENT
from sync.simulator.salesforce.bulk import bulk_org
from sync.simulator.salesforce.checks import Rule
from sync.simulator.salesforce.fields import Field
from sync.simulator.salesforce.filling import KEY_FIELD, blank_org
from sync.simulator.salesforce.quirks import Quirks
from sync.simulator.salesforce.sample import sample_org
from sync.simulator.salesforce.server import SalesforceSimulator

__all__ = [
    "CLIENT",
    "KEY_FIELD",
    "Field",
    "Quirks",
    "Rule",
    "SalesforceSimulator",
    "blank_org",
    "bulk_org",
    "sample_org",
]
