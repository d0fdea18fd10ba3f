"""The command `doctor`: what is installed here and whether it works, and which rules these are."""

from dataclasses import asdict
from typing import Annotated

import typer

from thrive_rules.cli.options import PlainJson, RulesArgument
from thrive_rules.cli.terminal import line, print_json
from thrive_rules.faults import printable


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
    """Say what works on this computer, and how to mend what does not.

    It says which package and which rules these are, and which extras work. It ends with 1 where something is wrong.
    An extra that is not installed is not wrong, and rules that nobody has reviewed are named and not counted.

    With --client: which of CORS, JWT, prefetch and patient is wrong at a service; it ends with 1 where one is.

    A file that somebody hands on carries its own digest. Compare it with the one that this prints on a computer that
    you trust.
    """
    if client is not None:
        _call_as_a_client(client, origin, token)
        return
    from thrive_rules.cli.installed import look_at_installation

    found = look_at_installation(rules)
    if as_json:
        print_json(found.data | {"wrong": [asdict(each) for each in found.wrong]})
    else:
        for each in found.lines:
            line(printable(each))
        for wrong in found.wrong:
            line(printable(f"wrong: {wrong.what}; {wrong.mend}"))
        if not found.wrong:
            line("nothing is wrong that this looks for")
    if found.wrong:
        raise typer.Exit(1)


def _call_as_a_client(address: str, origin: str, token: str | None) -> None:
    from thrive_rules.service.client_check import ClientCheck

    found = list(ClientCheck(address.rstrip("/"), origin, token).findings())
    for each in found:
        line(f"{each.what}: {'good' if each.holds else 'wrong'}; {each.detail}")
    if not all(each.holds for each in found):
        raise typer.Exit(1)
