"""The licences of what is installed with the package, and which of them we take.

We ship none of these libraries: whoever installs the package gets each from where its authors publish it. So a licence
is taken where it lets people use, change and pass on what they build, and asks for no more than to keep its text.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

KEEP_THE_TEXT = "use and pass on freely; keep the text of the licence"
TAKEN = {
    "MIT": KEEP_THE_TEXT,
    "MIT-0": "use and pass on freely",
    "MIT-CMU": KEEP_THE_TEXT,
    "BSD-2-Clause": KEEP_THE_TEXT,
    "BSD-3-Clause": KEEP_THE_TEXT,
    "0BSD": "use and pass on freely",
    "ISC": KEEP_THE_TEXT,
    "Zlib": KEEP_THE_TEXT,
    "CC0-1.0": "use and pass on freely",
    "PSF-2.0": KEEP_THE_TEXT,
    "Apache-2.0": "use and pass on freely; keep the text and the notices; a grant of patents",
    "MPL-2.0": "who changes files of that library shares these changes; what uses it stays free (hypothesis alone)",
}
"""Each licence that we take, by its name in SPDX, with what it asks for."""

OLDER_NAMES = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "2-clause BSD": "BSD-2-Clause",
    "Python Software Foundation License": "PSF-2.0",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
}
"""What packages say that do not yet name their licence as SPDX does."""


def licence_of(package: Distribution) -> str:
    """The licence of a package, as SPDX names it where that is known: its expression, else classifiers, else its text."""
    about = package.metadata
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classified = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    named = classified or [(about.get_all("License") or ["none is named"])[0].partition("\n")[0]]
    return " AND ".join(OLDER_NAMES.get(each, each) for each in named)


def is_taken(licence: str) -> bool:
    """Whether we take this licence: every part of an expression, or one of those that it leaves to choose from."""
    return all(
        any(name.strip(" ()") in TAKEN for name in part.split(" OR ")) for part in licence.split(" AND ")
    )


def not_taken(packages: Iterable[Distribution]) -> list[str]:
    """Each package whose licence we do not take, with that licence."""
    return sorted(f"{each.name}: {licence_of(each)}" for each in packages if not is_taken(licence_of(each)))


def installed_with(name: str, *extras: str) -> dict[str, Distribution]:
    """A package with these extras and all that it needs, as far as it is installed here, by name."""
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [(name, extras)]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found[canonicalize_name(name)] = package = distribution(name)
        waiting += [(each.name, tuple(sorted(each.extras))) for each in _needs(package, extras)]
    return found


def _needs(package: Distribution, extras: tuple[str, ...]) -> Iterator[Requirement]:
    for text in package.requires or ():
        need = Requirement(re.sub(r"\s+", " ", text))
        if need.marker is None or any(need.marker.evaluate({"extra": each}) for each in (*extras, "")):
            yield need
