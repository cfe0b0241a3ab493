"""What HubSpot works out by itself: calculated values, and the history of each property."""

from __future__ import annotations

from typing import Any

from sync.simulator.hubspot.seed import Pipeline
from sync.simulator.hubspot.shelf import Row, Values

Pipelines = dict[str, list[Pipeline]]
"""Kind → its pipelines."""


def derived(kind: str, values: Values, pipelines: Pipelines) -> Values:
    """The values, with those that follow from others."""
    made = dict(values)
    if kind == "tasks":
        done = made.get("hs_task_status") == "COMPLETED"
        made["hs_task_is_completed"] = "1" if done else "0"
        if not done:
            made.pop("hs_task_completion_date", None)
        elif "hs_task_completion_date" not in made:
            made["hs_task_completion_date"] = made["hs_lastmodifieddate"]
    elif kind == "deals":
        chance = _chance(pipelines, made.get("dealstage", ""))
        made["hs_is_closed"] = "true" if chance in ("0.0", "1.0") else "false"
        made["hs_is_closed_won"] = "true" if chance == "1.0" else "false"
    return made


def stage_fits(pipelines: Pipelines, kind: str, pipeline: str, stage: str) -> bool:
    """Whether a pipeline of that kind has that stage."""
    return any(
        each.id == stage
        for line in pipelines.get(kind, [])
        if line.id == pipeline
        for each in line.stages
    )


def lengthened(old: Row, whole: Values, when: str) -> dict[str, list[dict[str, Any]]]:
    """The history of a record with one write more: per property, the newest value first."""
    kept = dict(old.history or {})
    for name in {*whole, *old.values}:
        before, after = old.values.get(name), whole.get(name)
        if before != after:
            entry = {"value": after or "", "timestamp": when, "sourceType": "API"}
            kept[name] = [entry, *kept.get(name, [beginning(old, name)])]
    return kept


def beginning(row: Row, name: str) -> dict[str, Any]:
    """The first entry of a property's history, where nobody has written it since."""
    made = row.values.get("createdate") or row.values.get("hs_createdate") or row.modified
    return {"value": row.values.get(name, ""), "timestamp": made, "sourceType": "CRM_UI"}


def _chance(pipelines: Pipelines, stage: str) -> str:
    found = (
        each.metadata.get("probability", "")
        for line in pipelines.get("deals", [])
        for each in line.stages
        if each.id == stage
    )
    return next(found, "")
