"""`python -m thrive_rules` is the command line."""

from thrive_rules.cli.main import main

if __name__ == "__main__":
    main()
