"""What a release rests on: one version, licences that we take, and a wheel that holds the package and no more."""

import zipfile
from pathlib import Path

import pytest

import release
from licences import TAKEN, installed_with, is_taken, licence_of, not_taken


def test_the_version_is_the_newest_heading_of_the_changelog() -> None:
    assert release.version()


def test_the_licences_of_all_that_is_installed_with_the_package_are_taken() -> None:
    packages = installed_with("thrive-rules", "all")
    assert {"pydantic", "polars", "z3-solver", "starlette", "cryptography"} <= packages.keys()
    assert not not_taken(packages.values())
    assert licence_of(packages["hypothesis"]) == "MPL-2.0"


@pytest.mark.parametrize(
    ("licence", "taken"),
    [
        *((each, True) for each in TAKEN),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND (GPL-3.0-only OR BSD-3-Clause)", True),
        ("MIT AND GPL-3.0-only", False),
        ("LGPL-3.0-or-later", False),
        ("none is named", False),
    ],
)
def test_every_part_of_a_licence_is_taken_or_none_is(licence: str, taken: bool) -> None:
    assert is_taken(licence) is taken


def test_what_a_wheel_lacks_and_what_it_holds_besides_is_told(tmp_path: Path) -> None:
    for file in (
        "src/thrive_rules/faults.py",
        "src/thrive_rules/explorer/page.js",
        "rules/thrive/needs.yaml",
    ):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("")
    with zipfile.ZipFile(tmp_path / "some.whl", "w") as wheel:
        for name in ("thrive_rules/faults.py", "thrive_rules/_rules/thrive/needs.yaml", "tests/test_a.py"):
            wheel.writestr(name, "")
        wheel.writestr("thrive_rules-0.2.0.dist-info/METADATA", "")
    assert release.not_as_meant(tmp_path / "some.whl", tmp_path) == [
        "holds tests/test_a.py",
        "lacks thrive_rules/explorer/page.js",
    ]


def test_only_pythons_on_which_the_package_runs_are_tried() -> None:
    found = [number for number, _ in release.pythons()]
    assert found
    assert all(tuple(map(int, number.split("."))) >= release.OLDEST for number in found)
