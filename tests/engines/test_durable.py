"""The second opinion: what durable-rules cannot hold is refused, what crashes it is out of reach, and it fails closed."""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from test_conformance import READABLE, RULES, argument, rule_base

from command import command, started
from thrive_rules import Case, EnginesDisagree, RuleError, load_case, suggest
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import read_condition
from thrive_rules.language.rule import UrgentKind
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.testing import cases, facts

durable = pytest.importorskip("thrive_rules.engines.durable", reason="the extra [durable] is not installed")
ENGINE = durable.DurableEngine(RULES)
ROOT = Path(__file__).parents[2]


@given(cases())
def test_suggest_with_a_second_opinion_says_the_same_and_names_both(case: Case) -> None:
    alone, both = suggest(case, RULES), suggest(case, RULES, second_opinion=ENGINE)
    assert both.provenance.engines == ("reference", ENGINE.name)
    assert ENGINE.name.startswith("durable-rules 2.")
    apart = {"provenance"}
    assert alone.model_dump(exclude=apart) == both.model_dump(exclude=apart)


class Liar:
    """An engine that tells another story about one rule."""

    name = "liar 1.0"
    rules = RULES

    def verdicts(self, answers: Mapping[str, Value]) -> dict[str, Verdict]:
        return evaluate(RULES, answers).verdicts | {"help-against-aims-met": Verdict.FIRES}


def test_engines_that_differ_show_nothing_and_name_the_rule_not_the_answer() -> None:
    case = Case.model_validate(
        {"presentation": {"aims_met": False}, "preferences": {"what_matters": "Zaphod-Q"}}
    )
    with pytest.raises(EnginesDisagree) as error:
        suggest(case, RULES, second_opinion=Liar())
    assert "help-against-aims-met" in str(error.value)
    assert "False" not in str(error.value)
    assert "Zaphod" not in str(error.value)


def test_danger_is_told_even_where_engines_differ(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from thrive_rules.cli import case as cli_case
    from thrive_rules.cli.main import main

    case = Case.model_validate({"presentation": {"immediate_danger": True}})
    with pytest.raises(EnginesDisagree) as error:
        suggest(case, RULES, second_opinion=Liar())
    assert error.value.urgent == RULES.urgent[UrgentKind.IMMEDIATE_DANGER].recorded.practitioner
    assert str(error.value.urgent) not in str(error.value)

    monkeypatch.setattr(cli_case, "second_opinion", lambda rules: Liar())
    monkeypatch.setattr("sys.argv", ["thrive-rules", "suggest", "examples/safety.yaml"])
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(RULES.urgent[UrgentKind.SAFEGUARDING_CONCERN].recorded.practitioner)


def test_an_engine_for_another_rule_base_is_refused() -> None:
    other = durable.DurableEngine(rule_base(argument("a", read_condition({"recovering": True}))))
    with pytest.raises(EnginesDisagree, match="another rule base"):
        suggest(Case(), RULES, second_opinion=other)


def test_an_engine_that_fails_is_no_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cap of zero firings makes any firing a runaway; the engine works again afterwards."""
    monkeypatch.setattr(durable, "MAX_FIRINGS", 0)
    case = Case.model_validate({"presentation": {"recovering": True}})
    with pytest.raises(EnginesDisagree, match="ran away"):
        suggest(case, RULES, second_opinion=ENGINE)
    monkeypatch.undo()
    assert suggest(case, RULES, second_opinion=ENGINE).candidates


def wide(ways: int) -> Any:
    names = [name for name in READABLE if FACTS[name].domain == (True, False)]
    return read_condition({"any": [{name: True} for name in names[:ways]]})


def test_what_the_engine_cannot_hold_is_refused_when_compiled_and_told_by_lint() -> None:
    from thrive_rules.checks.lint import lint

    fits, wide_one = rule_base(argument("a", wide(60))), rule_base(argument("a", wide(61)))
    durable.DurableEngine(fits)
    with pytest.raises(
        RuleError,
        match=r"rules/a: when: durable-rules cannot hold this rule: it can be met in more than 60 ways",
    ):
        durable.DurableEngine(wide_one)
    assert "too_wide_for_a_second_opinion" in {finding.check for finding in lint(wide_one)}
    assert "too_wide_for_a_second_opinion" not in {finding.check for finding in lint(fits)}


def test_more_than_64_conditions_true_at_once_are_split_and_right() -> None:
    """The engine alone fails here with error 303, for exactly those with most needs."""
    names = [name for name in READABLE if FACTS[name].domain == (True, False)]
    rules = rule_base(
        *(argument(f"rule-{name.replace('_', '-')}", read_condition({name: True})) for name in names)
    )
    everything: dict[str, Value] = dict.fromkeys(names, True)
    assert len(names) > 64
    found = durable.DurableEngine(rules).verdicts(everything)
    assert set(found.values()) == {Verdict.FIRES}
    assert len(found) == len(names)


def test_threads_share_one_engine_and_none_is_started() -> None:
    before = threading.active_count()
    people = [
        {name: FACTS[name].domain[index % len(FACTS[name].domain)]}
        for index in range(20)
        for name in READABLE
    ]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(ENGINE.verdicts, people))
    assert together == [evaluate(RULES, answers).verdicts for answers in people]
    assert threading.active_count() == before


def test_asyncio_can_hand_it_to_a_thread() -> None:
    import asyncio

    async def ask() -> list[Any]:
        return await asyncio.gather(
            *(asyncio.to_thread(ENGINE.verdicts, {"recovering": True}) for _ in range(20))
        )

    assert all(found == evaluate(RULES, {"recovering": True}).verdicts for found in asyncio.run(ask()))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_works_even_while_the_parents_lock_is_held() -> None:
    with ENGINE._program._lock:
        child = os.fork()
        if child == 0:
            same = ENGINE.verdicts({"recovering": True}) == evaluate(RULES, {"recovering": True}).verdicts
            os._exit(0 if same else 1)
        assert os.waitpid(child, 0)[1] == 0


def test_memory_is_flat() -> None:
    """Ten thousand cases here; the million is measured by hand and told in the notes of the release."""
    for _ in range(500):
        ENGINE.verdicts({"recovering": True, "safety_concern": False})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for index in range(10_000):
        ENGINE.verdicts({"recovering": index % 2 == 0, "safety_concern": index % 3 == 0})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4_000  # KiB


def test_engines_come_and_go() -> None:
    for _ in range(30):
        assert (
            durable.DurableEngine(RULES).verdicts({"recovering": True})["advice-recovering"] is Verdict.FIRES
        )


# What crashes the engine when it is used naively, and why it is out of reach here. Each runs in a process of its
# own, where a crash would otherwise take pytest down.

HAZARDS = {
    "deleting a state in which nothing has fired": "verdicts({})",
    "a fact that no rule has any use for": "verdicts({'concern_low_mood': True})",
    "the same fact twice": "[verdicts({'recovering': True}) for _ in range(3)]",
    "more sessions than the engine has states": "[verdicts({'recovering': n % 2 == 0}) for n in range(1100)]",
    "a rule on absence alone, which loops for ever": "verdicts_of({'not': {'recovering': True}}, {})",
    "numbers, which overflow, divide by zero or are read as text": "verdicts_of({'all': [{'recovering': True}]}, {'age': 25})",
    "text of a case with quotes, nul and surrogates": "suggest_with(chr(34) * 9 + chr(92) + 'x')",
    "text of a rule with quotes and long names": "verdicts_of({'recovering': True}, {'recovering': True}, 'a' * 80)",
    "nesting as deep as it holds": "verdicts_of(nested(12), {'recovering': True})",
    "nesting deeper than it holds, which is refused": "refused(nested(30))",
    "as many conditions as a rule can have": "verdicts(everything)",
    "a small stack in a thread": "in_small_thread()",
}

# What each of them would open anew; the engine itself is made by each.
OPENS = 'import sys; sys.path[:0] = ["tests/engines", "tests/spec"]; import test_conformance'

PRELUDE = """
import faulthandler, json, sys, threading
faulthandler.enable()
from test_conformance import READABLE, RULES, argument, rule_base
from thrive_rules import Case, RuleError, suggest
from thrive_rules.language.conditions import read_condition
from thrive_rules.engines.durable import DurableEngine
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.cases.vocabulary import FACTS
engine = DurableEngine(RULES)
everything = {name: FACTS[name].domain[0] for name in READABLE}
def verdicts(answers):
    found = engine.verdicts(answers)
    assert found == evaluate(RULES, answers).verdicts
    return found
def verdicts_of(when, answers, name="a"):
    rules = rule_base(argument(name, read_condition(when)))
    assert DurableEngine(rules).verdicts(answers) == evaluate(rules, answers).verdicts
def nested(depth):
    condition = {"recovering": True}
    for level in range(depth):
        condition = {"all": [condition]} if level % 2 else {"any": [condition, {"aims_met": True}]}
    return condition
def refused(when):
    try:
        DurableEngine(rule_base(argument("a", read_condition(when))))
    except RuleError as refusal:
        assert "more than 12 lists within lists" in str(refusal)
    else:
        raise AssertionError("not refused")
def suggest_with(text):
    case = Case.model_validate({"preferences": {"what_matters": text, "goals": [text]}})
    suggest(case, RULES, second_opinion=engine)
def in_small_thread():
    threading.stack_size(256 * 1024)
    failed = []
    def work():
        try:
            verdicts(everything)
        except BaseException as fault:
            failed.append(fault)
    thread = threading.Thread(target=work); thread.start(); thread.join()
    assert not failed, failed
"""


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_known_hazard_is_out_of_reach(hazard: str) -> None:
    done = started(OPENS).run(["-c", f"{PRELUDE}\n{HAZARDS[hazard]}\nprint('alive')"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("alive")


@given(facts(READABLE))
@settings(max_examples=200)
def test_nothing_but_generated_keys_and_small_numbers_enters_the_engine(answers: dict[str, Value]) -> None:
    sent: list[str] = []
    real = durable.durable_rules_engine.assert_fact

    def watch(handle: int, message: str) -> Any:
        sent.append(message)
        return real(handle, message)

    durable.durable_rules_engine.assert_fact = watch
    try:
        ENGINE.verdicts(answers)
    finally:
        durable.durable_rules_engine.assert_fact = real
    for message in map(json.loads, sent):
        for key, value in message.items():
            assert key == "kind" or (key[0] in "an" and key[1:].isdigit())
            assert type(value) is int
            assert 0 <= value <= 26


def test_keys_cannot_be_taken_for_one_another() -> None:
    """The engine tells keys apart by a 32-bit hash alone (FNV-1a)."""

    def fnv(text: str) -> int:
        found = 0x811C9DC5
        for byte in text.encode():
            found = ((found ^ byte) * 0x01000193) & 0xFFFFFFFF
        return found

    keys = (
        [f"a{index}" for index in range(len(FACTS))]
        + [f"n{index}" for index in range(1000)]
        + ["kind", "never", "sid", "id"]
    )
    assert len({fnv(key) for key in keys}) == len(keys)


def test_the_command_line_asks_for_the_second_opinion_by_itself() -> None:
    done = command("suggest", "examples/safety.yaml", "--json")
    assert json.loads(done.stdout)["provenance"]["engines"] == ["reference", ENGINE.name]


def test_without_the_extra_the_library_works_and_says_which_engine_ran() -> None:
    """A process in which the C extension cannot be imported stands for a machine without it."""
    code = (
        "import sys; sys.modules['durable_rules_engine'] = None; sys.argv = ['thrive-rules', 'suggest',"
        " 'examples/safety.yaml', '--json']; from thrive_rules.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["provenance"]["engines"] == ["reference"]


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_both_engines_agree_on_the_examples(path: Path) -> None:
    case, _ = load_case(path)
    assert suggest(case, RULES, second_opinion=ENGINE).not_put_forward
