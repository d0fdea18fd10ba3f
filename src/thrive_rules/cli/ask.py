"""The command `ask`: a conversation of questions that writes a case file."""

import shlex
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.dry_run import NONE_NAMED, DryRunOption, would_write
from thrive_rules.cli.options import (
    LanguageOption,
    PersonChoice,
    PlainJson,
    ReaderChoice,
    ReaderOption,
    RulesOption,
)
from thrive_rules.cli.terminal import at_a_terminal, line, print_json
from thrive_rules.faults import CaseError, Fault, ThriveRulesError

if TYPE_CHECKING:
    from thrive_rules.cases.case import Case
    from thrive_rules.severity.audience import Audience


def ask_command(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="The case file to write, a new one; case.yaml without it."),
    ] = None,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    case: Annotated[
        str | None,
        typer.Option(
            "--case",
            metavar="FILE",
            help="A case to go on from: in the same file, or, for a new conversation, in OUT.",
        ),
    ] = None,
    as_json: PlainJson = False,
    rules: RulesOption = None,
    language: LanguageOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Ask one person what matters, danger first; keep it as a case.

    It sends the answers to nobody. Each answer is kept at once, in a file for its owner alone; whoever stops goes on
    later with --case. With --json it asks nothing, and prints the pages of questions that come next.
    """
    from thrive_rules.cases.case import Case
    from thrive_rules.cli.case import standard_input
    from thrive_rules.cli.questions import Sitting
    from thrive_rules.cli.record import Record, file_for
    from thrive_rules.conversations.next_questions import next_questions
    from thrive_rules.conversations.reply import asked_anew, with_view_of
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.case_file import load_case
    from thrive_rules.severity.seen import as_seen_by
    from thrive_rules.severity.severity import Severity

    rule_base = load_rules(rules, language=language)
    begun = load_case(standard_input() if case == "-" else case) if case else (Case(), Severity())
    audience = _audience(begun[0], reader, person)
    one = audience.people[0]
    if as_json:
        if dry_run:
            raise ThriveRulesError(NONE_NAMED)
        seen = as_seen_by(with_view_of(begun[0], one), begun[1], audience)
        pages = next_questions(seen.case, rule_base, audience)
        print_json([page.model_dump(mode="json") for page in pages])
        return
    if case == "-" or not (dry_run or at_a_terminal()):
        problem = "there is nobody at a terminal to ask; --json prints the questions that come next"
        raise CaseError([Fault("ask", None, "", problem)])
    file = file_for(out, Path(case) if case else None, *begun)
    if dry_run:
        would_write(file)
        return
    answered = begun[0] if file.exists() else asked_anew(begun[0], one)
    record = Record(file, answered, begun[1], audience)
    sitting = Sitting(record, rule_base, audience)
    if file.exists():
        line(f"{sitting.text(sitting.words.goes_on)} {file}")
    try:
        sitting.hold()
    except (KeyboardInterrupt, EOFError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cut this short
        line("")
        sitting.say_where_it_is(_to_go_on(file, reader, person))
        raise typer.Exit(130) from None
    sitting.say_where_it_is(_to_go_on(file, reader, person))


def _audience(case: "Case", reader: ReaderOption | None, person: str | None) -> "Audience":
    """Who answers: a kind of person, or one person by the id of their view, which is new where --reader says what."""
    from thrive_rules.severity.audience import KINDS, Audience, Whom

    name = (person or "").replace("-", "_")
    if person is None or reader is None or name in KINDS or any(view.id == name for view in case.views):
        return Whom(reader, person).audience(case)
    try:
        if reader is ReaderOption.YOUNG_PERSON:
            raise ValueError
        return Audience.model_validate({"people": [{"kind": reader.reader, "id": name}]})
    except ValueError:
        problem = "expected the id of a view: a small letter, and then small letters, digits or _"
        raise ThriveRulesError(
            f"--person: {problem}; a young person has no view beside their own answers"
        ) from None


def _to_go_on(file: Path, reader: ReaderOption | None, person: str | None) -> str:
    said = ["thrive-rules", "ask", "--case", str(file)]
    said += ["--reader", reader] if reader else []
    said += ["--person", person] if person else []
    return shlex.join(said)
