"""What to ask somebody next: pages of related questions, danger first, then what could settle most groupings.

The order is read off the case and the rules, and off nothing else: no cohort's shares decide what is asked first.
"""

from thrive_rules.cases.case import Case, Frozen, Grouping, Voice
from thrive_rules.cases.fact import Fact, Topic
from thrive_rules.cases.sharing import DANGER, HARM, NOT_SAFE
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.detail import Matter, may_be_asked, may_see
from thrive_rules.conversations.reply import answer_of, path_of, said, was_asked
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.texts import has_words_for
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import ASKED_FIRST, infer, suggest
from thrive_rules.severity.audience import Audience, Member, audience_of


class Question(Frozen):
    """One question, and what an answer to it could move."""

    fact: str
    text: str
    """The question in the words of who is asked."""
    could_bring_in: tuple[Grouping, ...]
    """Groupings, not put forward so far, that this answer could have a part in bringing in."""
    could_bear_on: tuple[Grouping, ...]
    """Candidates that this answer could add an argument to, for or against."""
    could_protect: bool
    """Whether it is about danger, or an answer could bring up something to do to keep somebody safe."""


class QuestionPage(Frozen):
    """Related questions for one page. Each of them can stay open; a box without a tick is no answer."""

    topic: Topic
    whose: Voice | None
    """Whose suggestions are asked for; none where it is not about what somebody suggests."""
    heading: str
    why: str
    """Why it could matter, in the words of who is asked. It asks for no answer rather than another."""
    seen_by: str
    """Who else may see the answers: for people to read before they give them."""
    questions: tuple[Question, ...]
    could_settle: tuple[Grouping, ...]
    """Undecided groupings that answers to this page alone could bring in or keep out."""
    could_help_to_settle: tuple[Grouping, ...]
    """Undecided groupings that it could have a part in bringing in, with this person's answers and nobody else's.

    Where it is empty on every page, nothing that this person can answer is undecided: a good place to stop.
    """


def one_person(case: Case, rules: RuleBase, reader: Audience | Reader | str) -> Audience:
    """The one person who answers. Raises ThriveRulesError for several, for nobody, and where no words are for them."""
    audience = reader if isinstance(reader, Audience) else audience_of([reader], case)
    if len(audience.people) > 1:
        raise ThriveRulesError("one person answers at a time; name one")
    if not has_words_for(rules, audience.reader):
        raise ThriveRulesError("these rules have no words for this reader, so there is nothing to ask them")
    return audience


def next_questions(case: Case, rules: RuleBase, reader: Audience | Reader | str) -> tuple[QuestionPage, ...]:
    """What to ask one person next, page by page, the most useful first. Ask anew when a page is answered.

    `case` is what this person may see (`as_seen_by`), or all of it for the practitioner who keeps the record; `reader`
    is a kind of person, or the id of a view. Danger comes first, until this person was asked about it. Nothing is asked
    twice, and nothing that could move and protect nothing, or that this person cannot know. Nothing at all is asked
    where they said yes to danger or harm, or that they do not feel safe, or where immediate danger stands on their
    page: what to do comes before any question, and there the practitioner alone can go on.

    Raises ThriveRulesError for somebody who is nobody in this case, or several people; for a reader for whom the rules
    have no words; and for the rules of a teaching counterexample.
    """
    audience = one_person(case, rules, reader)
    if danger_stands(case, audience.people[0]):
        return ()
    asking = _Asking(case, rules, audience)
    related: dict[tuple[Topic, Voice | None], list[Fact]] = {}
    for fact in asking.open:
        if fact.topic is not None:
            whose = fact.voice if fact.topic is Topic.SUGGESTED else None
            related.setdefault((fact.topic, whose), []).append(fact)
    pages = [asking.page(topic, whose, facts) for (topic, whose), facts in related.items()]
    return tuple(sorted(pages, key=_usefulness))  # of equal ones, the first in the vocabulary comes first


def danger_stands(case: Case, person: Member) -> bool:
    """Whether a person is asked nothing, because they spoke of danger or it stands on their page.

    The practitioner who keeps the record can always go on: nobody else can take back what was said.
    """
    if person.keeps_the_record:
        return False
    said_so = not said(case, "said_yes", person).isdisjoint((DANGER, HARM, NOT_SAFE))
    return said_so or case.facts.get("immediate_danger") is True


_IN_ORDER = (
    *(FACTS[name] for name in ASKED_FIRST),
    *(fact for name, fact in FACTS.items() if name not in ASKED_FIRST),
)


def _usefulness(page: QuestionPage) -> tuple[bool, int, int, bool]:
    protects = any(question.could_protect for question in page.questions)
    settles, helps = len(page.could_settle), len(page.could_help_to_settle)
    return page.topic is not Topic.DANGER, -settles, -helps, not protects


class _Asking:
    """What one person could be asked about one case."""

    def __init__(self, case: Case, rules: RuleBase, audience: Audience) -> None:
        self.case, self.rules = case, rules
        self.person, self.reader = audience.people[0], audience.reader
        self.inference, suggestion = infer(case, rules), suggest(case, rules)
        self.moves = {each.fact: each for each in (*suggestion.unknowns, *suggestion.ask_first)}
        self.protecting = self.inference.prompt({}).could_raise(PromptKind.SAFETY)
        self.open = [fact for fact in _IN_ORDER if self._is_open(fact)]
        # What somebody feels settles nothing: a safety concern is the practitioner's to state.
        felt = set() if self.person.keeps_the_record else {NOT_SAFE}
        self.settling = {fact.name for fact in self.open if path_of(fact.name) not in felt}
        undecided = (each for each in Grouping if self.inference.candidate(each) is None)
        self.undecided = {
            each: self.inference.could_bring_in(each, self.settling).facts for each in undecided
        }

    def _is_open(self, fact: Fact) -> bool:
        """Whether this person could be asked: it matters, it is theirs to know, and they have not been asked."""
        name, answers = fact.name, self.inference.answers
        if fact.topic is None or not self._can_know(fact) or was_asked(self.case, self.person, name):
            return False
        if name in ASKED_FIRST:  # each for themselves: somebody else's no closes no question
            return not self.person.keeps_the_record or name not in answers
        open_so_far = answer_of(self.case, self.person, name) is None
        there_is_something = answers.get(fact.presupposes) is not False
        return open_so_far and there_is_something and (name in self.moves or name in self.protecting)

    def _can_know(self, fact: Fact) -> bool:
        if fact.topic is not Topic.SUGGESTED:
            return may_be_asked(self.reader, self.rules.fact[fact.name])
        if not self.person.keeps_the_record:
            return fact.voice == self.person.kind
        # Of two parents nobody else can say which of them it is who suggests something.
        return len([view for view in self.case.views if view.voice == fact.voice]) < 2

    def page(self, topic: Topic, whose: Voice | None, facts: list[Fact]) -> QuestionPage:
        names = [fact.name for fact in facts if fact.name in self.settling]
        settles = self.inference.could_settle(names, self.settling)
        helps = tuple(each for each, some in self.undecided.items() if not set(some).isdisjoint(names))
        words = self.rules.wording.asking
        heading = self.say(words.topics[topic])
        if whose and self.person.keeps_the_record:
            heading = f"{heading}: {self.say(self.rules.wording.voices[whose])}"
        match topic:
            case Topic.DANGER:
                seen_by = words.danger_seen_by
            case Topic.SUGGESTED:
                seen_by = words.suggestions_seen_by
            case _:
                seen_by = words.answers_seen_by
        return QuestionPage(
            topic=topic,
            whose=whose,
            heading=heading,
            why=self.why(facts, settles, helps),
            seen_by=self.say(seen_by),
            questions=tuple(map(self.question, facts)),
            could_settle=settles,
            could_help_to_settle=helps,
        )

    def question(self, fact: Fact) -> Question:
        moves = self.moves.get(fact.name)
        # A practitioner with a view is asked what they suggest in the words for practitioners.
        reader = Reader(self.person.kind) if fact.topic is Topic.SUGGESTED else self.reader
        return Question(
            fact=fact.name,
            text=self.rules.fact[fact.name].question.to(reader),
            could_bring_in=moves.could_bring_in if moves else (),
            could_bear_on=moves.could_bear_on if moves else (),
            could_protect=fact.topic is Topic.DANGER or fact.name in self.protecting,
        )

    def why(self, facts: list[Fact], settles: tuple[Grouping, ...], helps: tuple[Grouping, ...]) -> str:
        words = self.rules.wording.asking
        if any(fact.topic is Topic.DANGER for fact in facts):
            return self.say(words.why_danger)
        if not (settles or helps):
            protects = any(fact.name in self.protecting for fact in facts)
            return self.say(words.could_protect if protects else words.could_add_a_reason)
        # People are told how many, and not which: a question is not there to be answered for an idea.
        found = settles or helps
        names = self.rules.wording.listed((self.rules.words_for[each].name for each in found), self.reader)
        which = names if may_see(self.reader, Matter.BEARING) else str(len(found))
        return f"{self.say(words.could_settle if settles else words.could_help_to_settle)}: {which}"

    def say(self, words: Words) -> str:
        return words.to(self.reader)
