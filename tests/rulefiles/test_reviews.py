"""Reviews beside the rules: each is of one rule as it stood, none is lost, and none counts for what it did not see."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from thrive_rules import RuleBase, RuleError, load_case, load_rules, suggest
from thrive_rules.documents.document import Document
from thrive_rules.language.review import Opinion, ReviewRole
from thrive_rules.rulefiles.reviews import (
    digest_of_answers,
    digest_of_rule,
    keep_answers,
    missing_reviews,
    read_answers,
    reviews_beside,
)
from thrive_rules.rulefiles.rulefile import shipped_rules

RULE, OTHER_RULE = "advice-aims-met", "thriving-aims-met"


def answers_about(rules: RuleBase, *said: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """An answers file as the page saves it: each rule with an answer."""
    content: dict[str, Any] = {
        "format": 1,
        "rule_base": {"id": rules.header.id, "version": rules.header.version, "digest": rules.digest},
        "role": "clinician",
        "date": "2026-11-26",
        "answers": [
            {"rule": rule, "digest": digest_of_rule(rules.rule[rule]), "answer": answer, "comment": "Clear."}
            for rule, answer in said
        ],
    } | changes
    return content | {"digest": digest_of_answers(Document("", content))}


def saved(folder: Path, content: dict[str, Any], name: str = "answers.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(content, indent=2))
    return file


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    found = tmp_path / "rules"
    shutil.copytree(shipped_rules(), found)
    return found


def reworded(directory: Path, rule: str) -> RuleBase:
    """The same rules with one more word in what `rule` says."""
    file = next(file for file in directory.glob("*.yaml") if f"- id: {rule}\n" in file.read_text())
    before, after = file.read_text().split(f"- id: {rule}\n")
    text = after.replace("The agreed aims are met", "The aims are met", 1)
    assert text != after
    file.write_text(f"{before}- id: {rule}\n{text}")
    return load_rules(directory)


def test_answers_are_kept_whole_and_once(directory: Path, tmp_path: Path) -> None:
    rules = load_rules(directory)
    file = saved(tmp_path, answers_about(rules, (RULE, "agree"), (OTHER_RULE, "unsure")))
    kept, reviews = keep_answers(file, directory, rules)
    again, _ = keep_answers(file, directory, rules)
    assert kept == again
    assert kept.parent == directory / "reviews"
    assert [(each.answer.rule, each.counts) for each in reviews] == [(RULE, True), (OTHER_RULE, True)]
    assert json.loads(kept.read_text()) == json.loads(file.read_text())
    beside = reviews_beside(directory, rules)
    assert [each.answer.answer for each in beside.of(RULE)] == [Opinion.AGREE]
    assert beside.unreadable == ()


def test_a_change_to_one_rule_withdraws_its_reviews_and_no_others(directory: Path, tmp_path: Path) -> None:
    rules = load_rules(directory)
    keep_answers(
        saved(tmp_path, answers_about(rules, (RULE, "agree"), (OTHER_RULE, "agree"))), directory, rules
    )
    changed = reworded(directory, RULE)
    beside = reviews_beside(directory, changed)
    assert not beside.agreed(RULE, ReviewRole.CLINICIAN)
    assert beside.agreed(OTHER_RULE, ReviewRole.CLINICIAN)
    assert [each.answer.rule for each in beside.found if not each.counts] == [
        RULE
    ]  # kept, and does not count


def test_an_answer_about_a_rule_that_has_changed_since_is_kept_and_does_not_count(
    directory: Path, tmp_path: Path
) -> None:
    before = load_rules(directory)
    file = saved(tmp_path, answers_about(before, (RULE, "agree"), (OTHER_RULE, "agree")))
    _, reviews = keep_answers(file, directory, reworded(directory, RULE))
    assert {each.answer.rule: each.counts for each in reviews} == {RULE: False, OTHER_RULE: True}


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ([("2026-01-01", "agree")], True),
        ([("2026-01-01", "agree"), ("2026-02-01", "change")], False),
        ([("2026-01-01", "change"), ("2026-02-01", "agree")], True),
        ([("2026-01-01", "agree"), ("2026-01-01", "change")], False),
        ([("2026-01-01", "agree"), ("2026-02-01", "unsure")], True),
        ([("2026-01-01", "unsure")], False),
        ([], False),
    ],
)
def test_the_newest_day_on_which_a_role_agreed_or_asked_for_a_change_decides(
    said: list[tuple[str, str]], agreed: bool, directory: Path, tmp_path: Path
) -> None:
    rules = load_rules(directory)
    for day, answer in said:
        keep_answers(saved(tmp_path, answers_about(rules, (RULE, answer), date=day)), directory, rules)
    beside = reviews_beside(directory, rules)
    assert beside.agreed(RULE, ReviewRole.CLINICIAN) is agreed
    assert not beside.agreed(RULE, ReviewRole.YOUNG_PERSON)
    disagreed = [(str(each.date), str(each.answer.answer)) for each in beside.disagreement(RULE)]
    assert disagreed == [each for each in sorted(said) if each[1] != "agree"]  # kept, whatever came later


def test_what_is_missing_is_each_rule_and_role_in_which_nobody_agrees(
    directory: Path, tmp_path: Path
) -> None:
    rules = load_rules(directory)
    every = [(rule.id, "agree") for rule in rules.rules if rule.id != RULE]
    keep_answers(saved(tmp_path, answers_about(rules, *every)), directory, rules)
    beside = reviews_beside(directory, rules)
    assert missing_reviews(rules, beside, [ReviewRole.CLINICIAN]) == ((RULE, ReviewRole.CLINICIAN),)
    everyone = missing_reviews(rules, beside, [ReviewRole.CLINICIAN, ReviewRole.YOUNG_PERSON])
    assert len(everyone) == 1 + len(rules.rules)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "edited": ({"date": "2026-11-27"}, "digest: the content is not what was saved"),
    "another rule base": (
        {"rule_base": {"id": "cedar", "version": "1.0.0", "digest": "sha256:" + "0" * 64}, "digest": None},
        "rule_base.id: these are answers about another rule base",
    ),
    "a rule that is not there": (
        {
            "answers": [{"rule": "no-such-rule", "digest": "sha256:" + "0" * 64, "answer": "agree"}],
            "digest": None,
        },
        "answers[0].rule: there is no such rule",
    ),
    "a word that is no answer": (
        {"answers": [{"rule": RULE, "digest": "sha256:" + "0" * 64, "answer": "Zaphod"}]},
        "answers[0].answer: expected ",
    ),
    "no answer at all": ({"answers": []}, "answers: expected "),
    "a role that there is not": ({"role": "wizard"}, "role: expected "),
    "a key too many": ({"name": "Zaphod"}, "there is no such key"),
}


@pytest.mark.parametrize("wrong", BAD)
def test_a_wrong_answers_file_is_refused_with_its_place_and_nothing_is_kept(
    wrong: str, directory: Path, tmp_path: Path
) -> None:
    rules = load_rules(directory)
    change, told = BAD[wrong]
    file = saved(tmp_path, answers_about(rules, (RULE, "agree")) | change)
    with pytest.raises(RuleError) as refused:
        keep_answers(file, directory, rules)
    assert str(refused.value).startswith(f"{file}:")
    assert told in str(refused.value)
    assert "Zaphod" not in str(refused.value)
    assert not (directory / "reviews").exists()


def test_one_rule_answered_twice_is_refused(directory: Path, tmp_path: Path) -> None:
    rules = load_rules(directory)
    file = saved(tmp_path, answers_about(rules, (RULE, "agree"), (RULE, "change")))
    with pytest.raises(RuleError, match=r"answers\[1\]\.rule: this rule is answered twice"):
        read_answers(file, rules)


def test_a_file_without_a_digest_is_read(directory: Path, tmp_path: Path) -> None:
    rules = load_rules(directory)
    content = answers_about(rules, (RULE, "agree"))
    del content["digest"]
    assert read_answers(saved(tmp_path, content), rules).date == date(2026, 11, 26)


def test_a_file_beside_the_rules_that_was_edited_counts_for_nothing_and_is_told(
    directory: Path, tmp_path: Path
) -> None:
    rules = load_rules(directory)
    kept, _ = keep_answers(saved(tmp_path, answers_about(rules, (RULE, "change"))), directory, rules)
    kept.write_text(kept.read_text().replace('"change"', '"agree"'))
    beside = reviews_beside(directory, rules)
    assert beside.found == ()
    assert [fault.path for fault in beside.unreadable] == ["digest"]
    load_rules(directory)  # and stops nobody from using the rules


def test_rules_are_reviewed_where_every_stated_role_agrees_to_every_rule_as_it_stands(
    directory: Path, tmp_path: Path
) -> None:
    rules = load_rules(directory)
    assert rules.header.review_roles == (
        ReviewRole.CLINICIAN,
        ReviewRole.YOUNG_PERSON,
        ReviewRole.PARENT_OR_CARER,
    )
    every = [(rule.id, "agree") for rule in rules.rules]
    for role in rules.header.review_roles:
        assert not load_rules(directory).reviewed
        keep_answers(saved(tmp_path, answers_about(rules, *every, role=role)), directory, rules)
    reviewed = load_rules(directory)
    assert reviewed.reviewed
    case, _ = load_case({})
    assert suggest(case, reviewed).provenance.rule_base.reviewed
    assert not suggest(case, rules).provenance.rule_base.reviewed  # loaded before, and of the same digest
    assert not reworded(directory, RULE).reviewed


def test_rules_that_state_no_role_are_never_reviewed_and_the_digest_of_such_rules_stays(
    directory: Path, tmp_path: Path
) -> None:
    file = directory / "rulebase.yaml"
    stated = load_rules(directory)
    file.write_text(re.sub(r"\n  review_roles: .*", "", file.read_text()))
    rules = load_rules(directory)
    assert rules.header.review_roles == ()
    assert rules.digest != stated.digest
    assert "review_roles" not in rules.header.model_dump(mode="json")
    keep_answers(
        saved(tmp_path, answers_about(rules, *[(rule.id, "agree") for rule in rules.rules])), directory, rules
    )
    assert not load_rules(directory).reviewed


def test_nobody_has_reviewed_the_rules_that_ship(rules: RuleBase) -> None:
    """Nothing of ours claims a review that did not happen: who adds one adds the files, and changes this test."""
    assert not (shipped_rules() / "reviews").exists()
    assert not rules.reviewed
