"""A cohort as columns: one row for each young person, one column for each fact under its flat name. Needs `[frame]`.

A fact of yes and no is a boolean column, a closed list is text, an age is a whole number; null is not yet known. Any
other column is a key, which nothing here reads. An answer that a fact cannot have is refused, and never becomes null.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from thrive_rules.case import Grouping
from thrive_rules.faults import CaseError, Fault, did_you_mean
from thrive_rules.rulebase import RuleBase
from thrive_rules.vocabulary import FACTS, Fact


def is_boolean(fact: Fact) -> bool:
    """Whether a fact is answered by yes and no."""
    return isinstance(fact.domain[0], bool)


def dtype_of(fact: Fact) -> pl.DataType:
    """The type of the column of a fact, as Polars names it."""
    if is_boolean(fact):
        return pl.Boolean()
    return pl.Int64() if isinstance(fact.domain[0], int) else pl.String()


def need_column(need: str) -> str:
    """The name of the column of a need."""
    return f"need_{need}"


def rule_column(rule: str) -> str:
    """The name of the column of a rule."""
    return f"rule_{rule}"


def result_columns(rules: RuleBase, *, fired: bool = True) -> list[str]:
    """The columns that a result adds: each grouping, each need, and each rule about them where that is asked for."""
    found = [*map(str, Grouping), *(need_column(need.id) for need in rules.needs)]
    return found + [rule_column(rule.id) for rule in rules.rules if fired and rule.prompts is None]


def row_schema() -> dict[str, Any]:
    """JSON Schema of one row of a cohort: the layout of the columns, and what each may hold."""
    columns: dict[str, Any] = {}
    for name, fact in FACTS.items():
        columns[name] = {
            "description": f"{fact.part}; null where it is not yet known",
            "enum": [*fact.domain, None],
        }
    return {
        "title": "One row of a cohort",
        "description": "A column for each fact; a missing column is not yet known. Any other column is a key.",
        "type": "object",
        "properties": columns,
    }


# FRAMES


def as_polars(frame: Any) -> pl.DataFrame:
    """The fact columns of an eager frame of any kind, checked, as Polars."""
    eager = nw.from_native(frame, eager_only=True)
    facts = [name for name in eager.columns if name in FACTS]
    if isinstance(native := eager.to_native(), pl.DataFrame):
        found = native.select(facts)
    else:
        found = pl.DataFrame({name: pl.from_arrow(eager[name].to_arrow()) for name in facts})
    return check(found)


# WHAT A COLUMN MAY HOLD


def check(frame: pl.DataFrame) -> pl.DataFrame:
    """The fact columns of a frame in the types of the layout.

    Raises CaseError that names every column that holds an answer that its fact cannot have, with the count of rows.
    """
    counts = {column.name: int(wrong_rows(column).sum()) for column in frame.iter_columns()}
    if faults := [wrong_column(name, count) for name, count in counts.items() if count]:
        raise CaseError(faults)
    return frame.cast({name: dtype_of(FACTS[name]) for name in frame.columns})


def wrong_rows(column: pl.Series) -> pl.Series:
    """Which rows of the column of a fact hold an answer that the fact cannot have; a null is none."""
    fact = FACTS[column.name]
    if is_boolean(fact) and column.dtype == pl.Boolean:
        wrong = ~column if len(fact.domain) == 1 else pl.repeat(False, len(column), eager=True)
    elif isinstance(fact.domain[0], str) and column.dtype in (pl.String, pl.Categorical, pl.Enum):
        wrong = ~column.cast(pl.String).is_in(list(fact.domain))
    elif isinstance(fact.domain[0], int) and not is_boolean(fact) and column.dtype.is_numeric():
        wrong = ~column.is_in(list(fact.domain))  # whole numbers with gaps come as floats from some libraries
    else:
        wrong = column.is_not_null()
    return wrong.fill_null(False)


def wrong_column(name: str, count: int) -> Fault:
    """The fault of a column that holds answers that its fact cannot have."""
    rows = "1 row holds" if count == 1 else f"{count} rows hold"
    problem = f"{rows} an answer that this fact cannot have; {expected(name)}"
    return Fault("<frame>", None, name, problem)


def expected(name: str) -> str:
    """What the column of a fact may hold, in words."""
    domain = FACTS[name].domain
    if isinstance(domain[0], bool):
        told = "true or false" if len(domain) > 1 else "true"
    else:
        told = f"{domain[0]} to {domain[-1]}" if isinstance(domain[0], int) else ", ".join(map(str, domain))
    return f"expected {told}, or nothing where it is not yet known"


def check_names(columns: Sequence[str], added: Iterable[str]) -> None:
    """Refuse a frame whose columns would be overwritten, or that names a fact almost right.

    Raises CaseError. A key that only looks like a fact can be renamed; a misspelt fact would go unread.
    """
    taken = set(added)
    faults = [
        Fault("<frame>", None, name, "a result would overwrite this column; rename it")
        for name in columns
        if name in taken
    ]
    for name in columns:
        if name not in FACTS and name not in taken and (hint := did_you_mean(name, FACTS, cutoff=0.85)):
            faults.append(Fault("<frame>", None, name, f"{hint} A key needs a name that is less like a fact"))
    if len(set(columns)) < len(columns):
        faults.append(Fault("<frame>", None, "", "two columns have the same name"))
    if faults:
        raise CaseError(faults)
