"""Checks of the shape of a rule base: what it says twice, leaves unused, words badly or may not read. No solver.

The loader refuses what cannot be understood; lint finds what can be understood and still falls short.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from thrive_rules.cases.case import Frozen, Grouping
from thrive_rules.cases.vocabulary import FACTS, NEVER_A_NEED
from thrive_rules.conversations.section import SectionKind
from thrive_rules.faults import did_you_mean
from thrive_rules.language.conditions import facts_read, spell_condition
from thrive_rules.language.options import Approach
from thrive_rules.language.parts import CITING
from thrive_rules.language.problems import Problem
from thrive_rules.language.rule import PromptKind, Prompts, UrgentKind, effect_of
from thrive_rules.language.rule_file import TEACHING
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.texts import TextPlace, texts_of
from thrive_rules.language.wording import MAX_SHORT
from thrive_rules.language.words import IN_ENGLISH, MAY_LACK_WORDS, Reader, Words
from thrive_rules.reasoning import laws
from thrive_rules.rulefiles.language_pack import InOtherWords, spell_place
from thrive_rules.severity.seen import SAFEGUARDING_FACTS

MAX_WORDS_IN_A_SENTENCE = 20
"""The limit of the NHS digital service manual: https://service-manual.nhs.uk/content/how-we-write"""

MAX_WORDS_IN_A_BRIEF = 14
"""A line that people read in a room, at a glance and beside others, takes no more."""

NEVER_SAID = (
    "mentally ill",
    "high risk",
    "low risk",
    "medium risk",
    "should",
    "must",
    "recommend",
    "disorder",
    "best option",
    "override",
    "step up",
    "step down",
    "tier",
)
"""Words that no text of a rule base uses: they label people, rank, or tell them what to do."""


class Finding(Frozen):
    """One way in which a rule base falls short."""

    check: str
    """The name of the check, as the documentation spells it."""
    place: str
    """Where it stands: file:line."""
    message: str
    """What is wrong, and what to do."""


def lint(rules: RuleBase, today: date | None = None) -> tuple[Finding, ...]:
    """Every finding about a rule base, check by check; none for a rule base that holds up.

    `today` is the date against which the review-by date is held; today's where it is not given.
    """
    return tuple(
        Finding(check=check.__name__, place=rules.place(*where), message=message)
        for check in CHECKS
        for where, message in check(rules, today or date.today())
    )


_Found = Iterator[tuple[tuple[str, str], str]]


def review_overdue(rules: RuleBase, today: date) -> _Found:
    """The review-by date has passed. Knowledge about care grows old: review the rules, then set a new date."""
    if rules.header.review_by < today:
        yield ("rule_base", rules.header.id), f"review was due by {rules.header.review_by}; review the rules"
    if rules.language and rules.language.review_by < today:
        yield ("language", "language"), f"review was due by {rules.language.review_by}; review the words"


def groups_by_concern_or_circumstance(rules: RuleBase, today: date) -> _Found:
    """A rule about a need or a grouping reads a concern or a circumstance, which name a problem or a life.

    Ask what is needed, and read that. A prompt may read them.
    """
    for rule in rules.deciding:
        for fact in sorted(facts_read(rule.when)):
            if (part := FACTS[fact].part) in NEVER_A_NEED:
                problem = f"reads {fact}: a {part} can raise a prompt and move no grouping"
                yield ("rules", rule.id), problem


def danger_is_asked_about(rules: RuleBase, today: date) -> _Found:
    """Somebody is not asked about danger or harm, or the young person is not asked in words for them.

    Where people ask whether anybody is in danger or harmed, `answered_by` is `everyone`. The loader refuses such rules;
    lint tells it of rules that are loaded for study.
    """
    return _of_law(laws.danger_is_asked_about(rules))


def voices_say_what_they_said(rules: RuleBase, today: date) -> _Found:
    """An argument stands in somebody's voice and reads somebody else's answers, also through a need.

    A person's voice reads what that person wants or proposes, and nothing else. What joins several people's answers
    speaks as `framework` where a passage says it, and as `rule_base` where none does. The loader refuses such rules;
    lint tells it of rules that are loaded for study.
    """
    return _of_law(laws.voices_say_what_they_said(rules))


def _of_law(found: Iterator[Problem]) -> _Found:
    """What the loader refuses, found in rules that are loaded for study."""
    for (section, part, *_), problem in found:
        yield (str(section), str(part)), problem


def fact_never_read(rules: RuleBase, today: date) -> _Found:
    """People give an answer and nothing reads it. Read it in a rule, or list it in `unread` and say why.

    A fact that is listed and read is found too.
    """
    if rules.header.status == TEACHING:  # it reads little, and no suggestion comes of it
        return
    read_by: dict[str, str] = {}
    for rule in rules.rules:
        for fact in facts_read(rule.when):
            read_by.setdefault(fact, rule.id)
    listed = {str(each.id) for each in rules.unread}
    for fact in FACTS:
        if fact not in read_by and fact not in listed and f"facts/{fact}" not in rules.words_beneath:
            yield ("facts", fact), f"no rule reads {fact}; read it, or list it in `unread` and say why"
        if fact in read_by and fact in listed and rules.overlay is None:
            yield ("unread", fact), f"the rule {read_by[fact]} reads {fact}; take it out of the list"


def reads_harm_elsewhere(rules: RuleBase, today: date) -> _Found:
    """A prompt about safeguarding reads anything but harm, or a prompt of another kind reads harm.

    Harm is the safeguarding concern and four circumstances: abuse or neglect; war, torture or trafficking; a protection
    plan; a child in need. The kind of a prompt settles who sees it, so harm in a prompt of another kind could be told
    to somebody who may not see it.
    """
    for rule in rules.rules:
        if isinstance(rule, Prompts):
            read = facts_read(rule.when)
            if rule.prompts is PromptKind.SAFEGUARDING:
                if others := sorted(read - SAFEGUARDING_FACTS):
                    yield ("rules", rule.id), f"is about safeguarding and reads {others[0]}; read harm alone"
            elif harm := sorted(read & SAFEGUARDING_FACTS):
                yield ("rules", rule.id), f"reads {harm[0]}; only prompts of kind safeguarding may"


def says_the_same_twice(rules: RuleBase, today: date) -> _Found:
    """Two rules have the same condition and the same effect, so people would hear one reason twice. Keep one."""
    earlier: dict[str, str] = {}
    for rule in rules.deciding:
        meaning = f"{effect_of(rule)} {spell_condition(rule.when)}"
        if meaning in earlier:
            yield ("rules", rule.id), f"says the same as {earlier[meaning]}; keep one"
        earlier.setdefault(meaning, rule.id)


def source_never_cited(rules: RuleBase, today: date) -> _Found:
    """Nothing rests on a passage. Cite it where it belongs, or drop it."""
    cited = {name for section in CITING for part in getattr(rules, section) for name in part.sources}
    for source in rules.sources:
        for passage in source.passages:
            if f"{source.id}/{passage}" not in cited:
                yield ("sources", source.id), f"nothing rests on the passage {passage}; cite it or drop it"


def too_wide_for_a_second_opinion(rules: RuleBase, today: date) -> _Found:
    """A rule can be met, or kept from firing, in so many ways that the second engine cannot hold it.

    Then no case gets a second opinion. Write several rules.
    """
    for rule, problem in rules.too_wide_for_a_second_opinion():
        yield ("rules", rule.id), f"no second opinion can be had on this rule: it {problem}"


def full_range_of_options(rules: RuleBase, today: date) -> _Found:
    """A rule base has options, and a grouping has none of them, or none of `self` or `community`. Add one.

    A rule base without any options is left alone.
    """
    for grouping in Grouping if rules.options else ():
        approaches = {option.approach for option in rules.options if grouping in option.groupings}
        if not approaches:
            yield ("groupings", grouping), "has no option; the framework considers a full range for each"
        elif not approaches & {Approach.SELF, Approach.COMMUNITY}:
            yield ("groupings", grouping), "has no option of self or community; add one to its range"


def says_nothing_to_others(rules: RuleBase, today: date) -> _Found:
    """A text has words for three readers, and none for somebody else, such as a teacher. Give it `other`.

    Where one such text is missing, somebody else gets the page that is about no case, whatever the case.
    """
    for place, words in texts_of(rules).items():
        if isinstance(words, Words) and not _from_beneath(rules, place):
            for reader in (each for each in MAY_LACK_WORDS if not words.to(each)):
                problem = (
                    f"{spell_place(place)} has no words for {reader}, who sees no case then; add `{reader}`"
                )
                yield _part_of(place), problem


def word_never_said(rules: RuleBase, today: date) -> _Found:
    """A text uses a word that labels people, ranks groupings or gives orders.

    The list is `NEVER_SAID` in `thrive_rules.checks.lint`.
    """
    pattern = re.compile(rf"\b({'|'.join(NEVER_SAID)})(s|ed|ing|ation)?\b", re.IGNORECASE)
    for where, reader, text in _texts(rules):
        if found := pattern.search(text):
            yield where, f"says “{found.group()}” to a {reader.replace('_', ' ')}; say what is needed"


def sentence_too_long(rules: RuleBase, today: date) -> _Found:
    """A sentence has more than 20 words, the limit of the NHS service manual.

    <https://service-manual.nhs.uk/content/how-we-write>
    """
    for where, reader, text in _texts(rules):
        for sentence in re.split(r"(?<=[.?!:])\s+", text):
            if (length := len(sentence.split())) > MAX_WORDS_IN_A_SENTENCE:
                problem = f"a sentence of {length} words to a {reader.replace('_', ' ')}"
                yield where, f"{problem}; {MAX_WORDS_IN_A_SENTENCE} at most"


def brief_not_a_fragment(rules: RuleBase, today: date) -> _Found:
    """A `brief` has more than 14 words, or ends in a full stop. It is a part of a line, and not a sentence."""
    for where, reader, text in _texts(rules, "brief"):
        whom = reader.replace("_", " ")
        if (length := len(text.split())) > MAX_WORDS_IN_A_BRIEF:
            yield where, f"a brief of {length} words to a {whom}; {MAX_WORDS_IN_A_BRIEF} at most"
        if text.endswith("."):
            yield where, f"a brief to a {whom} ends in a full stop; take it away"


def short_notice_too_long(rules: RuleBase, today: date) -> _Found:
    """An urgent notice has no line of at most 139 letters, or the lines of all notices together are longer than that.

    A screen that shows many people has one line for each. Give the notice a `short`.
    """
    shorts = {kind: rules.urgent[kind].in_short for kind in UrgentKind}
    for kind, short in shorts.items():
        if short is None:
            problem = f"has no `short`, and its first sentence has more than {MAX_SHORT} letters; give it one"
            yield ("urgent", kind), problem
    if None not in shorts.values() and (length := len(" ".join(map(str, shorts.values())))) > MAX_SHORT:
        first, *_ = shorts
        yield ("urgent", first), f"the short notices together have {length} letters; {MAX_SHORT} at most"


def _texts(rules: RuleBase, key: str | None = None) -> Iterator[tuple[tuple[str, str], Reader, str]]:
    """Every text in English that a reader of the rule base can see, or those under one key, and where it stands."""
    if rules.language and not rules.language.is_english:
        return  # what is long, or labels people, is said otherwise in another language
    for place, words in texts_of(rules).items():
        if (key is not None and place[-1] != key) or _from_beneath(rules, place):
            continue
        texts = [
            (reader, words if isinstance(words, str) else getattr(words, reader) or "") for reader in Reader
        ]
        for text in dict.fromkeys(text for _, text in texts):
            yield _part_of(place), next(reader for reader, each in texts if each == text), text


def _from_beneath(rules: RuleBase, place: TextPlace) -> bool:
    """Whether a text came after the format of these rules: it stands in no file of theirs, at no line."""
    names = ("/".join(map(str, place[:length])) for length in (2, 3))
    return rules.language is None and any(name in rules.words_beneath for name in names)


def _part_of(place: TextPlace) -> tuple[str, str]:
    """The section and the part in which a text stands; what a place adds to a notice stands with the notices."""
    section, part, *_ = place
    return str(section).removesuffix("_added"), str(part)


def text_not_said(rules: RuleBase, today: date) -> _Found:
    """A language pack does not say a text to somebody.

    A page has it in English then, or in the usual words, marks it, and counts it at its end.
    """
    if pack := rules.language:
        for place, text in texts_of(rules).items():
            match text:
                case InOtherWords() if text.falls_back:
                    readers = [
                        reader.replace("_", " ") for reader in pack.readers if reader in text.falls_back
                    ]
                    to = "nobody" if len(readers) == len(pack.readers) else f"no {', no '.join(readers)}"
                    yield ("language", "language"), f"{spell_place(place)} is said to {to} in these words"
                case str() if text.startswith(IN_ENGLISH):
                    yield ("language", "language"), f"{spell_place(place)} has no name in these words"
                case _:
                    pass


def words_of_another_version(rules: RuleBase, today: date) -> _Found:
    """A language pack says the words of another version of the rules.

    Read each text beside the one beneath again, and then write that version.
    """
    pack = rules.language
    if pack and pack.over_version != rules.header.version:
        problem = f"says the words of {pack.over_version}, and the rules are {rules.header.version}; read them again"
        yield ("language", "language"), problem


def picture_never_shown(rules: RuleBase, today: date) -> _Found:
    """A picture of a language pack stands beside a kind of section that no page has."""
    for name in rules.pictures:
        if name not in tuple(SectionKind):
            hint = did_you_mean(name, SectionKind) or "leave it out"
            yield ("language", "language"), f"pictures.{name}: no page has such a section; {hint}"


CHECKS: tuple[Callable[[RuleBase, date], _Found], ...] = (
    review_overdue,
    groups_by_concern_or_circumstance,
    danger_is_asked_about,
    voices_say_what_they_said,
    fact_never_read,
    reads_harm_elsewhere,
    says_the_same_twice,
    source_never_cited,
    too_wide_for_a_second_opinion,
    full_range_of_options,
    says_nothing_to_others,
    word_never_said,
    sentence_too_long,
    brief_not_a_fragment,
    short_notice_too_long,
    text_not_said,
    words_of_another_version,
    picture_never_shown,
)
"""Every check; its name is the check's name in findings and in the documentation."""
