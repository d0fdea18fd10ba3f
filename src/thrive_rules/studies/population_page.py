"""What many answers add up to, as parts and as a page: how much is not known stands before everything else.

Needs the extra `[study]`. Tables and their bars are made of the numbers that may be shown, and know no others.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.fact import Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.page import Page
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.studies.parts import CaptionedTable, StudyPart, name, page_of_parts
from thrive_rules.studies.population import LocalOffer, Population
from thrive_rules.studies.report import document_of_parts
from thrive_rules.studies.suppression import AnswerCounts, Shown

TITLE = "What people want and need: the answers in one file"


def population_parts(found: Population, rules: RuleBase) -> Iterator[StudyPart]:
    """The numbers as parts. `rules` has the words for each question."""
    yield _in_short(found)
    yield _known(found, rules)
    yield StudyPart(
        "wants",
        "What young people want",
        (
            "Each kind of help was asked about on its own, so one young person can want several.",
            *_silent(found.wants, rules),
        ),
        (_said("wants", "Do young people want this kind of help?", found.wants, found, rules),),
    )
    yield StudyPart(
        "needs",
        "What people need",
        (
            "These are answers about needs now, about life, and about the extent of help. "
            "Ratings, diagnoses, and answers about danger or harm have no part in this page.",
            *_silent(found.needs, rules),
        ),
        (_said("needs", "Does this hold for the young person?", found.needs, found, rules),),
    )
    yield _voices(found, rules)
    if found.offer:
        yield _offer(found, found.offer, rules)
    yield _about(found)


def population_page(found: Population, rules: RuleBase) -> Page:
    """The numbers as a page: as text, HTML, Markdown and JSON, each with the same numbers and no bars."""
    return page_of_parts(TITLE, population_parts(found, rules), _NEVER)


def population_report(found: Population, rules: RuleBase) -> str:
    """The numbers as one HTML file, with bars. The same numbers give the same bytes."""
    first = f"<p><strong>{escape(_NEVER)}</strong></p>\n<p>{_BARS}</p>"
    return document_of_parts(TITLE, population_parts(found, rules), {}, first)


_BARS = "A whole bar stands for everybody in the file."
_NEVER = (
    "This page counts answers in one file. It does not say how common a need is in a place: people who were not "
    "asked, or whose answers are in no file, are not in it."
)


def _in_short(found: Population) -> StudyPart:
    every = _all(found)
    shown = _speaking(every)
    return StudyPart(
        "short",
        "In short",
        (
            f"How many: the answers of about {found.rows:,} young people, one for each row of the file.",
            f"How much is not known: {_unknown(shown, found.under)}. Where an answer is not known, nobody said no.",
            f"What is kept back: a number under {found.under}, 0 too, and one that would give such a number away. Of "
            f"{len(every) - len(shown)} of {len(every)} questions nothing is shown. All other numbers are rounded to "
            f"the nearest {found.rounded_to}, and need not add up.",
            "How to read it: nothing is ranked, and the order is always the same. This is no waiting list, and speaks "
            "of no single person.",
        ),
    )


def _unknown(shown: Iterable[AnswerCounts], few: int) -> str:
    """The least and the most of the numbers that are shown."""
    counts = {each.not_known for each in shown} - {None}
    exact = sorted(each for each in counts if isinstance(each, int))
    from_least = [f"fewer than {few}"] if "few" in counts else []
    from_least += [f"about {each:,}" for each in exact]
    match from_least:
        case []:
            return "no number can be shown, because too few answered, or too few gave one of the answers"
        case [only]:
            return f"for each question that is shown, the answers of {only}"
        case _:
            return (
                f"the answers of {from_least[0]} to {from_least[-1]} young people, depending on the question"
            )


def _about(found: Population) -> StudyPart:
    rules = found.rules
    private = "Rows in which something is private or not shared are"
    left_out = (
        f"{private} counted too, because somebody asked for them."
        if found.restricted
        else f"{private} left out: {_cell(found.restricted_left_out, found.under)}."
    )
    reviewed = "clinically reviewed" if found.reviewed else "not clinically reviewed"
    return StudyPart(
        "about",
        "About this page",
        (
            left_out,
            "Think before you publish a second page: two pages of two dates, or with and without some rows, can be "
            "subtracted from each other.",
            f"The questions are in the words of the rules {rules.id} {rules.version}, {reviewed}. No rule was run. "
            f"Made with thrive-rules {found.package}. Digest of the rules: {rules.digest}.",
        ),
    )


def _known(found: Population, rules: RuleBase) -> StudyPart:
    rows = [
        (_label(each, rules, alone=True), (each.not_known, each.answered)) for each in _speaking(_all(found))
    ]
    return StudyPart(
        "known",
        "How much is known",
        ("Where much is not known, the numbers below say little." if rows else "No number can be shown.",),
        (
            _table(
                "known",
                "For how many young people each answer is known",
                ("question", "not known", "answered"),
                rows,
                found,
            ),
        ),
    )


def _said(
    key: str, caption: str, answers: Sequence[AnswerCounts], found: Population, rules: RuleBase
) -> CaptionedTable:
    rows = [(_label(each, rules), (each.yes, each.no)) for each in _speaking(answers)]
    return _table(key, caption, ("question", "yes", "no"), rows, found)


def _voices(found: Population, rules: RuleBase) -> StudyPart:
    by_voice = _by_voice(found)
    heard = {voice: said for voice, said in by_voice.items() if _speaking(said)}
    rows = [
        (_help(kind, rules), tuple(said[index].yes for said in heard.values()))
        for index, kind in enumerate(KINDS_OF_HELP)
    ]
    shown = [(kind, yes) for kind, yes in rows if any(each is not None for each in yes)]
    silent = [
        *(_voice(voice, rules) for voice in by_voice if voice not in heard),
        *(row[0] for row in rows if heard and row not in shown),
    ]
    return StudyPart(
        "voices",
        "Who puts what forward",
        (
            "What the young person wants, and what others suggest, each in a column. No voice counts for more than "
            "another. The numbers do not say whether people agree about the same young person.",
            *([f"{_TOO_FEW}: {'; '.join(silent)}."] if silent else []),
        ),
        (
            _table(
                "voices",
                "People who put each kind of help forward",
                ("kind of help", *(_voice(voice, rules) for voice in heard)),
                shown,
                found,
            ),
        ),
    )


def _offer(found: Population, offer: LocalOffer, rules: RuleBase) -> StudyPart:
    yes = {FACTS[each.question].key: each.yes for each in found.wants}
    rows = [(_help(kind, rules), (yes[kind],)) for kind in offer.has_not]
    has = ", ".join(_help(each, rules) for each in offer.has) or "none"
    return StudyPart(
        "offer",
        "Kinds of help that the local offer does not list",
        (
            f"Kinds of help that the local offer lists: {has}.",
            "It may have more than its file says, and may have too little of what it lists: the file says nothing of "
            "how many people can have it.",
            *(() if rows else ("It lists every kind of help.",)),
        ),
        (
            _table(
                "offer",
                "Young people who want what the local offer does not list",
                ("kind of help", "yes"),
                rows,
                found,
            ),
        ),
    )


def _table(
    key: str,
    caption: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, tuple[Shown, ...]]],
    found: Population,
) -> CaptionedTable:
    """What is shown, each number with a bar that is as long as its share of all rows."""
    return CaptionedTable(
        key,
        caption,
        columns,
        tuple((label, *(_cell(count, found.under) for count in counts)) for label, counts in rows),
        bars=tuple(
            tuple(min(count / found.rows, 1) if isinstance(count, int) else None for count in counts)
            for _, counts in rows
        ),
    )


def _by_voice(found: Population) -> dict[Voice, tuple[AnswerCounts, ...]]:
    return {Voice.YOUNG_PERSON: found.wants, **found.suggested}


def _all(found: Population) -> tuple[AnswerCounts, ...]:
    return (*found.wants, *found.needs, *(each for said in found.suggested.values() for each in said))


def _speaking(answers: Iterable[AnswerCounts]) -> list[AnswerCounts]:
    return [each for each in answers if each.says_something]


_TOO_FEW = "Nothing is shown of these, because too few answered, or too few gave one of the answers"


def _silent(answers: Iterable[AnswerCounts], rules: RuleBase) -> Iterator[str]:
    if names := [_label(each, rules) for each in answers if not each.says_something]:
        yield f"{_TOO_FEW}: {'; '.join(names)}."


def _cell(count: Shown, under: int) -> str:
    match count:
        case None:
            return "not shown"
        case "few":
            return f"fewer than {under}"
        case _:
            return f"{count:,}"


def _label(answers: AnswerCounts, rules: RuleBase, *, alone: bool = False) -> str:
    """A question in words; among those of one voice, the kind of help says it."""
    fact = FACTS[answers.question]
    if fact.key and not alone:
        return _help(fact.key, rules)
    return rules.fact[fact.name].label.to(Reader.PRACTITIONER) if fact.name in rules.fact else name(fact.name)


def _help(kind: str, rules: RuleBase) -> str:
    return rules.wording.help[kind].to(Reader.PRACTITIONER)


def _voice(voice: Voice, rules: RuleBase) -> str:
    return rules.wording.voices[voice].to(Reader.PRACTITIONER)
