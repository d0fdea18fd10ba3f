"""What JavaScript tells people of a decision is what Python tells them, byte for byte, and so are their copies of it."""

import pytest
from agreement import differences

from decisions import told_of_decisions

pytestmark = pytest.mark.xdist_group("explorer")


def test_everybody_is_told_the_same_of_a_decision() -> None:
    assert list(differences([list(told_of_decisions(60, 0))])) == []
