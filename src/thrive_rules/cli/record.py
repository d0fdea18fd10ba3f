"""The case file that `ask` writes: whole after every answer, and never over what somebody else has changed."""

import os
from collections.abc import Collection, Iterable
from pathlib import Path

from thrive_rules.cases.case import Case
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.offer import Offer, Tick, as_if_not_offered, with_ticks, with_words
from thrive_rules.conversations.reply import (
    Reply,
    kept_private,
    own_part,
    with_asked,
    with_reply,
    with_view_of,
)
from thrive_rules.documents.output import refuse_taken, write_whole
from thrive_rules.faults import CaseError, Code, Fault
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.severity.audience import Audience, Member
from thrive_rules.severity.case_file import PLACEHOLDER, case_text
from thrive_rules.severity.seen import as_seen_by
from thrive_rules.severity.severity import Severity


class Record:
    """The case that one person answers for: whole, as they see it, and in its file after every answer."""

    def __init__(self, file: Path, case: Case, severity: Severity, audience: Audience) -> None:
        """Take up a case; where `file` is there, the case is what it says."""
        self.file, self.severity, self.person = file, severity, audience.people[0]
        self.whole = with_view_of(case, self.person)
        seen = as_seen_by(self.whole, severity, audience)
        # Who may see nothing of a case has said what they said all the same, and is not asked for it twice.
        self.mine = own_part(self.whole, self.person) if seen.without_a_case else seen.case
        # Of what is recorded and hidden from them, they change nothing: it is kept that they were asked.
        hidden = self.whole.facts.keys() - self.mine.facts.keys()
        self._hidden = {fact for fact in hidden if FACTS[fact].voice != self.person.kind} - {*ASKED_FIRST}
        self._ticked = {fact for fact in hidden if self.whole.facts[fact] is True}
        self._stands = self._text()

    def reply(self, fact: str, reply: Reply | None) -> None:
        """Keep a reply; with None, take back what was replied."""
        if fact in self._hidden:
            self.whole = with_asked(self.whole, self.person, fact, reply is not None)
        else:
            self.whole = with_reply(self.whole, self.person, fact, reply)
        self.mine = with_reply(self.mine, self.person, fact, reply)
        if self.whole.presentation.safety_concern and not self.whole.presentation.safety_narrative:
            self.put_into_words(
                PLACEHOLDER
            )  # until somebody does; a file needs words, and the concern is kept at once
        self.save()

    def add(self, offer: Offer, entry: str | Collection[Tick] | None) -> None:
        """Keep own words, or ticks, at an offer; with None, as if it had not been made."""
        self.mine = _with_entry(self.mine, self.person, offer, entry)
        theirs = tuple(tick for tick in offer.ticks if tick.fact not in self._ticked)
        if theirs or not offer.ticks:
            self.whole = _with_entry(
                self.whole, self.person, offer.model_copy(update={"ticks": theirs}), entry
            )
        for tick in {*offer.ticks} - {*theirs}:  # hidden from them, and not theirs to take back
            self.whole = with_asked(self.whole, self.person, tick.fact, was_asked=entry is not None)
        self.save()

    def keep_private(self, facts: Iterable[str]) -> None:
        """Keep these answers, or what stands at these paths, for this person and the practitioner."""
        self.whole = kept_private(self.whole, self.person, tuple(facts))
        self.save()

    def put_into_words(self, words: str) -> None:
        """For the practitioner who keeps the record: the safety concern in words."""
        in_words = self.whole.presentation.model_copy(update={"safety_narrative": words})
        self.whole = self.mine = self.whole.model_copy(update={"presentation": in_words})
        self.save()

    @property
    def is_kept(self) -> bool:
        """Whether anything stands in the file."""
        return self._stands is not None

    def save(self) -> None:
        """Write the file, whole. Raises CaseError where it cannot be written, or where somebody else changed it."""
        text = case_text(self.whole, self.severity)
        if text == self._stands:
            return
        if self._text() != self._stands:
            problem = "somebody else has changed this file meanwhile, so the last answer is not in it; go on from it"
            raise CaseError([Fault(str(self.file), None, "", problem, Code.UNWRITABLE)])
        write_whole(self.file, text, CaseError, private=True, new=self._stands is None)
        self._stands = text

    def _text(self) -> str | None:
        return self.file.read_text(encoding="utf-8") if self.file.exists() else None


def _with_entry(case: Case, person: Member, offer: Offer, entry: str | Collection[Tick] | None) -> Case:
    match entry:
        case None:
            return as_if_not_offered(case, person, offer)
        case str():
            return with_words(case, person, offer.name, entry)
        case _:
            return with_ticks(case, person, offer.ticks, [tick for tick in entry if tick in offer.ticks])


def file_for(out: Path | None, case_file: Path | None, case: Case, severity: Severity) -> Path:
    """The file that a conversation goes into: a new one, or the one that it goes on from.

    Raises CaseError, before anything is asked, where it would write over something else, or cannot write.
    """
    file = out or case_file or Path("case.yaml")
    goes_on = case_file is not None and file.resolve() == case_file.resolve()
    problem = ""
    if not goes_on:
        refuse_taken(file, CaseError, "to go on from it, name it with --case")
    if goes_on and file.read_text(encoding="utf-8", errors="replace") != case_text(case, severity):
        problem = (
            "more than answers stands here, such as comments, which would be lost; name a new file as OUT"
        )
    elif file.suffix.lower() not in (".yaml", ".yml"):
        problem = "a case is written as YAML; give it a name that ends in .yaml"
    else:
        above = next(each for each in file.resolve().parents if each.exists())
        if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
            problem = "this cannot be written: nothing can be put into this directory"
    if problem:
        raise CaseError([Fault(str(file), None, "", problem, Code.UNWRITABLE)])
    return file
