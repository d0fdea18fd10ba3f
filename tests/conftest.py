"""What every test shares: the rule base that ships, and how hard Hypothesis looks."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from named_controls import NamedControls
from thrive_rules import RuleBase, load_rules

# Few and always the same in CI; `make test-generative` looks longer, and elsewhere each time.
settings.register_profile("ci", max_examples=30, deadline=None, derandomize=True)
settings.register_profile(
    "generative",
    max_examples=int(os.environ.get("EXAMPLES", "5000")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "mutation",  # one example that fails is enough, however large
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker tells the process that started it
        config.pluginmanager.register(NamedControls())


@pytest.fixture(scope="session")
def rules() -> RuleBase:
    return load_rules()
