"""Where the paths of a query lead: the field at their end, and its value for a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from sync.simulator.salesforce.fields import Field, plain, text
from sync.simulator.salesforce.kinds import Kind
from sync.simulator.salesforce.refusals import Refused, bad_field
from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.soql_words import Path, pointed
from sync.simulator.salesforce.table import Record

if TYPE_CHECKING:
    from sync.simulator.salesforce.org import Org

Getter = Callable[[Record], Any]
_DEEPEST: Final = 5

_ANYBODY: Final = Kind(
    name="Name",
    prefix="",
    fields=(plain("Id", "id"), text("Name"), text("Type"), plain("Email", "email")),
)
"""What a query may read of the far end of a reference that leads to several objects."""


class Step(Struct, frozen=True):
    """One reference on the way: the field that refers, and what it is called in an answer."""

    field: Field
    relationship: str


class Bound(Struct, frozen=True):
    """A path that leads to a field: the references on the way, the field, its value."""

    steps: tuple[Step, ...]
    field: Field
    get: Getter


class Scope:
    """The user who asks, and what they may see."""

    def __init__(self, org: Org, user: str, text: str) -> None:
        self.org = org
        self.user = user
        self.text = text

    def seen(self, name: str) -> Seen:
        """The object of a FROM."""
        return self.org.schema.must_see(name, self.user)

    def bind(self, path: Path, seen: Seen) -> Bound:
        """Where a path leads from that object; Refused where it leads nowhere visible."""
        names = path.names
        if (
            len(names) > 1
            and names[0].lower() == seen.kind.name.lower()
            and not any(
                one.relationship and one.relationship.lower() == names[0].lower()
                for one in seen.fields.values()
            )
        ):
            names = names[1:]
        steps: list[Step] = []
        for name in names[:-1]:
            step, seen = self._step(name, seen, path)
            steps.append(step)
        if len(steps) > _DEEPEST:
            raise bad_field(f"The path {path.text} is too long.")
        field = seen.field(names[-1])
        if field is None:
            raise self._no_column(names[-1], seen, path)
        return Bound(tuple(steps), field, self._getter(tuple(steps), field))

    def parent(self, row: Record, field: Field) -> Record | None:
        """The record a reference leads to, as a query may read it; deleted ones too."""
        target = row.get(field.name)
        if not target:
            return None
        for name in field.refers:
            if name in self.org.schema.names():
                found = self.org.table(name).rows.get(target)
                if found is not None:
                    return found
        return None

    def _step(self, name: str, seen: Seen, path: Path) -> tuple[Step, Seen]:
        for field in seen.fields.values():
            if field.relationship and field.relationship.lower() == name.lower():
                if len(field.refers) > 1:
                    fields = {one.name.lower(): one for one in _ANYBODY.fields}
                    target = Seen(_ANYBODY, fields, frozenset())
                else:
                    target = self.seen(field.refers[0])
                return Step(field, field.relationship), target
        words = (
            f"{pointed(self.text, path.at)}Didn't understand relationship '{name}' in field "
            "path. If you are attempting to use a custom relationship, be sure to append the "
            "'__r' after the custom relationship name. Please reference your WSDL or the "
            "describe call for the appropriate names."
        )
        raise bad_field(words)

    def _no_column(self, name: str, seen: Seen, path: Path) -> Refused:
        words = (
            f"{pointed(self.text, path.at)}No such column '{name}' on entity "
            f"'{seen.kind.name}'. If you are attempting to use a custom field, be sure to append "
            "the '__c' after the custom field name. Please reference your WSDL or the describe "
            "call for the appropriate names."
        )
        return bad_field(words)

    def _getter(self, steps: tuple[Step, ...], field: Field) -> Getter:
        name, empty = field.name, False if field.kind == "boolean" else None
        if not steps:
            return lambda row: row.get(name, empty)

        def get(row: Record) -> Any:
            found = row
            for step in steps:
                above = self.parent(found, step.field)
                if above is None:
                    return None
                found = above
            if name == "Type" and len(steps[-1].field.refers) > 1:
                return self.type_of(found)
            return found.get(name, empty)

        return get

    def type_of(self, row: Record) -> str:
        """The name of the object a record is of."""
        found = self.org.whose(row["Id"])
        return found[0] if found is not None else "Name"
