"""What people can try is answered as it says, in a browser and from a shell; `doctor` says which part is wrong."""

import json
import subprocess

import pytest
from calls import Here
from running_service import running

from command import command
from in_browser import a_browser
from thrive_rules import ThriveRulesError
from thrive_rules.service.client_check import ClientCheck
from thrive_rules.service.samples import Sample, samples


@pytest.fixture(scope="module")
def here() -> Here:
    return Here()


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_each_sample_is_answered_as_it_says(sample: Sample, here: Here) -> None:
    sent = (
        {} if sample.method == "GET" else {"content": sample.body, "headers": {"Content-Type": sample.kind}}
    )
    assert here.call(sample.method, sample.path, **sent).status_code == sample.status


def test_the_samples_show_each_way_a_call_can_go() -> None:
    assert {each.status for each in samples()} == {200, 404, 405, 412, 413, 415, 422}


@pytest.mark.xdist_group("browser")
def test_the_page_sends_calls_and_shows_what_comes_back_and_a_shell_does_the_same() -> None:
    origin = "https://ehr.example"
    with running("--origin", origin) as service, a_browser() as browser:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: wrong.append(asked.url) if not asked.url.startswith(service.url) else None,
        )
        page.goto(f"{service.url}/try")
        for sample in samples():
            page.get_by_role("button", name=sample.name, exact=True).click()
            page.wait_for_function(
                "said => document.getElementById('back').textContent.startsWith(said)",
                arg=f"{sample.status} ",
            )
            assert page.locator("#curl").inner_text().startswith(("curl", "head"))
        assert not wrong
        for sample in samples():
            line = sample.curl(service.url).replace("curl -i", "curl -s -o /dev/null -w %{http_code}")
            done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)  # noqa: S602 - ours
            assert done.stdout == str(sample.status), sample.name

        done = command("doctor", "--client", service.url, "--origin", origin)
        assert done.returncode == 0, done.stdout + done.stderr
        assert [each.split(":")[0] for each in done.stdout.splitlines()] == [
            "CORS",
            "JWT",
            "prefetch",
            "patient",
        ]
        done = command("doctor", "--client", service.url)
        assert done.returncode == 1
        assert "CORS: wrong" in done.stdout
        assert "--origin https://sandbox.cds-hooks.org" in done.stdout


def test_doctor_says_so_where_nobody_answers() -> None:
    for address in ("http://127.0.0.1:1", "file:///etc/passwd"):
        with pytest.raises(ThriveRulesError, match="client: "):
            list(ClientCheck(address, "https://ehr.example").findings())


def test_every_body_of_a_sample_is_made_up() -> None:
    for each in samples():
        if each.kind == "application/json" and each.body.strip() and "v1" not in each.path:
            told = json.loads(each.body)
            assert "made-up" in json.dumps(told) or "feedback" in told or "prefetch" not in told


@pytest.mark.parametrize(
    "told",
    [
        ("http://[::1",),
        ("http://..",),
        ("http://127.0.0.1:1", "--origin", "https://a\nb"),
        ("http://127.0.0.1:1",),
        ("file:///etc/passwd",),
    ],
)
def test_what_cannot_be_called_is_told(told: tuple[str, ...]) -> None:
    done = command("doctor", "--client", *told)
    assert (done.returncode, done.stdout, done.stderr.startswith("client: ")) == (2, "", True), done.stderr
