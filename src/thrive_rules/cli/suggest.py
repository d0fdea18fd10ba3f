"""The commands about cases: `suggest` for one, `compare` for two."""

from typing import Annotated

import typer

from thrive_rules.cases.case import Grouping
from thrive_rules.cli.options import (
    CaseArgument,
    JsonOption,
    PlainJson,
    ReaderChoice,
    ReaderOption,
    RulesOption,
)
from thrive_rules.cli.terminal import print_json, show


def suggest_command(
    case: CaseArgument,
    reader: ReaderChoice = None,
    as_json: JsonOption = False,
    rules: RulesOption = None,
    what_if: Annotated[
        Grouping | None,
        typer.Option(help="Add which answers would bring this grouping in, or take its last argument away."),
    ] = None,
) -> None:
    """Suggest candidate groupings for one case, with every why and why not.

    With --json and --reader together, the reader's text stands under "reading".
    """
    from thrive_rules.cli.case import conversation_of, second_opinion
    from thrive_rules.rulefiles.rulefile import load_rules

    rule_base = load_rules(rules)
    conversation = conversation_of(case, rule_base, second_opinion(rule_base))
    change = None
    if what_if:
        from thrive_rules.conversations.what_if import page_of_what_if
        from thrive_rules.conversations.what_if import what_if as find_changes

        change = find_changes(conversation.case, rule_base, what_if)
    if as_json:
        answer = conversation.data()
        if change:
            answer["what_if"] = change.model_dump(mode="json")
        if reader is not None:
            from thrive_rules.conversations.explain import explain

            text = explain(conversation, rule_base, reader.reader).removesuffix("\n")
            answer["reading"] = {"reader": reader.reader, "text": text}
        print_json(answer)
    else:
        from thrive_rules.conversations.explain import page

        words = (reader or ReaderOption.PRACTITIONER).reader
        shown = page(conversation, rule_base, words)
        show(shown + page_of_what_if(change, rule_base, words) if change else shown)


def compare_command(
    case_a: CaseArgument,
    case_b: CaseArgument,
    reader: ReaderChoice = None,
    as_json: PlainJson = False,
    rules: RulesOption = None,
    beside: Annotated[
        str | None,
        typer.Option(
            help="Other rules to lay beside it, as a directory or a name: severity-led is a teaching counterexample."
        ),
    ] = None,
) -> None:
    """Say what differs between two cases, and what that moved: nothing, where only severity differs."""
    from thrive_rules.cli.case import conversation_of, second_opinion
    from thrive_rules.conversations.comparison import compare, page_of_comparison
    from thrive_rules.conversations.page import Page
    from thrive_rules.conversations.side_by_side import put_beside
    from thrive_rules.rulefiles.rulefile import load_rules

    rule_base = load_rules(rules)
    engine = second_opinion(rule_base)
    first, second = conversation_of(case_a, rule_base, engine), conversation_of(case_b, rule_base, engine)
    comparison = compare(first, second, rule_base)
    others = None if beside is None else put_beside(load_rules(beside, for_study=True), first, second)
    if as_json:
        answer = comparison.model_dump(mode="json")
        print_json(answer | {"beside": others[0].model_dump(mode="json")} if others else answer)
    else:
        shown = page_of_comparison(comparison, rule_base, (reader or ReaderOption.PRACTITIONER).reader)
        show(shown + Page((others[1],)) if others else shown)
