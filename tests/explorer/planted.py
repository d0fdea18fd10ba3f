"""Small faults in the JavaScript, each of which the comparison with Python has to find."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from agreement import MODULES, Asked, differences, of_random_rules, of_rules, of_shipped_rules

from thrive_rules import RuleBase, load_rules
from thrive_rules.language.conditions import All, Is
from thrive_rules.language.rule import Prompts


class Fault(NamedTuple):
    """What stands in a module, and what is put there instead."""

    module: str
    old: str
    new: str

    def __str__(self) -> str:
        """The fault on one line."""
        return f"{self.module}: {self.old} → {self.new}"


def faults_in(module: str, *pairs: tuple[str, str]) -> list[Fault]:
    """Some faults of one module, each as what stands there and what is put instead."""
    return [Fault(f"{module}.js", old, new) for old, new in pairs]


FAULTS = [
    *faults_in(
        "order",
        ("if (mine !== theirs) return mine - theirs;", "if (mine !== theirs) return one < other ? -1 : 1;"),
        ('if (typeof one === "string" && typeof other === "string") return compareCodePoints(one, other);', ""),
    ),
    *faults_in(
        "ways",
        ('return (name === "all") !== negated', 'return (name === "all")'),
        ("return waysOf(table, value, !negated);", "return waysOf(table, value, true);"),
        ("negated ? domain.filter((each) => !chosen.includes(each)) : chosen", "chosen"),
        ("left.filter((/** @type {Value} */ each) => values.includes(each))", "left"),
        ("if (!kept.some((one) => isWithin(one, each))) kept.push(each);", "kept.push(each);"),
        ("if (many[place] !== each) return false;", "if (!(many[place] >= each)) return false;"),
        ('(value ? "True" : "False")', '(value ? "False" : "True")'),
        ('["known", "need"].includes(name) ? value : name', "name"),
        ("established.push(needs.get(literal.key.slice(OF_RULES.length)) ?? []);", "established.push((needs.get(literal.key.slice(OF_RULES.length)) ?? []).slice(0, 1));"),
    ),
    *faults_in(
        "compiled",
        ("([key, values]) => values.length > 0 && table", "([key]) => table"),
        ("table.by.fact.get(key)?.decides !== false", "true"),
        ('table.voices.indexOf(rule.voice ?? "")', "0"),
        ('rule.kind === "establishes" && rule.need === need', 'rule.kind === "establishes"'),
        (".map(({ name }) => name).filter((name) => read.has(name));", ".map(({ name }) => name).filter((name) => read.has(name)).reverse();"),
    ),
    *faults_in(
        "inference",
        (".filter(([name]) => table.by.fact.get(name)?.decides)", ""),
        ("if (bit === 0) isMet = false;", "if (bit === 0) isOpen = false;"),
        ("else if (!(bit & allowed[index])) isOpen = false;", "else if (!(bit & allowed[index])) isMet = false;"),
        ("const met = ways.filter((each) => inference.met.has(each));", "const met = ways.filter((each) => inference.met.has(each)).slice(0, 1);"),
        ("return [...new Set(sets.flat())].sort((one, other) => one - other);", "return [...new Set(sets.flat())];"),
    ),
    *faults_in(
        "missing",
        ("sortedBy(names, (set) => [set.length, set])", "sortedBy(names, (set) => [set])"),
        ("if (ways.some((each) => inference.met.has(each))) continue;", ""),
        ("ways.filter((each) => each.passable && inference.open.has(each));\n    if", "ways.filter((each) => inference.open.has(each));\n    if"),
        ("sets.push(...smallestSets(open.map((each) => missingOf(inference, each))));", "sets.push(...open.map((each) => missingOf(inference, each)));"),
        ("if (bit !== 0 && !(bit & answers[index])) closing", "if (!(bit & answers[index])) closing"),
        ("passable && index < places.length", "index < places.length"),
        ("filter((each) => each.passable && inference.open.has(each));\n  if", "filter((each) => inference.open.has(each));\n  if"),
    ),
    *faults_in(
        "prompted",
        ("answers[key] = name in facts;", "answers[key] = Boolean(facts[name]);"),
        ("answers[key] = candidateState(inference, name) === true;", "answers[key] = candidateState(inference, name) !== false;"),
        ("if (needed !== null) answers[key] = needed;", "answers[key] = needed === true;"),
        ("names.has(name) && name in answers", "names.has(name)"),
        ('kind === "need" ? program.needs.get(name) : program.argueFor.get(name)', "program.argueFor.get(name)"),
    ),
    *faults_in(
        "case",
        ("if (answer || !said.has(name)) said.set(name, answer);", "if (!said.has(name)) said.set(name, answer);"),
        ("else if (answer === null && !said.get(name)) said.set(name, null);", ""),
        ("if (listed && (listed.includes(key) || !open))", "if (listed && listed.includes(key))"),
        ("if (parts[path[0]][path[1]].length) known[name] = true;", "known[name] = parts[path[0]][path[1]].length > 0;"),
        ("return Object.assign(known, yesFromAnybody(table, case_));", "return known;"),
        ('["immediate_danger", "safeguarding_concern"]', '["immediate_danger", "safeguarding_concern", "safety_concern"]'),
    ),
    *faults_in(
        "suggestion",
        ("const voices = [...new Set(made.map(({ voice }) => voice))];", "const voices = made.map(({ voice }) => voice);"),
        ("undecided: sets.length > 0", "undecided: sets.length > 1"),
        ("inference.program.table.asked_first.filter((fact) => !(fact in inference.answers))", "inference.program.table.asked_first"),
        ('entered.includes(kind) ? "entered" : "recorded"', '"recorded"'),
        ("if ([...longer].length <= MOST_LETTERS_IN_SHORT) short = longer;", "short = longer;"),
        ("joins: table.voices.filter((each) => whose.includes(each)),", "joins: table.voices.filter((each) => each !== \"other\" && whose.includes(each)),"),
        ("if (!made.length) continue;", ""),
        ("bringIn.length || bearOn.length", "bringIn.length"),
    ),
    *faults_in(
        "conversation",
        ('silent && rule.prompt_kind === "ask"', "silent"),
        ("    -own(rule),\n", ""),
        ("const silent = !Object.keys(known).some(isOwn);", "const silent = true;"),
        ("{ ...facts(table, case_), ...severityFacts(table, severity) }", "facts(table, case_)"),
        ("return [own, ...new Map(spoken.map((each) => [JSON.stringify(each), each])).values()];", "return [own, ...spoken];"),
        ('label ?? "",\n', ""),
        ("yes.length && no.length", "yes.length || no.length"),
        ("sort((one, other) => place(table, one) - place(table, other))", "sort()"),
    ),
    *faults_in(
        "what_if",
        ("let choices = passable ? [new Map()] : [];", "let choices = [new Map()];"),
        ("if (values.includes(inference.answers[fact])) continue;", "if (fact in inference.answers) continue;"),
        ("if (found.some((smaller) => isPartOf(smaller, change))) continue;", ""),
        ("domain.length === 1 ? [null] : ", ""),
        ("{ ...inference.answers, ...Object.fromEntries(change) }", "{ ...Object.fromEntries(change), ...inference.answers }"),
    ),
    *faults_in(
        "comparison",
        ("if (gained.length || lost.length || before", "if (before"),
        ("return !spoke && sameFacts", "return !spoke"),
        ("candidates.filter(onlyRuleBase)", "candidates"),
        ("[...candidate.for, ...candidate.against]", "candidate.for"),
        ("...named.map((field)", "...beside.map((field)"),
    ),
    *faults_in(
        "laws",
        ('!(butAgainst && kind === "argues_against")', "true"),
        ("!== true);", "=== false);"),
        ("(askedBy(way).get(fact) ?? [true])", "(askedBy(way).get(fact) ?? [])"),
        ("smallestWays(ways.filter(({ passable }) => passable)", "smallestWays(ways"),
        (".filter(({ values }) => !(yesAlone && values.includes(true)))", ""),
        ("for (const fact of table.urgent_kinds) ways = waysGiven(ways, fact, false);", ""),
        ("if (answers[fact] === false) found.push", "if (answers[fact] === true) found.push"),
        ("ways.some((way) => way.length === 1)", "true"),
    ),
    *faults_in("rule_checks", ('rule.illustrative !== (rule.voice === "rule_base")', "!rule.illustrative")),
    *faults_in("meaning", ("if (values.includes(false)) return false;", "")),
    *faults_in(
        "case_file",
        ("if (kinds.includes(id)) faults", "if (false) faults"),
        ("isPart || (!isOfViews && Object", "isPart || (Object"),
        ("if (!saysSomething(each[field])) delete each[field];", "if (each[field] === null) delete each[field];"),
        ("ids.indexOf(id) < index", "ids.indexOf(id) + 1 < index"),
        ('key === "asked" && table.case.suggestions', "table.case.suggestions"),
    ),
    *faults_in(
        "shape",
        ("return value > shape.maximum ?", "return value >= shape.maximum ?"),
        ("|\\p{Surrogate}/u", "/u"),
        ("const LINE_ENDS = /\\r\\n|", "const LINE_ENDS = /\\r\\n?|"),
        ("day.toISOString().startsWith(value)", "true"),
        ("> 2 ** 53", "> 2 ** 52"),
        ("\\u202f\\u205f\\u3000]*$/", "\\u202f\\u205f\\u3000\\ufeff]*$/"),
        ("isWhole && read.safety_concern && SAYS", "isWhole && SAYS"),
    ),
    *faults_in("json", (".join(\", \")}]`", '.join(",")}]`'), ("keys.length === Object.keys(other).length && keys", "keys")),
    *faults_in("table", ('part[reader] ?? part.rest ?? ""', 'part.rest ?? part[reader] ?? ""')),
]  # fmt: skip
"""Each is one small change of meaning."""


def text_with(fault: Fault) -> str:
    """A module with a fault in it."""
    text = (MODULES / fault.module).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, f"this stands {text.count(fault.old)} times: {fault}"
    return text.replace(fault.old, fault.new)


@contextmanager
def with_fault(fault: Fault) -> Iterator[Path]:
    """The modules with one fault in them."""
    with TemporaryDirectory() as directory:
        modules = Path(directory) / "js"
        shutil.copytree(MODULES, modules)
        (modules / fault.module).write_text(text_with(fault), encoding="utf-8")
        yield modules


RARE = (
    {"presentation": {"safety_concern": True, "safety_narrative": "\ufeff"}},
    {"presentation": {"strengths": ["\ud800"]}},
    {"presentation": {"strengths": ["one\rtwo"]}},
    {"format": 2, "context": {"date": "2027-02-30"}},
    {"format": 2, "context": {"private": {"other": ["views.proposes"]}}},
    {"format": 2, "views": [{"from": "other", "id": "a"}, {"from": "other", "id": "a"}]},
)
"""What chance seldom writes into a file; all but the first is no case."""


def hidden_choice() -> RuleBase:
    """The rules that ship, but that no argument is made by the wish for no professional help alone."""
    rules, wish = load_rules(), Is("no_professional_help_now", (True,))
    both = All((wish, Is("help_tried", (True,))))
    changed = (
        rule.model_copy(update={"when": both})
        if rule.when == wish and not isinstance(rule, Prompts)
        else rule
        for rule in rules.rules
    )
    return replace(rules, rules=tuple(changed))


def stages(seed: int) -> tuple[list[list[Asked]], list[list[Asked]]]:
    """What finds the faults: a little, and a lot."""
    start = str(seed)
    seldom = [of_rules(load_rules(), RARE), of_rules(hidden_choice(), [])]
    few = [*of_random_rules(6, seed), *of_shipped_rules(60, start), *seldom]
    many = [*of_random_rules(60, seed + 1), *of_shipped_rules(400, start)]
    return few, many


def not_found(faults: Sequence[Fault], stages: Sequence[Sequence[list[Asked]]]) -> Iterator[Fault]:
    """The faults that make no difference to any of these requests. Most are found in the first stage, so keep it small."""
    for fault in faults:
        with with_fault(fault) as modules:
            if all(next(differences(groups, modules), None) is None for groups in stages):
                yield fault
