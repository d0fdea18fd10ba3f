"""The command `show`: what was kept, as a page for somebody: a decision, a journey of several, a conversation."""

import io
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.ending import each_of, naming
from thrive_rules.cli.options import (
    CaseOfDecisions,
    DepthChoice,
    Form,
    HtmlOption,
    LanguageOption,
    MarkdownOption,
    PersonChoice,
    PlainJson,
    ReaderChoice,
    RoomChoice,
    RulesOption,
    TodayOption,
    form_of,
)
from thrive_rules.cli.terminal import line, print_as
from thrive_rules.conversations.depth import Depth
from thrive_rules.faults import Fault, ThriveRulesError

if TYPE_CHECKING:
    from thrive_rules.conversations.conversation import Conversation
    from thrive_rules.conversations.page import Page
    from thrive_rules.decisions.decision import SharedDecision
    from thrive_rules.decisions.journey import Journey
    from thrive_rules.language.rulebase import RuleBase
    from thrive_rules.severity.audience import Whom


@with_dry_run("out", new=("out",))
def show_command(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="A decision, several of one young person, or a conversation that `suggest --json` printed; "
            "- reads standard input.",
        ),
    ],
    case: CaseOfDecisions = None,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    room: RoomChoice = None,
    depth: DepthChoice = Depth.PAGE,
    today: TodayOption = None,
    as_json: PlainJson = False,
    markdown: MarkdownOption = False,
    html: HtmlOption = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write their copy of one decision to a new file, for its owner alone; - writes it to standard output.",
        ),
    ] = None,
    rules: RulesOption = None,
    language: LanguageOption = None,
) -> None:
    """Show what was kept: a decision, a journey or a conversation.

    With --reader, --person or --room: what they may see of it, for which the record's own decisions need --case. A
    copy for somebody is shown to nobody else. With --out, their copy of a decision stands in a file, to give to them.
    """
    from thrive_rules.cli.case import ask_whose_copy
    from thrive_rules.decisions.decision import SharedDecision
    from thrive_rules.decisions.journey import follow
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Whom

    form, whom = form_of(as_json, markdown, html), Whom(reader, person, room)
    rule_base = load_rules(rules, language=language)
    decisions: list[SharedDecision] = []
    talks: dict[str, Conversation] = {}
    for file, kept in list(each_of(files, _load_decision_or_conversation)):
        if isinstance(kept, SharedDecision):
            decisions.append(kept)
        elif kept:
            talks[file] = kept
    if talks and (len(files) > 1 or case):
        problem = "this is a conversation: it is shown by itself, and has its case in it"
        raise ThriveRulesError(Fault(file, None, "", problem) for file in talks)
    copies = [each.audience for each in talks.values()] + [each.audience for each in decisions]
    if None in copies and (form.is_kept or out):  # a copy for somebody says whose it is
        ask_whose_copy(whom)
    with naming(files):
        if out:
            if talks or len(decisions) > 1 or form is not Form.TEXT:
                raise ThriveRulesError(
                    "--out writes the copy of one decision; name that alone, and no other form"
                )
            _write_copy(decisions[0], whom, case, out)
            return
        if talks:
            [talk] = talks.values()
            page, data = _conversation(talk, whom, rule_base, depth)
        else:
            journey = follow(decisions, today.date() if today else None)
            page, data = _decisions(journey, whom, case, rule_base)
    print_as(form, page, data)


def _load_decision_or_conversation(file: str) -> "SharedDecision | Conversation":
    """What a file keeps. Raises ThriveRulesError for one that keeps neither, and as the two are read."""
    from thrive_rules.cli.case import standard_input
    from thrive_rules.conversations.conversation import load_conversation
    from thrive_rules.decisions.decision_file import load_decision
    from thrive_rules.documents.document import read_document

    source: str | IO[bytes] = file
    if file == "-":  # it is read twice: for what it is, and as that
        source = io.BytesIO(standard_input().read())
        source.name = "<stdin>"
    document = read_document(source)
    if not isinstance(source, str):
        source.seek(0)
    keys = document.data.keys() if isinstance(document.data, dict) else set[str]()
    if keys & {"agreed", "decided_on"}:
        return load_decision(source)
    if keys & {"candidates", "without_a_case"}:
        return load_conversation(source)
    problem = "this is no decision and no conversation that was kept"
    if keys & {"context", "presentation", "preferences", "views"}:
        problem = f"this is a case; to read what could fit: thrive-rules suggest {file}"
    raise ThriveRulesError([document.fault((), problem)])


def _conversation(
    kept: "Conversation", whom: "Whom", rules: "RuleBase", depth: Depth
) -> "tuple[Page, dict[str, Any]]":
    from thrive_rules.conversations.explain import page
    from thrive_rules.conversations.shared import shared
    from thrive_rules.severity.audience import Whom

    theirs = kept if whom == Whom() else shared(kept, rules, whom.audience(kept.case))
    return page(theirs, rules, depth=depth), theirs.data()


def _write_copy(kept: "SharedDecision", whom: "Whom", case: str | None, out: Path) -> None:
    from thrive_rules.cli.case import audience_of_copy
    from thrive_rules.decisions.decision_file import decision_text, write_decision
    from thrive_rules.decisions.shared import decision_for

    copy = decision_for(kept, *audience_of_copy(whom, case, kept.audience))
    if copy is None:
        raise ThriveRulesError("they get the page that is about no case, and no copy; nothing is written")
    if str(out) == "-":
        line(decision_text(copy).rstrip("\n"))
        return
    write_decision(copy, out)
    whose = "the record's own"
    if copy.audience:
        whose = f"a copy for {', '.join(copy.audience.names)}, and for nobody else"
    line(f"The decision stands in {out}. It is {whose}.")


def _decisions(
    journey: "Journey", whom: "Whom", case: str | None, rules: "RuleBase"
) -> "tuple[Page, dict[str, Any]]":
    from thrive_rules.cli.case import audience_of_copy
    from thrive_rules.conversations.without_a_case import page_without_a_case
    from thrive_rules.decisions.decision_file import spell_decision
    from thrive_rules.decisions.decision_page import explain_decision
    from thrive_rules.decisions.journey import journey_for, page_of_journey

    theirs = journey_for(journey, *audience_of_copy(whom, case, journey.audience))
    if theirs is None:
        return page_without_a_case(rules), {"without_a_case": True}
    if len(theirs.decisions) > 1:
        return page_of_journey(theirs, rules), theirs.model_dump(mode="json")
    [decision] = theirs.decisions
    return explain_decision(decision, rules), spell_decision(decision)
