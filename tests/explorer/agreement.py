"""Python and JavaScript on the same tables and cases: what each says, and where they differ."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from in_node import node

from thrive_rules import Grouping, RuleBase, load_rules
from thrive_rules.cases.fact import Voice
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.explorer.conformance import (
    comparison_text,
    conversation_of,
    conversation_text,
    faults_text,
    laws_text,
    what_if_text,
)
from thrive_rules.explorer.made_up import made_up_files, spoilt_files
from thrive_rules.explorer.table import table
from thrive_rules.faults import CaseError
from thrive_rules.language.conditions import All, AnyOf, Is, Known, Not
from thrive_rules.language.rule import ArguesFor, Deciding, PromptKind, Prompts, UrgentKind
from thrive_rules.language.wording import UrgentWords
from thrive_rules.language.words import Words
from thrive_rules.testing import rule_bases

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "src" / "thrive_rules" / "explorer" / "js"
RUNNER = Path(__file__).parent / "runner.mjs"
CASES_OF_A_RULE_BASE = 10
MADE_UP = Words(young_person="Made up.", parent_or_carer="Made up.", practitioner="Made up.")
SELDOM: tuple[Deciding | Prompts, ...] = (
    # No file may hold such a rule; a rule base built in Python may, and it fires for nobody.
    ArguesFor(
        id="reads-what-decides-nothing",
        when=AnyOf((Is("competence", ("presumed", "not_assessed")), Is("severity_impact", ("severe",)))),
        argues_for=Grouping.GETTING_RISK_SUPPORT,
        voice=Voice.RULE_BASE,
        because=MADE_UP,
        illustrative=True,
    ),
    # Somebody who answers everything, and is in no danger, is left out by no rules that hold this one.
    ArguesFor(
        id="no-danger",
        when=Is("immediate_danger", (False,)),
        argues_for=Grouping.THRIVING,
        voice=Voice.RULE_BASE,
        because=MADE_UP,
        illustrative=True,
    ),
    # Raised where the young person has said nothing: no kind but `ask` stands first for that.
    *(
        Prompts(
            id=f"silent-{kind}",
            when=All(tuple(Not(Known(fact)) for fact in facts)),
            prompts=kind,
            says=MADE_UP,
            illustrative=True,
        )
        for kind, facts in (
            (PromptKind.DISCUSS, ["managing_own_health"]),
            (PromptKind.AGREE, ["managing_own_health", "no_professional_help_now"]),
        )
    ),
)
"""Rules that chance seldom draws."""
LONG_NOTICE = UrgentWords(recorded=MADE_UP, entered=MADE_UP, short="A long notice. " * 9)
"""Two of these do not fit in one line."""
DRAWN_TOGETHER = 50
"""How many rule bases are drawn at a time."""
TOGETHER = 500
"""How many requests Node gets at a time."""


def answers(requests: Iterable[dict[str, Any]], modules: Path = MODULES) -> list[Any]:
    """What the modules answer to some requests, one by one: a list of texts, or a mapping of what was refused."""
    asked = "".join(json.dumps(each) + "\n" for each in requests)
    done = subprocess.run(
        [node(), str(RUNNER), str(modules)], input=asked, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class Asked(NamedTuple):
    """A request, and what Python says to it: some texts, or the faults for which a case is refused."""

    request: dict[str, Any]
    said: list[str] | str


def of_rules(rules: RuleBase, files: Iterable[dict[str, Any]]) -> list[Asked]:
    """The table of some rules, the laws that they break, and what they make of some case files."""
    return list(_of_rules(rules, files))


def _of_rules(rules: RuleBase, files: Iterable[dict[str, Any]]) -> Iterator[Asked]:
    yield Asked({"table": table(rules)}, [])
    yield Asked({"laws": True}, [laws_text(rules)])
    last: Conversation | None = None
    for file in files:
        request = {"case": json.dumps(file)}
        try:
            conversation = conversation_of(file, rules)
        except CaseError as refused:
            yield Asked(request, faults_text(refused.faults))
            continue
        said = [conversation_text(conversation), what_if_text(conversation, rules)]
        if last is not None:
            said.append(comparison_text(last, conversation, rules))
        yield Asked(request, said)
        last = conversation


def of_shipped_rules(count: int, start: str) -> Iterator[list[Asked]]:
    """What the rules that ship make of so many made-up case files, a fifth of which may be no case."""
    spoilt = count // 5
    for files in (made_up_files(start, count - spoilt), spoilt_files(start, spoilt)):
        while some := [*islice(files, TOGETHER)]:
            yield of_rules(load_rules(), some)


def of_random_rules(count: int, start: int) -> Iterator[list[Asked]]:
    """What so many random rule bases make of a few made-up case files each."""
    for first in range(0, count, DRAWN_TOGETHER):
        drawn = random_rules(min(DRAWN_TOGETHER, count - first), start * 1_000_000 + first)
        for index, rules in enumerate(drawn, first):
            files = made_up_files(f"{start} of rules {index}", CASES_OF_A_RULE_BASE)
            yield of_rules(rules, files)


def random_rules(count: int, start: int) -> list[RuleBase]:
    """So many random rule bases, at least one."""
    decide = [name for name, fact in FACTS.items() if fact.part not in FOR_PROMPTS_ALONE]
    names = st.builds(
        lambda some, more: list(dict.fromkeys((*some, *more))),
        st.lists(st.sampled_from(decide), min_size=3, max_size=9, unique=True),
        st.lists(st.sampled_from(list(FACTS)), max_size=4, unique=True),
    )
    found: list[RuleBase] = []

    @seed(start)
    @settings(
        max_examples=count, database=None, deadline=None, derandomize=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(names.flatmap(rule_bases))
    def collect(rules: RuleBase) -> None:
        match len(found) % 3:
            case 0:
                rules = replace(rules, rules=(*rules.rules, *SELDOM))
            case 1:
                rules = replace(rules, urgent=dict.fromkeys(UrgentKind, LONG_NOTICE))
            case _:
                pass
        found.append(rules)

    collect()
    return found[:count]


def differences(groups: Iterable[list[Asked]], modules: Path = MODULES) -> Iterator[str]:
    """Where JavaScript says something else than Python, in words: what was asked, and the first place that differs.

    Each group begins with a table; several go to Node at a time.
    """
    together: list[Asked] = []
    for group in groups:
        together += group
        if len(together) >= TOGETHER:
            yield from _differences(together, modules)
            together = []
    yield from _differences(together, modules)


def _differences(asked: list[Asked], modules: Path) -> Iterator[str]:
    for each, said in zip(asked, answers((each.request for each in asked), modules), strict=True):
        if isinstance(said, dict):
            faults = said["refused"]
            if faults is None:
                yield f"{_named(each)}: {said['failure']}"
                continue
            said = json.dumps(
                [{"code": fault["code"], "path": fault["path"]} for fault in faults], ensure_ascii=False
            )
        if said != each.said:
            yield f"{_named(each)}:\n{_first_difference(each.said, said)}"


def _named(asked: Asked) -> str:
    return json.dumps(asked.request, ensure_ascii=True)[:300]


def _first_difference(one: list[str] | str, other: list[str] | str) -> str:
    if isinstance(one, str) or isinstance(other, str) or len(one) != len(other):
        return f"  Python      {str(one)[:600]}\n  JavaScript  {str(other)[:600]}"
    for mine, theirs in zip(one, other, strict=True):
        if mine != theirs:
            at = next(
                (i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b),
                min(len(mine), len(theirs)),
            )
            around = slice(max(0, at - 160), at + 100)
            return f"  Python      …{mine[around]}…\n  JavaScript  …{theirs[around]}…"
    return "nothing"
