"""Every check of lint finds what it is for, and the rule base that ships is clean."""

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from thrive_rules import Case, Grouping, RuleBase, load_rules, suggest
from thrive_rules.checks.lint import CHECKS, lint
from thrive_rules.language.options import Approach
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.wording import UrgentWords
from thrive_rules.rulefiles.rulefile import shipped_rules

TODAY = date(2026, 11, 22)
FAULTY = {
    "groups_by_concern_or_circumstance": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{concern_low_mood: true}"),
    "danger_is_asked_about": ("facts.yaml", "answered_by: everyone", "answered_by: practitioner"),
    "voices_say_what_they_said": ("getting-help.yaml", "when: {no_professional_help_now: true}", "when: {aims_met: false}"),
    "says_the_same_twice": ("getting-help.yaml", "when: {costs_outweigh_gains: true}", "when: {aims_met: true}"),
    "source_never_cited": ("sources.yaml", "      extensive: {", "      unused: {quoted: false, text: Nobody cites this.}\n      extensive: {"),
    "reads_harm_elsewhere": ("prompts.yaml", "- circumstance_looked_after: true", "- circumstance_child_in_need: true"),
    "says_nothing_to_others": ("getting-help.yaml", "      other: A parent or carer suggests help with a goal.\n", ""),
    "word_never_said": ("getting-help.yaml", "The agreed aims are met.", "You should stop."),
    "sentence_too_long": ("getting-help.yaml", "The agreed aims are met.", "The aims " + "and the aims " * 7 + "are met."),
    "brief_not_a_fragment": ("getting-help.yaml", "brief: the agreed aims are met", "brief: The aims are met."),
    "short_notice_too_long": ("rulebase.yaml", "call 999.\n  safeguarding", "call 999." + " Call 999." * 6 + "\n  safeguarding"),
}  # fmt: skip


def test_the_rule_base_that_ships_is_clean(rules: RuleBase) -> None:
    assert lint(rules, TODAY) == ()


def test_a_notice_without_a_short_one_is_told_by_its_first_sentence(rules: RuleBase) -> None:
    for first, short in (("Danger is here.", "Danger is here."), ("Danger " * 20 + "is here.", None)):
        notice = UrgentWords.model_validate(f"{first} Act now.")
        assert notice.in_short == short
        changed = replace(rules, urgent={**rules.urgent, UrgentKind.IMMEDIATE_DANGER: notice})
        found = [each.message for each in lint(changed, TODAY) if each.check == "short_notice_too_long"]
        assert found == (
            [] if short else ["has no `short`, and its first sentence has more than 139 letters; give it one"]
        )
        case = Case.model_validate({"presentation": {"immediate_danger": True}})
        urgent = suggest(case, changed).urgent
        assert urgent is not None
        assert urgent.short == (short or rules.wording.urgent.practitioner)


def test_a_review_that_is_overdue(rules: RuleBase) -> None:
    day = rules.header.review_by
    assert lint(rules, day) == ()
    [finding] = lint(rules, day + timedelta(days=1))
    assert finding.check == "review_overdue"
    assert re.search(r"rulebase\.yaml:\d+$", finding.place)


@pytest.mark.parametrize("check", FAULTY)
def test_a_check_finds_what_it_is_for(check: str, tmp_path: Path) -> None:
    directory = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    file, old, new = FAULTY[check]
    text = (directory / file).read_text()
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1))
    findings = lint(load_rules(directory, for_study=True), TODAY)
    assert check in {finding.check for finding in findings}
    for finding in findings:
        if finding.check == check:
            assert finding.place.startswith(str(directory / file) + ":")


def _changed(tmp_path: Path, file: str, old: str, new: str) -> tuple[Path, set[tuple[str, str, str]]]:
    directory = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    text = (directory / file).read_text()
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1))
    found = lint(load_rules(directory), TODAY)
    return directory, {(each.check, each.place.rpartition(":")[0], each.message) for each in found}


def test_an_answer_that_nothing_reads_is_found_and_so_is_a_reason_that_is_none(tmp_path: Path) -> None:
    reason = "  - {id: concern_low_mood, because"
    directory, found = _changed(tmp_path, "unread.yaml", reason, "  - {id: concern_self_harm, because")
    assert found == {
        (
            "fact_never_read",
            str(directory / "facts.yaml"),
            "no rule reads concern_low_mood; read it, or list it in `unread` and say why",
        ),
        (
            "fact_never_read",
            str(directory / "unread.yaml"),
            "the rule prompt-physical-health-and-safety-now reads concern_self_harm; take it out of the list",
        ),
    }


def test_a_prompt_about_safeguarding_reads_harm_alone(tmp_path: Path) -> None:
    old = "- circumstance_experience_of_abuse_or_neglect: true"
    _, found = _changed(tmp_path, "prompts.yaml", old, "- circumstance_young_carer: true")
    told = "is about safeguarding and reads circumstance_young_carer; read harm alone"
    assert ("reads_harm_elsewhere", told) in {(check, message) for check, _, message in found}


@pytest.mark.parametrize("grouping", Grouping)
def test_a_range_without_self_and_community_or_without_anything(grouping: Grouping, rules: RuleBase) -> None:
    of_the_grouping = [option for option in rules.options if grouping in option.groupings]
    others = [option for option in rules.options if option not in of_the_grouping]
    left = [
        option for option in of_the_grouping if option.approach not in (Approach.SELF, Approach.COMMUNITY)
    ]
    for options, expected in ((left, "no option of self or community"), ([], "has no option")):
        kept = [option.model_copy(update={"groupings": (grouping,)}) for option in options]
        elsewhere = [
            option.model_copy(
                update={"groupings": tuple(each for each in option.groupings if each != grouping)}
            )
            for option in of_the_grouping
            if len(option.groupings) > 1 and option not in options
        ]
        narrow = replace(rules, options=(*others, *kept, *elsewhere))
        found = [each for each in lint(narrow, TODAY) if each.check == "full_range_of_options"]
        assert [each.place for each in found if expected in each.message] == [f"groupings/{grouping}"]


def test_a_rule_base_may_have_no_options_at_all(rules: RuleBase) -> None:
    without = replace(rules, options=(), programmes=())
    assert "full_range_of_options" not in {finding.check for finding in lint(without, TODAY)}


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("What has been good before?", "What must be good?", "word_never_said"),
        ("Clubs, groups and activities", "The best option", "word_never_said"),
        ("Family, friends, neighbours,", "Family " * 21, "sentence_too_long"),
        ("You work on your aim yourself.", "You should work.", "word_never_said"),
        ("An existing programme that", "A programme we recommend, that", "word_never_said"),
    ],
)
def test_the_words_of_options_and_programmes_are_held_to_the_same(
    old: str, new: str, check: str, tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    file = directory / "options.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    [finding] = lint(load_rules(directory), TODAY)
    assert finding.check == check
    assert finding.place.startswith(f"{file}:")


@pytest.mark.parametrize(
    ("brief", "found"),
    [
        ("help " * 14, None),
        ("help " * 15, ("brief_not_a_fragment", "a brief of 15 words to a young person; 14 at most")),
        ("met.", ("brief_not_a_fragment", "a brief to a young person ends in a full stop; take it away")),
        ("you must stop", ("word_never_said", "says “must” to a young person; say what is needed")),
    ],
)
def test_the_words_of_a_brief(brief: str, found: tuple[str, str] | None, tmp_path: Path) -> None:
    changed = _changed(tmp_path, "getting-help.yaml", "brief: the agreed aims are met", f"brief: {brief}")
    assert {(check, message) for check, _, message in changed[1]} == ({found} if found else set())


def test_every_check_has_a_case_here() -> None:
    assert {check.__name__ for check in CHECKS} == {
        *FAULTY,
        "review_overdue",
        "fact_never_read",
        "too_wide_for_a_second_opinion",
        "full_range_of_options",
        # The others are about language packs, in tests/rulefiles/test_language_pack.py.
        "text_not_said",
        "words_of_another_version",
        "picture_never_shown",
    }
