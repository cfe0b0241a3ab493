"""`satchel search` and `script-filter`, Alfred's workflow and Raycast's scripts, all for real."""

from __future__ import annotations

import importlib.util
import json
import os
import plistlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.conftest import ROOT

RAYCAST = sorted((ROOT / "packaging" / "raycast").glob("*.sh"))
ALFRED = ROOT / "packaging" / "alfred"
NEEDS_A_SHELL = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for macOS")


def test_answers_come_in_the_fixed_shape_best_first(satchel_here):
    (one,) = satchel_here.json("search", "send do")
    assert {"kind", "id", "account_id", "title", "snippet", "score"} <= set(one)
    assert (one["kind"], one["id"], one["account_id"]) == ("task", "t1", "a1")
    assert (one["title"], one["date"]) == ("Send docs", "2026-11-25")
    assert isinstance(one["score"], float)
    first, second = satchel_here.json("search", "bir")
    assert (first["kind"], first["title"], first["account_id"]) == ("account", "Birch Labs", "a2")
    assert (second["id"], second["score"] <= first["score"]) == ("a3", True)
    assert satchel_here.json("search", "cedar") == satchel_here.json("search", "dogwood") == []
    assert satchel_here.json("search", "zzzzz") == []


def test_what_was_just_written_is_found_and_marked(satchel_here):
    assert satchel_here("note", "a1", "Talked about **quartz** funnels", "--private").status == 0
    (one,) = satchel_here.json("search", "quart")
    assert [one["snippet"][start:end] for start, end in one["marks"]] == ["quart"]
    done = satchel_here("search", "quartz")
    assert (done.status, done.err) == (0, "")
    assert one["id"] in done.out
    assert "quartz" in done.out
    assert "\x1b" not in done.out
    assert satchel_here("search", "zzzzz").out == "Nothing fits that.\n"


def test_an_operator_that_cannot_be_read_is_named_and_the_answers_stay(satchel_here):
    done = satchel_here("search", "zzzzz due:32nd")
    assert (done.status, done.out) == (0, "Nothing fits that.\n")
    assert done.err.startswith("“due:32nd” is not a day")
    done = satchel_here("search", "--json", "zzzzz is:nonsense")
    assert json.loads(done.out) == []
    assert done.err.startswith("“is:nonsense” is not known")
    (item,) = json.loads(satchel_here("script-filter", "is:nonsense").out)["items"]
    assert item["subtitle"].startswith("“is:nonsense” is not known: is:open")


def test_limit_and_wrong_usage(satchel_here, one_line):
    assert len(satchel_here.json("search", "a1", "--limit", "1")) == 1
    one_line(satchel_here("search", "x", "--limit", "0"), 2)
    one_line(satchel_here("search"), 2)


def test_a_stray_quote_is_no_error(satchel_here):
    assert satchel_here.json("search", '"send')[0]["id"] == "t1"
    assert satchel_here("search", "--json", "--", "-send AND (").json == []


ITEM = {
    "uid": str,
    "title": str,
    "subtitle": str,
    "arg": str,
    "autocomplete": str,
    "valid": bool,
    "icon": dict,
    "text": dict,
    "mods": dict,
}
"""The fields of Alfred's that are used, and what they hold."""


LINK = r"satchel://((account/a|note/n|draft/d|task/t|recording/r)\d+|queue)"


def check_document(document: Any) -> list[dict[str, Any]]:
    assert set(document) == {"skipknowledge", "items"}
    assert document["skipknowledge"] is True
    for item in document["items"]:
        assert item["title"]
        assert set(item) <= set(ITEM)
        assert all(isinstance(value, ITEM[name]) for name, value in item.items())
        if item["valid"]:
            assert re.fullmatch(LINK, item["arg"])
            assert item["icon"] == {"path": "icon.png"}
            assert set(item["text"]) == {"copy", "largetype"}
        for mod in item.get("mods", {}).values():
            assert set(mod) == {"arg", "subtitle", "valid"}
    return document["items"]


def test_alfred_gets_a_document_that_it_takes(satchel_here):
    for words in (["send"], ["kick-off", "is:mine"], ['"'], ["zzzzz"], [], [""]):
        done = satchel_here("script-filter", *words)
        assert (done.status, done.err) == (0, ""), words
        items = check_document(json.loads(done.out))
        assert items
        assert items[0]["valid"] is (words[:1] in (["send"], ["kick-off"]))
    (item,) = check_document(json.loads(satchel_here("script-filter", "send").out))
    assert (item["uid"], item["title"], item["arg"]) == ("t1", "Send docs", "satchel://task/t1")
    uids = [i["uid"] for i in check_document(json.loads(satchel_here("script-filter", "a").out))]
    assert len(uids) == len(set(uids))


def test_a_launcher_writes_nothing_and_needs_no_turn(satchel_here, store):
    before = store.profile.database.stat().st_mtime_ns
    with store.writing():  # somebody writes all the while
        done = satchel_here("script-filter", "kick")
    assert done.status == 0
    assert store.profile.database.stat().st_mtime_ns == before


def test_a_launcher_is_told_what_is_wrong(satchel, one_line):
    done = satchel("script-filter", "x")
    one_line(done, 4)
    (item,) = check_document(json.loads(done.out))
    assert item["valid"] is False
    assert "no book" in item["title"].lower()


# -- Alfred's workflow ------------------------------------------------------------------------


def test_the_workflow_is_whole_and_the_same_each_time(tmp_path):
    spec = importlib.util.spec_from_file_location("satchel_workflow", ALFRED / "workflow.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.make_workflow(tmp_path / "one")
    assert made.read_bytes() == module.make_workflow(tmp_path / "two").read_bytes()
    with zipfile.ZipFile(made) as archive:
        assert sorted(archive.namelist()) == ["icon.png", "info.plist"]
        plist = plistlib.loads(archive.read("info.plist"))
        assert archive.read("icon.png").startswith(b"\x89PNG")
    kinds = {one["uid"]: one["type"] for one in plist["objects"]}
    assert set(kinds.values()) == {
        "alfred.workflow.input.scriptfilter",
        "alfred.workflow.action.openurl",
    }
    for source, targets in plist["connections"].items():
        assert source in kinds
        assert all(target["destinationuid"] in kinds for target in targets)
    assert set(plist["uidata"]) == set(kinds)
    (look,) = (one["config"] for one in plist["objects"] if "script" in one["config"])
    assert look["alfredfiltersresults"] is False
    assert look["scriptargtype"] == 1


@NEEDS_A_SHELL
def test_the_workflows_own_script_answers(plain, shell):
    make_an_account(plain.profile)
    plist = plistlib.loads((ALFRED / "info.plist").read_bytes())
    (look,) = (one["config"] for one in plist["objects"] if "script" in one["config"])
    for said, valid in (("gran", True), ('"no such thing', False)):
        done = shell(["/bin/bash", "-c", look["script"], "alfred", said])
        assert done.returncode == 0, done.stderr
        (item,) = check_document(json.loads(done.stdout))
        assert item["valid"] is valid


# -- Raycast's scripts ------------------------------------------------------------------------


@pytest.fixture
def shell(plain, tmp_path):
    """Runs a command with the real `satchel` on the path, on the temporary profile."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "satchel"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m desktop "$@"\n')
    program.chmod(0o755)
    opener = folder / "open"  # what macOS opens links with
    opener.write_text('#!/bin/sh\necho "opened $1"\n')
    opener.chmod(0o755)
    environment = {
        **plain.environment,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "SATCHEL_PROFILE": str(plain.profile),
    }

    def run(words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, capture_output=True, text=True, timeout=60, env=environment, cwd=tmp_path
        )

    return run


@pytest.mark.parametrize("script", RAYCAST, ids=lambda path: path.stem)
def test_a_script_says_what_raycast_asks_of_it(script: Path):
    text = script.read_text(encoding="utf-8")
    said = dict(re.findall(r"^# @raycast\.(\w+) (.+)$", text, re.MULTILINE))
    assert text.startswith("#!/bin/bash\n")
    assert said["schemaVersion"] == "1"
    assert said["title"]
    assert said["mode"] in {"fullOutput", "compact", "silent", "inline"}
    assert said["packageName"] == "Satchel"
    arguments = [name for name in said if name.startswith("argument")]
    assert sorted(arguments) == [f"argument{at + 1}" for at in range(len(arguments))]
    for name in arguments:
        asked = json.loads(said[name])
        assert asked["type"] == "text"
        assert asked["placeholder"]
        assert f"${name.removeprefix('argument')}" in text
    if sys.platform != "win32":
        assert os.access(script, os.X_OK)


@NEEDS_A_SHELL
def test_the_scripts_run(plain, shell, own_home):
    folder = ROOT / "packaging" / "raycast"

    def run(name: str, *words: str) -> str:
        done = shell([str(folder / f"{name}.sh"), *words])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    make_an_account(plain.profile)
    assert run("satchel-note", "Granite", '-say "quartz" $HOME') == "Saved here as n1"
    assert run("satchel-task", "Granite", "Send the quartz deck", "+3d") == "Saved here as t1"
    found = run("satchel-search", "quartz")
    assert "t1" in found
    assert "$HOME" in found
    assert "Granite" in run("satchel-queue")
    assert run("satchel-due").startswith("Nothing is due")
    assert run("satchel-open") == "opened satchel://queue"
    assert {path.stem for path in RAYCAST} == {
        *("satchel-note", "satchel-task", "satchel-search", "satchel-queue", "satchel-due"),
        "satchel-open",
    }


def make_an_account(folder: Path) -> None:
    from book import intake, sources
    from book.facts import AccountFacts, Page
    from book.profile import Profile
    from book.records import Source
    from book.store import Store

    store = Store.open(Profile(folder), None)
    sources.save(store, Source(name="vitally", url="http://127.0.0.1:9"))
    accounts = (AccountFacts(external_id="g", name="Granite Works"),)
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=accounts))
    store.close()
