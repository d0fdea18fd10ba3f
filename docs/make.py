"""Writes the pages and schemas that are made from the code; a test checks that they are current."""

import contextlib
import json
import re
import shlex
import sys
from pathlib import Path

from typer import Typer
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "spec"), str(ROOT / "examples")]

import rule_reference  # noqa: E402 - found beside this file
import safety_case  # noqa: E402 - as above
from floors import picture  # noqa: E402 - as above
from safety_case import FOLDER, hazard_log  # noqa: E402 - as above

from language import page  # noqa: E402 - found through the line above
from thrive_rules import load_rules  # noqa: E402 - as above
from thrive_rules.cli.main import app  # noqa: E402 - as above
from thrive_rules.cli.schema import SchemaOption, schema  # noqa: E402 - as above
from thrive_rules.decisions import decision  # noqa: E402 - as above
from thrive_rules.explorer.marks import MARKS_FILE, draw_marks  # noqa: E402 - as above
from thrive_rules.language import rule_file  # noqa: E402 - as above
from thrive_rules.rulefiles.older import LATER_FACTS  # noqa: E402 - as above
from thrive_rules.severity import case_file  # noqa: E402 - as above


def made() -> dict[Path, str]:
    """Every made file and its text."""
    files = {ROOT / "docs" / "language.md": page(), ROOT / "docs" / "floors.svg": picture()}
    files[FOLDER / "hazard-log.md"] = hazard_log()
    files |= {each: filled(each) for each in WITH_PARTS}
    marks = json.dumps(draw_marks(), indent=0, ensure_ascii=False) + "\n"
    files[ROOT / "src" / "thrive_rules" / "explorer" / MARKS_FILE] = marks
    files[ROOT / "docs" / "schemas" / "formats.json"] = json.dumps(formats(), indent=2) + "\n"
    for option in SchemaOption:
        text = json.dumps(schema(option), indent=2, ensure_ascii=False) + "\n"
        files[ROOT / "docs" / "schemas" / f"{option}.schema.json"] = text
    return files


MADE = safety_case.MADE | rule_reference.MADE
WITH_PARTS = (
    FOLDER / "case-report.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("checks", "facts", "rule-files")),
)
"""Pages of which parts are made: what stands between `<!-- made: NAME -->` and `<!-- end -->`."""


def filled(page: Path) -> str:
    """A page, with its parts that are made made anew."""
    return re.sub(
        r"<!-- made: (\w+) -->.*?<!-- end -->",
        lambda found: f"<!-- made: {found[1]} -->\n\n{MADE[found[1]]()}\n\n<!-- end -->",
        page.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )


def formats() -> dict[str, dict[str, object]]:
    """The newest format of each kind of file, and what came with it: keys by their path without positions."""
    return {
        "case": {"newest": case_file.CASE_FORMAT, "keys_since_2": sorted(case_file.NEW_IN_2)},
        "decision": {"newest": decision.DECISION_FORMAT, "keys_since_2": sorted(decision.NEW_IN_2)},
        "rules": {
            "newest": rule_file.RULE_FORMAT,
            "keys_since_2": sorted(rule_file.NEW_IN_2),
            "facts_since_2": list(LATER_FACTS),
        },
    }


WITH_ANSWERS = (
    ROOT / "docs" / "evaluation.md",
    ROOT / "docs" / "practitioners.md",
    ROOT / "docs" / "tutorials" / "need-against-severity.md",
)
"""Pages that show what a command prints: a fence of text after the fence of the command."""


def with_answers(page: Path) -> str:
    """A page, with what each command that it shows prints now."""

    def answered(found: re.Match[str]) -> str:
        *_, line = re.findall(r"^\$ (.*)$", found["asked"], re.MULTILINE)
        return f"```console\n{found['asked']}```\n\n```text\n{printed(line)}```\n"

    text = re.sub(
        r"(?<=<!-- made: vignettes -->\n\n).*?(?=\n\n<!-- end -->)",
        lambda _: vignettes(),
        page.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    fences = r"```console\n(?P<asked>(?:(?!```).)*)```\n\n```text\n(?:(?!```).)*```\n"
    return re.sub(fences, answered, text, flags=re.DOTALL)


def vignettes() -> str:
    """A row for each frozen vignette: its passages, what they name, and its candidates under the rules that ship."""
    import evaluate  # here: it needs the extra [study]

    found = evaluate.read_vignettes()
    told = found.manifest.vignettes
    (_, named, here), *rows = evaluate.one_by_one(found, evaluate.answer(found, load_rules()))
    lines = [f"| vignette | passages | {named} | {here} |", "|---|---|---|---|"]
    for name, names, brought in rows:
        passages = ", ".join(told[name].sources) or "made up"
        words = (each.replace("_", " ").replace(";", ", ") for each in (names, brought))
        link = f"[{name.replace('_', ' ')}](../examples/vignettes/{name}.yaml)"
        lines.append(f"| {' | '.join((link, passages, *words))} |")
    return "\n".join(lines)


def command_in(line: str) -> tuple[Typer, list[str]]:
    """The command that a line of a page runs, and its arguments."""
    match shlex.split(line, comments=True):
        case ["python", "examples/evaluate.py", *arguments]:
            import evaluate  # here: it needs the extra [study]

            return evaluate.app, arguments
        case [_, *arguments]:
            return app, arguments
        case _:
            raise SystemExit(f"{line}: no command")


def printed(line: str) -> str:
    """What a command prints, and those after it in a pipe, each with the answer of the one before."""
    said = ""
    for part in line.split(" | "):
        with contextlib.chdir(ROOT):
            done = CliRunner().invoke(*command_in(part), input=said)
        if done.exit_code:
            raise SystemExit(f"{part}: {done.exception or done.output}")
        said = done.stdout
    return said


if __name__ == "__main__":
    texts = made() | {page: with_answers(page) for page in WITH_ANSWERS}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
