"""Any file at all is read, or refused in our own words: `make fuzz` tries many more of them, from a seed.

SEED and COUNT say which mutants and how many; a failure names the seed of its mutant.
"""

import csv
import io
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from guards import at_most, held, hold_folder, hold_logs, in_memory, in_time, shown
from kinds import KINDS, PACK_FILES, RULE_FILES, RULES, Kind, data_of
from mutants import A_PERSON, Mutant, damaged, mutant, names_a_person

from thrive_rules import Depth, Reader, ThriveRulesError, converse, explain, load_case, load_rules, suggest
from thrive_rules.checks.lint import lint
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.cohorts.extract import import_extract
from thrive_rules.cohorts.mapping import load_mapping
from thrive_rules.cohorts.provenance import provenance_beside, read_provenance

SEED = os.environ.get("SEED", "0")
COUNT = int(os.environ.get("COUNT", "5000"))
BLOCKS = 40
DIRECTORIES, PACKS, COHORTS, EXTRACTS = 5, 10, 60, 40
"""Of each thousand mutants, so many are rule bases, language packs, cohorts and extracts, which take longer; the others
documents.
"""
MOST_SECONDS = 60 + COUNT / 10
EXAMPLES = Path(__file__).parents[2] / "examples"


def numbers(share: int, block: int) -> range:
    """The mutants of one block, where so many of each thousand are of a kind."""
    return range(block, COUNT * share // 1000, BLOCKS)


@contextmanager
def named(seed: str, what: str) -> Iterator[None]:
    """Name the mutant at which something fails."""
    try:
        with in_time():
            yield
    except BaseException as failure:
        failure.add_note(f"the mutant of seed {seed}, {what}")
        raise


def attempt(act: Callable[[], object], *, secret: bool, lines: bool = False) -> bool:
    """Whether something is done; else it is refused as every refusal has to be."""
    try:
        act()
    except ThriveRulesError as refused:
        error = refused
    else:
        return True
    held(error, secret=secret, lines=lines)
    return False


def stream(text: str, name: str) -> io.StringIO:
    found = io.StringIO(text)
    found.name = name
    return found


def hold_document(one: Mutant, kind: Kind, number: int) -> None:
    """Read one document as a mapping and as JSON or YAML, and use what was read."""
    sources: list[Any] = [one.data] if isinstance(one.data, dict) else []
    if one.text is not None:
        as_yaml = stream(f"---\n{one.text}", "mutant.yaml")  # what begins with a brace is read as JSON
        sources.append(as_yaml if number % 2 else stream(one.text, "mutant.json"))
    read: list[Any] = []
    for source in sources:
        is_file = isinstance(source, io.StringIO)
        attempt(lambda: read.append(kind.read(source)), secret=kind.secret, lines=is_file)  # noqa: B023 - at once
    if read:
        attempt(lambda: kind.use(read[0], number), secret=kind.secret)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_document_is_read_or_refused(block: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with in_memory(), at_most(MOST_SECONDS):
        for number in numbers(1000 - DIRECTORIES - PACKS - COHORTS - EXTRACTS, block):
            kind, seed = KINDS[number // BLOCKS % len(KINDS)], f"{SEED}/{number}"
            with named(seed, kind.name):
                hold_document(mutant(kind.valid, seed), kind, number)
    hold_logs(caplog.records)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_rule_base_or_overlay_is_loaded_or_refused(block: int, tmp_path: Path) -> None:
    """A whole directory, with one file of it wrong: what is read is asked for a suggestion and looked over."""
    case, _ = load_case(EXAMPLES / "three_voices.yaml")
    for number in numbers(DIRECTORIES, block):
        file = RULE_FILES[number % len(RULE_FILES)]
        seed, folder = f"{SEED}/rules {number}", tmp_path / str(number)
        text = mutant(data_of(file), seed).text
        shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns("cases", "certificate.json"))
        (folder / file.name).write_text(text or "", errors="surrogatepass")

        def act() -> None:
            rules = load_rules(folder)  # noqa: B023 - at once
            suggest(case, rules)
            lint(rules)

        with named(seed, file.name):
            attempt(act, secret=False)
        shutil.rmtree(folder)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_language_pack_is_read_or_refused(block: int, tmp_path: Path) -> None:
    """Of a pack that is read the words are safe to show, and they mean what the rules beneath mean."""
    case, severity = load_case(EXAMPLES / "three_voices.yaml")
    for number in numbers(PACKS, block):
        file = PACK_FILES[number // BLOCKS % len(PACK_FILES)]
        seed, folder = f"{SEED}/pack {number}", tmp_path / str(number)
        text = mutant(data_of(file), seed).text
        shutil.copytree(file.parent, folder)
        (folder / file.name).write_text(text or "", errors="surrogatepass")
        reader, depth = list(Reader)[number % len(Reader)], list(Depth)[number % len(Depth)]

        def act() -> None:
            rules = load_rules(language=folder)  # noqa: B023 - at once
            assert rules.digest == RULES.digest
            suggestion = suggest(case, rules)
            assert suggestion.candidates == suggest(case, RULES).candidates
            shown(explain(converse(suggestion, case, severity, rules), rules, reader, depth))  # noqa: B023 - at once
            lint(rules)

        with named(seed, file.name):
            attempt(act, secret=False)
        shutil.rmtree(folder)


def test_the_packs_are_valid_before_they_are_mutants() -> None:
    for folder in {file.parent for file in PACK_FILES}:
        assert load_rules(language=folder).language is not None


def cohorts() -> dict[str, bytes]:
    """A small valid cohort in each kind of file, and where its answers come from."""
    rows = pl.DataFrame(
        {
            "case_id": [f"{A_PERSON}{number}" for number in range(20)],
            "age": [14] * 20,
            "competence": ["not_assessed"] * 20,
            "young_person_wants_information": [True, None] * 10,
        }
    )
    parquet = io.BytesIO()
    rows.write_parquet(parquet, compression="zstd")
    came = {
        "row": f"{A_PERSON}1",
        "path": "presentation.recovering",
        "system": A_PERSON,
        "when": "2027-01-12",
    }
    return {
        "csv": rows.write_csv().encode(),
        "ndjson": rows.write_ndjson().encode(),
        "parquet": parquet.getvalue(),
        "provenance": (json.dumps(came) + "\n").encode() * 3,
    }


def wrong_rows(raw: bytes, seed: str) -> bytes:
    """Lines of JSON of which some are wrong as data is, and not as bytes are."""
    rows = [json.loads(line) for line in raw.splitlines()]
    found = mutant(rows, seed).data
    rows = found if isinstance(found, list) else [found]
    return b"\n".join(json.dumps(each, default=str, skipkeys=True).encode() for each in rows)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_cohort_is_answered_or_refused(
    block: int, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    valid = cohorts()
    for number in numbers(COHORTS, block):
        kind = ("csv", "ndjson", "provenance", "csv", "ndjson", "rows", "parquet")[number // BLOCKS % 7]
        seed = f"{SEED}/cohort {number}"
        raw = wrong_rows(valid["ndjson"], seed) if kind == "rows" else damaged(valid[kind], seed)
        secret = kind in ("parquet", "provenance") or not names_a_person(raw)
        source = tmp_path / f"in.{kind.replace('rows', 'ndjson')}"
        source.write_bytes(raw)
        out, aside = tmp_path / "out.csv", (tmp_path / "bad.ndjson" if number % 2 else None)
        out.unlink(missing_ok=True)

        def act() -> None:
            if kind == "provenance":  # noqa: B023 - at once
                list(read_provenance(source))  # noqa: B023 - at once
            else:
                batch(source, out, RULES, Handling(quarantine=aside))  # noqa: B023 - at once

        with named(seed, kind), in_memory():
            whole = attempt(act, secret=secret)
            assert out.exists() == (whole and kind != "provenance")
            hold_folder(tmp_path, source.name, "out.csv", "bad.ndjson")
        source.unlink()
    assert A_PERSON not in "".join(capfd.readouterr())
    hold_logs(caplog.records)


def extracts() -> dict[str, list[list[str]]]:
    """The extracts that stand beside their mappings, as cells, with a person in each that nobody looks into."""
    found = {}
    for name in ("current_view", "mhsds"):
        with (EXAMPLES / "extracts" / f"{name}.csv").open(newline="") as text:
            header, *rows = csv.reader(text)
        found[name] = [header, *([f"{A_PERSON} {row[0]}", *row[1:]] for row in rows * 3)]
    return found


def as_csv(rows: Any) -> bytes:
    """Rows of cells as CSV, whatever stands in the place of a row or of all of them."""
    text = io.StringIO(newline="")
    as_rows = rows if isinstance(rows, list) else [rows]
    csv.writer(text).writerows(each if isinstance(each, list) else [each] for each in as_rows)
    return text.getvalue().encode(errors="replace")


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_extract_is_imported_or_refused(
    block: int, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """By the mapping beside it: a wrong cell is told by row and column, or set aside, and else said nowhere."""
    caplog.set_level(logging.DEBUG)
    source, out, bad = (tmp_path / name for name in ("in.csv", "out.csv", "bad.ndjson"))
    for number in numbers(EXTRACTS, block):
        name, seed = ("current_view", "mhsds")[number // BLOCKS % 2], f"{SEED}/extract {number}"
        mapping, valid = load_mapping(EXAMPLES / "extracts" / f"{name}.map.yaml"), extracts()[name]
        is_sheet = number // BLOCKS % 4 < 2
        raw = as_csv(mutant(valid, seed).data) if is_sheet else damaged(as_csv(valid), seed)
        source.write_bytes(raw)

        def act() -> None:
            import_extract(source, out, mapping, bad if number % 2 else None)  # noqa: B023 - at once

        with named(seed, name), in_memory():
            whole = attempt(act, secret=not names_a_person(raw))
            assert out.exists() == whole
            hold_folder(tmp_path, source.name, out.name, provenance_beside(out).name, bad.name)
        out.unlink(missing_ok=True)
    assert A_PERSON not in "".join(capfd.readouterr())
    hold_logs(caplog.records)


@pytest.mark.parametrize("name", list(extracts()))
def test_the_extracts_are_valid_before_they_are_mutants(name: str, tmp_path: Path) -> None:
    source, mapping = tmp_path / "in.csv", load_mapping(EXAMPLES / "extracts" / f"{name}.map.yaml")
    source.write_bytes(as_csv(extracts()[name]))
    assert import_extract(source, tmp_path / "out.csv", mapping).rows_out


def test_the_kinds_are_valid_and_each_is_used() -> None:
    """What is no valid document before it is a mutant would only show that it is refused."""
    for number, kind in enumerate(KINDS):
        kind.use(kind.read(kind.valid), number)
