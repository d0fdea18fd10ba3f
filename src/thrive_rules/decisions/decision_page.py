"""A shared decision in the words of a reader. Names come from the rules given, what people said from the decision."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from thrive_rules.cases.case import KINDS_OF_HELP, Case, Competence
from thrive_rules.cases.fields import one_line
from thrive_rules.conversations.danger import last_on_a_page
from thrive_rules.conversations.detail import Matter, may_see
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.decisions.decision import (
    Aim,
    DecisionAnswers,
    Lacking,
    Person,
    Role,
    SharedDecision,
    Statement,
    Status,
    Wish,
    missing,
)
from thrive_rules.decisions.shared import decision_for
from thrive_rules.language.decision_words import DecisionWords
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words
from thrive_rules.severity.audience import THE_RECORD, Audience, audience_meant


def explain_decision(
    decision: SharedDecision,
    rules: RuleBase,
    reader: Audience | Reader | str | None = None,
    case: Case | None = None,
) -> Page:
    """A decision as a page for `reader`: what they may see of it. `rules` can be another version than people had then.

    Without a reader, for whom the copy is, or else for the practitioner who keeps the record. For anybody else the
    record's own needs the case that it is about, which says who may see what. Raises ThriveRulesError as
    `decision_for` does, and for somebody who is nobody.
    """
    audience = audience_meant(reader, case or Case(), decision.audience)
    theirs = decision_for(decision, audience, case)
    if theirs is None:
        return page_without_a_case(rules)
    said = Speech(rules, audience.reader)
    return page_for(said.reader, rules, (*said.answers(theirs), *said.last(), *said.about(theirs)))


class Speech:
    """The words of one rule base for one reader, about decisions."""

    def __init__(self, rules: RuleBase, reader: Reader) -> None:
        self.rules, self.reader = rules, reader

    @property
    def words(self) -> DecisionWords:
        """Every text about decisions."""
        return self.rules.wording.decision

    def say(self, words: Words) -> str:
        """A text in the words of the reader."""
        return words.to(self.reader)

    def listed(self, texts: Iterable[str]) -> str:
        """Things in a line."""
        return self.rules.wording.listed(texts, self.reader)

    def day(self, day: date) -> str:
        """A day as the language writes it."""
        return self.rules.wording.day(day, self.reader)

    def status(self, status: Status) -> str:
        """How far people agreed."""
        match status:
            case Status.AGREED:
                return self.say(self.words.agreed)
            case Status.NONE_FOR_NOW:
                return self.say(self.words.none_for_now)
            case Status.NOT_AGREED_YET:
                return self.say(self.words.not_agreed_yet)
            case _:
                assert_never(status)

    def last(self) -> Iterator[Section]:
        """What stands near the end of every page, whatever people decided: what is asked of danger, and what to do."""
        return last_on_a_page(self.rules, self.reader)

    def person(self, person: Person) -> str:
        """A person as role and reference."""
        role = self.say(_role(person.role, self.words))
        return f"{role} ({person.reference})" if person.reference else role

    def groupings(self, decision: DecisionAnswers) -> tuple[str, ...]:
        """What people agreed, by its full names, in the framework's order."""
        return tuple(self.rules.words_for[grouping].name for grouping in decision.agreed.groupings)

    def outcome(self, decision: DecisionAnswers) -> str:
        """How a conversation came out, in one line."""
        status = self.status(decision.agreed.status)
        named = self.listed(self.groupings(decision))
        return f"{status}: {named}" if named else status

    def statements(self, statements: Iterable[Statement]) -> tuple[Item, ...]:
        """Statements, each with whose it is."""
        return tuple(Item(each.words, self.person(each.whose)) for each in statements)

    def answers(self, decision: DecisionAnswers) -> Iterator[Section]:
        """Everything that people said and agreed."""
        words = self.words
        took_part = self.listed(map(self.person, decision.took_part))
        lines = [self.day(decision.decided_on), self.outcome(decision)]
        lines += [f"{self.say(words.took_part)}: {took_part}"] if took_part else []
        lines += [f"{self.say(words.review)}: {self.day(decision.review_on)}"] if decision.review_on else []
        yield Section(SectionKind.DECISION, self.say(words.heading), tuple(lines))
        aside = tuple(
            Item(
                f"{': '.join(filter(None, [self.grouping(each.grouping), each.what]))}: {each.why}",
                self.person(each.whose),
            )
            for each in decision.set_aside
        )
        plan = decision.plan
        steps = [Item(self.say(words.lead), self.person(plan.lead))] if plan.lead else []
        steps += [Item(each.what, self.person(each.who)) for each in plan.steps]
        for kind, heading, items in (
            (SectionKind.WISHES, words.wishes, tuple(map(self.wish, decision.wishes))),
            (SectionKind.REASONS, words.reasons, self.statements(decision.reasons)),
            (SectionKind.DIFFERENCES, words.differences, self.statements(decision.differences)),
            (SectionKind.SET_ASIDE, words.set_aside, aside),
            (SectionKind.PLAN, words.plan, tuple(steps)),
            (SectionKind.AIMS, words.aims, tuple(map(self.aim, decision.aims))),
            (SectionKind.LIMITS, words.limits, self.statements(decision.limits)),
            (SectionKind.COSTS, words.costs, self.statements(decision.costs)),
            (SectionKind.ENDINGS, words.endings, self.statements(decision.endings)),
            (SectionKind.CONSENT, words.consent, tuple(self.consent(decision))),
            (SectionKind.STILL_OPEN, words.still_open, tuple(self.still_open(decision))),
        ):
            if items:
                yield Section(kind, self.say(heading), blocks=(Block("", items),))

    def grouping(self, grouping: object) -> str | None:
        """The full name of a grouping, if there is one."""
        return next((words.name for words in self.rules.groupings if words.id == grouping), None)

    def wish(self, wish: Wish) -> Item:
        """What one person wanted, in their words if they gave any, and whether they agree."""
        help_words = self.rules.wording.help
        small = []
        for answer, heading in ((True, self.words.wants), (False, self.words.does_not_want)):
            kinds = [kind for kind in KINDS_OF_HELP if getattr(wish.wants, kind) is answer]
            if kinds:
                named = self.listed(help_words[kind].to(self.reader) for kind in kinds)
                small.append(f"{self.say(heading)}: {named}")
        if wish.agrees is not None:
            small.append(self.say(self.words.agrees if wish.agrees else self.words.sees_it_differently))
        text = wish.words or (small.pop(0) if small else self.rules.wording.unknown.to(self.reader))
        return Item(text, self.person(wish.whose), tuple(small))

    def aim(self, aim: Aim) -> Item:
        """An aim, with what success looks like and what happens if it is not achieved."""
        by = self.day(aim.by) if aim.by else None
        words = self.words
        small = [
            f"{self.say(heading)}: {one_line(text)}"
            for heading, text in (
                (words.success, aim.success),
                (words.likely, aim.likely),
                (words.by, by),
                (words.if_not, aim.if_not),
            )
            if text
        ]
        for each in aim.ratings:
            whose = self.person(each.whose)
            small.append(
                f"{self.say(words.rated)}: {each.rating} ({self.listed((self.day(each.on), whose))})"
            )
        if aim.achieved is not None:
            small.append(self.say(words.achieved if aim.achieved else words.not_achieved))
        return Item(aim.words, self.person(aim.whose), tuple(small))

    def consent(self, decision: DecisionAnswers) -> Iterator[Item]:
        """Consent and competence, as people stated them."""
        words = self.words
        answers = {True: words.consent_given, False: words.consent_not_given, None: words.consent_unknown}
        for each in decision.consent:
            small = (one_line(each.words),) if each.words else ()
            yield Item(self.say(answers[each.given]), self.person(each.whose), small)
        if decision.competence:
            small = (one_line(decision.competence_words),) if decision.competence_words else ()
            yield Item(self.say(_competence(decision.competence, words)), self.say(words.competence), small)

    def still_open(self, decision: DecisionAnswers) -> Iterator[Item]:
        """What the plan does not say yet."""
        for each in missing(decision):
            text = self.say(_missing(each.what, self.words))
            yield Item(f"{text}: {self.person(each.who)}" if each.who else text)

    def for_whom(self, audience: Audience | None) -> str:
        """Whose copy a page is; a person of a view is named by its id, too."""
        wording = self.rules.wording
        names = [
            self.say(wording.voices[each.kind]) + (f" ({each.id})" if each.id else "")
            for each in (audience or THE_RECORD).people
        ]
        return f"{self.say(wording.page.for_whom)}: {self.listed(names)}"

    def of_the_case(self, decision: SharedDecision) -> Iterator[str]:
        """The reference of the case, and when its answers were given, where they are recorded."""
        wording = self.rules.wording
        day = decision.date and self.day(decision.date)
        for words, value in ((wording.reference, decision.reference), (wording.date, day)):
            if value:
                yield f"{self.say(words)}: {value}"

    def about(self, decision: SharedDecision) -> Iterator[Section]:
        """Whose copy it is, and of which case; the rules that people had in front of them, and if these are others."""
        lines = [self.for_whom(decision.audience), *self.of_the_case(decision)]
        if basis := decision.basis:
            same = basis.rule_base_digest == self.rules.digest
            lines.append(self.say(self.words.same_rules if same else self.words.other_rules))
            if may_see(self.reader, Matter.ORIGIN):
                lines.append(
                    f"{basis.rule_base} {basis.rule_base_version}, {basis.rule_base_digest}; "
                    f"thrive-rules {basis.package}; {self.say(self.words.of_case)}: {basis.case}; "
                    f"{self.say(self.words.of_suggestion)}: {basis.suggestion}"
                )
        yield Section(SectionKind.ABOUT, self.say(self.words.about), tuple(lines))


def _role(role: Role, words: DecisionWords) -> Words:
    match role:
        case Role.YOUNG_PERSON:
            return words.role_young_person
        case Role.PARENT_OR_CARER:
            return words.role_parent_or_carer
        case Role.PRACTITIONER:
            return words.role_practitioner
        case Role.ADVOCATE:
            return words.role_advocate
        case Role.INTERPRETER:
            return words.role_interpreter
        case Role.OTHER:
            return words.role_other
        case _:
            assert_never(role)


def _competence(competence: Competence, words: DecisionWords) -> Words:
    match competence:
        case Competence.ASSESSED_COMPETENT:
            return words.assessed_competent
        case Competence.ASSESSED_NOT_COMPETENT:
            return words.assessed_not_competent
        case Competence.PRESUMED:
            return words.presumed
        case Competence.NOT_ASSESSED:
            return words.not_assessed
        case _:
            assert_never(competence)


def _missing(what: Lacking, words: DecisionWords) -> Words:
    match what:
        case "took_part":
            return words.missing_took_part
        case "lead":
            return words.missing_lead
        case "part_in_plan":
            return words.missing_part_in_plan
        case "limits":
            return words.missing_limits
        case "endings":
            return words.missing_endings
        case "review":
            return words.missing_review
        case _:
            assert_never(what)
