"""How paths are written in each version."""

from __future__ import annotations

import pytest

from sync.hubspot.paths import CLASSIC, VERSIONS, Paths, pipelines, properties


def test_the_classic_paths():
    paths = Paths(CLASSIC)
    assert paths.objects("notes") == "/crm/v3/objects/notes"
    assert paths.objects("notes", "77 1") == "/crm/v3/objects/notes/77%201"
    assert paths.objects("notes", "batch/read") == "/crm/v3/objects/notes/batch/read"
    assert paths.associations("notes", "companies", "batch/read") == (
        "/crm/v4/associations/notes/companies/batch/read"
    )
    assert paths.default_link("notes", "7", "companies", "9") == (
        "/crm/v4/objects/notes/7/associations/default/companies/9"
    )


def test_the_dated_paths():
    paths = Paths("2026-03")
    assert paths.objects("calls", "search") == "/crm/objects/2026-03/calls/search"
    assert paths.associations("calls", "companies", "batch/archive") == (
        "/crm/associations/2026-03/calls/companies/batch/archive"
    )
    assert paths.default_link("calls", "7", "companies", "9") == (
        "/crm/objects/2026-03/calls/7/associations/default/companies/9"
    )


def test_versions_are_stepped_down_to_the_oldest():
    paths, seen = Paths.of(None), []
    while True:
        seen.append(paths.version)
        if paths.older is None:
            break
        paths = paths.older
    assert tuple(seen) == VERSIONS
    assert seen[-1] == CLASSIC


@pytest.mark.parametrize("stored", [None, "", "v9", 3])
def test_a_stored_version_that_is_none_is_the_newest(stored):
    assert Paths.of(stored).version == VERSIONS[0]


def test_a_stored_version_is_kept():
    assert Paths.of("v3") == Paths("v3")


def test_labels_are_looked_for_where_the_library_has_them_first():
    assert Paths(CLASSIC).labels("notes", "companies") == (
        "/crm/v4/associations/notes/companies/labels",
        "/crm/associations/v4/notes/companies/labels",
    )
    assert Paths("2026-03").labels("a", "b")[-1] == "/crm/associations/2026-03/a/b/labels"


def test_catalogues():
    assert properties("notes", "a/b") == "/crm/v3/properties/notes/a%2Fb"
    assert pipelines("deals") == "/crm/v3/pipelines/deals"
