"""A whole rule base in one normal form, its content hash, and the check that its parts fit together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import Frozen, Grouping, ListOf
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.faults import Path, did_you_mean
from thrive_rules.language.conditions import (
    count_lists,
    count_ways,
    facts_read,
    for_prompts_alone,
    leaves,
    needs_negated,
    needs_read,
)
from thrive_rules.language.options import Option, Programme
from thrive_rules.language.rule import (
    Argues,
    ArguesAgainst,
    ArguesFor,
    Deciding,
    Establishes,
    Prompts,
    Rule,
    UrgentKind,
)
from thrive_rules.language.rule_file import Header, RuleFile
from thrive_rules.language.wording import Distinction, FactWords, GroupingWords, Need, UrgentWords, Wording
from thrive_rules.language.words import Source

SECTIONS = ("groupings", "distinctions", "facts", "sources", "needs", "rules", "options", "programmes")
"""The sections that list parts with an id each."""
CITING = ("groupings", "distinctions", "rules", "options", "programmes")
"""The sections whose parts cite passages of sources."""

MAX_WAYS_OF_A_SECOND_OPINION = 60
MAX_LISTS_OF_A_SECOND_OPINION = 12
"""A rule with more ways than this (or more ways of not firing), or more lists, is more than the second engine holds."""

MAX_WAYS_TOGETHER = 20_000
MAX_WAYS = 1000
"""A rule that can be met in more ways than this cannot be reviewed by a person."""


class LocalPart(Frozen):
    """A part of a rule base that an overlay says itself."""

    part: str
    """Its section and id, such as rules/need-extent-of-help."""
    file: str
    """Where it stands in the directory of the overlay, as file:line."""
    replaces: bool
    """Whether it stands in place of a part of the rule base beneath, or beside it."""


class Overlay(Frozen):
    """What a rule base lies over, and every part that is its own. All other parts come from beneath."""

    over: str
    """The id of the rule base beneath."""
    version: str
    digest: str
    parts: tuple[LocalPart, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that are the overlay's own, by id."""
        return frozenset(part.part.partition("/")[2] for part in self.parts if part.part.startswith("rules/"))


class RuleBase(Frozen):
    """A whole rule base, in one normal form: the order in which its parts were written does not matter.

    Building one checks that its parts fit together. `load_rules` checks more: that no rule but a prompt reads
    severity or context. A rule base built in Python may, so that a proof about such rules can be put to the test.
    """

    header: Header
    groupings: ListOf[GroupingWords]
    distinctions: ListOf[Distinction] = ()
    urgent: dict[UrgentKind, UrgentWords]
    urgent_added: dict[UrgentKind, UrgentWords] = Field(default_factory=dict)
    """What a place adds to the urgent notice; it follows all that `urgent` says."""
    wording: Wording
    facts: ListOf[FactWords]
    sources: ListOf[Source]
    needs: ListOf[Need]
    rules: ListOf[Rule]
    options: ListOf[Option] = ()
    programmes: ListOf[Programme] = ()
    words_beneath: ListOf[str] = Field((), exclude=True)
    """Texts that the format of these rules did not have, as `wording/name`: they come from the rules that ship, and are
    no part of the digest.
    """
    _places: dict[tuple[str, str], str] = PrivateAttr(default_factory=dict)
    _certificate: str | None = PrivateAttr(None)
    _overlay: Overlay | None = PrivateAttr(None)
    _reviewed: bool = PrivateAttr(default=False)

    @model_validator(mode="before")
    @classmethod
    def _in_normal_form(cls, data: Any) -> Any:
        order = {"groupings": list(Grouping).index, "facts": list(FACTS).index}
        for section in SECTIONS:
            if all(hasattr(part, "id") for part in data.get(section, ())):
                key = order.get(section, str)
                data = data | {section: tuple(sorted(data[section], key=lambda part: key(part.id)))}
        return data

    @model_validator(mode="after")
    def _fits_together(self) -> "RuleBase":
        if found := list(problems(self)):
            raise PydanticCustomError("rule_base", "{first}", {"first": found[0][1], "problems": found})
        return self

    @cached_property
    def digest(self) -> str:
        """The hash of the content: comments, line ends and the order of files and rules do not change it."""
        content = self.model_dump(mode="json")
        for text in self.words_beneath:
            section, *above, name = text.split("/")
            part = content[section]
            for key in above:
                part = part[key]
            del part[name]
        return fingerprint(content, spaced=True)

    @cached_property
    def rule(self) -> dict[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def deciding(self) -> tuple[Deciding, ...]:
        """Every rule about a need or a grouping."""
        return tuple(_deciding(self.rules))

    @cached_property
    def prompting(self) -> tuple[Prompts, ...]:
        """Every rule that raises a prompt."""
        return tuple(rule for rule in self.rules if isinstance(rule, Prompts))

    @cached_property
    def arguing(self) -> tuple[Argues, ...]:
        """Every rule that argues about a grouping, for it or against it."""
        return tuple(rule for rule in self.deciding if not isinstance(rule, Establishes))

    @cached_property
    def establishing(self) -> Mapping[str, tuple[Establishes, ...]]:
        """For each need, the rules that establish it."""
        found = [rule for rule in self.deciding if isinstance(rule, Establishes)]
        return {need.id: tuple(rule for rule in found if rule.establishes == need.id) for need in self.needs}

    @cached_property
    def arguing_for(self) -> Mapping[Grouping, tuple[ArguesFor, ...]]:
        """For each grouping, the rules that argue for it."""
        found = [rule for rule in self.arguing if isinstance(rule, ArguesFor)]
        return {each: tuple(rule for rule in found if rule.argues_for is each) for each in Grouping}

    @cached_property
    def arguing_against(self) -> Mapping[Grouping, tuple[ArguesAgainst, ...]]:
        """For each grouping, the rules that argue against it."""
        found = [rule for rule in self.arguing if not isinstance(rule, ArguesFor)]
        return {each: tuple(rule for rule in found if rule.argues_against is each) for each in Grouping}

    @cached_property
    def need(self) -> dict[str, Need]:
        """Every need by its id."""
        return {need.id: need for need in self.needs}

    @cached_property
    def fact(self) -> dict[str, FactWords]:
        """The words for every fact by its name."""
        return {str(fact.id): fact for fact in self.facts}

    @cached_property
    def words_for(self) -> dict[Grouping, GroupingWords]:
        """The words for every grouping."""
        return {grouping.id: grouping for grouping in self.groupings}

    @cached_property
    def option(self) -> dict[str, Option]:
        """Every option by its id."""
        return {option.id: option for option in self.options}

    @cached_property
    def programme(self) -> dict[str, Programme]:
        """Every programme by its id."""
        return {programme.id: programme for programme in self.programmes}

    @cached_property
    def source(self) -> dict[str, Source]:
        """Every source by its id."""
        return {source.id: source for source in self.sources}

    def too_wide_for_a_second_opinion(self) -> Iterator[tuple[Rule, str]]:
        """Every rule that the second engine cannot hold, and why."""
        for rule in self.deciding:
            for negated in (False, True):
                for found, most, what in (
                    (count_ways(rule.when, {}, negated), MAX_WAYS_OF_A_SECOND_OPINION, "ways"),
                    (count_lists(rule.when, negated), MAX_LISTS_OF_A_SECOND_OPINION, "lists within lists"),
                ):
                    if found > most:
                        how = "be kept from firing in" if negated else "be met in"
                        yield rule, f"can {how} more than {most} {what}; write several rules"

    @property
    def certificate(self) -> str | None:
        """The id of the certificate that stands beside these rules, where it proves all that it asks about them."""
        return self._certificate

    @property
    def reviewed(self) -> bool:
        """Whether every stated role has agreed to every rule as it stands, in the reviews beside these rules."""
        return self._reviewed

    @property
    def overlay(self) -> Overlay | None:
        """For a local overlay: what it lies over, and which parts are its own."""
        return self._overlay

    def place(self, section: str, part: str) -> str:
        """Where a part of the rule base stands, as file:line; its section and id where it came from Python."""
        return self._places.get((section, part), f"{section}/{part}")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "RuleBase":
        """A rule base with other parts, checked anew: a digest must never speak for rules that it has not seen."""
        parts = {name: getattr(self, name) for name in RuleBase.model_fields}
        return RuleBase(**parts | dict(update or {}))

    def copy(self, **changes: Any) -> "RuleBase":  # pydantic's old name for it
        """As `model_copy`."""
        return self.model_copy(**changes)

    # Two rule bases are the same when their content is. Comparing field by field would take a thousand times as
    # long, at every look into a cache; and a rule base printed in full hides what a failing test has to say.
    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, RuleBase) and self.digest == other.digest)

    @cached_property
    def _hash(self) -> int:
        return hash(self.digest)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"RuleBase({self.header.id} {self.header.version}, {self.digest})"

    __str__ = __repr__


# WHAT DOES NOT FIT TOGETHER

Problem = tuple[Path, str]
"""The section, the id of the part, and the way inside it; and what is wrong there."""


def problems(rules: RuleBase | RuleFile) -> Iterator[Problem]:
    """Everything in a rule base that names what is not there, or that would make order matter."""
    for section in ("groupings", "facts", "sources", "needs", "rules", "options", "programmes"):
        for part, count in Counter(part.id for part in getattr(rules, section)).items():
            if count > 1:
                yield (section, part), "this id stands here twice"
    for section, found, expected in (
        ("groupings", {part.id for part in rules.groupings}, list(Grouping)),
        ("facts", {part.id for part in rules.facts}, list(FACTS)),
        ("urgent", set(rules.urgent), list(UrgentKind)),
    ):
        for name in expected:
            if name not in found:
                yield (section,), f"there is nothing about {name}"
    passages = {f"{source.id}/{passage}" for source in rules.sources for passage in source.passages}
    for section in CITING:
        for part in getattr(rules, section):
            for index, name in enumerate(part.sources):
                if name not in passages:
                    yield (section, part.id, "sources", index), _unknown("source", name, passages)
    yield from _problems_of_needs(rules)
    for rule in _deciding(rules.rules):
        for leaf, _ in leaves(rule.when):
            if for_prompts_alone(leaf):
                yield ("rules", rule.id, "when"), "`known` and `candidate` are for prompts alone"


def _deciding(rules: Iterable[Rule]) -> Iterator[Deciding]:
    return (rule for rule in rules if not isinstance(rule, Prompts))


def _problems_of_needs(rules: RuleBase | RuleFile) -> Iterator[Problem]:
    declared = {need.id for need in rules.needs}
    total = 0
    ways: Counter[str] = Counter()
    for rule in rules.rules:
        if isinstance(rule, Establishes):
            ways[rule.establishes] += count_ways(rule.when, {})
            if rule.establishes not in declared:
                hint = _unknown("need", rule.establishes, declared)
                yield ("rules", rule.id, "establishes"), hint
    for need in rules.needs:
        if need.id not in ways:
            yield ("needs", need.id), "no rule establishes this need"
    for rule in rules.rules:
        where = ("rules", rule.id, "when")
        for need_id in sorted(needs_read(rule.when)):
            if need_id not in declared:
                yield where, _unknown("need", need_id, declared)
            if isinstance(rule, Establishes):
                yield (
                    where,
                    "a rule that establishes a need reads facts alone, so that needs never go in circles",
                )
        if needs_negated(rule.when):
            yield where, "a need or a candidate cannot stand under `not`: learning an answer could undo it"
        total += count_ways(rule.when, ways)
        if count_ways(rule.when, ways) > MAX_WAYS:
            yield where, f"this can be met in more than {MAX_WAYS} ways; write several rules"
    if total > MAX_WAYS_TOGETHER:
        yield (
            ("rules",),
            f"the rules together can be met in more than {MAX_WAYS_TOGETHER} ways; write simpler rules",
        )


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    hint = did_you_mean(name, known)
    return f"there is no {kind} {name}" + (f"; {hint}" if hint else "")


def severity_problems(rules: RuleBase | RuleFile) -> Iterator[Problem]:
    """Every rule but a prompt that reads a fact which can never decide a grouping: severity or context."""
    for rule in _deciding(rules.rules):
        for name in sorted(facts_read(rule.when)):
            if (part := FACTS[name].part) in FOR_PROMPTS_ALONE:
                yield ("rules", rule.id, "when"), f"{name} is {part}: prompts alone may read it"
