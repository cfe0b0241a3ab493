"""What there is: the versions, the resources, the objects, and each object's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sync.simulator.salesforce.calls import Call
from sync.simulator.salesforce.fields import described
from sync.simulator.salesforce.refusals import not_found
from sync.simulator.salesforce.schema import Seen

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org

_SEASONS: Final = ("Spring", "Summer", "Winter")


def versions(org: Org) -> list[dict[str, str]]:
    """The API versions, oldest first; nobody has to sign in to read them."""
    return [
        {
            "label": _label(version),
            "url": f"/services/data/v{version}.0",
            "version": f"{version}.0",
        }
        for version in org.quirks.versions
    ]


def resources(org: Org, call: Call, url: str) -> dict[str, str]:
    """What lies under one version."""
    names = ("composite", "limits", "query", "queryAll", "sobjects", "ui-api")
    return {name: f"{call.base}/{name}" for name in names} | {
        "identity": f"{url}/id/{org.id}/{call.user}"
    }


def everything(org: Org, call: Call) -> dict[str, Any]:
    """All objects the user may see, briefly."""
    seen = (org.schema.seen(name, call.user) for name in org.schema.names())
    return {
        "encoding": "UTF-8",
        "maxBatchSize": 200,
        "sobjects": [_brief(call, one) for one in seen if one is not None],
    }


def briefly(org: Org, call: Call, name: str) -> dict[str, Any]:
    """One object without its fields, and the records its user touched last: none here."""
    return {"objectDescribe": _brief(call, _must(org, call, name)), "recentItems": []}


def wholly(org: Org, call: Call, name: str) -> dict[str, Any]:
    """One object with every field that the user may see."""
    seen = _must(org, call, name)
    kind = seen.kind
    fields = [
        described(field, name_field=kind.name_field, writable=kind.writable and seen.may_set(field))
        for field in seen.fields.values()
    ]
    children = [
        {
            "cascadeDelete": False,
            "childSObject": child,
            "deprecatedAndHidden": False,
            "field": field.name,
            "relationshipName": field.children,
        }
        for child, field in org.schema.children(kind.name)
        if org.schema.seen(child, call.user) is not None
    ]
    return _brief(call, seen) | {
        "fields": fields,
        "childRelationships": children,
        "recordTypeInfos": _record_types(org, kind.name),
    }


def _must(org: Org, call: Call, name: str) -> Seen:
    seen = org.schema.seen(name, call.user)
    if seen is None:
        raise not_found()
    return seen


def _brief(call: Call, seen: Seen) -> dict[str, Any]:
    kind = seen.kind
    start = f"{call.base}/sobjects/{kind.name}"
    return {
        "activateable": False,
        "createable": kind.writable,
        "custom": kind.custom,
        "customSetting": False,
        "deletable": kind.writable,
        "deprecatedAndHidden": False,
        "feedEnabled": False,
        "keyPrefix": kind.prefix,
        "label": kind.name,
        "labelPlural": kind.many,
        "layoutable": kind.writable,
        "mergeable": kind.name in ("Account", "Contact", "Case"),
        "mruEnabled": False,
        "name": kind.name,
        "queryable": True,
        "replicateable": kind.writable and kind.name != "ContentNote",
        "retrieveable": True,
        "searchable": kind.writable,
        "triggerable": kind.writable,
        "undeletable": kind.writable,
        "updateable": kind.writable,
        "urls": {
            "sobject": start,
            "describe": f"{start}/describe",
            "rowTemplate": start + "/{ID}",
        },
    }


def _record_types(org: Org, name: str) -> list[dict[str, Any]]:
    rows = [row for row in org.table("RecordType").rows.values() if row["SobjectType"] == name]
    return [
        {
            "active": True,
            "available": True,
            "developerName": row["DeveloperName"],
            "master": False,
            "name": row["Name"],
            "recordTypeId": row["Id"],
        }
        for row in rows
    ]


def _label(version: int) -> str:
    """v67 is of summer 2026, and three come a year: spring, summer, winter of the next year."""
    at = version - 66
    return f"{_SEASONS[at % 3]} '{26 + at // 3 + (at % 3 == 2):02d}"
