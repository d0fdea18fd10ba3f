"""How large the explorer is, how soon it can be used, and how long one change takes, as a browser has it.

Usable is when the script has run and its first words are painted, counted from navigation. A change is timed in the
page, from the event until all that it moved is laid out. Each is told as people wait for it, and as the processor
time of the page alone, which hardly changes where others use the machine.

python tests/benchmarks/explorer.py --rounds 5
"""

import argparse
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from in_browser import a_browser
from thrive_rules import load_rules
from thrive_rules.explorer.teaching import meeting_document, teaching_document

SLOWER = 6
"""How many times slower the processor is made, as a small tablet is."""
WARM = 30
"""How often a change is made before it is timed: what somebody meets who has played for half a minute."""

USABLE = """() => {
  const { domContentLoadedEventEnd } = performance.getEntriesByType("navigation")[0];
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return painted ? Math.max(domContentLoadedEventEnd, painted.startTime) : null;
}"""
CHANGE = """([selector, values, event, round]) => {
  const control = document.querySelector(selector);
  const started = performance.now();
  if (values.length) control.value = values[round % values.length];
  if (event === "click") control.click();
  else control.dispatchEvent(new Event(event, { bubbles: true }));
  document.body.offsetHeight;
  return performance.now() - started;
}"""


class Change(NamedTuple):
    """One control, what is chosen there in turns, and the event that tells the page."""

    name: str
    part: str
    selector: str
    values: tuple[str, ...] = ()
    event: str = "change"


CHANGES = (
    Change("severity slider", "slider", "#severity", ("0", "1", "2", "3"), "input"),
    Change(
        "one answer of the own pair",
        "own",
        "select[data-fact=needs_specialist_input][data-person='1']",
        ("true", "false"),
    ),
    Change("rules of many changed", "many", "input[name=rules]:not(:checked)", (), "click"),
    Change("workshop, a rule off or on", "workshop", "[data-at=turn]", (), "click"),
    Change("workshop, another grouping", "workshop", "[data-at=grouping]", ("getting_help", "thriving")),
)


def usable(browser: Browser, file: Path, slower: int) -> tuple[float, float]:
    """Milliseconds from navigation until a page that was never open can be used: waited, and worked."""
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    session.send("Performance.enable")
    page.goto(file.as_uri())
    while (waited := page.evaluate(USABLE)) is None:  # the policy of the page lets no driver wait in it
        page.wait_for_timeout(20)
    found = float(waited), processor(session)
    page.close()
    return found


def processor(session: CDPSession) -> float:
    """Milliseconds that the page's own thread has worked."""
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["ThreadTime"])


def changed(browser: Browser, file: Path, change: Change, rounds: int) -> tuple[list[float], list[float]]:
    """What each change took, in milliseconds: waited, and worked."""
    page = browser.new_page()
    page.goto(f"{file.as_uri()}#{change.part}")
    page.locator(f"#{change.part}-heading").wait_for()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    asked = [change.selector, list(change.values), change.event]
    empty = ["body", [], "nothing", 0]
    waited, worked = list[float](), list[float]()
    for round_ in range(WARM + rounds):
        before = processor(session)
        page.evaluate(CHANGE, empty)
        between = processor(session)
        took = float(page.evaluate(CHANGE, [*asked, round_]))
        # What it takes to ask the page anything at all is no part of the change.
        work = processor(session) - between - (between - before)
        if round_ >= WARM:
            waited.append(took)
            worked.append(work)
    page.close()
    return waited, worked


def main() -> None:
    """Print sizes, and medians in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is done")
    rounds = parser.parse_args().rounds
    rules = load_rules()
    shown = Table("the explorer", "", "median", "least")
    with TemporaryDirectory() as place, a_browser() as browser:
        files = {"teaching": teaching_document(rules), "meeting": meeting_document(rules)}
        for name, text in files.items():
            file = Path(place) / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            shown.add_row(f"{name}: size", "kB", f"{len(text.encode()) / 1000:.0f}", "")
            for slower in (1, SLOWER):
                took = [usable(browser, file, slower) for _ in range(rounds)]
                how = f", processor slowed {slower} times" if slower > 1 else ""
                shown.add_row(f"{name}: usable{how}", "ms", *_told([waited for waited, _ in took]))
                if slower == 1:  # to slow the page down is work too
                    shown.add_row("", "ms, processor", *_told([worked for _, worked in took]))
        for change in CHANGES:
            waited, worked = changed(browser, Path(place) / "teaching.html", change, max(rounds, 15))
            shown.add_row(change.name, "ms", *_told(waited))
            shown.add_row("", "ms, processor", *_told(worked))
    Console().print(shown)


def _told(took: list[float]) -> tuple[str, str]:
    return f"{statistics.median(took):.1f}", f"{min(took):.1f}"


if __name__ == "__main__":
    main()
