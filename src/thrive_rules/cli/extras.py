"""What is missing: one way to say which extra to install."""

from collections.abc import Iterator
from contextlib import contextmanager

from thrive_rules.faults import ThriveRulesError


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Imports of an optional module; where it is missing, an error says which extra to install."""
    try:
        yield
    except (ImportError, OSError) as missing:  # a library whose own library is not there is an OSError
        named = getattr(missing, "name", None) or "more than is installed"
        raise ThriveRulesError(
            f"this needs {named}; install it with: pip install 'thrive-rules[{name}]'"
        ) from None
