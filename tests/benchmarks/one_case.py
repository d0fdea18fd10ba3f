"""One case at a time: thrive-rules beside if statements and two rule engines, on the same rules and cases, in one run.

Every contestant is written out from the same rule base, so that none can drift from the rules, and must give the
same answers before anything is timed. Times then differ from machine to machine; the ratios are what to read.
"""

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle, islice
from typing import Any, assert_never

from rich.console import Console
from rich.table import Table

from thrive_rules import Case, load_rules, suggest
from thrive_rules.case import Value
from thrive_rules.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward, facts_read
from thrive_rules.evaluation import Verdict, evaluate
from thrive_rules.rulebase import RuleBase
from thrive_rules.rules import Rule
from thrive_rules.vocabulary import FACTS, Part

RULES, ROUNDS = 60, 5
IFS, EVALUATE, SUGGEST = "if statements", "thrive-rules evaluate", "thrive-rules suggest, to JSON-ready"
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to answer: what it is given, what is timed, and the rules that fire in what it answers."""

    name: str
    inputs: Callable[[], Sequence[Any]]
    run: Callable[[Any], Any]
    fired: Callable[[Any], set[str]]


# RULES AND CASES


def at_least(rules: RuleBase, number: int) -> RuleBase:
    """The rule base with its rules repeated under new ids, until `number` of them are no prompts."""
    own = [rule for rule in rules.rules if rule.prompts is None]
    again = [
        rule.model_copy(update={"id": f"again-{index}-{rule.id}"})
        for index, rule in enumerate(islice(cycle(own), max(0, number - len(own))))
    ]
    fields = {name: getattr(rules, name) for name in RuleBase.model_fields}
    return RuleBase.model_validate(fields | {"rules": (*rules.rules, *again)})


def draw(number: int, seed: int) -> Iterator[dict[str, Any]]:
    """Cases as a case file says them, from mostly blank to fully answered."""
    source = random.Random(seed)  # noqa: S311 - cases drawn again and again, not secrets
    for _ in range(number):
        share = source.uniform(0.1, 1.0)
        presentation: dict[str, Any] = {}
        wants: dict[str, Value] = {}
        preferences: dict[str, Any] = {"wants": wants}
        context: dict[str, Value] = {}
        proposals: dict[str, dict[str, Value]] = {}
        for part, name in ((Part.CONCERN, "concerns"), (Part.CIRCUMSTANCE, "circumstances")):
            if source.random() < share:
                listed = [fact.removeprefix(f"{part}_") for fact in FACTS if FACTS[fact].part is part]
                presentation[name] = [each for each in listed if source.random() < 0.1]
        for fact in FACTS.values():
            if fact.part in (Part.CONCERN, Part.CIRCUMSTANCE, Part.SEVERITY) or source.random() >= share:
                continue
            answer = source.choice(fact.domain)
            if fact.part is Part.CONTEXT:
                context[fact.name] = answer
            elif fact.part is Part.VIEW:
                voice, _, kind = fact.name.partition("_proposes_")
                proposals.setdefault(voice, {})[kind] = answer
            elif fact.name == "has_goals":
                preferences["goals"] = ["a goal"]
            elif fact.name.startswith("young_person_wants_"):
                wants[fact.name.removeprefix("young_person_wants_")] = answer
            elif fact.part is Part.PREFERENCE:
                preferences[fact.name] = answer
            else:
                presentation[fact.name] = answer
        if presentation.get("safety_concern"):
            presentation["safety_narrative"] = "in words"
        views = [{"from": voice, "proposes": proposes} for voice, proposes in proposals.items()]
        yield {"context": context, "presentation": presentation, "preferences": preferences, "views": views}


# THE RULES AS OTHERS WRITE THEM

Leaf = Callable[[str, Sequence[Value]], str]


def written(condition: Condition, leaf: Leaf, needed: Callable[[str], str], negated: bool = False) -> str:
    """A condition as text. `not` moves inwards to the answers, because not yet known is not the same as no."""
    match condition:
        case All(inner) | AnyOf(inner):
            both = " and " if isinstance(condition, All) != negated else " or "
            return f"({both.join(written(each, leaf, needed, negated) for each in inner)})"
        case Not(each):
            return written(each, leaf, needed, not negated)
        case Is(fact, values):
            others = tuple(value for value in FACTS[fact].domain if value not in values)
            return leaf(fact, others if negated else values)
        case Needed(need):
            return needed(need)
        case Known() | PutForward():
            raise ValueError("prompts alone ask this, and no prompt is timed")
        case _:
            assert_never(condition)


def in_python(fact: str, values: Sequence[Value]) -> str:
    if len(values) == 1:
        same = "is" if isinstance(values[0], bool) else "=="
        return f"facts.get({fact!r}) {same} {values[0]!r}"
    return f"facts.get({fact!r}) in {tuple(values)!r}"


def in_expression(fact: str, values: Sequence[Value]) -> str:
    """For both engines: an unknown fact is null there, and null equals no answer."""
    spelt = [json.dumps(value) for value in values]
    return f"{fact} == {spelt[0]}" if len(spelt) == 1 else f"{fact} in [{', '.join(spelt)}]"


def need_name(need: str | None) -> str:
    return f"need_{need}".replace("-", "_")


def is_needed(need: str) -> str:
    return f"{need_name(need)} == true"


def as_if_statements(needs: Sequence[Rule], arguments: Sequence[Rule]) -> str:
    lines = ["def fired_rules(facts):", "    fired = []", "    needs = set()"]
    for rule in (*needs, *arguments):
        lines.append(f"    if {written(rule.when, in_python, lambda need: f'{need!r} in needs')}:")
        lines.append(f"        fired.append({rule.id!r})")
        if rule.establishes:
            lines.append(f"        needs.add({rule.establishes!r})")
    return "\n".join([*lines, "    return fired"])


# CONTESTANTS


def contestants(rules: RuleBase, drawn: Sequence[dict[str, Any]], whole: bool) -> Iterator[Contestant]:
    needs = [rule for rule in rules.rules if rule.establishes]
    arguments = [rule for rule in rules.rules if rule.grouping]
    read = frozenset[str]().union(*(facts_read(rule.when) for rule in (*needs, *arguments)))
    answers = [Case.model_validate(each).facts for each in drawn]
    asked = [{name: each[name] for name in each if whole or name in read} for each in answers]

    room: dict[str, Any] = {}
    exec(as_if_statements(needs, arguments), room)  # noqa: S102 - written above, from rules that were checked
    yield Contestant(IFS, lambda: asked, room["fired_rules"], set)
    yield Contestant(
        EVALUATE,
        lambda: answers,
        lambda facts: evaluate(rules, facts).verdicts,
        lambda verdicts: {name for name, verdict in verdicts.items() if verdict is Verdict.FIRES},
    )
    yield Contestant(
        SUGGEST,
        lambda: [Case.model_validate(each) for each in drawn],  # new ones, with no facts kept from before
        lambda case: suggest(case, rules).model_dump(mode="json"),
        rules_in_suggestion,
    )
    # By name, because mypy also runs where the bench group is not installed.
    zen, rule_engine = import_module("zen"), import_module("rule_engine")

    # One expression a rule, in two steps: facts, then facts and needs.
    def one_by_one(
        compiled: Callable[[str], Callable[[Any], Any]],
    ) -> Callable[[dict[str, Value]], list[str]]:
        first, second = (
            [
                (rule.id, need_name(rule.establishes), compiled(written(rule.when, in_expression, is_needed)))
                for rule in layer
            ]
            for layer in (needs, arguments)
        )

        def fired_rules(facts: dict[str, Value]) -> list[str]:
            fired, known = [], facts.copy()
            for rule, need, matches in first:
                if matches(facts):
                    fired.append(rule)
                    known[need] = True
            fired += [rule for rule, _, matches in second if matches(known)]
            return fired

        return fired_rules

    yield Contestant(
        "zen-engine, an expression a rule",
        lambda: asked,
        one_by_one(lambda text: zen.compile_expression(text).evaluate),
        set,
    )

    # The whole rule base in one go: every rule has a short name, and a need is any of the rules that establish it.
    short = {rule.id: f"r{index}" for index, rule in enumerate((*needs, *arguments))}
    long = {name: rule for rule, name in short.items()}

    def any_of(need: str) -> str:
        return f"({' or '.join(short[rule.id] for rule in needs if rule.establishes == need)})"

    steps = [
        [(short[rule.id], written(rule.when, in_expression, any_of)) for rule in layer]
        for layer in (needs, arguments)
    ]
    assigned = "; ".join(f"{name} = {text}" for layer in steps for name, text in layer)
    yield Contestant(
        "zen-engine, one expression for all",
        lambda: asked,
        zen.compile_expression(f"{assigned}; [{', '.join(short.values())}]").evaluate,
        lambda result: {rule for rule, fires in zip(short, result, strict=True) if fires},
    )
    yield Contestant(
        "zen-engine, a decision graph",
        lambda: asked,
        zen.ZenEngine().create_decision(zen.ZenDecisionContent(decision_graph(steps))).evaluate,
        lambda result: {long[name] for name, fires in result["result"].items() if fires},
    )
    blank = rule_engine.Context(default_value=None)
    yield Contestant(
        "rule-engine",
        lambda: asked,
        one_by_one(lambda text: rule_engine.Rule(text, context=blank).matches),
        set,
    )


def decision_graph(steps: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Needs read the facts, arguments read facts and needs, and both are the answer."""
    nodes: list[dict[str, Any]] = [
        {"id": "facts", "name": "facts", "type": "inputNode"},
        {"id": "fired", "name": "fired", "type": "outputNode"},
    ]
    for node, layer in zip(("needs", "arguments"), steps, strict=True):
        each = [{"id": name, "key": name, "value": text} for name, text in layer]
        content = {"expressions": each, "passThrough": False}
        nodes.append({"id": node, "name": node, "type": "expressionNode", "content": content})
    ways = "facts>needs facts>arguments needs>arguments needs>fired arguments>fired".split()
    edges = [
        {"id": way, "type": "edge", "sourceId": way.split(">")[0], "targetId": way.split(">")[1]}
        for way in ways
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def rules_in_suggestion(suggestion: dict[str, Any]) -> set[str]:
    groupings = (*suggestion["candidates"], *suggestion["not_put_forward"])
    arguments = [each for one in groupings for each in (*one.get("for", ()), *one["against"])]
    return {each["rule"] for each in arguments}.union(*(need["rules"] for need in suggestion["needs"]))


# THE RUN


def differences(found: Sequence[Contestant]) -> Iterator[str]:
    """Every contestant that does not give the answers of the first, by name, with the rules and never a fact."""
    expected: list[set[str]] = []
    for each in found:
        fired = [each.fired(each.run(given)) for given in each.inputs()]
        expected = expected or fired
        apart = [one ^ other for one, other in zip(fired, expected, strict=True) if one != other]
        if apart:
            names = ", ".join(sorted(set[str]().union(*apart)))
            yield f"{each.name} differs from {found[0].name} in {len(apart)} cases, in these rules: {names}"


def timed(found: Sequence[Contestant], seconds: float) -> dict[str, float]:
    """The median over rounds, in microseconds a case; in each round every contestant answers every case."""
    times: dict[str, list[float]] = {each.name: [] for each in found}
    gc.freeze()  # what is there by now would otherwise be searched again in every contestant's time
    start = shown = time.perf_counter()
    while len(times[IFS]) < ROUNDS or time.perf_counter() - start < seconds:
        for each in found:
            inputs, run = each.inputs(), each.run
            gc.collect()
            before = time.perf_counter()
            for given in inputs:
                run(given)
            now = time.perf_counter()
            times[each.name].append((now - before) / len(inputs) * 1e6)
            if now - shown > 1:
                shown = now
                print(f"\rtiming: {now - start:.0f} of {seconds:.0f} s", end="", file=sys.stderr, flush=True)
    print(f"\rtimed {len(times[IFS])} rounds       ", file=sys.stderr)
    return {name: statistics.median(each) for name, each in times.items()}


def show(medians: Mapping[str, float], zen: float) -> None:
    head = ("", "µs a case (median)", "× if statements", "× fastest zen-engine")
    rows = [
        (name, f"{each:,.1f}", f"{each / medians[IFS]:,.1f}", f"{each / zen:,.2f}")
        for name, each in medians.items()
    ]
    if sys.stdout.isatty():
        table = Table(head[0])
        for name in head[1:]:
            table.add_column(name, justify="right")
        for row in rows:
            table.add_row(*row)
        Console().print(table)
        return
    first, *widths = (max(map(len, column)) for column in zip(head, *rows, strict=True))
    for name, *numbers in (head, *rows):
        print(name.ljust(first), *(text.rjust(width) for text, width in zip(numbers, widths, strict=True)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long to go on timing (default: 10)")
    parser.add_argument("--cases", type=int, default=200, help="how many cases to draw (default: 200)")
    parser.add_argument("--seed", type=int, default=0, help="what the cases are drawn from (default: 0)")
    parser.add_argument(
        "--whole", action="store_true", help="give every contestant the facts no rule reads, too"
    )
    options = parser.parse_args()

    shipped = load_rules()
    rules = at_least(shipped, RULES)
    repeated = len(rules.rules) - len(shipped.rules)
    count = sum(rule.prompts is None for rule in rules.rules)
    drawn = list(draw(options.cases, options.seed))
    found = list(contestants(rules, drawn, options.whole))
    print(f"{count} rules about needs and groupings: {count - repeated} shipped, {repeated} of them repeated")
    print("under new ids to make up the number. Prompts are left out.")
    print(
        f"{options.cases} cases (seed {options.seed}), each with a share of its facts known, from 0.1 to 1.0."
    )
    print(
        "The if statements are generated from the rules, as a person would write them, so that they cannot drift."
    )
    print(
        "thrive-rules gives three verdicts, and is given every fact of a case. The others say only what fires,"
    )
    print(f"and are given {'every fact, too' if options.whole else 'only the facts that some rule reads'}.")
    if apart := list(differences(found)):
        print("The answers differ, so nothing was timed.", *apart, sep="\n", file=sys.stderr)
        return 1
    print("All of them gave the same answers before they were timed.\n")

    medians = timed(found, options.seconds)
    zen = min(median for name, median in medians.items() if name.startswith("zen-engine"))
    show(medians, zen)
    print()
    for met, target, ratio in (
        (
            medians[EVALUATE] <= 8 * medians[IFS],
            "evaluation takes at most 8 times the if statements",
            f"{medians[EVALUATE] / medians[IFS]:.1f} times",
        ),
        (
            5 * medians[EVALUATE] <= zen,
            "evaluation is at least 5 times faster than zen-engine",
            f"{zen / medians[EVALUATE]:.1f} times faster",
        ),
        (
            medians[SUGGEST] <= zen,
            "suggest is no slower than zen-engine's bare evaluation",
            f"{medians[SUGGEST] / zen:.1f} times its time",
        ),
    ):
        print(f"{'met' if met else 'not met':8}{target}: {ratio}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
