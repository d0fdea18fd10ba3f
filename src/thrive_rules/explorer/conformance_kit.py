"""A folder for whoever writes another reader of the table: the table, case files, and exactly what must come out."""

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from thrive_rules.cases.case import Case
from thrive_rules.conversations.conversation import Conversation, ConversationFile
from thrive_rules.conversations.depth import Depth
from thrive_rules.conversations.explain import page
from thrive_rules.explorer.conformance import (
    ENGINE,
    as_json,
    conversation_of,
    conversation_text,
    faults_text,
)
from thrive_rules.explorer.made_up import made_up_files, spoilt_files
from thrive_rules.explorer.table import table
from thrive_rules.explorer.table_schema import table_schema
from thrive_rules.faults import CaseError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.severity.audience import KINDS, audience_of
from thrive_rules.severity.case_file import CaseFile, load_case

CASES_WITH_PAGES = 50
"""Of so many cases the kit has pages: of each reader, of everybody in the case and of a room, at each depth."""
CASES_REFUSED = 300
"""How many files no reader may take for a case."""


def conformance_kit(rules: RuleBase, cases: int, seed: str) -> Iterator[tuple[str, str]]:
    """Every file of the kit: its name and its text. The same rules and seed give the same bytes.

    Raises ThriveRulesError for the rules of a teaching counterexample: no suggestion comes of those.
    """
    made_up = list(made_up_files(seed, cases))
    conversations = [conversation_of(file, rules) for file in made_up]
    yield "table.json", as_json(table(rules)) + "\n"
    for name, schema in (
        ("table", table_schema()),
        ("case", CaseFile.model_json_schema()),
        ("conversation", ConversationFile.model_json_schema(mode="serialization")),
    ):
        yield f"{name}.schema.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    yield "cases.jsonl", _lines(map(as_json, made_up))
    yield "conversations.jsonl", _lines(map(conversation_text, conversations))
    yield "pages.jsonl", _lines(_pages(conversations[:CASES_WITH_PAGES], rules))
    yield "refused.jsonl", _lines(_refused(seed))
    readme = files("thrive_rules.explorer").joinpath("conformance_kit.md").read_text("utf-8")
    yield (
        "README.md",
        readme.format(cases=cases, pages=min(cases, CASES_WITH_PAGES), engine=ENGINE, seed=seed),
    )


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


def _pages(conversations: Iterable[Conversation], rules: RuleBase) -> Iterator[str]:
    for number, conversation in enumerate(conversations, 1):
        for names in _audiences(conversation.case):
            audience = audience_of(names, conversation.case)
            for depth in Depth:
                shown = page(conversation, rules, audience, depth)
                said: dict[str, Any] = {"case": number, "for": names, "depth": depth}
                yield as_json({**said, "page": shown.data(), "text": str(shown)})


def _audiences(case: Case) -> list[list[str]]:
    ids = [view.id for view in case.views if view.id]
    return [[str(kind)] for kind in KINDS] + [[name] for name in ids] + [["young_person", "parent_or_carer"]]


def _refused(seed: str) -> Iterator[str]:
    """Files that are no case, in ASCII: some hold half a letter, which no UTF-8 can."""
    found = 0
    for file in spoilt_files(seed, CASES_REFUSED * 2):
        try:
            load_case(file)
        except CaseError as refused:
            if found < CASES_REFUSED:
                found += 1
                faults = json.loads(faults_text(refused.faults))
                yield json.dumps({"case": file, "faults": faults})
