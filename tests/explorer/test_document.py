"""The file that a browser opens: one script of many modules, nothing loaded, nothing sent, nothing stored."""

import re

import pytest

from thrive_rules import load_rules
from thrive_rules.explorer.document import MODULES, script_of
from thrive_rules.explorer.teaching import teaching_document
from thrive_rules.explorer.words import screen_words

SOURCES = {each.name: each.read_text("utf-8") for each in MODULES.iterdir() if each.name.endswith(".js")}


@pytest.mark.parametrize("name", SOURCES)
def test_a_module_exports_and_imports_in_the_one_way_that_can_be_put_together(name: str) -> None:
    text = SOURCES[name]
    for line in re.findall(r"^import .*$", text, re.MULTILINE):
        assert re.fullmatch(r'import \{.*\} from "\./[a-z_]+\.js";|import \{', line), line
    assert " as " not in "".join(re.findall(r"^import \{[^}]*\}", text, re.MULTILINE))
    for line in re.findall(r"^export .*$", text, re.MULTILINE):
        assert re.match(r"export (async )?(function|const|class) ", line), line
    assert all(line.count("`") % 2 == 0 for line in text.splitlines() if not line.lstrip().startswith("*")), (
        "no text spans two lines"
    )
    assert not re.search(r"\bimport\(\s*[^\"]", text), "a dynamic import loads something"


NEVER = (
    "fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "EventSource", "RTCPeerConnection", "Worker(", "importScripts",
    "localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "window.open", "location =", "location.href =",
    "location.assign", "location.replace", "history.push", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
    "eval(", "new Function", "setTimeout(\"", ".style", "DOMParser", "srcdoc", "postMessage",
)  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_no_module_loads_sends_stores_or_leads_anywhere(name: str) -> None:
    assert [never for never in NEVER if never in SOURCES[name]] == []


def test_every_text_of_the_screens_is_said_somewhere_and_every_place_has_a_text() -> None:
    words = screen_words()
    said = "\n".join(SOURCES.values())
    for place in words:
        section, key = place.rsplit(".", 1)
        assert f'"{place}"' in said or re.search(rf"`{section}\.[a-z_]*\$\{{", said) or f'"{key}"' in said, (
            place
        )
    for place in re.findall(r'say\("([a-z_.]+)"', said):
        assert place in words


def test_each_module_stands_once_in_the_script_and_after_those_that_it_imports() -> None:
    script = script_of("explorer")
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    made = re.findall(r"^modules\.([a-z_]+) = ", script, re.MULTILINE)
    assert len(made) == len(set(made))
    for name, text in SOURCES.items():
        for imported in re.findall(r'^import [^;]* from "\./([a-z_]+)\.js";$', text, re.MULTILINE):
            module = name.removesuffix(".js")
            assert module not in made or made.index(imported) < made.index(module)


def test_the_file_allows_one_script_and_one_look_by_their_hashes_and_stays_small() -> None:
    page = teaching_document(load_rules())
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.count("<script") == page.count('type="application/json"') + 1
    assert "</script" not in page.split('type="application/json" id="table">')[1].split("</script>")[0]
    assert len(page.encode()) < 500_000
