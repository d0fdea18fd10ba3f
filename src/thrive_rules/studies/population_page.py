"""What many answers add up to, as parts and as a page: how much is not known stands before everything else.

Needs the extra `[study]`. Tables and pictures are made of the numbers that may be shown, and know no others.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.fact import Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.studies.population import Offer, Population
from thrive_rules.studies.report import page_of_parts
from thrive_rules.studies.study_page import CaptionedTable, StudyPart, name
from thrive_rules.studies.suppression import Answers, Shown

TITLE = "What people want and need: the answers in one file"
_SAID = ("question", "yes", "no")


def population_parts(found: Population, rules: RuleBase) -> Iterator[StudyPart]:
    """The numbers as parts. `rules` has the words for each question."""
    yield _about(found)
    yield _known(found, rules)
    yield StudyPart(
        "wants",
        "What young people want",
        (
            "Each kind of help was asked about on its own, so that somebody can want several.",
            *_silent(found.wants, rules),
        ),
        (_said("wants", "Kinds of help that young people want", found.wants, rules),),
    )
    yield StudyPart(
        "needs",
        "What people need",
        (
            "These are the answers in the file about needs now, about life, and about the extent of help. "
            "Ratings, diagnoses, and answers about danger or harm have no part in this page.",
            *_silent(found.needs, rules),
        ),
        (_said("needs", "Answers about needs", found.needs, rules),),
    )
    yield _voices(found, rules)
    if found.offer:
        yield _offer(found.wants, found.offer, rules)


def population_page(found: Population, rules: RuleBase) -> str:
    """The numbers as one page of HTML. The same numbers give the same bytes."""
    drawn, missing = {}, ""
    try:
        from thrive_rules.studies.pictures import bars_across
    except ImportError:
        missing = "<p>There are no pictures: pip install 'thrive-rules[study]' brings them.</p>"
    else:
        reach = found.rows
        for part, told, answers in (
            ("wants", "How many young people want each kind of help.", found.wants),
            ("needs", "How many answers to each question are yes.", found.needs),
        ):
            if kept := _speaking(answers):
                bars = [(_label(each, rules), _length(each.yes)) for each in kept]
                drawn[part] = bars_across(part, {"yes": bars}, reach, told)
        every = _speaking(_all(found))
        if every:
            bars = [(_label(each, rules, alone=True), _length(each.not_known)) for each in every]
            told = "For each question, of how many people the answer is not known."
            drawn["known"] = bars_across("known", {f"not known, of about {found.rows:,}": bars}, reach, told)
        panels = {
            _voice(voice, rules): [
                (_help(kind, rules), _length(each.yes))
                for kind, each in zip(KINDS_OF_HELP, said, strict=True)
            ]
            for voice, said in _by_voice(found).items()
            if _speaking(said)
        }
        if panels:
            told = "How many people of each kind put each kind of help forward."
            drawn["voices"] = bars_across("voices", panels, reach, told)
    first = f"<p><strong>{escape(_NEVER)}</strong></p>\n{missing}"
    return page_of_parts(TITLE, population_parts(found, rules), drawn, first)


_NEVER = (
    "This page counts answers that stand in one file. It does not say how common a need is in a place: people who were "
    "not asked, or whose answers are in no file, are not in it."
)


def _about(found: Population) -> StudyPart:
    few, rules = found.under, found.rules
    private = "Rows in which something is private or not shared are"
    left_out = (
        f"{private} counted too, because somebody asked for them."
        if found.restricted
        else f"{private} left out: {_cell(found.restricted_left_out, few)}."
    )
    reviewed = "clinically reviewed" if found.reviewed else "not clinically reviewed"
    return StudyPart(
        "about",
        "How to read it",
        (
            "It is for people who plan what a place offers. It is no waiting list, and speaks of no single person. "
            "Nothing is ranked: everything stands in an order that is always the same.",
            f"About {found.rows:,} rows were counted. {left_out}",
            f"A number under {few} is not shown, 0 among them, and neither is one that would give such a number away. "
            f"All others are rounded to the nearest {found.rounded_to}, and need not add up. A dash says that a number "
            "is not shown.",
            "Two pages of two dates, or with and without some rows, can still be subtracted from each other. Think of "
            "that before you publish a second one.",
            f"The questions are in the words of {rules.id} {rules.version}, {reviewed}, {rules.digest}. No rule is "
            f"run. thrive-rules {found.package}.",
        ),
    )


def _known(found: Population, rules: RuleBase) -> StudyPart:
    every = _all(found)
    rows = tuple(
        (
            _label(each, rules, alone=True),
            _cell(each.not_known, found.under),
            _cell(each.answered, found.under),
        )
        for each in _speaking(every)
    )
    return StudyPart(
        "known",
        "How much is known",
        (
            "Where an answer is not known, nobody said no. Where much is not known, the numbers below say little.",
            "Nothing is shown of other questions, because too few answered, or too few gave one of the answers.",
        ),
        (
            CaptionedTable(
                "known",
                "Of how many people each answer is known",
                ("question", "not known", "answered"),
                rows,
            ),
        ),
    )


def _said(key: str, caption: str, answers: Sequence[Answers], rules: RuleBase) -> CaptionedTable:
    rows = tuple((_label(each, rules), _cell(each.yes), _cell(each.no)) for each in _speaking(answers))
    return CaptionedTable(key, caption, _SAID, rows)


def _voices(found: Population, rules: RuleBase) -> StudyPart:
    by_voice = _by_voice(found)
    rows = tuple(
        (_help(kind, rules), *(_cell(said[index].yes) for said in by_voice.values()))
        for index, kind in enumerate(KINDS_OF_HELP)
    )
    return StudyPart(
        "voices",
        "Who puts what forward",
        (
            "What the young person wants, and what others suggest, each in a column. No voice counts for more than "
            "another. The numbers do not say whether people agree about the same young person.",
        ),
        (
            CaptionedTable(
                "voices",
                "People who put each kind of help forward",
                ("kind of help", *(_voice(voice, rules) for voice in by_voice)),
                rows if any(_speaking(said) for said in by_voice.values()) else (),
            ),
        ),
    )


def _offer(wants: Iterable[Answers], offer: Offer, rules: RuleBase) -> StudyPart:
    kind = {each.question: FACTS[each.question].key for each in wants}
    rows = tuple(
        (_help(kind[each.question], rules), _cell(each.yes))
        for each in wants
        if kind[each.question] in offer.has_not
    )
    has = ", ".join(_help(each, rules) for each in offer.has) or "none"
    return StudyPart(
        "offer",
        "Kinds of help that the local offer does not list",
        (
            f"Kinds of help that the local offer lists: {has}.",
            "It may have more than its file says, and may have too little of what it lists: the file holds no places.",
        ),
        (
            CaptionedTable(
                "offer",
                "Kinds of help that the local offer does not list, and how many young people want them",
                ("kind of help", "yes"),
                rows,
            ),
        ),
    )


def _by_voice(found: Population) -> dict[Voice, tuple[Answers, ...]]:
    return {Voice.YOUNG_PERSON: found.wants, **found.suggested}


def _all(found: Population) -> tuple[Answers, ...]:
    return (*found.wants, *found.needs, *(each for said in found.suggested.values() for each in said))


def _speaking(answers: Iterable[Answers]) -> list[Answers]:
    return [each for each in answers if each.says_something]


def _silent(answers: Iterable[Answers], rules: RuleBase) -> Iterator[str]:
    if names := [_label(each, rules) for each in answers if not each.says_something]:
        yield (
            "Nothing is shown of these, because too few answered, or too few gave one of the answers: "
            f"{'; '.join(names)}."
        )


def _cell(count: Shown, under: int = 0) -> str:
    match count:
        case None:
            return "-"
        case "few":
            return f"fewer than {under}"
        case _:
            return f"{count:,}"


def _length(count: Shown) -> float | None:
    return count if isinstance(count, int) else None


def _label(answers: Answers, rules: RuleBase, *, alone: bool = False) -> str:
    """A question in words; among those of one voice, the kind of help says it."""
    fact = FACTS[answers.question]
    if fact.key and not alone:
        return _help(fact.key, rules)
    return rules.fact[fact.name].label.to(Reader.PRACTITIONER) if fact.name in rules.fact else name(fact.name)


def _help(kind: str, rules: RuleBase) -> str:
    return rules.wording.help[kind].to(Reader.PRACTITIONER)


def _voice(voice: Voice, rules: RuleBase) -> str:
    return rules.wording.voices[voice].to(Reader.PRACTITIONER)
