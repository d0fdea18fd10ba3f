"""What cannot be read is refused in our words, at once, with nothing of the file on the error."""

import datetime
import gzip
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from thrive_rules import (
    CaseError,
    DecisionError,
    EnginesDisagree,
    RuleError,
    ThriveRulesError,
    load_case,
    load_conversation,
    load_decision,
    load_rules,
)
from thrive_rules.checks.worked import load_worked_cases
from thrive_rules.cohorts.cohort import load_design
from thrive_rules.documents.document import document_of
from thrive_rules.documents.output import write_whole
from thrive_rules.faults import Fault, printable

A_PERSON = "Zaphod"
UNDIGESTED = "the content is not what was written"


@pytest.mark.parametrize("unit", ['"\\', '"', "\\", "[", "{", " ", "1", '"",', '"a" '])
@pytest.mark.parametrize("name", ["case.json", "case.yaml"])
def test_the_time_grows_with_the_length_and_no_faster(unit: str, name: str) -> None:
    """A string without an end was looked for again at each quote: 45 minutes for the largest file."""
    stream = io.StringIO("{" + unit * (500_000 // len(unit)))
    stream.name = name
    began = perf_counter()
    with pytest.raises(CaseError):
        load_case(stream)
    assert perf_counter() - began < 5  # a tenth of it on an idle machine


@pytest.mark.parametrize("text", ['"[key]": 1', '{"[key]": {"[key]": 1}}', "context: {'[key]': 1}"])
def test_a_key_that_is_named_as_a_mark_is_no_such_key(text: str) -> None:
    with pytest.raises(CaseError, match="there is no such key"):
        load_case(io.StringIO(text))


@pytest.mark.parametrize(
    "text",
    ["presentation:\n  - {a: 1, a: 2}\n", "views:\n  a: {b: 1, b: 2}\n", "context: [[{a: 1, a: 2}]]\n"],
)
def test_a_key_twice_where_nothing_of_its_kind_belongs(text: str) -> None:
    with pytest.raises(CaseError, match="the same key stands here twice") as error:
        load_case(io.StringIO(text))
    assert all(fault.line for fault in error.value.faults)


def test_a_condition_with_a_key_that_is_no_fact(tmp_path: Path) -> None:
    rule = {
        "id": "a",
        "when": {"all": [{"any": [{"[key]": True}]}]},
        "argues_for": "thriving",
        "voice": "framework",
        "because": "x",
    }
    (tmp_path / "rules.yaml").write_text(json.dumps({"format": 1, "rules": [rule]}))
    with pytest.raises(RuleError) as error:
        load_rules(tmp_path)
    assert "expected the name of a fact" in str(error.value)
    assert not str(error.value).endswith("expected one of ")


def test_no_message_ends_in_an_empty_list(tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    mark = '{"[key]": {"[key]": {"[key]": 1}}}'
    file.write_text(
        "\n".join(f"{key}: {mark}" for key in ("age", "latents", "together", "choices", "answers"))
    )
    with pytest.raises(RuleError) as error:
        load_design(file)
    assert all(not fault.problem.endswith("expected one of ") for fault in error.value.faults)


@pytest.mark.parametrize(
    "content",
    [
        {"decided_on": datetime.date(2027, 1, 12)},
        {"costs": {"a", "b"}},
        {"costs": b"a"},
        {1: "a", "b": "c"},
        {"costs": "\ud800"},
    ],
    ids=["a day", "a set", "bytes", "a key that is no text", "half a letter"],
)
def test_a_decision_with_a_digest_and_what_json_lacks(content: dict[Any, Any]) -> None:
    with pytest.raises(DecisionError, match=UNDIGESTED):
        load_decision({"format": 1, "digest": "sha256:" + "0" * 64, **content})


def test_data_that_holds_itself_or_goes_too_deep() -> None:
    loop: dict[str, Any] = {"format": 1, "digest": "x"}
    loop["costs"] = [loop]
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for data in (loop, {"format": 1, "digest": "x", "costs": deep}):
        with pytest.raises(DecisionError, match="levels deep"):
            load_decision(data)
        with pytest.raises(CaseError, match="levels deep"):
            load_case(data)
    with pytest.raises(ThriveRulesError, match="more than 100,000 values"):
        document_of({"a": [[1] * 1000] * 1000})


def test_the_versions_of_a_decision_cannot_move_the_cursor() -> None:
    nothing = "sha256:" + "0" * 64
    basis = {"case": nothing, "suggestion": nothing, "rule_base_digest": nothing}
    basis |= dict.fromkeys(("package", "rule_base", "rule_base_version"), "\x1b[31mX")
    data = {"format": 1, "decided_on": "2027-01-12", "agreed": {"status": "none_for_now"}, "basis": basis}
    with pytest.raises(DecisionError) as error:
        load_decision(data)
    assert str(error.value).count("text without control characters") == 3


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"context": {A_PERSON}'.encode(),
        f"goals: {A_PERSON} \xff".encode("latin-1"),
        f"{A_PERSON}: [".encode(),
        f"context: {{age: {A_PERSON}}}".encode(),
    ],
)
def test_nothing_of_the_file_hangs_on_the_error(raw: bytes) -> None:
    with pytest.raises(CaseError) as error:
        load_case(io.BytesIO(raw))
    assert error.value.__context__ is None
    assert error.value.__cause__ is None
    assert A_PERSON not in repr(error.value)


def test_a_stream_that_breaks_is_told(tmp_path: Path) -> None:
    packed = tmp_path / "case.json.gz"
    packed.write_bytes(gzip.compress(b"{}" * 1000)[:-12])
    with gzip.open(packed) as stream, pytest.raises(CaseError, match="cannot be read"):
        load_case(stream)  # type: ignore[arg-type]  # a GzipFile is read as any other
    with pytest.raises(CaseError, match="cannot be read"):
        load_case(stream)  # type: ignore[arg-type]  # closed by now


def test_a_pipe_in_a_directory_of_rules_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "z.yaml")
    with pytest.raises(RuleError, match=r"z\.yaml: this is no file"):
        load_rules(tmp_path)
    with pytest.raises(CaseError, match=r"z\.yaml: this is no file"):
        load_worked_cases(tmp_path)


@pytest.mark.parametrize("letter", ["\x1b[31m", "\n", "\r", "\x07", "\u202e", "\ud800", "\x9b"])
def test_every_message_is_safe_for_a_terminal(letter: str) -> None:
    parts = [f"a{letter}b"] * 3
    assert str(Fault(parts[0], 1, parts[1], parts[2])).isprintable()
    assert str(ThriveRulesError([Fault(parts[0], None, parts[1], parts[2])])).isprintable()
    assert all(map(str.isprintable, str(ThriveRulesError(parts[0])).split("\n")))
    with pytest.raises(CaseError) as error:
        load_case(Path("no" + parts[0]))
    assert str(error.value).isprintable()


def test_letters_of_every_language_are_shown_as_they_are() -> None:
    assert printable("Zoë, 李, 😀") == "Zoë, 李, 😀"
    assert printable("\x1b[1m") == "\\x1b[1m"


def codes_of(act: Callable[[], object]) -> list[tuple[str, str]]:
    """The code and the path of each fault, the first of which the error has too."""
    with pytest.raises(ThriveRulesError) as raised:
        act()
    faults = raised.value.faults
    assert (raised.value.code, raised.value.path) == (faults[0].code, faults[0].path)
    return [(fault.code, fault.path) for fault in faults]


def test_each_fault_has_a_code_that_stays_and_the_path_to_it(tmp_path: Path) -> None:
    text = io.StringIO(
        "presentation:\n  recovering: maybe\n  recovering: true\nage: 3\nviews: [{proposes: {}}]\n"
    )
    assert codes_of(lambda: load_case(text)) == [
        ("twice", "presentation.recovering"),
        ("unknown_key", ""),
        ("required", "views[0].from"),
    ]
    assert codes_of(lambda: load_case({"context": {"age": 99}})) == [("unexpected", "context.age")]
    same = [{"id": "mum", "from": "parent_or_carer"}] * 2
    assert codes_of(lambda: load_case({"format": 2, "views": same})) == [("twice", "views[1].id")]
    for name in "ab":
        (tmp_path / f"{name}.yaml").write_text("format: 2\nneeds: [{id: x, statement: One.}]\n")
    assert ("twice", "needs[0].id") in codes_of(lambda: load_rules(tmp_path))
    assert codes_of(lambda: load_case(tmp_path / "none.yaml")) == [("unreadable", "")]
    assert codes_of(lambda: write_whole(tmp_path, "")) == [("unwritable", "")]
    assert ThriveRulesError("no file").code == "impossible"
    assert EnginesDisagree("they differ").code == "engines_disagree"


@pytest.mark.parametrize(
    "text",
    ['{"preferences": {"what_matters": "Zaphod"}}', "preferences: {what_matters: Zaphod}\n", "Zaphod " * 200],
)
def test_a_text_that_is_taken_for_a_path_is_not_repeated(text: str) -> None:
    """Of somebody who gives what stands in a file in place of its name, nothing may reach a log."""
    for load in (load_case, load_conversation, load_decision):
        with pytest.raises(ThriveRulesError) as refused:
            load(text)
        assert "not its path" in str(refused.value)
        assert "Zaphod" not in repr(refused.value) + str(refused.value)
