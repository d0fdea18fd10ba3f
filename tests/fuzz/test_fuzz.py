"""Any file at all is read, or refused in our own words: `make fuzz` tries many more of them, from a seed.

SEED and COUNT say which mutants and how many; a failure names the seed of its mutant.
"""

import io
import json
import logging
import os
import resource
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl
import pytest
import yaml
from mutants import A_PERSON, Mutant, damaged, kept, mutant, names_a_person

from thrive_rules import (
    CaseError,
    DecisionError,
    RuleError,
    ThriveRulesError,
    load_case,
    load_decision,
    load_rules,
)
from thrive_rules.checks.worked import WorkedCase
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.cohorts.design import Design
from thrive_rules.decisions.decision_file import load_answers
from thrive_rules.documents.document import document_of, read_document
from thrive_rules.documents.validation import validate
from thrive_rules.language.rule import RuleFile
from thrive_rules.rulefiles.rulefile import shipped_rules

SEED = os.environ.get("SEED", "0")
COUNT = int(os.environ.get("COUNT", "5000"))
BLOCKS = 40
FILES = 8  # of each hundred mutants, so many are cohorts: they take a hundred times as long
SECONDS = 3.0
"""Ten times what the slowest takes on a busy machine."""
MEMORY = 200 << 20
EXAMPLES = Path(__file__).parents[2] / "examples"
RULES = load_rules()


def _yaml(file: Path) -> Any:
    return json.loads(json.dumps(yaml.safe_load(file.read_text()), default=str))


def _as(model: Any, error: type[ThriveRulesError]) -> Callable[[Any], object]:
    def load(source: Any) -> object:
        document = document_of(source, error) if isinstance(source, dict) else read_document(source, error)
        return validate(document, model, error)

    return load


_NOTHING = "sha256:" + "0" * 64
_DECISION = _yaml(sorted((EXAMPLES / "decisions").rglob("*.yaml"))[0])
_CASES = [_yaml(EXAMPLES / f"{name}.yaml") for name in ("three_voices", "safety", "ocd_severe_managing")]
_BARE = {key: value for key, value in _DECISION.items() if key != "digest"}
KINDS: list[tuple[Any, Callable[[Any], object]]] = [
    *((case, load_case) for case in _CASES),
    (_DECISION, load_decision),
    (_BARE, load_decision),
    ({key: value for key, value in _BARE.items() if key not in ("format", "basis")}, load_answers),
    (_yaml(shipped_rules() / "getting-help.yaml"), _as(RuleFile, RuleError)),
    (_yaml(shipped_rules() / "options.yaml"), _as(RuleFile, RuleError)),
    (_yaml(sorted((EXAMPLES / "local_offer").glob("*.yaml"))[0]), _as(RuleFile, RuleError)),
    (_yaml(shipped_rules("cohort") / "cohort.yaml"), _as(Design, RuleError)),
    (_yaml(sorted((shipped_rules() / "cases").glob("*.yaml"))[0]), _as(WorkedCase, CaseError)),
]


def held(load: Callable[[Any], object], source: Any, *, secret: bool = True, lines: bool = False) -> bool:
    """Whether what is there is read; else it is refused as every refusal has to be."""
    began = perf_counter()
    try:
        load(source)
        error = None
    except ThriveRulesError as refused:
        error = refused
    assert perf_counter() - began < SECONDS
    if error is None:
        return True
    message = str(error)
    assert error.__context__ is None, repr(error.__context__)
    assert error.__cause__ is None
    assert message
    assert all(map(str.isprintable, message.split("\n"))), ascii(message)
    assert not message.endswith("expected one of ")
    if secret:
        assert A_PERSON not in message, message
    if lines and isinstance(error, (CaseError, DecisionError, RuleError)):
        assert any(fault.line for fault in error.faults), message
    return False


def stream(text: str, name: str) -> io.StringIO:
    found = io.StringIO(text)
    found.name = name
    return found


def hold_document(one: Mutant, load: Callable[[Any], object]) -> None:
    # Rules are no secret: a fault in one names its keys.
    secret = load in (load_case, load_decision, load_answers)
    if isinstance(one.data, dict):
        held(load, one.data, secret=secret, lines=False)
    if one.text is not None:
        for name in ("mutant.json", "mutant.yaml"):
            held(load, stream(one.text, name), secret=secret, lines=True)


def hold_logs(records: list[logging.LogRecord]) -> None:
    """Reading says nothing in any log, and no thread says what was read. Others' threads (Spark has one) may speak."""
    ours = [each for each in records if each.thread == threading.get_ident()]
    assert not ours, ours[0].name
    for each in records:
        assert A_PERSON not in repr(vars(each)), each.name


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_document_is_read_or_refused(block: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(block, COUNT * (100 - FILES) // 100, BLOCKS):
        valid, load = KINDS[number // BLOCKS % len(KINDS)]
        seed = f"{SEED}/{number}"
        try:
            hold_document(mutant(valid, seed), load)
        except BaseException as failure:
            failure.add_note(f"the mutant of seed {seed}, kind {number // BLOCKS % len(KINDS)}")
            raise
    hold_logs(caplog.records)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY >> 10


def cohorts() -> dict[str, bytes]:
    """A small valid cohort in each kind of file."""
    rows = pl.DataFrame(
        {
            "case_id": [f"{A_PERSON}{number}" for number in range(20)],
            "age": [14] * 20,
            "competence": ["not_assessed"] * 20,
            "young_person_wants_information": [True, None] * 10,
        }
    )
    parquet = io.BytesIO()
    rows.write_parquet(parquet, compression="zstd")
    return {
        "csv": rows.write_csv().encode(),
        "ndjson": rows.write_ndjson().encode(),
        "parquet": parquet.getvalue(),
    }


# Of a row with a byte that no text holds Arrow tells the byte on its own, where nothing can catch it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_cohort_is_answered_or_refused(
    block: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    valid = cohorts()
    for number in range(block, COUNT * FILES // 100, BLOCKS):
        ending = ("csv", "ndjson", "csv", "ndjson", "parquet")[number // BLOCKS % 5]
        source, out = tmp_path / f"in.{ending}", tmp_path / "out.csv"
        raw = damaged(valid[ending], f"{SEED}/cohort {number}")
        secret = ending == "parquet" or not names_a_person(raw)
        source.write_bytes(raw)
        aside = tmp_path / "bad.ndjson" if number % 2 else None
        out.unlink(missing_ok=True)
        try:
            whole = held(
                partial(batch, target=out, rules=RULES, handling=Handling(quarantine=aside)),
                source,
                secret=secret,
            )
            assert out.exists() == whole
            assert not kept(tmp_path)
        except BaseException as failure:
            failure.add_note(f"the {ending} of seed {SEED}/cohort {number}")
            raise
    assert A_PERSON not in "".join(capfd.readouterr())
