"""A client that others wrote, the CDS Hooks sandbox, finds the service, sends it a record that is opened, and shows its cards.

Its source is on GitHub alone (cds-hooks/sandbox). `make sandbox SANDBOX=DIR` builds a copy that somebody has fetched, and
runs this; where there is none these tests are skipped and say so. The records are made up, and stand on this computer.
"""

import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from running_service import Running, running

from in_browser import Browser, a_browser
from thrive_rules import load_rules
from thrive_rules.language.rule import UrgentKind
from thrive_rules.service.cds_request import ANSWERS
from thrive_rules.service.samples import samples

BUILT = Path(os.environ.get("SANDBOX", "none")) / "build"
RULES = load_rules()
CALLS = {
    each.name: json.loads(each.body)
    for each in samples()
    if each.method == "POST" and each.body.strip() and each.kind.endswith("json")
}
PEOPLE = {"calm": "calm", "danger": "danger", "nothing": "nothing known", "adult": "adult"}
"""The made-up people of the record system, each with the call whose answers are theirs."""


class Record(SimpleHTTPRequestHandler):
    """The sandbox as its files, and beside it a FHIR server that knows a few made-up people."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if not path.startswith("/fhir/"):
            super().do_GET()
            return
        kind, _, name = path.removeprefix("/fhir/").partition("/")
        match kind:
            case "metadata":
                self.send({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "status": "active"})
            case "Patient" if name in PEOPLE:
                self.send(patient(name))
            case "Patient":
                self.send(
                    {"resourceType": "Bundle", "entry": [{"resource": patient(each)} for each in PEOPLE]}
                )
            case _:
                self.send({"resourceType": "Bundle", "type": "searchset", "total": 0})

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["Content-Length"])).decode()
        name = next((each for each in PEOPLE if f"patient={each}" in told), "nothing")
        given = CALLS[PEOPLE[name]]["prefetch"][ANSWERS]
        for entry in (given or {}).get("entry", ()):
            entry["resource"]["subject"] = {"reference": f"Patient/{name}"}
        self.send(given or {"resourceType": "Bundle", "type": "searchset", "total": 0})

    def send(self, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/fhir+json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def patient(name: str) -> dict[str, Any]:
    born = CALLS[PEOPLE[name]]["prefetch"]["patient"]["birthDate"]
    called = [{"given": ["Made"], "family": "Up"}]
    return {"resourceType": "Patient", "id": name, "birthDate": born, "name": called, "gender": "unknown"}


@pytest.fixture(scope="module")
def record() -> Iterator[str]:
    if not (BUILT / "app.bundle.js").is_file():
        pytest.skip("the CDS Hooks sandbox is not here, and no card is shown in it: make sandbox SANDBOX=DIR")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Record, directory=str(BUILT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def service(record: str) -> Iterator[Running]:
    with running("--origin", record) as found:
        yield found


@pytest.fixture(scope="module")
def browser(record: str) -> Iterator[Browser]:
    with a_browser() as found:
        yield found


def opened(browser: Browser, record: str, service: Running, who: str) -> Page:
    """The sandbox with the record of somebody open, once the service has answered."""
    page = browser.new_page(viewport={"width": 1500, "height": 1000})
    asked = {
        "fhirServiceUrl": f"{record}/fhir",
        "patientId": who,
        "serviceDiscoveryURL": f"{service.url}/cds-services",
        "hook": "patient-view",
    }
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and service.url in answer.url
    ) as sent:
        page.goto(f"{record}/index.html?{urlencode(asked)}")
    assert sent.value.status == 200
    return page


def cards(page: Page) -> list[str]:
    """The text of each card that it shows, from above."""
    source = page.get_by_text("Source:")
    expect(source.first).to_be_visible()
    return [str(each.locator("xpath=../..").inner_text()) for each in source.all()]


def pictured(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_danger_stands_first_and_nothing_offers_to_put_it_away(
    browser: Browser, record: str, service: Running
) -> None:
    page = opened(browser, record, service, "danger")
    first, second = cards(page)
    pictured(page, "danger")
    assert first.strip().startswith(str(RULES.urgent[UrgentKind.IMMEDIATE_DANGER].short))
    assert "Dismiss" not in first
    assert "Dismiss" in second
    assert "All clear" not in page.inner_text("body")


@pytest.mark.parametrize("who", ["calm", "nothing", "adult"])
def test_there_is_always_a_card_and_never_all_clear(
    who: str, browser: Browser, record: str, service: Running
) -> None:
    page = opened(browser, record, service, who)
    [card] = cards(page)
    pictured(page, who)
    assert page.locator("h3", has_text="Ideas to talk about").count() == (who != "adult")
    assert card
    assert "All clear" not in page.inner_text("body")


def test_why_somebody_put_a_card_away_is_counted_and_joined_to_nobody(
    browser: Browser, record: str, service: Running
) -> None:
    page = opened(browser, record, service, "calm")
    page.get_by_role("button", name="select dismiss reason").click()
    with page.expect_response(lambda answer: answer.url.endswith("/feedback")) as sent:
        page.get_by_role("menuitem", name="Override: People have decided together already").click()
    assert sent.value.status == 200
    with urlopen(f"{service.url}/metrics", timeout=20) as answer:  # noqa: S310 - of this computer
        counts = answer.read().decode().splitlines()
    assert 'thrive_rules_feedback_total{outcome="overridden",reason="decided-already"} 1.0' in counts
