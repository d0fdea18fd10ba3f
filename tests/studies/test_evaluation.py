"""The frozen vignettes stay as they are, and figures about them claim no rating that nobody gave."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("statsmodels")

import evaluate
from make import ROOT

from thrive_rules import Grouping, Reader, RuleBase, ThriveRulesError
from thrive_rules.cli.ending import run_command
from thrive_rules.conversations.budget import WORDS_OF_A_PAGE

FROZEN = {2: "sha256:3b71d03b37ea1355d940033465b5eebbb8aa94c1443c922650d02db2ffc17529"}
"""Each version of the set, once and for all. A file that changes makes a new version."""
FOUND = evaluate.read_vignettes()
MANIFEST = FOUND.manifest


SMALL = """\
version: 1
vignettes:
  clear_aims: {sources: [help/who], names: [getting_help]}
  clear_aims_and_a_diagnosis: {sources: [help/who], names: [getting_help]}
  safety: {illustrative: true}
pairs:
  - {of: [clear_aims, clear_aims_and_a_diagnosis], differ: severity.diagnoses, sources: [help/who]}
sources:
  - {id: help, citation: A page, address: somewhere, passages: {who: {quoted: false, text: Who it is for.}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set of somebody else."""
    for name in ("clear_aims", "clear_aims_and_a_diagnosis", "safety"):
        shutil.copy(evaluate.FOLDER / f"{name}.yaml", tmp_path)
    (tmp_path / "manifest.yaml").write_text(SMALL)
    return tmp_path


def test_a_version_of_the_vignettes_never_changes() -> None:
    assert FOUND.digest == evaluate.FROZEN == FROZEN[MANIFEST.version]


def test_anybody_can_check_the_digest_without_this_project() -> None:
    line = "sha256sum *.yaml | LC_ALL=C sort | sha256sum"
    assert line in (ROOT / "docs" / "evaluation.md").read_text()
    done = subprocess.run(line, shell=True, cwd=evaluate.FOLDER, capture_output=True, text=True, check=True)  # noqa: S602 - the line that the page shows
    assert f"sha256:{done.stdout.split()[0]}" == FOUND.digest


def test_one_more_letter_in_any_file_is_another_set(tmp_path: Path) -> None:
    folder = shutil.copytree(evaluate.FOLDER, tmp_path / "vignettes")
    files = sorted(folder.glob("*.yaml"))
    assert {file.stem for file in files} == {"manifest", *MANIFEST.vignettes}
    seen = {FOUND.digest}
    for file in files:
        before = file.read_bytes()
        file.write_bytes(before + b"#")
        seen.add(evaluate.digest(folder))
        file.write_bytes(before)
    assert len(seen) == len(files) + 1
    assert evaluate.digest(folder) == FOUND.digest


def test_a_passage_reads_as_in_the_rules_where_they_rest_on_it_too(rules: RuleBase) -> None:
    theirs = {
        (source.id, key): (source.address, each)
        for source in rules.sources
        for key, each in source.passages.items()
    }
    ours = {
        (source.id, key): (source.address, each)
        for source in MANIFEST.sources
        for key, each in source.passages.items()
    }
    assert {key for key in ours if key in theirs and ours[key] != theirs[key]} == set()
    assert len(ours.keys() & theirs.keys()) >= 20


def test_every_passage_of_the_set_is_one_that_a_vignette_or_a_pair_rests_on() -> None:
    used = {name for each in MANIFEST.vignettes.values() for name in each.sources}
    used |= {name for pair in MANIFEST.pairs for name in pair.sources}
    assert used == {f"{source.id}/{key}" for source in MANIFEST.sources for key in source.passages}


def test_nothing_that_a_rater_sees_names_a_grouping() -> None:
    for name in MANIFEST.vignettes:
        text = (evaluate.FOLDER / f"{name}.yaml").read_text()
        assert not re.findall("|".join((*Grouping, "Thriving", "Getting ", "candidate")), name + text)
        assert text.count("#") == 1, "one comment, for editors"


# THE COMMAND


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    sys.argv = ["evaluate.py", *map(str, arguments)]
    code = run_command(evaluate.app, "evaluate.py")
    return (code, *capsys.readouterr())


@pytest.fixture(autouse=True)
def _arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate.py"])


def lines_of(block: str) -> dict[str, list[str]]:
    """What stands beside each name; a line without one belongs to the name above."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in block.splitlines():
        label, value = re.split(r"  +", line, maxsplit=1)
        name = label or name
        found.setdefault(name, []).append(value)
    return found


def test_the_conversation_is_counted_too(rules: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """One pair has the same prompts: they ask nothing about a diagnosis. And a page may have ten words."""
    assert dict(evaluate.conversations(FOUND, rules))["prompts"] == "1 of 6 pairs raise the same ones"
    monkeypatch.setitem(WORDS_OF_A_PAGE, Reader.PRACTITIONER, 10)
    pages = dict(evaluate.conversations(FOUND, rules))["pages"]
    assert "young person 30" in pages
    assert "practitioner 0" in pages


def test_without_ratings_it_says_so_and_no_figure_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert (evaluate.FOLDER / "ratings.csv").read_text() == "vignette,rater,role,agreed\n"
    hook = sys.unraisablehook
    code, out, _ = evaluated(capsys, "--ratings", evaluate.FOLDER / "ratings.csv")
    assert sys.unraisablehook is hook  # what fails unseen in a later test is still told
    of_set, ours, by_severity = map(lines_of, out.split("\n\n"))
    assert code == 0
    assert of_set["digest"] == [FOUND.digest, "the frozen set"]
    names = ["rules", "digest", "candidates", "pairs", "passages", "everything", "ratings"]
    for block, talk in ((ours, ["prompts", "pages"]), (by_severity, ["prompts"])):
        assert list(block) == [*names, *talk]
        assert block["ratings"] == ["none"]
    assert by_severity["prompts"] == ["none: no conversation comes from a teaching counterexample"]
    pairs = len(MANIFEST.pairs)
    assert ours["pairs"] == [f"{pairs} of {pairs} have the same candidates"]
    assert ours["pairs"] != by_severity["pairs"]


def test_ratings_are_told_with_candidates_chance_agreement_and_the_digest_of_the_rules(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, rules: RuleBase
) -> None:
    file = tmp_path / "ratings.csv"
    told = {name: ";".join(each.names) for name, each in MANIFEST.vignettes.items()}
    rows = [f"{name},{rater},other,{names}" for name, names in told.items() for rater in "ab"]
    file.write_text("\n".join(["vignette,rater,role,agreed", *rows, "safety,c,practitioner,thriving"]))
    code, out, _ = evaluated(capsys, "thrive", "--ratings", file, "--each")
    of_set, block, each = out.split("\n\n")
    found = lines_of(block)
    assert code == 0
    assert "ratings  sha256:" in of_set
    assert found["digest"] == [rules.digest]
    assert found["ratings"] == [
        "61, of 30 vignettes, by 2 other, 1 practitioner",
        "18 of them name no grouping",
    ]
    figure = r"0\.\d\d, interval 0\.\d\d to \d\.\d\d: .*"
    assert all(re.fullmatch(figure, line) for line in (*found["agreement"], found["coverage"][0]))
    assert found["coverage"][1].startswith("40 of 43 (0.")
    assert len(each.splitlines()) == len(MANIFEST.vignettes) + 1


def test_a_set_of_somebody_else_says_that_it_is_not_the_frozen_one(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    code, out, _ = evaluated(capsys, "thrive", "--vignettes", folder)
    of_set, ours = map(lines_of, out.split("\n\n"))
    assert code == 0
    assert of_set["digest"] == [evaluate.digest(folder)]
    assert of_set["NOT frozen"] == [f"the frozen set is {evaluate.FROZEN}"]
    assert ours["passages"][0].startswith("2 of 2 ")


def changed(old: str, new: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        file = folder / "manifest.yaml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    return change


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "no folder": (shutil.rmtree, "manifest.yaml: there is no such file"),
    "no YAML": (changed("version: 1", "version: ["), "this is not YAML"),
    "a grouping that is none": (changed("[getting_help]", "[getting_halp]"), "names[0]: expected one of thriving, getting_advice, getting_help, getting_more_help, getting_risk_support; did you mean getting_help?"),
    "a key that is none": (changed("pairs:", "pears:"), "manifest.yaml:6: there is no such key; did you mean pairs?"),
    "no source": (changed("clear_aims: {sources: [help/who], ", "clear_aims: {"), "manifest.yaml:3: vignettes.clear_aims: expected sources"),
    "a made-up vignette that names": (changed("illustrative: true", "illustrative: true, names: [thriving]"), "what is made up names nothing"),
    "a passage that is none": (changed("clear_aims: {sources: [help/who]", "clear_aims: {sources: [help/whom]"), "vignettes.clear_aims.sources: there is no such passage"),
    "a pair of one": (changed("[clear_aims, clear_aims_and_a_diagnosis]", "[clear_aims]"), "pairs[0].of: expected something"),
    "a pair that is no pair": (changed("[clear_aims, clear_aims_and_a_diagnosis]", "[clear_aims, clear_aims]"), "pairs[0].differ: the two case files do not differ, or"),
    "a pair of another": (changed("[clear_aims, ", "[clear_aim, "), "pairs[0].of: there is no such vignette"),
    "a pair that differs elsewhere": (changed("severity.diagnoses", "severity.ratings"), "manifest.yaml:7: pairs[0].differ: the two case files do not differ, or"),
    "a vignette without a file": (lambda folder: (folder / "safety.yaml").unlink(), "vignettes.safety: there is no file of this vignette"),
    "a file without a vignette": (lambda folder: (folder / "more.yaml").write_text("{}"), "more.yaml: manifest.yaml does not name this vignette"),
    "a case that is none": (lambda folder: (folder / "safety.yaml").write_text("presentation: 1\n"), "safety.yaml:1: presentation: expected a mapping"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_set_that_is_not_as_it_says_is_refused(bad: str, folder: Path) -> None:
    change, told = BAD[bad]
    change(folder)
    with pytest.raises(ThriveRulesError) as refused:
        evaluate.read_vignettes(folder)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "arguments", [("--ratings", "no.csv"), ("no-rules",), ("--vignettes", "no"), ("--other",)]
)
def test_what_cannot_be_done_ends_with_2_and_prints_nothing(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = evaluated(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err
