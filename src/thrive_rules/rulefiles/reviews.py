"""Reviews beside the rules: the answers that people saved, whole, and which of them are of the rules as they stand.

An answers file is kept as it was saved. An answer counts as long as its rule is what it was, so that a change to one
rule withdraws the reviews of that rule and no others. Who vouches for a reviewer is the history of the repository: a
file can say any role.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import StrictStr

from thrive_rules.cases.fields import FreeText, Frozen, SomeOf
from thrive_rules.cases.sharing import Day
from thrive_rules.documents.document import Document, read_document
from thrive_rules.documents.fingerprint import Digest, fingerprint
from thrive_rules.documents.output import write_whole
from thrive_rules.documents.validation import validate
from thrive_rules.faults import Fault, RuleError
from thrive_rules.language.review import REVIEWS, Opinion, ReviewRole
from thrive_rules.language.rule import Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Id


class RulesReviewed(Frozen):
    """Which rule base somebody had before them."""

    id: Id
    version: StrictStr
    digest: Digest


class ReviewAnswer(Frozen):
    """What somebody says of one rule."""

    rule: Id
    digest: Digest
    """The hash of the rule as it stood when it was reviewed."""
    answer: Opinion
    comment: FreeText = ""


class AnswersFile(Frozen):
    """What one person said of some rules, as the page for reviewers saves it."""

    format: Literal[1]
    rule_base: RulesReviewed
    role: ReviewRole
    date: Day
    answers: SomeOf[ReviewAnswer]
    digest: Digest | None = None
    """The hash of all the rest: it finds a file that was cut short or changed. It is no signature."""


@dataclass(frozen=True, slots=True)
class RuleReview:
    """One answer that stands beside the rules, and where."""

    file: str
    role: ReviewRole
    date: Day
    answer: ReviewAnswer
    counts: bool
    """Whether the rule is what it was: an answer about an older one is kept, and no longer counts."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """Every answer that stands beside a rule base, and every file there that cannot be read."""

    found: tuple[RuleReview, ...]
    unreadable: tuple[Fault, ...] = ()

    def of(self, rule: str) -> tuple[RuleReview, ...]:
        """What was said of one rule as it stands, the oldest first."""
        return tuple(review for review in self.found if review.counts and review.answer.rule == rule)

    def agreed(self, rule: str, role: ReviewRole) -> bool:
        """Whether people in a role agree: the newest day on which any of them agreed or asked for a change decides,
        and a change asked for on that day stands.
        """
        said = [
            each for each in self.of(rule) if each.role is role and each.answer.answer is not Opinion.UNSURE
        ]
        newest = max((each.date for each in said), default=None)
        latest = {each.answer.answer for each in said if each.date == newest}
        return latest == {Opinion.AGREE}

    def disagreement(self, rule: str) -> tuple[RuleReview, ...]:
        """Every answer about a rule as it stands that does not agree. It is kept, whatever others say later."""
        return tuple(each for each in self.of(rule) if each.answer.answer is not Opinion.AGREE)


def digest_of_rule(rule: Rule) -> str:
    """The hash of all that one rule says, its meaning and its wording: another rule that changes does not change it."""
    return fingerprint(rule.model_dump(mode="json"))


def read_answers(file: Path, rules: RuleBase) -> AnswersFile:
    """An answers file about these rules.

    Raises RuleError, with the place of each fault, where it is none, is of another rule base, names a rule that is not
    there, answers one rule twice, or was changed after it was saved.
    """
    document = read_document(file, RuleError)
    answers = validate(document, AnswersFile, RuleError)
    if faults := list(_faults(document, answers, rules)):
        raise RuleError(faults)
    return answers


def _faults(document: Document, answers: AnswersFile, rules: RuleBase) -> Iterator[Fault]:
    if answers.digest is not None and answers.digest != digest_of_answers(document):
        problem = "the content is not what was saved: the file was cut short or changed; save it again from the page"
        yield document.fault(("digest",), problem)
    if answers.rule_base.id != rules.header.id:
        yield document.fault(
            ("rule_base", "id"), f"these are answers about another rule base than {rules.header.id}"
        )
    seen: set[str] = set()
    for index, answer in enumerate(answers.answers):
        if answer.rule not in rules.rule:
            yield document.fault(
                ("answers", index, "rule"), "there is no such rule; it may have been taken away"
            )
        if answer.rule in seen:
            yield document.fault(("answers", index, "rule"), "this rule is answered twice; keep one answer")
        seen.add(answer.rule)


def digest_of_answers(document: Document) -> str:
    """The hash of what an answers file says beside its own digest, as the page for reviewers works it out."""
    data = document.data if isinstance(document.data, dict) else {}
    return fingerprint({key: value for key, value in data.items() if key != "digest"})


def keep_answers(
    file: Path, directory: Path, rules: RuleBase, *, dry_run: bool = False
) -> tuple[Path, tuple[RuleReview, ...]]:
    """Keep an answers file beside the rules, whole, and say where, and what came of each of its answers.

    The same file gets the same name, so that it is kept once. With `dry_run`, nothing is written. Raises RuleError as
    `read_answers` does.
    """
    answers = read_answers(file, rules)
    text = answers.model_dump_json(indent=2, exclude_none=True) + "\n"
    name = f"{answers.date}-{answers.role}-{fingerprint(answers.model_dump(mode='json'))[7:19]}.json"
    kept = directory / REVIEWS / name
    if not dry_run:
        write_whole(kept, text, RuleError)
    return kept, tuple(_reviews(str(kept), answers, rules))


def reviews_beside(directory: Path, rules: RuleBase) -> Reviews:
    """Every answer that stands beside rules. A file that cannot be read counts for nothing; its faults are listed."""
    found: list[RuleReview] = []
    unreadable: list[Fault] = []
    for file in sorted((directory / REVIEWS).glob("*.json")):
        try:
            document = read_document(file, RuleError)
            answers = validate(document, AnswersFile, RuleError)
            changed = [
                each for each in _faults(document, answers, rules) if each.path in ("digest", "rule_base.id")
            ]
            if changed:
                raise RuleError(changed)
        except RuleError as error:
            unreadable.extend(error.faults)
        else:
            found.extend(_reviews(str(file), answers, rules))
    found.sort(key=lambda review: (review.date, review.role, review.file))
    return Reviews(tuple(found), tuple(unreadable))


def _reviews(file: str, answers: AnswersFile, rules: RuleBase) -> Iterator[RuleReview]:
    for answer in answers.answers:
        rule = rules.rule.get(answer.rule)
        counts = rule is not None and digest_of_rule(rule) == answer.digest
        yield RuleReview(file, answers.role, answers.date, answer, counts)


def missing_reviews(
    rules: RuleBase, reviews: Reviews, roles: Iterable[ReviewRole]
) -> tuple[tuple[str, ReviewRole], ...]:
    """Every rule, and each role in which nobody has agreed to it as it stands."""
    stated = tuple(roles)
    return tuple(
        (rule.id, role) for rule in rules.rules for role in stated if not reviews.agreed(rule.id, role)
    )


def is_reviewed(rules: RuleBase, directory: Path, beneath: Path) -> bool:
    """Whether every role that a rule base states has agreed to every rule as it stands.

    The rules that an overlay takes over were reviewed where they stand: `beneath` is the directory of those.
    """
    roles = rules.header.review_roles
    if not roles:
        return False
    directories = (directory, beneath) if rules.overlay else (directory,)
    found = Reviews(tuple(each for place in directories for each in reviews_beside(place, rules).found))
    return bool(found.found) and not missing_reviews(rules, found, roles)
