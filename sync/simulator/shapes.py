"""The fields each Vitally object has here, what they start as, and which may be null.

The tests hold the answers against a table of their own; this one only fills gaps, so that a
record made from three fields comes back with all of them.
"""

from __future__ import annotations

from typing import Any, Final

_ACCOUNT: Final[dict[str, Any]] = {
    "id": "",
    "createdAt": "",
    "updatedAt": "",
    "externalId": None,
    "name": "",
    "organizationId": None,
    "accountOwnerId": None,
    "csmId": None,
    "accountExecutiveId": None,
    "keyRoles": [],
    "mrr": None,
    "healthScore": None,
    "nextRenewalDate": None,
    "churnedAt": None,
    "trialEndDate": None,
    "firstSeenTimestamp": None,
    "lastSeenTimestamp": None,
    "lastInboundMessageTimestamp": None,
    "lastOutboundMessageTimestamp": None,
    "usersCount": 0,
    "npsScore": None,
    "npsPromoterCount": 0,
    "npsPassiveCount": 0,
    "npsDetractorCount": 0,
    "segments": [],
    "traits": {},
}
_USER: Final[dict[str, Any]] = {
    "id": "",
    "createdAt": "",
    "updatedAt": "",
    "externalId": "",
    "name": None,
    "email": None,
    "avatar": None,
    "traits": {},
    "firstKnown": None,
    "lastSeenTimestamp": None,
    "npsLastScore": None,
    "npsLastFeedback": None,
    "npsLastRespondedAt": None,
    "unsubscribedFromConversations": False,
    "unsubscribedFromConversationsAt": None,
    "deactivatedAt": None,
    "permanentlyBounced": False,
    "segments": [],
    "accounts": [],
    "organizations": [],
}
_NOTE: Final[dict[str, Any]] = {
    "id": "",
    "createdAt": "",
    "updatedAt": "",
    "externalId": None,
    "subject": None,
    "note": "",
    "noteDate": "",
    "authorId": None,
    "categoryId": None,
    "tags": [],
    "traits": {},
    "accountId": None,
    "organizationId": None,
    "users": [],
    "meetingDescription": None,
    "source": None,
    "archivedAt": None,
}
_TASK: Final[dict[str, Any]] = {
    "id": "",
    "createdAt": "",
    "updatedAt": "",
    "externalId": None,
    "name": "",
    "description": None,
    "dueDate": None,
    "completedAt": None,
    "completedById": None,
    "createdById": None,
    "assignedToId": None,
    "categoryId": None,
    "tags": [],
    "projects": [],
    "traits": {},
    "accountId": None,
    "organizationId": None,
    "meetingId": None,
    "source": None,
    "archivedAt": None,
}
_CATEGORY: Final[dict[str, Any]] = {"id": "", "createdAt": "", "updatedAt": "", "name": ""}
_CONVERSATION: Final[dict[str, Any]] = {
    "id": "",
    "createdAt": "",
    "updatedAt": "",
    "externalId": "",
    "subject": "",
    "status": None,
    "source": None,
    "rating": None,
    "authorId": None,
    "accountId": None,
    "organizationId": None,
    "traits": {},
}
_NPS: Final[dict[str, Any]] = {
    "id": "",
    "externalId": "",
    "userId": "",
    "score": 0,
    "feedback": None,
    "respondedAt": "",
}
_ADMIN: Final[dict[str, Any]] = {"id": "", "name": "", "email": "", "licenseStatus": "active"}

DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "accounts": _ACCOUNT,
    "users": _USER,
    "notes": _NOTE,
    "tasks": _TASK,
    "admins": _ADMIN,
    "conversations": _CONVERSATION,
    "npsResponses": _NPS,
    "noteCategories": _CATEGORY,
    "taskCategories": _CATEGORY,
    "organizations": {},
    "projects": {},
    "meetings": {},
}
"""Resource → field → what an object without it gets."""

TIMES: Final[dict[str, tuple[str, ...]]] = {
    resource: tuple(
        field
        for field in fields
        if field.endswith(("At", "Timestamp", "Date")) or field == "firstKnown"
    )
    for resource, fields in DEFAULTS.items()
}
"""Resource → the fields that hold a moment or a day."""


def nullable(resource: str) -> tuple[str, ...]:
    """The fields of that object that the service may send as null."""
    return tuple(name for name, start in DEFAULTS.get(resource, {}).items() if start is None)
