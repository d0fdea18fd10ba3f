"""JavaScript beside Python for longer than `make test` does: cases, rule bases, pages, planted faults, and the kit.

python tests/explorer/conformance.py --cases 20000 --rules 1000 --seed 0
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agreement import Asked, answers, differences, of_random_rules, of_shipped_rules
from kit import READ, differing_in_chromium, differing_in_node
from pages import of_pages
from planted import FAULTS, not_found, stages
from planted_pages import FAULTS_OF_PAGES, not_shown, requests

from thrive_rules import load_rules
from thrive_rules.explorer.conformance_kit import conformance_kit

SHOWN = 5
"""How many differences are shown; all are counted."""


class Found(NamedTuple):
    """What was compared, and what differs."""

    what: str
    differ: list[str]


def main() -> int:
    """Compare, and end with 1 where anything differs."""
    parser = argparse.ArgumentParser(description="JavaScript beside Python.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--rules", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    failed, began = 0, time.monotonic()
    for what, differ in compared(wanted.cases, wanted.rules, wanted.seed):
        for difference in differ[:SHOWN]:
            print(difference)
        print(f"{what}: {len(differ):,} differ, {time.monotonic() - began:,.0f} seconds", flush=True)
        failed, began = failed + len(differ), time.monotonic()
    return 1 if failed else 0


def compared(cases: int, rules: int, seed: int) -> Iterator[Found]:
    """Each thing that is compared."""
    start = str(seed)
    yield Found(f"{rules:,} random rule bases", _all(of_random_rules(rules, seed)))
    yield Found(f"{cases:,} made-up cases", _all(of_shipped_rules(cases, start)))
    yield Found(f"pages, copies, questions and replies of {cases:,} cases", _all(of_pages(cases, start)))
    few, many = stages(seed)
    yield Found(f"{len(FAULTS)} planted faults, not found", list(map(str, not_found(FAULTS, [few, many]))))
    pages = requests(300, start)
    missed = list(map(str, not_shown(FAULTS_OF_PAGES, pages)))
    yield Found(f"{len(FAULTS_OF_PAGES)} planted faults in what makes pages, not found", missed)
    kit = dict(conformance_kit(load_rules(), min(cases, 2_000), start))
    lines = sum(kit[name].count("\n") for name in READ[2:])
    yield Found(f"{lines:,} lines of the kit in Node", differing_in_node(kit))
    yield Found(f"{lines:,} lines of the kit in Chromium", differing_in_chromium(kit))
    shipped = next(of_shipped_rules(50, start))
    _, *_, [milliseconds] = answers([*(each.request for each in shipped), {"suggest": 20}])
    yield Found(f"a suggestion takes {float(milliseconds):.2f} ms in Node, warm", [])


def _all(groups: Iterable[list[Asked]]) -> list[str]:
    return list(differences(groups))


if __name__ == "__main__":
    sys.exit(main())
