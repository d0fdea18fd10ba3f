"""What one file of a rule base may say, as its JSON Schema."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StrictStr,
    model_serializer,
    model_validator,
)

from thrive_rules.cases.case import Frozen, ListOf
from thrive_rules.documents.file_format import FileFormat, refuse
from thrive_rules.language.conditions import condition_schema
from thrive_rules.language.options import Option, Programme
from thrive_rules.language.review import ReviewRole
from thrive_rules.language.rule import RULE_KINDS, Rule, UrgentKind
from thrive_rules.language.wording import (
    GROUPS_OF_WORDS,
    Distinction,
    FactWords,
    GroupingWords,
    Need,
    PartOfWording,
    Unread,
    UrgentWords,
)
from thrive_rules.language.words import Id, Source, Text

RULE_FORMAT: Literal[2] = 2
"""The newest format of a rule file."""

TEACHING: Literal["teaching counterexample"] = "teaching counterexample"
"""The status of a rule base that shows what not to do. It loads only for study, and no suggestion comes of it."""
RuleBaseStatus = Literal["not clinically reviewed", "clinically reviewed", "teaching counterexample"]


class Header(Frozen):
    """What a rule base is for, what it is not for, and how far it has been reviewed."""

    id: Id
    """A name of its own: suggestions, decisions and reviews name the rules by it."""
    version: Annotated[StrictStr, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    """Its own version, which has nothing to do with that of the package."""
    status: RuleBaseStatus
    """What its authors say of it. Whether a page says `reviewed` follows from the reviews beside the rules alone."""
    review_by: date
    """The date by which people look at the rule base again."""
    review_roles: ListOf[ReviewRole] = ()
    """The roles that are to agree to every rule before the rule base is reviewed; without any, it never is."""
    purpose: Text
    """What it is for."""
    use: Text
    """How to use it."""
    misuse: Text
    """What not to use it for."""

    @model_serializer(mode="wrap")
    def _leave_out_absent(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        # The digest of rules that state no roles stays what it was.
        return {key: value for key, value in dump(self).items() if key != "review_roles" or value}


NEW_IN_2 = (
    "rule_base.review_roles",
    "unread",
    *(f"urgent.{kind}.{key}" for kind in UrgentKind for key in UrgentWords.model_fields),
)
"""The keys of a rule file that came with format 2."""


class RuleFile(Frozen):
    """What one file of a rule base may say. The files of a directory are read together, in any order."""

    format: Literal[1, 2]
    """The version of this file format."""
    rule_base: Header | None = None
    """Purpose, status and version; once."""
    over: Literal["thrive"] | None = None
    """For a local overlay: the rule base that ships, of which everything stands that the overlay does not say anew."""
    takes: ListOf[
        Literal["groupings", "distinctions", "urgent", "wording", "facts", "options", "programmes"]
    ] = ()
    """Sections of which every part that this rule base does not say itself comes from the one that ships."""
    groupings: ListOf[GroupingWords] = ()
    """The words for a grouping; all five."""
    distinctions: ListOf[Distinction] = ()
    """Two groupings side by side; as many as help."""
    urgent: dict[UrgentKind, UrgentWords] = Field(default_factory=dict)
    """The urgent notices; both kinds."""
    wording: PartOfWording | None = None
    """Headings and the sentences between them; once."""
    facts: ListOf[FactWords] = ()
    """The label and the question for a fact; every fact that exists."""
    unread: ListOf[Unread] = ()
    """Facts that no rule reads, on purpose; as many as lint finds."""
    sources: ListOf[Source] = ()
    """Publications and their passages; each once."""
    needs: ListOf[Need] = ()
    """What can be needed; as many as rules establish."""
    rules: ListOf[Rule] = ()
    """Needs, arguments and prompts; as many as help."""
    options: ListOf[Option] = ()
    """Kinds of support to compare; none, or a full range for all five groupings."""
    programmes: ListOf[Programme] = ()
    """Programmes and tools with names of their own; as many as people may hear of."""

    @model_validator(mode="before")
    @classmethod
    def _in_its_format(cls, data: object) -> object:
        if isinstance(data, Mapping) and "format" in data:
            refuse(cls, FileFormat(RULE_FORMAT, NEW_IN_2).wrong(data))
        return data


def rule_file_schema() -> dict[str, Any]:
    """JSON Schema of a rule file, with every fact and its answers, for editors to complete from."""
    schema = RuleFile.model_json_schema()
    for whole in ("Wording", *(group.__name__ for group in GROUPS_OF_WORDS.values())):
        del schema["$defs"][whole]["required"]
    schema["$defs"]["Condition"] = condition_schema()
    for kind in RULE_KINDS.values():
        keys = schema["$defs"][kind.__name__]["properties"]
        keys["when"] = {"$ref": "#/$defs/Condition", "description": keys["when"]["description"]}
    return schema
