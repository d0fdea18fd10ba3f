"""The command `schema`, and what it prints: the shape of every file that goes in or comes out."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from thrive_rules.cli.terminal import print_json


class SchemaOption(StrEnum):
    """What a schema can be asked of."""

    CASE = "case"
    SUGGESTION = "suggestion"
    RULES = "rules"
    WORKED = "worked"
    COHORT = "cohort"
    DECISION = "decision"
    PROVENANCE = "provenance"
    MAPPING = "mapping"
    TABLE = "table"
    RUN = "run"


def schema_command(
    of: Annotated[SchemaOption, typer.Argument(metavar="KIND", help="What to describe.")],
) -> None:
    """Print the JSON Schema of a kind of file.

    A case, what `suggest` prints (a kept conversation has the schema of `suggestion`), a rule file, a worked case, a
    row of a cohort, where its answers come from, how an extract becomes one, a decision, or rules as a table.
    """
    print_json(schema(of))


def schema(of: SchemaOption) -> dict[str, Any]:
    """The JSON Schema of one kind of file that goes in or comes out."""
    match of:
        case SchemaOption.CASE:
            from thrive_rules.severity.case_file import CaseFile

            found = CaseFile.model_json_schema()
        case SchemaOption.SUGGESTION:
            from thrive_rules.conversations.conversation import ConversationFile
            from thrive_rules.conversations.what_if import WhatIf
            from thrive_rules.language.words import Reader

            found = ConversationFile.model_json_schema(mode="serialization")
            found["properties"]["reading"] = {
                "description": "The text for one reader, where --reader was given with --json.",
                "type": "object",
                "properties": {"reader": {"enum": list(Reader)}, "text": {"type": "string"}},
                "required": ["reader", "text"],
            }
            found["properties"]["without_a_case"] = {
                "description": "True on the page that is about no case. Nothing else stands beside it then.",
                "const": True,
            }
            whole = {"required": found.pop("required"), "not": {"required": ["without_a_case"]}}
            found["oneOf"] = [whole, {"required": ["without_a_case"], "maxProperties": 1}]
            changes = WhatIf.model_json_schema(mode="serialization")
            found["$defs"] |= changes.pop("$defs")
            found["properties"]["what_if"] = changes | {
                "description": "What would change one grouping, where --what-if was given with --json."
            }
        case SchemaOption.RULES:
            from thrive_rules.language.rule_file import rule_file_schema

            found = rule_file_schema()
        case SchemaOption.WORKED:
            from thrive_rules.checks.worked import WorkedCase

            found = WorkedCase.model_json_schema()
        case SchemaOption.COHORT:
            from thrive_rules.cases.vocabulary import row_schema

            found = row_schema()
        case SchemaOption.DECISION:
            from thrive_rules.decisions.decision_file import decision_schema

            found = decision_schema()
        case SchemaOption.PROVENANCE:
            from thrive_rules.cohorts.provenance import ImportedAnswer

            found = ImportedAnswer.model_json_schema()
        case SchemaOption.MAPPING:
            from thrive_rules.cohorts.mapping import ExtractMapping

            found = ExtractMapping.model_json_schema()
        case SchemaOption.TABLE:
            from thrive_rules.explorer.table_schema import table_schema

            found = table_schema()
        case SchemaOption.RUN:
            from thrive_rules.cohorts.run_record import RunRecord

            found = RunRecord.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
