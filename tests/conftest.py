"""What every test shares: the rule base that ships, and how hard Hypothesis looks."""

import os

import pytest
from hypothesis import HealthCheck, settings

from thrive_rules import RuleBase, load_rules

# Few and always the same in CI; `make test-generative` looks longer, and elsewhere each time.
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
settings.register_profile(
    "generative",
    max_examples=int(os.environ.get("EXAMPLES", "5000")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def rules() -> RuleBase:
    return load_rules()
