"""Law 19: of two cases that differ only in what is hidden from somebody, they get the same bytes in every format.

What is hidden is told here a second time, answer by answer, and not asked of `as_seen_by`. `make evidence` looks longer.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from thrive_rules import (
    Case,
    CaseError,
    Conversation,
    Grouping,
    Severity,
    ThriveRulesError,
    as_seen_by,
    audience_of,
    converse,
    explain,
    load_case,
    load_conversation,
    load_rules,
    page,
    suggest,
)
from thrive_rules.cases.case import (
    CASE_FACTS,
    KINDS_OF_HELP,
    VOICES_OF_VIEWS,
    Circumstance,
    Concern,
    Place,
    Rating,
)
from thrive_rules.cases.fact import Held
from thrive_rules.cli.main import app
from thrive_rules.conversations.comparison import compare, page_of_comparison
from thrive_rules.conversations.explain import reader_of
from thrive_rules.conversations.section import SectionKind
from thrive_rules.conversations.shared import conversation_as_seen, shared
from thrive_rules.conversations.what_if import page_of_what_if, what_if
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.severity.case_file import PLACES
from thrive_rules.testing import cases, severities

RULES = load_rules()
EXAMPLES = Path(__file__).parents[2] / "examples"
HARM = (
    "experience_of_abuse_or_neglect", "experience_of_war_torture_or_trafficking", "current_protection_plan",
    "child_in_need",
)  # fmt: skip
PAIRS, SEED = int(os.environ.get("PAIRS", "500")), os.environ.get("SEED", "0")
"""How many pairs of cases, from which seed; each is read in five formats."""
Record: TypeAlias = tuple[Case, Severity]


# WHAT IS HIDDEN, TOLD FOR ONE PERSON AT A TIME


class Person:
    """Somebody in a case, by what PRIVACY.md says of them and nothing that the code knows."""

    def __init__(self, case: Case, kind: str, view: int | None) -> None:
        context = case.context
        own = case.views[view].id if view is not None else None
        self.kind, self.view = kind, view
        self.names = {own} | ({kind} if kind != "practitioner" else set())
        self.marks = [
            mark
            for name, marks in (context.private or {}).items()
            if name not in self.names
            for mark in marks
        ]
        self.shared = self.said_of(context.shared_with, own)
        self.danger_shared = self.said_of(context.danger_shared_with, own) is True
        self.young_person_said = (context.said_yes or {}).get("young_person", ())

    def said_of(self, answers: Mapping[str, bool | None] | None, own: str | None) -> bool | None:
        said = (answers or {}).get(own) if own else None
        return said if said is not None else (answers or {}).get(self.kind)

    def marked(self, path: str) -> bool:
        return any(path == mark or path.startswith(f"{mark}.") for mark in self.marks)

    def no_case(self, case: Case) -> bool:
        age, competence = case.context.age, case.context.competence
        theirs = age is None or age >= 16 or competence == "assessed_competent"
        return self.kind != "young_person" and theirs and self.shared is not True

    def hides(self, path: str) -> bool:
        part, _, field = path.partition(".")
        if path == "presentation.safety_narrative":
            return True
        if path == "presentation.safeguarding_concern" or path.rpartition(".")[2] in HARM:
            return not (
                self.danger_shared or (self.kind == "young_person" and path in self.young_person_said)
            )
        if self.kind == "young_person":
            return False
        if path == "presentation.immediate_danger":
            return not self.danger_shared and (self.marked(path) or path in self.young_person_said)
        if part == "severity":
            concern = path.replace("severity.ratings", "presentation.concerns")
            return self.shared is not True or self.marked(path) or self.marked(concern)
        if field in ("strengths", "goals", "declines", "what_matters"):
            return self.shared is not True or self.marked(path)
        return self.shared is False or self.marked(path)

    def hides_view(self, case: Case, index: int) -> bool:
        view = case.views[index]
        paths = [f"views.{view.voice}", *([f"views.{view.id}"] if view.id else [])]
        return self.view != index and any(map(self.marked, paths))


def people_of(case: Case, names: tuple[str, ...]) -> list[Person]:
    found = []
    for name in names:
        theirs = [index for index, view in enumerate(case.views) if name in (view.id, view.voice)]
        if name in ("young_person", "parent_or_carer", "other") and not theirs:
            found.append(Person(case, name, None))
        found += [Person(case, case.views[index].voice, index) for index in theirs]
    return found


def another(record: Record, other: Record, people: list[Person], emptied: list[Any] | None) -> Record:
    """The record with anything else wherever something is hidden from one of these people; the rest left alone.

    `emptied` is what stands where nothing of a list is left: none, or an empty list.
    """
    (case, severity), (source, source_severity) = record, other
    if any(person.no_case(case) for person in people):
        # All is hidden, but for what says that it is theirs to share.
        context = {key: getattr(case.context, key) for key in ("age", "competence", "shared_with")}
        data = source.model_dump(by_alias=True)
        data["views"] = [view.model_dump(by_alias=True) for view in case.views]
        data["context"] = context
        return Case.model_validate(data), source_severity

    def hidden(path: str) -> bool:
        return any(person.hides(path) for person in people)

    def fields(part: str, first: Any, second: Any) -> dict[str, Any]:
        return {
            field: getattr(second if hidden(f"{part}.{field}") else first, field)
            for field in type(first).model_fields
        }

    presentation = fields("presentation", case.presentation, source.presentation)
    for field in ("concerns", "circumstances"):
        before, after = (getattr(each.presentation, field) for each in (case, source))
        kept = [key for key in before or () if not hidden(f"presentation.{field}.{key}")]
        new = [key for key in after or () if hidden(f"presentation.{field}.{key}")]
        presentation[field] = [*kept, *new] if kept or new else emptied
    preferences = fields("preferences", case.preferences, source.preferences)
    wants = {
        kind: getattr((source if hidden(f"preferences.wants.{kind}") else case).preferences.wants, kind)
        for kind in type(case.preferences.wants).model_fields
    }
    ratings = {
        concern: rating
        for first, hides in ((severity, False), (source_severity, True))
        for concern, rating in first.ratings.items()
        if hidden(f"severity.ratings.{concern}") is hides
    }
    views = [
        view.model_copy(update={"proposes": source.preferences.wants, "label": "anything"})
        if any(person.hides_view(case, index) for person in people)
        else view
        for index, view in enumerate(case.views)
    ]
    kept_context = case.context.model_copy(
        update={
            "competence_assessment": source.context.competence_assessment,
            "asked": others(case, source, people),
        }
    )
    changed = Case(
        context=kept_context,
        presentation=presentation,
        preferences={**preferences, "wants": wants},
        views=tuple(views),
    )
    return changed, Severity(**{**fields("severity", severity, source_severity), "ratings": ratings})


def others(case: Case, source: Case, people: list[Person]) -> dict[str, Any]:
    """Who else was asked is hidden; who of these was asked stays as it is."""
    own = set().union(*(person.names for person in people)) - {None}
    kept = {name: paths for name, paths in (case.context.asked or {}).items() if name in own}
    ids = {"young_person", "parent_or_carer", "practitioner", "other", *(view.id for view in case.views)}
    new = {n: p for n, p in (source.context.asked or {}).items() if n not in own and n in ids}
    return kept | new


def paired(rng: Random) -> tuple[tuple[str, ...], Record, Record]:
    """Somebody who reads, and two records that differ only in what is hidden from them."""
    record, other = drawn(rng), drawn(rng)
    case = record[0]
    names = ["young_person", "parent_or_carer", "other", *(view.id for view in case.views if view.id)]
    room = tuple(rng.sample(names, rng.choice((1, 1, 2))))
    return room, record, another(record, other, people_of(case, room), rng.choice((None, [])))


PLAIN = {
    part: {
        fact.path[1]: fact.domain for fact in CASE_FACTS if fact.path[0] == part and fact.held is Held.PLAIN
    }
    for part in ("context", "presentation", "preferences")
}
PLACES_OF_A_CASE = sorted(PLACES)
WORDS = ["some words", "other words", "# a heading\n<b>", "="]
IDS = ("mum", "dad", "counsellor", "teacher")


def drawn(rng: Random) -> Record:
    """Any record, from nothing known to everything known; a small machine of its own, quicker than a strategy."""

    def maybe(*values: Any) -> Any:
        return rng.choice((None, *values))

    def some(values: Sequence[Any], most: int) -> list[Any]:
        return rng.sample(values, rng.randint(0, min(most, len(values))))

    def plain(part: str) -> dict[str, Any]:
        return {field: maybe(*domain) for field, domain in PLAIN[part].items()}

    def wants() -> dict[str, bool | None]:
        return {kind: maybe(True, False) for kind in KINDS_OF_HELP}

    ids = rng.sample((*IDS, None, None), 4)
    views = [
        {"from": rng.choice(VOICES_OF_VIEWS), "id": each, "label": maybe("Mum", "Dad"), "proposes": wants()}
        for each in ids[: rng.randint(0, 3)]
    ]
    named = ("young_person", *VOICES_OF_VIEWS, *(view["id"] for view in views if view["id"]))
    places = [*PLACES_OF_A_CASE, *(f"views.{name}" for name in named[1:])]

    def by_name(values: Callable[[], Any]) -> dict[str, Any] | None:
        return {name: values() for name in some(named, 3)} if rng.random() < 0.6 else None

    asked = (
        "presentation.immediate_danger",
        "presentation.safeguarding_concern",
        "presentation.safety_concern",
    )
    context = plain("context") | {
        "reference": maybe("A-17"),
        "private": by_name(lambda: some(places, 4)),
        "shared_with": by_name(lambda: maybe(True, False)),
        "danger_shared_with": by_name(lambda: maybe(True, False)),
        "asked": by_name(lambda: some(asked, 2)),
        "said_yes": by_name(lambda: some(asked, 2)),
        "competence_assessment": maybe({"by": "Dr A"}),
        "parental_responsibility": maybe({"known": True}),
    }
    if rng.random() < 0.7:  # otherwise most would get the page that is about no case
        context |= {"age": rng.randint(0, 15), "competence": maybe("not_assessed", "assessed_not_competent")}
    presentation = plain("presentation") | {
        "concerns": maybe(some([*Concern], 4)),
        "circumstances": maybe(some([*Circumstance], 6)),
        "strengths": some(WORDS, 2),
        "safety_narrative": maybe(*WORDS),
    }
    preferences = plain("preferences") | {
        "wants": wants(), "goals": some(WORDS, 2), "declines": some(WORDS, 2), "what_matters": maybe(*WORDS),
        "places": some([*Place], 2),
    }  # fmt: skip
    severity = {
        "ratings": {each: maybe(*Rating) for each in some([*Concern], 4)},
        "impact": maybe(*Rating),
        "measures": some([{"name": "a scale", "score": 7}, {"name": "another", "score": 0.5}], 2),
        "diagnoses": some(WORDS, 2),
    }
    parts = {"context": context, "presentation": presentation, "preferences": preferences, "views": views}
    return Case.model_validate(parts), Severity.model_validate(severity)


def everything(record: Record, room: tuple[str, ...]) -> tuple[str, ...]:
    """What somebody gets of a case, in every format."""
    case, severity = record
    copy = conversation_as_seen(as_seen_by(case, severity, audience_of(room, case)), RULES)
    told = page(copy, RULES)
    return str(told), told.html(), told.markdown(), told.json(), copy.json()


def test_law_19_what_is_hidden_changes_no_byte() -> None:
    differ = 0
    for number in range(PAIRS):
        seed = f"{SEED}-{number}"
        room, first, second = paired(Random(seed))  # noqa: S311 - it keeps no secret
        assert everything(first, room) == everything(second, room), f"seed {seed}, for {room}"
        differ += first != second
    assert differ > PAIRS * 0.9, "pairs that are the same show nothing"


@settings(max_examples=20)
@given(cases(), severities(), st.sampled_from(["young_person", "parent_or_carer", "other"]))
def test_a_page_is_the_page_of_the_shared_copy_and_the_copy_reads_back(
    case: Case, severity: Severity, name: str
) -> None:
    conversation = converse(suggest(case, RULES), case, severity, RULES)
    audience = audience_of([name], case)
    copy = shared(conversation, RULES, audience)
    assert page(conversation, RULES, name) == page(conversation, RULES, audience) == page(copy, RULES)
    assert explain(copy, RULES) == explain(copy, RULES, name)
    assert reader_of(copy) == name
    if copy.without_a_case:
        assert json.loads(copy.json()) == {"without_a_case": True}
        return
    kept = load_conversation(json.loads(copy.json()))
    assert kept.json() == copy.json()
    assert kept.audience == audience
    assert page(kept, RULES) == page(copy, RULES)
    assert shared(kept, RULES, audience) is kept
    for other in {"young_person", "parent_or_carer", "other", "practitioner"} - {name}:
        with pytest.raises(ThriveRulesError, match="this copy is for somebody else"):
            page(kept, RULES, other)


def of(context: dict[str, Any], **parts: Any) -> Conversation:
    case = Case.model_validate({"context": {"age": 12, **context}, **parts})
    return converse(suggest(case, RULES), case, Severity(), RULES)


def test_the_page_without_a_case_is_the_same_for_everybody() -> None:
    old = {"age": 16, "reference": "A-17"}
    for told in (
        of(old),
        of({"age": None}),
        of({"competence": "assessed_competent"}, presentation={"aims_met": True}),
    ):
        for name in ("parent_or_carer", "other"):
            shown = page(told, RULES, name)
            assert shown == page(of(old), RULES, "other")
            assert "A-17" not in str(shown)
    kinds = [section.kind for section in page(of(old), RULES, "other").sections]
    assert kinds == ["groupings", "be_there", "ask_first", "not_safe"]
    assert page(of(old | {"shared_with": {"other": True}}), RULES, "other") != page(of(old), RULES, "other")
    with pytest.raises(CaseError, match="the page that is about no case"):
        load_conversation({"without_a_case": True})


def test_what_is_hidden_and_what_is_not_known_sound_the_same() -> None:
    proposes = [{"id": "mum", "from": "parent_or_carer", "proposes": {"goal_focused_help": True}}]
    wants = {"preferences": {"wants": {"goal_focused_help": False}}}
    hidden = of({"private": {"young_person": ["preferences.wants"]}}, views=proposes, **wants)
    unknown, known = of({}, views=proposes), of({}, views=proposes, **wants)
    not_here, only_others = RULES.wording.own_view_not_on_page, RULES.wording.only_others
    for name in ("mum", "parent_or_carer", "other"):
        assert explain(hidden, RULES, name) == explain(unknown, RULES, name)
        reader = reader_of(shared(hidden, RULES, audience_of([name], hidden.case)))
        assert not_here.to(reader) in explain(hidden, RULES, name)
        assert only_others.to(reader) not in explain(hidden, RULES, name)
        assert only_others.to(reader) in explain(known, RULES, name)
        assert not_here.to(reader) not in explain(known, RULES, name)
        assert RULES.wording.page.nothing_said.to(reader) in explain(hidden, RULES, name)
    for told in (hidden, unknown, known):
        assert only_others.practitioner in explain(told, RULES)


def test_a_prompt_about_harm_is_for_whom_danger_is_shared_with() -> None:
    harm = {"presentation": {"circumstances": list(HARM), "safeguarding_concern": True}}

    def kinds(context: dict[str, Any], name: str) -> set[str]:
        told = of(context, **harm)
        return {each.kind for each in shared(told, RULES, audience_of([name], told.case)).prompts}

    for name in ("young_person", "parent_or_carer", "other"):
        assert "safeguarding" not in kinds({}, name)
        assert "safeguarding" in kinds({"danger_shared_with": {name: True}}, name)
    said = {"said_yes": {"young_person": [f"presentation.circumstances.{HARM[2]}"]}}
    assert "safeguarding" in kinds(said, "young_person")
    assert "safeguarding" not in kinds(said, "other")


def test_the_practitioner_is_told_at_once_who_does_not_see_danger() -> None:
    def told(context: dict[str, Any], **presentation: Any) -> list[str]:
        views = [{"id": "mum", "from": "parent_or_carer", "label": "Mum"}]
        sections = page(of(context, presentation=presentation, views=views), RULES).sections
        kinds = [section.kind for section in sections]
        if "who_does_not_see" not in kinds:
            return []
        assert set(kinds[: kinds.index(SectionKind.WHO_DOES_NOT_SEE)]) <= {"urgent", "not_safe", "ask_first"}
        [block] = sections[kinds.index(SectionKind.WHO_DOES_NOT_SEE)].blocks
        return [item.text for item in block.items]

    assert told({}) == []
    assert told({}, immediate_danger=True) == []
    everybody = ["Young person", "Mum", "Somebody else"]
    assert told({}, safeguarding_concern=True) == everybody
    some = {"danger_shared_with": {"young_person": True, "mum": True}}
    assert told(some, safeguarding_concern=True) == everybody[2:]
    for said in ("immediate_danger", "safety_concern"):
        assert told({"said_yes": {"young_person": [f"presentation.{said}"]}}) == everybody[1:]
    assert told({"age": 16}, immediate_danger=True) == everybody[1:]
    words = RULES.wording.before_sharing.practitioner
    assert "You may need to share it" in words
    assert "Tell the young person first" in words


def test_a_safety_concern_without_words_is_asked_for_on_the_practitioners_page_alone() -> None:
    told = of({}, presentation={"safety_concern": True})
    asks = RULES.wording.safety_narrative_missing.practitioner
    assert asks in explain(told, RULES)
    for name in ("young_person", "parent_or_carer", "other"):
        assert asks not in explain(told, RULES, name)


def test_a_pair_that_differs_only_in_what_is_private() -> None:
    """examples/private_concern.yaml and its twin."""
    first, second = (load_case(EXAMPLES / f"private_concern{twin}.yaml") for twin in ("", "_twin"))
    assert first != second
    for room in (("parent_or_carer",), ("mum",), ("other",)):
        assert everything(first, room) == everything(second, room)
    mum = audience_of(["mum"], first[0])
    one, other = (converse(suggest(case, RULES), case, severity, RULES) for case, severity in (first, second))
    for reader in (mum, "mum", "parent_or_carer"):
        told = page_of_comparison(compare(one, other, RULES, reader), RULES)
        assert "On this page nothing differs." in str(told)
    assert everything(first, ("young_person",)) != everything(second, ("young_person",))


def test_a_comparison_for_somebody_is_made_of_what_they_may_see() -> None:
    """Law 19, of the record's own conversations: what differs only in what is hidden does not differ."""
    told = 0
    for number in range(60):
        room, *records = paired(Random(f"compare-{number}"))  # noqa: S311 - it keeps no secret
        first, second = (converse(suggest(case, RULES), case, severity, RULES) for case, severity in records)
        audience = audience_of(room, first.case)
        found = compare(first, second, RULES, audience)
        assert found.data() == compare(first, first, RULES, audience).data()
        assert not any((found.answers, found.own_words, found.severity, found.moved, found.suggestion_moved))
        one, other = (shared(each, RULES, audience) for each in (first, second))
        if not found.without_a_case:
            assert compare(one, other, RULES) == found
            assert found.data()["for"] == audience.model_dump(mode="json")
            assert RULES.wording.nothing_differs.to(audience.reader) in str(page_of_comparison(found, RULES))
        told += compare(first, second, RULES) != found
    assert told > 50, "pairs that are the same to the practitioner too show nothing"


def test_a_comparison_with_a_page_about_no_case_does_not_say_with_what() -> None:
    """One of the two is 16: whoever does not see her is told of neither."""
    seen, hidden = of({}, presentation={"concerns": ["low_mood"]}), of({"age": 16})
    for pair in ((seen, hidden), (hidden, seen), (hidden, hidden)):
        found = compare(*pair, RULES, "parent_or_carer")
        assert found.data() == {"without_a_case": True}
        assert str(page_of_comparison(found, RULES)) == str(page_without_a_case(RULES))


def test_a_copy_is_compared_with_a_copy_for_the_same_people_alone() -> None:
    record = of({}, views=[{"from": "parent_or_carer", "id": "sam"}])
    other = of({}, views=[{"from": "other", "id": "sam"}])
    mum = shared(record, RULES, audience_of(["parent_or_carer"], record.case))
    for pair, reader in (((mum, record), None), ((record, mum), None), ((record, other), "sam")):
        with pytest.raises(ThriveRulesError, match="not for the same people"):
            compare(*pair, RULES, reader)
    with pytest.raises(ThriveRulesError, match="this copy is for somebody else"):
        compare(mum, mum, RULES, "practitioner")
    with pytest.raises(ThriveRulesError, match="no such reader"):
        compare(record, record, RULES, "zaphod")
    assert compare(mum, record, RULES, "parent_or_carer") == compare(mum, mum, RULES)


def test_what_would_change_it_is_found_in_what_somebody_may_see() -> None:
    """Law 19, of the record's own conversations: two that differ only in what is hidden give the same bytes."""
    told = without = 0
    for number in range(30):
        room, *records = paired(Random(f"what-if-{number}"))  # noqa: S311 - it keeps no secret
        one, other = (converse(suggest(case, RULES), case, severity, RULES) for case, severity in records)
        audience = audience_of(room, one.case)
        for grouping in Grouping:
            found, same = (what_if(each, RULES, grouping, audience) for each in (one, other))
            assert json.dumps(found.data()) == json.dumps(same.data())
            pages = [page_of_what_if(each, RULES) for each in (found, same)]
            assert len({each.html() for each in pages}) == len({str(each) for each in pages}) == 1
            copy = shared(one, RULES, audience)
            assert found == what_if(copy, RULES, grouping), "a copy that is theirs says no more"
            if found.without_a_case:
                assert found.data() == {"without_a_case": True}
                assert str(pages[0]) == str(page_without_a_case(RULES))
                without += 1
            else:
                assert found.data()["for"] == audience.model_dump(mode="json")
            told += what_if(one, RULES, grouping) != what_if(other, RULES, grouping)
    assert told > 20, "pairs of which the practitioner reads the same show nothing"
    assert without


def test_what_would_change_it_is_for_whom_it_was_made_and_nobody_else() -> None:
    record = of({}, views=[{"from": "parent_or_carer", "id": "sam"}])
    mum = shared(record, RULES, audience_of(["parent_or_carer"], record.case))
    with pytest.raises(ThriveRulesError, match="this copy is for somebody else"):
        what_if(mum, RULES, "thriving", "young_person")
    with pytest.raises(ThriveRulesError, match="this copy is for somebody else"):
        what_if(mum, RULES, "thriving", "practitioner")
    with pytest.raises(ThriveRulesError, match="no such reader"):
        what_if(record, RULES, "thriving", "zaphod")
    for reader in ("young_person", "parent_or_carer", "practitioner"):
        heading = page_of_what_if(what_if(record, RULES, "thriving", reader), RULES).sections[0].heading
        assert heading.startswith(
            RULES.wording.would_bring_in.to(
                reader_of(shared(record, RULES, audience_of([reader], record.case)))
            )
        )


def test_what_is_recorded_of_the_conversation_itself_stands_on_the_pages_of_who_may_see_it() -> None:
    told = of(
        {
            "reference": "A-17",
            "date": "2027-03-02",
            "competence_assessment": {"date": "2027-03-01", "by": "Dr A"},
            "parental_responsibility": {"known": True, "local_authority": False},
        }
    )
    for name in ("young_person", "parent_or_carer", "other", "practitioner"):
        text = explain(told, RULES, name)
        for line in (
            "Reference: A-17",
            "The answers are from: 2027-03-02",
            "Parental responsibility is known: yes",
            "A local authority has parental responsibility: no",
        ):
            assert line in text
        assert ("The assessment of competence: 2027-03-01; Dr A" in text) == (name == "practitioner")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--person", "zaphod"], "there is no such reader of this case; expected one of young_person,"),
        (["--room", "young-person,practitioner"], "is in no room with others"),
        (["--room", ","], "there is no such reader of this case"),
        (["--room", "mum,young-person", "--reader", "other"], "room names everybody who reads"),
        (["--reader", "other", "--person", "mum"], "person is somebody else than reader says"),
    ],
)
def test_who_is_nobody_is_refused_on_the_command_line(options: list[str], problem: str) -> None:
    case = str(EXAMPLES / "private_concern.yaml")
    for command in (["suggest", case], ["compare", case, case]):
        done = CliRunner().invoke(app, [*command, *options])
        assert isinstance(done.exception, ThriveRulesError)  # which `main` tells in one line, and ends with 2
        assert problem in str(done.exception)
        assert "zaphod" not in str(done.exception)


def test_the_command_line_prints_the_copy_of_whoever_reads() -> None:
    pair = [str(EXAMPLES / f"private_concern{twin}.yaml") for twin in ("", "_twin")]
    for options in (
        ["--person", "mum"],
        ["--reader", "parent-or-carer", "--person", "mum"],
        ["--reader", "other"],
    ):
        first, second = (
            CliRunner().invoke(app, ["suggest", each, *options, "--json"]).output for each in pair
        )
        assert first == second
        assert "gender_discomfort" not in first
    answer = json.loads(CliRunner().invoke(app, ["suggest", pair[0], "--json"]).output)
    assert answer["for"] is None
    assert "gender_discomfort" in str(answer["case"])
    old = str(EXAMPLES / "ocd_severe_managing.yaml")
    done = CliRunner().invoke(
        app, ["suggest", old, "--reader", "other", "--json", "--what-if", "getting_help"]
    )
    assert json.loads(done.output) == {"without_a_case": True}
    done = CliRunner().invoke(app, ["compare", *pair, "--person", "mum"])
    assert "On this page nothing differs." in done.output
