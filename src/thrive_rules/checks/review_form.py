"""The form for people who review rules: one HTML file that opens from disk and saves their answers."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import assert_never

from thrive_rules.checks.review import Loss, RuleInReview
from thrive_rules.checks.sentence import Sentence, answer_in_words, in_words
from thrive_rules.conversations.page_html import html_document, json_in_html
from thrive_rules.conversations.section import readable
from thrive_rules.language.review import Pack as Pack
from thrive_rules.language.review import ReviewRole
from thrive_rules.language.rule import ArguesAgainst, ArguesFor, Establishes, Prompts, Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.rulefiles.reviews import Reviews, digest_of_rule

ROLES = {
    ReviewRole.CLINICIAN: "A clinician",
    ReviewRole.YOUNG_PERSON: "A young person",
    ReviewRole.PARENT_OR_CARER: "A parent or carer",
    ReviewRole.OTHER: "Somebody else",
}
_OPINIONS = (("agree", "I agree"), ("change", "Change it"), ("unsure", "I am not sure"))

_INTRO = {
    Pack.YOUNG_PEOPLE: (
        "These are the rules of a tool that helps people talk about mental health support.",
        "Each rule says when it speaks, and what it then says to you. Do you agree? You can skip any of them.",
        "Do not write about a real person.",
    ),
    Pack.PARENTS_AND_CARERS: (
        "These rules help people prepare a conversation about mental health support for a young person.",
        "Each rule says when it speaks, and what it then says to you. Do you agree? You can skip any of them.",
        "Do not write about a real person.",
    ),
    Pack.CLINICIANS: (
        "Each rule stands here in sentences, with what it rests on and where it speaks.",
        "Say of each whether you agree. You can stop at any time, save, and open your answers here again.",
        "Do not write about a real person.",
    ),
}
_KEPT = "This page sends nothing and stores nothing. Your answers are on this page alone until you save them."


def review_form(
    rules: RuleBase, pack: Pack, shown: Sequence[RuleInReview], reviews: Reviews | None = None
) -> str:
    """A whole HTML document in which people review these rules of a rule base, one by one.

    `reviews` are those that stand beside the rules: where somebody did not agree, whoever reads the rule sees it.
    """
    script = files("thrive_rules.checks").joinpath("review_form.js").read_text("utf-8")
    look = files("thrive_rules.checks").joinpath("review_form.css").read_text("utf-8")
    header = rules.header
    data = {
        "rule_base": {"id": header.id, "version": header.version, "digest": rules.digest},
        "rules": {each.rule.id: digest_of_rule(each.rule) for each in shown},
    }
    body = "\n".join(
        (
            f"<h1>Review the rules: {_text(header.id)} {_text(header.version)}</h1>",
            *(f"<p>{_text(line)}</p>" for line in (*_INTRO[pack], _KEPT)),
            _about_you(pack),
            *(
                _rule(each, f"{number} of {len(shown)}", rules, pack, reviews or Reviews(()))
                for number, each in enumerate(shown, 1)
            ),
            '<section aria-labelledby="save"><h2 id="save">Save your answers</h2>'
            "<p>Send the saved file to whoever asked you. They keep it beside the rules.</p>"
            '<button type="button" id="save-answers">Save my answers</button>'
            '<p id="said" role="status"></p></section>',
            f'<footer><p class="quiet">{_text(header.id)} {_text(header.version)}, {_text(rules.digest)}. '
            f"Status: {_text(header.status)}. Look at the rules again by {header.review_by}.</p></footer>",
            f'<script type="application/json" id="rules-in-review">{json_in_html(data)}</script>',
        )
    )
    return html_document(f"Review the rules: {header.id}", look, body, script)


def _about_you(pack: Pack) -> str:
    roles = "".join(
        f'<option value="{role}"{" selected" if role is pack.role else ""}>{label}</option>'
        for role, label in ROLES.items()
    )
    return (
        '<section aria-labelledby="you"><h2 id="you">About you</h2>'
        f'<p><label for="role">I review as</label> <select id="role">{roles}</select></p>'
        '<p><label for="date">Date</label> <input type="date" id="date" required></p>'
        '<p><label for="open">Go on with answers that you saved before</label> '
        '<input type="file" id="open" accept=".json,application/json"></p>'
        '<p id="progress" role="status"></p></section>'
    )


def _rule(each: RuleInReview, place: str, rules: RuleBase, pack: Pack, reviews: Reviews) -> str:
    number = place.split()[0]
    parts = [
        f'<h2 id="rule-{number}">Rule {place}</h2>',
        # A name for whoever writes rules: some hold words that no page says to young people or their parents.
        *([f'<p class="quiet">{_text(each.rule.id)}</p>'] if pack is Pack.CLINICIANS else []),
        rule_in_words(each, rules, pack, reviews),
        _form(number),
    ]
    inner = "\n".join(parts)
    name = f'data-rule="{_text(each.rule.id)}" aria-labelledby="rule-{number}"'
    return f'<section class="rule" {name}>\n{inner}\n</section>'


def rule_in_words(each: RuleInReview, rules: RuleBase, pack: Pack, reviews: Reviews) -> str:
    """What a rule says and rests on, as HTML under headings of the third level."""
    rule, reader = each.rule, pack.reader
    parts = [
        f"<h3>When it speaks</h3><ul>{_tree(in_words(rule.when, rules, reader))}</ul>",
        f"<h3>What it then does</h3><p>{_text(_effect(rule, rules, reader))}</p>",
        *_says(rule, pack),
    ]
    if pack is Pack.CLINICIANS:
        parts += [*_shortest(each, rules), *_sources(rule, rules), *_cases(each)]
        parts.append(f"<h3>Without this rule</h3>{_list(_taken_away(each, rules))}")
    if disagreeing := reviews.disagreement(rule.id):
        lines = [
            f"{ROLES[r.role]}, {r.date}: {r.answer.answer}. {r.answer.comment}".strip() for r in disagreeing
        ]
        parts.append(f"<h3>Somebody did not agree</h3>{_list(lines)}")
    return "\n".join(parts)


def _effect(rule: Rule, rules: RuleBase, reader: Reader) -> str:
    match rule:
        case Establishes():
            return f"It says what is needed: {rules.need[rule.establishes].statement.to(reader)}"
        case ArguesFor() | ArguesAgainst():
            speaks = "for" if isinstance(rule, ArguesFor) else "against"
            voice = rules.wording.voices[rule.voice].to(reader)
            return f"It speaks {speaks} {rules.words_for[rule.grouping].name}. Whose reason it is: {voice}."
        case Prompts():
            heading = rules.wording.prompts[rule.prompts].to(reader)
            return f"It adds a line to the conversation, under “{heading}”. It moves no grouping."
        case _:
            assert_never(rule)


def _says(rule: Rule, pack: Pack) -> Iterator[str]:
    brief = None if isinstance(rule, Establishes) else rule.brief
    # Words for a practitioner are no words for a parent: they speak of conditions and of how bad things are.
    if pack is not Pack.CLINICIANS:
        text = _text(rule.words.to(pack.reader))
        yield f"<h3>What it says to you</h3><blockquote><p>{text}</p></blockquote>"
        if brief:
            yield f"<p>In a few words: {_text(brief.to(pack.reader))}</p>"
        return
    people_by_text: dict[tuple[str, str], list[str]] = {}
    for reader in Reader:
        who = "to somebody else" if reader is Reader.OTHER else f"to a {reader.replace('_', ' ')}"
        if text := rule.words.to(reader):
            people_by_text.setdefault((text, brief.to(reader) if brief else ""), []).append(who)
    in_brief = {few for _, few in people_by_text}
    yield "<h3>What it says</h3><dl>"
    for (text, few), people in people_by_text.items():  # what several read stands once
        yield f"<dt>{_text(' and '.join(people).capitalize())}</dt><dd>{_text(text)}</dd>"
        if few and len(in_brief) > 1:
            yield f"<dd>In a few words: {_text(few)}</dd>"
    yield "</dl>"
    if brief and len(in_brief) == 1:
        yield f"<p>In a few words: {_text(*in_brief)}</p>"


def _shortest(each: RuleInReview, rules: RuleBase) -> Iterator[str]:
    yield "<h3>The fewest answers that make it speak</h3>"
    if each.shortest is None:
        yield "<p>No few answers do.</p>"
    elif each.shortest:
        reader = Pack.CLINICIANS.reader
        yield _list(answer_in_words(fact, (value,), rules, reader) for fact, value in each.shortest.items())
    else:
        yield "<p>None: it speaks where nothing is known.</p>"


def _sources(rule: Rule, rules: RuleBase) -> Iterator[str]:
    yield "<h3>What it rests on</h3>"
    if rule.illustrative:
        yield "<p>No source says this. It is an illustration.</p>"
        return
    lines = []
    for name in rule.sources:
        source, passage = name.split("/")
        found = rules.source[source]
        cited = found.passages[passage]
        text = f"“{cited.text}”" if cited.quoted else cited.text
        place = f"{found.citation} {found.address} (passage: {passage})"
        lines.append(f"{text} {place}")
    yield _list(lines)


def _cases(each: RuleInReview) -> Iterator[str]:
    yield "<h3>Worked cases in which it speaks</h3>"
    yield _list(each.cases) if each.cases else "<p>None.</p>"


def _taken_away(each: RuleInReview, rules: RuleBase) -> Iterator[str]:
    if isinstance(each.rule, Prompts):
        yield "This line would not come. No grouping would move."
        return
    if each.needed_by:
        yield "Nothing else says that this is needed. These rules could then never speak: " + ", ".join(
            each.needed_by
        )
        return
    for moved in each.moved:
        yield _moved(moved, rules)
    if not each.moved:
        what = "No grouping would come or go in the shortest case, nor in a worked case."
        yield what + ("" if isinstance(each.rule, Establishes) else " The reason would be missing.")


def _moved(moved: Loss, rules: RuleBase) -> str:
    names = ", ".join(rules.words_for[grouping].name for grouping in moved.groupings)
    where = f"In the worked case “{moved.name}”" if moved.name else "With the fewest answers"
    return f"{where}, nothing would put forward {names}."


def _form(number: str) -> str:
    name = f"rule-{number}-answer"
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"> {label}</label>'
        for value, label in _OPINIONS
    )
    return (
        f"<fieldset><legend>What do you say of rule {number}?</legend>{choices}"
        f'<p><label for="comment-{number}">Why, or what to change</label>'
        f'<textarea id="comment-{number}" rows="2"></textarea></p></fieldset>'
    )


def _tree(sentence: Sentence) -> str:
    under = f"<ul>{''.join(map(_tree, sentence.under))}</ul>" if sentence.under else ""
    return f"<li>{_text(sentence.text)}{under}</li>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</ul>"


def _text(text: str) -> str:
    return escape(readable(text))
