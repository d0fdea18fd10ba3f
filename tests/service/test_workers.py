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


def test_a_token_is_taken_once_by_all_processes_together(tmp_path: Path) -> None:
    clients = tmp_path / "clients.json"
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

        with ThreadPoolExecutor(8) as asking:
            found = Counter(asking.map(ask, range(40)))
        lines = [json.loads(each) for each in service.end().splitlines() if each.startswith("{")]
    assert found == {200: 1, 401: 39}
    assert len({each["process"] for each in lines if each["event"] == "answered"}) == 2, "both were asked"


def test_other_rules_answer_from_one_request_to_the_next_and_none_is_mixed(tmp_path: Path) -> None:
    for name, word in (("one", "Getting Help"), ("two", "Getting Some Help")):
        shutil.copytree(shipped_rules(), tmp_path / name, ignore=shutil.ignore_patterns("certificate.json"))
        for file in (tmp_path / name).glob("*.yaml"):
            file.write_text(file.read_text().replace("name: Getting Help\n", f"name: {word}\n"))
    names = {load_rules(tmp_path / name).digest: name for name in ("one", "two")}
    assert len(names) == 2
    now = tmp_path / "now"
    now.symlink_to(tmp_path / "one")
    with running("--rules", now) as service:
        service.post("/v1/suggest", {})  # it has read the first
        for turn in range(SWAPS):
            name = ("two", "one")[turn % 2]
            (tmp_path / "next").symlink_to(tmp_path / name)
            (tmp_path / "next").rename(now)
            for _ in range(2):
                found = service.post(
                    "/v1/read?format=json&depth=full", {"preferences": {"wants": {"goal_focused_help": True}}}
                )
                assert ("Getting Some Help" in json.dumps(found)) is (name == "two")
            told = service.post("/v1/suggest", {})["provenance"]["rule_base"]["digest"]
            assert names[told] == name
        (tmp_path / "broken").mkdir()
        (tmp_path / "next").symlink_to(tmp_path / "broken")
        (tmp_path / "next").rename(now)
        assert names[service.post("/v1/suggest", {})["provenance"]["rule_base"]["digest"]] == "one"
        lines = [json.loads(each) for each in service.end().splitlines()]
    assert [each["level"] for each in lines if each["event"] == "rules_refused"] == ["error"]
    assert len([each for each in lines if each["event"] == "rules"]) == SWAPS
