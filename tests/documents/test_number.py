"""Numbers are shown as ECMAScript shows them: the cases of its definition, and any number beside Node."""

import json
import shutil
import subprocess
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive_rules.documents.number import spell_number

NODE = shutil.which("node")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (62, "62"),
        (62.0, "62"),
        (-1.5, "-1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (2**53, "9007199254740992"),
        (1e16, "10000000000000000"),
        (1.2345678901234567e20, "123456789012345670000"),
        (1e21, "1e+21"),
        (1.5e22, "1.5e+22"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (-1.25e-7, "-1.25e-7"),
        (5e-324, "5e-324"),
    ],
)
def test_a_number_is_shown_as_ecmascript_defines_it(number: float, shown: str) -> None:
    assert spell_number(number) == shown


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
def test_what_is_shown_is_the_number_and_no_other(number: float) -> None:
    assert float(spell_number(number)) == number


@pytest.mark.xdist_group("explorer")
@pytest.mark.skipif(not NODE, reason="there is no Node on this machine")
def test_node_shows_the_same() -> None:
    rng = Random(0)  # noqa: S311 - it keeps no secret
    numbers = [rng.uniform(-10, 10) * 10.0 ** rng.randint(-40, 40) for _ in range(2000)]
    program = "console.log(JSON.stringify(JSON.parse(process.argv[1]).map(String)))"
    told = subprocess.run([str(NODE), "-e", program, json.dumps(numbers)], capture_output=True, check=True)
    assert json.loads(told.stdout) == [spell_number(number) for number in numbers]
