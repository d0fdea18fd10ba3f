"""A conformance kit, held against the JavaScript in Node and in Chromium."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement import MODULES
from in_node import node

from in_browser import a_browser

CHECK = Path(__file__).parent / "kit.mjs"
READ = ("table.json", "cases.jsonl", "conversations.jsonl", "pages.jsonl", "refused.jsonl")


def differing_in_node(files: Mapping[str, str]) -> list[str]:
    """Each line of a kit that the modules write in another way in Node."""
    script = (
        'import { readFileSync } from "node:fs";\n'
        f"const {{ differing }} = await import({json.dumps(CHECK.as_uri())});\n"
        f"const found = await differing({json.dumps(MODULES.as_uri() + '/')}, JSON.parse(readFileSync(0, 'utf-8')));\n"
        "console.log(JSON.stringify(found));\n"
    )
    asked = json.dumps({name: files[name] for name in READ})
    done = subprocess.run(
        [node(), "--input-type=module", "-e", script],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def differing_in_chromium(files: Mapping[str, str]) -> list[str]:
    """The same in Chromium. The modules are handed to it as if a server had them: a page from disk loads none."""
    kept = {name: files[name] for name in READ}

    def give(route: Any) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        file = CHECK if name == CHECK.name else MODULES / name
        if name in kept:
            route.fulfill(body=kept[name], content_type="text/plain; charset=utf-8")
        elif file.is_file():
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(body="<!doctype html><title>kit</title>", content_type="text/html")

    with a_browser() as browser:
        page = browser.new_page()
        page.route("**/*", give)
        page.goto("http://kit.invalid/")
        found: list[str] = page.evaluate(
            """async (names) => {
                const { differing } = await import("/kit.mjs");
                const texts = await Promise.all(names.map(async (name) => [name, await (await fetch(`/${name}`)).text()]));
                return differing("http://kit.invalid/", Object.fromEntries(texts));
            }""",
            list(kept),
        )
    return found


def main() -> int:
    """Hold a kit against the JavaScript, and end with 1 where a line differs."""
    files = {name: (Path(sys.argv[1]) / name).read_text("utf-8") for name in READ}
    failed = 0
    for where, found in (("Node", differing_in_node(files)), ("Chromium", differing_in_chromium(files))):
        lines = sum(files[name].count("\n") for name in READ[2:])
        print(f"{lines:,} lines of the kit in {where}: {len(found)} differ {', '.join(found[:5])}".rstrip())
        failed += len(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
