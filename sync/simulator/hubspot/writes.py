"""What the service does with a write: checks, tidying, uniqueness, associations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sync.simulator.hubspot.derived import stage_fits
from sync.simulator.hubspot.errors import (
    Refusal,
    conflict,
    invalid,
    invalid_values,
    missing_properties,
    not_found,
)
from sync.simulator.hubspot.kinds import KINDS, Kind, LinkType, kind_of
from sync.simulator.hubspot.shelf import Row
from sync.simulator.hubspot.state import State
from sync.simulator.hubspot.values import Wrong, accepted, tidied

Patch = dict[str, str | None]
Link = tuple[tuple[str, str], LinkType]
"""(kind and id of the other record, the type that leads there)."""

_PIPELINES: Final = {
    "deals": ("pipeline", "dealstage", "default"),
    "tickets": ("hs_pipeline", "hs_pipeline_stage", "0"),
}
"""Kind → property of the pipeline, property of the stage, the pipeline where none is named."""


def create(state: State, kind: Kind, given: Any) -> Row:
    """POST of one record, with its associations; Refusal where anything is wrong, nothing done."""
    with state.lock:
        properties = _properties(given)
        patch = checked(state, kind, properties, None)
        lacking = [name for name in kind.required if patch.get(name) is None]
        if lacking:
            raise missing_properties(kind.singular, lacking)
        if kind.name == "companies" and not patch.get("name") and not patch.get("domain"):
            raise missing_properties(kind.singular, ["name", "domain"])
        _staged(state, kind, patch, None)
        _unique(state, kind, patch, None)
        links = read_links(state, kind, given.get("associations"))
        values = {name: value for name, value in patch.items() if value is not None}
        row = state.insert(kind.name, values | {"hs_object_source_label": "INTEGRATION"})
        for other, by in links:
            state.links.join((kind.name, row.id), other, by)
        state.touch(kind.name, row.id)
        return row


def update(state: State, kind: Kind, row: Row, given: Any) -> Row:
    """PATCH of one record: what is named changes, "" clears."""
    with state.lock:
        patch = checked(state, kind, _properties(given), row)
        _staged(state, kind, patch, row)
        _unique(state, kind, patch, row)
        changed = state.change(kind.name, row.id, patch)
        state.touch(kind.name, row.id)
        return changed


def checked(state: State, kind: Kind, properties: dict[str, Any], row: Row | None) -> Patch:
    """The values as they will be kept; Refusal naming every property that is wrong."""
    catalogue, owners = state.catalogues[kind.name].live, state.owners
    wrong: list[tuple[str, str, str]] = []
    patch: Patch = {}
    for name, value in properties.items():
        definition = catalogue.get(name)
        if definition is None:
            wrong.append((name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist'))
        elif definition.read_only or definition.calculated:
            words = f'"{name}" is a read only property; its value cannot be set.'
            wrong.append((name, "READ_ONLY_VALUE", words))
        else:
            try:
                text = accepted(definition, value, owners)
            except Wrong as error:
                wrong.append((name, error.code, error.words))
                continue
            if text is not None and definition.field_type == "html":
                text = tidied(text, whitespace=state.quirks.notes_tidy_whitespace)
            patch[name] = text
    if wrong:
        raise invalid_values(kind.singular, wrong)
    cleared = [name for name in kind.required if name in patch and not patch[name]]
    if row is not None and cleared:
        raise missing_properties(kind.singular, cleared)
    return patch


def read_links(state: State, kind: Kind, given: Any) -> list[Link]:
    """The associations a create asks for; Refusal where one leads nowhere."""
    found: list[Link] = []
    for each in given or []:
        if not isinstance(each, dict) or not isinstance(each.get("to"), dict):
            raise invalid("Every association needs a `to` and its types.")
        target = str(each["to"].get("id", ""))
        for spec in each.get("types") or []:
            by = read_type(state, kind.name, None, spec)
            if state.find(by.target, target) is None:
                raise invalid(f"There is no {KINDS[by.target].singular} {target} to associate.")
            found.append(((by.target, target), by))
        if not each.get("types"):
            raise invalid("An association needs its types.")
    return found


def read_type(state: State, source: str, target: str | None, spec: Any) -> LinkType:
    """The type that a category and a type id name, from that kind; Refusal where there is none."""
    given = spec if isinstance(spec, dict) else {}
    mark = (str(given.get("associationCategory")), given.get("associationTypeId"))
    known = state.links.types.get((mark[0], mark[1])) if isinstance(mark[1], int) else None
    if known is None or known.source != source or target not in (None, known.target):
        words = f"Association type {mark[1]} ({mark[0]}) does not begin at a {source} record."
        raise invalid(words, "INVALID_ASSOCIATION_TYPE")
    return known


def addressed(state: State, kind: Kind, text: str, id_property: str | None) -> Row | None:
    """The live record with that id, or with that value of a unique property."""
    if id_property in (None, "", "hs_object_id"):
        return state.find(kind.name, text)
    if id_property not in state.catalogues[kind.name].unique():
        raise invalid(f"{id_property} is not a property whose values are unique.")
    return state.find(kind.name, state.shelves[kind.name].holder(str(id_property), text) or "")


def must(state: State, kind: Kind, text: str, id_property: str | None = None) -> Row:
    """The same; Refusal (404) where there is none."""
    row = addressed(state, kind, text, id_property)
    if row is None:
        raise not_found("Object not found.  objectId are usually numeric.")
    return row


def kind_or_404(text: str) -> Kind:
    """The kind a path names; Refusal (404) where there is none such."""
    kind = kind_of(text)
    if kind is None:
        raise not_found(f"Unable to infer object type from: {text}")
    return kind


def merge(state: State, kind: Kind, given: dict[str, Any]) -> Row:
    """POST of a merge: the answer is the record that is left."""
    with state.lock:
        winner, loser = str(given.get("primaryObjectId")), str(given.get("objectIdToMerge"))
        if winner == loser:
            raise invalid("A record cannot be merged with itself.")
        for one in (winner, loser):
            must(state, kind, one)
        return state.merge(kind.name, winner, loser)


def all_addressed(
    state: State, kind: Kind, ids: Iterable[str], id_property: str | None, *, archived: bool
) -> tuple[list[Row], list[str]]:
    """The records of a batch read, each once, and the ids that led to none."""
    found: dict[str, Row] = {}
    missing: list[str] = []
    for text in ids:
        if archived:
            row = state.binned(kind.name, text)
        else:
            row = addressed(state, kind, text, id_property)
        if row is None:
            missing.append(text)
        else:
            found[row.id] = row
    return list(found.values()), missing


def _properties(given: Any) -> dict[str, Any]:
    properties = given.get("properties") if isinstance(given, dict) else None
    if not isinstance(properties, dict):
        raise invalid("Invalid input JSON: properties is missing.")
    return properties


def _staged(state: State, kind: Kind, patch: Patch, row: Row | None) -> None:
    """A stage has to be one of its pipeline's."""
    if kind.name not in _PIPELINES:
        return
    line, stage, usual = _PIPELINES[kind.name]
    if line not in patch and stage not in patch:
        return
    held = {} if row is None else row.values
    pipeline = patch.get(line) or held.get(line) or usual
    chosen = patch.get(stage) or held.get(stage) or ""
    if row is None:
        patch[line] = pipeline
    if not stage_fits(state.pipelines, kind.name, pipeline, chosen):
        words = f"{chosen} was not one of the stages of pipeline {pipeline}"
        raise invalid_values(kind.singular, [(stage, "INVALID_OPTION", words)])


def _unique(state: State, kind: Kind, patch: Patch, row: Row | None) -> None:
    shelf = state.shelves[kind.name]
    for name in state.catalogues[kind.name].unique():
        value = patch.get(name)
        holder = shelf.holder(name, value) if value else None
        if holder is None or (row is not None and holder == row.id):
            continue
        raise _taken(kind, name, str(value), holder)


def _taken(kind: Kind, name: str, value: str, holder: str) -> Refusal:
    if name == "email":
        return conflict(f"Contact already exists. Existing ID: {holder}", name)
    words = f"A {kind.singular} with {name} {value} already exists. Existing ID: {holder}"
    return conflict(words, name)
