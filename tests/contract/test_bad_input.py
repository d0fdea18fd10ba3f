"""Bad input is normal input: exit 2, one message with file, line, field and expectation, and no value from the case."""

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from command import command
from thrive_rules import Case, CaseError, RuleError, load_case, load_rules
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.testing import free_text

A_PERSON = "Zaphod-Q"  # stands for anything that a case says about a person

BAD_CASES = {
    "broken YAML": ("case.yaml", f"presentation: [{A_PERSON}\n", 2, "this is not YAML"),
    "broken JSON": ("case.json", f'{{"presentation": "{A_PERSON}"', 1, "this is not JSON"),
    "wrong type": (
        "case.yaml",
        f"presentation:\n  help_tried: {A_PERSON}\n",
        2,
        "presentation.help_tried: expected true",
    ),
    "a number for a boolean": (
        "case.yaml",
        "presentation:\n  help_tried: 1\n",
        2,
        "expected true, false or null",
    ),
    "a boolean for a number": (
        "case.yaml",
        "context:\n  age: true\n",
        2,
        "context.age: expected a whole number",
    ),
    "a fraction for age": (
        "case.json",
        '{"context":\n {"age": 12.5}}',
        2,
        "context.age: expected a whole number",
    ),
    "age too high": ("case.yaml", "context:\n  age: 26\n", 2, "context.age: expected 25 or less"),
    "age too low": ("case.yaml", "context:\n  age: -1\n", 2, "context.age: expected 0 or more"),
    "misspelt key": ("case.yaml", "presentation:\n  conserns: []\n", 2, "did you mean concerns?"),
    "unknown key": (
        "case.yaml",
        f"context:\n  {A_PERSON}: 1\n",
        2,
        "expected one of age, reason, competence",
    ),
    "duplicated key": ("case.yaml", "context:\n  age: 1\n  age: 2\n", 3, "the same key stands here twice"),
    "duplicated key in JSON": (
        "case.json",
        '{"context": {"age": 1,\n"age": 2}}',
        2,
        "the same key stands here twice",
    ),
    "NaN": (
        "case.json",
        '{"severity": {"measures":\n [{"name": "x", "score": NaN}]}}',
        2,
        "expected a finite number",
    ),
    "nan": (
        "case.yaml",
        "severity:\n  measures:\n  - {name: x, score: .nan}\n",
        3,
        "score: expected a finite number",
    ),
    "infinity": (
        "case.json",
        '{"severity": {"measures": [{"name": "x", "score": 1e999}]}}',
        1,
        "expected a finite",
    ),
    "unknown concern": (
        "case.yaml",
        f"presentation:\n  concerns: [{A_PERSON}]\n",
        2,
        "concerns[0]: expected one of 30",
    ),
    "unknown voice": ("case.yaml", f"views:\n- from: {A_PERSON}\n", 2, "views[0].from: expected one of"),
    "view without voice": ("case.yaml", "views:\n- label: x\n", 2, "views[0].from: is required"),
    "a rating of an unknown concern": (
        "case.yaml",
        f"severity:\n  ratings:\n    {A_PERSON}: mild\n",
        3,
        "no such key",
    ),
    "unknown rating": ("case.yaml", f"severity:\n  impact: {A_PERSON}\n", 2, "expected one of none, mild"),
    "a safety concern without words": (
        "case.yaml",
        "presentation:\n  safety_concern: true\n",
        1,
        "safety_narrative",
    ),
    "a list at the top": ("case.yaml", f"- {A_PERSON}\n", 1, "expected a mapping of fields"),
    "text at the top": ("case.yaml", A_PERSON, 1, "expected a mapping of fields"),
    "null for a part": ("case.yaml", "context:\npresentation: null\n", 1, "context: expected a mapping"),
    "an alias": ("case.yaml", "a: &a [1]\nb: *a\n", 1, "anchors are not allowed"),
    "a tag": ("case.yaml", "a: !!python/object/apply:os.system [ls]\n", 1, "tags are not allowed"),
    "a key that tells of a person, twice": (
        "case.yaml",
        f"{A_PERSON}: 1\n{A_PERSON}: 2\n",
        1,
        "there is no such key",
    ),
    "a number under a key that tells of a person": (
        "case.yaml",
        f"context:\n  {A_PERSON}: .nan\n",
        2,
        "no such key",
    ),
    "a slip that holds more than a slip": ("case.yaml", f"presentation{A_PERSON}: {{}}\n", 1, "no such key"),
    "a control character": (
        "case.yaml",
        'preferences:\n  goals: ["\\e[31m"]\n',
        2,
        "without control characters",
    ),
    "a lone surrogate": (
        "case.json",
        '{"preferences": {"goals": ["\\ud800"]}}',
        1,
        "without control characters",
    ),
    "a key that is no text": ("case.yaml", "1: x\n", 1, "a key must be text"),
    "two documents": ("case.yaml", "{}\n---\n{}\n", 2, "a second document starts here"),
    "no is a word": ("case.yaml", "presentation:\n  help_tried: no\n", 2, "expected true, false or null"),
    "empty": ("case.yaml", "", None, "the file is empty"),
    "blank": ("case.yaml", " \n\n", None, "the file is empty"),
    "a thousand levels": ("case.yaml", "[" * 1000, 1, "levels deep"),
    "a thousand levels of JSON": ("case.json", '{"a":' * 1000 + "1" + "}" * 1000, 1, "levels deep"),
    "ten thousand levels of JSON": ("case.json", "[" * 10_000, 1, "levels deep"),
    "a bomb": (
        "case.yaml",
        "a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a]\n" for i in range(99)),
        1,
        "anchors",
    ),
    "a great many values": ("case.yaml", "- x\n" * 120_000, 100_000, "more than 100,000 values"),
    "a number of many digits": (
        "case.json",
        '{"context": {"age": ' + "9" * 5000 + "}}",
        None,
        "number is too long",
    ),
}


@pytest.mark.parametrize(("name", "text", "line", "expected"), BAD_CASES.values(), ids=BAD_CASES.keys())
def test_a_bad_case_is_refused_where_it_is_bad(
    name: str, text: str, line: int | None, expected: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(CaseError) as error:
        load_case(file)
    message = str(error.value)
    assert expected in message
    assert message.startswith(f"{file}:{line}: " if line else f"{file}: "), message
    assert A_PERSON not in message


def test_files_that_are_no_files(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"x" * 50_000_000)
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(bytes(range(256)))
    zeros = tmp_path / "zeros.yaml"
    zeros.write_bytes(b"\0" * 100)
    utf16 = tmp_path / "utf16.yaml"
    utf16.write_text("context: {age: 12}", encoding="utf-16")
    for path, expected in (
        (tmp_path / "nothing.yaml", "there is no such file"),
        (tmp_path, "this is a directory"),
        (big, "larger than"),
        (binary, "not text"),
        (zeros, "not text"),
        (utf16, "not text"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(CaseError, match=expected):
            load_case(path)


@pytest.mark.parametrize(
    "text", ["\ufeff{}", "context: {age: 12}\r\n", '{"context": {"age": 12}}', "---\n{}\n...\n"]
)
def test_harmless_habits_of_editors_are_fine(text: str, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(text.encode())
    load_case(file)
    load_case(io.StringIO(text))


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(CaseError) as error:
        load_case(io.StringIO("context:\n  age: 99\n  reasn: review\npresentation:\n  help_tried: 1\n"))
    lines = [fault.line for fault in error.value.faults]
    assert sorted(line for line in lines if line) == [2, 3, 5]


def test_a_mapping_is_held_to_the_same_rules() -> None:
    with pytest.raises(CaseError, match=r"context\.age: expected a whole number"):
        load_case({"context": {"age": "12"}})
    with pytest.raises(CaseError, match="a key must be text"):
        load_case({"context": {1: 2}})
    with pytest.raises(CaseError, match="expected a list"):
        load_case({"presentation": {"strengths": {"a", "b"}}})


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | free_text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(free_text(), inner, max_size=3),
    max_leaves=8,
)
PARTS = st.sampled_from(["context", "presentation", "preferences", "views", "severity", "safety"])


@given(st.dictionaries(PARTS, JSON_VALUES, max_size=4))
def test_any_json_is_read_or_refused(data: dict[str, object]) -> None:
    try:
        load_case(io.StringIO(json.dumps(data)))
    except CaseError as error:
        faults = error.faults
    else:
        return
    assert faults


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        load_case(io.StringIO(raw.decode("utf-8", errors="replace")))
    except CaseError as error:
        faults = error.faults
    else:
        return
    assert faults


# RULE BASES

BAD_RULES = {
    "unknown fact": ("getting-help.yaml", "{young_person_wants_goal_focused_help: true}", "{young_person_wants_goal_focussed_help: true}", "did you mean young_person_wants_goal_focused_help"),
    "wrong value": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{costs_outweigh_gains: yes}", "true, false"),
    "unknown source": ("getting-help.yaml", "[nbg-getting-help/ending]", "[nbg-getting-help/endin]", "did you mean nbg-getting-help/ending"),
    "a severity fact": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{severity_impact: severe}", "severity_impact is severity: prompts alone"),
    "a context fact": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{age: 12}", "age is context: prompts alone"),
    "a need nobody establishes": ("needs.yaml", "  - id: ways_to_keep_well\n", "  - id: nobodys\n    statement: x\n  - id: ways_to_keep_well\n", "no rule establishes this need"),
    "an unknown need": ("getting-advice.yaml", "{need: neurodevelopmental_answer}", "{need: neurodevelopmental_anser}", "did you mean neurodevelopmental_answer"),
    "a need under not": ("getting-advice.yaml", "{need: neurodevelopmental_answer}", "{not: {need: neurodevelopmental_answer}}", "cannot stand under `not`"),
    "needs in a circle": ("needs.yaml", "{individual_support_needed: false}", "{need: goal_focused_help}", "never go in circles"),
    "known outside prompts": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{known: aims_met}", "for prompts alone"),
    "two rules with one id": ("getting-help.yaml", "help-against-aims-met", "help-against-costs-outweigh-gains", "this id stands already in"),
    "two effects": ("getting-help.yaml", "    voice: framework\n    because: The agreed aims", "    establishes: goal_focused_help\n    voice: framework\n    because: The agreed aims", "exactly one of"),
    "no source": ("getting-help.yaml", "    sources: [nbg-getting-help/ending]\n", "", "illustrative: true"),
    "an unknown key": ("getting-help.yaml", "argues_against: getting_help", "argues_aginst: getting_help", "did you mean argues_against"),
    "an unknown grouping": ("getting-help.yaml", "argues_against: getting_help", "argues_against: getting_hlp", "expected one of thriving"),
    "two keys in a condition": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{costs_outweigh_gains: true, aims_met: true}", "one condition, with one key"),
    "an empty list": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{all: []}", "a list of conditions that is not empty"),
    "an unknown grouping in a prompt": ("prompts.yaml", "when: {candidate: getting_advice}", "when: {candidate: getting_advise}", "did you mean getting_advice"),
    "a fact without words": ("facts.yaml", "  - id: recovering\n", "  - id: recovring\n", "did you mean recovering"),
    "a missing header": ("rulebase.yaml", "  purpose:", "  porpose:", "rule_base: there is no such key; did you mean purpose"),
    "a reader left out": ("thriving.yaml", "      parent_or_carer: A parent or carer suggests everyday support.\n", "", "parent_or_carer: is required"),
    "a mapping for an answer": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{costs_outweigh_gains: {a: 1}}", "an answer that this fact can have"),
    "a list in a list of answers": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{costs_outweigh_gains: [[true]]}", "an answer that this fact can have"),
    "a list for a name": ("prompts.yaml", "{known: has_goals}", "{known: [has_goals]}", "the name of a fact"),
    "a voice without words": ("wording.yaml", "    other: Somebody else\n", "", "exactly young_person, parent_or_carer"),
    "a kind of help without words": ("wording.yaml", "    everyday_support: everyday support\n", "", "exactly everyday_support, information"),
    "a reader's name misspelt": ("thriving.yaml", "      practitioner: A parent or carer suggests everyday support.\n", "      practitoner: x\n", "did you mean practitioner"),
    "an option of an unknown source": ("options.yaml", "[nbg-getting-advice/one-off]", "[nbg-getting-advice/one-of]", "did you mean nbg-getting-advice/one-off"),
    "an option of an unknown grouping": ("options.yaml", "groupings: [getting_help, getting_more_help]", "groupings: [getting_hlp]", "expected one of thriving"),
    "an option of no grouping": ("options.yaml", "groupings: [thriving, getting_advice]", "groupings: []", "groupings: expected something that is not empty"),
    "an option of one grouping twice": ("options.yaml", "groupings: [thriving, getting_advice]", "groupings: [thriving, thriving]", "each grouping once"),
    "an option of an unknown approach": ("options.yaml", "approach: community", "approach: comunity", "expected one of self, community, professional, shared"),
    "an option with sources that says it has none": ("options.yaml", "    places: [community]\n    name: Clubs", "    places: [community]\n    illustrative: true\n    name: Clubs", "sources, or `illustrative: true`"),
    "a programme that nothing supports": ("options.yaml", "    sources: [ithrive-faq/goes-alongside]\n", "", "sources, or `illustrative: true`"),
    "an option with nothing to ask": ("options.yaml", "    ask:\n      - What has been good before?\n", "    ask: []\n    aks:\n", "there is no such key; did you mean ask"),
    "an option that reads a fact": ("options.yaml", "    approach: shared\n", "    approach: shared\n    when: {aims_met: true}\n", "there is no such key"),
    "two options with one id": ("options.yaml", "  - id: clubs-and-activities\n", "  - id: own-ways-of-keeping-well\n", "this id stands already in"),
    "a programme of an unknown source": ("options.yaml", "sources: [ithrive-faq/goes-alongside]", "sources: [ithrive-faq/go-alongside]", "did you mean ithrive-faq/goes-alongside"),
    "a programme of an unknown grouping": ("options.yaml", "groupings: [thriving, getting_advice, getting_help]", "groupings: [thrivin]", "expected one of thriving"),
    "code in a tag": ("thriving.yaml", "{need: no_individual_support}", "!!python/name:os.system {need: x}", "tags are not allowed"),
}  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))


@pytest.mark.parametrize(("file", "old", "new", "expected"), BAD_RULES.values(), ids=BAD_RULES.keys())
def test_a_bad_rule_base_is_refused_with_file_and_line(
    file: str, old: str, new: str, expected: str, copied: Path
) -> None:
    path = copied / file
    text = path.read_text()
    assert old in text
    where = text.rindex(old) if old.startswith("help-") else text.index(old)
    path.write_text(text[:where] + new + text[where + len(old) :])
    with pytest.raises(RuleError) as error:
        load_rules(copied)
    message = str(error.value)
    assert expected in message
    told = re.match(rf"{re.escape(str(path))}:(\d+): ", message)
    assert told, message
    changed = text[:where].count("\n") + 1
    assert abs(int(told[1]) - changed) <= 12, message  # in the rule, if not on the very line


def test_a_rule_base_that_lacks_a_part(copied: Path) -> None:
    (copied / "wording.yaml").unlink()
    with pytest.raises(RuleError, match="wording: no file in this directory says this"):
        load_rules(copied)


@pytest.mark.parametrize("part", ["rule_base", "wording", "urgent"])
def test_a_part_that_stands_in_two_files(part: str, copied: Path) -> None:
    """Else the file that is read last would win, and could call the rule base reviewed."""
    file = "wording.yaml" if part == "wording" else "rulebase.yaml"
    told = yaml.safe_load((copied / file).read_text())[part]
    (copied / "zz.yaml").write_text(yaml.safe_dump({"format": 2, part: told}))
    with pytest.raises(RuleError, match=r"zz\.yaml:\d+: .*this stands already in .*" + file):
        load_rules(copied)


def test_a_distinction_names_sources_that_exist(copied: Path) -> None:
    path = copied / "rulebase.yaml"
    path.write_text(path.read_text().replace("nelft-thrive/extensive]", "nelft-thrive/extensiv]"))
    with pytest.raises(
        RuleError,
        match=r"rulebase\.yaml:\d+: distinctions\[0\]\.sources\[3\]: .*did you mean nelft-thrive/extensive",
    ):
        load_rules(copied)


@pytest.mark.parametrize("source", [None, 1, Case(), []])
def test_what_is_no_source_of_a_case_is_refused(source: Any) -> None:
    with pytest.raises(CaseError, match="expected a path, an open file or a mapping"):
        load_case(source)


def test_a_model_shows_no_value_either() -> None:
    with pytest.raises(ValidationError) as error:
        Case.model_validate({"presentation": {"help_tried": A_PERSON}})
    assert A_PERSON not in str(error.value)


def test_a_file_that_would_be_passed_over_is_told(copied: Path) -> None:
    (copied / "more.yml").write_text("format: 1\n")
    with pytest.raises(RuleError, match=r"more\.yml: this is not read; name it"):
        load_rules(copied)


def test_a_great_many_faults_are_told_in_few_lines() -> None:
    many = {"presentation": {"concerns": [A_PERSON] * 5000}}
    with pytest.raises(CaseError) as error:
        load_case(many)
    lines = str(error.value).splitlines()
    assert len(lines) <= 30
    assert "more faults" in lines[-1]
    assert A_PERSON not in str(error.value)


@pytest.mark.parametrize("key", [A_PERSON, ("x", A_PERSON), f"presentation{A_PERSON}"])
def test_no_key_of_a_mapping_is_repeated(key: object) -> None:
    shapes: list[dict[Any, Any]] = [
        {key: 1},
        {"severity": {"ratings": {key: 1}}},
        {"preferences": {"goals": [{key: 1}]}},
    ]
    for data in shapes:
        with pytest.raises(CaseError) as error:
            load_case(data)
        assert A_PERSON not in str(error.value)


def test_line_ends_of_forms_and_word_processors_are_fine_and_turning_marks_are_not() -> None:
    case, _ = load_case({"preferences": {"goals": ["one\r\ntwo\u2028three"]}})
    assert case.preferences.goals == ("one\ntwo\nthree",)
    with pytest.raises(CaseError, match="without control characters"):
        load_case({"preferences": {"goals": ["\u202eback"]}})


def test_a_copy_of_a_rule_base_has_a_digest_of_its_own() -> None:
    rules = load_rules()
    fewer = replace(rules, rules=tuple(r for r in rules.rules if r.id != "help-against-aims-met"))
    assert fewer.digest != rules.digest
    assert "help-against-aims-met" not in fewer.rule


def test_distinctions_in_two_files_in_any_order(copied: Path) -> None:
    data = yaml.safe_load((copied / "rulebase.yaml").read_text())
    [one] = data["distinctions"]
    other = one | {"first": "thriving", "second": "getting_advice"}
    digests = set()
    for names in (("a", "z"), ("z", "a")):
        (copied / "rulebase.yaml").write_text(
            yaml.safe_dump({k: v for k, v in data.items() if k != "distinctions"})
        )
        for name, distinction in zip(names, (one, other), strict=True):
            (copied / f"{name}.yaml").write_text(yaml.safe_dump({"format": 1, "distinctions": [distinction]}))
        digests.add(load_rules(copied).digest)
    assert len(digests) == 1


def test_a_directory_without_rules(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"no \*\.yaml file"):
        load_rules(tmp_path)
    with pytest.raises(RuleError, match="no such directory"):
        load_rules(tmp_path / "nothing")


def test_a_condition_that_nobody_could_review(copied: Path) -> None:
    path = copied / "getting-help.yaml"
    one = "{any: [{aims_met: true}, {recovering: true}, {help_tried: true}]}"
    path.write_text(
        path.read_text().replace("{costs_outweigh_gains: true}", f"{{all: [{', '.join([one] * 7)}]}}")
    )
    with pytest.raises(RuleError, match="more than 1000 ways"):
        load_rules(copied)


def test_the_digest_is_of_the_content(copied: Path) -> None:
    digest = load_rules().digest
    assert load_rules(copied).digest == digest
    files = sorted(copied.glob("*.yaml"), reverse=True)
    for index, path in enumerate(files):  # comments, line ends, names and so the order of files
        text = f"# {path.name}\n" + path.read_text()
        path.unlink()
        (copied / f"{index:02}-{path.name}").write_bytes(text.replace("\n", "\r\n").encode())
    assert load_rules(copied).digest == digest
    path = next(copied.glob("*-getting-help.yaml"))
    data = yaml.safe_load(path.read_text())
    data["rules"].reverse()
    path.write_text(yaml.safe_dump(data))
    assert load_rules(copied).digest == digest
    data["rules"][0]["when"] = {"help_tried": True}
    path.write_text(yaml.safe_dump(data))
    assert load_rules(copied).digest != digest


# THE COMMAND LINE


@pytest.mark.parametrize(
    "arguments",
    [
        ("suggest", "nothing.yaml"),
        ("suggest", "."),
        ("suggest", "-"),
        ("compare", "examples/safety.yaml", "nothing.yaml"),
        ("lint", "nothing"),
        ("test", "nothing"),
        ("test", "docs"),
        ("suggest", "examples/safety.yaml", "--rules", "docs"),
        ("suggest",),
        ("suggest", "examples/safety.yaml", "--reader", "nobody"),
        ("schema", "nothing"),
        ("nothing",),
    ],
    ids=" ".join,
)
def test_the_command_line_ends_with_2_and_one_message(arguments: tuple[str, ...]) -> None:
    done = command(*arguments, given=f"presentation:\n  help_tried: {A_PERSON}\n")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert A_PERSON not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "expected one of --pack FILE, --read FILE, --status"),
        (("--status", "--pack", "x.html"), "expected one of --pack FILE, --read FILE, --status"),
        (("--read", "nowhere.json"), "nowhere.json: "),
        (("--pack", "/dev/null"), "/dev/null: this cannot be written"),
        (("--pack", "x.html", "--for", "wizards"), "expected one of clinicians, "),
    ],
)
def test_review_says_what_is_wrong(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = command("review", *arguments, cwd=tmp_path, COLUMNS="300")
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "/", ".."])
def test_a_new_case_without_a_name_of_its_own_is_refused_as_any_directory_is(
    name: str, tmp_path: Path
) -> None:
    done = command("new", name, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{name or '.'}: a file stands here already; choose another name\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "told",
    [
        ("lint",), ("migrate",), ("map",), ("study",), ("journey", "examples/decisions/january.yaml", "--calendar"),
        ("suggest", "examples/three_voices.yaml", "--language"),
    ],
)  # fmt: skip
def test_a_name_that_no_file_can_have_is_told_as_the_name_of_a_file(told: tuple[str, ...]) -> None:
    done = command(*told, name := "a" * 300)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{name}: File name too long\n"
