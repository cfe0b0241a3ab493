"""HubSpot's paths and their version: the one place that knows how either is written.

The dated versions have the same bodies as the classic ones. Each is supported for 18 months, so
a connection starts with the newest and steps down where that one is not served.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from msgspec import Struct

CLASSIC: Final = "v3"
VERSIONS: Final = ("2026-09", "2026-03", CLASSIC)
"""The versions this code speaks, the newest first."""
OWN_LINK: Final = "HUBSPOT_DEFINED"
"""The category of links that every account has with the same number."""
OWNERS: Final = "/crm/v3/owners"
DETAILS: Final = "/account-info/v3/details"
GRANTED: Final = "/oauth/v2/private-apps/get/access-token-info"
"""Tells the scopes of the token in its body; a question, although it is posted."""
USAGE: Final = "/account-info/v3/api-usage/daily/private-apps"


class Paths(Struct, frozen=True):
    """The paths of one version."""

    version: str

    @classmethod
    def of(cls, version: object) -> Paths:
        """The paths of a stored version; of the newest one where nothing usable is stored."""
        return cls(str(version) if version in VERSIONS else VERSIONS[0])

    @property
    def older(self) -> Paths | None:
        """The paths of the version before this one, or None for the oldest."""
        at = VERSIONS.index(self.version) + 1
        return Paths(VERSIONS[at]) if at < len(VERSIONS) else None

    def objects(self, kind: str, tail: str = "") -> str:
        """All records of a kind, or what `tail` names of them: an id, `search`, `batch/read`."""
        home = "/crm/v3/objects" if self.version == CLASSIC else f"/crm/objects/{self.version}"
        return f"{home}/{kind}" + (f"/{quote(tail, safe='/')}" if tail else "")

    def associations(self, one: str, other: str, action: str) -> str:
        """Many links from one kind to another: `batch/read`, `batch/archive`."""
        home = "v4/associations" if self.version == CLASSIC else f"associations/{self.version}"
        return f"/crm/{home}/{one}/{other}/{action}"

    def default_link(self, kind: str, number: str, other: str, target: str) -> str:
        """The plain link between two records; putting it twice is putting it once."""
        home = "/crm/v4/objects" if self.version == CLASSIC else f"/crm/objects/{self.version}"
        ids = quote(number, safe=""), quote(target, safe="")
        return f"{home}/{kind}/{ids[0]}/associations/default/{other}/{ids[1]}"

    def labels(self, one: str, other: str) -> tuple[str, ...]:
        """The kinds of link between two kinds of record: the places it may be at, in order."""
        places = ["/crm/v4/associations", "/crm/associations/v4"]
        if self.version != CLASSIC:
            places.append(f"/crm/associations/{self.version}")
        return tuple(f"{place}/{one}/{other}/labels" for place in places)


def properties(kind: str, name: str = "") -> str:
    """The catalogue of a kind's properties, or one of them."""
    return f"/crm/v3/properties/{kind}" + (f"/{quote(name, safe='')}" if name else "")


def pipelines(kind: str) -> str:
    """The pipelines of deals or tickets."""
    return f"/crm/v3/pipelines/{kind}"
