"""The form as a FHIR Questionnaire, in the words of one reader: danger first, severity in a group of its own.

It asks each reader what they are asked anywhere else. It has no place for free text, and nothing of it is required.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from thrive_rules.cases.case import PROPOSED_FACTS
from thrive_rules.cases.fact import Fact, Held, Topic, Voice
from thrive_rules.conversations.detail import Matter, may_be_asked, may_see
from thrive_rules.exchange.elements import CodeableConcept, Coding, Extension
from thrive_rules.exchange.form import (
    FACTS_AT,
    FROM,
    ITEMS,
    PROPOSES,
    VIEWS,
    CodedAnswer,
    FormItem,
    ItemKind,
    url_of,
)
from thrive_rules.exchange.resources import AnswerOption, EnableWhen, Questionnaire, QuestionnaireItem
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.texts import has_words_for
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import ASKED_FIRST

_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_DOWNWARDS = Extension(
    url="http://hl7.org/fhir/StructureDefinition/questionnaire-choiceOrientation", value_code="vertical"
)


def questionnaire_of(rules: RuleBase, reader: Reader | str = Reader.PRACTITIONER) -> Questionnaire:
    """The form in the words of a reader: what `may_be_asked` of them, and nothing else.

    Raises ValueError for a reader that is none, and ThriveRulesError for rules that have no words for them.
    """
    if Reader(reader) not in readers_of(rules):
        raise ThriveRulesError("these rules have no words for this reader, so there is no form for them")
    return _whole(rules, Reader(reader))


def readers_of(rules: RuleBase) -> tuple[Reader, ...]:
    """Whoever the rules have words for: those of an older format may have none for who came later."""
    return tuple(reader for reader in Reader if has_words_for(rules, reader))


@lru_cache(maxsize=64)  # of rules alone
def _whole(rules: RuleBase, reader: Reader) -> Questionnaire:
    return _Form(rules, reader).whole()


GROUPS = frozenset({*map(str, Topic), "severity", "not_safe"})
"""What is in the form and asks nothing."""


def asks(rules: RuleBase, reader: Reader, item: FormItem) -> bool:
    """Whether a reader may be asked this; what no fact holds belongs to whoever is asked about its neighbours."""
    return any(
        may_be_asked(reader, rules.fact[fact.name]) for fact in FACTS_AT[item.path] or _neighbours(item)
    )


def asks_what(rules: RuleBase, reader: Reader, voice: Voice) -> bool:
    """Whether a reader may be asked what somebody of a kind suggests."""
    names = (name for (whose, _), name in PROPOSED_FACTS.items() if whose == voice)
    return any(may_be_asked(reader, rules.fact[name]) for name in names)


class _Form:
    def __init__(self, rules: RuleBase, reader: Reader) -> None:
        self.rules, self.reader, self.words = rules, reader, rules.wording

    def whole(self) -> Questionnaire:
        items = [item for item in ITEMS.values() if asks(self.rules, self.reader, item)]
        by_topic = {
            topic: [item for item in items if item.topic is topic and item.section != VIEWS]
            for topic in Topic
        }
        by_topic[Topic.DANGER].sort(key=lambda item: ASKED_FIRST.index(FACTS_AT[item.path][0].name))
        parts = [
            *(
                self.group(str(topic), self.words.asking.topics[topic], some)
                for topic, some in by_topic.items()
            ),
            *(self.question(item) for item in items if item.kind is ItemKind.SOME_OF),
            self.group(
                VIEWS, self.words.asking.topics[Topic.SUGGESTED], [i for i in items if i.section == VIEWS]
            ),
            *(self.question(item) for item in items if item.section == "context"),
            self.group("severity", self.words.severity, [i for i in items if i.section == "severity"]),
        ]
        url = url_of(self.reader)
        return Questionnaire(
            id=url.rpartition("/")[2],
            url=url,
            version=self.rules.header.version,
            name="ThriveRules" + self.reader.title().replace("_", ""),
            title=self.words.questions.to(self.reader),
            status="draft",  # nobody has reviewed the words
            subject_type=("Patient",),
            item=tuple(part for part in parts if part),
        )

    def group(self, path: str, heading: Words, items: Sequence[FormItem]) -> QuestionnaireItem | None:
        if not items:
            return None
        questions = tuple(map(self.question, items))
        if path == Topic.DANGER:
            what_to_do = self.words.if_not_safe.to(self.reader)
            questions = (QuestionnaireItem(link_id="not_safe", type="display", text=what_to_do), *questions)
        return QuestionnaireItem(
            link_id=path,
            type="group",
            text=heading.to(self.reader),
            repeats=True if path == VIEWS else None,
            item=questions,
        )

    def question(self, item: FormItem) -> QuestionnaireItem:
        text = say_question(item, self.rules, self.reader)
        if item.kind is ItemKind.NUMBER:
            return QuestionnaireItem(link_id=item.path, type="integer", text=text)
        several = item.kind is ItemKind.SOME_OF
        suggested = item.path.startswith(PROPOSES)
        return QuestionnaireItem(
            extension=(_control("check-box"), _DOWNWARDS) if several else (_control("radio-button"),),
            link_id=item.path,
            text=text,
            type="choice",
            enable_when=(EnableWhen(question=FROM, operator="exists", answer_boolean=True),)
            if suggested
            else (),
            repeats=True if several else None,
            answer_option=tuple(AnswerOption(value_coding=coding) for coding in self.choices(item)),
        )

    def choices(self, item: FormItem) -> Iterator[Coding]:
        for key, system in item.choices.items():
            if item.path != FROM or asks_what(self.rules, self.reader, Voice(key)):
                yield Coding(system=system, code=key, display=_say_choice(item, key, self.rules, self.reader))


def _neighbours(item: FormItem) -> tuple[Fact, ...]:
    """The facts of the same part of a case: of views, the suggestions; of preferences, the young person's own."""
    above = item.path.rpartition(".")[0]
    return tuple(fact for path, facts in FACTS_AT.items() if path.startswith(above) for fact in facts)


def say_question(item: FormItem, rules: RuleBase, reader: Reader) -> str:
    """A question in the words of a reader."""
    words, facts = rules.wording, FACTS_AT[item.path]
    headings = {
        "presentation.concerns": words.asking.concerns,
        "presentation.circumstances": words.asking.circumstances,
        "preferences.places": words.places,
        "context.parental_responsibility.local_authority": words.local_authority,
        FROM: words.views,
    }
    if item.path in headings:
        return headings[item.path].to(reader)
    own = [fact for fact in facts if fact.voice == Voice(reader)]
    if item.path.startswith(PROPOSES) and (not own or may_see(reader, Matter.QUESTION_BY_NAME)):
        return words.help[facts[0].key].to(reader)  # whose suggestion it is, is asked beside it
    return rules.fact[(own or facts)[0].name].question.to(reader)


def _say_choice(item: FormItem, key: str, rules: RuleBase, reader: Reader) -> str:
    words = rules.wording
    if item.path == FROM:
        return words.voices[Voice(key)].to(reader)
    listed = [fact for fact in FACTS_AT[item.path] if fact.key == key and fact.held is Held.LISTED]
    if listed:
        return rules.fact[listed[0].name].label.to(reader)
    said: dict[str, Words] = {
        CodedAnswer.YES: words.yes,
        CodedAnswer.NO: words.no,
        CodedAnswer.NOT_KNOWN: words.asking.not_sure,
        CodedAnswer.RATHER_NOT_SAY: words.asking.rather_not_say,
        CodedAnswer.NONE_OF_THESE: words.asking.none_of_these,
    }
    texts: Mapping[str, Words] = words.answers if item.kind is ItemKind.ONE_OF else {**words.answers, **said}
    return texts[key].to(reader)


def _control(code: str) -> Extension:
    return Extension(
        url=_CONTROL,
        value_codeable_concept=CodeableConcept(coding=(Coding(system=_CONTROLS, code=code),)),
    )
