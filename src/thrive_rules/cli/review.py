"""The command `review`: a page for people who review rules, their answers kept beside the rules, what is missing."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.dry_run import NONE_NAMED, DryRunOption, would_write
from thrive_rules.cli.options import PlainJson, RulesArgument
from thrive_rules.cli.terminal import line, print_json, show_table
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.review import Pack

if TYPE_CHECKING:
    from thrive_rules.language.rulebase import RuleBase
    from thrive_rules.rulefiles.reviews import RuleReview


def review_command(
    rules: RulesArgument = None,
    pack: Annotated[
        Path | None, typer.Option(help="Write one page in which people review the rules, to this HTML file.")
    ] = None,
    readers: Annotated[
        Pack, typer.Option("--for", help="With --pack: for whom the page is.")
    ] = Pack.CLINICIANS,
    read: Annotated[
        Path | None, typer.Option(help="Keep an answers file, as the page saves it, beside the rules.")
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Say what is missing, what differs, and what is past its date.")
    ] = False,
    as_json: PlainJson = False,
    dry_run: DryRunOption = False,
) -> None:
    """Let people review rules in a browser, and keep what they say.

    With --status, exit 0 where every stated role has agreed to every rule, and 1 where somebody has not.
    """
    from thrive_rules.rulefiles.rulefile import load_rules, rule_directory

    if sum((pack is not None, read is not None, status)) != 1:
        raise ThriveRulesError("expected one of --pack FILE, --read FILE, --status")
    directory = rule_directory(rules)
    rule_base = load_rules(directory, for_study=True)
    if pack is not None:
        _write_pack(pack, readers, rule_base, directory, dry_run)
    elif read is not None:
        _keep_answers(read, rule_base, directory, dry_run)
    elif dry_run:
        raise ThriveRulesError(NONE_NAMED)
    else:
        _tell_status(rule_base, directory, as_json)


def _write_pack(file: Path, readers: Pack, rules: "RuleBase", directory: Path, dry_run: bool) -> None:
    from thrive_rules.checks.review import rules_in_review
    from thrive_rules.checks.review_form import review_form
    from thrive_rules.checks.worked import load_worked_cases
    from thrive_rules.documents.output import write_whole
    from thrive_rules.rulefiles.reviews import reviews_beside

    cases = directory / "cases"
    worked = [each for _, each in load_worked_cases(cases)] if cases.is_dir() else []
    shown = tuple(rules_in_review(rules, worked))
    page = review_form(rules, readers, shown, reviews_beside(directory, rules))
    if dry_run:
        would_write(file)
        return
    write_whole(file, page)
    line(f"{file} is written. Give it to somebody who reviews; it opens in any browser and needs no network.")


def _keep_answers(file: Path, rules: "RuleBase", directory: Path, dry_run: bool) -> None:
    from thrive_rules.rulefiles.reviews import keep_answers

    kept, answers = keep_answers(file, directory, rules, dry_run=dry_run)
    changed = [each for each in answers if not each.counts]
    if dry_run:
        would_write(kept)
        raise typer.Exit(1 if changed else 0)
    said = Counter(str(each.answer.answer) for each in answers)
    line(f"{kept}: {', '.join(f'{count} {word}' for word, count in sorted(said.items()))}.")
    for each in changed:
        line(f"{each.answer.rule}: this rule has changed since; the answer is kept and does not count.")
    raise typer.Exit(1 if changed else 0)


def _tell_status(rules: "RuleBase", directory: Path, as_json: bool) -> None:
    from datetime import date

    from thrive_rules.rulefiles.reviews import missing_reviews, reviews_beside

    reviews = reviews_beside(directory, rules)
    roles = rules.header.review_roles
    missing = missing_reviews(rules, reviews, roles)
    differing = [each for rule in rules.rules for each in reviews.disagreement(rule.id)]
    withdrawn = [each for each in reviews.found if not each.counts]
    overdue = rules.header.review_by < date.today()
    if as_json:
        print_json(
            {
                "rule_base": {"id": rules.header.id, "version": rules.header.version, "digest": rules.digest},
                "reviewed": rules.reviewed,
                "roles": list(roles),
                "missing": [{"rule": rule, "role": role} for rule, role in missing],
                "not_agreed": [_spelled(each) for each in differing],
                "withdrawn": [_spelled(each) for each in withdrawn],
                "unreadable": [str(fault) for fault in reviews.unreadable],
                "review_by": str(rules.header.review_by),
                "overdue": overdue,
            }
        )
    else:
        _say_status(rules, len(missing), differing, withdrawn)
        for fault in reviews.unreadable:
            line(f"{fault}. This file counts for nothing.")
        line(
            f"Look at the rules again by {rules.header.review_by}{': that day has passed' if overdue else ''}."
        )
    raise typer.Exit(1 if missing or not roles or overdue or reviews.unreadable else 0)


def _say_status(
    rules: "RuleBase", missing: int, differing: list["RuleReview"], withdrawn: list["RuleReview"]
) -> None:
    for heading, reviews in (
        ("rule that somebody did not agree to", differing),
        ("rule that has changed since its review", withdrawn),
    ):
        if reviews:
            show_table((heading, "role", "date", "answer", "comment"), [_row(each) for each in reviews])
            line("")
    roles = rules.header.review_roles
    if not roles:
        line("The rule base does not state which roles review it (review_roles), so it is not reviewed.")
        return
    whole = len(rules.rules) * len(roles)
    line(f"Agreed: {whole - missing} of {whole} ({len(rules.rules)} rules, each by {', '.join(roles)}).")
    line("Reviewed." if rules.reviewed else "Not reviewed.")
    line("Who vouches for a reviewer is the history of this repository.")


def _row(review: "RuleReview") -> tuple[str, ...]:
    said = review.answer
    return said.rule, str(review.role), str(review.date), str(said.answer), said.comment


def _spelled(review: "RuleReview") -> dict[str, str]:
    return {
        "rule": review.answer.rule,
        "role": review.role,
        "date": str(review.date),
        "answer": review.answer.answer,
        "comment": review.answer.comment,
        "file": review.file,
    }
