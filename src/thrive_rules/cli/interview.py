"""The questions of `decide`, one after another. Every answer is kept in a draft at once, and none has a default."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

from thrive_rules.cases.case import KINDS_OF_HELP, Competence, FreeText, Frozen, Grouping
from thrive_rules.cases.fields import one_line
from thrive_rules.cli.terminal import ask_until, line, show_page
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.page import Page
from thrive_rules.decisions.decision import (
    DecisionAnswers,
    OwnWords,
    Person,
    Reference,
    Role,
    Status,
    fingerprint_case,
    fingerprint_suggestion,
)
from thrive_rules.decisions.decision_page import Speech
from thrive_rules.documents.document import read_document, write_document
from thrive_rules.documents.fingerprint import Digest
from thrive_rules.documents.output import write_whole
from thrive_rules.documents.validation import validate
from thrive_rules.faults import DecisionError
from thrive_rules.language.words import Words

T = TypeVar("T")
_OWN_WORDS, _REFERENCE = TypeAdapter[str](OwnWords), TypeAdapter[str](Reference)


class DraftFile(Frozen):
    """What a draft says: the answers so far, as typed, and what they are about."""

    draft: Literal[1]
    case: Digest
    suggestion: Digest
    answers: dict[str, FreeText]


class Draft:
    """The answers so far, in a file beside the decision that is to be."""

    def __init__(self, file: Path, conversation: Conversation) -> None:
        """Take up the draft in `file`, or begin one. Raises DecisionError for a draft that cannot be read."""
        self.file = file
        self.about = {
            "case": fingerprint_case(conversation.case),
            "suggestion": fingerprint_suggestion(conversation.suggestion),
        }
        self.answers: dict[str, str] = {}
        self.resumed = file.exists()
        self.changed = False
        if self.resumed:
            found = validate(read_document(file, DecisionError), DraftFile, DecisionError)
            self.answers = dict(found.answers)
            self.changed = self.about != {"case": found.case, "suggestion": found.suggestion}

    def keep(self, key: str, answer: str) -> None:
        """Keep one answer, in the file too."""
        self.answers[key] = answer
        self.save()

    def save(self) -> None:
        """Write the draft, whole."""
        data: dict[str, Any] = {"draft": 1, **self.about, "answers": dict(self.answers)}
        write_whole(
            self.file,
            write_document(data, "A decision that is not finished. `decide` goes on from here."),
            DecisionError,
            private=True,
        )


class Walk:
    """Asks a person everything that a decision can say, from the young person's view to the review."""

    def __init__(self, shown: Page, draft: Draft, said: Speech) -> None:
        self.shown, self.draft, self.said = shown, draft, said
        self.people: list[Person] = []

    def answers(self) -> DecisionAnswers:
        """Walk through all of it. Raises KeyboardInterrupt or EOFError where somebody stops; the draft has the rest."""
        said = self.said
        asked = said.words
        show_page(self.shown.first)
        line(said.say(said.words.ask_how))
        line(said.say(said.words.ask_view_first))
        own: dict[str, Any] = {"words": self.words("view.words", asked.ask_wish)}
        own["wants"] = {
            kind: self.yes_no(
                f"view.wants.{kind}", asked.ask_kind, said.rules.wording.help[kind].to(said.reader)
            )
            for kind in KINDS_OF_HELP
        }
        show_page(self.shown)
        line(said.say(said.words.ask_now_shown))
        data: dict[str, Any] = {
            "decided_on": self.ask("decided_on", said.say(said.words.ask_decided_on), _day, _A_DAY)
        }
        self.people = list(self.participants())
        data["took_part"] = self.people
        alone = Person(role=Role.YOUNG_PERSON)  # their view counts whether or not they were in the room
        own["whose"] = next((person for person in self.people if person.role is Role.YOUNG_PERSON), alone)
        wishes = [own]
        for person in self.people:
            if person == own["whose"]:
                continue
            words = self.words(f"wish.{spell_person(person)}", asked.ask_other_wish, said.person(person))
            wishes.append({"whose": person, "words": words})
        data["agreed"] = self.agreed()
        data["differences"] = []
        by_person = {spell_person(wish["whose"]): wish for wish in wishes}
        for person in self.people:
            agrees = self.yes_no(f"agrees.{spell_person(person)}", asked.ask_agrees, said.person(person))
            by_person[spell_person(person)]["agrees"] = agrees
            if agrees is False:
                words = self.words(
                    f"differs.{spell_person(person)}", asked.ask_difference, said.person(person)
                )
                data["differences"] += [{"whose": person, "words": words}] if words else []
        data["wishes"] = wishes
        data["reasons"] = list(self.statements("reasons", asked.ask_reasons))
        data["set_aside"] = [
            {
                "what": words,
                "why": self.required(f"{key}.why", asked.ask_why),
                "whose": self.whose(f"{key}.whose", asked.ask_whose),
            }
            for key, words in self.listed("set_aside", asked.ask_set_aside)
        ]
        data["plan"] = {
            "lead": self.whose("lead", asked.ask_lead, optional=True),
            "steps": [
                {"what": words, "who": self.whose(f"{key}.who", asked.ask_who)}
                for key, words in self.listed("steps", asked.ask_steps)
            ],
        }
        data["aims"] = [
            self.aim(key, words, data["decided_on"]) for key, words in self.listed("aims", asked.ask_aims)
        ]
        for part, question in (
            ("limits", asked.ask_limits),
            ("costs", asked.ask_costs),
            ("endings", asked.ask_endings),
        ):
            data[part] = list(self.statements(part, question))
        data["consent"] = [
            {
                "whose": person,
                "given": self.yes_no(
                    f"consent.{spell_person(person)}", asked.ask_consent, said.person(person)
                ),
            }
            for person in self.people
        ]
        data["competence"] = self.choice("competence", asked.ask_competence, tuple(Competence), optional=True)
        data["review_on"] = self.day("review_on", asked.ask_review)
        return DecisionAnswers.model_validate(data)

    # THE PARTS

    def participants(self) -> Iterator[Person]:
        """Who took part, until an empty line."""
        seen: set[Person] = set()
        for index in range(100):
            role = self.choice(
                f"took_part.{index}", self.said.words.ask_took_part, tuple(Role), optional=True
            )
            if role is None:
                return
            reference = self.ask(
                f"took_part.{index}.reference",
                self.said.say(self.said.words.ask_reference),
                lambda text: _REFERENCE.validate_python(text) if text.strip() else None,
                "initials or a short reference",
            )
            person = Person(role=Role(role), reference=reference)
            if person not in seen:  # the same role and reference again is the same person
                seen.add(person)
                yield person

    def agreed(self) -> dict[str, Any]:
        """What people agreed: a status and, where they agreed on some, the groupings. Each is typed out."""
        status = self.choice("agreed.status", self.said.words.ask_status, tuple(Status))
        if status != Status.AGREED:
            return {"status": status}
        names = {str(words.id): words.name for words in self.said.rules.groupings}
        known = {**{key: key for key in names}, **{name.casefold(): key for key, name in names.items()}}

        def groupings(text: str) -> list[str]:
            return [known[part.strip().casefold()] for part in text.split(",")]

        shown = "; ".join(f"{grouping} ({names[grouping]})" for grouping in Grouping)
        question = f"{self.said.say(self.said.words.ask_groupings)}\n{shown}"
        return {
            "status": status,
            "groupings": self.ask("agreed.groupings", question, groupings, f"some of {shown}"),
        }

    def statements(self, part: str, question: Words) -> Iterator[dict[str, Any]]:
        """Statements, each with whose it is, until an empty line."""
        for key, words in self.listed(part, question):
            yield {"words": words, "whose": self.whose(f"{key}.whose", self.said.words.ask_whose)}

    def aim(self, key: str, words: str, today: date) -> dict[str, Any]:
        """Everything about one aim."""
        whose = self.whose(f"{key}.whose", self.said.words.ask_whose)
        found: dict[str, Any] = {
            "words": words,
            "whose": whose,
            "success": self.words(f"{key}.success", self.said.words.ask_success),
            "likely": self.words(f"{key}.likely", self.said.words.ask_likely),
            "by": self.day(f"{key}.by", self.said.words.ask_by),
            "if_not": self.words(f"{key}.if_not", self.said.words.ask_if_not),
        }
        rating = self.ask(
            f"{key}.rating", self.said.say(self.said.words.ask_rating), _rating, "a whole number from 0 to 10"
        )
        found["ratings"] = [] if rating is None else [{"on": today, "rating": rating, "whose": whose}]
        return found

    # ONE QUESTION

    def ask(self, key: str, question: str, understand: Callable[[str], T], expected: str) -> T:
        """One answer, from the draft or the person, asked for again until it is understood."""
        if key in self.draft.answers:
            try:
                return understand(self.draft.answers[key])
            except (ValueError, KeyError):
                pass  # a draft that somebody changed by hand: ask again
        text, found = ask_until(question, understand, expected)
        self.draft.keep(key, text)
        return found

    def words(self, key: str, question: Words, about: str = "") -> str | None:
        """Somebody's words, or none."""
        return self.ask(key, self._question(question, about), _words, "text without control characters")

    def required(self, key: str, question: Words) -> str:
        """Somebody's words, and at least one of them."""
        return self.ask(key, self.said.say(question), _OWN_WORDS.validate_python, "some words")

    def listed(self, part: str, question: Words) -> Iterator[tuple[str, str]]:
        """Words after words, each with its key, until an empty line."""
        for index in range(1000):
            key = f"{part}.{index}"
            words = self.words(key, question)
            if words is None:
                return
            yield key, words

    def yes_no(self, key: str, question: Words, about: str) -> bool | None:
        """Yes, no or not known. It has to be typed: nothing stands for an answer."""
        answers = {"y": True, "yes": True, "n": False, "no": False, "?": None}
        text = f"{self._question(question, about)} (yes, no, ?)"
        return self.ask(key, text, lambda said: answers[said.strip().lower()], "yes, no or ?")

    def choice(
        self, key: str, question: Words, among: Sequence[str], *, optional: bool = False
    ) -> str | None:
        """One of a closed list, typed out."""
        names = ", ".join(among)
        known: dict[str, str | None] = {name: name for name in among} | ({"": None} if optional else {})
        text = f"{self.said.say(question)}\n{names}"
        return self.ask(
            key, text, lambda said: known[said.strip().lower().replace(" ", "_")], f"one of {names}"
        )

    def day(self, key: str, question: Words) -> date | None:
        """A day, or none."""
        return self.ask(
            key, self.said.say(question), lambda text: _day(text) if text.strip() else None, _A_DAY
        )

    def whose(self, key: str, question: Words, *, optional: bool = False) -> Person | None:
        """A person: a role, with the reference where several share it."""
        known: dict[str, Person | None] = {spell_person(person): person for person in self.people}
        for role in Role:
            of_role = [person for person in self.people if person.role is role]
            if len(of_role) < 2:
                known[role] = of_role[0] if of_role else Person(role=role)
        names = ", ".join(known)
        text = f"{self.said.say(question)}\n{names}"
        return self.ask(
            key,
            text,
            lambda said: None if optional and not said.strip() else known[_folded(said, known)],
            f"one of {names}",
        )

    def _question(self, question: Words, about: str) -> str:
        return f"{self.said.say(question)}: {about}" if about else self.said.say(question)


_A_DAY = "a day such as 2027-06-30"


def spell_person(person: Person) -> str:
    """A person as people type them: the role, then the reference."""
    return f"{person.role} {person.reference}" if person.reference else str(person.role)


def _folded(text: str, known: dict[str, Person | None]) -> str:
    typed = one_line(text)
    return typed if typed in known else typed.lower().replace(" ", "_")


def _words(text: str) -> str | None:
    return _OWN_WORDS.validate_python(text.strip()) if text.strip() else None


def _day(text: str) -> date:
    return date.fromisoformat(text.strip())


def _rating(text: str) -> int | None:
    if not text.strip():
        return None
    rating = int(text)
    if not 0 <= rating <= 10:
        raise ValueError
    return rating
