"""The JSON Schema of a table, for whoever reads one in another language."""

from typing import Any

from thrive_rules.cases.case import Grouping, Voice
from thrive_rules.cases.fact import Held, Part, Topic
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.section import SectionKind
from thrive_rules.explorer.laws_table import CLAIMS
from thrive_rules.explorer.table import REST, TABLE_FORMAT
from thrive_rules.language.conditions import condition_schema
from thrive_rules.language.rule import RULE_KINDS, PromptKind
from thrive_rules.language.words import Reader
from thrive_rules.severity.seen import Row

_TEXT = {"$ref": "#/$defs/Text"}
_NAMES = {"type": "array", "items": {"type": "string"}}
_ANY = {"type": "object"}


def _object(description: str, optional: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(description: str, items: Any) -> dict[str, Any]:
    return {"type": "array", "description": description, "items": items}


def _each(description: str, schema: Any) -> dict[str, Any]:
    return {"type": "object", "description": description, "additionalProperties": schema}


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _named(description: str) -> dict[str, Any]:
    return {**_NAMES, "description": description}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def table_schema() -> dict[str, Any]:
    """JSON Schema of a table of this format."""
    return {
        "title": "A rule base as a table",
        **_object(
            "Everything that is needed to suggest, converse and show a page without Python. Each list stands in the "
            "order that counts.",
            format={
                "const": TABLE_FORMAT,
                "description": "Refuse another number: its meaning is not this one.",
            },
            package=_said("The version of thrive-rules that wrote the table."),
            rule_base=_object(
                "Which rules these are, as `provenance` has it.",
                id={"type": "string"},
                version={"type": "string"},
                digest={"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                format={"type": "integer"},
                reviewed={"type": "boolean"},
                review_by={"type": "string", "format": "date"},
            ),
            certificate=_or_null(_said("The id of the certificate that stands beside the rules.")),
            overlay=_or_null(
                {**_ANY, "description": "For a local overlay: what it lies over, and its own parts."}
            ),
            language=_or_null({**_ANY, "description": "For a language pack: whose words these are."}),
            teaching={"type": "boolean", "description": "A counterexample, of which no suggestion comes."},
            header={**_ANY, "description": "What the rules are for, and what they are not for."},
            not_in_digest=_named("Texts that stand here and are no part of the digest, by their place."),
            readers=_named("Who reads: every text exists for each."),
            voices=_named("Who an argument speaks for, in order."),
            voices_of_views=_named("Whose views a case may hold."),
            joining=_named("The voices that may join several people's answers."),
            kinds_of_help=_named("What people want or propose, in order."),
            places=_named("Where help can be."),
            prompt_kinds=_named("Kinds of prompts, in the order in which they stand."),
            urgent_kinds=_named("The facts that are urgent, in order."),
            topics=_named("What questions are about."),
            parts=_named("The parts of a case."),
            for_prompts_alone=_named("Parts whose facts decide nothing."),
            never_a_need=_named("Parts that name a problem or a life rather than a need."),
            asked_first=_named("Facts that are asked first as long as they are not known."),
            groupings=_list("The five groupings, as the framework lists them.", {"$ref": "#/$defs/Part"}),
            facts=_list(
                "Every answer that a rule may read, in the order of questions.", {"$ref": "#/$defs/Fact"}
            ),
            speaks_to_others={"type": "boolean", "description": "Whether every text has words for `other`."},
            unread=_list("Facts that no rule reads, on purpose.", _ANY),
            needs=_list("What can be needed.", _object("A need.", id={"type": "string"}, statement=_TEXT)),
            rules=_list("Every rule, by id.", {"$ref": "#/$defs/Rule"}),
            approaches=_named("Who carries a kind of support, in the order in which options stand."),
            options=_list(
                "Kinds of support to compare, by id; `by_name` is the place of each by its name, for each reader.",
                {"$ref": "#/$defs/Part"},
            ),
            programmes=_list(
                "Programmes that people may hear of, by id; `by_name` is the place of each by its name.",
                {"$ref": "#/$defs/Part"},
            ),
            distinctions=_list("Two groupings laid side by side.", _ANY),
            urgent={
                **_ANY,
                "description": "The urgent notice, by kind.",
                "additionalProperties": {"$ref": "#/$defs/Urgent"},
            },
            urgent_added={
                **_ANY,
                "description": "What a place adds to it.",
                "additionalProperties": {"$ref": "#/$defs/Urgent"},
            },
            sources=_list(
                "Publications and the passages of them that rules rest on.", {"$ref": "#/$defs/Part"}
            ),
            wording={**_ANY, "description": "Every other text of a page, by name."},
            pictures={
                **_ANY,
                "description": "What the picture beside a kind of section shows.",
                "additionalProperties": _TEXT,
            },
            case=_object(
                "What a case file may hold.",
                format={"type": "integer"},
                schema={**_ANY, "description": "The JSON Schema of a case file."},
                new_in_2=_named("Keys that a file of format 1 does not have."),
                later=_named("Keys that came after the first format: one that says nothing is left out."),
                kinds=_named("Kinds of people, in order."),
                suggestions=_named("What somebody can be asked about a suggestion."),
                rows={
                    **_ANY,
                    "description": "Who sees what: the row of every field, and of every answer that a field holds.",
                    "additionalProperties": {"enum": [row.name.lower() for row in Row]},
                },
                most={
                    **_ANY,
                    "description": "How much a file may hold.",
                    "additionalProperties": {"type": "integer"},
                },
            ),
            decision=_object(
                "What the file of a decision may hold.",
                format={"type": "integer"},
                schema={**_ANY, "description": "Its JSON Schema."},
                new_in_2=_NAMES,
            ),
            pages={
                **_ANY,
                "description": "Every number and list that a page is made by. `look`: how a screen shows a section.",
                "properties": {"look": {**_ANY, "propertyNames": {"enum": list(SectionKind)}}},
            },
            laws=_list(
                "What must hold of any rules.",
                _object(
                    "A law.",
                    name={"type": "string"},
                    asks=_said("The sentence that is to hold. A grouping stands in it as `{getting_help}`."),
                    claims=_list(
                        "What it claims.", {**_ANY, "properties": {"shape": {"enum": list(CLAIMS)}}}
                    ),
                ),
            ),
        ),
        "$defs": _definitions(),
    }


def _definitions() -> dict[str, Any]:
    readers = {name: {"type": "string"} for name in (*map(str, Reader), REST)}
    answer = {"type": ["boolean", "integer", "string"]}
    return {
        "Text": {
            "type": "object",
            "description": f"A text by reader. Who has no words of their own here reads `{REST}`; without it, nothing.",
            "properties": readers,
            "additionalProperties": False,
            "minProperties": 1,
        },
        "Part": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
        "Urgent": _object(
            "A notice.",
            recorded={**_TEXT, "description": "To somebody who did not say so themselves."},
            entered={**_TEXT, "description": "To whoever said so themselves."},
            short=_or_null({"type": "string"}),
            in_short=_or_null(_said("In one line, to a practitioner.")),
        ),
        "Fact": _object(
            "An answer under one flat name, and where in a case it stands.",
            name={"enum": list(FACTS)},
            part={"enum": list(Part)},
            domain={"type": "array", "items": answer, "description": "Every answer that it can have."},
            voice=_or_null({"enum": list(Voice)}),
            path={
                **_NAMES,
                "description": "The field that holds it. Views are a list: a path has no position.",
            },
            key=_said("Which answer of the field; empty where the field has one."),
            held={"enum": [held.name.lower() for held in Held], "description": "How the field holds it."},
            topic=_or_null({"enum": list(Topic)}),
            presupposes=_or_null(_said("The fact without whose yes there is nothing to ask.")),
            row={"enum": [row.name.lower() for row in Row]},
            decides={"type": "boolean", "description": "Whether a grouping may rest on it."},
            answered_by={"type": "string"},
            asked_of={
                "type": "object",
                "description": "Who is asked.",
                "additionalProperties": {"const": True},
            },
            label=_TEXT,
            question=_TEXT,
        ),
        "Rule": _object(
            "A rule: when it fires, and the one thing that it then does.",
            ("need", "grouping", "voice", "prompt_kind", "brief", "names_voice", "on_a_page"),
            id={"type": "string"},
            kind={"enum": list(RULE_KINDS)},
            need=_said("What an `establishes` rule establishes."),
            grouping={"enum": list(Grouping), "description": "What an argument is about."},
            voice={"enum": list(Voice), "description": "Whose argument it is."},
            prompt_kind={"enum": list(PromptKind)},
            words=_TEXT,
            brief={**_TEXT, "description": "The same in a few words."},
            sources=_NAMES,
            illustrative={"type": "boolean"},
            when={"$ref": "#/$defs/Condition"},
            ways=_list(
                "Every way in which it can be met. Each need is unfolded but in a prompt.",
                {"$ref": "#/$defs/Way"},
            ),
            whose={"enum": ["rules", "local"]},
            names_voice={
                "type": "array",
                "items": {"enum": list(Reader)},
                "description": "Of an argument: in whose words the text says itself who speaks.",
            },
            on_a_page={"type": "boolean", "description": "Whether a page never leaves the prompt out."},
        ),
        "Way": _list(
            "Literals that all hold: what each is about, and the answers that meet it.",
            {
                "type": "array",
                "prefixItems": [
                    {"anyOf": [{"enum": list(FACTS)}, {"$ref": "#/$defs/Condition"}]},
                    {"type": "array", "items": answer},
                ],
            },
        ),
        "Condition": condition_schema(),
    }
