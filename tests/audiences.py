"""Who reads a page: everybody of a case, alone and in a room, of drawn cases, dense ones, worked ones and a cohort."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from hypothesis import assume
from hypothesis import strategies as st

from thrive_rules import (
    Case,
    Circumstance,
    Concern,
    Conversation,
    Depth,
    Grouping,
    Page,
    Reader,
    RuleBase,
    Section,
    SectionKind,
    Severity,
    as_seen_by,
    audience_of,
    converse,
    load_rules,
    page,
    suggest,
)
from thrive_rules.cases.case import CASE_FACTS, KINDS_OF_HELP, VOICES_OF_VIEWS
from thrive_rules.cases.fact import Part
from thrive_rules.checks.worked import load_worked_cases
from thrive_rules.cohorts.case_rows import frame_to_cases
from thrive_rules.cohorts.cohort import draw_cohort
from thrive_rules.conversations.shared import shared
from thrive_rules.severity.case_file import file_of_facts
from thrive_rules.testing import cases, severities

ROOT = Path(__file__).parents[1]
RULES, LOCAL = load_rules(), load_rules(ROOT / "examples" / "local_offer")


class Told(NamedTuple):
    """One page, for somebody, and what it was made of: what they may see and nothing else."""

    copy: Conversation
    rules: RuleBase
    reader: Reader
    page: Page

    @property
    def text(self) -> str:
        """All that the page says."""
        return str(self.page)

    def of(self, kind: SectionKind) -> list[Section]:
        """The sections of a kind."""
        return [section for section in self.page.sections if section.kind is kind]

    def name(self, grouping: Grouping) -> str:
        """The full name of a grouping."""
        return self.rules.words_for[grouping].name

    @property
    def ideas(self) -> dict[str, Section]:
        """The section of each grouping that is put forward, by its name."""
        return {section.heading: section for section in self.of(SectionKind.CANDIDATE)}


def of(case: Case, severity: Severity, rules: RuleBase) -> Conversation:
    """The record's own conversation about a case."""
    return converse(suggest(case, rules), case, severity, rules)


def tell(conversation: Conversation, rules: RuleBase, who: tuple[str, ...], depth: Depth) -> Told | None:
    """A page for somebody; none where they get the page that is about no case."""
    audience = audience_of(who, conversation.case)
    copy = shared(conversation, rules, audience)
    return (
        None
        if copy.without_a_case
        else Told(copy, rules, audience.reader, page(copy, rules, audience, depth))
    )


def rooms(case: Case) -> list[tuple[str, ...]]:
    """Everybody who can read of a case: each kind of reader, each person of a view, and people who sit together."""
    people = [view.id for view in case.views if view.id]
    alone = [(str(reader),) for reader in Reader] + [(person,) for person in people]
    return [*alone, ("young_person", "parent_or_carer"), ("young_person", "other", *people)]


ANSWERED = [
    fact
    for fact in CASE_FACTS
    if fact.part in (Part.CONTEXT, Part.PRESENTATION, Part.SAFETY, Part.PREFERENCE)
]
SAID = "I want to be left in peace. Nobody asks me. It is the same every day, at home and at school. " * 4


@cache
def dense() -> st.SearchStrategy[Case]:
    """Cases with much to say: most answers are known, many people speak, and all of it is shared with everybody."""
    known = {fact.name: st.sampled_from([None, *fact.domain, *fact.domain]) for fact in ANSWERED}
    answer = st.sampled_from([True, True, False, False, None])
    views = st.fixed_dictionaries(
        {
            "from": st.sampled_from(VOICES_OF_VIEWS),
            "label": st.sampled_from([None, "Mum", "Dad", "The school counsellor"]),
            "proposes": st.fixed_dictionaries(dict.fromkeys(KINDS_OF_HELP, answer)),
        }
    )
    concerns = st.lists(st.sampled_from(Concern), max_size=3)
    circumstances = st.lists(st.sampled_from(Circumstance), max_size=4)
    several = st.lists(views, min_size=2, max_size=4)
    return st.builds(_dense, st.fixed_dictionaries(known), several, concerns, circumstances)


def _dense(
    answers: dict[str, Any],
    views: list[dict[str, Any]],
    concerns: list[Concern],
    circumstances: list[Circumstance],
) -> Case:
    case, _ = file_of_facts({name: answer for name, answer in answers.items() if answer is not None}).split()
    data = case.model_dump(mode="json", by_alias=True)
    data["presentation"] |= {"concerns": concerns, "circumstances": circumstances}
    data["preferences"] |= {"what_matters": SAID, "declines": [SAID, "being taken out of lessons"]}
    data["views"] = [
        {**view, "id": name} for view, name in zip(views, ("mum", "dad", "one", "two"), strict=False)
    ]
    everybody = dict.fromkeys(map(str, VOICES_OF_VIEWS), True)
    data["context"] |= {"shared_with": everybody, "danger_shared_with": everybody | {"young_person": True}}
    if data["presentation"]["safety_concern"]:
        data["presentation"]["safety_narrative"] = SAID
    return Case.model_validate(data)


@st.composite
def pages(draw: st.DrawFn, depth: Depth = Depth.PAGE) -> Told:
    """A page of any case, or of a dense one, under the rules that ship or a place's own, for anybody who gets a case."""
    case, rules = draw(cases() | dense() | dense()), draw(st.sampled_from([RULES, LOCAL]))
    conversation = of(case, draw(severities()), rules)
    found = tell(conversation, rules, draw(st.sampled_from(rooms(case))), depth)
    assume(found is not None)
    return cast(Told, found)


def glances() -> st.SearchStrategy[Told]:
    """As `pages`, at a glance."""
    return pages(Depth.GLANCE)


def worked_cases() -> Iterator[tuple[str, Case, Severity]]:
    """Every worked case of the rules that ship, by the name of its file."""
    for file, worked in load_worked_cases(ROOT / "rules" / "thrive" / "cases"):
        yield (Path(file).stem, *worked.case.split())


def young_people(count: int, seed: int) -> Iterator[tuple[Case, Severity]]:
    """Young people of a synthetic cohort, who share with everybody, so that others get a page with a case too."""
    everybody = dict.fromkeys(map(str, VOICES_OF_VIEWS), True)
    for case, severity in frame_to_cases(draw_cohort(count, seed)):
        context = case.context.model_copy(update={"shared_with": everybody})
        yield case.model_copy(update={"context": context}), severity


def seen(case: Case, reader: Reader | str) -> Case:
    """The case as one reader sees it."""
    return as_seen_by(case, Severity(), audience_of([reader], case)).case


def alone(case: Case, reader: Reader) -> Case:
    """What one reader sees of a case in which each kind of people has one view at most."""
    one_each = {view.voice: view for view in case.views}
    return seen(case.model_copy(update={"views": tuple(one_each.values())}), reader)
