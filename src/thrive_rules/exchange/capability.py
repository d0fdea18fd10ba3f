"""What the service can do in FHIR, as a CapabilityStatement, and its forms as what a search finds."""

from importlib.metadata import version

from thrive_rules.exchange.form import BASE, READER_OF
from thrive_rules.exchange.questionnaire import questionnaire_of, readers_of
from thrive_rules.exchange.resources import (
    Bundle,
    CapabilityStatement,
    Entry,
    Implementation,
    Interaction,
    Named,
    Rest,
    RestResource,
    Software,
)
from thrive_rules.language.rulebase import RuleBase

STATED_ON = "2026-11-27"
"""The day on which this statement last changed."""


def capability_statement() -> CapabilityStatement:
    """What `/fhir/metadata` answers: forms to read and to find by their address, and one operation."""
    package = version("thrive-rules")
    return CapabilityStatement(
        url=f"{BASE}/CapabilityStatement/thrive-rules",
        version=package,
        status="draft",
        date=STATED_ON,
        software=Software(name="thrive-rules", version=package),
        implementation=Implementation(
            description="Candidate groupings with reasons. It keeps nothing of a case."
        ),
        format=("application/fhir+json", "json"),
        rest=(
            Rest(
                resource=(
                    RestResource(
                        type="Questionnaire",
                        interaction=(Interaction(code="read"), Interaction(code="search-type")),
                        search_param=(Named(name="url", type="uri"),),
                    ),
                ),
                operation=(Named(name="suggest", definition=f"{BASE}/OperationDefinition/suggest"),),
            ),
        ),
    )


def questionnaires(rules: RuleBase, url: str | None = None) -> Bundle:
    """Every form, or those whose canonical address, with or without its version, is `url`."""
    wanted, _, of_version = (url or "").partition("|")
    found = [
        questionnaire_of(rules, reader)
        for address, reader in READER_OF.items()
        if reader in readers_of(rules)
        and (url is None or (address == wanted and of_version in ("", rules.header.version)))
    ]
    return Bundle(total=len(found), entry=tuple(Entry(full_url=each.url, resource=each) for each in found))
