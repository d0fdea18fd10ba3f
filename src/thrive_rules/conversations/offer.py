"""What people can add to their answers: their own words, and ticks. It is offered, and nobody is asked for it.

Own words come right after danger, because a page begins with them. Ticks come last: they can bring up something to
talk about, and no grouping. What is not ticked stays open.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from thrive_rules.cases.case import Case, Circumstance, Concern, Frozen, Voice
from thrive_rules.cases.fact import Held, Part
from thrive_rules.cases.fields import FreeText
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.detail import may_be_asked
from thrive_rules.conversations.next_questions import danger_stands, one_person
from thrive_rules.conversations.reply import LISTED, member_meant, noted, path_of, said
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import infer
from thrive_rules.severity.audience import Audience, Member
from thrive_rules.severity.seen import SAFEGUARDING_FACTS


class About(StrEnum):
    """What a list to tick is about. Circumstances of harm stand apart: who sees them is another matter."""

    CONCERNS = "concerns"
    HARM = "harm"
    CIRCUMSTANCES = "circumstances"


class Tick(Frozen):
    """One thing of a list that somebody can tick."""

    fact: str
    text: str
    could_protect: bool
    """Whether a tick could bring up something to do to keep somebody safe."""


class Offer(Frozen):
    """A place of the case that somebody can fill in, or leave out."""

    name: str
    """The path of own words; what a list is about."""
    heading: str
    why: str
    """What it is for, in the words of who reads it."""
    seen_by: str
    """Who else may see it."""
    text: str
    """What it is about."""
    ticks: tuple[Tick, ...] = ()
    """What there is to tick; none where it is for own words."""


def offers(case: Case, rules: RuleBase, reader: Audience | Reader | str) -> tuple[Offer, ...]:
    """What one person can still add: own words first, then lists to tick.

    `case` is what this person may see. Own words are the young person's, and for the practitioner to write down as they
    are said. A list has what a prompt of these rules could be raised by, so that no tick is for nothing; circumstances
    of harm are the practitioner's alone to tick, because nobody else's page shows them by itself. Nothing is offered
    twice, and nothing after a yes about danger. `with_words` and `with_ticks` keep what they say. Raises as
    `next_questions` does.
    """
    return tuple(_offers(case, rules, one_person(case, rules, reader)))


def _offers(case: Case, rules: RuleBase, audience: Audience) -> Iterator[Offer]:
    person = audience.people[0]
    if danger_stands(case, person):
        return
    left_open = said(case, "asked", person)
    if _may_say(person):
        for path in _own_words(rules):
            if path not in left_open and not _words_at(case, path):
                yield offer_of_words(path, rules, audience)
    open_ticks = tuple(_ticks(case, rules, audience))
    for about in About:
        if ticks := tuple(tick for tick in open_ticks if _about(tick) is about):
            yield _offer_of_ticks(about, ticks, rules, audience)


def ticked_before(case: Case, rules: RuleBase, audience: Audience) -> Iterator[Offer]:
    """What stands ticked in a case that is this person's to take back: each list, as it could be offered to them.

    For the practitioner who keeps the record, that is all that people ticked. Of anybody else it is what they ticked
    themselves: a list that they began or went on with, without what stood in it before and what they left unticked.
    """
    person, own = audience.people[0], said(case, "asked", audience.people[0])
    ticks = []
    for name in LISTED:
        path, whole = path_of(name), ".".join(FACTS[name].path)
        if case.facts.get(name) is not True:
            continue
        theirs = path not in own and whole in own and name not in SAFEGUARDING_FACTS
        if theirs or (person.keeps_the_record and case.is_open(whole)):
            ticks.append(
                Tick(fact=name, text=rules.fact[name].label.to(audience.reader), could_protect=False)
            )
    for about in About:
        if some := tuple(tick for tick in ticks if _about(tick) is about):
            protecting = _protecting(with_ticks(case, person, some, ()), rules)
            marked = tuple(
                each.model_copy(update={"could_protect": each.fact in protecting}) for each in some
            )
            offer = _offer_of_ticks(about, marked, rules, audience)
            yield offer.model_copy(update={"name": f"{about}_before"})


def own_words(case: Case, rules: RuleBase, person: Member) -> dict[str, str]:
    """What stands in own words that are this person's to change, by its path."""
    if not _may_say(person):
        return {}
    found = {path: _words_at(case, path) for path in _own_words(rules)}
    return {path: "; ".join(words) for path, words in found.items() if words}


def offer_of_words(path: str, rules: RuleBase, audience: Audience) -> Offer:
    """The offer of own words at a path, whatever stands there."""
    words, reader = rules.wording.asking, audience.reader
    return Offer(
        name=path,
        heading=rules.wording.own_words.to(reader),
        why=words.own_words_first.to(reader),
        seen_by=words.own_words_seen_by.to(reader),
        text=_own_words(rules)[path].to(reader),
    )


def with_words(case: Case, person: Member | str, path: str, words: str | None) -> Case:
    """The case with somebody's own words at a path, as they say them; with none, it is kept that they left it out.

    `person` is `young_person`, or `practitioner` who writes down what the young person says; `path` is the name of an
    offer. Raises ThriveRulesError for anybody else, for another path, and for text that no case may hold.
    """
    person = member_meant(person, case)
    if path not in OWN_WORDS_AT or not _may_say(person):
        raise ThriveRulesError(
            "no own words of this person stand there; take the name of what `offers` gives"
        )
    if words:
        words = _in_words(words)
    section, field = path.split(".")
    part = getattr(case, section)
    value = (words or None) if path == _WHAT_MATTERS else (words,) if words else ()
    case = case.model_copy(update={section: part.model_copy(update={field: value})})
    return noted(case, "asked", person, without={path}) if words else noted(case, "asked", person, {path})


def with_ticks(case: Case, person: Member | str, offered: Collection[Tick], ticked: Collection[Tick]) -> Case:
    """The case in which a person has ticked some of what one list offers.

    What they did not tick is no no: `asked` keeps that they were asked about it. A list that began with ticks stands in
    `asked` itself, which leaves open all that is not in it; one that was whole before stays whole. What stands in the
    list already is none of theirs, and `asked` keeps that too: so it stays plain what is theirs to take back.

    `person` is a kind of person, or the id of a view. Raises ThriveRulesError where nothing is offered, or something is
    ticked that is not, and for somebody who is nobody in this case.
    """
    person = member_meant(person, case)
    lists = {FACTS[tick.fact].path for tick in offered}
    if len(lists) != 1 or not {tick.fact for tick in ticked} <= {tick.fact for tick in offered}:
        raise ThriveRulesError("expected the ticks of one list that `offers` gives, and some of them")
    section, field = FACTS[next(iter(offered)).fact].path
    path, part = f"{section}.{field}", getattr(case, section)
    before: tuple[Concern | Circumstance, ...] | None = getattr(part, field)
    keys, new = ([FACTS[tick.fact].key for tick in ticks] for ticks in (offered, ticked))
    by_ticks = before is None or case.is_open(path)
    others = tuple(each for each in before or () if each not in keys)
    listed = (*others, *map(_KEYS[path], new))
    case = case.model_copy(
        update={section: part.model_copy(update={field: listed if listed or not by_ticks else None})}
    )
    left = {path_of(tick.fact) for tick in offered} - {path_of(tick.fact) for tick in ticked}
    if path not in said(case, "asked", person):
        left |= {f"{path}.{each}" for each in others if by_ticks}
    paths = left | ({path} if by_ticks and listed else set())
    taken = {path_of(tick.fact) for tick in ticked} | ({path} if not listed else set())
    return noted(case, "asked", person, paths, taken)


def as_if_not_offered(case: Case, person: Member, offer: Offer) -> Case:
    """The case without what a person added at an offer, nor that they were asked."""
    if not offer.ticks:
        return noted(with_words(case, person, offer.name, None), "asked", person, without={offer.name})
    case = with_ticks(case, person, offer.ticks, ())
    return noted(case, "asked", person, without={path_of(tick.fact) for tick in offer.ticks})


# WHAT IS OFFERED

_KEYS: Mapping[str, type[Concern] | type[Circumstance]] = {
    "presentation.concerns": Concern,
    "presentation.circumstances": Circumstance,
}
_WHAT_MATTERS = "preferences.what_matters"
OWN_WORDS_AT = (_WHAT_MATTERS, "preferences.goals", "preferences.declines", "presentation.strengths")
"""Where own words stand in a case, in the order of a page."""
_TEXT: TypeAdapter[str] = TypeAdapter(FreeText)


def _may_say(person: Member) -> bool:
    """Own words are the young person's, and for the practitioner who keeps the record to write down."""
    return person.keeps_the_record or person.kind is Voice.YOUNG_PERSON


def _in_words(words: str) -> str:
    try:
        return _TEXT.validate_python(words)
    except ValidationError:
        problem = "expected text without control characters"
    raise ThriveRulesError(problem)


def _own_words(rules: RuleBase) -> dict[str, Words]:
    """Where own words stand, and what each is about."""
    wording = rules.wording
    about = (wording.what_matters, wording.goals, wording.declines, wording.strengths)
    return dict(zip(OWN_WORDS_AT, about, strict=True))


def _words_at(case: Case, path: str) -> tuple[str, ...]:
    section, field = path.split(".")
    words: str | tuple[str, ...] | None = getattr(getattr(case, section), field)
    return (words,) if isinstance(words, str) else words or ()


def _about(tick: Tick) -> About:
    if FACTS[tick.fact].part is Part.CONCERN:
        return About.CONCERNS
    return About.HARM if tick.fact in SAFEGUARDING_FACTS else About.CIRCUMSTANCES


def _ticks(case: Case, rules: RuleBase, audience: Audience) -> Iterator[Tick]:
    """What is open to this person, and could raise a prompt of these rules."""
    person, answers, prompts = audience.people[0], case.facts, infer(case, rules).prompt({})
    left_open = said(case, "asked", person)
    protecting = _protecting(case, rules)
    raising = protecting.union(*map(prompts.could_raise, PromptKind))
    for name, fact in FACTS.items():
        is_open = fact.held is Held.LISTED and name not in answers and path_of(name) not in left_open
        theirs = person.keeps_the_record or name not in SAFEGUARDING_FACTS
        if is_open and theirs and name in raising and may_be_asked(audience.reader, rules.fact[name]):
            text = rules.fact[name].label.to(audience.reader)
            yield Tick(fact=name, text=text, could_protect=name in protecting)


def _protecting(case: Case, rules: RuleBase) -> frozenset[str]:
    """The facts that could raise a prompt about safety or harm."""
    prompts = infer(case, rules).prompt({})
    return prompts.could_raise(PromptKind.SAFETY) | prompts.could_raise(PromptKind.SAFEGUARDING)


def _offer_of_ticks(about: About, ticks: tuple[Tick, ...], rules: RuleBase, audience: Audience) -> Offer:
    words, reader = rules.wording.asking, audience.reader
    protects = any(tick.could_protect for tick in ticks)
    heading = words.concerns if about is About.CONCERNS else words.circumstances
    seen_by = words.harm_seen_by if about is About.HARM else words.answers_seen_by
    return Offer(
        name=about,
        heading=heading.to(reader),
        why=(words.could_protect if protects else words.could_raise).to(reader),
        seen_by=seen_by.to(reader),
        text=words.tick_some.to(reader),
        ticks=ticks,
    )
