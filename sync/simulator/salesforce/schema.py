"""Which objects and fields there are, and which of them a user may see and change."""

from __future__ import annotations

from msgspec import Struct, structs

from sync.simulator.salesforce.fields import Field
from sync.simulator.salesforce.kinds import Kind
from sync.simulator.salesforce.objects import STANDARD
from sync.simulator.salesforce.refusals import Refused


class Seen(Struct, frozen=True):
    """An object as one user sees it: the visible fields by their name in small letters."""

    kind: Kind
    fields: dict[str, Field]
    read_only: frozenset[str]

    def field(self, name: str) -> Field | None:
        """The visible field of that name; letters in either case."""
        return self.fields.get(name.lower())

    def may_set(self, field: Field) -> bool:
        """Whether the user's field security leaves the field writable."""
        return field.name not in self.read_only and not field.formula


class Schema:
    """All objects. What is hidden from None is hidden from everybody."""

    def __init__(self, kinds: tuple[Kind, ...] = STANDARD) -> None:
        self._kinds = {kind.name.lower(): kind for kind in kinds}
        self._hidden: set[tuple[str, str, str | None]] = set()
        self._locked: set[tuple[str, str, str | None]] = set()
        self._closed: set[tuple[str, str | None]] = set()
        self._seen: dict[tuple[str, str], Seen] = {}

    def names(self) -> list[str]:
        """Every object's name."""
        return [kind.name for kind in self._kinds.values()]

    def kind(self, name: str) -> Kind:
        """The whole object, whoever may see it; KeyError where there is none."""
        return self._kinds[name.lower()]

    def field(self, name: str, field: str) -> Field | None:
        """A field, whoever may see it."""
        found = (one for one in self.kind(name).fields if one.name.lower() == field.lower())
        return next(found, None)

    def seen(self, name: str, user: str) -> Seen | None:
        """The object as that user sees it; None where they may not see it at all."""
        kind = self._kinds.get(name.lower())
        if kind is None or self._told(self._closed, (kind.name,), user):
            return None
        known = self._seen.get((kind.name, user))
        if known is None:
            fields = {
                one.name.lower(): one
                for one in kind.fields
                if not self._told(self._hidden, (kind.name, one.name), user)
            }
            locked = (
                one.name
                for one in kind.fields
                if self._told(self._locked, (kind.name, one.name), user)
            )
            known = self._seen[kind.name, user] = Seen(kind, fields, frozenset(locked))
        return known

    def must_see(self, name: str, user: str) -> Seen:
        """The object as that user sees it; refuses what a query or write may not name."""
        found = self.seen(name, user)
        if found is None:
            words = (
                f"sObject type '{name}' is not supported. If you are attempting to use a custom "
                "object, be sure to append the '__c' after the entity name. Please reference "
                "your WSDL or the describe call for the appropriate names."
            )
            raise Refused("INVALID_TYPE", words)
        return found

    def children(self, name: str) -> list[tuple[str, Field]]:
        """The objects whose records refer to this one under a name: object, field."""
        return [
            (kind.name, field)
            for kind in self._kinds.values()
            for field in kind.fields
            if field.children and name in field.refers
        ]

    def add_kind(self, kind: Kind) -> None:
        """An object of the org's own."""
        self._kinds[kind.name.lower()] = kind
        self._seen.clear()

    def add_field(self, name: str, field: Field) -> None:
        """A new field at the end, or another one in the place of the old of that name."""
        kind = self.kind(name)
        kept = [one for one in kind.fields if one.name != field.name]
        self._put(structs.replace(kind, fields=(*kept, field)))

    def remove_field(self, name: str, field: str) -> None:
        """Takes a field away for everybody, as an admin does who deletes it."""
        kind = self.kind(name)
        kept = tuple(one for one in kind.fields if one.name != field)
        if len(kept) == len(kind.fields):
            raise KeyError(f"{name}.{field}")
        self._put(structs.replace(kind, fields=kept))

    def set_values(self, name: str, field: str, *values: str, restricted: bool = False) -> None:
        """Other values for a picklist."""
        old = self.field(name, field)
        if old is None:
            raise KeyError(f"{name}.{field}")
        new = structs.replace(old, values=values, restricted=restricted)
        kind = self.kind(name)
        self._put(
            structs.replace(kind, fields=tuple(new if one is old else one for one in kind.fields))
        )

    def hide(self, name: str, field: str | None = None, user: str | None = None) -> None:
        """Field-level security hides a field, or a whole object, from a user or everybody."""
        if field is None:
            self._closed.add((self.kind(name).name, user))
        else:
            self._hidden.add((self.kind(name).name, field, user))
        self._seen.clear()

    def show(self, name: str, field: str | None = None, user: str | None = None) -> None:
        """Takes back what `hide` did."""
        if field is None:
            self._closed.discard((self.kind(name).name, user))
        else:
            self._hidden.discard((self.kind(name).name, field, user))
        self._seen.clear()

    def only_read(self, name: str, only: bool = True) -> None:
        """Everybody's profile loses the right to make and change records of an object."""
        self._put(structs.replace(self.kind(name), writable=not only))

    def lock(self, name: str, field: str, user: str | None = None) -> None:
        """Field-level security leaves a field readable and no more."""
        self._locked.add((self.kind(name).name, field, user))
        self._seen.clear()

    def _put(self, kind: Kind) -> None:
        self._kinds[kind.name.lower()] = kind
        self._seen.clear()

    @staticmethod
    def _told(
        rules: set[tuple[str, str | None]] | set[tuple[str, str, str | None]],
        about: tuple[str, ...],
        user: str,
    ) -> bool:
        return (*about, None) in rules or (*about, user) in rules
