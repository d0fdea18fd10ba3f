"""Hypothesis strategies for cases, severity and rule bases, for this project's tests and for yours.

Needs the extra `[testing]`. Every field is drawn, and nothing is made likelier than anything else.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from thrive_rules.cases.case import (
    CASE_FACTS,
    KINDS_OF_HELP,
    VOICES_OF_VIEWS,
    Case,
    Competence,
    Concern,
    Context,
    Grouping,
    Place,
    Rating,
    Value,
    Voice,
)
from thrive_rules.cases.fact import Held
from thrive_rules.cases.sharing import DANGER, HARM, NOT_SAFE
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.decisions.decision import DECISION_FORMAT, DecisionAnswers, Role, SharedDecision, Status
from thrive_rules.language.conditions import (
    All,
    AnyOf,
    Condition,
    Is,
    Known,
    Needed,
    Not,
    PutForward,
    count_ways,
)
from thrive_rules.language.options import Option, Programme
from thrive_rules.language.problems import MAX_WAYS
from thrive_rules.language.rule import Deciding, Establishes, PromptKind, Prompts, read_rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.wording import Need
from thrive_rules.language.words import Words
from thrive_rules.rulefiles.rulefile import load_rules
from thrive_rules.severity.case_file import PLACES
from thrive_rules.severity.severity import Severity

P = TypeVar("P", Option, Programme)

MOST_WAYS = 60
"""Random conditions stay small enough to be written out in full many times a second."""


def answers() -> st.SearchStrategy[bool | None]:
    """Yes, no, or not known."""
    return st.sampled_from([None, True, False])


def free_text() -> st.SearchStrategy[str]:
    """People's own words, in any script, without control characters and what turns text around."""
    turns = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
    letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=turns)
    return st.text(letters, max_size=20)


def _wants() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({kind: answers() for kind in KINDS_OF_HELP})


@cache  # a strategy is slow to build and is asked for again in every example
def _section(name: str, **others: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A part of a case: every answer that its marks speak of, and other fields as they are given here."""
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for fact in CASE_FACTS:
        section, field = fact.path
        if section == name:
            match fact.held:
                case Held.PLAIN:
                    drawn[field] = st.sampled_from([None, *fact.domain])
                case Held.BY_KEY:
                    keys = [each.key for each in CASE_FACTS if each.path == fact.path]
                    drawn[field] = st.fixed_dictionaries({key: answers() for key in keys})
                case Held.LISTED:
                    keys = [each.key for each in CASE_FACTS if each.path == fact.path]
                    drawn[field] = st.none() | st.lists(st.sampled_from(keys), max_size=4)
                case Held.WORDS:
                    drawn[field] = st.lists(free_text(), max_size=2)
    return st.fixed_dictionaries({**drawn, **others})


@cache
def _presentation() -> st.SearchStrategy[dict[str, Any]]:
    def with_narrative(data: dict[str, Any]) -> dict[str, Any]:
        if data["safety_concern"] and data["safety_narrative"] is None:
            data["safety_narrative"] = "told in the room"
        return data

    narrative = st.none() | free_text().map(lambda text: f"narrative: {text}")
    drawn = _section("presentation", strengths=st.lists(free_text(), max_size=2), safety_narrative=narrative)
    return drawn.map(with_narrative)


@cache
def _preferences() -> st.SearchStrategy[dict[str, Any]]:
    return _section(
        "preferences",
        declines=st.lists(free_text(), max_size=2),
        what_matters=st.none() | free_text(),
        places=st.lists(st.sampled_from(Place), max_size=2),
    )


IDS = ("mum", "dad", "counsellor", "teacher")


@cache
def _views(*, first_format: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    view = {"from": st.sampled_from(VOICES_OF_VIEWS), "label": st.none() | free_text()}
    drawn = st.lists(_section("views", **view), max_size=4)
    if first_format:
        return drawn
    ids = st.permutations(IDS).map(lambda names: names[:3]).map(lambda names: [*names, None])
    return st.builds(
        lambda views, names: [{**v, "id": n} for v, n in zip(views, names, strict=False)], drawn, ids
    )


@cache
def _sharing(ids: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Everything that came with format 2: who may see what, who was asked, and what else is recorded."""
    people = st.sampled_from((Voice.YOUNG_PERSON, *VOICES_OF_VIEWS, *ids))
    asked = st.lists(st.sampled_from((DANGER, HARM, NOT_SAFE)), min_size=1, max_size=2, unique=True)
    said = st.none() | st.dictionaries(people, asked, min_size=1, max_size=2)
    places = sorted(PLACES) + [f"views.{each}" for each in (*VOICES_OF_VIEWS, *ids)]
    marks = st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)
    shared = st.none() | st.dictionaries(people, answers(), min_size=1, max_size=3)
    words, day = st.none() | free_text(), st.none() | st.dates()
    return st.fixed_dictionaries(
        {
            "reference": st.none() | st.text("ABC-7", min_size=1, max_size=3),
            "date": day,
            "private": st.none() | st.dictionaries(people, marks, min_size=1, max_size=2),
            "shared_with": shared,
            "danger_shared_with": shared,
            "asked": said,
            "said_yes": said,
            "competence_assessment": st.none()
            | st.fixed_dictionaries({"date": day, "by": words, "decision": words}),
            "parental_responsibility": st.none()
            | st.fixed_dictionaries({"known": answers(), "local_authority": answers()}),
        }
    )


@st.composite
def cases(draw: st.DrawFn, *, first_format: bool = False) -> Case:
    """Any case, with every field drawn, from nothing known to everything known.

    `first_format` leaves out what came with format 2 of a case file.
    """
    views = draw(_views(first_format=first_format))
    context = draw(_section("context"))
    if first_format:
        context = {key: said for key, said in context.items() if key not in Context._later}
    else:
        context |= draw(_sharing(tuple(each["id"] for each in views if each["id"])))
    return Case.model_validate(
        {
            "context": context,
            "presentation": draw(_presentation()),
            "preferences": draw(_preferences()),
            "views": views,
        }
    )


@cache
def severities() -> st.SearchStrategy[Severity]:
    """Any severity, with every field drawn."""
    ratings = st.none() | st.sampled_from(Rating)
    measure = st.fixed_dictionaries(
        {"name": free_text().filter(bool), "score": st.integers(-1000, 1000) | st.floats(-1000, 1000)}
    )
    return st.fixed_dictionaries(
        {
            "ratings": st.dictionaries(st.sampled_from(Concern), ratings, max_size=5),
            "impact": ratings,
            "measures": st.lists(measure, max_size=2),
            "diagnoses": st.lists(free_text(), max_size=2),
        }
    ).map(Severity.model_validate)


def answers_of_people() -> st.SearchStrategy[DecisionAnswers]:
    """Anything that people can say and agree, with every field drawn."""
    return _answers_of_people().map(DecisionAnswers.model_validate)


def decisions() -> st.SearchStrategy[SharedDecision]:
    """Any decision, about any case and any rules."""
    digest = st.integers(0, 2**256 - 1).map(lambda number: f"sha256:{number:064x}")
    basis = st.fixed_dictionaries(
        {
            "case": digest,
            "suggestion": digest,
            "package": st.sampled_from(["0.1.0", "1.0.0"]),
            "rule_base": st.sampled_from(["thrive", "local"]),
            "rule_base_version": st.sampled_from(["0.1.0", "2.3.4"]),
            "rule_base_digest": digest,
        }
    )
    of_the_case = {
        "format": st.just(DECISION_FORMAT),
        "reference": st.none() | st.just("A-17"),
        "date": st.none() | st.dates(),
        "basis": basis,
    }
    return st.builds(
        lambda said, more: SharedDecision.model_validate({**said, **more}),
        _answers_of_people(),
        st.fixed_dictionaries(of_the_case),
    )


@cache
def _answers_of_people() -> st.SearchStrategy[dict[str, Any]]:
    words = st.builds("{}{}".format, st.sampled_from("aZé#-"), free_text() | st.just(" : 'x'\n\n  - y\t"))
    maybe = st.none() | words
    short = st.text("ABC-7", min_size=1, max_size=3)
    person = st.fixed_dictionaries({"role": st.sampled_from(Role), "reference": st.none() | short})
    day, maybe_day = st.dates(), st.none() | st.dates()
    groupings = st.lists(st.sampled_from(Grouping), min_size=1, max_size=5)

    def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
        return st.lists(st.fixed_dictionaries(fields), max_size=2)

    statements, steps = some(whose=person, words=words), some(who=person, what=words)
    rating = some(on=day, rating=st.integers(0, 10), whose=person)
    return st.fixed_dictionaries(
        {
            "decided_on": day,
            "took_part": st.lists(person, max_size=3),
            "wishes": some(whose=person, wants=_wants(), words=maybe, agrees=answers()),
            "agreed": st.sampled_from([Status.NONE_FOR_NOW, Status.NOT_AGREED_YET]).map(
                lambda each: {"status": each}
            )
            | groupings.map(lambda each: {"status": Status.AGREED, "groupings": each}),
            "reasons": statements,
            "differences": statements,
            "set_aside": some(
                grouping=st.none() | st.sampled_from(Grouping), what=words, why=words, whose=person
            )
            | some(grouping=st.sampled_from(Grouping), why=words, whose=person),
            "plan": st.fixed_dictionaries({"lead": st.none() | person, "steps": steps}),
            "aims": some(
                words=words,
                key=st.none() | short,
                whose=person,
                success=maybe,
                likely=maybe,
                by=maybe_day,
                if_not=maybe,
                achieved=answers(),
                ratings=rating,
            ),
            "limits": statements,
            "costs": statements,
            "endings": statements,
            "consent": some(whose=person, given=answers(), words=maybe),
            "competence": st.none() | st.sampled_from(Competence),
            "competence_words": maybe,
            "review_on": maybe_day,
        }
    )


def facts(names: Iterable[str] = FACTS) -> st.SearchStrategy[dict[str, Value]]:
    """Any known answers to some of these facts."""
    return st.fixed_dictionaries({}, optional={name: st.sampled_from(FACTS[name].domain) for name in names})


def conditions(
    names: Sequence[str], needs: Sequence[str] = (), *, for_prompts: bool = False
) -> st.SearchStrategy[Condition]:
    """Any condition over these facts; over these needs, read positively; and, for prompts, over anything."""
    return _conditions(tuple(names), tuple(needs), for_prompts)


@cache
def _conditions(
    names: tuple[str, ...], needs: tuple[str, ...], for_prompts: bool
) -> st.SearchStrategy[Condition]:
    def is_one_of(name: str) -> st.SearchStrategy[Condition]:
        domain = FACTS[name].domain
        chosen = st.lists(st.sampled_from(domain), min_size=1, max_size=min(3, len(domain)), unique=True)
        return chosen.map(lambda values: Is(name, tuple(values)))

    def combine(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return several.map(All) | several.map(AnyOf)

    leaf: st.SearchStrategy[Condition] = st.sampled_from(names).flatmap(is_one_of)
    if for_prompts:
        leaf |= st.sampled_from(names).map(Known)
    # `not` goes around what reads facts alone; needs and candidates join in above it.
    own = st.recursive(leaf, lambda inner: combine(inner) | inner.map(Not), max_leaves=6)
    if needs:
        own |= st.sampled_from(needs).map(Needed)
    if for_prompts:
        own |= st.sampled_from(Grouping).map(PutForward)
    whole = st.recursive(own, combine, max_leaves=3)
    return whole.filter(lambda condition: count_ways(condition, {}) <= MOST_WAYS)


@st.composite
def rule_bases(draw: st.DrawFn, names: Sequence[str] | None = None, most_rules: int = 8) -> RuleBase:
    """Any small rule base over `names`: rules that establish needs, argue in every voice, and raise prompts.

    The words, facts and groupings are those of the rule base that ships. `names` are the facts that rules
    may read; a dozen of different parts where none are given.
    """
    template = _template()
    readable = list(names or _A_DOZEN)
    for_groupings = [name for name in readable if FACTS[name].part not in FOR_PROMPTS_ALONE]
    said = Words(young_person="Some words.", parent_or_carer="Some words.", practitioner="Some words.")
    common: dict[str, Any] = {"illustrative": True}
    needs = [Need(id=f"need_{index}", statement=said) for index in range(draw(st.integers(1, 3)))]
    need_ids = [need.id for need in needs]
    establishing = [
        Establishes(
            id=f"establish-{index}",
            when=draw(conditions(for_groupings)),
            establishes=need_ids[index] if index < len(needs) else draw(st.sampled_from(need_ids)),
            because=said,
            **common,
        )
        for index in range(len(needs) + draw(st.integers(0, 2)))
    ]
    ways = Counter[str]()
    for rule in establishing:
        ways[rule.establishes] += count_ways(rule.when, {})
    rules: list[Deciding | Prompts] = [*establishing]
    for index in range(draw(st.integers(1, most_rules))):
        side = draw(st.sampled_from(["argues_for", "argues_for", "argues_against"]))
        effect: dict[str, Any] = {
            side: draw(st.sampled_from(Grouping)),
            "voice": draw(st.sampled_from(Voice)),
        }
        when = draw(conditions(for_groupings, need_ids))
        if count_ways(when, ways) <= MAX_WAYS:
            rules.append(
                read_rule({"id": f"argue-{index}", "when": when, "because": said, **effect, **common})
            )
    for index in range(draw(st.integers(0, 3))):
        when = draw(conditions(readable, need_ids, for_prompts=True))
        kind = draw(st.sampled_from(PromptKind))
        if count_ways(when, ways) <= MAX_WAYS:
            rules.append(Prompts(id=f"prompt-{index}", when=when, prompts=kind, says=said, **common))
    return replace(
        template,
        needs=tuple(needs),
        rules=tuple(rules),
        groupings=tuple(each.model_copy(update={"sources": ()}) for each in template.groupings),
        options=draw(_some(template.options)),
        programmes=draw(_some(template.programmes)),
        sources=(),
        distinctions=(),
    )


def _some(parts: Sequence[P]) -> st.SearchStrategy[tuple[P, ...]]:
    """Some options or programmes, without the sources that they rest on."""
    alone = [each.model_copy(update={"sources": (), "illustrative": True}) for each in parts]
    return st.lists(st.sampled_from(alone), max_size=4, unique_by=lambda each: each.id).map(tuple)


@cache
def _template() -> RuleBase:
    return load_rules()


_A_DOZEN = (
    "age",
    "competence",
    "individual_support_needed",
    "able_to_use_help_now",
    "safety_concern",
    "young_person_wants_goal_focused_help",
    "no_professional_help_now",
    "has_goals",
    "parent_or_carer_proposes_goal_focused_help",
    "concern_low_mood",
    "severity_low_mood",
    "severity_impact",
)
