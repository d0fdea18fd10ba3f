"""The commands about cases: `suggest` for each of some, `compare` for two."""

from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cases.case import Grouping
from thrive_rules.cli.options import (
    CaseArgument,
    CasesArgument,
    DepthChoice,
    Form,
    HtmlOption,
    JsonOption,
    LanguageOption,
    MarkdownOption,
    PersonChoice,
    PlainJson,
    ReaderChoice,
    RoomChoice,
    RulesOption,
    form_of,
)
from thrive_rules.cli.terminal import line, print_as, print_json, show_page
from thrive_rules.conversations.depth import Depth
from thrive_rules.faults import ThriveRulesError, printable

if TYPE_CHECKING:
    from thrive_rules.conversations.conversation import Conversation
    from thrive_rules.language.rulebase import RuleBase


def suggest_command(
    cases: CasesArgument,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    room: RoomChoice = None,
    depth: DepthChoice = Depth.PAGE,
    as_json: JsonOption = False,
    markdown: MarkdownOption = False,
    html: HtmlOption = False,
    rules: RulesOption = None,
    language: LanguageOption = None,
    what_if: Annotated[
        Grouping | None,
        typer.Option(help="Add which answers would bring this grouping in, or take its last argument away."),
    ] = None,
) -> None:
    """Suggest groupings for a case, with every why and why not.

    With --reader, --person or --room: what they may see of it, and nothing else. With --json too, that is a copy to
    give to them, with their text under "reading"; --json alone is the record's own. Of several cases: a page for each,
    or a line of JSON, null for one that cannot be read; every fault is shown at the end. HTML and Markdown ask whose
    copy it is, and HTML is of one case.
    """
    from thrive_rules.cli.case import ask_whose_copy, conversation_of, second_opinion
    from thrive_rules.cli.ending import each_of
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Whom

    form, whom, several = form_of(as_json, markdown, html), Whom(reader, person, room), len(cases) > 1
    if form.is_kept:
        ask_whose_copy(whom)
    if several and form is Form.HTML:
        raise ThriveRulesError("a page in HTML is of one case; name one file at a time")
    rule_base = load_rules(rules, language=language)
    engine = second_opinion(rule_base)
    for case, conversation in each_of(cases, lambda case: conversation_of(case, rule_base, engine, whom)):
        if conversation is None:
            if several and as_json:
                print_json(None)
            continue
        change = None
        if what_if and not conversation.without_a_case:
            from thrive_rules.conversations.what_if import page_of_what_if
            from thrive_rules.conversations.what_if import what_if as find_changes

            change = find_changes(conversation, rule_base, what_if)
        if form is Form.JSON:
            answer = conversation.data()
            if change:
                answer["what_if"] = change.data()
            if whom != Whom() and not conversation.without_a_case:
                answer["reading"] = _reading(conversation, rule_base, depth)
            print_json(answer, in_one_line=several)
            continue
        from thrive_rules.conversations.explain import page

        shown = page(conversation, rule_base, depth=depth)
        if several:
            line(printable(f"==> {case} <=="))
        print_as(form, shown + page_of_what_if(change, rule_base) if change else shown, None)
        if several:
            line("")


def _reading(conversation: "Conversation", rules: "RuleBase", depth: Depth) -> dict[str, str]:
    """The text of a copy, beside its data."""
    from thrive_rules.conversations.explain import explain, reader_of

    text = explain(conversation, rules, depth=depth)
    return {"reader": reader_of(conversation), "text": text.removesuffix("\n")}


def compare_command(
    case_a: CaseArgument,
    case_b: CaseArgument,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    room: RoomChoice = None,
    as_json: PlainJson = False,
    rules: RulesOption = None,
    language: LanguageOption = None,
    beside: Annotated[
        str | None,
        typer.Option(
            help="Other rules to lay beside it, as a directory or a name: severity-led is a teaching counterexample."
        ),
    ] = None,
) -> None:
    """Say what differs between two cases, and what that moved.

    Where only severity differs, nothing moved. With --reader, --person or --room: what differs in what they may see.
    """
    from thrive_rules.cli.case import conversation_of, second_opinion
    from thrive_rules.cli.ending import each_of
    from thrive_rules.conversations.comparison import compare, page_of_comparison
    from thrive_rules.conversations.explain import reader_of
    from thrive_rules.conversations.page import Page
    from thrive_rules.conversations.side_by_side import on_a_page_of, put_beside
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Whom

    rule_base = load_rules(rules, language=language)
    engine, whom = second_opinion(rule_base), Whom(reader, person, room)
    both = each_of((case_a, case_b), lambda case: conversation_of(case, rule_base, engine, whom))
    first, second = [conversation for _, conversation in list(both) if conversation]
    comparison = compare(first, second, rule_base)
    others = None
    if beside is not None and not comparison.without_a_case:
        others = put_beside(load_rules(beside, for_study=True), first, second)
    if as_json:
        answer = comparison.data()
        print_json(answer | {"beside": others[0].model_dump(mode="json")} if others else answer)
    else:
        shown = page_of_comparison(comparison, rule_base)
        if others:
            shown += Page((on_a_page_of(rule_base.language, others[1], reader_of(first)),))
        show_page(shown)
