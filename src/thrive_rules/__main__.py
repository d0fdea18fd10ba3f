"""`python -m thrive_rules` and `thrive-rules` begin here: Ctrl-C ends the command line while it is still read, too."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; the entry point of `thrive-rules`. Ctrl-C ends it with 130, however early it comes."""
    # A plugin of pydantic would be handed each case; a command line loads none that happens to be installed.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    gc.set_threshold(100_000)  # most commands end before there is waste worth looking for
    try:
        from thrive_rules.cli.main import main as command_line  # most of the time until a first answer

        command_line()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
