"""What the service takes in a write: every field's kind, length, values and rights."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sync.simulator.salesforce import moments
from sync.simulator.salesforce.fields import Field
from sync.simulator.salesforce.ids import prefix_of, whole_id
from sync.simulator.salesforce.refusals import Refused, bad_field
from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.table import Record

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org


class Rule(Struct, frozen=True, kw_only=True):
    """A rule of the org's own: a write that leaves `field` with `value` is refused.

    Without `field` every write of the object is.
    """

    name: str
    field: str | None = None
    value: Any = None
    text: str = "This is not allowed here."
    code: str = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


def taken(org: Org, seen: Seen, body: dict[str, Any], *, new: bool) -> Record:
    """The fields of a body as a record keeps them; Refused where one of them cannot be."""
    fields: Record = {}
    fixed: list[str] = []
    for name, value in body.items():
        if name == "attributes":
            continue
        field = seen.field(name)
        if field is None:
            raise bad_field(f"No such column '{name}' on sobject of type {seen.kind.name}")
        if not (field.createable if new else field.updateable) or not seen.may_set(field):
            fixed.append(field.name)
            continue
        fields[field.name] = _value(field, value)
    if fixed:
        words = (
            f"Unable to create/update fields: {', '.join(fixed)}. Please check the security "
            "settings of this field and verify that it is read/write for your profile or "
            "permission set."
        )
        raise Refused("INVALID_FIELD_FOR_INSERT_UPDATE", words, fields=tuple(fixed))
    _required(seen, fields, new=new)
    for name, value in fields.items():
        field = seen.fields[name.lower()]
        if field.kind == "reference" and value is not None:
            _leads_somewhere(org, field, value)
    return fields


def unique(org: Org, seen: Seen, fields: Record, row_id: str | None) -> None:
    """Refuses a value that must exist once and is somebody else's, committed or not."""
    for field in seen.kind.fields:
        value = fields.get(field.name)
        if not field.unique or value in (None, ""):
            continue
        table = org.table(seen.kind.name)
        others = [
            one for one in table.having(field.name, value) if not table.rows[one]["IsDeleted"]
        ]
        others += [
            late.row_id
            for late in org.late
            if late.name == seen.kind.name and late.fields.get(field.name) == value
        ]
        for other in others:
            if other != row_id:
                words = (
                    f"duplicate value found: {field.name} duplicates value on record with "
                    f"id: {other[:15]}"
                )
                raise Refused("DUPLICATE_VALUE", words, fields=())


def obey(rules: list[Rule], name: str, row: Record) -> None:
    """Refuses a record that a rule of the org forbids."""
    for rule in rules:
        if rule.name == name and (rule.field is None or row.get(rule.field) == rule.value):
            raise Refused(rule.code, rule.text, fields=(rule.field,) if rule.field else ())


def _required(seen: Seen, fields: Record, *, new: bool) -> None:
    missing = [
        field.name
        for field in seen.kind.fields
        if field.required
        and field.createable
        and (field.name in fields or new)
        and fields.get(field.name, field.default) in (None, "")
        and not (new and field.name == "OwnerId" and "OwnerId" not in fields)
    ]
    if missing:
        words = f"Required fields are missing: [{', '.join(missing)}]"
        raise Refused("REQUIRED_FIELD_MISSING", words, fields=tuple(missing))


def _value(field: Field, value: Any) -> Any:
    if value is None or value == "":
        if field.kind == "boolean":
            raise _parser(field, "boolean", value)
        return None
    if field.kind == "boolean":
        if not isinstance(value, bool):
            raise _parser(field, "boolean", value)
        return value
    if field.kind in ("double", "currency", "percent", "int"):
        return _number(field, value)
    if not isinstance(value, str):
        raise _parser(field, "string", value)
    if field.kind in ("date", "datetime"):
        try:
            read = moments.day_from if field.kind == "date" else moments.from_literal
            return read(value)
        except ValueError as error:
            raise _parser(field, field.kind, value) from error
    if field.kind == "base64":
        return _bytes(field, value)
    if field.kind == "reference":
        return _reference(field, value)
    if field.kind == "email" and "@" not in value.strip("@"):
        words = f"{field.name}: invalid email address: {value}"
        raise Refused("INVALID_EMAIL_ADDRESS", words, fields=(field.name,))
    if field.kind == "picklist" and field.restricted and value not in field.values:
        words = f"{field.name}: bad value for restricted picklist field: {value}"
        raise Refused("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, fields=(field.name,))
    if field.length and len(value) > field.length:
        words = f"{field.name}: data value too large: {value[:60]} (max length={field.length})"
        raise Refused("STRING_TOO_LONG", words, fields=(field.name,))
    # Blanks around a text do not survive.
    return value.strip() if field.kind != "textarea" else value


def _number(field: Field, value: Any) -> float | int:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError as error:
            raise _parser(field, field.kind, value) from error
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _parser(field, field.kind, value)
    return int(value) if field.kind == "int" else float(value)


def _bytes(field: Field, value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _parser(field, "base64Binary", value) from error
    return value


def _reference(field: Field, value: str) -> str:
    whole = whole_id(value)
    if whole is None:
        words = f"{field.label or field.name}: id value of incorrect type: {value}"
        raise Refused("MALFORMED_ID", words, fields=(field.name,))
    return whole


def _leads_somewhere(org: Org, field: Field, value: str) -> None:
    found = org.whose(value)
    known = {org.schema.kind(name).prefix for name in field.refers if name in org.schema.names()}
    if prefix_of(value) not in known:
        words = f"{field.label or field.name}: id value of incorrect type: {value}"
        raise Refused("FIELD_INTEGRITY_EXCEPTION", words, fields=(field.name,))
    if found is None or value in org.table(found[0]).unshared:
        raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields=())
    if found[1]["IsDeleted"]:
        raise Refused("ENTITY_IS_DELETED", "entity is deleted", org.quirks.gone_status, fields=())


def _parser(field: Field, kind: str, value: Any) -> Refused:
    words = (
        f"Cannot deserialize instance of {kind} from VALUE {str(value)[:60]} or request may be "
        f"missing a required field at {field.name}"
    )
    return Refused("JSON_PARSER_ERROR", words)
