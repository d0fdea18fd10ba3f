"""How many pages and questions it takes until nothing that somebody can answer is undecided, in several orders.

Made-up cases in which everything is known; the same cases in every order. A page is asked whole. Danger is asked first
and counted. Nobody stops at a yes about danger here, as `ask` would, so that no case is counted as short for that.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from statistics import quantiles
from typing import TypeAlias

from thrive_rules import Case, Grouping, load_rules
from thrive_rules.cases.case import Value
from thrive_rules.cases.fact import Topic
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.cohort import draw_cohort, load_design
from thrive_rules.cohorts.design import Design
from thrive_rules.conversations.next_questions import QuestionPage, next_questions
from thrive_rules.conversations.reply import Reply, with_reply
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST, infer
from thrive_rules.reasoning.ways import asked_by
from thrive_rules.severity.audience import Member

Choose: TypeAlias = Callable[[Case, Sequence[QuestionPage]], QuestionPage]
RULES = load_rules()
PLACE = {fact: place for place, fact in enumerate(FACTS)}


def complete(design: Design) -> Design:
    """The design in which everything is answered that there is to answer."""
    return design.model_copy(
        update={
            "together": {
                name: each.model_copy(update={"absent": 0.0}) for name, each in design.together.items()
            },
            "choices": {
                name: each.model_copy(update={"unknown": 0.0}) for name, each in design.choices.items()
            },
            "answers": {
                name: each.model_copy(update={"unknown": 0.0}) for name, each in design.answers.items()
            },
            "age": design.age.model_copy(update={"unknown": 0.0}),
        }
    )


def one_by_one(pages: Sequence[QuestionPage], case: Case, reader: Reader) -> list[QuestionPage]:
    """Each question as a page of its own, with what it alone could settle."""
    inference = infer(case, RULES)
    settling = {question.fact for page in pages for question in page.questions}
    settling -= set() if reader is Reader.PRACTITIONER else {"safety_concern"}
    found = []
    for page in pages:
        for question in page.questions:
            alone = [question.fact] if question.fact in settling else []
            helps = tuple(
                each
                for each in page.could_help_to_settle
                if question.fact in inference.could_bring_in(each, settling).facts
            )
            changed = {
                "questions": (question,),
                "could_settle": inference.could_settle(alone, settling),
                "could_help_to_settle": helps,
            }
            found.append(page.model_copy(update=changed))
    return found


# ORDERS: WHICH PAGE TO ASK NEXT


def as_unknowns_stand(case: Case, pages: Sequence[QuestionPage]) -> QuestionPage:
    """The order of `unknowns`: that of the vocabulary."""
    return min(pages, key=lambda page: min(PLACE[question.fact] for question in page.questions))


def most_settled(case: Case, pages: Sequence[QuestionPage]) -> QuestionPage:
    """What could settle most groupings, then what has a part in most: the order of `next_questions`."""
    return max(pages, key=lambda page: (len(page.could_settle), len(page.could_help_to_settle)))


def fewest_left_open(case: Case, pages: Sequence[QuestionPage]) -> QuestionPage:
    """What most of the ways read that are still open, of groupings that are undecided."""
    inference = infer(case, RULES)
    still = [
        fact_way
        for grouping in Grouping
        if inference.candidate(grouping) is None
        for _, ways in inference.program.ways_to(grouping)
        for fact_way in map(asked_by, ways)
        if all(inference.answers.get(fact, next(iter(values))) in values for fact, values in fact_way.items())
    ]
    return max(pages, key=lambda page: sum(any(q.fact in way for q in page.questions) for way in still))


ORDERS: Mapping[str, Choose] = {
    "as `unknowns` stand": as_unknowns_stand,
    "most groupings settled (`next_questions`)": most_settled,
    "most open ways read": fewest_left_open,
}


# ONE CONVERSATION


def reply_of(answers: Mapping[str, Value], fact: str) -> Reply:
    answer = answers.get(fact)
    return Reply.NOT_SURE if answer is None else Reply.YES if answer else Reply.NO


def answered(case: Case, page: QuestionPage, answers: Mapping[str, Value], reader: Reader) -> Case:
    """The case with everything on a page answered; a person alone says no to danger, so that nothing ends there."""
    for question in page.questions:
        ends = question.fact in ASKED_FIRST and reader is not Reader.PRACTITIONER
        reply = Reply.NO if ends else reply_of(answers, question.fact)
        case = with_reply(case, Member(kind=reader), question.fact, reply)
    return case


def taken(answers: Mapping[str, Value], reader: Reader, choose: Choose, *, single: bool) -> int:
    """How many pages, or questions one by one, until nothing that this reader can answer is undecided."""
    case, count = Case(), 0
    while True:
        pages: Sequence[QuestionPage] = next_questions(case, RULES, reader)
        danger = [page for page in pages if page.topic is Topic.DANGER]
        if not danger and not any(page.could_help_to_settle for page in pages):
            return count
        if single and choose is most_settled:
            pages = one_by_one(danger or pages, case, reader)
        elif single:
            alone = [(page, question) for page in danger or pages for question in page.questions]
            pages = [page.model_copy(update={"questions": (question,)}) for page, question in alone]
        page = danger[0] if danger and not single else pages[0] if danger else choose(case, pages)
        case, count = answered(case, page, answers, reader), count + 1


def fewest(answers: Mapping[str, Value], reader: Reader) -> int:
    """The fewest pages with which somebody who knew all answers beforehand could leave nothing undecided."""
    first = next_questions(Case(), RULES, reader)
    begun = answered(Case(), first[0], answers, reader)
    whole = next_questions(begun, RULES, reader)
    for size in range(len(whole) + 1):
        for chosen in combinations(whole, size):
            case = begun
            for page in chosen:
                case = answered(case, page, answers, reader)
            if not any(page.could_help_to_settle for page in next_questions(case, RULES, reader)):
                return size + 1
    raise AssertionError("all pages together leave something undecided")


def spread(counts: Sequence[int]) -> str:
    """The median, the 90th percentile and the most."""
    tenths = quantiles(counts, n=10, method="inclusive")
    return f"{tenths[4]:g} / {tenths[8]:g} / {max(counts)}"


def cases(n: int, seed: int) -> Iterator[Mapping[str, Value]]:
    for row in draw_cohort(n, seed, complete(load_design())).iter_rows(named=True):
        yield {name: value for name, value in row.items() if name in FACTS and value is not None}


WHO = {"everybody": Reader.PRACTITIONER, "a young person alone": Reader.YOUNG_PERSON}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--who", choices=WHO, nargs="+", default=[*WHO], metavar="WHO")
    given = options.parse_args()
    drawn = list(cases(given.cases, given.seed))
    print(
        f"{given.cases} made-up complete cases, seed {given.seed}; rules {RULES.header.id} {RULES.header.version}."
    )
    print("Median / 90th percentile / most, danger asked first and counted.\n")
    print("| Who answers | Order | Questions one by one | Pages |\n|---|---|---|---|")
    for who, reader in ((who, WHO[who]) for who in given.who):
        for name, choose in ORDERS.items():
            single, pages = (
                spread([taken(answers, reader, choose, single=each) for answers in drawn])
                for each in (True, False)
            )
            print(f"| {who} | {name} | {single} | {pages} |", flush=True)
        print(
            f"| {who} | *no order can beat* | | {spread([fewest(each, reader) for each in drawn])} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
