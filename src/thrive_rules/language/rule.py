"""A rule: when it fires, and the one thing that it then does, as the flat form of a rule file tells which."""

from enum import StrEnum
from typing import Annotated, Any, TypeAlias, assert_never

from pydantic import (
    GetCoreSchemaHandler,
    SerializerFunctionWrapHandler,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    model_serializer,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from thrive_rules.cases.case import Grouping, Voice
from thrive_rules.language.conditions import Condition, read_condition, spell_condition
from thrive_rules.language.words import Id, Said, Supported, Words


class PromptKind(StrEnum):
    """What a prompt invites people to do."""

    SAFETY = "safety"
    SAFEGUARDING = "safeguarding"
    DISCUSS = "discuss"
    AGREE = "agree"
    REVIEW = "review"
    ASK = "ask"


class UrgentKind(StrEnum):
    """What makes a notice urgent. These are facts of safety; no rule and no preference can silence them."""

    IMMEDIATE_DANGER = "immediate_danger"
    SAFEGUARDING_CONCERN = "safeguarding_concern"


class _AsWritten:
    """Reads and writes a condition as a rule file spells it; pydantic need not learn what its nodes are."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        spelled = core_schema.plain_serializer_function_ser_schema(spell_condition)
        return core_schema.no_info_plain_validator_function(read_condition, serialization=spelled)


class _Rule(Supported):
    """What every rule has: a name, when it fires, and what it rests on."""

    id: Id
    """A name that stays."""
    when: Annotated[Condition, _AsWritten(), WithJsonSchema({"type": "object"})]
    """The condition under which the rule fires."""

    @model_serializer(mode="wrap")
    def _in_the_flat_form(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # Every key of every kind, as null where this one has no such field: digests have always had them all.
        # `brief` came later, and stands there only where it is said.
        said: dict[str, Any] = dump(self)
        if said.get("brief") is None:
            said.pop("brief", None)
        return dict.fromkeys(key for key in _KEYS if key != "brief") | said


class Establishes(_Rule):
    """A rule that establishes a need, which other rules can then read."""

    establishes: Id
    """The need that this rule establishes."""
    because: Said
    """Why, in the words of each reader."""

    @property
    def words(self) -> Words:
        """What the rule says, in the words of each reader."""
        return self.because


class _Argument(_Rule):
    voice: Voice
    """Whose argument it is. A person's voice reads what that person wants or proposes, and nothing else."""
    because: Said
    """Why, in the words of each reader."""
    brief: Said | None = None
    """The same in a few words, for a page that people read in a room."""

    @property
    def words(self) -> Words:
        """What the rule says, in the words of each reader."""
        return self.because


class ArguesFor(_Argument):
    """A rule that argues for a grouping, and so makes it a candidate."""

    argues_for: Grouping
    """The grouping that this rule argues for."""

    @property
    def grouping(self) -> Grouping:
        """The grouping that this rule argues about."""
        return self.argues_for


class ArguesAgainst(_Argument):
    """A rule that argues against a grouping. It never takes a candidate away."""

    argues_against: Grouping
    """The grouping that this rule argues against."""

    @property
    def grouping(self) -> Grouping:
        """The grouping that this rule argues about."""
        return self.argues_against


class Prompts(_Rule):
    """A rule that raises a prompt for the conversation. Nothing reads prompts."""

    prompts: PromptKind
    """The kind of prompt that this rule raises."""
    says: Said
    """What the prompt says, in the words of each reader."""
    brief: Said | None = None
    """The same in a few words, for a page that people read in a room."""

    @property
    def words(self) -> Words:
        """What the rule says, in the words of each reader."""
        return self.says


Argues: TypeAlias = ArguesFor | ArguesAgainst
"""A rule that argues about a grouping, on one side."""
Deciding: TypeAlias = Establishes | Argues
"""A rule about a need or a grouping: one that can have a part in what is put forward."""

RULE_KINDS: dict[str, type[Deciding | Prompts]] = {
    "establishes": Establishes,
    "argues_for": ArguesFor,
    "argues_against": ArguesAgainst,
    "prompts": Prompts,
}
"""What a rule may do, by the one key that says it."""
_KEYS = tuple(dict.fromkeys(key for kind in RULE_KINDS.values() for key in kind.model_fields))


def read_rule(data: object) -> Deciding | Prompts:
    """A rule from the flat form that a rule file writes: the one thing that it does tells which kind it is.

    Raises pydantic's ValidationError, or PydanticCustomError where it does not do just one thing.
    """
    if isinstance(data, Deciding | Prompts):
        return data
    if not isinstance(data, dict):
        return Establishes.model_validate(data)  # which says what was expected
    said = {key: value for key, value in data.items() if value is not None or key not in _KEYS}
    if strange := [key for key in said if key not in _KEYS]:  # first of all: the one thing may be misspelt
        raise ValidationError.from_exception_data(
            "Rule", [{"type": "extra_forbidden", "loc": (str(key),), "input": None} for key in strange]
        )
    does = [key for key in RULE_KINDS if key in said]
    if len(does) != 1:
        raise PydanticCustomError("rule", f"exactly one of {', '.join(RULE_KINDS)}")
    kind = RULE_KINDS[does[0]]
    if ("voice" in said) != issubclass(kind, _Argument):
        raise PydanticCustomError("rule", "a voice for an argument, and for nothing else")
    if ("says" in said, "because" in said) != (kind is Prompts, kind is not Prompts):
        raise PydanticCustomError("rule", "`says` for a prompt, `because` for any other rule")
    return kind.model_validate(said)


Rule = Annotated[Deciding | Prompts, WrapValidator(lambda data, _: read_rule(data))]
"""One rule: it establishes a need, argues about a grouping, or prompts; whoever asks which does so in a total match."""


def in_brief(rule: Deciding | Prompts) -> Words | None:
    """What a rule says in a few words, where it says so; a page shows no rule that establishes a need."""
    return None if isinstance(rule, Establishes) else rule.brief


def effect_of(rule: Deciding | Prompts) -> str:
    """What a rule does, for all that a suggestion can tell: a prompt is its own text."""
    match rule:
        case Establishes():
            return f"the need {rule.establishes}"
        case ArguesFor():
            return f"an argument of the {rule.voice} for {rule.argues_for}"
        case ArguesAgainst():
            return f"an argument of the {rule.voice} against {rule.argues_against}"
        case Prompts():
            return f"the {rule.prompts} prompt {rule.id}"
        case _:
            assert_never(rule)
