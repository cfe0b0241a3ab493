"""A stand-in for HubSpot's CRM: written from what is known of its API, and from nothing else.

`HubSpotSimulator` runs it in a thread of this process; `launch_hubspot` as a process.
"""

from __future__ import annotations

from sync.simulator.hubspot.bulk import bulk_portal
from sync.simulator.hubspot.kinds import KINDS, SCOPES
from sync.simulator.hubspot.limits import UNLIMITED, Limits
from sync.simulator.hubspot.process import HubSpotProcess, launch_hubspot
from sync.simulator.hubspot.properties import Property
from sync.simulator.hubspot.sample import blank_portal, sample_portal
from sync.simulator.hubspot.seed import Happening, Owner, Portal, Quirks
from sync.simulator.hubspot.server import HubSpotSimulator

__all__ = [
    "KINDS",
    "SCOPES",
    "UNLIMITED",
    "Happening",
    "HubSpotProcess",
    "HubSpotSimulator",
    "Limits",
    "Owner",
    "Portal",
    "Property",
    "Quirks",
    "blank_portal",
    "bulk_portal",
    "launch_hubspot",
    "sample_portal",
]
