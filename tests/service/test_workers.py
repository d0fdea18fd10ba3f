"""Several processes: one that is killed takes nobody with it, and a new rule base answers from one request to the next."""

import json
import os
import re
import shutil
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from running_service import running
from test_client_token import AT, ISSUER, JWKS, token

from thrive_rules import load_rules
from thrive_rules.rulefiles.rulefile import shipped_rules

SWAPS = int(os.environ.get("SWAPS", "10"))
"""How often the rules change; an even number."""


def test_a_process_that_is_killed_takes_nobody_with_it() -> None:
    with running("--workers", 2) as service:
        assert service.post("/v1/suggest", {})["candidates"] == []
        seconds, failed, ended, stop = list[float](), list[float](), list[float](), threading.Event()

        def ask() -> None:
            while not stop.is_set():
                began = time.monotonic()
                try:
                    service.post("/v1/suggest", {})
                except (URLError, OSError):
                    failed.append(time.monotonic())
                seconds.append(time.monotonic() - began)

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for each in asking:
            each.start()
        time.sleep(0.5)
        busy = [json.loads(each) for each in service.logged.splitlines() if each.endswith("}")]
        killed = busy[-1]["process"]
        os.kill(killed, signal.SIGKILL)
        ended.append(time.monotonic())
        time.sleep(1.5)
        stop.set()
        for each in asking:
            each.join()
        assert len(failed) <= len(asking), "what was under way in that process, and nothing else"
        assert all(each - ended[0] < 1 for each in failed), "nobody waits for an answer that cannot come"
        assert len(seconds) - len(failed) > 10
        assert service.post("/v1/suggest", {})["candidates"] == []
        with urlopen(f"{service.url}/metrics", timeout=20) as counts:  # noqa: S310 - of this computer
            told = counts.read().decode()
        [counted] = re.findall(
            r'requests_total\{method="POST",route="/v1/suggest",status="200"\} ([0-9.]+)', told
        )
        # A request is counted once it is answered: of the process that was killed, one for each who asked may be lost.
        lost = len(asking)
        assert float(counted) >= len(seconds) - len(failed) - lost, "every process counts in one place"
        logged = service.end()
    lines = [json.loads(each) for each in logged.splitlines() if each.startswith("{")]
    assert {each["process"] for each in lines if each["event"] == "answered"} > {killed}, "others go on"


def test_a_token_is_taken_once_by_all_processes_together_and_forgotten_at_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients, place = tmp_path / "clients.json", tmp_path / "place"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    clients.write_text(json.dumps({"address": AT, "clients": [{"iss": ISSUER, "jwks": JWKS}]}))
    with running("--workers", 2, "--clients", clients) as service:
        used = token(aud=f"{AT}/cds-services")

        def ask(_: int) -> int:
            asked = Request(f"{service.url}/cds-services", headers=used)  # noqa: S310 - of this computer
            try:
                with urlopen(asked, timeout=20) as answer:  # noqa: S310 - as above
                    return int(answer.status)
            except HTTPError as refused:
                return refused.code

        found, asked_of = Counter[int](), set[int]()
        with ThreadPoolExecutor(8) as asking:
            while len(asked_of) < 2 and found.total() < 4000:  # until both processes have been asked
                found.update(asking.map(ask, range(40)))
                lines = [json.loads(each) for each in service.logged.splitlines() if each.endswith("}")]
                asked_of = {each["process"] for each in lines if each["event"] == "answered"}
        assert len(list(place.glob("thrive-rules-*/tokens"))) == 1
    assert list(place.iterdir()) == []
    assert len(asked_of) == 2
    assert found == {200: 1, 401: found.total() - 1}


def two_rule_bases(folder: Path) -> None:
    """`one` and `two`, which say the name of a grouping and a heading in other words, each in another file."""
    for name, word in (("one", "Help"), ("two", "Some Help")):
        shutil.copytree(shipped_rules(), folder / name, ignore=shutil.ignore_patterns("certificate.json"))
        for file in (folder / name).glob("*.yaml"):
            text = file.read_text().replace("name: Getting Help\n", f"name: Getting {word}\n")
            file.write_text(text.replace("nobody: Nobody has decided\n", f"nobody: {word} and no decision\n"))
    (folder / "now").symlink_to(folder / "one")


def point_to(folder: Path, name: str) -> None:
    (folder / "next").symlink_to(folder / name)
    (folder / "next").rename(folder / "now")


GOAL = {"preferences": {"wants": {"goal_focused_help": True}}}


def test_under_load_no_answer_is_made_of_two_rule_bases(tmp_path: Path) -> None:
    two_rule_bases(tmp_path)
    digests = {load_rules(tmp_path / name).digest for name in ("one", "two")}
    pages, found, stop = list[str](), set[str](), threading.Event()
    with running("--rules", tmp_path / "now", "--workers", 2) as service:

        def ask() -> None:
            while not stop.is_set():
                pages.append(json.dumps(service.post("/v1/read?format=json&depth=page", GOAL)))
                found.add(service.post("/v1/suggest", GOAL)["provenance"]["rule_base"]["digest"])

        with ThreadPoolExecutor(4) as asking:
            under_way = [asking.submit(ask) for _ in range(4)]
            for turn in range(SWAPS):
                before, until = len(pages), time.monotonic() + 20
                while len(pages) < before + 8 and time.monotonic() < until:  # each of four has asked since
                    time.sleep(0.01)
                point_to(tmp_path, ("two", "one")[turn % 2])
            stop.set()
            for each in under_way:
                each.result()
    assert found == digests
    said = Counter(("Getting Some Help" in page, "Some Help and no decision" in page) for page in pages)
    assert said.keys() == {(True, True), (False, False)}, (
        "a page is of one rule base, from its first word to its last"
    )


def test_other_rules_answer_from_one_request_to_the_next_and_none_is_mixed(tmp_path: Path) -> None:
    two_rule_bases(tmp_path)
    names = {load_rules(tmp_path / name).digest: name for name in ("one", "two")}
    assert len(names) == 2
    with running("--rules", tmp_path / "now") as service:
        service.post("/v1/suggest", {})  # it has read the first
        for turn in range(SWAPS):
            name = ("two", "one")[turn % 2]
            point_to(tmp_path, name)
            for _ in range(2):
                found = service.post("/v1/read?format=json&depth=full", GOAL)
                assert ("Getting Some Help" in json.dumps(found)) is (name == "two")
            told = service.post("/v1/suggest", {})["provenance"]["rule_base"]["digest"]
            assert names[told] == name
        (tmp_path / "broken").mkdir()
        point_to(tmp_path, "broken")
        assert names[service.post("/v1/suggest", {})["provenance"]["rule_base"]["digest"]] == "one"
        lines = [json.loads(each) for each in service.end().splitlines()]
    assert [each["level"] for each in lines if each["event"] == "rules_refused"] == ["error"]
    assert len([each for each in lines if each["event"] == "rules"]) == SWAPS
