"""The hazard log as a page, and what a safety case says that only the code and the rules know."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from thrive_rules import load_rules

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "safety"
LOG: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "hazards.yaml").read_text(encoding="utf-8"))
HAZARDS: list[dict[str, Any]] = LOG["hazards"]
OFFICER = "to be filled in by your Clinical Safety Officer"

HEAD = f"""\
# Hazard log

This page is made from [hazards.yaml](../hazards.yaml). It has the shape that DCB0129 gives a hazard log
(requirements 3.3, 4.3 and 6.1 to 6.4). **No Clinical Safety Officer is named for this project, and none has reviewed
it.** So no hazard is rated, none is accepted, and every one is open. Where the standard asks for a rating, the page
says: {OFFICER}.

A control is named, and a test looks for each: a law that is proved of the rules that ship, a rule that fires in a
worked case, a test that has passed, a page. What only people can do, no test holds.

"""


def hazard_log() -> str:
    """The hazard log as Markdown: what there is, then each hazard."""
    places = _places_of_tests()
    rows = [
        f"| [{each['id']}](#{each['id']}) | {each['hazard']} | {_people(each)} | {_number(each)} |"
        for each in HAZARDS
    ]
    summary = "\n".join(
        ["| Id | Hazard | Who is harmed | Named controls |", "|---|---|---|---|", *rows, "", ""]
    )
    return HEAD + summary + "\n".join(_hazard(each, places) for each in HAZARDS)


def _hazard(hazard: dict[str, Any], places: dict[str, str]) -> str:
    controls = hazard["controls"]
    show: dict[str, tuple[str, Callable[[str], str]]] = {
        "laws": ("Controls: laws that are proved", lambda name: f"`{name}`"),
        "rules": ("Controls: rules that fire in a worked case", lambda name: f"`{name}`"),
        "tests": ("Controls: tests that pass", lambda name: f"[`{name}`](../../{places[name]})"),
        "pages": ("Controls: pages", _page),
    }
    lines = [
        f"## {hazard['id']}",
        "",
        "| Part | What is known |",
        "|---|---|",
        f"| Hazard | {hazard['hazard']} |",
        f"| Possible causes | {'; '.join(hazard['causes'])} |",
        f"| Effect | {hazard['effect']} |",
        f"| Possible harm | {hazard['harm']} To: {_people(hazard)} |",
        *(
            f"| {heading} | {', '.join(map(spell, controls[kind]))} |"
            for kind, (heading, spell) in show.items()
            if kind in controls
        ),
        *(
            [f"| What people see to, where it is deployed | {controls['people']} |"]
            if "people" in controls
            else []
        ),
        f"| What remains | {hazard['remains']} |",
        f"| Severity, likelihood and risk, before and after controls | {OFFICER} |",
        f"| Owner, and whether what remains is accepted | {OFFICER} |",
        "| Status | open |",
        "",
    ]
    return "\n".join(lines)


def _people(hazard: dict[str, Any]) -> str:
    return ", ".join(each.replace("_", " ") for each in hazard["who"])


def _number(hazard: dict[str, Any]) -> int:
    return sum(len(names) for kind, names in hazard["controls"].items() if kind != "people")


def _page(name: str) -> str:
    file, _, place = name.partition("#")
    to = f"../{Path(file).relative_to('docs')}" if Path(file).parent == Path("docs") else Path(file).name
    return f"[{place.replace('-', ' ')}]({to}#{place})"


def _places_of_tests() -> dict[str, str]:
    """The file of each test function, from the root of the repository."""
    return {
        name: str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def _system() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rules = load_rules()
    header = rules.header
    return "\n".join(
        [
            "| Part | In this release |",
            "|---|---|",
            f"| Package | thrive-rules {project['version']}, Python {project['requires-python']} |",
            f"| Rule base | {header.id} {header.version} |",
            f"| Digest of the rules | `{rules.digest}` |",
            f"| Certificate | `{rules.origin.certificate}` |",
            f"| Review | {header.status}; to be looked at again by {header.review_by} |",
            f"| Third-party products, always | {_names(project['dependencies'])} |",
            f"| Third-party products, by extra | {_by_extra(project['optional-dependencies'])} |",
        ]
    )


def _names(requirements: list[str]) -> str:
    return ", ".join(re.split(r"[\[<>=;~! ]", each)[0] for each in requirements)


def _by_extra(extras: dict[str, list[str]]) -> str:
    """What each extra brings; one that builds on another names it."""
    within = {
        name: [re.sub(r"thrive-rules\[(\w+)\]", r"\1", each) for each in needs]
        for name, needs in extras.items()
        if name != "all"
    }
    return "; ".join(f"{name}: {_names(needs)}" for name, needs in within.items())


def _counts() -> str:
    rows = [
        (
            kind,
            len({name for each in HAZARDS for name in each["controls"].get(kind, ())}),
            sum(1 for each in HAZARDS if kind in each["controls"]),
        )
        for kind in ("laws", "rules", "tests", "pages")
    ]
    people = sum(1 for each in HAZARDS if "people" in each["controls"])
    return "\n".join(
        [
            f"The log has {len(HAZARDS)} hazards. All are open, and none is rated.",
            "",
            "| Kind of control | How many are named | Hazards that name one |",
            "|---|---|---|",
            *(f"| {kind} | {number} | {hazards} |" for kind, number, hazards in rows),
            f"| what people see to, which no test can hold | | {people} |",
        ]
    )


MADE: dict[str, Callable[[], str]] = {"system": _system, "counts": _counts}
