"""All of a release but the upload: `make release`. What it writes stands in dist/, and nothing is sent anywhere.

Two builds of what is committed are compared byte by byte. The wheel holds each file of the package and each rule, and no
more. It is tried away from the checkout on every Python from 3.11 on that this machine has: by itself, then with every
extra. What is installed with it is listed with its licences (CycloneDX).
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from licences import licence_of, not_taken

ROOT = Path(__file__).parents[1]
OLDEST = (3, 11)
PYTHONS = (
    "~/.pyenv/versions/*/bin/python3",
    "/opt/python*/bin/python3",
    "/usr/local/bin/python3.*",
    "/usr/bin/python3.*",
)
"""Where Pythons stand, besides the one that runs this."""
BILL = "thrive-rules.cdx.json"
TRIED = (
    ("doctor",),
    ("suggest", "examples/three_voices.yaml", "--reader", "young-person"),
    ("test",),
)
"""Commands of a wheel by itself, away from the checkout."""


def run(*command: object, cwd: Path = ROOT, **variables: str) -> str:
    """What a command prints. Ends the release where it fails, with all that it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=clean | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(
            f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}\nended with {done.returncode}"
        )
    return done.stdout


def version() -> str:
    """The version in pyproject.toml. Ends the release where the newest heading of the changelog names another."""
    named = str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])
    heading = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    if heading is None or heading[1] != named:
        raise SystemExit(
            f"pyproject.toml says {named}; the newest heading of CHANGELOG.md says another version"
        )
    return named


def build_twice(work: Path, to: Path) -> dict[str, str]:
    """Build what is committed in two folders; the hash of each file. Ends the release where a byte differs."""
    when = run("git", "log", "-1", "--format=%ct").strip()
    archive = work / "committed.tar"
    run("git", "archive", "--output", archive, "HEAD")
    hashes: list[dict[str, str]] = []
    for name in ("one", "another-folder"):
        source, built = work / name / "source", work / name / "built"
        source.mkdir(parents=True)
        run("tar", "-x", "-f", archive, "-C", source)
        run(
            sys.executable, "-m", "build", "--no-isolation", "--outdir", built, source, SOURCE_DATE_EPOCH=when
        )
        hashes.append({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in built.iterdir()})
    if hashes[0] != hashes[1]:
        raise SystemExit(f"two builds differ: {hashes}")
    shutil.copytree(built, to, dirs_exist_ok=True)
    return hashes[0]


def not_as_meant(wheel: Path, source: Path) -> list[str]:
    """What a wheel lacks of the package and its rules, and what it holds besides."""
    meant = {
        f"{inside}{file.relative_to(source / folder)}"
        for folder, inside in (("src/thrive_rules", "thrive_rules/"), ("rules", "thrive_rules/_rules/"))
        for file in (source / folder).rglob("*")
        if file.is_file()
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    return sorted([f"lacks {each}" for each in meant - held] + [f"holds {each}" for each in held - meant])


def pythons() -> Iterator[tuple[str, Path]]:
    """Every Python from 3.11 on that is found, once for each version, by version."""
    ask = "import platform; print(platform.python_implementation(), platform.python_version())"
    found: dict[tuple[int, ...], Path] = {}
    patterns = [str(Path(each).expanduser()) for each in PYTHONS]
    places = [Path("/").glob(each.lstrip("/")) for each in patterns]
    for path in (Path(sys.executable), *(each for place in places for each in sorted(place))):
        if re.fullmatch(r"python[\d.]*", path.name) is None:
            continue
        done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.startswith("CPython"):
            number = tuple(int(part) for part in re.findall(r"\d+", done.stdout)[:3])
            if number >= OLDEST:
                found.setdefault(number, path)
    for number, path in sorted(found.items()):
        yield ".".join(map(str, number)), path


def try_wheel(wheel: Path, python: Path, folder: Path) -> Path:
    """Try a wheel by itself and then with every extra, in a new environment; its Python, with every extra."""
    run(python, "-m", "venv", "--without-pip", folder / "venv")
    there = folder / "venv" / "bin" / "python"
    shutil.copytree(ROOT / "examples", folder / "examples")
    install = (sys.executable, "-m", "pip", "--python", there, "install", "--quiet")
    run(*install, wheel)
    for command in TRIED:
        run(folder / "venv" / "bin" / "thrive-rules", *command, cwd=folder)
    run(there, "examples/demo.py", cwd=folder)
    run(*install, f"{wheel}[all]")
    run(folder / "venv" / "bin" / "thrive-rules", "doctor", cwd=folder)
    return there


def write_bill(python: Path, to: Path) -> int:
    """Write what is installed with every extra, as CycloneDX; how many packages. Ends where a licence is not taken."""
    [place] = (python.parents[1] / "lib").glob("python*/site-packages")
    for local in place.glob("thrive_rules-*.dist-info/direct_url.json"):
        local.unlink()  # says in which folder the wheel lay as it was tried
    packages = list(distributions(path=[str(place)]))
    if refused := not_taken(packages):
        raise SystemExit(f"licences that are not taken: {'; '.join(refused)}")
    when = run("git", "log", "-1", "--format=%ct").strip()
    tool = Path(sys.executable).parent / "cyclonedx-py"
    make = (
        tool,
        "environment",
        "--output-reproducible",
        "--mc-type",
        "library",
        "--pyproject",
        ROOT / "pyproject.toml",
    )
    first, second = (run(*make, python, SOURCE_DATE_EPOCH=when) for _ in range(2))
    if first != second or len(json.loads(first)["components"]) < len(packages) - 1:
        raise SystemExit("the list of what is installed is not the same twice, or lacks something")
    to.write_text(first, encoding="utf-8")
    lines = [
        f"{each.name} {each.version}: {licence_of(each)}"
        for each in sorted(packages, key=lambda each: each.name.lower())
    ]
    to.with_name("licences.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(packages)


def main() -> None:
    """Make a release, and say what was done."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--build-only", action="store_true", help="build and compare; try no Python")
    asked.add_argument("--to", type=Path, default=ROOT / "dist")
    options = asked.parse_args()
    if not options.build_only and (changed := run("git", "status", "--porcelain")):
        raise SystemExit(f"commit these first, or take them away:\n{changed}")
    print(f"version {version()}")
    with tempfile.TemporaryDirectory() as held:
        work = Path(held)
        start = time.monotonic()
        hashes = build_twice(work, options.to)
        print(f"two builds, the same bytes; {time.monotonic() - start:.0f} s")
        [wheel] = [options.to / name for name in hashes if name.endswith(".whl")]
        if wrong := not_as_meant(wheel, work / "one" / "source"):
            raise SystemExit(f"{wheel.name}: {'; '.join(wrong)}")
        if not options.build_only:
            tried = []
            for number, python in pythons():
                start = time.monotonic()
                tried.append(try_wheel(wheel, python, work / number))
                took = time.monotonic() - start
                print(
                    f"Python {number}: demo, suggest, test, doctor, and every extra; {took:.0f} s", flush=True
                )
            packages = write_bill(tried[0], options.to / BILL)  # the oldest, which has durable-rules too
            print(f"{packages} packages, each with a licence that is taken: {BILL}, licences.txt")
    sums = "".join(f"{told}  {name}\n" for name, told in sorted(hashes.items()))
    (options.to / "SHA256SUMS").write_text(sums)
    print(f"{sums}Nothing was uploaded. It stands in {options.to}.")


if __name__ == "__main__":
    main()
