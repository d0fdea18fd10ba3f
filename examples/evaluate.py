"""Agreement, coverage and candidates on the frozen vignettes: python examples/evaluate.py [RATINGS [RULES...]].

docs/evaluation.md has the protocol. RATINGS is a CSV file like vignettes/ratings.csv, which has no rating yet.
"""

import hashlib
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from thrive_rules import load_case, load_rules
from thrive_rules.cohorts.case_rows import cases_to_frame
from thrive_rules.engines.frame import suggest_all
from thrive_rules.studies.coverage import candidates, coverage

FOLDER = Path(__file__).parent / "vignettes"
KEY, COLUMNS = "vignette", ["vignette", "rater", "role", "agreed"]


def digest(folder: Path = FOLDER) -> str:
    """Of all vignettes, by name and bytes."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name != "manifest.yaml")
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    return f"sha256:{hashlib.sha256(sums.encode()).hexdigest()}"


def alike(ratings: pl.DataFrame) -> str:
    """Pairs of raters who said the same of a vignette, of all pairs."""
    pairs = [
        set(one.split(";")) == set(other.split(";"))
        for _, said in ratings.group_by(KEY)
        for one, other in combinations(said["agreed"].to_list(), 2)
    ]
    return f"{sum(pairs)} of {len(pairs)}"


def evaluate(ratings: pl.DataFrame, rules: list[str], folder: Path = FOLDER) -> list[dict[str, Any]]:
    """A row for each rule base."""
    manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    if digest(folder) != manifest["digest"]:
        sys.exit(
            "the vignettes are not those of this version: their digest is another; see docs/evaluation.md"
        )
    names = list(manifest["vignettes"])
    if ratings.columns != COLUMNS or not set(ratings[KEY]) <= set(names):
        sys.exit(f"ratings: expected the columns {', '.join(COLUMNS)}, and the names of vignettes of the set")
    frame = cases_to_frame([load_case(folder / f"{name}.yaml") for name in names])
    found = []
    for base in (load_rules(each, for_study=True) for each in rules):
        result = suggest_all(frame, base).with_columns(pl.Series(KEY, names))
        sets = {row[KEY]: [row[str(each)] for each in manifest["groupings"]] for row in result.to_dicts()}
        held = sum(sets[one] == sets[other] for one, other in manifest["pairs"])
        row: dict[str, Any] = {
            "rules": base.digest,
            "vignettes": manifest["digest"],
            "mean candidates": candidates(result).sizes.mean,
            "pairs that differ in severity alone, same candidates": f"{held} of {len(manifest['pairs'])}",
        }
        if len(ratings):
            rated = result.join(ratings, on=KEY, how="inner")
            told = coverage(rated, "agreed").by_rules
            row |= {
                "ratings": told.rows,
                "covered": told.covered,
                "by chance": told.by_chance,
                "pairs of raters alike": alike(ratings),
            }
        else:
            row["ratings"] = "no ratings yet"
        found.append(row)
    return found


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "ratings.csv"
    said = pl.read_csv(given, schema=dict.fromkeys(COLUMNS, pl.String))
    for each in evaluate(said, sys.argv[2:] or ["thrive", "severity-led"]):
        lines = (
            f"{name}\t{value:.2f}" if isinstance(value, float) else f"{name}\t{value}"
            for name, value in each.items()
        )
        print("\n".join(lines), end="\n\n")
