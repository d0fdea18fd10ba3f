"""A case as the answers of the form, and what of it the form leaves out."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thrive_rules.cases.case import Case, View
from thrive_rules.cases.fact import Voice
from thrive_rules.conversations.reply import LISTS
from thrive_rules.documents.file_format import says_something
from thrive_rules.exchange.elements import Coding, Extension, Identifier, Reference
from thrive_rules.exchange.form import (
    FROM,
    ITEMS,
    LEFT_OUT,
    REFERENCE,
    VIEWS,
    WHOLE_LIST,
    CodedAnswer,
    FormItem,
    ItemKind,
)
from thrive_rules.exchange.questionnaire import questionnaire_of
from thrive_rules.exchange.resources import (
    QuestionnaireItem,
    QuestionnaireResponse,
    ResponseAnswer,
    ResponseItem,
)
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.severity.seen import SeenCase, covers
from thrive_rules.severity.severity import Severity


def response_of_case(
    case: Case, severity: Severity, rules: RuleBase, *, patient: str | None = None
) -> QuestionnaireResponse:
    """The answers of a case as the practitioner's form gives them; `case_of_response` reads them back.

    `patient` is the id of the Patient that it is about. For somebody, give what they see of a case (`as_seen_by`): R4
    has no privacy for one answer alone. `left_out` says what stays behind: own words, names, and whatever is marked.
    """
    questionnaire = questionnaire_of(rules)
    telling = _Telling(case, severity)
    reference, date = telling.beside("reference"), telling.beside("date")
    return QuestionnaireResponse(
        identifier=Identifier(system=REFERENCE, value=str(reference)) if reference else None,
        questionnaire=f"{questionnaire.url}|{questionnaire.version}",
        status="completed",
        subject=Reference(reference=f"Patient/{patient}") if patient else None,
        authored=str(date) if date else None,
        item=tuple(telling.items(questionnaire.item)),
    )


def left_out(case: Case, severity: Severity) -> tuple[str, ...]:
    """The paths of what a case says and the form leaves out, with the positions of views.

    The form has a yes to danger or harm, but not who said it; and of the questions that people were asked, those that
    the practitioner left open.
    """
    return tuple(_Telling(case, severity).left_out())


@dataclass(frozen=True, slots=True)
class _Telling:
    case: Case
    severity: Severity

    @property
    def marks(self) -> frozenset[str]:
        """What somebody keeps private."""
        return frozenset(path for paths in (self.case.context.private or {}).values() for path in paths)

    @property
    def parts(self) -> Mapping[str, Any]:
        """The parts of the case in which people answer, each yes to danger or harm with them."""
        case = self.case
        presentation = case.presentation_with_every_yes
        return {
            "context": case.context,
            "presentation": presentation,
            "preferences": case.preferences,
            "severity": self.severity,
        }

    def beside(self, name: str) -> str | datetime.date | None:
        """The reference, or the day, which stand beside the answers."""
        if covers(self.marks, f"context.{name}"):
            return None
        found: str | datetime.date | None = getattr(self.case.context, name)
        return found

    def hidden(self, path: str) -> bool:
        """Whether somebody keeps what stands at a path private; a rating, with the concern that it rates."""
        rated = path.replace("severity.ratings.", "presentation.concerns.")
        return covers(self.marks, path) or covers(self.marks, rated)

    def kept(self, view: View) -> bool:
        """Whether somebody keeps a view private."""
        names = {VIEWS, f"{VIEWS}.{view.voice}", f"{VIEWS}.{view.id}"}
        return not self.marks.isdisjoint(names)

    def items(self, asked: tuple[QuestionnaireItem, ...], view: View | None = None) -> Iterator[ResponseItem]:
        """The questions that have an answer, in their groups."""
        for each in asked:
            if each.link_id == VIEWS:
                for one in self.case.views:
                    if not self.kept(one):
                        items = tuple(self.items(each.item, one))
                        yield ResponseItem(id=one.id, link_id=VIEWS, text=each.text, item=items)
            elif each.type == "group":
                if items := tuple(self.items(each.item)):
                    yield ResponseItem(link_id=each.link_id, text=each.text, item=items)
            elif each.link_id in ITEMS and (answered := self.answered(ITEMS[each.link_id], each, view)):
                yield answered

    def answered(self, item: FormItem, asked: QuestionnaireItem, view: View | None) -> ResponseItem | None:
        """One question with its answer, and none where it has none or is kept private."""
        chosen, whole = self.chosen(item, view)
        if item.kind is ItemKind.NUMBER:
            answers = tuple(ResponseAnswer(value_integer=int(number)) for number in chosen)
        else:
            codings = {option.value_coding.code: option.value_coding for option in asked.answer_option}
            answers = tuple(ResponseAnswer(value_coding=_of(codings, key)) for key in chosen)
        if not answers:
            return None
        extension = (Extension(url=WHOLE_LIST, value_boolean=True),) if whole else ()
        return ResponseItem(extension=extension, link_id=asked.link_id, text=asked.text, answer=answers)

    def chosen(self, item: FormItem, view: View | None) -> tuple[tuple[str, ...], bool]:
        """What is chosen, and of a list with something in it whether it is whole."""
        path = item.path
        if item.path == FROM and view:
            return (str(view.voice),), False
        if self.hidden(path):
            return (), False
        value = getattr(view.proposes, path.rpartition(".")[2]) if view else _at(self.parts, path)
        match item.kind:
            case ItemKind.YES_OR_NO:
                return self.said(value, path, view), False
            case ItemKind.SOME_OF:
                keys = tuple(str(key) for key in value or () if not self.hidden(f"{path}.{key}"))
                whole = self.is_whole(path)
                return (keys, whole) if keys or not whole else ((CodedAnswer.NONE_OF_THESE,), False)
            case _:
                return ((str(value),) if value is not None else ()), False

    def said(self, value: bool | None, path: str, view: View | None) -> tuple[str, ...]:
        """An answer to a question with yes and no."""
        if value is not None:
            return (CodedAnswer.YES if value else CodedAnswer.NO,)
        kind = path.rpartition(".")[2]
        asked = f"{VIEWS}.{view.voice}.proposes.{kind}" if view else path
        by_practitioner = frozenset((self.case.context.asked or {}).get(Voice.PRACTITIONER, ()))
        return (CodedAnswer.NOT_KNOWN,) if covers(by_practitioner, asked) else ()

    def is_whole(self, path: str) -> bool:
        """Whether the answers may say so: a no can be private too, and as somebody sees a list it never says no."""
        marked = any(mark.startswith(f"{path}.") for mark in self.marks)
        return self.says_no(path) and not (marked or isinstance(self.case, SeenCase))

    def says_no(self, path: str) -> bool:
        """Whether what a list does not have is no in the case."""
        return path in LISTS and _at(self.parts, path) is not None and not self.case.is_open(path)

    def left_out(self) -> Iterator[str]:
        parts = self.parts
        for path in LEFT_OUT:
            part, name = path.split(".")
            if part != VIEWS and says_something(_plain(getattr(parts[part], name))):
                yield path
        for name in ("reference", "date"):
            if getattr(self.case.context, name) != self.beside(name):
                yield f"context.{name}"
        for path, item in ITEMS.items():
            if item.section == VIEWS:
                continue
            value = _at(parts, path)
            if self.hidden(path):
                yield from (path,) if says_something(_plain(value)) or self.says_no(path) else ()
            elif item.kind is ItemKind.SOME_OF:
                there = item.keys if self.says_no(path) else tuple(map(str, value or ()))
                yield from (f"{path}.{key}" for key in there if self.hidden(f"{path}.{key}"))
        for index, view in enumerate(self.case.views):
            if self.kept(view):
                yield f"{VIEWS}[{index}]"
            elif view.label is not None:
                yield f"{VIEWS}[{index}].label"


def _of(codings: Mapping[str | None, Coding], key: str) -> Coding:
    return codings[key]


def _at(parts: Mapping[str, Any], path: str) -> Any:
    """What stands at a path; nothing where nothing is known."""
    first, *steps = path.split(".")
    found = parts[first]
    for step in steps:
        found = _by_name(found).get(step) if isinstance(found, Mapping) else getattr(found, step, None)
    return found


def _by_name(answers: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in answers.items()}


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
