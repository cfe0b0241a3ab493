"""The house rules: what ships, how files lie on top of each other, and what a fault says."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import msgspec
import pytest

from book import rules
from book.errors import EXIT_PROFILE, ProfileTrouble, RulesTrouble
from book.rules_check import first_contradiction, first_fault
from book.rules_shape import HouseRules
from book.write_rules import is_known_word, whole_words

SHIPPED = Path(rules.__file__).parent / "house_rules"
PIPELINE = (
    "1. New Account", "2. Onboarding Initiated", "3a. Engaged — Email",
    "3b. Engaged — Call Booked", "4a. Intro Call Completed", "4b. Second Call Completed",
    "4c. Homework Offered", "5. Awaiting Final Outreach", "6a. Onboarded — No Engagement",
    "6b. Onboarded — Engaged", "6c. Sales Handoff", "6d. Churned",
)  # fmt: skip


def written(folder: Path, text: str, name: str = "team.toml") -> Path:
    """A rules file with that text."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def trouble(folder: Path, text: str) -> RulesTrouble:
    """What loading a team file with that text raises."""
    with pytest.raises(RulesTrouble) as told:
        rules.load(team=written(folder, text))
    return told.value


@pytest.mark.parametrize("name", rules.shipped())
def test_what_ships_holds_together(name: str):
    table = tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
    assert first_fault(table) is None
    assert first_contradiction(rules.load(base=name)) is None


def test_the_default_is_the_handbooks_own_values():
    house = rules.load()
    assert house.book.arr_target == 1_500_000
    assert house.book.arr_target_cents == 150_000_000
    assert house.book.currency == "USD"
    assert house.onboarding.threshold_monthly == 100
    assert (house.contact.window_days, house.contact.amber_days, house.contact.red_days) == (
        14,
        14,
        7,
    )
    assert house.annual.start_months == 3
    assert house.retention.left_account_days == 30
    assert (house.segments.onboarding, house.segments.managed) == ("Onboarding Lead", "CSM Managed")
    assert (house.tools.tickets, house.tools.channel_tickets) == ("Zendesk", "Pylon")
    assert house.tools.recordings == "BuildBetter"
    assert house.reasons.max_shown == 3
    assert {"owner", "csm", "key_roles", "segments"} <= set(house.never_write.fields)
    assert house.shelf_life("vitally") == 24
    assert house.shelf_life("a source of somebody else") == house.shelf_life_hours["default"]


def test_the_pipeline_has_the_labels_to_the_letter():
    house = rules.load()
    assert tuple(stage.label for stage in house.pipeline.stages) == PIPELINE
    assert house.pipeline.field == "Onboarding Pipeline"
    assert house.first_stage == "1. New Account"
    found = house.stage("4c. Homework Offered")
    assert found is not None
    assert found.code == "4c"
    assert house.stage("4c. homework offered") is None
    assert house.stage(None) is None


def test_late_2026_changes_these_values_and_no_other():
    changes = rules.difference(rules.load(), rules.load(base="late-2026"))
    # How a channel is set up follows the app that makes the tickets; every line of it differs.
    steps = [change for change in changes if change[0].startswith("channel.steps")]
    assert steps
    assert [tuple(change) for change in changes if change not in steps] == [
        ("name", "Handbook", "Late 2026"),
        ("effective_from", "2025-07-01", "2026-10-01"),
        ("book.arr_target", 1_500_000, 2_500_000),
        ("onboarding.handover_monthly", 1667, 1000),
        ("segments.handover", "Create AE lead", "Onboarding referral"),
        ("tools.tickets", "Zendesk", "PostHog Support"),
        ("tools.channel_tickets", "Pylon", "SupportHog"),
        ("tools.recordings", "BuildBetter", "Gong"),
        ("tools.assistant", "Max", "PostHog AI"),
        ("channel.app", "Pylon", "SupportHog"),
    ]


def test_files_lie_on_top_of_each_other(tmp_path: Path):
    team = written(
        tmp_path, "[contact]\nwindow_days = 21\nquiet_days = 30\n[links]\nwiki = 'https://w.test'\n"
    )
    own = written(tmp_path, "[contact]\nquiet_days = 10\n[reasons.points]\nquiet = 50\n", "me.toml")
    house = rules.load(team, own)
    assert (house.contact.window_days, house.contact.quiet_days) == (21, 10)
    assert house.contact.amber_days == 14
    assert (house.reasons.points.quiet, house.reasons.points.contact_window) == (50, 40)
    assert list(house.links) == ["website", "wiki"]
    assert rules.load(personal=own).contact.window_days == 14


def test_lists_replace_each_other_whole(tmp_path: Path):
    team = written(
        tmp_path, "[[pipeline.stages]]\ncode = '9'\nlabel = 'Only'\n[never_write]\nfields = []\n"
    )
    house = rules.load(team)
    assert [stage.label for stage in house.pipeline.stages] == ["Only"]
    assert house.first_stage == "Only"
    assert house.never_write.fields == ()


def test_a_team_without_a_pipeline(tmp_path: Path):
    assert rules.load(written(tmp_path, "[pipeline]\nstages = []\n")).first_stage is None


def test_a_file_may_choose_what_it_is_based_on(tmp_path: Path):
    team = written(tmp_path, "based_on = 'late-2026'\n")
    own = written(tmp_path, "based_on = 'default'\n", "me.toml")
    assert rules.load(team).book.arr_target == 2_500_000
    assert rules.load(team, own).book.arr_target == 1_500_000
    assert rules.load(own, base="late-2026").book.arr_target == 1_500_000


def test_a_file_saved_by_a_windows_editor(tmp_path: Path):
    file = tmp_path / "team.toml"
    file.write_bytes("\ufeff# rules\r\n[contact]\r\nwindow_days = 21\r\n".encode())
    assert rules.load(file).contact.window_days == 21


@pytest.mark.parametrize(
    ("text", "title", "advice"),
    [
        ("\n[contact]\nwindw_days = 3\n", "line 3: contact.windw_days is not a house rule.",
         "Did you mean “window_days”?"),
        ("# x\n\nConatct.window_days = 3\n", "line 3: Conatct is not a house rule.",
         "Did you mean “contact”?"),
        ("[reasons]\npoints = { quiet = 1, contact_windo = 2 }\n",
         "line 2: reasons.points.contact_windo is not a house rule.",
         "Did you mean “contact_window”?"),
        ("zzz = 1\n", "line 1: zzz is not a house rule.", "Known here: name, effective_from"),
        ("[tools]\nbased_on = 'default'\n", "line 2: tools.based_on is not a house rule.", ""),
        ("contact = 3\n", "line 1: contact must be a table, not 3.", ""),
        ("[contact]\nred_days = -1\n",
         "line 2: contact.red_days must be a whole number of days from 0 to 3650, not -1.", ""),
        ("contact.window_days = 14.5\n", "must be a whole number of days from 0 to 3650, not 14.5.",
         ""),
        ("contact.window_days = true\n", "not true.", ""),
        ("[contact]\n\nwindow_days = '14'\n", 'line 3: contact.window_days must be', ""),
        ("contact.window_days = [14]\n", "not a list.", ""),
        ("[reasons.points]\nquiet = 1.5\n",
         "line 2: reasons.points.quiet must be a whole number from 0 to 1000, not 1.5.", ""),
        ("[reasons]\nmax_shown = 4\n", "reasons.max_shown must be 0, 1, 2 or 3, not 4.", ""),
        ("effective_from = 'soon'\n", "effective_from must be a day such as 2026-10-01", ""),
        ("effective_from = 2026-10-01T00:00:00\n", "effective_from must be a day such as", ""),
        ("book.currency = 'usd'\n", "three capital letters", ""),
        ("health.min_drop = 11\n", "health.min_drop must be a number from 0 to 10, not 11.", ""),
        ("never_write.fields = 'owner'\n", 'never_write.fields must be a list, not "owner".', ""),
        ("never_write.fields = ['a',\n 1]\n",
         "line 2: never_write.fields[2] must be a text, not 1.", ""),
        ("[shelf_life_hours]\nvitally = 'a day'\n", "line 2: shelf_life_hours.vitally must be", ""),
        ("shelf_life_hours = 3\n", "shelf_life_hours must be a table, not 3.", ""),
        ("[links]\n'a b' = 'https://x.test'\n", 'line 2: links."a b" must be called by a name', ""),
        ("[[pipeline.stages]]\ncode = '1'\n", "line 1: pipeline.stages[1] has no label.", ""),
        ("pipeline.stages = [\n\n { code = '1', label = 'A' },\n { code = '2', lable = 'B' }\n]\n",
         "line 4: pipeline.stages[2].lable is not a house rule.", "Did you mean “label”?"),
        ("based_on = 3\n", "based_on must be a text.", ""),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_fault_of_one_value(tmp_path: Path, text: str, title: str, advice: str):
    told = trouble(tmp_path, text)
    assert told.title.startswith("team.toml, line ")
    assert title in told.title
    assert advice in told.advice
    assert told.advice


STAGES = "[[pipeline.stages]]\ncode = '1'\nlabel = 'A'\n[[pipeline.stages]]\n"


@pytest.mark.parametrize(
    ("text", "title", "advice"),
    [
        ("[contact]\nred_days = 20\n", "line 2: contact.red_days cannot be: red_days is 20", ""),
        ("[contact]\namber_days = 3\n", "line 2: contact.amber_days cannot be", ""),
        ("[reasons]\nhidden = [\n  'new',\n  'quite',\n]\n",
         "line 4: reasons.hidden[2] “quite” is no reason.", "Did you mean “quiet”?"),
        (STAGES + "code = '1'\nlabel = 'B'\n",
         "line 5: pipeline.stages[2].code “1” is already the code of another stage.", ""),
        (STAGES + "code = '2'\nlabel = 'A'\n",
         "line 6: pipeline.stages[2].label “A” is already another stage.", ""),
        (STAGES + "code = '2'\nlabel = 'B'\nneeds = [\n'1',\n'3']\n",
         "line 9: pipeline.stages[2].needs[2] “3” is the code of no stage.", ""),
        (STAGES + "code = '2'\nlabel = 'B'\nnot_after = ['22']\n", "not_after[1] “22”",
         "Did you mean “2”?"),
        ("[links]\nx = 'javascript:alert(1)'\n", "line 2: links.x must begin with https:// or", ""),
        ("[links]\nx = 'https://x.test/{org_di}'\n", "links.x asks for “{org_di}”",
         "Did you mean “org_id”?"),
        ("[links]\nx = 'https://x.test/{org_id'\n", "links.x has a brace without its partner.", ""),
        ("based_on = 'late-2027'\n", "line 1: based_on “late-2027” is not one of the rules",
         "Known: default, late-2026."),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_fault_that_only_shows_when_all_is_seen_together(
    tmp_path: Path, text: str, title: str, advice: str
):
    told = trouble(tmp_path, text)
    assert told.title.startswith("team.toml, line ")
    assert title in told.title
    assert advice in told.advice


def test_the_file_that_brought_the_contradiction_is_named(tmp_path: Path):
    team = written(tmp_path, "[contact]\nred_days = 10\n")
    own = written(tmp_path, "# mine\n[contact]\namber_days = 8\n", "me.toml")
    assert rules.load(team).contact.red_days == 10
    with pytest.raises(RulesTrouble, match=r"^me\.toml, line 3: contact\.amber_days"):
        rules.load(team, own)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("a = 1\nb == 2\n", "team.toml, line 2, column 4: b: the value cannot be read"),
        ("[contact]\nred_days = soon\n", "line 2, column 12: red_days: the value cannot be read"),
        ("x = 2026-02-30\n", "line 1, column 5: x: there is no such day."),
        ("[contact]\nred_days = 1\nred_days = 2\n", "line 3, column 13: red_days: this key stands"),
        (
            "[contact]\n[book]\n[contact]\n",
            "line 3, column 9: this table stands in the file twice.",
        ),
        ('name = "open\n', "line 1, column 13: name: illegal character"),
        ('a = 1\nname = """open\n\n', "team.toml, line 2: name: "),
        ("just words\n", "line 1, column 6: expected '='"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, text: str, title: str):
    told = trouble(tmp_path, text)
    assert title in told.title
    assert told.title.endswith(".")


def test_a_file_that_is_no_text(tmp_path: Path):
    file = tmp_path / "team.toml"
    file.write_bytes(b"# fine\nname = '\xff'\n")
    with pytest.raises(RulesTrouble, match=r"^team\.toml, line 2: this is not UTF-8 text\. "):
        rules.load(file)


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(
        RulesTrouble, match=r"^gone\.toml, the house rules, cannot be read: "
    ) as told:
        rules.load(personal=tmp_path / "gone.toml")
    assert isinstance(told.value, ProfileTrouble)
    assert told.value.exit_status == EXIT_PROFILE


def test_a_base_that_does_not_ship():
    with pytest.raises(RulesTrouble, match="“nowhere” is not one of the rules"):
        rules.load(base="nowhere")


def test_the_difference_names_a_stage_by_its_code(tmp_path: Path):
    text = (SHIPPED / "default.toml").read_text(encoding="utf-8")
    team = written(tmp_path, text.replace('"4c. Homework Offered"', '"4c. Homework"'))
    assert rules.difference(rules.load(), rules.load(team)) == [
        ("pipeline.stages.4c.label", "4c. Homework Offered", "4c. Homework")
    ]


def test_the_difference_shows_what_comes_and_what_goes(tmp_path: Path):
    team = written(
        tmp_path,
        "[links]\nwiki = 'https://w.test'\n[[pipeline.stages]]\ncode = '1'\n"
        "label = '1. New Account'\nby_segment = true\n",
    )
    changes = {change.key: change for change in rules.difference(rules.load(), rules.load(team))}
    assert changes["links.wiki"] == ("links.wiki", None, "https://w.test")
    assert changes["pipeline.stages.6d.label"].new is None
    assert changes["pipeline.stages.order"].new == ["1"]
    assert "pipeline.stages.1.label" not in changes


def test_no_difference_between_the_same_rules():
    assert rules.difference(rules.load(), rules.load()) == []


def test_rules_cannot_be_changed_in_place():
    house = rules.load()
    with pytest.raises(AttributeError):
        house.contact.window_days = 3  # type: ignore[misc]


def test_the_page_for_editors_names_every_table_and_reason():
    page = (SHIPPED.parents[1] / "docs" / "house-rules.md").read_text(encoding="utf-8")
    for name in [field.name for field in msgspec.structs.fields(HouseRules)]:
        assert re.search(rf"`{name}`|`\[\[?{name}[\].]", page), name
    for code in rules.REASON_CODES:
        assert f"`{code}`" in page


def test_the_shipped_day_is_a_day():
    assert rules.load(base="late-2026").effective_from == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("stge", "Did you mean “stage”?"),
        ("tsak.due", "Did you mean “task.due”?"),
        ("task.deu", "Did you mean “task.due”?"),
        ("notes.tag", "Did you mean “notes.tags”?"),
        ("vitlly.custom.csmName", "Did you mean “vitally.custom.csmName”?"),
        ("billing.plan", "Did you mean “traits.billing.plan”?"),
        ("vitally.", "Known here: *, account,"),
        ("note.title", "Known here: *, account,"),
        ("xyzzy", "Known here: *, account,"),
    ],
)
def test_a_word_of_never_write_that_means_nothing_is_a_fault(
    tmp_path: Path, word: str, advice: str
):
    told = trouble(tmp_path, f'[never_write]\nfields = [\n  "owner",\n  "{word}",\n]\n')
    assert told.title == (
        f"team.toml, line 4: never_write.fields[2] “{word}” is nothing that Satchel writes."
    )
    assert told.advice.startswith(advice)


@pytest.mark.parametrize(
    "word",
    [
        *("*", "account", "notes", "tasks", "traits", "integration_traits", "owner", "key_roles"),
        *("stage", "Slack_Channel", " due ", "account.plan", "notes.tags", "account.segments"),
        *("vitally.custom.csmName", "salesforce.Plan__c", "traits.billing.plan", "Acme.anything"),
    ],
)
def test_a_word_of_never_write_that_means_something_is_taken(tmp_path: Path, word: str):
    text = f'[never_write]\nfields = ["{word}"]\n\n[shelf_life_hours]\nacme = 12\n'
    assert rules.load(team=written(tmp_path, text)).never_write.fields == (word,)


def test_the_page_on_house_rules_names_every_word_of_never_write():
    page = (Path(rules.__file__).parents[1] / "docs" / "house-rules.md").read_text(encoding="utf-8")
    part = page.partition("| a word | covers |")[2].partition("\n\n")[0]
    named = {word for line in part.splitlines()[2:] for word in re.findall("`(.+?)`", line)}
    assert set(whole_words()) <= named
    sources = [*rules.load().shelf_life_hours]
    assert [word for word in sorted(named) if not is_known_word(word, sources)] == []


def test_the_home_of_notes_and_tasks_is_a_source_that_there_is(tmp_path: Path):
    house = rules.load(team=written(tmp_path, '[home]\nnote = "hubspot"\n'))
    assert house.home == {"note": "hubspot"}
    told = trouble(tmp_path, '[home]\nnotes = "hubspot"\n')
    assert "home.notes notes has no home" in told.title and "“note”" in told.advice
    told = trouble(tmp_path, '[home]\ntask = "hubsopt"\n')
    assert "“hubsopt” is no source" in told.title and "“hubspot”" in told.advice
