"""Local overlays: a site's own words and rules over the rule base that ships, under the same laws."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import command
from thrive_rules import (
    Case,
    Reader,
    RuleBase,
    RuleError,
    Severity,
    Suggestion,
    converse,
    explain,
    load_case,
    load_rules,
    suggest,
)
from thrive_rules.cases.case import Value
from thrive_rules.checks.lint import lint
from thrive_rules.checks.worked import cases_of_rules, load_worked_cases, run_worked_case
from thrive_rules.language.rule import UrgentKind, read_rule
from thrive_rules.reasoning.laws import LAWS, broken_laws
from thrive_rules.rulefiles.rulefile import rule_directory
from thrive_rules.severity.case_file import file_of_facts
from thrive_rules.testing import cases, rule_bases

ROOT = Path(__file__).parents[2]
OFFER = ROOT / "examples" / "local_offer"
SHIPPED = load_rules()
LOCAL = load_rules(OFFER)
assert LOCAL.overlay
OWN_RULES = LOCAL.overlay.rules

HEADER: dict[str, Any] = {
    "id": "somewhere",
    "version": "1.0.0",
    "status": "not clinically reviewed",
    "review_by": "2027-01-31",
    "purpose": "To try something out.",
    "use": "Try it out.",
    "misuse": "Do not use it.",
}
BECAUSE = {"because": "Some words.", "illustrative": True}
SAYS = {"says": "Some words.", "illustrative": True}


def written(folder: Path, **says: Any) -> Path:
    """A directory with one file that lies over the rules that ship and says this besides."""
    folder.mkdir(exist_ok=True)
    told = {"format": 1, "over": "thrive", "rule_base": HEADER, **says}
    (folder / "rulebase.yaml").write_text(json.dumps(told, indent=1))
    return folder


def rule(name: str, when: Any, **does: Any) -> dict[str, Any]:
    return {"id": name, "when": when, **does}


# WHAT AN OVERLAY SAYS, AND WHERE THE REST COMES FROM


def test_a_text_of_a_place_is_its_own_whole_and_takes_no_reader_s_words_from_beneath(tmp_path: Path) -> None:
    own = {"young_person": "You", "parent_or_carer": "Them", "practitioner": "They"}
    rules = load_rules(written(tmp_path / "own", wording={"views": own}))
    assert rules.wording.views.model_dump() == own
    assert rules.wording.views.other is None
    assert rules.wording.help == SHIPPED.wording.help


def test_an_overlay_of_format_1_keeps_its_digest_over_the_rules_that_shipped_then(tmp_path: Path) -> None:
    """Pinned before format 2 came. No text had words for somebody else, and a page without a case is theirs."""
    three = {"young_person": "Tell us.", "parent_or_carer": "Call us.", "practitioner": "Call them."}
    says = {"urgent": {"immediate_danger": three}, "wording": {"help": {"information": "leaflets"}}}
    folder = written(tmp_path / "own", **says)
    shutil.copytree(rule_directory("thrive@0.1.0"), folder / "beneath")
    pinned = "sha256:5adfde68d04ed31afafbb72126af89db9acfed016b0c8d64a97ae6d91b677857"
    assert load_rules(folder, for_study=True).digest == pinned
    shutil.rmtree(folder / "beneath")
    today = load_rules(folder)
    case, severity = shared_with_everybody({"immediate_danger": True})
    shown = converse(suggest(case, today), case, severity, today)
    assert "Tell us." in explain(shown, today, "young_person")
    assert "Call" not in explain(shown, today, "other")


@pytest.mark.parametrize(
    ("wording", "faults"),
    [
        ({"vews": "Who says what"}, ["wording: there is no such key; did you mean views?"]),
        (
            {"decision": {"heding": "Agreed"}},
            ["wording.decision: there is no such key; did you mean heading?"],
        ),
        ({"views": 3}, ["wording.views: expected a mapping of fields"]),
        (
            {"views": {"young_person": "You", "practitioner": "They", "techer": "We"}},
            [
                "wording.views.parent_or_carer: is required",
                "wording.views: there is no such key; did you mean other?",
            ],
        ),
    ],
)
def test_what_a_file_says_of_the_wording_is_as_it_has_to_be(
    tmp_path: Path, wording: dict[str, Any], faults: list[str]
) -> None:
    folder = written(tmp_path / "wrong", wording=wording)
    with pytest.raises(RuleError) as wrong:
        load_rules(folder)
    told = str(wrong.value).replace(f"{folder}/rulebase.yaml:", "").splitlines()
    assert [line.partition(" ")[2] for line in told] == faults


def test_the_example_holds_up_as_a_whole() -> None:
    assert lint(LOCAL) == ()
    worked = load_worked_cases(OFFER / "cases")
    assert [run_worked_case(each, LOCAL).differs for _, each in worked] == [()] * len(worked)
    covered = cases_of_rules([each for _, each in worked], LOCAL)
    assert {each.rule for each in covered} == OWN_RULES  # its own rules, and no others
    assert all(each.covered for each in covered)


def test_the_example_keeps_every_law_by_proof() -> None:
    pytest.importorskip("z3")
    from thrive_rules.proofs.verify import verify

    assert verify(LOCAL).holds


def test_a_part_of_its_own_stands_and_every_other_comes_from_beneath() -> None:
    own = OWN_RULES
    assert {each.id for each in LOCAL.rules} == {each.id for each in SHIPPED.rules} | own
    assert all(LOCAL.rule[each] == SHIPPED.rule[each] for each in SHIPPED.rule if each not in own)
    assert LOCAL.rule["need-signs-of-extent"] != SHIPPED.rule["need-signs-of-extent"]
    assert LOCAL.groupings == SHIPPED.groupings
    assert LOCAL.sources == SHIPPED.sources
    assert LOCAL.wording.questions != SHIPPED.wording.questions
    assert LOCAL.wording.help["everyday_support"] != SHIPPED.wording.help["everyday_support"]
    assert LOCAL.wording.help["information"] == SHIPPED.wording.help["information"]
    assert LOCAL.wording.why == SHIPPED.wording.why


def test_the_result_says_which_file_each_part_came_from() -> None:
    suggestion = suggest(load_case(ROOT / "examples" / "three_voices.yaml")[0], LOCAL)
    told = suggestion.model_dump(mode="json")["provenance"]["overlay"]
    assert (told["over"], told["digest"]) == ("thrive", SHIPPED.digest)
    files = {each["part"]: (each["file"], each["replaces"]) for each in told["parts"]}
    lines = {
        name: (OFFER / name).read_text().splitlines()
        for name in ("rules.yaml", "rulebase.yaml", "options.yaml")
    }
    for part, (place, _) in files.items():
        file, _, line = place.partition(":")
        said = lines[file][int(line) - 1]
        assert part.partition("/")[2] in said, (part, said)  # the line names the part
    assert files["rules/need-signs-of-extent"][1]
    assert not files["rules/exampletown-meet-at-the-hub"][1]
    assert set(files) == {
        "rules/need-signs-of-extent",
        "rules/exampletown-recovering-and-managing",
        "rules/exampletown-meet-at-the-hub",
        "urgent/immediate_danger",
        "urgent/safeguarding_concern",
        "wording/questions",
        "wording/help",
        "options/clubs-and-activities",
        "options/exampletown-youth-hub",
    }
    assert Suggestion.model_validate_json(suggestion.model_dump_json(by_alias=True)) == suggestion
    assert suggest(load_case(ROOT / "examples" / "three_voices.yaml")[0], SHIPPED).provenance.overlay is None


def test_a_practitioner_reads_where_a_local_argument_stands() -> None:
    case = file_of_facts({"recovering": True, "managing_own_health": True}).split()
    told = converse(suggest(case[0], LOCAL), case[0], case[1], LOCAL)
    text = explain(told, LOCAL, depth="full")
    assert f"exampletown {LOCAL.header.version}" in explain(told, LOCAL)
    assert "exampletown 0.1.0, rules.yaml:" in text
    assert f"thrive {SHIPPED.header.version}" in text
    young = explain(told, LOCAL, Reader.YOUNG_PERSON, "full")
    assert "rules.yaml" not in young


def test_a_copy_of_the_example_elsewhere_says_the_same(tmp_path: Path) -> None:
    """No path of anybody's disk is told."""
    copied = load_rules(shutil.copytree(OFFER, tmp_path / "offer"))
    assert copied.digest == LOCAL.digest
    case = load_case(ROOT / "examples" / "safety.yaml")[0]
    assert suggest(case, copied).model_dump_json() == suggest(case, LOCAL).model_dump_json()


# WHAT NO OVERLAY MAY SAY


def shared_with_everybody(facts: Mapping[str, Value]) -> tuple[Case, Severity]:
    """A case in which every reader sees what is said of danger."""
    case, severity = file_of_facts({"age": 12, **facts}).split()
    everybody = dict.fromkeys(("young_person", "parent_or_carer", "other"), True)
    context = case.context.model_copy(update={"danger_shared_with": everybody})
    return case.model_copy(update={"context": context}), severity


@pytest.mark.parametrize("kind", UrgentKind)
@pytest.mark.parametrize("reader", Reader)
def test_the_urgent_notice_that_ships_comes_first_and_whole(kind: UrgentKind, reader: Reader) -> None:
    case, severity = shared_with_everybody({str(kind): True})
    text = explain(converse(suggest(case, LOCAL), case, severity, LOCAL), LOCAL, reader)
    beneath = SHIPPED.urgent[kind].recorded.to(reader)
    assert text.startswith(f"{SHIPPED.wording.urgent.to(reader)}\n")
    assert f"{beneath} " in text.splitlines()[2]
    assert text.splitlines()[2].startswith(beneath)


def test_what_a_place_adds_follows_all_that_the_notice_says_beneath() -> None:
    case, severity = shared_with_everybody({"immediate_danger": True, "safeguarding_concern": True})
    for reader in Reader:
        told = explain(converse(suggest(case, LOCAL), case, severity, LOCAL), LOCAL, reader)
        beneath = " ".join(SHIPPED.urgent[kind].recorded.to(reader) for kind in UrgentKind)
        assert told.splitlines()[2].startswith(f"{beneath} ")


def test_a_part_may_have_the_name_of_its_section(tmp_path: Path) -> None:
    rules = load_rules(written(tmp_path / "offer", rules=[argue("rules", {"recovering": True}, "thriving")]))
    assert rules.overlay
    assert rules.overlay.rules == {"rules"}


def test_an_overlay_of_words_alone_has_no_rules_to_hold(tmp_path: Path) -> None:
    done = command("test", written(tmp_path / "offer", wording={"views": "Who says what"}))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["more.YAML", "more.yml", "mo\u202ere.yaml"])
def test_a_file_that_would_go_unread_is_told(name: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "offer")
    (folder / name).write_text("format: 1\n")
    with pytest.raises(RuleError, match="this is not read"):
        load_rules(folder)


@given(cases())
def test_an_overlay_never_silences_what_is_urgent(case: Any) -> None:
    here, beneath = suggest(case, LOCAL).urgent, suggest(case, SHIPPED).urgent
    assert (here is None) == (beneath is None)
    if here and beneath:
        assert here.kinds == beneath.kinds
        assert here.text.startswith(beneath.text)
        assert here.short == beneath.short


def test_an_own_kind_of_support_stands_beside_the_others_with_its_place(tmp_path: Path) -> None:
    own = {
        "id": "saturday-club",
        "groupings": ["thriving"],
        "approach": "community",
        "name": "A Saturday club",
        "involves": "People meet on Saturdays.",
        "provided_by": "Volunteers.",
        "ask": ["Who goes?"],
        "illustrative": True,
    }
    rules = load_rules(written(tmp_path / "offer", options=[own]))
    assert {option.id for option in rules.options} == {"saturday-club", *SHIPPED.option}
    assert rules.programmes == SHIPPED.programmes
    case, severity = load_case({"preferences": {"wants": {"everyday_support": True}}})
    told = converse(suggest(case, rules), case, severity, rules)
    assert "saturday-club" in told.options[0].options
    place = "somewhere 1.0.0, rulebase.yaml:"
    assert place in explain(told, rules, "practitioner", "full").split("A Saturday club:")[1].split("\n\n")[0]
    assert "A Saturday club:" in explain(told, rules, "young_person", "full")
    assert place not in explain(told, rules, "young_person", "full")


GROUPING = {
    **SHIPPED.groupings[0].model_dump(mode="json"),
    "name": "Something else",
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "another name for a grouping": ({"groupings": [GROUPING]}, "groupings[0]: the groupings mean the same everywhere"),
    "another heading for danger": ({"wording": {"urgent": "Notes"}}, "wording.urgent: an overlay leaves this text"),
    "no word on review": ({"wording": {"not_reviewed": "Fine."}}, "wording.not_reviewed: an overlay leaves this text"),
    "no word on severity": ({"wording": {"severity_note": "Used."}}, "wording.severity_note: an overlay leaves this"),
    "an empty urgent text": ({"urgent": {"immediate_danger": ""}}, "urgent.immediate_danger"),
    "a silent safety prompt": (
        {"rules": [rule("prompt-safety-plan", {"safety_plan_agreed": True}, prompts="safety", **SAYS)]},
        "rules[0].id: an overlay adds rules, and replaces those alone that establish extent_of_help",
    ),
    "a review that nobody made": (
        {"rule_base": {**HEADER, "status": "clinically reviewed"}},
        "rule_base.status: the rules beneath are not clinically reviewed",
    ),
    "a later review": ({"rule_base": {**HEADER, "review_by": "2031-01-01"}}, "rule_base.review_by: people look at"),
    "a teaching counterexample": (
        {"rule_base": {**HEADER, "status": "teaching counterexample"}},
        "rule_base.status: a teaching counterexample is no overlay",
    ),
    "the id of what lies beneath": ({"rule_base": {**HEADER, "id": "thrive"}}, "rule_base.id: thrive lies beneath"),
    "other words for a source": (
        {"sources": [SHIPPED.sources[0].model_dump(mode="json")]},
        "sources[0].id: this id stands beneath",
    ),
    "an order that means something": ({"wording": {"options_note": "Begin at the top."}}, "wording.options_note: an overlay"),
    "other words for the Thrive Approach": (
        {"programmes": [SHIPPED.programme["thrive-approach"].model_dump(mode="json") | {"says": "It is THRIVE."}]},
        "programmes[0].id: an overlay adds programmes, and replaces none",
    ),
    "yes for no": ({"wording": {"yes": "no", "no": "yes"}}, "wording.yes: an overlay leaves this text as it is"),
    "a heading that ranks": ({"wording": {"candidates": "The best first"}}, "wording.candidates: an overlay leaves"),
    "one voice for another": (
        {"wording": {"voices": {"young_person": "Practitioner"}}}, "wording.voices: an overlay leaves this text",
    ),
    "safety as something optional": (
        {"wording": {"prompts": {"safety": "Optional"}}}, "wording.prompts.safety: an overlay leaves the heading",
    ),
    "another question about danger": (
        {"facts": [{**SHIPPED.fact["immediate_danger"].model_dump(mode="json"), "question": "Do you like football?"}]},
        "facts[0]: what is about safety is asked in the same words everywhere",
    ),
    "another statement of a need": (
        {"needs": [{"id": "support_to_stay_safe", "statement": "Nothing is needed."}]},
        "needs[0].id: a need means the same everywhere",
    ),
    "a notice too long to read": ({"urgent": {"immediate_danger": "word " * 100}}, "urgent.immediate_danger: expected words"),
    "a notice that nobody sees": ({"urgent": {"immediate_danger": "\u2060\u3164"}}, "urgent.immediate_danger: expected"),
    "a programme that poses as the framework": (
        {"programmes": [{"id": "x", "name": "THRIVE - Framework", "says": "It is.", "illustrative": True}]},
        "programmes[0].name: this is the name of something else",
    ),
    "over and takes": ({"takes": ["wording"]}, "takes: `over` takes everything"),
    "an unknown text": ({"wording": {"winner": "This one"}}, "wording: there is no such key"),
    "an unknown kind of help": ({"wording": {"help": {"pony": "a pony"}}}, "wording.help: expected exactly"),
    "no such rule base": ({"over": "adult"}, "over: expected one of thrive"),
    "severity": (
        {"rules": [rule("x", {"severity_impact": "severe"}, argues_for="getting_help", voice="framework", **BECAUSE)]},
        "severity_impact is severity: prompts alone may read it",
    ),
    "age": (
        {"rules": [rule("x", {"age": 16}, argues_for="getting_help", voice="framework", **BECAUSE)]},
        "age is context: prompts alone may read it",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("says", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_what_no_overlay_may_say(says: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError) as caught:
        load_rules(written(tmp_path / "offer", **says))
    assert told in str(caught.value)
    assert "rulebase.yaml:" in str(caught.value)


def need(name: str, when: Any, needed: str) -> dict[str, Any]:
    return rule(name, when, establishes=needed, **BECAUSE)


def argue(name: str, when: Any, grouping: str, voice: str = "rule_base") -> dict[str, Any]:
    return rule(name, when, argues_for=grouping, voice=voice, **BECAUSE)


NEVER = {"all": [{"aims_met": True}, {"aims_met": False}]}
BREAKS: dict[str, list[tuple[dict[str, Any], str]]] = {
    "diagnosis_is_inert": [
        (argue("x", {"concern_low_mood": True}, "getting_help"), "concern_low_mood moves no grouping"),
        (need("x", {"circumstance_young_carer": True}, "goal_focused_help"), "circumstance_young_carer moves no"),
    ],
    "safety_is_apart": [
        (argue("x", {"immediate_danger": True}, "getting_risk_support"), "immediate_danger moves"),
        (need("x", {"immediate_danger": True}, "goal_focused_help"), "immediate_danger moves"),
        (
            rule("x", {"safeguarding_concern": True}, argues_against="thriving", voice="framework", **BECAUSE),
            "safeguarding_concern moves",
        ),
    ],
    "risk_support_needs_both_conditions": [
        (argue("x", {"safety_concern": True}, "getting_risk_support"), "where nothing says that help is not possible"),
        (argue("x", {"able_to_use_help_now": False}, "getting_risk_support"), "without a safety concern"),
        (
            argue(
                "x", {"all": [{"safety_concern": [True, False]}, {"able_to_use_help_now": False}]}, "getting_risk_support"
            ),
            "without a safety concern",
        ),
        (need("x", {"safety_concern": True}, "support_to_stay_safe"), "where nothing says that help is not possible"),
    ],
    "more_help_needs_extent": [
        (need("need-signs-of-extent", {"aims_agreed": True}, "extent_of_help"), "without a sign of extent"),
    ],
    "no_professional_help_is_a_valid_choice": [
        (argue("x", {"no_professional_help_now": False}, "thriving"), "would take a candidate away"),
    ],
    "never_negated_by_preference": [
        (
            argue(
                "x",
                {"all": [{"practitioner_proposes_information": True}, {"young_person_wants_information": True}]},
                "getting_advice",
                "practitioner",
            ),
            "speaks as practitioner and could be taken away by young_person_wants_information",
        ),
    ],
}  # fmt: skip
"""For each law, rules that break it by an overlay, and what is told."""


@pytest.mark.parametrize(
    ("law", "own", "told"), [(law, own, told) for law, found in BREAKS.items() for own, told in found]
)
def test_an_overlay_cannot_drop_a_law(law: str, own: dict[str, Any], told: str, tmp_path: Path) -> None:
    assert own["id"] in ("x", *SHIPPED.rule)  # one of its own, or one that stands beneath
    folder = written(tmp_path / "offer", rules=[own])
    with pytest.raises(RuleError) as caught:
        load_rules(folder)
    assert f"{law}: " in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("law", ["risk_support_needs_both_conditions", "more_help_needs_extent"])
def test_verify_refutes_what_the_loader_refuses(law: str, tmp_path: Path) -> None:
    pytest.importorskip("z3")
    from thrive_rules.proofs import verify

    for number, (own, _) in enumerate(BREAKS[law]):
        rules = load_rules(written(tmp_path / str(number), rules=[own]), for_study=True)
        assert getattr(verify, law)(rules).findings


def test_the_own_rule_that_breaks_a_law_is_named_also_where_a_rule_beneath_then_breaks_it(
    tmp_path: Path,
) -> None:
    harmless = argue("fine", {"recovering": True}, "thriving")
    wrong = need("wrong", {"safety_concern": True}, "support_to_stay_safe")
    with pytest.raises(RuleError) as caught:
        load_rules(written(tmp_path / "offer", rules=[harmless, wrong]))
    [line] = str(caught.value).splitlines()
    assert re.search(r"rulebase\.yaml:\d+: rules\[1\]\.when: risk_support_needs_both_conditions", line)


# THE LAWS WITHOUT A SOLVER, HELD AGAINST THE PROOFS


def broken(rules: RuleBase) -> set[str]:
    return {problem.partition(":")[0] for _, problem in broken_laws(rules)}


def test_the_rules_that_ship_break_no_law() -> None:
    assert broken(SHIPPED) == set()


DROPPED: dict[str, tuple[dict[str, Any], str]] = {
    "advice_is_not_the_mild_tier": (
        argue("advice-managing-own-health", NEVER, "getting_advice"), "getting_advice does not come in with",
    ),
    "mild_is_no_ceiling": (
        argue("help-young-person-wants-goal-focused-help", NEVER, "getting_help"), "getting_help does not come in with",
    ),
    "no_professional_help_is_a_valid_choice": (
        rule("prompt-no-professional-help", NEVER, prompts="discuss", **SAYS),
        "wanting no professional help now raises no prompt by itself",
    ),
    "endings_count": (
        rule("prompt-ending-aims-met", NEVER, prompts="review", **SAYS), "aims_met by itself raises no review",
    ),
    "danger_is_heard": (
        rule("thriving-against-danger", NEVER, argues_against="thriving", voice="rule_base", **BECAUSE),
        "it could bring thriving in with ",
    ),
    "gaps": (
        argue("advice-support-needed-and-nothing-more-wanted", NEVER, "getting_advice"),
        "everything can be answered and no grouping comes in; with ",
    ),
}  # fmt: skip
"""Laws that only the loss of a rule breaks. An overlay cannot replace these; a law does not rest on that alone."""


@pytest.mark.parametrize("law", DROPPED)
def test_a_law_that_only_the_loss_of_a_rule_breaks(law: str, tmp_path: Path) -> None:
    own, told = DROPPED[law]
    with pytest.raises(RuleError, match="an overlay adds rules, and replaces those alone"):
        load_rules(written(tmp_path / "offer", rules=[own]))
    others = [each for each in SHIPPED.rules if each.id != own["id"]]
    rules = replace(SHIPPED, rules=(*others, read_rule(own)))
    assert any(problem.startswith(f"{law}: {told}") for _, problem in broken_laws(rules))


def made(*rules: dict[str, Any]) -> RuleBase:
    return replace(SHIPPED, needs=(), rules=tuple(map(read_rule, rules)))


def test_a_way_that_asks_for_more_than_another_takes_nothing_away() -> None:
    """Whoever proposes it, it is a candidate by the first sign alone."""
    one = {"practitioner_proposes_information": True}
    more = {"all": [one, {"young_person_wants_information": True}]}
    rules = made(argue("x", {"any": [one, more]}, "getting_advice", "practitioner"))
    assert "never_negated_by_preference" not in broken(rules)


def test_whoever_is_in_danger_has_a_notice_and_leaves_no_gap() -> None:
    answers = [{"aims_agreed": True}, {"aims_agreed": False}]
    unless = [{"all": [{"immediate_danger": False}, each]} for each in answers]
    rules = made(*(argue(f"x{number}", when, "getting_help") for number, when in enumerate(unless)))
    assert "gaps" not in broken(rules)
    only = made(*(argue(f"x{number}", {"all": [{"immediate_danger": True}, each]}, "getting_help")
                  for number, each in enumerate(answers)))  # fmt: skip
    assert "gaps" in broken(only)


EXACT = (
    "risk_support_needs_both_conditions",
    "more_help_needs_extent",
    "advice_is_not_the_mild_tier",
    "mild_is_no_ceiling",
    "danger_is_heard",
    "gaps",
)
"""Laws of which the check without a solver says just what the proof says; the others may refuse more, never less."""


@settings(deadline=None)
@given(rule_bases(), st.data())
def test_no_law_that_a_proof_refutes_goes_unnoticed(rules: RuleBase, data: st.DataObject) -> None:
    pytest.importorskip("z3")
    from thrive_rules.proofs import verify

    law = data.draw(st.sampled_from([each.name for each in LAWS]))
    refuted = bool(getattr(verify, law)(rules).findings)
    found = law in broken(rules)
    assert found or not refuted
    if law in EXACT:
        assert found == refuted
