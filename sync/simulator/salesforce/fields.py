"""One field of an object: its kind, its rules, and what `describe` says of it."""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import Struct

LONG_TEXT: Final = 255
"""Text areas that may be longer than this can be neither filtered nor sorted by."""


class Field(Struct, frozen=True, kw_only=True):
    """A field. `refers` are the objects a reference may lead to, `children` the name under
    which those list their records, `formula` a value that the service works out itself."""

    name: str
    kind: str = "string"
    label: str = ""
    length: int = 0
    required: bool = False
    createable: bool = True
    updateable: bool = True
    filterable: bool = True
    unique: bool = False
    external: bool = False
    values: tuple[str, ...] = ()
    restricted: bool = False
    refers: tuple[str, ...] = ()
    relationship: str | None = None
    children: str | None = None
    formula: bool = False
    default: Any = None

    @property
    def custom(self) -> bool:
        """Whether somebody of the org made it."""
        return self.name.endswith("__c")

    @property
    def searchable(self) -> bool:
        """Whether a query may filter and sort by it."""
        return self.filterable and not (self.kind == "textarea" and self.length > LONG_TEXT)


def text(name: str, length: int = 255, **more: Any) -> Field:
    """A line of text."""
    return Field(name=name, length=length, **more)


def area(name: str, length: int = 32_000, **more: Any) -> Field:
    """A text of many lines."""
    return Field(name=name, kind="textarea", length=length, **more)


def link(name: str, *refers: str, **more: Any) -> Field:
    """A reference to another record."""
    short = name.removesuffix("__c") + "__r" if name.endswith("__c") else name.removesuffix("Id")
    more.setdefault("relationship", short)
    return Field(name=name, kind="reference", length=18, refers=refers, **more)


def pick(name: str, *values: str, **more: Any) -> Field:
    """One of a list of values; others are taken too unless the list is `restricted`."""
    return Field(name=name, kind="picklist", length=255, values=values, **more)


def flag(name: str, **more: Any) -> Field:
    """Yes or no; never null."""
    more.setdefault("default", False)
    return Field(name=name, kind="boolean", **more)


def plain(name: str, kind: str, **more: Any) -> Field:
    """A field of any other kind: double, currency, int, date, datetime, email, url and so on."""
    lengths = {"email": 80, "phone": 40, "url": 255, "base64": 50_000_000}
    more.setdefault("length", lengths.get(kind, 0))
    return Field(name=name, kind=kind, **more)


def ours(*fields: Field) -> tuple[Field, ...]:
    """Those fields as the service alone sets them."""
    return tuple(_locked(one) for one in fields)


def _locked(field: Field) -> Field:
    kept = {name: getattr(field, name) for name in Field.__struct_fields__}
    return Field(**kept | {"createable": False, "updateable": False})


SYSTEM: Final = ours(
    plain("Id", "id", length=18),
    flag("IsDeleted"),
    plain("CreatedDate", "datetime"),
    link("CreatedById", "User"),
    plain("LastModifiedDate", "datetime"),
    link("LastModifiedById", "User"),
    plain("SystemModstamp", "datetime"),
)
"""What every record has."""

_SOAP: Final = {
    "boolean": "xsd:boolean", "int": "xsd:int", "double": "xsd:double", "currency": "xsd:double",
    "percent": "xsd:double", "date": "xsd:date", "datetime": "xsd:dateTime", "id": "tns:ID",
    "reference": "tns:ID", "base64": "xsd:base64Binary",
}  # fmt: skip
_NUMBERS: Final = frozenset(("double", "currency", "percent"))


def described(field: Field, *, name_field: str, writable: bool) -> dict[str, Any]:
    """The field as `describe` shows it; `writable` False is what field security leaves."""
    settable = writable and not field.formula
    return {
        "aggregatable": field.searchable,
        "autoNumber": False,
        "byteLength": field.length * 3,
        "calculated": field.formula,
        "caseSensitive": False,
        "createable": field.createable and settable,
        "custom": field.custom,
        "defaultValue": field.default,
        "defaultedOnCreate": field.default is not None,
        "deprecatedAndHidden": False,
        "digits": 9 if field.kind == "int" else 0,
        "externalId": field.external,
        "filterable": field.searchable,
        "groupable": field.searchable and field.kind not in _NUMBERS,
        "idLookup": field.kind == "id" or field.external or field.unique,
        "inlineHelpText": None,
        "label": field.label or _label(field.name),
        "length": field.length,
        "name": field.name,
        "nameField": field.name == name_field,
        "nillable": nillable(field),
        "picklistValues": [
            {"active": True, "defaultValue": one == field.default, "label": one, "value": one}
            for one in field.values
        ],
        "polymorphicForeignKey": len(field.refers) > 1,
        "precision": 18 if field.kind in _NUMBERS else 0,
        "referenceTo": list(field.refers),
        "relationshipName": field.relationship,
        "restrictedPicklist": field.restricted,
        "scale": 2 if field.kind in _NUMBERS else 0,
        "soapType": _SOAP.get(field.kind, "xsd:string"),
        "sortable": field.searchable,
        "type": field.kind,
        "unique": field.unique,
        "updateable": field.updateable and settable,
    }


_ALWAYS: Final = frozenset(one.name for one in SYSTEM)


def nillable(field: Field) -> bool:
    """Whether a record may come without a value in it."""
    always = field.kind in ("boolean", "id") or field.name in _ALWAYS
    return not (field.required or always)


def _label(name: str) -> str:
    bare = name.removesuffix("__c").replace("_", " ")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare)
    return re.sub(r"\bId$", "ID", spaced)
