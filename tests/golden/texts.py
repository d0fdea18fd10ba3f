"""Golden texts: every example in the words of every reader, at every depth. `make golden` writes them; people read the diff."""

import re
from importlib.metadata import version
from pathlib import Path

from thrive_rules import Depth, Reader, converse, explain, load_case, load_rules, suggest

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*.yaml"))


def texts() -> dict[Path, str]:
    """The text of every example for every reader; without the digest, which any change of a rule changes, and the package's version."""
    rules = load_rules()
    found = {}
    for example in EXAMPLES:
        case, severity = load_case(example)
        conversation = converse(suggest(case, rules), case, severity, rules)
        for reader in Reader:
            for depth in Depth:
                text = explain(conversation, rules, reader, depth)
                name = f"{example.stem}.{reader}.{depth}.txt"
                text = text.replace(f"thrive-rules {version('thrive-rules')}", "thrive-rules …")
                found[HERE / name] = re.sub("sha256:[0-9a-f]{64}", "sha256:…", text)
    return found


if __name__ == "__main__":
    for path in HERE.glob("*.txt"):
        path.unlink()
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
