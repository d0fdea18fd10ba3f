"""Writes the pages and schemas that are made from the code; a test checks that they are current."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "spec"))

from floors import picture  # noqa: E402 - found beside this file

from language import page  # noqa: E402 - found through the line above
from thrive_rules.cli.schema import SchemaOption, schema  # noqa: E402 - as above


def made() -> dict[Path, str]:
    """Every made file and its text."""
    files = {ROOT / "docs" / "language.md": page(), ROOT / "docs" / "floors.svg": picture()}
    for option in SchemaOption:
        text = json.dumps(schema(option), indent=2, ensure_ascii=False) + "\n"
        files[ROOT / "docs" / "schemas" / f"{option}.schema.json"] = text
    return files


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
