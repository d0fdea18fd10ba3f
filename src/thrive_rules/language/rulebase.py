"""A whole rule base in one normal form, its content hash, and the check that its parts fit together."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from thrive_rules.cases.case import Grouping, ReadOnly
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.faults import Fault, RuleError, spell_path
from thrive_rules.language.conditions import count_lists, count_ways
from thrive_rules.language.options import Option, Programme
from thrive_rules.language.origin import LanguagePack, Origin, Overlay
from thrive_rules.language.parts import Parts
from thrive_rules.language.problems import deciding, problems
from thrive_rules.language.rule import Argues, ArguesAgainst, ArguesFor, Deciding, Establishes, Prompts, Rule
from thrive_rules.language.wording import FactWords, GroupingWords, Need
from thrive_rules.language.words import IN_ENGLISH, TO_HERE, Source, Words

MAX_WAYS_OF_A_SECOND_OPINION = 60
MAX_LISTS_OF_A_SECOND_OPINION = 12
"""A rule with more ways than this (or more ways of not firing), or more lists, is more than the second engine holds."""


@dataclass(frozen=True, kw_only=True)
class RuleBase(Parts):
    """A whole rule base, whose parts fit together.

    Building one checks that its parts fit together, and raises RuleError where they do not. `load_rules` checks more:
    that no rule but a prompt reads severity or context. A rule base built in Python may, so that a proof about such
    rules can be put to the test. `dataclasses.replace` gives one with other parts, checked and hashed anew, that comes
    from nowhere. Two rule bases are the same when their content is.
    """

    words_beneath: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)
    """Texts that the format of these rules did not have, by their place, as `wording/name` or `facts/id`. They come
    from the rules that ship. As long as they stand there unchanged they are no part of the digest.
    """
    digest: str = field(init=False)
    """The hash of the content: comments, line ends and the order of files and rules do not change it."""
    language: LanguagePack | None = field(init=False, default=None, repr=False)
    """Whose words these are, where a language pack says them."""
    pictures: Mapping[str, Words] = field(init=False, default_factory=ReadOnly, compare=False, repr=False)
    """What the picture beside each kind of section shows, where a language pack has pictures."""
    origin: Origin = field(init=False, default=Origin(), compare=False, repr=False)
    """Where these rules come from; nothing is known of rules built in Python."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if found := list(problems(self)):
            raise RuleError(
                Fault("/".join(map(str, where[:2])), None, spell_path(where[2:]), problem)
                for where, problem in found
            )
        content: dict[str, Any] = {part.name: _plain(getattr(self, part.name)) for part in fields(Parts)}
        if not self.unread:  # rules that list none keep the digest that they had before there was a list
            del content["unread"]
        for text, words in self.words_beneath.items():
            *above, name = text.split("/")
            if above == ["facts"]:
                content["facts"] = [each for each in content["facts"] if each != words]
                continue
            part = content
            for key in above:
                part = part[key]
            if part[name] == words:
                del part[name]
        object.__setattr__(self, "digest", fingerprint(content, spaced=True))
        object.__setattr__(self, "words_beneath", _read_only(self.words_beneath))

    def read_from(self, origin: Origin) -> "RuleBase":
        """The same rules, and where they come from."""
        same = copy(self)
        object.__setattr__(same, "origin", origin)
        return same

    def said_by(
        self,
        language: LanguagePack,
        sections: Mapping[str, Any],
        pictures: Mapping[str, Words],
        places: Mapping[tuple[str, str], str],
    ) -> "RuleBase":
        """The same rules in the words of a language pack. What they mean, and so their digest, stays."""
        same = replace(self, **sections)
        for name, value in (
            ("digest", self.digest),
            ("language", language),
            ("pictures", ReadOnly(pictures)),
            ("origin", replace(self.origin, places={**self.origin.places, **places})),
        ):
            object.__setattr__(same, name, value)
        return same

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return ReadOnly({rule.id: rule for rule in self.rules})

    @cached_property
    def deciding(self) -> tuple[Deciding, ...]:
        """Every rule about a need or a grouping."""
        return tuple(deciding(self.rules))

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
        return ReadOnly(
            {need.id: tuple(rule for rule in found if rule.establishes == need.id) for need in self.needs}
        )

    @cached_property
    def arguing_for(self) -> Mapping[Grouping, tuple[ArguesFor, ...]]:
        """For each grouping, the rules that argue for it."""
        found = [rule for rule in self.arguing if isinstance(rule, ArguesFor)]
        return ReadOnly({each: tuple(rule for rule in found if rule.argues_for is each) for each in Grouping})

    @cached_property
    def arguing_against(self) -> Mapping[Grouping, tuple[ArguesAgainst, ...]]:
        """For each grouping, the rules that argue against it."""
        found = [rule for rule in self.arguing if not isinstance(rule, ArguesFor)]
        return ReadOnly(
            {each: tuple(rule for rule in found if rule.argues_against is each) for each in Grouping}
        )

    @cached_property
    def need(self) -> Mapping[str, Need]:
        """Every need by its id."""
        return ReadOnly({need.id: need for need in self.needs})

    @cached_property
    def fact(self) -> Mapping[str, FactWords]:
        """The words for every fact by its name."""
        return ReadOnly({str(fact.id): fact for fact in self.facts})

    @cached_property
    def words_for(self) -> Mapping[Grouping, GroupingWords]:
        """The words for every grouping."""
        return ReadOnly({grouping.id: grouping for grouping in self.groupings})

    @cached_property
    def option(self) -> Mapping[str, Option]:
        """Every option by its id."""
        return ReadOnly({option.id: option for option in self.options})

    @cached_property
    def programme(self) -> Mapping[str, Programme]:
        """Every programme by its id."""
        return ReadOnly({programme.id: programme for programme in self.programmes})

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Every source by its id."""
        return ReadOnly({source.id: source for source in self.sources})

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

    def in_english(self, text: str) -> str:
        """A text that no language pack says, such as a source's own, as a page in these words shows it."""
        foreign = self.language is not None and not self.language.is_english
        return f"{IN_ENGLISH}{text}{TO_HERE}" if foreign else text

    @property
    def certificate(self) -> str | None:
        """The id of the certificate that stands beside these rules, where it proves all that it asks about them."""
        return self.origin.certificate

    @property
    def reviewed(self) -> bool:
        """Whether every stated role has agreed to every rule as it stands, in the reviews beside these rules."""
        return self.origin.reviewed

    @property
    def overlay(self) -> Overlay | None:
        """For a local overlay: what it lies over, and which parts are its own."""
        return self.origin.overlay

    def place(self, section: str, part: str) -> str:
        """Where a part of the rule base stands, as file and line; its section and id where it came from Python."""
        return self.origin.places.get((section, part), f"{section}/{part}")


def _read_only(part: object) -> object:
    """A part as JSON has it, to which nobody can write."""
    return (
        ReadOnly({name: _read_only(each) for name, each in part.items()})
        if isinstance(part, Mapping)
        else part
    )


def _plain(part: object) -> object:
    """A part of a rule base as JSON has it."""
    match part:
        case BaseModel():
            return part.model_dump(mode="json")
        case Mapping():
            return {str(name): _plain(each) for name, each in part.items()}
        case tuple():
            return [_plain(each) for each in part]
        case _:
            raise TypeError(f"a rule base holds no {type(part).__name__}")
