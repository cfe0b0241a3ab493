"""What the person chose survives closing, garbage and newer versions."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.settings import Choices, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "window.json"


def test_without_a_file_everything_has_its_default(file: Path) -> None:
    settings = Settings(file)
    assert settings.choices == Choices()
    assert settings.take_trouble() == ""
    assert not file.exists()


def test_a_change_is_on_disk_at_once_and_read_again(file: Path) -> None:
    Settings(file).change(density="compact", queue_widths={"stage": 180}, queue_columns=["owner"])
    again = Settings(file).choices
    assert (again.density, again.queue_widths, again.queue_columns) == (
        "compact",
        {"stage": 180},
        ("owner",),
    )


def test_only_what_differs_from_the_defaults_is_written(file: Path) -> None:
    settings = Settings(file)
    settings.change(density="compact")
    assert json.loads(file.read_text()) == {"density": "compact"}
    settings.change(density="comfortable")
    assert json.loads(file.read_text()) == {}


def test_an_equal_value_writes_nothing(file: Path) -> None:
    settings = Settings(file)
    settings.change(scheme="system")
    assert not file.exists()


def test_what_a_newer_version_wrote_is_kept(file: Path) -> None:
    file.write_text('{"density": "compact", "veil": {"on": true}}')
    Settings(file).change(less_motion=True)
    assert json.loads(file.read_text()) == {
        "veil": {"on": True},
        "density": "compact",
        "less_motion": True,
    }


def test_a_wrong_value_costs_only_itself(file: Path) -> None:
    file.write_text('{"density": "roomy", "sidebar_width": "wide", "scheme": "dark"}')
    settings = Settings(file)
    assert settings.choices == Choices(scheme="dark")
    told = settings.take_trouble()
    assert "“density, sidebar_width”" in told
    assert settings.take_trouble() == ""


@pytest.mark.parametrize("garbage", [b"", b"{", b"\xff\xfe", b"[1, 2]", b'"text"', b"null"])
def test_a_file_that_is_no_settings_is_set_aside(file: Path, garbage: bytes) -> None:
    file.write_bytes(garbage)
    settings = Settings(file)
    assert settings.choices == Choices()
    assert "window.unreadable.json" in settings.take_trouble()
    assert file.with_suffix(".unreadable.json").read_bytes() == garbage
    settings.change(density="compact")
    assert Settings(file).choices.density == "compact"


@given(data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_file_content_keeps_the_window_from_opening(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("settings") / "window.json"
    file.write_bytes(data)
    assert isinstance(Settings(file).choices, Choices)


@given(
    document=st.dictionaries(
        st.sampled_from(Choices.__struct_fields__),
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers()),
    )
)
def test_no_value_keeps_the_window_from_opening(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, object]
) -> None:
    file = tmp_path_factory.mktemp("settings") / "window.json"
    file.write_text(json.dumps(document))
    settings = Settings(file)
    assert isinstance(settings.choices, Choices)
    assert settings.last_looked is None or settings.choices.seen_at


@pytest.mark.parametrize("wrong", [{"density": "roomy"}, {"nothing": 1}, {"sidebar_width": "w"}])
def test_a_mistake_of_ours_is_refused(file: Path, wrong: dict[str, object]) -> None:
    settings = Settings(file)
    with pytest.raises(TypeError):
        settings.change(**wrong)
    assert settings.choices == Choices()
    assert not file.exists()


def test_who_watches_hears_of_changes_and_only_of_changes(file: Path) -> None:
    settings = Settings(file)
    heard: list[str] = []
    settings.watch(lambda: heard.append(settings.choices.density))
    settings.change(density="compact")
    settings.change(density="compact")
    assert heard == ["compact"]


def test_filters_are_kept_by_view_and_empty_ones_forgotten(file: Path) -> None:
    settings = Settings(file)
    settings.keep_filter("accounts", "alder")
    settings.keep_filter("tasks", "mail")
    settings.keep_filter("accounts", "")
    assert settings.choices.filters == {"tasks": "mail"}


def test_what_was_typed_into_a_filter_never_lies_in_the_file(file: Path) -> None:
    # Until now it came back after a restart; it may name a customer, and the file is plain text.
    file.write_text('{"filters": {"queue": "Kestrel Mills"}, "density": "compact"}', "utf-8")
    settings = Settings(file)
    assert settings.choices.filters == {}
    settings.keep_filter("accounts", "Alder Freight")
    settings.change(density="comfortable", less_motion=True)
    written = file.read_text("utf-8")
    assert "less_motion" in written
    assert "Kestrel" not in written
    assert "Alder" not in written
    assert settings.choices.filters == {"accounts": "Alder Freight"}


@pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", int)() == 0, reason="root writes everywhere"
)
def test_a_folder_that_cannot_be_written_is_told_and_the_choice_holds(file: Path) -> None:
    settings = Settings(file)
    file.parent.chmod(0o500)
    try:
        settings.change(density="compact")
    finally:
        file.parent.chmod(0o700)
    assert settings.choices.density == "compact"
    assert "could not be saved" in settings.take_trouble()


def test_a_folder_that_is_gone_is_told_and_the_choice_holds(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "gone" / "window.json")
    settings.change(density="compact")
    assert settings.choices.density == "compact"
    assert "could not be saved" in settings.take_trouble()


def test_no_half_written_file_is_left_beside(file: Path) -> None:
    settings = Settings(file)
    for width in range(160, 170):
        settings.change(sidebar_width=width)
    assert [entry.name for entry in file.parent.iterdir()] == ["window.json"]
