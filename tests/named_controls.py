"""The tests that the hazard log names, and whether each of them has run: a control that nobody tried holds nothing."""

from pathlib import Path

import pytest
import yaml

LOG = Path(__file__).parents[1] / "docs" / "hazards.yaml"


def named_tests() -> set[str]:
    """Every test that a hazard names as its control."""
    hazards = yaml.safe_load(LOG.read_text())["hazards"]
    return {name for hazard in hazards for name in hazard["controls"].get("tests", ())}


class NamedControls:
    """What was heard of each test; at the end of a run of all tests it says which named ones did not pass."""

    def __init__(self) -> None:
        self._heard: dict[str, set[str]] = {}

    def heard(self, test: str, outcome: str) -> None:
        """Keep how a test came out, by the name of its function."""
        name = test.rpartition("::")[2].partition("[")[0]
        self._heard.setdefault(name, set()).add(outcome)

    def without(self) -> list[str]:
        """Every named test that has not passed in each of its forms. One that was skipped says why itself."""
        return sorted(name for name in named_tests() if not self._is_held(self._heard.get(name, set())))

    @staticmethod
    def _is_held(outcomes: set[str]) -> bool:
        return bool(outcomes) and outcomes <= {"passed", "skipped"}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear of one test, on this process or on a worker."""
        if report.when == "call" or report.skipped:
            self.heard(report.nodeid, report.outcome)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run of all tests in which a named one did not pass."""
        config = session.config
        everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not (
            config.option.keyword or config.option.markexpr or config.option.collectonly
        )
        if everything and session.exitstatus == 0 and (without := self.without()):
            session.exitstatus = 1
            told = f"docs/hazards.yaml names tests that did not pass: {', '.join(without)}"
            config.get_terminal_writer().line(f"\n{told}", red=True)
