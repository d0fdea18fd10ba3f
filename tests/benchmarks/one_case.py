"""One case at a time: thrive-rules beside if statements and two rule engines, on the same rules, in one run.

Each contestant is written out from the same rule base, so that none can drift from the rules, and must give the
same answers before anything is timed. Times differ from machine to machine; the ratios are what to read.
"""

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import compress, cycle, islice
from pathlib import Path
from typing import Any, NamedTuple, assert_never

from rich.box import HEAVY_HEAD
from rich.console import Console
from rich.table import Table

import thrive_rules.cases.case as cases
from thrive_rules import Case, load_rules, suggest
from thrive_rules.cases.fact import Held
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import (
    All,
    AnyOf,
    Condition,
    Is,
    Known,
    Needed,
    Not,
    PutForward,
    facts_read,
)
from thrive_rules.language.rule import Deciding, Establishes
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import SecondOpinion, evaluate
from thrive_rules.reasoning.meaning import Verdict

RULES, ROUNDS = 60, 5
IFS, EVALUATE = "if statements", "thrive-rules evaluate"
SEEN, FRESH = "thrive-rules suggest to JSON, seen", "thrive-rules suggest to JSON, fresh"
ZEN, ZEN_FRESH = "zen-engine, all at once", "zen-engine, all at once, fresh"
DURABLE, BOTH = "durable-rules alone", "both engines"
Spelling = Callable[[str, Sequence[cases.Value]], str]
Run = Callable[[Any], Any]


class Contestant(NamedTuple):
    """One way to answer: what it is given in each round, what is timed, and the rules that fire in what it answers."""

    name: str
    inputs: Callable[[], Sequence[Any]]
    run: Run
    fired: Callable[[Any], set[str]]


def at_least(number: int, rules: RuleBase) -> RuleBase:
    """The rule base with rules repeated under new ids, until `number` of its rules are no prompts."""
    own = rules.deciding
    again = [
        rule.model_copy(update={"id": f"again-{index}-{rule.id}"})
        for index, rule in enumerate(islice(cycle(own), max(0, number - len(own))))
    ]
    return replace(rules, rules=(*rules.rules, *again))


def draw(source: random.Random) -> dict[str, Any]:
    """A case as a case file says it: mostly blank, fully answered, or between."""
    share = source.uniform(0.1, 1.0)

    def some(names: Iterable[str]) -> dict[str, Any]:
        return {name: source.random() < 0.5 for name in names if source.random() < share}

    def answers_of(section: str) -> list[str]:
        return [name for name, fact in FACTS.items() if fact.path[0] == section and fact.held is Held.PLAIN]

    presentation = some(answers_of("presentation"))
    for name, keys in (("concerns", cases.Concern), ("circumstances", cases.Circumstance)):
        if source.random() < share:
            presentation[name] = [str(key) for key in keys if source.random() < 0.1]
    if presentation.get("safety_concern"):
        presentation["safety_narrative"] = "in words"
    goals = ["a goal"] if source.random() < share else []
    return {
        "presentation": presentation,
        "preferences": some(answers_of("preferences")) | {"wants": some(cases.KINDS_OF_HELP), "goals": goals},
        "views": [{"from": voice, "proposes": some(cases.KINDS_OF_HELP)} for voice in cases.VOICES_OF_VIEWS],
    }


def written(condition: Condition, answer: Spelling, need: Callable[[str], str], negated: bool = False) -> str:
    """A condition as text. `not` moves inwards to the answers, because not yet known is not the same as no."""
    match condition:
        case All(inner) | AnyOf(inner):
            joint = " and " if isinstance(condition, All) != negated else " or "
            return f"({joint.join(written(each, answer, need, negated) for each in inner)})"
        case Not(each):
            return written(each, answer, need, not negated)
        case Is(fact, values):
            others = tuple(value for value in FACTS[fact].domain if value not in values)
            return answer(fact, others if negated else values)
        case Needed(name):
            return need(name)
        case Known() | PutForward():
            raise ValueError("prompts alone ask this, and no prompt is timed")
        case _:
            assert_never(condition)


def in_python(fact: str, values: Sequence[cases.Value]) -> str:
    if len(values) == 1:
        return f"facts.get({fact!r}) {'is' if isinstance(values[0], bool) else '=='} {values[0]!r}"
    return f"facts.get({fact!r}) in {tuple(values)!r}"


def in_engine(fact: str, values: Sequence[cases.Value]) -> str:
    """For both engines: an unknown fact is null there, and null equals no answer."""
    if len(values) == 1:
        return f"{fact} == {json.dumps(values[0])}"
    return f"{fact} in {json.dumps(values)}"


def need_name(need: str) -> str:
    return f"need_{need}".replace("-", "_")


def as_if_statements(rules: Sequence[Deciding]) -> str:
    lines = ["def fired_rules(facts):", "    fired = []", "    needs = set()"]
    for rule in rules:
        lines.append(f"    if {written(rule.when, in_python, lambda need: f'{need!r} in needs')}:")
        lines.append(f"        fired.append({rule.id!r})")
        if isinstance(rule, Establishes):
            lines.append(f"        needs.add({rule.establishes!r})")
    return "\n".join([*lines, "    return fired"])


def made(text: str, name: str) -> Callable[..., Any]:
    """The function of this name that a text of Python defines."""
    room: dict[str, Any] = {}
    exec(text, room)  # noqa: S102 - the text is made above from rules that the loader checked, and holds nobody's input
    function: Callable[..., Any] = room[name]
    return function


def one_by_one(rules: Sequence[Deciding], compiled: Callable[[str], Run]) -> Run:
    """An expression a rule, in two steps: the needs from the facts, then the arguments from both."""
    first: list[tuple[str, str, Run]] = []
    second: list[tuple[str, Run]] = []
    for rule in rules:
        text = written(rule.when, in_engine, lambda need: f"{need_name(need)} == true")
        if isinstance(rule, Establishes):
            first.append((rule.id, need_name(rule.establishes), compiled(text)))
        else:
            second.append((rule.id, compiled(text)))

    def fired_rules(facts: dict[str, Any]) -> list[str]:
        fired, known = [], facts.copy()
        for rule, need, matches in first:
            if matches(facts):
                fired.append(rule)
                known[need] = True
        return fired + [rule for rule, matches in second if matches(known)]

    return fired_rules


def decision_graph(texts: Mapping[str, str], needs: int) -> str:
    """Needs, which stand first, read the facts; arguments read facts and needs; both are the answer."""
    lines = [{"id": name, "key": name, "value": text} for name, text in texts.items()]
    nodes: list[dict[str, Any]] = [
        {"id": "facts", "type": "inputNode"},
        {"id": "fired", "type": "outputNode"},
    ]
    for node, layer in (("needs", lines[:needs]), ("arguments", lines[needs:])):
        nodes.append({"id": node, "type": "expressionNode", "content": {"expressions": layer}})
    inner = [("facts", "needs"), ("facts", "arguments"), ("needs", "arguments")]
    ways = [*inner, ("needs", "fired"), ("arguments", "fired")]
    edges = [{"id": f"{one}-{other}", "sourceId": one, "targetId": other} for one, other in ways]
    return json.dumps({"nodes": [each | {"name": each["id"]} for each in nodes], "edges": edges})


def contestants(base: RuleBase, drawn: Sequence[dict[str, Any]]) -> Iterator[Contestant]:
    needs = [rule for rule in base.deciding if isinstance(rule, Establishes)]
    rules = (*needs, *base.arguing)
    read = sorted({fact for rule in rules for fact in facts_read(rule.when)})
    answers = [Case.model_validate(each).facts for each in drawn]
    known = [{name: each[name] for name in read if name in each} for each in answers]
    yield Contestant(IFS, lambda: known, made(as_if_statements(rules), "fired_rules"), set)
    yield Contestant(
        EVALUATE,
        lambda: answers,
        lambda facts: evaluate(base, facts).verdicts,
        rules_that_fire,
    )

    def whole(case: Case) -> bytes:
        return suggest(case, base).model_dump_json().encode()

    def only_read(case: Case) -> dict[str, cases.Value]:
        return {name: answer for name, answer in case.facts.items() if name in read}

    yield Contestant(SEEN, lambda: [Case.model_validate(each) for each in drawn], whole, rules_in_suggestion)
    yield Contestant(FRESH, never_seen(len(drawn)), whole, rules_in_suggestion)
    if engine := second_engine(base):
        yield Contestant(DURABLE, lambda: answers, engine.verdicts, rules_that_fire)

        def both(facts: Mapping[str, cases.Value]) -> Mapping[str, Verdict]:
            first = evaluate(base, facts).verdicts
            if first != engine.verdicts(facts):
                raise AssertionError("two engines that differ")
            return first

        yield Contestant(BOTH, lambda: answers, both, rules_that_fire)
    # From the dependency group `bench`; by name, because mypy also runs where it is not installed.
    zen, rule_engine = import_module("zen"), import_module("rule_engine")
    single = one_by_one(rules, lambda text: zen.compile_expression(text).evaluate)
    yield Contestant("zen-engine, rule by rule", lambda: known, single, set)

    # The other two ways know a rule by a short name, and a need by the rules that establish it.
    short = {rule.id: f"r{index}" for index, rule in enumerate(rules)}
    long = {name: rule for rule, name in short.items()}

    def rules_in_answer(answer: dict[str, Any]) -> set[str]:
        return {long[name] for name, fires in answer["result"].items() if fires}

    def established(need: str) -> str:
        return f"({' or '.join(short[rule.id] for rule in base.establishing[need])})"

    texts = {short[rule.id]: written(rule.when, in_engine, established) for rule in rules}
    assigned = "; ".join(f"{name} = {text}" for name, text in texts.items())
    at_once = zen.compile_expression(f"{assigned}; [{', '.join(long)}]").evaluate
    yield Contestant(ZEN, lambda: known, at_once, lambda fires: set(compress(short, fires)))
    fresh = never_seen(len(drawn))
    yield Contestant(
        ZEN_FRESH,
        lambda: [only_read(case) for case in fresh()],
        at_once,
        lambda fires: set(compress(short, fires)),
    )
    graph = zen.ZenDecisionContent(decision_graph(texts, len(needs)))
    decided = zen.ZenEngine().create_decision(graph).evaluate
    yield Contestant("zen-engine, graph", lambda: known, decided, rules_in_answer)
    # A default alone would give the same answers, but a hundred times slower: for each name that is absent,
    # rule-engine first looks for one that is spelt like it.
    unknown = dict.fromkeys([*read, *(need_name(need.id) for need in base.needs)])
    context = rule_engine.Context(default_value=None)
    single = one_by_one(rules, lambda text: rule_engine.Rule(text, context=context).matches)
    yield Contestant("rule-engine", lambda: [unknown | each for each in known], single, set)


def never_seen(count: int) -> Callable[[], list[Case]]:
    """So many new cases at every call, with nothing kept from an earlier one; the same again for whoever asks."""
    source = random.Random("fresh")  # noqa: S311 - keeps no secret, and has to draw the same cases each time
    return lambda: [Case.model_validate(draw(source)) for _ in range(count)]


def second_engine(base: RuleBase) -> SecondOpinion | None:
    """durable-rules, where it is installed: it does not build on Python 3.13 and later."""
    try:
        from thrive_rules.engines.durable import DurableEngine
    except ImportError:
        return None
    return DurableEngine(base)


def rules_that_fire(verdicts: Mapping[str, Verdict]) -> set[str]:
    return {rule for rule, verdict in verdicts.items() if verdict is Verdict.FIRES}


def rules_in_suggestion(text: bytes) -> set[str]:
    suggestion = json.loads(text)
    groupings = (*suggestion["candidates"], *suggestion["not_put_forward"])
    arguments = [each for one in groupings for each in (*one.get("for", ()), *one["against"])]
    return {each["rule"] for each in arguments}.union(*(need["rules"] for need in suggestion["needs"]))


def differences(found: Sequence[Contestant]) -> Iterator[str]:
    """Every contestant that does not answer as the first with its cases does: its name and the rules, never a fact."""
    expected: dict[bool, tuple[str, list[set[str]]]] = {}
    for each in found:
        fired = [each.fired(each.run(given)) for given in each.inputs()]
        first, wanted = expected.setdefault(each.name in (FRESH, ZEN_FRESH), (each.name, fired))
        apart = [one ^ other for one, other in zip(fired, wanted, strict=True) if one != other]
        if apart:
            rules = ", ".join(sorted(set[str]().union(*apart)))
            yield f"{each.name} differs from {first} in {len(apart)} cases, about {rules}"


def timed(found: Sequence[Contestant], seconds: float) -> dict[str, list[float]]:
    """Microseconds of processor a case, round by round; in each round every contestant answers every case."""
    times: dict[str, list[float]] = {each.name: [] for each in found}
    gc.freeze()  # else what is there by now would be searched again in everybody's time
    start = shown = time.perf_counter()
    while len(times[IFS]) < ROUNDS or time.perf_counter() - start < seconds:
        for each in found:
            inputs, run = each.inputs(), each.run
            gc.collect()
            before = time.process_time()  # what others do on the machine meanwhile is nobody's time here
            for given in inputs:
                run(given)
            times[each.name].append((time.process_time() - before) / len(inputs) * 1e6)
            now = time.perf_counter()
            if now - shown > 1:
                shown = now
                print(f"\rtiming: {now - start:.0f} of {seconds:.0f} s", end="", file=sys.stderr, flush=True)
    print(f"\rtimed in {len(times[IFS])} rounds   ", file=sys.stderr)
    return times


class Figures(NamedTuple):
    """What one contestant took: microseconds a case, and its time against others in the same round."""

    median: float
    best: float
    times_ifs: float
    times_zen: float


def figures(times: Mapping[str, Sequence[float]]) -> dict[str, Figures]:
    """Ratios are taken round by round, so that a machine that slows down and recovers slows both sides."""
    quickest = min(
        (name for name in times if name.startswith("zen-engine")), key=lambda name: min(times[name])
    )

    def against(name: str, other: str) -> float:
        return statistics.median(one / two for one, two in zip(times[name], times[other], strict=True))

    return {
        name: Figures(
            statistics.median(each),
            min(each),
            against(name, IFS),
            against(name, ZEN_FRESH if name == FRESH else ZEN if name == SEEN else quickest),
        )
        for name, each in times.items()
    }


def show(found: Mapping[str, Figures]) -> None:
    terminal = sys.stdout.isatty()  # else plain text, in columns
    table = Table("", box=HEAVY_HEAD if terminal else None, pad_edge=terminal)
    for name in ("µs a case", "times if statements", "times zen-engine"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, each in found.items():
        table.add_row(name, f"{each.median:,.1f}", f"{each.times_ifs:,.1f}", f"{each.times_zen:,.2f}")
    Console(width=None if terminal else 100).print(table)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long to go on timing (10)")
    parser.add_argument("--cases", type=int, default=200, help="how many cases to draw (200)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    options = parser.parse_args()
    shipped = load_rules()
    rules = at_least(RULES, shipped)
    count, repeated = len(rules.deciding), len(rules.rules) - len(shipped.rules)
    source = random.Random(0)  # noqa: S311 - keeps no secret, and has to draw the same cases each time
    found = list(contestants(rules, [draw(source) for _ in range(options.cases)]))
    if apart := list(differences(found)):
        print("The answers differ, so nothing was timed.", *apart, sep="\n", file=sys.stderr)
        return 1
    print(
        f"{count} rules about needs and groupings, {repeated} of them repeated under new ids to make up the number.",
        f"{options.cases} cases, each with a share of its facts known that lies between 0.1 and 1.0.",
        "The if statements are generated as a person would write them, so that they cannot drift from the rules.",
        "thrive-rules gives three verdicts and has every fact of a case; the others say only what fires, and",
        "have only the facts that some rule reads. All gave the same answers before they were timed.",
        "Suggest goes from a validated case to the text of its JSON: the 200 cases again and again (seen), or as many",
        "new ones in every round (fresh), beside zen-engine with those same cases. Processor time; medians, of ratios too:",
        sep="\n",
    )
    result = figures(timed(found, options.seconds))
    show(result)
    for name, limit in ((FRESH, 6.5), (SEEN, 5.5)):
        times = result[name].times_zen
        met = "met    " if times <= limit else "not met"
        print(f"{met} {name}: at most {limit} times zen-engine on the same cases; this run {times:.2f} times")
    if BOTH in result:
        share = result[BOTH].median / (result[DURABLE].median + result[EVALUATE].median)
        print(f"Both engines together take {share:.2f} times what each takes alone, added up (reach for 1).")
    if options.json:
        options.json.write_text(
            json.dumps({name: each._asdict() for name, each in result.items()}, indent=2) + "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
