"""The test run in parts: nothing is left out, a failure in one is the failure of all."""

from __future__ import annotations

from tests import beside


def test_every_folder_of_tests_is_in_exactly_one_part():
    made = beside.parts(["-q"])
    assert all((beside.ROOT / folder).is_dir() for folder in beside.LONGEST_FIRST)
    rest = made[-1].words
    named = {part.words[-1] for part in made[:-1]}
    assert named == set(beside.LONGEST_FIRST)
    assert {f"--ignore={folder}" for folder in (*named, *beside.LEFT_OUT)} <= set(rest)
    assert "tests" in rest and all("-q" in part.words for part in made)


def test_a_part_that_fails_fails_the_run_and_all_are_shown(tmp_path, capfd):
    (tmp_path / "test_good.py").write_text("def test_good(): print('seed 7')\n")
    (tmp_path / "test_bad.py").write_text("def test_bad(): assert False\n")
    good = beside.Part("good", ("-q", "-s", "--rootdir", str(tmp_path), "-c", "/dev/null",
                                str(tmp_path / "test_good.py")))  # fmt: skip
    bad = beside.Part("bad", ("-q", "--rootdir", str(tmp_path), "-c", "/dev/null",
                              str(tmp_path / "test_bad.py")))  # fmt: skip
    none = beside.Part("none", (*good.words[:-1], "-k", "nothing", good.words[-1]))
    assert beside.run([good, none], 2, tmp_path)
    assert not beside.run([bad, good], 2, tmp_path)
    said = capfd.readouterr().out
    assert "seed 7" in said
    assert "-- good: ok" in said and "-- bad: FAILED" in said and "-- none: ok" in said
