"""The commands about decisions: `decide` records one that people made, `journey` lays several side by side."""

import signal
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.options import CaseArgument, PlainJson, ReaderChoice, ReaderOption, RulesOption
from thrive_rules.cli.terminal import line, print_json, show, tell
from thrive_rules.faults import DecisionError, Fault

if TYPE_CHECKING:
    from thrive_rules.decisions.decision import SharedDecision
    from thrive_rules.language.rulebase import RuleBase
    from thrive_rules.language.words import Reader


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
    rules: RulesOption = None,
) -> None:
    """Record what people decided together. It asks, and never proposes a choice.

    It asks for the young person's view before it shows any grouping. Ctrl-C pauses: each answer is kept in a draft
    beside FILE, and the same command goes on from there.
    """
    from thrive_rules.cli.case import conversation_of, second_opinion, standard_input
    from thrive_rules.cli.interview import Draft, Walk, at_a_terminal
    from thrive_rules.conversations.explain import page
    from thrive_rules.decisions.decision import record
    from thrive_rules.decisions.decision_file import load_answers
    from thrive_rules.decisions.decision_page import Speech
    from thrive_rules.rulefiles.rulefile import load_rules

    _refuse_an_old_file(out)
    words = (reader or ReaderOption.PRACTITIONER).reader
    rule_base = load_rules(rules)
    if answers is None and ("-" in (case, str(out)) or not at_a_terminal()):
        problem = "there is nobody at a terminal to ask; give what people said with --from ANSWERS"
        raise DecisionError([Fault("decide", None, "", problem)])
    if answers == case == "-":
        raise DecisionError([Fault("-", None, "", "the case and the answers cannot both be standard input")])
    conversation = conversation_of(case, rule_base, second_opinion(rule_base))
    if answers is not None:
        first = page(conversation, rule_base, words).urgent
        if first.sections and str(out) == "-":  # what is written there is a file: the notice stands beside it
            tell(str(first).removesuffix("\n"))
        elif first.sections:
            show(first)
        given = load_answers(standard_input() if answers == "-" else answers)
        _finish(record(given, conversation.suggestion, conversation.case), out, rule_base, words)
        return
    draft = Draft(out.with_name(f"{out.name}.draft.yaml"), conversation)
    if draft.resumed:
        line(f"This goes on from the draft in {draft.file}.")
    if draft.changed:
        line("The case or the rules have changed since then. Read what is put forward again.")
    try:
        said = Walk(conversation, draft, Speech(rule_base, words)).answers()
        _finish(record(said, conversation.suggestion, conversation.case), out, rule_base, words)
    except (KeyboardInterrupt, EOFError):
        # A second Ctrl-C must not cut this short; then it all ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        draft.save()  # also what was typed in the very moment before
        tell(f"\nNothing is lost. The answers so far stand in {draft.file}.")
        tell(f"To go on: thrive-rules decide {case} --out {out}")
        raise typer.Exit(130) from None
    draft.file.unlink(missing_ok=True)


def journey_command(
    files: Annotated[list[str], typer.Argument(help="Decisions of one young person, in any order.")],
    calendar_file: Annotated[
        Path | None,
        typer.Option("--calendar", metavar="FILE", help="Write the review as a calendar file (.ics)."),
    ] = None,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today.")
    ] = None,
    reader: ReaderChoice = None,
    as_json: PlainJson = False,
    rules: RulesOption = None,
) -> None:
    """Say what moved between decisions, in whose words; movement in each aim; reviews and endings.

    No direction counts as better or worse.
    """
    from thrive_rules.decisions.decision_file import load_decision
    from thrive_rules.decisions.journey import calendar, follow, page_of_journey
    from thrive_rules.documents.output import write_whole
    from thrive_rules.rulefiles.rulefile import load_rules

    rule_base = load_rules(rules)
    journey = follow(map(load_decision, files), today.date() if today else None)
    if calendar_file:
        _refuse_what_is_no_calendar(calendar_file)
        write_whole(calendar_file, calendar(journey), DecisionError, private=True)
    if as_json:
        print_json(journey.model_dump(mode="json"))
    else:
        show(page_of_journey(journey, rule_base, (reader or ReaderOption.PRACTITIONER).reader))


def _finish(decision: "SharedDecision", out: Path, rules: "RuleBase", reader: "Reader") -> None:
    from thrive_rules.decisions.decision_file import decision_text, write_decision
    from thrive_rules.decisions.decision_page import explain_decision

    if str(out) == "-":
        line(decision_text(decision).rstrip("\n"))
        return
    write_decision(decision, out)
    show(explain_decision(decision, rules, reader))
    line("")
    line(f"The decision stands in {out}.")


def _refuse_an_old_file(out: Path) -> None:
    # Before anything is asked, so that nobody answers in vain.
    if out.exists() or out.is_symlink():
        problem = (
            "a file stands here already; choose another name, because each decision has a file of its own"
        )
        raise DecisionError([Fault(str(out), None, "", problem)])


def _refuse_what_is_no_calendar(file: Path) -> None:
    if file.exists() and not (file.is_file() and file.read_bytes().startswith(b"BEGIN:VCALENDAR")):
        problem = "what stands here is no calendar file, so it is not overwritten"
        raise DecisionError([Fault(str(file), None, "", problem)])
