"""A cohort as columns: one row for each young person, one column for each fact under its flat name.

A fact of yes and no is a boolean column, a closed list is text, an age is a whole number; null is not yet known. Any
other column is a key, which nothing here reads, bar `restricted`, which a study reads. An answer
that a fact cannot have is refused, and never becomes null.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.fact import Fact
from thrive_rules.cases.vocabulary import COLUMNS, FACTS, RESTRICTED
from thrive_rules.faults import CaseError, Code, Fault, did_you_mean
from thrive_rules.language.rulebase import RuleBase


def is_boolean(fact: Fact) -> bool:
    """Whether a fact is answered by yes and no."""
    return isinstance(fact.domain[0], bool)


def need_column(need: str) -> str:
    """The name of the column of a need."""
    return f"need_{need}"


def rule_column(rule: str) -> str:
    """The name of the column of a rule."""
    return f"rule_{rule}"


def result_columns(rules: RuleBase, *, fired: bool = True) -> list[str]:
    """The columns that a result adds: each grouping, each need, and each rule about them where that is asked for."""
    found = [*map(str, Grouping), *(need_column(need.id) for need in rules.needs)]
    return found + [rule_column(rule.id) for rule in rules.deciding if fired]


def refuse_columns(counts: Mapping[str, int]) -> None:
    """Raise CaseError for every column with a count of rows that hold an answer that its fact cannot have."""
    if faults := [wrong_column(name, count) for name, count in counts.items() if count]:
        raise CaseError(faults)


def wrong_column(name: str, count: int) -> Fault:
    """The fault of a column that holds answers that its fact cannot have."""
    what = "an answer that this fact cannot have" if name in FACTS else "what this column cannot have"
    problem = f"{rows_hold(count)} {what}; {expected(name)}"
    return Fault("<frame>", None, name, problem)


def rows_hold(count: int) -> str:
    """So many rows, as the beginning of a sentence."""
    return "1 row holds" if count == 1 else f"{count} rows hold"


def expected(name: str) -> str:
    """What the column of a fact may hold, in words."""
    if name == RESTRICTED:
        return "expected true or false, or nothing"
    domain = COLUMNS[name]
    if isinstance(domain[0], bool):
        answers = "true or false" if len(domain) > 1 else "true"
    elif isinstance(domain[0], int):
        answers = f"{domain[0]} to {domain[-1]}"
    else:
        answers = ", ".join(map(str, domain))
    return f"expected {answers}, or nothing where it is not yet known"


def check_names(
    columns: Sequence[str], added: Iterable[str], shown: Callable[[str], str] = lambda name: name
) -> None:
    """Refuse a frame whose columns would be overwritten, or that names a fact almost right.

    Raises CaseError, in which `shown` says how a name is written.
    A key that only looks like a fact can be renamed; a misspelt fact would go unread.
    """
    taken = set(added)
    faults = [
        Fault("<frame>", None, shown(name), "a result would overwrite this column; rename it")
        for name in columns
        if name in taken
    ]
    for name in columns:
        if name not in COLUMNS and name not in taken and (hint := did_you_mean(name, COLUMNS, cutoff=0.85)):
            faults.append(
                Fault(
                    "<frame>",
                    None,
                    shown(name),
                    f"{hint} A key needs a name that is less like a fact",
                    Code.UNKNOWN_KEY,
                )
            )
    if len(set(columns)) < len(columns):
        faults.append(Fault("<frame>", None, "", "two columns have the same name", Code.TWICE))
    if faults:
        raise CaseError(faults)
