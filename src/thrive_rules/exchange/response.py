"""The answers of a form as a case; the way back is in `telling`, under the same door.

A form says `completed` however little was answered: what has no answer is not known, never no. Who answered settles
what an answer is: see `whose_answers`.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from thrive_rules.cases.case import KINDS_OF_HELP, Case, Voice
from thrive_rules.cases.sharing import PersonKey
from thrive_rules.cases.sharing import Reference as CaseReference
from thrive_rules.conversations.reply import LISTS
from thrive_rules.documents.document import document_of
from thrive_rules.documents.validation import MAX_FAULTS, validate
from thrive_rules.exchange.form import (
    FACTS_AT,
    FROM,
    ITEMS,
    PROPOSES,
    REFERENCE,
    VIEWS,
    WHOLE_LIST,
    CodedAnswer,
    FormItem,
    ItemKind,
)
from thrive_rules.exchange.questionnaire import GROUPS, asks, asks_what
from thrive_rules.exchange.resources import QuestionnaireResponse, ResponseItem
from thrive_rules.exchange.source import refuse_another, whose_answers
from thrive_rules.exchange.telling import left_out as left_out
from thrive_rules.exchange.telling import response_of_case as response_of_case
from thrive_rules.faults import Code, ExchangeError, Fault
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.severity.audience import KINDS, Audience, Member
from thrive_rules.severity.case_file import PLACES, SUGGESTIONS
from thrive_rules.severity.severity import Severity


def case_of_response(
    response: Mapping[str, Any], rules: RuleBase, *, patient: str | None = None
) -> tuple[Case, Severity]:
    """The case, and severity apart from it, that a QuestionnaireResponse gives.

    `patient` is the id of the Patient whose answers are expected; without one, anybody's are read. An answer of
    somebody who is not asked for it on any page stays not known: nobody answers for the young person, and competence
    is a practitioner's to record. What anybody but the practitioner answers about danger, harm or safety goes to
    `said_yes` or `asked`, as `with_reply` has it.

    Raises ExchangeError, with a fault for each thing that is not as expected: the linkId or the element, and what to
    do, never a value. So it is for a form that is another one, another patient's answers, and answers that were entered
    in error.
    """
    resource = validate(document_of(response, ExchangeError), QuestionnaireResponse, ExchangeError)
    refuse_another(resource, patient)
    reading = _Reading()
    reading.gather(resource.item, ())
    beside = reading.beside(resource)
    if reading.faults:
        raise ExchangeError(reading.faults[:MAX_FAULTS])
    return _Answering(rules, whose_answers(resource, patient)).case(reading, beside)


ItemValue = bool | int | str | tuple[str, ...] | CodedAnswer


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer, and of a list whether it is whole."""

    value: ItemValue
    whole: bool = False


_Answers = dict[str, _Given]


@dataclass
class _Reading:
    """What a response says, question by question, and what is wrong with it."""

    answers: _Answers = field(default_factory=dict)
    views: list[tuple[str | None, _Answers]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen: set[tuple[int, str]] = field(default_factory=set)

    def gather(
        self, items: tuple[ResponseItem, ...], at: tuple[str | int, ...], in_view: bool = False
    ) -> None:
        """Every answer of these items and of what stands below."""
        for index, item in enumerate(items):
            here = (*at, "item", index)
            path = item.link_id
            if path == VIEWS and not in_view:
                self.views.append((item.id, {}))
                self.gather(item.item, here, in_view=True)
            elif path in ITEMS and (ITEMS[path].section == VIEWS) is in_view:
                self.read_question(ITEMS[path], item)
                for below in (item.item, *(answer.item for answer in item.answer)):
                    self.gather(below, here, in_view)
            elif path in GROUPS and not in_view:
                self.gather(item.item, here)
            else:
                problem = "this form has no such question here; send what its Questionnaire asks for"
                self.fault(_spell(here), problem, Code.UNKNOWN_KEY)

    def read_question(self, item: FormItem, given: ResponseItem) -> None:
        """One question."""
        view = len(self.views) if item.section == VIEWS else 0
        if (view, item.path) in self.seen:
            self.fault(item.path, "this question stands here twice; send it once", Code.TWICE)
            return
        self.seen.add((view, item.path))
        found = self.value(item, given) if given.answer else None
        if found is not None:
            (self.views[-1][1] if view else self.answers)[item.path] = found
        elif not given.answer and _is_whole(given):
            self.fault(item.path, f"a whole list without a tick is the answer {CodedAnswer.NONE_OF_THESE}")

    def value(self, item: FormItem, given: ResponseItem) -> _Given | None:
        """The answer, or None where it is not one that the item allows."""
        if item.kind is not ItemKind.SOME_OF and len(given.answer) > 1:
            self.fault(item.path, "expected one answer", Code.TWICE)
            return None
        if item.kind is ItemKind.NUMBER:
            number = given.answer[0].value_integer
            if number in item.numbers:
                return _Given(number)
            self.fault(item.path, f"expected a whole number from {item.numbers[0]} to {item.numbers[-1]}")
            return None
        codings = [answer.value_coding for answer in given.answer]
        keys = [item.key_of(coding.system, coding.code) if coding else None for coding in codings]
        if any(key is None for key in keys):
            expected = "one of its answerOption, as a valueCoding with their system and code"
            self.fault(item.path, f"expected {expected}")
            return None
        chosen = tuple(key for key in keys if key is not None)
        if item.kind is not ItemKind.SOME_OF:
            return _Given(CodedAnswer(chosen[0]) if item.kind is ItemKind.YES_OR_NO else chosen[0])
        if CodedAnswer.NONE_OF_THESE in chosen:
            if len(chosen) > 1:
                self.fault(item.path, "something is ticked beside none-of-these; leave one of them out")
            return _Given((), whole=True)
        return _Given(chosen, whole=_is_whole(given))

    def beside(self, resource: QuestionnaireResponse) -> dict[str, Any]:
        """The reference and the day, which stand beside the answers."""
        found: dict[str, Any] = {}
        named = resource.identifier
        if named and named.system == REFERENCE and named.value is not None:
            found["reference"] = self.held_to(_REFERENCE, named.value, "identifier.value", "one short line")
        if resource.authored and len(day := resource.authored[:10]) == len("2027-06-30"):
            found["date"] = self.held_to(_DAY, day, "authored", "a day that there is")
        for _, answers in self.views:
            if answers and FROM not in answers:
                self.fault(FROM, "is required where this group has another answer", Code.REQUIRED)
        return found

    def held_to(self, type_: TypeAdapter[Any], value: str, path: str, expected: str) -> Any:
        """A value as its type has it; a fault where it is none."""
        try:
            return type_.validate_python(value)
        except ValidationError:
            self.fault(path, f"expected {expected}")
            return None

    def fault(self, path: str, problem: str, code: Code = Code.UNEXPECTED) -> None:
        """One thing that is wrong."""
        self.faults.append(Fault("<mapping>", None, path, problem, code))


_REFERENCE: TypeAdapter[Any] = TypeAdapter(CaseReference)
_DAY: TypeAdapter[Any] = TypeAdapter(datetime.date)
_ID: TypeAdapter[Any] = TypeAdapter(PersonKey)


def _is_whole(item: ResponseItem) -> bool:
    return any(each.url == WHOLE_LIST and each.value_boolean is True for each in item.extension)


def _spell(path: tuple[str | int, ...]) -> str:
    return (
        "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") + ".linkId"
    )


@dataclass
class _Answering:
    """What the answers of one person are in a case."""

    rules: RuleBase
    person: Member
    asked: list[str] = field(default_factory=list)
    said_yes: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        """In whose words this person is asked."""
        return Audience(people=(self.person,)).reader

    def case(self, reading: _Reading, beside: dict[str, Any]) -> tuple[Case, Severity]:
        """The case, and severity apart from it."""
        for path, item in ITEMS.items():
            if path in reading.answers and item.section != VIEWS:
                self.answer(item, reading.answers[path])
        views = list(self.views(reading.views))
        context = {**self.data.get("context", {}), **beside}
        name = self.name(views)
        for key, paths in (("asked", self.asked), ("said_yes", self.said_yes)):
            if paths:
                context[key] = {name: list(dict.fromkeys(paths))}
        parts = {**self.data, "context": context, "views": views}
        severity = Severity.model_validate(parts.pop("severity", {}))
        return Case.model_validate(parts), severity

    def name(self, views: list[dict[str, Any]]) -> str:
        """The name under which this person's own answers are noted, as `name_of` has it."""
        own = [view.get("id") for view in views if view["from"] == self.person.kind]
        is_of_view = self.person.kind is not Voice.YOUNG_PERSON and not self.person.keeps_the_record
        return own[0] if is_of_view and len(own) == 1 and own[0] else str(self.person.kind)

    def answer(self, item: FormItem, given: _Given) -> None:
        """Keep one answer where it is this person's to give."""
        if (
            FACTS_AT[item.path]
            and FACTS_AT[item.path][0].name in ASKED_FIRST
            and not self.person.keeps_the_record
        ):
            # Each for themselves: whoever does harm cannot close the question, and a yes is nobody else's.
            (self.said_yes if given.value is CodedAnswer.YES else self.asked).append(item.path)
            return
        if not (self.person.keeps_the_record or asks(self.rules, self.reader, item)):
            return
        match given.value:
            case CodedAnswer.YES | CodedAnswer.NO:
                self.put(item.path, given.value is CodedAnswer.YES)
            case CodedAnswer():
                if item.path in PLACES:
                    self.asked.append(item.path)
            case _:
                self.put(item.path, given.value)
                if item.path in LISTS and not given.whole:
                    self.asked.append(item.path)

    def put(self, path: str, value: Any) -> None:
        """An answer at its path."""
        *above, last = path.split(".")
        part = self.data
        for step in above:
            part = part.setdefault(step, {})
        part[last] = value

    def views(self, given: list[tuple[str | None, _Answers]]) -> Iterator[dict[str, Any]]:
        """Everybody's suggestions, as far as they are this person's to tell."""
        ids = [each for each, _ in given]
        for own, answers in given:
            if FROM not in answers:
                continue
            voice = Voice(str(answers[FROM].value))
            if not (self.person.keeps_the_record or asks_what(self.rules, self.reader, voice)):
                continue
            proposes = {}
            for kind in KINDS_OF_HELP:
                value = answers.get(f"{PROPOSES}.{kind}", _Given(())).value
                if value in (CodedAnswer.YES, CodedAnswer.NO):
                    proposes[kind] = value is CodedAnswer.YES
                elif isinstance(value, CodedAnswer):
                    self.asked += {f"{VIEWS}.{voice}.proposes.{kind}"} & SUGGESTIONS
            is_id = own is not None and ids.count(own) == 1 and own not in KINDS and _is_an_id(own)
            yield {"from": voice, "proposes": proposes, **({"id": own} if is_id else {})}


def _is_an_id(text: str) -> bool:
    try:
        _ID.validate_python(text)
    except ValidationError:
        return False
    return True
