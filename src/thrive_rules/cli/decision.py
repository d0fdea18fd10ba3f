"""The commands about decisions: `decide` records one that people made, `journey` lays several side by side."""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.ending import each_of, naming
from thrive_rules.cli.options import (
    CaseArgument,
    CaseOfDecisions,
    LanguageOption,
    PersonChoice,
    PlainJson,
    ReaderChoice,
    RoomChoice,
    RulesOption,
    TodayOption,
)
from thrive_rules.cli.terminal import at_a_terminal, line, print_json, show_page, tell
from thrive_rules.faults import DecisionError, Fault

if TYPE_CHECKING:
    from thrive_rules.conversations.page import Page
    from thrive_rules.decisions.decision import SharedDecision


@with_dry_run("out", new=("out",))
def decide_command(
    case: CaseArgument,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The file for the decision, a new one; - writes it to standard output.",
        ),
    ],
    answers: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="ANSWERS", help="What people said and agreed, as a file: asks nothing."
        ),
    ] = None,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    room: RoomChoice = None,
    rules: RulesOption = None,
    language: LanguageOption = None,
) -> None:
    """Record what people decided together.

    It asks, and never proposes a choice. It asks for the young person's view before it shows any grouping. Ctrl-C
    pauses: each answer is kept in a draft beside FILE, and the same command goes on from there. With --reader,
    --person or --room the screen shows what they may see; FILE is the record's own all the same, and no copy to give
    to them.
    """
    from thrive_rules.cli.case import conversation_of, options_of, second_opinion, standard_input
    from thrive_rules.cli.interview import Draft, Walk
    from thrive_rules.conversations.explain import page
    from thrive_rules.decisions.decision import DecisionAnswers, record
    from thrive_rules.decisions.decision_file import load_answers
    from thrive_rules.decisions.decision_page import Speech, explain_decision
    from thrive_rules.documents.output import refuse_taken
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Whom

    refuse_taken(out, DecisionError)
    rule_base, whom = load_rules(rules, language=language), Whom(reader, person, room)
    if answers is None and ("-" in (case, str(out)) or not at_a_terminal()):
        problem = "there is nobody at a terminal to ask; give what people said with --from ANSWERS"
        raise DecisionError([Fault("decide", None, "", problem)])
    if answers == case == "-":
        raise DecisionError([Fault("-", None, "", "the case and the answers cannot both be standard input")])
    conversation = conversation_of(case, rule_base, second_opinion(rule_base))
    audience = whom.audience(conversation.case)
    shown = page(conversation, rule_base, audience)

    def finish(said: DecisionAnswers) -> None:
        decision = record(said, conversation.suggestion, conversation.case)
        _finish(decision, out, explain_decision(decision, rule_base, audience, conversation.case))

    if answers is not None:
        if (
            shown.urgent.sections and str(out) == "-"
        ):  # what is written there is a file: the notice stands beside it
            tell(str(shown.urgent).removesuffix("\n"))
        elif shown.urgent.sections:
            show_page(shown.urgent)
        finish(load_answers(standard_input() if answers == "-" else answers))
        return
    draft = Draft(out.with_name(f"{out.name}.draft.yaml"), conversation)
    if draft.resumed:
        line(f"This goes on from the draft in {draft.file}.")
    if draft.changed:
        line("The case or the rules have changed since then. Read what is put forward again.")
    try:
        finish(Walk(shown, draft, Speech(rule_base, audience.reader)).answers())
    except (KeyboardInterrupt, EOFError):
        # A second Ctrl-C must not cut this short; then it all ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        draft.save()  # also what was typed in the very moment before
        tell(f"\nNothing is lost. The answers so far stand in {draft.file}.")
        tell(f"To go on: thrive-rules decide {case} --out {out}{options_of(whom)}")
        raise typer.Exit(130) from None
    draft.file.unlink(missing_ok=True)


@with_dry_run("calendar_file")
def journey_command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Decisions of one young person, in any order.")
    ],
    calendar_file: Annotated[
        Path | None,
        typer.Option("--calendar", metavar="FILE", help="Write the review as a calendar file (.ics)."),
    ] = None,
    today: TodayOption = None,
    case: CaseOfDecisions = None,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    room: RoomChoice = None,
    as_json: PlainJson = False,
    rules: RulesOption = None,
    language: LanguageOption = None,
) -> None:
    """Say what moved between decisions, and in whose words.

    Also movement in each aim, reviews and endings. No direction counts as better or worse. With --reader, --person or
    --room: what they may see of it, for which the record's own decisions need --case.
    """
    from thrive_rules.cli.case import audience_of_copy
    from thrive_rules.conversations.without_a_case import page_without_a_case
    from thrive_rules.decisions.decision_file import load_decision
    from thrive_rules.decisions.journey import calendar, follow, journey_for, page_of_journey
    from thrive_rules.documents.output import write_whole
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Whom

    rule_base, whom = load_rules(rules, language=language), Whom(reader, person, room)
    decisions = [decision for _, decision in list(each_of(files, load_decision)) if decision]
    with naming(files):
        journey = follow(decisions, today.date() if today else None)
        theirs = journey_for(journey, *audience_of_copy(whom, case, journey.audience))
        review = calendar(theirs) if calendar_file and theirs else ""
    if calendar_file and theirs:
        _refuse_what_is_no_calendar(calendar_file)
        write_whole(calendar_file, review, DecisionError, private=True)
    if as_json:
        print_json(theirs.model_dump(mode="json") if theirs else {"without_a_case": True})
    else:
        show_page(page_of_journey(theirs, rule_base) if theirs else page_without_a_case(rule_base))


def _finish(decision: "SharedDecision", out: Path, shown: "Page") -> None:
    from thrive_rules.decisions.decision_file import decision_text, write_decision

    if str(out) == "-":
        line(decision_text(decision).rstrip("\n"))
        return
    write_decision(decision, out)
    show_page(shown)
    line("")
    line(f"The decision stands in {out}. It is the record's own.")


def _refuse_what_is_no_calendar(file: Path) -> None:
    if file.exists() and not (file.is_file() and file.read_bytes().startswith(b"BEGIN:VCALENDAR")):
        problem = "what stands here is no calendar file, so it is not overwritten"
        raise DecisionError([Fault(str(file), None, "", problem)])
