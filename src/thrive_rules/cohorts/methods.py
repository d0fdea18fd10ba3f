"""A recorded run in a paragraph, to put among the methods of a paper: what was done, by which rules, on what."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from thrive_rules.cohorts.run_record import RunRecord

WITHOUT = ("on_error", "restricted", "seed", "n", "quote_formulas", "under", "round_to")
"""Arguments that a sentence of their own says, or that change no answer."""


def methods(record: RunRecord) -> str:
    """The paragraph. It says whether the rules are clinically reviewed, and how much was left out."""
    return " ".join(_sentences(record)) + "\n"


def _sentences(record: RunRecord) -> Iterator[str]:
    arguments, counts, package = record.arguments, record.counts, record.versions.get("thrive-rules", "")
    yield f"We ran `thrive-rules {record.command}` (thrive-rules {package}, {record.started:%d %B %Y})."
    for name, read in record.inputs.items():
        for file, digest in read.digests.items():
            where = PurePosixPath(read.path).name if file == "." else file
            kind = {"source": "file", "result": "file", "offer": "local offer"}.get(name, name)
            yield f"It read the {kind} {where} ({digest})."
    for rules in record.rules:
        state = "clinically reviewed" if rules.reviewed else "not clinically reviewed"
        begin = "The rules were" if rules is record.rules[0] else "Beside them stood"
        yield f"{begin} {rules.id} {rules.version}, which are {state} ({rules.digest})."
    if record.command == "population":
        yield "Their words name the questions; no rule was run."
        under, nearest = arguments.get("under"), arguments.get("round_to")
        if under is not None and nearest is not None:  # a record that somebody wrote by hand may lack them
            yield (
                f"Numbers under {under}, and what would give one away, were kept back; all others were rounded to the "
                f"nearest {nearest}."
            )
    elif record.rules:
        yield (
            "They suggest candidate groupings of the THRIVE Framework for people to talk about; they do not diagnose, "
            "predict, rank or decide."
        )
    if design := record.versions.get("design"):
        yield f"The cases are made up, from the design {design}. They describe no real young people."
    if counts.rows_in is not None:
        yield f"{counts.rows_in:,} rows went in, and {counts.rows_out or 0:,} came out."
    elif counts.rows_out is not None:
        yield f"{counts.rows_out:,} rows came out."
    if counts.quarantined is not None:
        what = "Cells" if record.command == "import" else "Rows"
        yield f"{what} set aside because they could not be read: {counts.quarantined:,}."
    if counts.restricted_left_out is not None and record.command != "batch":
        if arguments.get("restricted"):
            yield "Rows in which something is private or not shared were asked for, and are among them."
        else:
            left = f"{counts.restricted_left_out:,}"
            yield f"Rows in which something is private or not shared were left out: {left}."
    if (seed := arguments.get("seed")) is not None:
        yield f"The random seed was {seed}."
    others = {
        name: value for name, value in arguments.items() if name not in WITHOUT and value not in (False, ())
    }
    if others:
        spelled = (f"{name.replace('_', ' ')} {_spelled(value)}".rstrip() for name, value in others.items())
        yield f"Settings: {', '.join(spelled)}."
    if engines := record.engines:
        yield (
            f"A second implementation of the rules answered the first {engines.rows_compared:,} rows too, and differed "
            f"in {engines.rows_that_differ:,} of them."
            if engines.rows_compared
            else "No second implementation answered these rows: the file holds no answer that a rule reads."
        )
    libraries = ", ".join(
        f"{name} {version}"
        for name, version in record.versions.items()
        if name not in ("thrive-rules", "design", "machine")
    )
    yield f"Versions: {libraries}; {record.versions.get('machine', 'machine not known')}."
    holds = ", which holds the rules whole" if record.rules else ""
    yield f"`thrive-rules rerun` repeats the run from its record ({record.digest}){holds}."


def _spelled(value: object) -> str:
    match value:
        case True:
            return ""
        case tuple():
            return " and ".join(map(str, value))
        case _:
            return str(value)
