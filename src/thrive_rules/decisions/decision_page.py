"""A shared decision in the words of a reader. Names come from the rules given, what people said from the decision."""

from collections.abc import Iterable, Iterator

from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.fields import one_line
from thrive_rules.conversations.danger import first_on_a_page
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.decisions.decision import (
    Aim,
    DecisionAnswers,
    Person,
    SharedDecision,
    Statement,
    Status,
    Wish,
    missing,
)
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.severity.seen import Matter, may_see


def explain_decision(
    decision: SharedDecision, rules: RuleBase, reader: Reader | str = Reader.PRACTITIONER
) -> Page:
    """A decision as a page, in the words of `reader`. `rules` can be another version than people had then.

    Raises ThriveRulesError for another reader.
    """
    said = Speech(rules, reader)
    return Page((*said.first(), *said.answers(decision), said.about(decision)))


class Speech:
    """The words of one rule base for one reader, about decisions."""

    def __init__(self, rules: RuleBase, reader: Reader | str) -> None:
        if reader not in tuple(Reader):
            raise ThriveRulesError(f"there is no such reader; expected one of {', '.join(Reader)}")
        self.rules, self.reader = rules, Reader(reader)

    def say(self, key: str) -> str:
        """A text about decisions."""
        return self.rules.wording.decision[key].to(self.reader)

    def first(self) -> Iterator[Section]:
        """What stands first on every page, whatever people decided."""
        return first_on_a_page(self.rules, self.reader)

    def person(self, person: Person) -> str:
        """A person as role and reference."""
        role = self.say(f"role_{person.role}")
        return f"{role} ({person.reference})" if person.reference else role

    def groupings(self, decision: DecisionAnswers) -> tuple[str, ...]:
        """What people agreed, by its full names, in the framework's order."""
        return tuple(self.rules.words_for[grouping].name for grouping in decision.agreed.groupings)

    def outcome(self, decision: DecisionAnswers) -> str:
        """How a conversation came out, in one line."""
        if decision.agreed.status is Status.AGREED:
            return f"{self.say('agreed')}: {', '.join(self.groupings(decision))}"
        return self.say(decision.agreed.status)

    def statements(self, statements: Iterable[Statement]) -> tuple[Item, ...]:
        """Statements, each with whose it is."""
        return tuple(Item(each.words, self.person(each.whose)) for each in statements)

    def answers(self, decision: DecisionAnswers) -> Iterator[Section]:
        """Everything that people said and agreed."""
        took_part = ", ".join(map(self.person, decision.took_part))
        lines = [decision.decided_on.isoformat(), self.outcome(decision)]
        lines += [f"{self.say('took_part')}: {took_part}"] if took_part else []
        lines += [f"{self.say('review')}: {decision.review_on.isoformat()}"] if decision.review_on else []
        yield Section(SectionKind.DECISION, self.say("heading"), tuple(lines))
        aside = tuple(
            Item(
                f"{': '.join(filter(None, [self.grouping(each.grouping), each.what]))}: {each.why}",
                self.person(each.whose),
            )
            for each in decision.set_aside
        )
        plan = decision.plan
        steps = [Item(self.say("lead"), self.person(plan.lead))] if plan.lead else []
        steps += [Item(each.what, self.person(each.who)) for each in plan.steps]
        for key, items in (
            ("wishes", tuple(map(self.wish, decision.wishes))),
            ("reasons", self.statements(decision.reasons)),
            ("differences", self.statements(decision.differences)),
            ("set_aside", aside),
            ("plan", tuple(steps)),
            ("aims", tuple(map(self.aim, decision.aims))),
            ("limits", self.statements(decision.limits)),
            ("costs", self.statements(decision.costs)),
            ("endings", self.statements(decision.endings)),
            ("consent", tuple(self.consent(decision))),
            ("still_open", tuple(self.still_open(decision))),
        ):
            if items:
                yield Section(SectionKind(key), self.say(key), blocks=(Block("", items),))

    def grouping(self, grouping: object) -> str | None:
        """The full name of a grouping, if there is one."""
        return next((words.name for words in self.rules.groupings if words.id == grouping), None)

    def wish(self, wish: Wish) -> Item:
        """What one person wanted, in their words if they gave any, and whether they agree."""
        help_words = self.rules.wording.help
        small = []
        for answer, key in ((True, "wants"), (False, "does_not_want")):
            kinds = [kind for kind in KINDS_OF_HELP if getattr(wish.wants, kind) is answer]
            if kinds:
                named = ", ".join(help_words[kind].to(self.reader) for kind in kinds)
                small.append(f"{self.say(key)}: {named}")
        if wish.agrees is not None:
            small.append(self.say("agrees" if wish.agrees else "sees_it_differently"))
        text = wish.words or (small.pop(0) if small else self.rules.wording.unknown.to(self.reader))
        return Item(text, self.person(wish.whose), tuple(small))

    def aim(self, aim: Aim) -> Item:
        """An aim, with what success looks like and what happens if it is not achieved."""
        by = aim.by.isoformat() if aim.by else None
        small = [
            f"{self.say(key)}: {one_line(text)}"
            for key, text in (
                ("success", aim.success),
                ("likely", aim.likely),
                ("by", by),
                ("if_not", aim.if_not),
            )
            if text
        ]
        for each in aim.ratings:
            whose = self.person(each.whose)
            small.append(f"{self.say('rated')}: {each.rating} ({each.on.isoformat()}, {whose})")
        if aim.achieved is not None:
            small.append(self.say("achieved" if aim.achieved else "not_achieved"))
        return Item(aim.words, self.person(aim.whose), tuple(small))

    def consent(self, decision: DecisionAnswers) -> Iterator[Item]:
        """Consent and competence, as people stated them."""
        answers = {True: "consent_given", False: "consent_not_given", None: "consent_unknown"}
        for each in decision.consent:
            small = (one_line(each.words),) if each.words else ()
            yield Item(self.say(answers[each.given]), self.person(each.whose), small)
        if decision.competence:
            small = (one_line(decision.competence_words),) if decision.competence_words else ()
            yield Item(self.say(decision.competence), self.say("competence"), small)

    def still_open(self, decision: DecisionAnswers) -> Iterator[Item]:
        """What the plan does not say yet."""
        for each in missing(decision):
            text = self.say(f"missing_{each.what}")
            yield Item(f"{text}: {self.person(each.who)}" if each.who else text)

    def about(self, decision: SharedDecision) -> Section:
        """Which rules people had in front of them, and whether these are others."""
        basis = decision.basis
        if basis is None:
            return Section(SectionKind.ABOUT, self.say("about"))
        same = basis.rule_base_digest == self.rules.digest
        lines = [self.say("same_rules" if same else "other_rules")]
        if may_see(self.reader, Matter.ORIGIN):
            lines.append(
                f"{basis.rule_base} {basis.rule_base_version}, {basis.rule_base_digest}; "
                f"thrive-rules {basis.package}; case {basis.case}; suggestion {basis.suggestion}"
            )
        return Section(SectionKind.ABOUT, self.say("about"), tuple(lines))
