"""The frozen vignettes stay as they are, and figures about them claim no rating that nobody gave."""

import shutil
from pathlib import Path

import polars as pl
import pytest
import yaml

pytest.importorskip("statsmodels")

import evaluate

from thrive_rules import RuleBase

FROZEN = {1: "sha256:57d742dbeafc4a11cd9a36b4cb9a65426a7108502424b89b6bc42f4e5081b8d3"}
"""Each version of the set, once and for all. A vignette that changes makes a new version."""
MANIFEST = yaml.safe_load((evaluate.FOLDER / "manifest.yaml").read_text())
NONE = pl.DataFrame(schema=dict.fromkeys(evaluate.COLUMNS, pl.String))


def test_a_version_of_the_vignettes_never_changes() -> None:
    assert evaluate.digest() == MANIFEST["digest"] == FROZEN[MANIFEST["version"]]
    assert MANIFEST["illustrative"] is True
    assert {f"{name}.yaml" for name in (*MANIFEST["vignettes"], "manifest")} == {
        path.name for path in evaluate.FOLDER.glob("*.yaml")
    }


def test_what_a_vignette_says_is_a_passage_of_a_source(rules: RuleBase) -> None:
    passages = {f"{source.id}/{key}" for source in rules.sources for key in source.passages}
    assert {each["says"] for each in MANIFEST["vignettes"].values()} - {None} <= passages


def test_without_ratings_it_says_so_and_severity_alone_moves_nothing() -> None:
    assert len(pl.read_csv(evaluate.FOLDER / "ratings.csv")) == 0
    [ours, by_severity] = evaluate.evaluate(NONE, ["thrive", "severity-led"])
    assert ours["ratings"] == "no ratings yet"
    assert "covered" not in ours
    held = "pairs that differ in severity alone, same candidates"
    assert (ours[held], by_severity[held]) == ("2 of 2", "0 of 2")
    assert ours["rules"] != by_severity["rules"]


def test_ratings_are_told_with_candidates_chance_and_how_far_raters_agree() -> None:
    said = [("safety", "a", "getting_risk_support"), ("safety", "b", "getting_help;getting_risk_support")]
    rows = [(vignette, rater, "made up", agreed) for vignette, rater, agreed in said]
    [found] = evaluate.evaluate(pl.DataFrame(rows, schema=evaluate.COLUMNS, orient="row"), ["thrive"])
    assert (found["ratings"], found["covered"], found["pairs of raters alike"]) == (2, 1, "0 of 1")
    assert 0 < found["by chance"] < 1 < found["mean candidates"]


def test_vignettes_that_were_changed_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(evaluate.FOLDER, tmp_path / "vignettes")
    file = folder / "safety.yaml"
    file.write_text(file.read_text() + "# another\n")
    with pytest.raises(SystemExit, match="digest is another"):
        evaluate.evaluate(NONE, ["thrive"], folder)
