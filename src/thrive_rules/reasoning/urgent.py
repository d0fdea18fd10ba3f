"""The urgent notice: first and apart, whatever else is known. Two safety answers decide it; it picks no grouping."""

from collections.abc import Collection, Iterable, Mapping

from thrive_rules.cases.case import Case, Frozen, Value, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.wording import MAX_SHORT
from thrive_rules.language.words import Reader

_URGENT_KINDS = tuple(UrgentKind)


class Urgent(Frozen):
    """A notice that comes first, whatever else is known. It picks no grouping."""

    kinds: tuple[UrgentKind, ...]
    text: str
    short: str
    """The notice in one line of at most 139 letters."""


def urgent_notice(case: Case, rules: RuleBase, answers: Mapping[str, Value]) -> Urgent | None:
    """The notice for a case with these answers, or None: two safety answers decide it, and nothing else."""
    kinds = tuple([kind for kind in _URGENT_KINDS if answers.get(kind) is True])
    if not kinds:
        return None
    text = urgent_text(kinds, rules, Reader.PRACTITIONER, entered_by(case, {Voice.PRACTITIONER}))
    return Urgent(kinds=kinds, text=text, short=_short(kinds, rules))


def entered_by(case: Case, names: Collection[str]) -> frozenset[UrgentKind]:
    """What is urgent and was said by somebody themselves, under these names: kinds of people, or ids of views."""
    return frozenset(
        kind
        for kind in _URGENT_KINDS
        if any(name in names for name in case.who_said_yes(".".join(FACTS[kind].path)))
    )


def urgent_text(
    kinds: Iterable[UrgentKind],
    rules: RuleBase,
    reader: Reader,
    entered: Collection[UrgentKind] = (),
) -> str:
    """The urgent notice in the words of a reader; the deploying service owns the wording.

    `entered` are the kinds that this reader said themselves: to them, it is no news.
    """
    kinds = list(kinds)
    notices = [rules.urgent[kind].to(reader, kind in entered) for kind in kinds]
    added = [rules.urgent_added[kind] for kind in kinds if kind in rules.urgent_added]
    return " ".join((*notices, *(words.to(reader, False) for words in added)))


def _short(kinds: Iterable[UrgentKind], rules: RuleBase) -> str:
    """What fits in one line, in the order of the kinds: danger to a life first."""
    short = ""
    for kind in kinds:
        longer = f"{short} {rules.urgent[kind].in_short or ''}".strip()
        short = longer if len(longer) <= MAX_SHORT else short
    return short or rules.wording.urgent.practitioner[:MAX_SHORT]
