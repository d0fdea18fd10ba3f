"""What other systems rely on: public names, the keys of the answer, schemas, imports, the package, the made files."""

import inspect
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import make
import pytest
import yaml

import thrive_rules
from thrive_rules import Grouping, RuleBase, converse, load_case, load_rules, suggest
from thrive_rules.documents.document import read_document
from thrive_rules.reasoning.suggestion import Suggestion

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))

PUBLIC = [
    "Audience",
    "Block",
    "Case",
    "CaseError",
    "Circumstance",
    "Concern",
    "Context",
    "Conversation",
    "DecisionError",
    "Depth",
    "EnginesDisagree",
    "ExchangeError",
    "Grouping",
    "Item",
    "Measure",
    "Offer",
    "Page",
    "Preferences",
    "Presentation",
    "Question",
    "QuestionPage",
    "Rating",
    "Reader",
    "Reply",
    "RuleBase",
    "RuleError",
    "Section",
    "SectionKind",
    "Seen",
    "Severity",
    "SharedDecision",
    "Suggestion",
    "Table",
    "ThriveRulesError",
    "Tick",
    "View",
    "Voice",
    "Wants",
    "as_seen_by",
    "audience_of",
    "converse",
    "explain",
    "explain_decision",
    "load_case",
    "load_conversation",
    "load_decision",
    "load_rules",
    "next_questions",
    "offers",
    "page",
    "read_page",
    "record",
    "shared",
    "suggest",
    "with_reply",
    "with_ticks",
    "with_words",
    "write_decision",
]


def test_the_public_names_are_these_and_have_docstrings() -> None:
    assert thrive_rules.__all__ == PUBLIC
    for name in PUBLIC:
        assert inspect.getdoc(getattr(thrive_rules, name)), name


def test_suggest_cannot_be_given_severity() -> None:
    parameters = inspect.signature(suggest).parameters
    assert list(parameters) == ["case", "rules", "second_opinion"]
    assert "severity" not in Suggestion.model_fields


def answer(name: str) -> dict[str, Any]:
    case, severity = load_case(ROOT / "examples" / f"{name}.yaml")
    rules = load_rules()
    return converse(suggest(case, rules), case, severity, rules).data()


def test_the_answer_has_the_keys_of_the_contract() -> None:
    found = answer("safety")
    keys = {
        "format", "candidates", "not_put_forward", "needs", "severity", "prompts", "unknowns", "urgent", "provenance", "options",
        "ask_first", "case", "for",
    }  # fmt: skip
    assert keys <= found.keys()
    assert found["format"] == 2
    candidate = found["candidates"][0]
    assert {"grouping", "for", "against"} <= candidate.keys()
    assert {"rule", "voice", "because", "facts", "sources"} <= candidate["for"][0].keys()
    assert {"grouping", "undecided", "missing", "would_need"} <= found["not_put_forward"][0].keys()
    assert {"need", "statement", "facts", "rules"} <= found["needs"][0].keys()
    assert {"ratings", "impact", "measures", "diagnoses", "note"} <= found["severity"].keys()
    assert "not used" in found["severity"]["note"]
    assert {"rule", "kind", "text", "facts", "sources"} <= found["prompts"][0].keys()
    assert {"fact", "question", "could_bring_in"} <= found["unknowns"][0].keys()
    assert {"kinds", "text"} <= found["urgent"].keys()
    assert [each["grouping"] for each in found["options"]] == [
        each["grouping"] for each in found["candidates"]
    ]
    assert {"grouping", "options", "programmes"} <= found["options"][0].keys()
    assert {"package", "rule_base", "engines"} <= found["provenance"].keys()
    assert {"id", "version", "digest", "reviewed"} <= found["provenance"]["rule_base"].keys()
    assert found["provenance"]["engines"] == ["reference"]  # no second opinion was asked for
    assert found["provenance"]["rule_base"]["reviewed"] is False
    assert answer("nearly_empty")["urgent"] is None


def test_the_groupings_and_their_names(rules: RuleBase) -> None:
    assert {grouping: rules.words_for[grouping].name for grouping in Grouping} == {
        "thriving": "Thriving",
        "getting_advice": "Getting Advice and Signposting",
        "getting_help": "Getting Help",
        "getting_more_help": "Getting More Help",
        "getting_risk_support": "Getting Risk Support",
    }


MADE = make.made()


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_a_made_file_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == MADE[path], "run: make docs"


@cache  # to read a schema takes much longer than to hold a file to it
def schema_in(path: Path) -> Any:
    shape = json.loads(path.read_text())
    kind = jsonschema.validators.validator_for(shape)
    kind.check_schema(shape)
    return kind(shape)


def schema(name: str) -> Any:
    return schema_in(ROOT / "docs" / "schemas" / f"{name}.schema.json")


@pytest.mark.parametrize("name", ["case", "suggestion", "rules", "worked", "decision"])
def test_a_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name).schema)


# What people write by hand: cases, worked cases and rules. What a command writes is left as it was written.
WRITTEN = sorted(
    path
    for folder, pattern in (
        ("examples", "*.yaml"),
        ("examples/local_offer", "**/*.yaml"),
        ("rules/thrive", "**/*.yaml"),
        ("rules/severity-led", "**/*.yaml"),
    )
    for path in (ROOT / folder).glob(pattern)
)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_editor_finds_the_schema_of_a_file_and_nothing_wrong_in_it(path: Path) -> None:
    text = path.read_text()
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named, "the first line names the schema"
    schema_in((path.parent / named[1]).resolve()).validate(read_document(path).data)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_and_its_answer_hold_to_the_schemas(path: Path) -> None:
    schema("case").validate(yaml.safe_load(path.read_text()))
    schema("suggestion").validate(answer(path.stem))
    reading = {"reading": {"reader": "young_person", "text": "…"}}
    schema("suggestion").validate(answer(path.stem) | reading)


@pytest.mark.parametrize("key", ["private", "shared_with", "danger_shared_with", "asked", "said_yes"])
def test_a_person_has_a_name_that_a_case_can_have_in_the_schema_too(key: str) -> None:
    value = ["preferences.wants"] if key in ("private", "asked", "said_yes") else None
    schema("case").validate({"format": 2, "context": {key: {"mum": value}}})
    for wrong in ({"Mum": value}, {"mum": 3}, {"m" * 41: value}):
        with pytest.raises(jsonschema.ValidationError):
            schema("case").validate({"format": 2, "context": {key: wrong}})


def test_the_page_about_no_case_holds_to_the_schema_and_stands_alone() -> None:
    shape = schema("suggestion")
    shape.validate({"without_a_case": True})
    whole = answer("three_voices")
    for wrong in (
        {"without_a_case": False},
        {},
        whole | {"without_a_case": True},
        {"without_a_case": True, "candidates": []},
    ):
        with pytest.raises(jsonschema.ValidationError):
            shape.validate(wrong)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "rules" / "thrive").glob("*.yaml")), ids=lambda path: path.name
)
def test_the_rule_files_hold_to_their_schema(path: Path) -> None:
    schema("rules").validate(read_document(path).data)


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    validator = schema("rules")
    rule = {"id": "a", "argues_for": "getting_help", "voice": "other", "because": "x", "illustrative": True}
    good: dict[str, Any] = {"format": 1, "rules": [rule | {"when": {"all": [{"not": {"aims_met": True}}]}}]}
    validator.validate(good)
    bad: list[dict[str, Any]] = [
        {"aims_mett": True},
        {"aims_met": "yes"},
        {"all": []},
        {"aims_met": True, "recovering": True},
        {},
    ]
    for when in bad:
        assert not validator.is_valid({"format": 1, "rules": [rule | {"when": when}]}), when


def test_importing_the_library_loads_nothing_optional() -> None:
    optional = [
        "hypothesis",
        "typer",
        "rich",
        "z3",
        "narwhals",
        "polars",
        "pyarrow",
        "pandas",
        "durable_rules_engine",
        "numpy",
        "scipy",
        "statsmodels",
        "matplotlib",
    ]
    code = f"import sys, thrive_rules; print([name for name in {optional!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_library_logs_nothing() -> None:
    """The service alone has a log; what stands in it is held in tests/service."""
    source = ROOT / "src" / "thrive_rules"
    for path in source.rglob("*.py"):
        text = path.read_text()
        assert not re.search(r"(?<![.\w])print\(", text), path
        assert path.is_relative_to(source / "service") or not re.search(r"\blogging\b", text), path


def test_no_name_can_hold_a_risk_level_or_a_score_of_a_person() -> None:
    """Severity holds scores of measures, as recorded; nothing else holds a number but an age."""
    for model in (thrive_rules.Presentation, thrive_rules.Preferences, thrive_rules.Wants, thrive_rules.View):
        for name, info in model.model_fields.items():
            assert not re.search("risk_level|risk_score|score|level", name)
            assert info.annotation not in (int, float)


def test_free_text_is_read_by_no_rule(rules: RuleBase) -> None:
    from thrive_rules.cases.vocabulary import FACTS

    for name in ("strengths", "safety_narrative", "goals", "declines", "what_matters", "label", "places"):
        assert name not in FACTS


def test_the_version_is_told_once(rules: RuleBase) -> None:
    import tomllib
    from importlib.metadata import version

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert version("thrive-rules") == project["version"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text()
