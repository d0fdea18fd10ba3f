"""What every test shares: the rule base that ships, how hard Hypothesis looks, and what is left to what lands."""

import gc
import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from named_controls import NamedControls
from thrive_rules import RuleBase, load_rules

# Always the same: few for every change, more for what lands. `make test-generative` looks longer, and elsewhere each time.
settings.register_profile("test", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True)
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
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "test"))


WITH_PROGRAMS = {"browser", "explorer", "spark", "site"}
"""The groups of tests that start a browser, Node or Java, or build the site."""


def pytest_addoption(parser: pytest.Parser) -> None:
    skipped = "skip what starts a browser, Node or Java, or builds the site"
    parser.addoption("--without-programs", action="store_true", help=skipped)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--without-programs"):
        skip = pytest.mark.skip(reason="starts a browser, Node or Java, or builds the site: make test ALL=1")
        for item in items:
            group = item.get_closest_marker("xdist_group")
            if "browser" in getattr(item, "fixturenames", ()) or (group and group.args[0] in WITH_PROGRAMS):
                item.add_marker(skip)


def pytest_collection_finish() -> None:
    # What stays to the end is not looked through again and again: thousands of tests, and every library.
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # a worker tells the process that started it
        config.pluginmanager.register(NamedControls())


@pytest.fixture(scope="session")
def rules() -> RuleBase:
    return load_rules()
