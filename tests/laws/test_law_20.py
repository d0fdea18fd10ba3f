"""Law 20: a page is a page. What it never leaves out, told here a second time from the conversation and the rules.

Every property is a function of one page, and is held for drawn cases, for dense ones, for rooms, for a synthetic cohort
and for the worked cases.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import cast

from hypothesis import given

from audiences import RULES, Told, glances, of, pages, tell, worked_cases, young_people
from thrive_rules import (
    Case,
    Depth,
    Grouping,
    Item,
    Reader,
    Section,
    SectionKind,
    Severity,
    Voice,
    page,
)
from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.fact import JOINING
from thrive_rules.language.rule import PromptKind, in_brief
from thrive_rules.reasoning.suggestion import ASKED_FIRST, Argument, Candidate
from thrive_rules.severity.seen import who_does_not_see_danger

ROWS = int(os.environ.get("EXAMPLES", "60"))
"""How many young people of a synthetic cohort are looked at."""
OWN_RIGHT_TO_DECIDE = {
    "prompt-competence-where-views-differ",
    "prompt-competence-under-sixteen",
    "prompt-capacity-presumed",
    "prompt-eighteen-and-over",
    "prompt-view-counts-without-competence",
    "prompt-no-is-not-the-mirror-of-yes",
    "prompt-parental-responsibility",
}
"""By name, and not by what they read: a prompt that should be here and is not would pass unseen otherwise."""


# WHAT HOLDS OF A PAGE


def lines(section: Section, heading: str | None = None) -> Iterator[Item]:
    """The lines of a section, or of its blocks under one heading."""
    for block in section.blocks:
        if heading is None or block.heading == heading:
            yield from block.items


def said(told: Told, rule: str) -> str:
    """What a rule says on a page: in a few words where it has them."""
    words = (in_brief(told.rules.rule[rule]) or told.rules.rule[rule].words).to(told.reader)
    return words.removesuffix(".")


def speakers(told: Told, argument: Argument) -> set[str]:
    """Who says it: the people whose own answers it rests on, by what each is called, or else the kind of person."""
    wording, case = told.rules.wording, told.copy.case
    if argument.voice is Voice.RULE_BASE:
        return {wording.page.rule_base.to(told.reader)}
    prefix = f"{argument.voice}_proposes_"
    meant = {
        fact.removeprefix(prefix): answer
        for fact, answer in argument.facts.items()
        if fact.startswith(prefix)
    }
    people = [
        view.label
        for view in case.views
        if view.voice == argument.voice and any(getattr(view.proposes, kind) is meant[kind] for kind in meant)
    ]
    return (
        set(cast(list[str], people))
        if people and all(people)
        else {wording.voices[argument.voice].to(told.reader)}
    )


def in_the_name_of(told: Told, argument: Argument, items: Iterable[Item]) -> list[Item]:
    """Those of these lines that are in the name of everybody who makes an argument."""
    return [item for item in items if all(name in item.label for name in speakers(told, argument))]


def is_said(told: Told, argument: Argument, items: Iterable[Item]) -> bool:
    """Whether one of these lines says an argument, in the name of everybody who makes it."""
    words = said(told, argument.rule)
    return any(
        words in (item.text.removesuffix("."), *item.text.split("; "))
        for item in in_the_name_of(told, argument, items)
    )


def not_named(told: Told, item: Item) -> int:
    """How many reasons a line counts and does not say."""
    counted = re.search(rf"; {re.escape(told.rules.wording.page.more.to(told.reader))}: (\d+)$", item.text)
    return int(counted[1]) if counted else 0


def danger_is_told(told: Told) -> None:
    """What is urgent stands first, and every question about danger and what to do stand there, whatever is known."""
    wording, reader, case = told.rules.wording, told.reader, told.copy.case
    urgent = told.copy.suggestion.urgent
    unsafe = "presentation.safety_concern" in (case.context.said_yes or {}).get("young_person", ())
    first = told.page.sections[0]
    assert (first.kind is SectionKind.URGENT) is bool(urgent or unsafe)
    notice = " ".join(first.paragraphs)
    for kind in urgent.kinds if urgent else ():
        words = told.rules.urgent[kind]
        assert any(words.to(reader, own) in notice for own in (True, False))
        assert (
            kind not in told.rules.urgent_added or told.rules.urgent_added[kind].to(reader, False) in notice
        )
    assert not unsafe or wording.does_not_feel_safe.to(reader) in notice
    [asked], [do] = told.of(SectionKind.ASK_FIRST), told.of(SectionKind.NOT_SAFE)
    assert wording.if_not_safe.to(reader) in do.paragraphs
    theirs = [told.rules.fact[fact] for fact in ASKED_FIRST]
    if reader in (Reader.PARENT_OR_CARER, Reader.OTHER):  # a safety concern is the practitioner's to state
        theirs = theirs[:2]
    assert [item.text for item in lines(asked)] == [words.question.to(reader) for words in theirs]


def who_keeps_the_record_reads_what_is_known_of_danger(told: Told) -> None:
    """All three answers, known or not; and from whom something of danger is hidden."""
    if told.reader is not Reader.PRACTITIONER:
        assert not told.of(SectionKind.WHO_DOES_NOT_SEE)
        return
    wording, case = told.rules.wording, told.copy.case
    [asked] = told.of(SectionKind.ASK_FIRST)
    for fact, item in zip(ASKED_FIRST, lines(asked), strict=True):
        path = f"presentation.{fact}"
        said_so = [name for name, paths in (case.context.said_yes or {}).items() if path in paths]
        match getattr(case.presentation, fact):
            case True:
                assert wording.yes_recorded.practitioner in item.small
            case False:
                assert wording.no_recorded.practitioner in item.small
            case _:
                assert said_so or wording.unknown.practitioner in item.small
        heading = (wording.said_not_safe if fact == "safety_concern" else wording.said_yes).practitioner
        assert any(small.startswith(f"{heading}: ") for small in item.small) is bool(said_so)
    hidden = told.of(SectionKind.WHO_DOES_NOT_SEE)
    assert len(hidden) == bool(who_does_not_see_danger(case))


def every_grouping_is_named_once(told: Told) -> None:
    """All five, as put forward, still open, or kept out."""
    page_words, reader = told.rules.wording.page, told.reader
    named = [section.heading for section in told.of(SectionKind.CANDIDATE)]
    others = told.copy.suggestion.not_put_forward
    assert named == [told.name(each.grouping) for each in told.copy.suggestion.candidates]
    for words, undecided in ((page_words.could_come_in, True), (page_words.kept_out, False)):
        expected = [told.name(each.grouping) for each in others if each.undecided is undecided]
        found = [
            item
            for section in told.of(SectionKind.NOT_PUT_FORWARD)
            for item in lines(section, words.to(reader))
        ]
        assert sorted(name for item in found for name in item.label.split(", ")) == sorted(expected)
        assert all(item.text for item in found)
        assert len({item.text for item in found if undecided}) == len(found) * undecided
        named += expected
    assert sorted(named) == sorted(told.name(grouping) for grouping in Grouping)


def everybody_who_argues_for_it_gives_a_reason(told: Told) -> None:
    """Whose idea each grouping is. Where the page has no room, some give one reason and how many more."""
    heading = told.rules.wording.why.to(told.reader)
    for candidate in told.copy.suggestion.candidates:
        found = list(lines(told.ideas[told.name(candidate.grouping)], heading))
        assert candidate.arguments_for
        left = {argument.rule for argument in candidate.arguments_for if not is_said(told, argument, found)}
        assert len({said(told, rule) for rule in left}) == sum(not_named(told, item) for item in found)
        for argument in candidate.arguments_for:
            theirs = in_the_name_of(told, argument, found)
            assert theirs, argument.rule
            assert argument.rule not in left or any(not_named(told, item) for item in theirs), argument.rule
        if left:  # reasons are the last that a page leaves out
            assert not told.of(SectionKind.QUESTIONS)
            assert prompts_on(told) == kept_prompts(told)


def every_argument_against_is_said_by_everybody_who_makes_it(told: Told) -> None:
    """Under its grouping, or once for several, and then under their names and with a word about it under each."""
    wording, reader = told.rules.wording, told.reader
    heading, below = wording.against.to(reader), wording.page.more_below.to(reader)
    shared_blocks = [block for section in told.of(SectionKind.AGAINST_SEVERAL) for block in section.blocks]
    for candidate in told.copy.suggestion.candidates:
        name = told.name(candidate.grouping)
        own = list(lines(told.ideas[name], heading))
        several = [
            item for block in shared_blocks if name in block.heading.split(", ") for item in block.items
        ]
        assert any(item.text == below for item in own) is bool(several)
        for argument in candidate.arguments_against:
            assert is_said(told, argument, [*own, *several]), argument.rule
        assert bool(own) is bool(candidate.arguments_against)


def nobody_says_what_they_did_not(told: Told) -> None:
    """Every line of an idea is an argument for it, or against it, that somebody made."""
    wording, reader = told.rules.wording, told.reader
    for candidate in told.copy.suggestion.candidates:
        section = told.ideas[told.name(candidate.grouping)]
        sides = ((wording.why, candidate.arguments_for), (wording.against, candidate.arguments_against))
        for words, arguments in sides:
            for item in lines(section, words.to(reader)):
                text = item.text
                if more := not_named(told, item):
                    assert words is wording.why, "what speaks against an idea is always whole"
                    text = text.removesuffix(f"{wording.page.more.to(reader)}: {more}")
                for argument in sorted(arguments, key=lambda each: -len(said(told, each.rule))):
                    if any(name in item.label for name in speakers(told, argument)):
                        text = text.replace(said(told, argument.rule), "")
                assert not text.strip("; .") or text == wording.page.more_below.to(reader), text


def only_others_and_only_the_rules_is_said(told: Told) -> None:
    """Where the young person does not put a grouping forward, and where no passage and nobody does.

    Whole the first time, then its first sentence.
    """
    wording, reader = told.rules.wording, told.reader
    alone, others, not_here = (
        words.to(reader)
        for words in (wording.only_rule_base, wording.only_others, wording.own_view_not_on_page)
    )
    before = set[str]()
    for candidate in told.copy.suggestion.candidates:
        _, *paragraphs = told.ideas[told.name(candidate.grouping)].paragraphs
        told_so = {
            whole
            for whole in (alone, others, not_here)
            if (f"{whole.split('. ')[0].removesuffix('.')}." if whole in before else whole) in paragraphs
        }
        assert len(told_so) == len(paragraphs), "nothing but these, and each whole before it is short"
        before |= told_so
        voices = {argument.voice for argument in candidate.arguments_for}
        assert (alone in told_so) is (voices == {Voice.RULE_BASE})
        theirs = [
            argument
            for argument in candidate.arguments_for
            if argument.voice is Voice.YOUNG_PERSON
            or (argument.voice in JOINING and (not argument.joins or Voice.YOUNG_PERSON in argument.joins))
        ]
        of_others = told_so - {alone}
        if theirs:
            assert not of_others
        elif reader is Reader.PRACTITIONER:
            assert of_others == {others}
        else:  # one or the other, unless their own yes to it is on this page
            assert of_others or wants_it(told, candidate)


def wants_it(told: Told, candidate: Candidate) -> bool:
    """Whether the young person says yes to some help for which others put a grouping forward."""
    kinds = [kind for argument in candidate.arguments_for for fact in argument.facts for kind in KINDS_OF_HELP
             if fact.endswith(f"_proposes_{kind}")]  # fmt: skip
    return any(getattr(told.copy.case.preferences.wants, kind) is True for kind in kinds)


def every_open_question_is_shown_or_counted(told: Told) -> None:
    """How many are open: what stands on the page and what is counted are all of them, each once."""
    page_words, reader = told.rules.wording.page, told.reader
    opened = {each.fact for each in told.copy.suggestion.unknowns} - set(ASKED_FIRST)
    texts = [
        item.text
        for kind in (SectionKind.NOT_PUT_FORWARD, SectionKind.QUESTIONS)
        for section in told.of(kind)
        for item in lines(section)
        if item.label
        not in {
            told.name(each.grouping) for each in told.copy.suggestion.not_put_forward if not each.undecided
        }
    ]
    asked = {fact for fact in opened if any(is_asked(told, fact, text) for text in texts)}
    left = len(opened) - len(asked)
    counted = f"{page_words.questions_left_out.to(reader)}: {left}"
    assert (counted in parts_left_out(told)) is bool(left)


def is_asked(told: Told, fact: str, text: str) -> bool:
    """Whether a line asks for an answer: by a question, or by its short name among others."""
    words = told.rules.fact[fact]
    whole = words.question.to(told.reader)
    question = whole[: whole.index("?") + 1]
    return question in text or words.label.to(told.reader) in text.split("; ")


def that_nobody_has_decided_is_said(told: Told) -> None:
    """And that the order means nothing, and that people can choose something else."""
    [section] = told.of(SectionKind.NOBODY_HAS_DECIDED)
    assert section.heading == told.rules.wording.page.nobody.to(told.reader)
    assert section.paragraphs == (told.rules.wording.intro.to(told.reader),)


def prompts_on(told: Told) -> set[str]:
    """The prompts that a page says, in a few words or whole."""
    [section] = told.of(SectionKind.PROMPTS)
    texts = [item.text for item in lines(section)]
    whole = {
        prompt.rule: told.rules.rule[prompt.rule].words.to(told.reader) for prompt in told.copy.prompts
        if in_brief(told.rules.rule[prompt.rule]) is None
    }  # fmt: skip
    brief = {prompt.rule for prompt in told.copy.prompts if prompt.rule not in whole
             and any(said(told, prompt.rule) in text.split("; ") for text in texts)}  # fmt: skip
    return brief | {rule for rule, words in whole.items() if words in texts}


def kept_prompts(told: Told) -> set[str]:
    """The prompts that no lack of room leaves out: on safety, safeguarding and the own right to decide."""
    return {
        prompt.rule
        for prompt in told.copy.prompts
        if prompt.kind in (PromptKind.SAFETY, PromptKind.SAFEGUARDING) or prompt.rule in OWN_RIGHT_TO_DECIDE
    }


def safety_safeguarding_and_the_own_right_to_decide_are_kept(told: Told) -> None:
    """Prompts that no lack of room leaves out."""
    assert kept_prompts(told) <= prompts_on(told), kept_prompts(told) - prompts_on(told)


def parts_left_out(told: Told) -> list[str]:
    """What a page says that it leaves out."""
    before = f"{told.rules.wording.page.left_out.to(told.reader)}: "
    [about] = told.of(SectionKind.ABOUT)
    [left] = [text for text in about.paragraphs if text.startswith(before)]
    return left.removeprefix(before).removesuffix(".").split("; ")


def what_is_left_out_is_named_with_a_count(told: Told) -> None:
    """Kinds of support, programmes, prompts; and that how things are was not used."""
    page_words, reader, left = told.rules.wording.page, told.reader, parts_left_out(told)
    expected = (
        (page_words.options_left_out, {name for each in told.copy.options for name in each.options}),
        (page_words.programmes_left_out, {name for each in told.copy.options for name in each.programmes}),
        (page_words.prompts_left_out, {prompt.rule for prompt in told.copy.prompts} - prompts_on(told)),
    )
    for words, names in expected:
        assert (f"{words.to(reader)}: {len(names)}" in left) is bool(names), words.practitioner
    assert page_words.severity_left_out.to(reader) in left
    assert not told.of(SectionKind.SEVERITY)


OF_A_PAGE = (
    danger_is_told,
    who_keeps_the_record_reads_what_is_known_of_danger,
    every_grouping_is_named_once,
    everybody_who_argues_for_it_gives_a_reason,
    every_argument_against_is_said_by_everybody_who_makes_it,
    nobody_says_what_they_did_not,
    only_others_and_only_the_rules_is_said,
    every_open_question_is_shown_or_counted,
    that_nobody_has_decided_is_said,
    safety_safeguarding_and_the_own_right_to_decide_are_kept,
    what_is_left_out_is_named_with_a_count,
)


# WHAT HOLDS OF A GLANCE


def at_a_glance_danger_is_told(told: Told) -> None:
    """What is urgent stands first and whole, and everybody is asked, with what to do."""
    case, urgent = told.copy.case, told.copy.suggestion.urgent
    unsafe = "presentation.safety_concern" in (case.context.said_yes or {}).get("young_person", ())
    whole = page(told.copy, told.rules, depth=Depth.FULL).urgent.sections
    assert told.page.urgent.sections == whole
    assert bool(whole) is bool(urgent or unsafe)
    assert not whole or told.page.sections[0].kind is SectionKind.URGENT
    [do] = told.of(SectionKind.NOT_SAFE)
    assert do.paragraphs == (told.rules.wording.page.is_anybody_not_safe.to(told.reader),)
    if told.reader is Reader.PRACTITIONER:
        assert len(told.of(SectionKind.WHO_DOES_NOT_SEE)) == bool(who_does_not_see_danger(case))


def at_a_glance_each_idea_has_its_voices(told: Told) -> None:
    """What is put forward, and by everybody who does; and which groupings are open."""
    [section] = told.of(SectionKind.CANDIDATES)
    items, still = list(lines(section)), told.rules.wording.page.still_open.to(told.reader)
    for candidate in told.copy.suggestion.candidates:
        name = told.name(candidate.grouping)
        [item] = [each for each in items if each.label != still and name in each.text.split(", ")]
        for argument in candidate.arguments_for:
            assert all(who in item.label for who in speakers(told, argument))
    opened = [told.name(each.grouping) for each in told.copy.suggestion.not_put_forward if each.undecided]
    assert [each.text for each in items if each.label == still] == ([", ".join(opened)] if opened else [])


def at_a_glance_nobody_has_decided(told: Told) -> None:
    """And people can choose something else."""
    [section] = told.of(SectionKind.NOBODY_HAS_DECIDED)
    assert section.heading == told.rules.wording.page.nobody.to(told.reader)
    assert section.paragraphs == (told.rules.wording.page.choose_freely.to(told.reader),)


OF_A_GLANCE = (
    at_a_glance_danger_is_told,
    at_a_glance_each_idea_has_its_voices,
    at_a_glance_nobody_has_decided,
)


# OF ANY CASE, OF A COHORT, AND OF WHAT IS WORKED BY HAND


@given(pages())
def test_law_20_holds_of_any_page(told: Told) -> None:
    for holds in OF_A_PAGE:
        holds(told)


@given(glances())
def test_law_20_holds_of_any_glance(told: Told) -> None:
    for holds in OF_A_GLANCE:
        holds(told)


def everything_holds(case: Case, severity: Severity) -> None:
    conversation = of(case, severity, RULES)
    for who in (*((str(reader),) for reader in Reader), ("young_person", "parent_or_carer")):
        for depth, properties in ((Depth.PAGE, OF_A_PAGE), (Depth.GLANCE, OF_A_GLANCE)):
            if told := tell(conversation, RULES, who, depth):
                for holds in properties:
                    holds(told)


def test_law_20_holds_of_made_up_young_people() -> None:
    for case, severity in young_people(ROWS, seed=20):
        everything_holds(case, severity)


def test_law_20_holds_of_every_worked_case() -> None:
    for _, case, severity in worked_cases():
        everything_holds(case, severity)
