"""The command `doctor`: what is installed here, and which rules these are, to compare with what stands elsewhere."""

import platform
from importlib.metadata import version
from importlib.util import find_spec
from typing import Annotated

import typer

from thrive_rules.cli.options import PlainJson, RulesArgument
from thrive_rules.cli.terminal import line, print_json

EXTRAS = {
    "durable": ("durable_rules_engine",),
    "frame": ("narwhals", "polars", "pyarrow", "numpy"),
    "study": ("statsmodels", "matplotlib"),
    "verify": ("z3",),
    "testing": ("hypothesis",),
    "serve": ("fastapi", "uvicorn", "jwt", "prometheus_client"),
}
"""What each extra brings, by the names under which it is imported."""


def doctor_command(
    rules: RulesArgument = None,
    as_json: PlainJson = False,
    client: Annotated[
        str | None,
        typer.Option(
            help="The address of a service: call it as a clinical system would, and say what is wrong."
        ),
    ] = None,
    origin: Annotated[
        str, typer.Option(help="With --client: the page in a browser that calls.")
    ] = "https://sandbox.cds-hooks.org",
    token: Annotated[str | None, typer.Option(help="With --client: the token that it sends.")] = None,
) -> None:
    """Say which package and which rules these are, with the whole digest, and which extras are installed here.

    With --client: which of CORS, JWT, prefetch and patient is wrong at a service; it ends with 1 where one is.

    A file that somebody hands on carries its own digest. Compare it with the one that this prints on a computer that
    you trust.
    """
    if client is not None:
        _call_as_a_client(client, origin, token)
        return
    from thrive_rules.rulefiles.certificate import certificate_beside
    from thrive_rules.rulefiles.rulefile import load_rules, rule_directory

    found = load_rules(rules, for_study=True)
    certificate = certificate_beside(rule_directory(rules), found)
    header = found.header
    extras = {name: all(find_spec(each) for each in brings) for name, brings in EXTRAS.items()}
    told = {
        "package": version("thrive-rules"),
        "python": platform.python_version(),
        "rule_base": {"id": header.id, "version": header.version, "digest": found.digest},
        "status": header.status,
        "reviewed": found.reviewed,
        "review_by": header.review_by.isoformat(),
        "certificate": certificate,
        "extras": extras,
    }
    if as_json:
        print_json(told)
        return
    line(f"thrive-rules {told['package']} on Python {told['python']}")
    line(f"rule base {header.id} {header.version}: {header.status}; look at it again by {header.review_by}")
    line(f"digest {found.digest}")
    line(f"certificate {certificate or 'none that proves all that it asks about just these rules'}")
    for name, there in extras.items():
        line(f"extra {name}: {'installed' if there else f'not installed; pip install thrive-rules[{name}]'}")


def _call_as_a_client(address: str, origin: str, token: str | None) -> None:
    from thrive_rules.service.client_check import Client

    found = list(Client(address.rstrip("/"), origin, token).findings())
    for each in found:
        line(f"{each.what}: {'good' if each.holds else 'wrong'}; {each.told}")
    if not all(each.holds for each in found):
        raise typer.Exit(1)
