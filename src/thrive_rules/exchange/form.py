"""The form: which answers of a case it asks for, under which linkId, and what it leaves out.

Every field of a case and of severity is an item of the form or is left out by name: a field that is neither fails when
this is imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from thrive_rules.cases.case import VOICES_OF_VIEWS, Place
from thrive_rules.cases.fact import YES_OR_NO, Fact, Held, Topic
from thrive_rules.cases.fields import ReadOnly
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.reply import LISTS
from thrive_rules.language.words import Reader
from thrive_rules.severity.case_file import PLACES
from thrive_rules.severity.seen import ROWS

BASE = "https://thrive-rules.example/fhir"
"""What the canonical addresses of this project begin with. They are names; nothing answers there."""
WHOLE_LIST = f"{BASE}/StructureDefinition/whole-list"
"""The extension of an item that says that its list is whole: the answer to what is not ticked is no."""
VIEWS, FROM, PROPOSES = "views", "views.from", "views.proposes"


class ItemKind(Enum):
    """How an item is answered."""

    YES_OR_NO = auto()
    """Yes, no, not known, or rather not say."""
    ONE_OF = auto()
    SOME_OF = auto()
    """What is not ticked is not known."""
    NUMBER = auto()


class CodedAnswer(StrEnum):
    """What can be said to a question with yes and no, and to a list of which nothing fits."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not-known"
    RATHER_NOT_SAY = "rather-not-say"
    NONE_OF_THESE = "none-of-these"

    __hash__ = str.__hash__  # they are looked up as the text of a code


TO_A_QUESTION = (CodedAnswer.YES, CodedAnswer.NO, CodedAnswer.NOT_KNOWN, CodedAnswer.RATHER_NOT_SAY)


@dataclass(frozen=True, slots=True)
class FormItem:
    """One question of the form."""

    path: str
    """Its linkId, which is the path of the answer in a case. Views are a list, so that it has no position."""
    kind: ItemKind
    keys: tuple[str, ...] = ()
    """What can be chosen."""
    numbers: tuple[int, ...] = ()
    topic: Topic | None = None

    @property
    def section(self) -> str:
        """The part of the case that it stands in."""
        return self.path.partition(".")[0]

    @property
    def system(self) -> str:
        """The system of the codes of what can be chosen: one for each list, for in it a key means one thing alone."""
        if self.kind is ItemKind.YES_OR_NO:
            return ANSWERS
        return system_of("rating" if self.section == "severity" else self.path.rpartition(".")[2])

    @property
    def choices(self) -> Mapping[str, str]:
        """What can be chosen, and the system of each."""
        none = {str(CodedAnswer.NONE_OF_THESE): ANSWERS} if self.path in LISTS else {}
        return {**dict.fromkeys(map(str, self.keys), self.system), **none}

    def key_of(self, system: str | None, code: str | None) -> str | None:
        """What a code chooses, and none where it is no answer to this question."""
        choices = self.choices
        return code if code is not None and code in choices and system in (None, choices[code]) else None


def system_of(name: str) -> str:
    """The address of one list of codes."""
    return f"{BASE}/CodeSystem/{name}"


REFERENCE = f"{BASE}/NamingSystem/case-reference"
"""The system of the identifier that is the local reference of a case."""
ANSWERS = system_of("answer")
"""The system of what can be said to a question."""


def link_id(fact: Fact) -> str:
    """Under which linkId the form asks for a fact."""
    path = ".".join((*fact.path, fact.key)).rstrip(".")
    return ".".join(fact.path) if fact.held is Held.LISTED else path


def _item(fact: Fact) -> FormItem:
    if fact.held is Held.LISTED:
        keys = tuple(each.key for each in FACTS.values() if each.path == fact.path)
        return FormItem(link_id(fact), ItemKind.SOME_OF, keys)
    if fact.domain == YES_OR_NO:
        return FormItem(link_id(fact), ItemKind.YES_OR_NO, TO_A_QUESTION, topic=fact.topic)
    if isinstance(fact.domain[0], str):
        return FormItem(link_id(fact), ItemKind.ONE_OF, tuple(map(str, fact.domain)))
    return FormItem(
        link_id(fact), ItemKind.NUMBER, numbers=tuple(each for each in fact.domain if isinstance(each, int))
    )


_WHOSE = FormItem(FROM, ItemKind.ONE_OF, tuple(map(str, VOICES_OF_VIEWS)))
_NO_FACTS = (
    FormItem("preferences.places", ItemKind.SOME_OF, tuple(map(str, Place))),
    FormItem("context.parental_responsibility.local_authority", ItemKind.YES_OR_NO, TO_A_QUESTION),
)
"""Answers that no rule reads, which the form asks for all the same; whose a suggestion is, before what it is."""
ITEMS: Mapping[str, FormItem] = ReadOnly(
    {
        item.path: item
        for item in (
            _WHOSE,
            *(_item(fact) for fact in FACTS.values() if fact.held is not Held.WORDS),
            *_NO_FACTS,
        )
    }
)
"""Every question of the form, by its linkId."""
FACTS_AT: Mapping[str, tuple[Fact, ...]] = ReadOnly(
    {path: tuple(fact for fact in FACTS.values() if link_id(fact) == path) for path in ITEMS}
)
"""The facts for which a question of the form asks: a suggestion is one for each kind of voice."""

BESIDE = ("context.reference", "context.date", "views.id")
"""What stands beside the answers: as an identifier, as the day on which they were given, and as the id of an item."""
LEFT_OUT = (
    "context.private", "context.shared_with", "context.danger_shared_with", "context.asked", "context.said_yes",
    "context.competence_assessment", "presentation.strengths", "presentation.safety_narrative",
    "preferences.goals", "preferences.declines", "preferences.what_matters", "views.label",
    "severity.measures", "severity.diagnoses",
)  # fmt: skip
"""What the form never holds: own words, names of people and of scales, who may see what, and who was asked. R4 has no
privacy for one answer alone, and a record is read by more people than those in the room.
"""


def _check_each_field() -> None:
    fields = {path for path in ROWS if path.count(".") == 1} - {"views.voice"}
    asked = {".".join(path.split(".")[:2]) for path in ITEMS} - {FROM}
    if wrong := fields ^ {*asked, *BESIDE, *LEFT_OUT}:
        raise TypeError(f"the form does not say what becomes of {', '.join(sorted(wrong))}")


_check_each_field()
if not {*ITEMS} - {path for path in ITEMS if path.startswith(VIEWS)} <= PLACES | {
    "context.parental_responsibility.local_authority"
}:
    raise TypeError("the form asks for what is no place of a case")


def url_of(reader: Reader) -> str:
    """The canonical address of the form in the words of a reader; its last part is its id."""
    return f"{BASE}/Questionnaire/{reader.replace('_', '-')}"


READER_OF = ReadOnly({url_of(reader): reader for reader in Reader})
"""In whose words each form is, by its canonical address."""
