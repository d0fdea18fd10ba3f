"""The commands about a rule base: `lint` and `test` hold it to its shape and its cases, `verify` and `diff` prove."""

from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import PlainJson, RulesArgument
from thrive_rules.cli.terminal import line, print_json, show_page, show_table, watch
from thrive_rules.faults import ThriveRulesError, did_you_mean


def lint_command(rules: RulesArgument = None, as_json: PlainJson = False) -> None:
    """Check the shape of a rule base.

    Exit 0 where nothing is found, 1 where something falls short.
    """
    from thrive_rules.checks.lint import lint
    from thrive_rules.rulefiles.rulefile import load_rules

    findings = lint(load_rules(rules, for_study=True))
    if as_json:
        print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        for finding in findings:
            line(f"{finding.place}: {finding.message} [{finding.check}]")
        line(f"{len(findings)} findings" if findings else "Nothing found in the shape of the rule base.")
    raise typer.Exit(1 if findings else 0)


def worked_command(rules: RulesArgument = None) -> None:
    """Run the worked cases beside the rules.

    It says which rules they cover. Exit 0 where all is as expected, 1 where something falls short.
    """
    from thrive_rules.checks.worked import hold
    from thrive_rules.rulefiles.rulefile import load_rules, rule_directory

    directory = rule_directory(rules)
    rule_base = load_rules(directory)
    if rule_base.language or (rule_base.overlay and not rule_base.overlay.rules):
        line("This overlay has no rules of its own to hold.")
        raise typer.Exit(0)
    held = hold(rule_base, directory / "cases", lambda cases: watch(cases, "Rule coverage"))
    show_table(
        ("worked case", "answers as expected"),
        # What differs comes last, where people look: a hundred cases scroll past.
        [
            (result.name, "; ".join(result.differs) or "yes")
            for result in sorted(held.results, key=lambda result: bool(result.differs))
        ],
    )
    line("")
    if held.short:
        show_table(
            ("rule that the worked cases do not cover", "fires in", "silent by one fact in"),
            [(each.rule, str(each.fires), str(each.silent_by_one)) for each in held.short],
        )
    cases, covered = len(held.results), len(held.coverage)
    line(f"Worked cases: {cases - len(held.wrong)} of {cases} as expected.")
    line(
        f"Rules: {covered - len(held.short)} of {covered} fire in a case, and in another stay silent by one fact."
    )
    line(f"Candidates per case: {', '.join(f'{count} with {size}' for size, count in held.sizes.items())}.")
    for what, sourced in (("that name no source", False), ("that name their source", True)):
        if (spread := held.spread(sourced)).cases:
            line(
                f"{spread.cases} cases {what}: {spread.among} of {spread.expected} groupings expected are candidates, "
                f"with {spread.mean:.2f} candidates in a case on average."
            )
    raise typer.Exit(1 if held.wrong or held.short else 0)


@with_dry_run("cases", "certificate")
def verify_command(
    rules: RulesArgument = None,
    ask: Annotated[
        list[str] | None, typer.Option("--ask", help="Ask this question alone; can be given several times.")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option(help="A directory for the cases that refute something, as case files.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="A file for the certificate.")] = None,
    seconds: Annotated[float, typer.Option(help="How long each question may take.", min=0)] = 60.0,
    as_json: PlainJson = False,
) -> None:
    """Prove what must hold of a rule base, or show where it does not.

    It is proved for every possible case, or the smallest case that refutes it is shown. Exit 0 where everything is
    proved, 1 where something is refuted or not answered. Needs the extra `verify`.
    """
    from thrive_rules.documents.output import write_whole
    from thrive_rules.rulefiles.rulefile import load_rules

    with extra("verify"):
        from thrive_rules.proofs.question import case_files, page_of_answers
        from thrive_rules.proofs.verify import QUESTIONS, verify

    rule_base = load_rules(rules, for_study=True)
    known = {question.__name__: question for question in QUESTIONS}
    for name in ask or ():
        if name not in known:
            hint = did_you_mean(name, known) or f"expected one of {', '.join(known)}"
            raise ThriveRulesError(f"--ask: there is no such question; {hint}")
    if ask and certificate:
        raise ThriveRulesError("--certificate: a certificate is about every question; leave --ask out")
    found = verify(rule_base, watch([known[name] for name in ask or known], "Asking"), seconds=seconds)
    if cases:
        for name, text in case_files(found):
            write_whole(cases / name, text)
    if certificate:
        write_whole(certificate, found.certificate().model_dump_json(indent=2) + "\n")
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        columns = ("question", "answer", "what is to hold", "seconds")
        rows: list[tuple[str, ...]] = [
            (each.question, str(each.conclusion), each.asks, f"{each.seconds:.2f}") for each in found.answers
        ]
        show_table(columns, rows)
        line("")
        if (shown := page_of_answers(found.answers, rule_base)).sections:
            show_page(shown)
            line("")
        proved = sum(each.conclusion == "proved" for each in found.answers)
        share = f"{proved} of {len(found.answers)} proved for every possible case"
        line(f"{share}, in {found.seconds:.1f} s ({found.solver}).")
        for claim in found.not_proved:
            line(f"Not proved here: {claim}")
    raise typer.Exit(0 if found.holds else 1)


def diff_command(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="A directory of rules, or the name of what ships, or shipped."),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Another one.")],
    seconds: Annotated[float, typer.Option(help="How long each proof may take.", min=0)] = 60.0,
    as_json: PlainJson = False,
) -> None:
    """Say what differs between two rule bases, and for which cases.

    It tells what they mean from how they say it. Exit 0 where both are proved to say the same of every case, 1 where
    they are not. Needs the extra `verify`.
    """
    from thrive_rules.rulefiles.rulefile import load_rules

    with extra("verify"):
        from thrive_rules.proofs.difference import diff, page_of_difference

    before, after = (load_rules(each, for_study=True) for each in (old, new))
    found = diff(before, after, seconds)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        show_table(("rule", "what happened"), [(change.rule, str(change.kind)) for change in found.rules])
        show_table(("part", "what happened"), [(change.part, str(change.kind)) for change in found.parts])
        line("")
        if (shown := page_of_difference(found, before, after)).sections:
            show_page(shown)
            line("")
        line(found.conclusion)
    raise typer.Exit(0 if found.equivalent.conclusion == "proved" else 1)
