"""Tidy tables say what the study says, each column is in the codebook, and the paragraph to cite says what was run."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from made_up import EXAMPLE, draw

from command import command
from thrive_rules import CaseError, RuleBase, load_rules
from thrive_rules.cohorts.codebook import CodebookColumn, codebook, columns_of_answers
from thrive_rules.cohorts.methods import methods
from thrive_rules.cohorts.run_record import read_record, record_beside
from thrive_rules.engines.frame import suggest_all
from thrive_rules.studies.study import Study, StudySettings, study
from thrive_rules.studies.tidy import columns_of_study, files_of_study, tables_like, tidy_tables

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> Study:
    bases = {name: load_rules(name, for_study=True) for name in ("thrive", "severity-led")}
    result = suggest_all(draw(120, seed=3), bases["thrive"])
    return study(result, bases, StudySettings(agreed="agreed", permutations=19, repeats=2))


def test_each_table_has_a_row_for_each_observation_and_the_figures_of_the_study(found: Study) -> None:
    tables = tidy_tables(found)
    assert {
        name: len(table) for name, table in tables.items() if not table.is_empty()
    }.keys() == tables.keys()
    sizes = dict(tables["sizes"].iter_rows())
    assert sum(sizes.values()) == found.rows
    assert tables["agreement"]["kappa"].to_list() == [each.kappa for each in found.agreement]
    assert tables["associations"]["strength"].to_list() == [
        each.strength for each in found.leak_audit.associations
    ]
    assert found.coverage
    assert tables["coverage"]["share"][0] == found.coverage.by_rules.share
    assert found.rule_coverage
    assert dict(tables["rules"].select("rule", "fired").iter_rows()) == found.rule_coverage.fired


def test_what_was_not_computed_has_a_table_without_rows(rules: RuleBase) -> None:
    few = study(
        suggest_all(draw(20, seed=1), rules, fired=False), {"thrive": rules}, StudySettings(permutations=3)
    )
    tables = tidy_tables(few)
    assert all(tables[name].is_empty() for name in ("coverage", "pairs", "rule_bases", "rules"))
    assert tables["coverage"].schema == tidy_tables(few)["coverage"].schema


def test_every_column_of_every_table_is_in_the_codebook(found: Study) -> None:
    told = [(each.table, each.column) for each in columns_of_study()]
    assert told == [(name, column) for name, table in tidy_tables(found).items() for column in table.columns]
    assert all(each.meaning and each.values for each in columns_of_study())


def test_every_column_of_an_answer_is_in_the_codebook(rules: RuleBase) -> None:
    told = {each.column for each in columns_of_answers(rules)}
    assert set(suggest_all(draw(2, seed=1), rules).columns) - told == {"case", "agreed"}
    read = list(csv.reader(io.StringIO(codebook(columns_of_answers(rules)))))
    assert read[0] == list(CodebookColumn._fields)
    assert len(read) == len(told) + 1
    assert all(map(all, read))


def test_both_kinds_of_file_hold_the_same(found: Study) -> None:
    files = dict(files_of_study(found))
    for name, table in tidy_tables(found).items():
        whole = files[f"{name}.parquet"]
        assert isinstance(whole, bytes)
        assert pl.read_parquet(whole).equals(table)
        text = str(files[f"{name}.csv"])
        assert pl.read_csv(text.encode(), schema=table.schema).equals(table)
    assert files == dict(files_of_study(found))


def test_a_study_writes_its_tables_says_what_was_run_and_comes_out_the_same(tmp_path: Path) -> None:
    restricted = pl.read_csv(EXAMPLE).with_columns(restricted=pl.int_range(pl.len()) < 7)
    restricted.write_csv(tmp_path / "cohort.csv")
    tables = tmp_path / "tables"
    done = command("study", tmp_path / "cohort.csv", "--tables", tables, "--permutations=3", "--seed=5")
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(tables / "candidates.csv")["rows"].unique().to_list() == [243]
    record = record_beside(tables)
    again = command("rerun", record)
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "tables\tthe same bytes\tthe same bytes")
    said = methods(read_record(record))
    assert command("rerun", record, "--methods").stdout == said
    for part in (
        "not clinically reviewed",
        "were left out: 7.",
        "The random seed was 5.",
        "first 243 rows too",
        "polars",
        "permutations 3",
    ):
        assert part in said
    assert command("rerun", record, "--codebook").returncode == 2
    taken = command("study", tmp_path / "cohort.csv", "--tables", tables)
    assert (taken.returncode, taken.stdout) == (2, "")
    assert "a file stands here already" in taken.stderr


CFF = {"cff-version", "message", "type", "title", "abstract", "authors", "version", "license", "keywords"}


def test_the_citation_is_of_this_version() -> None:
    """The keys are those of the Citation File Format 1.2.0 that we use; message, title and authors are required."""
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert said.keys() == CFF
    assert (said["cff-version"], said["type"]) == ("1.2.0", "software")
    assert (said["version"], said["license"], said["keywords"]) == (
        project["version"],
        project["license"],
        project["keywords"],
    )
    assert all(author.keys() == {"name"} for author in said["authors"])


@pytest.mark.parametrize("kind", ["pandas", "pyarrow", "polars"])
def test_a_study_takes_a_frame_of_any_kind_and_gives_its_tables_in_that_kind(
    kind: str, rules: RuleBase
) -> None:
    cohort = draw(60, seed=4).with_columns(restricted=pl.int_range(pl.len()) < 5)
    given: Any = {"polars": cohort, "pyarrow": cohort.to_arrow(), "pandas": cohort.to_pandas()}[kind]
    settings = StudySettings(agreed="agreed", permutations=3, repeats=1)
    found = study(given, rules, settings)
    assert found == study(suggest_all(cohort, rules), {"thrive": rules}, settings)
    assert (found.rows, found.restricted_left_out, found.compared) == (55, 5, 55)
    assert all(type(table) is type(given) for table in tables_like(found, given).values())


def test_what_is_no_frame_is_refused(rules: RuleBase) -> None:
    others: tuple[object, ...] = ({}, None, draw(3, seed=1).lazy())
    for other in others:
        with pytest.raises(CaseError, match="expected a data frame that is not lazy"):
            study(other, rules)
