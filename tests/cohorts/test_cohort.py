"""Synthetic cohorts: the same seed gives the same bytes, the shares and correlations are those of the design."""

import hashlib
import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pyarrow import parquet

from command import command
from thrive_rules import RuleError, ThriveRulesError
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.cohorts.cohort import (
    BLOCK,
    Design,
    blocks,
    draw_cohort,
    load_design,
    provenance,
    write_cohort,
)
from thrive_rules.cohorts.design import CHOICES, TOGETHER, YES_NO, Stated
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.severity.case_file import facts_of, file_of_facts

ROOT = Path(__file__).parents[2]
SHIPPED = shipped_rules("cohort") / "cohort.yaml"
ENDINGS = ("parquet", "csv")


@pytest.fixture(scope="module")
def design() -> Design:
    return load_design()


@pytest.fixture(scope="module")
def cohort(design: Design) -> pl.DataFrame:
    return draw_cohort(60_000, 1, design)


def changed(design: Design, section: str, name: str, **values: Any) -> Design:
    """The design with other values in one of its entries."""
    entries = dict(getattr(design, section))
    entries[name] = entries[name].model_copy(update=values)
    return design.model_copy(update={section: entries})


# THE SAME SEED, THE SAME BYTES


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_seed_gives_the_same_bytes(ending: str, tmp_path: Path, design: Design) -> None:
    """From one process to another, however each of them hashes."""
    written = []
    for hashing in ("1", "2"):
        file = tmp_path / f"cohort-{hashing}.{ending}"
        made = [sys.executable, "-m", "thrive_rules", "cohort", "--n", "300", "--seed", "7", str(file)]
        seeded = os.environ | {"PYTHONHASHSEED": hashing}
        done = subprocess.run(made, capture_output=True, text=True, check=False, timeout=120, env=seeded)
        assert done.returncode == 0, done.stderr
        written.append(file.read_bytes())
    assert written[0] == written[1]
    for n, seed in ((300, 7), (300, 8), (299, 7)):
        file = tmp_path / f"here.{ending}"
        write_cohort(file, blocks(n, seed, design), provenance(n, seed, design))
        assert (file.read_bytes() == written[0]) is ((n, seed) == (300, 7))


def test_what_a_seed_gives_stays(design: Design) -> None:
    """Researchers name a seed: raise the version of the design whenever this changes, and say so at its top."""
    text = draw_cohort(500, 2026, design).write_csv()
    drawn = hashlib.sha256(text.encode()).hexdigest()[:16]
    told = f"version {design.version}, design {design.digest}, 500 cases of seed 2026 {drawn}."
    assert told in (ROOT / "rules" / "cohort" / "cohort.yaml").read_text(), (
        "say so there, and draw the example anew: thrive-rules cohort --n 20 --seed 1 examples/made_up.csv"
    )


def test_another_seed_gives_other_cases(design: Design) -> None:
    one, other = (draw_cohort(1_000, seed, design) for seed in (1, 2))
    for name in FACTS:
        assert not one[name].equals(other[name]), name


def test_the_first_rows_do_not_depend_on_how_many_there_are(design: Design) -> None:
    longer = draw_cohort(BLOCK + 10, 3, design)
    for n in (1, 5, 1_001, BLOCK, BLOCK + 9):
        assert draw_cohort(n, 3, design).equals(longer.head(n)), n


def test_no_block_repeats_another(design: Design) -> None:
    first, second = blocks(BLOCK + 500, 3, design)
    for name in FACTS:
        assert not first[name].head(500).equals(second[name]), name
    assert second["case_id"][0] == f"c{BLOCK + 1:07}"


def test_a_column_does_not_depend_on_the_others(design: Design) -> None:
    one = draw_cohort(500, 3, design)
    other = draw_cohort(500, 3, changed(design, "answers", "recovering", yes=0.9, leans_on={}))
    assert [name for name in one.columns if not one[name].equals(other[name])] == ["recovering"]


def test_blocks_are_drawn_when_their_turn_comes(design: Design) -> None:
    drawn = blocks(10**12, 1, design)
    assert next(drawn).height == BLOCK


# EVERY VALUE IN ITS DOMAIN, EVERY CASE A CASE


def test_every_value_is_in_its_domain(cohort: pl.DataFrame) -> None:
    assert cohort.columns == ["case_id", *FACTS]
    assert cohort["case_id"].is_unique().all()
    assert cohort["case_id"].head(2).to_list() == ["c0000001", "c0000002"]
    for name, fact in FACTS.items():
        kind = pl.Int64 if name == "age" else pl.String if name in CHOICES else pl.Boolean
        assert cohort.schema[name] == kind, name
        assert set(cohort[name].unique()) <= {*fact.domain, None}, name
        assert cohort[name].null_count() < cohort.height, name
        if name != "age":
            assert set(cohort[name].drop_nulls().unique()) == set(fact.domain), name


def test_every_row_is_a_case_and_its_facts_come_back(cohort: pl.DataFrame) -> None:
    for row in cohort.head(400).drop("case_id").iter_rows(named=True):
        facts = {name: value for name, value in row.items() if value is not None}
        assert facts_of(file_of_facts(facts)) == facts


def test_lists_are_given_whole_or_not_at_all(cohort: pl.DataFrame) -> None:
    for part in (Part.CONCERN, Part.CIRCUMSTANCE):
        names = [name for name, fact in FACTS.items() if fact.part is part]
        given = cohort.select(pl.sum_horizontal(pl.col(names).is_not_null()).alias("given"))["given"]
        assert set(given.unique()) == {0, len(names)}


def test_what_was_not_tried_makes_no_difference(cohort: pl.DataFrame, design: Design) -> None:
    skips = {name: entry.only_where for name, entry in design.answers.items() if entry.only_where}
    assert skips["help_making_a_difference"] == "help_tried"
    for name, asked in skips.items():
        assert cohort.filter(pl.col(name).is_not_null())[asked].to_list().count(True) == cohort[name].count()


def test_nobody_is_presumed_competent_before_16(cohort: pl.DataFrame) -> None:
    presumed = cohort.filter(pl.col("competence") == "presumed")["age"].drop_nulls()
    assert presumed.min() == 16
    assert cohort["age"].min() == 0
    assert cohort["age"].max() == 25


# SHARES AND CORRELATIONS ARE THOSE OF THE DESIGN


def near(found: float, share: float, of: int) -> bool:
    """Whether a share is within five standard errors, and what 16 bits of chance leave out."""
    return abs(found - share) < 5 * math.sqrt(share * (1 - share) / max(of, 1)) + 2 / 65_536


def stated_shares(design: Design) -> Iterator[tuple[str, object, float, pl.Expr]]:
    for name, entry in design.answers.items():
        if False in FACTS[name].domain:
            yield name, True, entry.yes, pl.lit(value=True)
    for name, choice in design.choices.items():
        bands = [(0, choice.shares), *((band.since, band.shares) for band in choice.by_age)]
        for (since, shares), (until, _) in zip(bands, [*bands[1:], (26, {})], strict=True):
            where = pl.col("age").is_between(since, until - 1) if choice.by_age else pl.lit(value=True)
            for answer, share in shares.items():
                yield name, answer, share, where


def test_the_shares_among_known_answers_are_those_stated(cohort: pl.DataFrame, design: Design) -> None:
    checked = 0
    for name, answer, share, where in stated_shares(design):
        known = cohort.filter(where)[name].drop_nulls()
        assert near(int((known == answer).sum()) / known.len(), share, known.len()), (name, answer)
        checked += 1
    assert checked > 200
    known = cohort["age"].drop_nulls()
    for band in design.age.bands:
        found = known.is_between(band.since, band.until).mean()
        assert near(float(str(found)), band.share, known.len()), band


def test_the_share_of_yes_of_a_question_that_not_all_are_asked_is_among_those_asked(design: Design) -> None:
    """However closely it goes together with what decides whether it is asked."""
    close = changed(design, "answers", "help_tried", leans_on={"need": 0.9})
    close = changed(close, "answers", "help_making_a_difference", leans_on={"need": 0.9}, yes=0.3)
    known = draw_cohort(60_000, 1, close)["help_making_a_difference"].drop_nulls()
    assert near(float(str(known.mean())), 0.3, known.len())


def test_goals_are_there_or_not_known(cohort: pl.DataFrame, design: Design) -> None:
    assert set(cohort["has_goals"].unique()) == {True, None}
    found = cohort["has_goals"].count() / cohort.height
    heard = 1 - design.together["young_person"].absent
    assert near(found, heard * design.answers["has_goals"].yes, cohort.height)


def test_the_blanks_are_those_stated(cohort: pl.DataFrame, design: Design) -> None:
    for name in FACTS:
        if name == "has_goals":
            continue
        entry = design.age if name == "age" else design.answers.get(name) or design.choices[name]
        there = 1 - (design.together[TOGETHER[name]].absent if name in TOGETHER else 0)
        asked = cohort
        if name in design.answers and (only_where := design.answers[name].only_where):
            asked = cohort.filter(pl.col(only_where))
        found = asked[name].count() / asked.height
        assert near(found, there * (1 - entry.unknown), asked.height), name


def test_a_view_is_given_or_not(cohort: pl.DataFrame, design: Design) -> None:
    for voice in ("young_person", "parent_or_carer", "practitioner", "other"):
        entries = [(name, design.answers[name]) for name, group in TOGETHER.items() if group == voice]
        names = [name for name, _ in entries]
        empty = cohort.select(pl.all_horizontal(pl.col(names).is_null()).mean().alias("empty"))["empty"][0]
        blank = math.prod(1 - entry.yes if name == "has_goals" else entry.unknown for name, entry in entries)
        absent = design.together[voice].absent
        assert near(empty, absent + (1 - absent) * blank, cohort.height), voice


def test_latents_are_correlated_as_stated(design: Design) -> None:
    """Two answers that are nothing but two latents, cut in the middle: both are yes in 1/4 + asin(r)/2π."""

    def both(one: str, other: str, correlated: Design) -> float:
        pure = changed(correlated, "answers", "recovering", yes=0.5, unknown=0.0, leans_on={one: 1.0})
        pure = changed(pure, "answers", "immediate_danger", yes=0.5, unknown=0.0, leans_on={other: 1.0})
        frame = draw_cohort(30_000, 5, pure)
        return int((frame["recovering"] & frame["immediate_danger"]).sum()) / frame.height

    for pair in design.correlations:
        expected = 0.25 + math.asin(pair.correlation) / math.tau
        assert near(both(*pair.between, design), expected, 30_000), pair.between
    assert near(both("wish", "hardship", design), 0.25, 30_000)
    opposed = design.correlations[0].model_copy(update={"correlation": -0.5})
    against = design.model_copy(update={"correlations": (opposed,)})
    assert near(both("need", "severity", against), 0.25 - math.asin(0.5) / math.tau, 30_000)


RATED = {"none": 0, "mild": 1, "moderate": 2, "severe": 3}
SIGNS_OF_NEED = [name for name in FACTS if name.startswith(("needs_", "individual_support"))]


def with_severity(frame: pl.DataFrame) -> pl.DataFrame:
    signs = pl.sum_horizontal(SIGNS_OF_NEED).alias("signs")
    rated = pl.col("severity_impact").replace_strict(RATED, default=None).alias("rated")
    return frame.drop_nulls([*SIGNS_OF_NEED, "severity_impact"]).with_columns(signs, rated)


def test_severity_goes_together_with_need_and_is_not_the_same(cohort: pl.DataFrame, design: Design) -> None:
    def association(frame: pl.DataFrame) -> float:
        return float(with_severity(frame).select(pl.corr("signs", "rated", method="spearman")).item())

    assert 0.25 < association(cohort) < 0.75
    apart = tuple(pair for pair in design.correlations if "severity" not in pair.between)
    alone = draw_cohort(60_000, 1, design.model_copy(update={"correlations": apart}))
    assert abs(association(alone)) < 0.03
    # Whatever the signs of need are, every rating occurs; and for every rating, all and none of the signs.
    seen = with_severity(cohort).group_by("signs").agg(pl.col("rated").n_unique())
    assert sorted(seen["signs"]) == list(range(len(SIGNS_OF_NEED) + 1))
    assert seen["rated"].to_list() == [4] * len(seen)


def test_a_rating_leans_on_its_concern_and_neither_settles_the_other(cohort: pl.DataFrame) -> None:
    seen = cohort.group_by("concern_low_mood", "severity_low_mood").len().drop_nulls()
    assert len(seen) == 8
    severe = cohort.group_by("concern_low_mood").agg(
        (pl.col("severity_low_mood") == "severe").mean().alias("severe")
    )
    shares = dict(severe.drop_nulls().iter_rows())
    assert shares[True] > 2 * shares[False]


# THE DESIGN FILE


def test_every_number_of_the_design_has_a_source_or_is_illustrative(design: Design) -> None:
    stated = dict(design.stated())
    assert len(stated) == len(FACTS) + len(design.correlations) + len(design.together)
    assert all(bool(each.sources) != each.illustrative for each in stated.values())
    sourced = {path for path, each in stated.items() if each.sources}
    assert sourced == {("choices", "competence"), ("choices", "severity_impact")}
    assert all(stated[path].note for path in sourced)
    with pytest.raises(ValueError, match="illustrative: true"):
        Stated()
    assert SHIPPED.read_text().startswith("# The design of the synthetic cohort")
    assert "This cohort is made up." in SHIPPED.read_text()


def test_no_grouping_stands_in_the_design(design: Design) -> None:
    told = json.dumps(design.model_dump(mode="json", exclude={"sources"}))
    assert not re.search(r"thriving|getting_|grouping", told.replace("grouping logic", ""))


def test_the_design_that_ships_states_a_correlation_of_need_and_severity(design: Design) -> None:
    [pair] = [pair for pair in design.correlations if set(pair.between) == {"need", "severity"}]
    assert 0.3 <= pair.correlation <= 0.9


BAD = {
    "an unknown key": ("\nversion: ", "\nverison: ", "did you mean version?"),
    "a fact that is none": ("  recovering: {", "  recoverin: {", "did you mean recovering?"),
    "a share above one": ("individual_support_needed: {yes: 0.75", "individual_support_needed: {yes: 1.75", "expected 1.0 or less"),
    "a share that is no number": ("individual_support_needed: {yes: 0.75", "individual_support_needed: {yes: true", "answers.individual_support_needed.yes"),
    "no source and not illustrative": ("need, wish], is: 0.3, illustrative: true", "need, wish], is: 0.3", "illustrative: true"),
    "a source that is none": ("[camhs-casemix-seminar/mild]", "[camhs-casemix-seminar/mold]", "expected passages of the sources in this file"),
    "shares that are not one": ("{first_contact: 0.5,", "{first_contact: 0.4,", "choices.reason.shares: expected shares that come to 1"),
    "a share that is missing": ("change: 0.1, other: 0.05", "change: 0.15", "expected a share of each of first_contact, review, change, other"),
    "shares by age that are not one": ("{assessed_competent: 0.25,", "{assessed_competent: 0.2,", "choices.competence.by_age[0].shares: expected shares that come to 1"),
    "ages that are not one": ("to: 4, share: 0.02", "to: 4, share: 0.03", "age.bands: expected shares that come to 1"),
    "a band turned round": ("from: 5, to: 10", "from: 11, to: 10", "age.bands[1]: expected `from` to be no later than `to`"),
    "an age that cannot be": ("from: 19, to: 25", "from: 19, to: 26", "expected 25 or less"),
    "a latent that is none": ("leans_on: {severity: 0.85}", "leans_on: {severitty: 0.85}", "did you mean severity?"),
    "leaning on a later fact": ("recovering: {yes: 0.15, unknown: 0.12, leans_on: {need: -0.3", "recovering: {yes: 0.15, unknown: 0.12, leans_on: {aims_met: -0.3", "expected a latent or an earlier fact"),
    "too much weight": ("leans_on: {severity: 0.85}", "leans_on: {severity: 0.85, need: 0.7}", "expected smaller weights"),
    "a weight above one": ("leans_on: {severity: 0.85}", "leans_on: {severity: 1.85}", "expected 1.0 or less"),
    "a concern left open alone": ("concern_panics: {yes: 0.2,", "concern_panics: {yes: 0.2, unknown: 0.1,", "answers.concern_panics.unknown: expected 0"),
    "goals left open alone": ("has_goals: {yes: 0.6,", "has_goals: {yes: 0.6, unknown: 0.1,", "answers.has_goals.unknown: expected 0"),
    "asked by what comes later": ("only_where: help_tried", "only_where: aims_agreed", "expected an earlier fact that is asked of everybody"),
    "asked by what not all are asked": ("only_where: safety_concern", "only_where: aims_met", "expected an earlier fact that is asked of everybody"),
    "latents that cannot go together": ("[severity, safety], is: 0.5", "[severity, safety], is: -0.9", "no latents can go together like this"),
    "a pair of one": ("[need, wish], is", "[need, need], is", "expected two latents, and each pair once"),
    "a pair twice": ("[need, wish], is", "[severity, need], is", "expected two latents, and each pair once"),
    "a latent named like a fact": ("  hardship: how", "  age: how", "latents.age: this is the name of a fact"),
    "shares by age of what leans": ("    unknown: 0.2\n    sources", "    unknown: 0.2\n    leans_on: {need: 0.1}\n    sources", "choices.competence.by_age: expected no `leans_on`"),
    "a key twice": ("  aims_met: {", "  recovering: {", "the same key stands here twice"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), BAD.values(), ids=BAD)
def test_a_bad_design_is_refused_with_file_and_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    text = SHIPPED.read_text()
    assert old in text
    file = tmp_path / "design.yaml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(RuleError) as caught:
        load_design(file)
    [fault] = [fault for fault in caught.value.faults if told in str(fault)]
    assert fault.line is not None
    assert str(fault).startswith(f"{file}:{fault.line}: ")
    # It names the line that was changed, or the section that the line belongs to.
    changed_line = text[: text.index(old)].count("\n") + 1
    assert fault.line <= changed_line + new.count("\n")
    if not fault.path or fault.path.count(".") + fault.path.count("[") >= 2:
        assert abs(fault.line - changed_line) <= 3


def test_an_entry_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(re.sub(r"(?m)^  recovering: .*\n", "", SHIPPED.read_text()))
    with pytest.raises(RuleError, match=r":\d+: answers: recovering is required"):
        load_design(file)


def test_a_design_made_in_python_is_held_to_the_same(design: Design) -> None:
    with pytest.raises(RuleError, match=r"<design>: answers\.recovering\.leans_on"):
        draw_cohort(10, 1, changed(design, "answers", "recovering", leans_on={"nothing": 0.5}))


def test_a_certain_answer_is_certain(design: Design) -> None:
    sure = changed(design, "answers", "help_tried", yes=1.0, unknown=0.0)
    sure = changed(sure, "answers", "help_making_a_difference", yes=0.0, unknown=0.0)
    frame = draw_cohort(2_000, 1, sure)
    assert frame["help_tried"].all()
    assert frame["help_making_a_difference"].to_list() == [False] * 2_000


def test_numbers_that_cannot_be() -> None:
    for n, seed in ((0, 1), (-1, 1), (1, -1)):
        with pytest.raises(ThriveRulesError, match="at least one case"):
            draw_cohort(n, seed)


# WRITTEN WHOLE OR NOT AT ALL


def read_back(file: Path) -> pl.DataFrame:
    if file.suffix == ".parquet":
        return pl.read_parquet(file)
    return pl.read_csv(file, infer_schema_length=None)


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_reads_back(ending: str, tmp_path: Path, design: Design) -> None:
    file = tmp_path / "new" / f"cohort.{ending}"
    write_cohort(file, blocks(BLOCK + 3, 4, design))
    assert read_back(file).equals(draw_cohort(BLOCK + 3, 4, design))
    assert os.listdir(file.parent) == [file.name]
    assert file.stat().st_mode & 0o777 == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_parquet_file_says_that_it_is_made_up(tmp_path: Path, design: Design) -> None:
    file = tmp_path / "cohort.parquet"
    assert command("cohort", "--n", 3, "--seed", 9, file).returncode == 0
    told = json.loads(parquet.read_schema(file).metadata[b"thrive_rules"])
    assert told == provenance(3, 9, design)
    assert told["made_up"] == "These young people do not exist."
    assert told["design"] == f"made-up-cohort {design.version} {design.digest}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_fails_half_way_leaves_the_old_file_alone(ending: str, tmp_path: Path, design: Design) -> None:
    def failing() -> Iterator[pl.DataFrame]:
        yield from blocks(100, 1, design)
        raise KeyboardInterrupt

    file = tmp_path / f"cohort.{ending}"
    file.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_cohort(file, failing())
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == [file.name]


def written_by(process: int, folder: Path) -> int:
    """How many bytes a process has written to the files in a folder that it has open; they may have no name yet."""
    written = 0
    with suppress(OSError):  # a file may be closed while we look
        for opened in Path(f"/proc/{process}/fd").iterdir():
            if os.readlink(opened).startswith(f"{folder}/"):
                written += opened.stat().st_size
    return written


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not say which files are open")
def test_a_command_that_is_killed_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "cohort.csv"
    started = [sys.executable, "-m", "thrive_rules", "cohort", "--n", "100000000", "--seed", "1", str(file)]
    with subprocess.Popen(started) as process:
        try:
            # Until it has begun to write, however slow the machine is; one that ends without is found out.
            while not written_by(process.pid, tmp_path):
                assert process.poll() is None
                time.sleep(0.05)
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_is_told(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"cohort.{ending}"
    limited = ["bash", "-c", 'ulimit -f 20; exec "$0" "$@"', sys.executable, "-m", "thrive_rules"]
    started = [*limited, "cohort", "--n", "2000", "--seed", "1", str(file)]
    done = subprocess.run(started, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


# THE COMMAND LINE


def wrong_ending(at: Path) -> tuple[object, ...]:
    return ("--n", 5, "--seed", 1, at / "cohort.xlsx")


def a_directory(at: Path) -> tuple[object, ...]:
    (at / "cohort.csv").mkdir()
    return ("--n", 5, "--seed", 1, at / "cohort.csv")


def below_a_file(at: Path) -> tuple[object, ...]:
    (at / "file").touch()
    return ("--n", 5, "--seed", 1, at / "file" / "cohort.csv")


def no_design(at: Path) -> tuple[object, ...]:
    return ("--n", 5, "--seed", 1, "--design", at / "none.yaml", at / "cohort.csv")


def bad_design(at: Path) -> tuple[object, ...]:
    (at / "bad.yaml").write_text("format: 1\nid: x\n")
    return ("--n", 5, "--seed", 1, "--design", at / "bad.yaml", at / "cohort.csv")


def no_cases(at: Path) -> tuple[object, ...]:
    return ("--n", 0, "--seed", 1, at / "cohort.csv")


def bad_seed(at: Path) -> tuple[object, ...]:
    return ("--n", 1, "--seed", -1, at / "cohort.csv")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (wrong_ending, "cohort.xlsx: expected a file named .parquet or .csv to write to"),
        (a_directory, "cohort.csv: this cannot be written: it is there, and no file"),
        (below_a_file, "cohort.csv: this cannot be written"),
        (no_design, "none.yaml: there is no such file"),
        (bad_design, "bad.yaml:1: version: is required"),
        (no_cases, "greater than or equal to 1"),
        (bad_seed, "greater than or equal to 0"),
    ],
)
def test_the_command_line_ends_with_2_and_says_why(
    arguments: Callable[[Path], tuple[object, ...]], told: str, tmp_path: Path
) -> None:
    done = command("cohort", *arguments(tmp_path))
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['polars'] = None; from thrive_rules.cli.main import main; main()"
    arguments = ["cohort", "--n", "1", "--seed", "1", str(tmp_path / "c.csv")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "this needs polars; install it with: pip install 'thrive-rules[frame]'\n"


def test_another_design_can_be_given_and_the_help_has_an_example_that_works(
    tmp_path: Path, design: Design
) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(SHIPPED.read_text().replace("recovering: {yes: 0.15", "recovering: {yes: 1"))
    out = tmp_path / "cohort.csv"
    done = command("cohort", "--n", 50, "--seed", 1, "--design", file, out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{out}: 50 made-up cases, from seed 1 and made-up-cohort {design.version}.\n"
    assert set(read_back(out)["recovering"].drop_nulls()) == {True}
    [example] = re.findall(r"Example: thrive-rules (.*\.parquet)", command("cohort", "--help").stdout)
    assert command(*example.split()).returncode == 0


def test_every_fact_is_of_one_kind() -> None:
    assert {*YES_NO, *CHOICES, "age"} == set(FACTS)
    assert not set(YES_NO) & set(CHOICES)
