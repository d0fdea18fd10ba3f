"""thrive-rules: candidate THRIVE needs-based groupings with explained rationales; people decide."""

from thrive_rules.case import Case
from thrive_rules.casefile import load_case
from thrive_rules.rulefile import load_rules
from thrive_rules.suggestion import suggest

__all__ = ["Case", "load_case", "load_rules", "suggest"]
