"""The certificate of the rules that ship, and what carries its id."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from thrive_rules import Case, RuleError, load_rules, suggest
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.rulefiles.certificate import (
    CERTIFICATE_FILE,
    QUESTIONS_VERSION,
    Conclusion,
    load_certificate,
    partition,
)
from thrive_rules.rulefiles.rulefile import shipped_rules

FILE = shipped_rules() / CERTIFICATE_FILE


def copied(tmp_path: Path) -> Path:
    directory = tmp_path / "rules"
    directory.mkdir()
    for file in (*shipped_rules().glob("*.yaml"), FILE):
        shutil.copy(file, directory)
    return directory


def test_the_certificate_is_about_the_rules_that_ship() -> None:
    """Red after a change of a rule: run `make certificate`, and read what it says."""
    certificate, rules = load_certificate(FILE), load_rules()
    assert certificate.rule_base.digest == rules.digest
    assert certificate.rule_base.version == rules.header.version
    assert certificate.holds


def test_asking_again_gives_the_same_answers() -> None:
    pytest.importorskip("z3")
    from thrive_rules.proofs.verify import verify

    anew, shipped = verify(load_rules()).certificate(), load_certificate(FILE)
    told = [
        [(each.question, each.asks, each.conclusion, each.findings) for each in one.answers]
        for one in (anew, shipped)
    ]
    assert told[0] == told[1]
    assert anew.partition == shipped.partition


def test_every_fact_stands_in_one_part() -> None:
    parts = partition()
    assert sorted(name for names in parts.values() for name in names) == sorted(FACTS)
    assert {"need", "preference", "safety", "severity"} <= parts.keys()
    assert all(name.startswith("severity_") for name in parts["severity"])


def test_a_suggestion_carries_the_id() -> None:
    assert suggest(Case(), load_rules()).provenance.certificate == load_certificate(FILE).id


def test_a_copy_carries_it_and_a_changed_copy_does_not(tmp_path: Path) -> None:
    directory = copied(tmp_path)
    assert suggest(Case(), load_rules(directory)).provenance.certificate == load_certificate(FILE).id
    header = directory / "rulebase.yaml"
    version = load_rules().header.version
    text = header.read_text()
    assert f"version: {version}\n" in text
    header.write_text(text.replace(f"version: {version}\n", f"version: {version}1\n"))
    assert suggest(Case(), load_rules(directory)).provenance.certificate is None
    assert replace(load_rules(), needs=load_rules().needs).certificate is None


def test_a_certificate_that_was_changed_is_refused(tmp_path: Path) -> None:
    directory = copied(tmp_path)
    file = directory / CERTIFICATE_FILE
    data = json.loads(file.read_text())
    data["rule_base"]["digest"] = "sha256:" + "0" * 64
    file.write_text(json.dumps(data))
    with pytest.raises(RuleError, match=r"certificate.json:1: id: this is not the id"):
        load_rules(directory)


def test_what_no_longer_reads_does_not_keep_verify_from_writing_it_anew(tmp_path: Path) -> None:
    directory = copied(tmp_path)
    file = directory / CERTIFICATE_FILE
    for text in ("{", file.read_text().replace("z3", "z4"), json.dumps({"package": "\ud800"})):
        file.write_text(text)
        assert load_rules(directory, for_study=True).digest == load_rules().digest
        with pytest.raises(RuleError, match=r"certificate\.json"):
            load_rules(directory)


def test_half_a_letter_in_a_certificate_is_told_and_not_a_traceback(tmp_path: Path) -> None:
    directory = copied(tmp_path)
    data = json.loads((directory / CERTIFICATE_FILE).read_text()) | {"package": "\ud800"}
    (directory / CERTIFICATE_FILE).write_text(json.dumps(data))
    with pytest.raises(RuleError, match="this is not the id"):
        load_rules(directory)


def test_a_certificate_that_proves_less_is_not_carried(tmp_path: Path) -> None:
    directory = copied(tmp_path)
    certificate = load_certificate(FILE)
    first, *rest = certificate.answers
    unanswered = first.model_copy(update={"conclusion": Conclusion.NOT_ANSWERED})
    changes: tuple[dict[str, object], ...] = (
        {"answers": (unanswered, *rest)},
        {"answers": tuple(rest)},
        {"answers": ()},
        {"partition": {**certificate.partition, "need": ()}},
        {"answers": (first.model_copy(update={"findings": 1}), *rest)},
        {"questions": QUESTIONS_VERSION - 1},
        {"rule_base": certificate.rule_base.model_copy(update={"version": "9.9.9"})},
        {"rule_base": certificate.rule_base.model_copy(update={"id": "another"})},
    )
    for change in changes:
        weaker = certificate.model_copy(update=change).signed()
        (directory / CERTIFICATE_FILE).write_text(weaker.model_dump_json())
        assert load_rules(directory).certificate is None
    (directory / CERTIFICATE_FILE).write_text(certificate.model_dump_json())
    assert load_rules(directory).certificate == certificate.id


def test_the_id_leaves_times_out_and_nothing_else() -> None:
    certificate = load_certificate(FILE)
    answers = tuple(answer.model_copy(update={"seconds": 9.0}) for answer in certificate.answers)
    assert certificate.model_copy(update={"seconds": 99.0, "answers": answers}).signed().id == certificate.id
    changes: tuple[dict[str, object], ...] = (
        {"package": "9.9.9"},
        {"solver": "another"},
        {"partition": {}},
        {"answers": ()},
    )
    for change in changes:
        assert certificate.model_copy(update=change).signed().id != certificate.id


def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    directory = copied(tmp_path)
    (directory / CERTIFICATE_FILE).write_text("{")
    with pytest.raises(RuleError, match=r"certificate.json"):
        load_rules(directory)
