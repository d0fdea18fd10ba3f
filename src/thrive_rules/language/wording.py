"""What a rule base says besides its rules: facts, needs, groupings, the urgent notice, and the page around them."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictStr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError

from thrive_rules.cases.case import KINDS_OF_HELP, Frozen, Grouping, ListOf, MapOf, Place, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.documents.file_format import as_it_was, refuse
from thrive_rules.faults import did_you_mean
from thrive_rules.language.ask_words import AskWords
from thrive_rules.language.decision_words import DecisionWords
from thrive_rules.language.page_words import PageWords
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.words import (
    AboutDanger,
    Id,
    PassageName,
    Reader,
    Said,
    SaidOfDanger,
    Text,
    Words,
    less_is_enough,
)

NAMED_ANSWERS = tuple(
    dict.fromkeys(
        [value for fact in FACTS.values() for value in fact.domain if isinstance(value, str)]
        + [str(place) for place in Place]
    )
)
"""Every answer of a case that is a name from a closed list, and not yes or no or a number."""

_INCOMPLETE: Literal["incomplete"] = "incomplete"
MAX_SHORT = 139
"""How many letters a short notice has at most: one line of a screen that shows many."""
DAY_EXPECTED = "{day}, {month} and {year}, each once"
"""What a form of a day has places for."""


def says_a_day(form: str) -> bool:
    """Whether a form of a day has a place for its day, its month and its year, and for nothing twice."""
    return all(form.count(f"{{{part}}}") == 1 for part in ("day", "month", "year"))


class UrgentWords(Frozen):
    """What an urgent notice says. Where only one text is given, it is the same whoever entered it."""

    recorded: Said
    """To somebody who did not say so themselves: it is recorded."""
    entered: Said
    """To whoever said so themselves. Nobody else was told by it, and the words do not promise that anybody comes."""
    short: Annotated[Text, Field(max_length=MAX_SHORT)] | None = None
    """One line of at most 139 letters, to a practitioner. Without it, the first sentence of `recorded` serves."""

    @model_validator(mode="before")
    @classmethod
    def _one_text_is_enough(cls, data: object) -> object:
        apart = isinstance(data, Mapping) and data.keys() & cls.model_fields
        one_text = isinstance(data, (str, Mapping, Words)) and not apart
        return {"recorded": data, "entered": data} if one_text else data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema, in which one text is enough."""
        apart = super().__get_pydantic_json_schema__(core_schema, handler)
        one_text = handler.resolve_ref_schema(apart)["properties"]["recorded"]["$ref"]
        return less_is_enough({"$ref": one_text}, apart, handler)

    @model_serializer(mode="wrap")
    def _as_it_was_written(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        # One text is written as one: the digest of rules that say no more is what it was.
        said: dict[str, Any] = dump(self)
        return said["recorded"] if self.short is None and self.recorded == self.entered else said

    def to(self, reader: Reader, entered: bool) -> str:
        """The notice for one reader, who said so themselves or did not."""
        return (self.entered if entered else self.recorded).to(reader)

    @property
    def in_short(self) -> str | None:
        """The notice in one line: `short`, or the first sentence where it is short enough."""
        if self.short is not None:
            return self.short
        first = re.split(r"(?<=[.?!])\s", self.recorded.practitioner)[0]
        return first if len(first) <= MAX_SHORT else None


def _known_fact(name: str) -> str:
    if name not in FACTS:
        hint = did_you_mean(name, FACTS)
        raise PydanticCustomError("fact", "the name of a fact" + (f"; {hint}" if hint else ""))
    return name


class FactWords(Frozen):
    """How people speak of a fact."""

    id: Annotated[StrictStr, AfterValidator(_known_fact), WithJsonSchema({"enum": list(FACTS)})]
    """The fact."""
    label: Said
    """A short name that reads well before an answer: "help making a difference: no"."""
    question: Said
    """The question that asks for it, in the words of each reader."""
    answered_by: Literal["young_person", "parent_or_carer", "practitioner", "other", "together", "everyone"]
    """Whose answer it is: one person's, one that people give together, or everyone's, each for themselves.

    It settles whose page asks the question. About danger, harm and safety the young person is asked on every page,
    whatever this says.
    """


class Unread(Frozen):
    """A fact that no rule reads, on purpose: it is asked and shown, and `because` says why that is enough."""

    id: Annotated[StrictStr, AfterValidator(_known_fact), WithJsonSchema({"enum": list(FACTS)})]
    """The fact."""
    because: Text
    """Why that is enough, to whoever reviews the rules."""


class Need(Frozen):
    """What is needed now, whoever says so."""

    id: Id
    """A name that stays."""
    statement: Said
    """The need in a sentence, in the words of each reader."""


class GroupingWords(Frozen):
    """One of the five groupings: its name, what it is, and what distinguishes it."""

    id: Grouping
    """The grouping."""
    name: Text
    """The full name, the same for every reader: one common language."""
    definition: Said
    """What it is."""
    comes_in: Said
    """What brings this grouping into the conversation, said as "… comes in where …"."""
    needs_and_choices: Said
    """What is distinct in the needs and choices of people in this grouping."""
    skill_mix: Said
    """What is distinct in the mix of skills that meets these needs."""
    resources: Said
    """What is distinct in the resources that meet these needs."""
    sources: ListOf[PassageName]
    """The passages that these words rest on, each as source/passage."""


class Aspect(Frozen):
    """One aspect in which two groupings differ."""

    aspect: Said
    """In what they differ."""
    first: Said
    """How it is in the first."""
    second: Said
    """How it is in the second."""


class Distinction(Frozen):
    """Two groupings that people confuse, laid side by side."""

    first: Grouping
    """The one."""
    second: Grouping
    """The other."""
    aspects: ListOf[Aspect]
    """In what they differ, one aspect at a time."""
    sources: ListOf[PassageName] = ()
    """The passages that support it, each as source/passage."""
    illustrative: StrictBool = False
    """True where no passage supports it and it stands as an illustration."""

    @property
    def id(self) -> str:
        """The pair that is laid side by side."""
        return f"{self.first}-{self.second}"


class Wording(Frozen):
    """Every other text that a reader sees: headings, and the sentences between them."""

    between: Said
    """Between things in a line; a blank follows it."""
    between_parts: Said
    """Between longer things in a line; a blank follows it."""
    day_form: Said
    """How a day is written: `{day}`, `{month}` and `{year}`, as numbers, with what stands between them."""
    intro: Said
    urgent: SaidOfDanger
    not_safe: SaidOfDanger
    if_not_safe: SaidOfDanger
    ask_first: SaidOfDanger
    does_not_feel_safe: SaidOfDanger
    yes_recorded: SaidOfDanger
    no_recorded: SaidOfDanger
    said_yes: SaidOfDanger
    said_not_safe: SaidOfDanger
    asked_no_yes: SaidOfDanger
    candidates: Said
    no_candidate: Said
    why: Said
    against: Said
    only_others: Said
    own_view_not_on_page: Said
    """To everybody but the practitioner: what the young person thinks is hidden or not known, which sounds the same."""
    only_rule_base: Said
    not_put_forward: Said
    in_the_way: Said
    still_open: Said
    distinction: Said
    options: Said
    options_note: Said
    involves: Said
    provided_by: Said
    ask: Said
    programmes: Said
    programmes_beside: Said
    illustrative: Said
    needs: Said
    severity: Said
    severity_note: Said
    no_severity: Said
    impact: Said
    measures: Said
    diagnoses: Said
    views: Said
    views_differ: Said
    own_words: Said
    safety_narrative: SaidOfDanger
    safety_narrative_missing: SaidOfDanger
    who_does_not_see: SaidOfDanger
    before_sharing: SaidOfDanger
    strengths: Said
    goals: Said
    what_matters: Said
    declines: Said
    places: Said
    prompts: MapOf[PromptKind, Said]
    questions: Said
    more_questions: Said
    about: Said
    reference: Said
    date: Said
    competence_assessment: Said
    parental_responsibility: Said
    local_authority: Said
    groupings: Said
    without_a_case: Said
    be_there: Said
    how_to_be_there: Said
    not_reviewed: Said
    words_not_reviewed: Said
    in_english: Said
    """Before how many sentences a page has in English, where it is in another language."""
    in_usual_words: Said
    """Before how many sentences a page has in the usual words, where it is put another way."""
    picture: Said
    sources: Said
    voices: MapOf[Voice, Said]
    help: MapOf[str, Said]
    yes: Said
    no: Said
    unknown: Said
    answers: MapOf[str, Said]
    """Every answer that is no yes or no, and every place, by its name in a case."""
    differs: Said
    nothing_differs: Said
    moved: Said
    nothing_moved: Said
    severity_alone: Said
    only_details_moved: Said
    came_in: Said
    went_out: Said
    stays_in: Said
    stays_out: Said
    gained: Said
    lost: Said
    prompts_moved: Said
    would_bring_in: Said
    would_take_out: Said
    what_if: Said
    more_would: Said
    nothing_would: Said
    page: PageWords
    decision: DecisionWords
    asking: AskWords

    def listed(self, texts: Iterable[str], reader: Reader) -> str:
        """Things in a line, with what stands between them in this language."""
        # `Words.to`: a mark on a comma would tell nobody anything.
        return f"{Words.to(self.between, reader)} ".join(texts)

    def in_parts(self, texts: Iterable[str], reader: Reader) -> str:
        """Longer things in a line, with what stands between them in this language."""
        return f"{Words.to(self.between_parts, reader)} ".join(texts)

    def day(self, day: datetime.date, reader: Reader) -> str:
        """A day as this language writes it."""
        said = {"year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}"}
        form = Words.to(self.day_form, reader)
        for name, number in said.items():
            form = form.replace(f"{{{name}}}", number)
        return form

    @field_validator("day_form")
    @classmethod
    def _a_day_is_whole(cls, words: Words) -> Words:
        if not all(map(says_a_day, words.model_dump().values())):
            raise PydanticCustomError("day_form", DAY_EXPECTED)
        return words

    @field_validator("voices", "prompts", "help", "answers")
    @classmethod
    def _nothing_is_left_out(cls, words: Mapping[str, Words], info: ValidationInfo) -> Mapping[str, Words]:
        expected: dict[str | None, tuple[str, ...]] = {
            "voices": tuple(Voice),
            "prompts": tuple(PromptKind),
            "help": KINDS_OF_HELP,
            "answers": NAMED_ANSWERS,
        }
        names = expected[info.field_name]
        # Rules of format 1 speak in no voice of their own: the rule base's word for it may be left out.
        if set(words) | {Voice.RULE_BASE} != set(names) | {Voice.RULE_BASE}:
            raise PydanticCustomError(_INCOMPLETE, "exactly {names}", {"names": ", ".join(names)})
        return words


GROUPS_OF_WORDS: dict[str, type[Frozen]] = {"page": PageWords, "decision": DecisionWords, "asking": AskWords}
"""The texts that stand together under one key of the wording."""

_MODELS: Mapping[tuple[str, ...], type[Frozen]] = {
    (): Wording,
    **{(group,): model for group, model in GROUPS_OF_WORDS.items()},
}
ABOUT_DANGER = frozenset(
    (*above, name)
    for above, model in _MODELS.items()
    for name, field in model.model_fields.items()
    if AboutDanger() in field.metadata
)
"""The texts of a wording that are about danger, each by the way to it."""


def _in_part(data: object, whole: ValidatorFunctionWrapHandler) -> object:
    try:
        whole(data)
    except ValidationError as wrong:
        refuse(Wording, (as_it_was(each) for each in wrong.errors() if not _is_left_out(each)))
    return data


def _is_left_out(detail: ErrorDetails) -> bool:
    above = detail["loc"][:-1]
    is_a_text = not above or (len(above) == 1 and above[0] in GROUPS_OF_WORDS)
    return detail["type"] == _INCOMPLETE or (detail["type"] == "missing" and is_a_text)


if TYPE_CHECKING:
    PartOfWording = Mapping[str, Any]
else:
    PartOfWording = Annotated[Wording, WrapValidator(_in_part)]
"""Some of the texts, as a file says them: each as it has to be, and what is left out comes from the rules that ship."""
