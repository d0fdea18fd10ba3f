"""The answers of a form as a case, and back: who says what, what stays unknown, and what is refused."""

import exchanged
from hypothesis import given, settings

from thrive_rules import load_rules
from thrive_rules.cases.case import Case
from thrive_rules.severity.severity import Severity
from thrive_rules.testing import cases, severities

RULES = load_rules()


@settings(max_examples=40)
@given(cases(), severities())
def test_a_case_comes_back_as_it_was_but_for_what_is_listed(case: Case, severity: Severity) -> None:
    exchanged.hold(case, severity, RULES)
