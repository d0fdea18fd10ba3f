"""How much is said: three depths of a page."""

from enum import StrEnum


class Depth(StrEnum):
    """How much a page says."""

    GLANCE = "glance"
    """A few lines: what was said, what is put forward and by whom, danger, and that nobody has decided."""
    PAGE = "page"
    """What people read in a room, on one sheet of paper."""
    FULL = "full"
    """All that there is to say."""
