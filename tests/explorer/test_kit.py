"""The conformance kit: what is in it, that it is the same each time, and that our own JavaScript conforms."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from kit import READ, differing_in_chromium, differing_in_node

from command import command
from thrive_rules import RuleBase, RuleError, load_case, load_rules
from thrive_rules.explorer.conformance_kit import conformance_kit

pytestmark = pytest.mark.xdist_group("explorer")
CASES = 24


@pytest.fixture(scope="module")
def kit(rules: RuleBase) -> dict[str, str]:
    return dict(conformance_kit(rules, CASES, "0"))


def test_the_same_seed_gives_the_same_bytes(rules: RuleBase) -> None:
    one, again, other = (dict(conformance_kit(rules, 2, seed)) for seed in ("a", "a", "b"))
    assert one == again
    assert one["cases.jsonl"] != other["cases.jsonl"]


def test_what_is_in_it_fits_the_schemas_in_it(kit: dict[str, str]) -> None:
    for schema, texts in (
        ("table", [kit["table.json"]]),
        ("case", kit["cases.jsonl"].split("\n")[:-1]),
        ("conversation", kit["conversations.jsonl"].split("\n")[:-1]),
    ):
        whole = json.loads(kit[f"{schema}.schema.json"])
        Draft202012Validator.check_schema(whole)
        validator = Draft202012Validator(whole)
        for text in texts:
            assert not [error.message for error in validator.iter_errors(json.loads(text))]


def test_it_holds_partial_contradictory_private_and_hostile_cases(kit: dict[str, str]) -> None:
    cases = [load_case(json.loads(line))[0] for line in kit["cases.jsonl"].split("\n")[:-1]]
    assert len(cases) == CASES
    assert {len(case.facts) // 20 for case in cases} >= {0, 1, 3}
    assert any(case.context.private for case in cases)
    assert any(case.context.said_yes for case in cases)
    assert any(
        case.preferences.no_professional_help_now and case.preferences.wants.extensive_help for case in cases
    )
    for hostile in ("<script>", "</script>", "👩🏽", "שלום", "\ue000", "\U00010000", "__proto__"):
        assert hostile in kit["cases.jsonl"]
    refused = [json.loads(line) for line in kit["refused.jsonl"].split("\n")[:-1]]
    assert len(refused) == 300
    assert {fault["code"] for each in refused for fault in each["faults"]} == {
        "unexpected",
        "unknown_key",
        "required",
        "twice",
    }
    assert "\\ud800" in kit["refused.jsonl"]
    assert "\\u202e" in kit["refused.jsonl"]


def test_our_javascript_conforms_in_node(kit: dict[str, str]) -> None:
    assert differing_in_node(kit) == []


def test_our_javascript_conforms_in_chromium(kit: dict[str, str]) -> None:
    assert differing_in_chromium(kit) == []


def test_a_line_that_differs_is_found(kit: dict[str, str]) -> None:
    spoilt = {name: kit[name].replace('"undecided": true', '"undecided": false', 1) for name in READ}
    [found] = differing_in_node(spoilt)
    assert found.startswith("conversations.jsonl:")


def test_the_command_writes_a_new_folder_and_no_other(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "kit"
    done = command("conformance", str(out), "--cases", "3", "--seed", "7")
    assert done.returncode == 0, done.stderr
    names = sorted(each.name for each in out.iterdir())
    assert names == sorted(
        [*READ, "README.md", "table.schema.json", "case.schema.json", "conversation.schema.json"]
    )
    readme = (out / "README.md").read_text("utf-8")
    assert "{" not in readme.replace("`safety_concern: true`", "")
    assert len(readme.split("\n")) <= 60
    before = (out / "cases.jsonl").read_bytes()
    again = command("conformance", str(out), "--cases", "3")
    assert again.returncode == 2
    assert "a file stands here already; choose another name" in again.stderr
    assert (out / "cases.jsonl").read_bytes() == before
    assert [each.name for each in out.parent.iterdir()] == ["kit"]


def test_nothing_is_left_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    done = command("conformance", str(tmp_path / "file" / "kit"), "--cases", "1")
    assert done.returncode == 2
    assert "this cannot be written" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_no_kit_comes_of_a_teaching_counterexample(tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        load_rules("severity-led")
    done = command("conformance", str(tmp_path / "kit"), "--rules", "severity-led", "--cases", "1")
    assert done.returncode == 2
    assert not (tmp_path / "kit").exists()
