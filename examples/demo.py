"""The main job on the OCD pair of the i-THRIVE FAQ: python examples/demo.py (or `make demo`)."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXPLORER = HERE.parent / "build" / "explorer.html"
STEPS = (
    (
        "1. Severe OCD. She manages it in her own way and does not want treatment now.",
        ("suggest", "ocd_severe_managing.yaml", "--reader", "young-person"),
    ),
    (
        "2. Mild OCD. He wants treatment, to reach a goal.",
        ("suggest", "ocd_mild_wanting.yaml", "--reader", "young-person"),
    ),
    (
        "3. The same young woman twice. Only severity differs. What moves?",
        ("compare", "ocd_severe_managing.yaml", "ocd_severe_managing_twin.yaml"),
    ),
    (
        "4. The two young people. What they want differs. What moves, and why?",
        ("compare", "ocd_severe_managing.yaml", "ocd_mild_wanting.yaml"),
    ),
    (
        "5. The same in a browser, for a room: with 500 made-up young people, and with the rules in your hands.",
        ("explorer", str(EXPLORER)),
    ),
)


def main() -> int:
    for title, (command, *arguments) in STEPS:
        print(f"\n{title}\n", flush=True)
        files = [str(HERE / each) if each.endswith(".yaml") else each for each in arguments]
        done = subprocess.run([sys.executable, "-m", "thrive_rules", command, *files], check=False)
        if done.returncode:
            return done.returncode
    print(f"\nMore cases stand in {os.path.relpath(HERE)}. Nobody has clinically reviewed the rules yet.")
    print(
        f"The explorer: {os.path.relpath(EXPLORER)}. Double-click it, or give a browser this: {EXPLORER.as_uri()}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
