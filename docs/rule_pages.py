"""A page for each rule that ships: what it says and rests on, who has reviewed it, and what is proved of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from thrive_rules.cases.case import Grouping
from thrive_rules.checks.review import RuleInReview, rules_in_review
from thrive_rules.checks.review_form import ROLES, rule_in_words
from thrive_rules.checks.worked import load_worked_cases
from thrive_rules.language.conditions import facts_read, needs_read
from thrive_rules.language.review import Pack
from thrive_rules.language.rule import ArguesAgainst, ArguesFor, Deciding, Establishes, Prompts, Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.claims import (
    Adds,
    BringsIn,
    Claim,
    Keeps,
    LeavesNobodyOut,
    NeverReads,
    OnlyWhere,
    Raises,
    SpokenAgainst,
)
from thrive_rules.reasoning.laws import LAW
from thrive_rules.rulefiles.certificate import CERTIFICATE_FILE, Certificate, load_certificate, which_rules
from thrive_rules.rulefiles.reviews import Reviews, reviews_beside

FOLDER = "reference/rules"
SAYS = "../../docs/what-a-proof-says.md"
QUESTIONS = "../../docs/checks.md#what-verify-asks"


def pages(rules: RuleBase, directory: Path) -> dict[str, str]:
    """The page of each rule, and one that lists them by what they do, by their places on the site."""
    reviews = reviews_beside(directory, rules)
    certificate = load_certificate(directory / CERTIFICATE_FILE)
    worked = [each for _, each in load_worked_cases(directory / "cases")]
    found = {
        f"{FOLDER}/{each.rule.id}.md": "\n".join(_page(each, rules, reviews, certificate))
        for each in rules_in_review(rules, worked)
    }
    return {f"{FOLDER}/index.md": "\n".join(_index(rules, certificate)), **found}


def _index(rules: RuleBase, certificate: Certificate) -> Iterator[str]:
    reviewed = (
        "Every stated role has agreed to each of them."
        if rules.reviewed
        else "**Nobody has clinically reviewed them.**"
    )
    yield f"# Rules\n\nThe {len(rules.rules)} rules of `{rules.header.id}` {rules.header.version}, a page for each."
    yield f"{reviewed}\n"
    yield f"Digest: `{rules.digest}`. Certificate: `{certificate.id}`.\n"
    listed: dict[str, list[Rule]] = {
        "Rules that establish a need": [rule for rule in rules.deciding if isinstance(rule, Establishes)]
    }
    for grouping, words in rules.words_for.items():
        listed[f"For {words.name}"] = list(rules.arguing_for[grouping])
        listed[f"Against {words.name}"] = list(rules.arguing_against[grouping])
    listed["Prompts for the conversation"] = list(rules.prompting)
    for heading, some in listed.items():
        if some:
            yield f"## {heading}\n"
            yield from (f"- [{rule.id}]({rule.id}.md): {rule.words.practitioner}" for rule in some)
            yield ""


def _page(each: RuleInReview, rules: RuleBase, reviews: Reviews, certificate: Certificate) -> Iterator[str]:
    rule = each.rule
    # The list of rules leads to each page; so many in the contents beside every page would hide the rest.
    yield f"---\norphan: true\n---\n\n# {rule.id}\n"
    yield f"A rule of [`{rules.header.id}`](index.md) {rules.header.version}.\n"
    yield f"## The rule\n\n```{{raw}} html\n{rule_in_words(each, rules, Pack.CLINICIANS, reviews)}\n```\n"
    if rule.sources:
        sources = dict.fromkeys(name.split("/")[0] for name in rule.sources)
        links = ", ".join(f"[{source}](../sources.md#{source})" for source in sources)
        yield f"Sources, with all that rests on them: {links}.\n"
    yield "[Every worked case](../cases.md), with what it shows.\n"
    yield "## Who has reviewed it\n"
    yield "| Role | Agrees to it as it stands |\n|---|---|"
    for role in rules.header.review_roles:
        yield f"| {ROLES[role]} | {'yes' if reviews.agreed(rule.id, role) else 'not yet'} |"
    if not reviews.of(rule.id):
        yield "\nNobody has said anything about it so far."
    yield "\n## What is proved\n\nEach sentence is about all rules together, and this rule has a part in it."
    yield f"Read [what a proof says, and what it does not]({SAYS}).\n"
    if certificate.rule_base != which_rules(rules):
        yield "The certificate beside the rules is about other rules. It proves nothing of this one."
        return
    yield "| Question | What is to hold | What came of it |\n|---|---|---|"
    for answer in certificate.answers:
        if _has_a_part(answer.question, rule, rules):
            yield f"| [`{answer.question}`]({QUESTIONS}) | {answer.asks} | {answer.conclusion} |"


def _has_a_part(question: str, rule: Deciding | Prompts, rules: RuleBase) -> bool:
    """Whether another condition or effect of this rule could change the answer to a question."""
    if law := LAW.get(question):
        return any(_is_about(claim, rule, rules) for claim in law.claims)
    return question in ("dead_rules", "compiled_as_written") or isinstance(rule, Deciding)


def _is_about(claim: Claim, rule: Deciding | Prompts, rules: RuleBase) -> bool:
    brought_in = _brought_in(rule, rules)
    match claim:
        case NeverReads():
            return not isinstance(rule, Prompts) and claim.is_about(rule)
        case OnlyWhere(grouping):
            return grouping in brought_in
        case BringsIn(_, groupings):
            return not brought_in.isdisjoint(groupings)
        case Raises(_, kind):
            # A prompt that reads no such fact is raised too where it reads a candidate that the fact brings in.
            return isinstance(rule, Prompts) and rule.prompts is kind
        case Adds(_, fact):
            return fact in facts_read(rule.when) or bool(brought_in)
        case Keeps(voice):
            return isinstance(rule, ArguesFor | ArguesAgainst) and rule.voice is voice
        case SpokenAgainst(grouping):
            return grouping in brought_in or (isinstance(rule, ArguesAgainst) and rule.grouping is grouping)
        case LeavesNobodyOut():
            return bool(brought_in)
        case _:
            assert_never(claim)


def _brought_in(rule: Deciding | Prompts, rules: RuleBase) -> set[Grouping]:
    """The groupings that a rule can bring in, by itself or through the need that it establishes."""
    match rule:
        case ArguesFor():
            return {rule.grouping}
        case Establishes():
            arguing = (each for some in rules.arguing_for.values() for each in some)
            return {each.grouping for each in arguing if rule.establishes in needs_read(each.when)}
        case ArguesAgainst() | Prompts():
            return set()
        case _:
            assert_never(rule)
