"""The CRMs that the schedules run against, by name."""

from __future__ import annotations

from typing import Final

from tests.laptops.hubspot_crm import HubSpotCrm
from tests.laptops.salesforce_crm import SalesforceCrm
from tests.laptops.service import Crm
from tests.laptops.vitally_crm import VitallyCrm

CRMS: Final[dict[str, type[Crm]]] = {
    one.name: one for one in (VitallyCrm, HubSpotCrm, SalesforceCrm)
}
