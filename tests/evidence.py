"""Run what takes too long for every change, and write what came of it to docs/evidence.md, with date and commit.

Each entry is a command that anybody can run by itself. `python tests/evidence.py privacy fuzz` runs these two and leaves
the other sections of the page as they stand. An entry that fails stands on the page as failed.
"""

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "evidence.md"
FUZZ = {"SEED": os.environ.get("SEED", "0"), "COUNT": os.environ.get("COUNT", "200000")}
HOSTILE = {"SEED": FUZZ["SEED"], "COUNT": os.environ.get("COUNT", "100000")}
PAIRS = {"SEED": FUZZ["SEED"], "PAIRS": os.environ.get("PAIRS", "200000")}
DRAWN = {"EXAMPLES": os.environ.get("EXAMPLES", "20000")}
COMPARED = {
    "SEED": FUZZ["SEED"],
    "CASES": os.environ.get("CASES", "20000"),
    "RULES": os.environ.get("RULES", "1000"),
}
ROWS = {"BENCH_ROWS": os.environ["BENCH_ROWS"]} if "BENCH_ROWS" in os.environ else {}


class Entry(NamedTuple):
    """One thing that is looked at for longer than `make test` does: what it is, and the target with its settings."""

    what: str
    target: str
    settings: Mapping[str, str]
    beside: str = ""
    """The page that has figures of its own, with date and commit."""

    @property
    def command(self) -> str:
        """The command, as somebody would type it."""
        return " ".join(("make", self.target, *(f"{name}={value}" for name, value in self.settings.items())))


ENTRIES = (
    Entry("Laws, language and engines, over drawn cases and rule bases", "test-generative", DRAWN),
    Entry("Wrong files, each read or refused in our words", "fuzz", FUZZ),
    Entry(
        "Wrong bodies over HTTP, with a name planted in them that no answer, log or count may hold",
        "hostile",
        HOSTILE,
        "service.md",
    ),
    Entry(
        "Calls that fit the description of the routes, and calls that do not",
        "described",
        {"EXAMPLES": "50"},
        "service.md",
    ),
    Entry("Law 19: what is hidden from somebody changes no byte that they get", "privacy", PAIRS),
    Entry("JavaScript beside Python, byte for byte, and faults planted in it", "conformance", COMPARED),
    Entry("Cases out as answers of a FHIR form, and back", "exchange", {"CASES": "100000"}, "fhir.md"),
    Entry(
        "How much pages say, how plainly, and on how many sheets of paper",
        "readings",
        {"COUNT": "2000"},
        "readings.md",
    ),
    Entry("Every page of the site, looked at for what shuts people out", "site-axe", {}),
    Entry("The rules that ship, proved for every case", "verify", {}),
    Entry("One case beside other engines", "bench", {"BENCH_SECONDS": "60"}),
    Entry("One answer from nothing", "bench-cold", {}),
    Entry(
        "Suggestions a second over HTTP, beside an empty route",
        "bench-service",
        {"BENCH_SECONDS": "30"},
        "service.md",
    ),
    Entry("The explorer in a browser", "bench-explorer", {}, "explorer.md"),
    Entry(
        "How many pages of questions, in several orders", "bench-questions", {"CASES": "1000"}, "readings.md"
    ),
    Entry(
        "A cohort beside other ways to read one, and how it grows with rows and rules",
        "bench-cohort",
        ROWS,
        "scale.md",
    ),
)


def said_by(command: Sequence[str]) -> str:
    """What a command prints, on one line."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def commit() -> str:
    """What is run: the commit, and whether anything was changed after it."""
    commit = said_by(["git", "rev-parse", "--short=12", "HEAD"])
    changed = said_by(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!docs/evidence.md"]
    )
    return commit + (", with changes that are not committed" if changed else "")


def found(entry: Entry) -> str:
    """A section of the page: what was run, when and of what, how long it took, whether it held, the last it said."""
    print(entry.command, file=sys.stderr, flush=True)
    what, began = f"{datetime.now(UTC):%d %B %Y}, commit {commit()}", time.monotonic()
    done = subprocess.run(
        [*entry.command.split(), "--no-print-directory"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    seconds = time.monotonic() - began
    ended = "It held" if done.returncode == 0 else f"**It failed** (exit {done.returncode})"
    lines = [line.rsplit("\r", 1)[-1].rstrip() for line in done.stdout.rstrip().splitlines()]
    said = "\n".join(lines[-40:])
    return f"`{entry.command}`. {what}. {ended}, in {seconds:,.0f} seconds.\n\n```text\n{said}\n```\n"


def kept() -> dict[str, str]:
    """What stands on the page already, by heading."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, *rest = re.split(r"^## (.+)\n\n", page, flags=re.MULTILINE)
    return dict(zip(rest[::2], (section.rstrip() + "\n" for section in rest[1::2]), strict=True))


def not_here(sections: Mapping[str, str]) -> str:
    """Which entries have no section, and where their figures stand."""
    missing = [entry for entry in ENTRIES if entry.what not in sections]
    lines = [
        f"- {entry.what}: `{entry.command}`."
        + (f" [{entry.beside}]({entry.beside}) says what came of it, and when." if entry.beside else "")
        for entry in missing
    ]
    return "\n".join(("\n## Not on this page\n", *lines, "")) if lines else ""


def main(targets: Sequence[str]) -> int:
    """Write the page, of all entries or of those named. Ends with 1 where an entry failed, 2 for one that is none."""
    if unknown := set(targets) - {entry.target for entry in ENTRIES}:
        print(f"no such entry: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    failed = False
    for entry in ENTRIES:
        if targets and entry.target not in targets:
            continue
        sections = kept() | {entry.what: (section := found(entry))}
        failed = failed or "**It failed**" in section
        in_order = [f"## {each.what}\n\n{sections[each.what]}" for each in ENTRIES if each.what in sections]
        PAGE.write_text(
            "# Evidence\n\nWhat is looked at for longer than `make test` does. `make evidence` writes this page.\n\n"
            f"Run on {machine}. Times differ from machine to machine; ratios are what to read.\n\n"
            + "\n".join(in_order)
            + not_here(sections),
            encoding="utf-8",
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
