"""Sends whatever fits the description of the routes, and much that does not: `make described EXAMPLES=50`.

schemathesis draws the calls. No answer may be a 5xx, or have a status, a media type or a shape that is not described.
"""

import os
import subprocess
import sys
from pathlib import Path

from running_service import running

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main() -> int:
    """Run it against a service of its own; the exit code of schemathesis."""
    with running() as service:
        line = [
            str(Path(sys.executable).with_name("schemathesis")), "run", f"{service.url}/openapi.json",
            "--phases", os.environ.get("PHASES", "examples,coverage,fuzzing"), "--checks", CHECKS,
            "--max-examples", os.environ.get("EXAMPLES", "50"), "--seed", os.environ.get("SEED", "0"), "--no-color",
        ]  # fmt: skip
        return subprocess.run(line, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
