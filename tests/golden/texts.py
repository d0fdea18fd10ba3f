"""Golden texts: every example in the words of every reader. `make golden` writes them; people read the diff."""

import re
from pathlib import Path

from thrive_rules import Reader, converse, explain, load_case, load_rules, suggest

HERE = Path(__file__).parent
EXAMPLES = sorted((HERE.parents[1] / "examples").glob("*.yaml"))


def texts() -> dict[Path, str]:
    """The text of every example for every reader; the digest is left out, which any change of a rule changes."""
    rules = load_rules()
    found = {}
    for example in EXAMPLES:
        case, severity = load_case(example)
        conversation = converse(suggest(case, rules), case, severity, rules)
        for reader in Reader:
            text = re.sub("sha256:[0-9a-f]{64}", "sha256:…", explain(conversation, rules, reader))
            found[HERE / f"{example.stem}.{reader}.txt"] = text
    return found


if __name__ == "__main__":
    for path in HERE.glob("*.txt"):
        path.unlink()
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")
