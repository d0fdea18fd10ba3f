"""Cases and rule files of an older format, as kinds of file that can be migrated; kept conversations stay."""

from copy import deepcopy
from pathlib import Path
from typing import IO

from thrive_rules.conversations.conversation import MADE_FROM_THE_REST, ConversationFile, load_conversation
from thrive_rules.documents.document import Data, Document, read_document
from thrive_rules.documents.migration import FileKind, Mapped, keys_of, mapped, with_format
from thrive_rules.documents.validation import validate
from thrive_rules.faults import RuleError, ThriveRulesError
from thrive_rules.language.rule_file import RULE_FORMAT, RuleFile
from thrive_rules.reasoning.suggestion import SUGGESTION_FORMAT
from thrive_rules.rulefiles.older import mended
from thrive_rules.rulefiles.rulefile import load_rules
from thrive_rules.severity.case_file import CASE_FORMAT, CaseFile, load_case

_WHY = {
    "takes": ": the texts that came with format 2 come from the rules that ship, and the digest is another one",
    "answered_by": ": everybody is asked about danger and harm (law 16)",
    "voice": ": this reads what its voice alone does not answer (law 18)",
}


def _meaning_of_rules(stream: IO[str]) -> object:
    rules = validate(read_document(stream, RuleError), RuleFile, RuleError)
    return rules.model_copy(update={"format": RULE_FORMAT})


def _rules_in_newest(document: Document) -> Mapped:
    """A file of a rule base in the newest format, with what the directory that it stands in needs of it."""
    new = deepcopy(mapped(document)) | {"format": RULE_FORMAT}
    directory = Path(document.name).parent
    try:
        rules = load_rules(directory, for_study=True)
    except ThriveRulesError:  # a file on its own
        return new
    beneath = {place.split("/")[0] for place in rules.words_beneath} if rules.overlay is None else set[str]()
    for section in sorted(beneath & new.keys(), reverse=True):
        taken = new.get("takes")
        new["takes"] = [*(taken if isinstance(taken, list) else []), section]
    for (section, name), (key, value) in mended(rules).items():
        for part in _parts(new.get(section)):
            if part.get("id") == name:
                part[key] = value
    return new


def _parts(section: Data) -> list[Mapped]:
    return [part for part in section if isinstance(part, dict)] if isinstance(section, list) else []


CASE = FileKind("case", keys_of(CaseFile), CASE_FORMAT, load_case, with_format(CASE_FORMAT))
RULES = FileKind(
    "rule file",
    keys_of(RuleFile),
    RULE_FORMAT,
    _meaning_of_rules,
    _rules_in_newest,
    _WHY,
    keeps_meaning=False,
)
CONVERSATION = FileKind(
    "conversation",
    keys_of(ConversationFile) | {"without_a_case", *MADE_FROM_THE_REST},
    SUGGESTION_FORMAT,
    load_conversation,
    with_format(SUGGESTION_FORMAT),
)
"""Nothing of an older format is read here: it is made anew from its case, as `load_conversation` says."""
