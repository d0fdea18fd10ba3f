"""The command `serve`: the rules over HTTP, on this computer."""

from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import LanguageOption
from thrive_rules.cli.terminal import line
from thrive_rules.faults import ThriveRulesError


def serve_command(
    rules: Annotated[
        Path | None,
        typer.Option(
            "--rules",
            help="A directory of rules; without it, the rules that ship. Read anew when it changes.",
        ),
    ] = None,
    language: LanguageOption = None,
    port: Annotated[int, typer.Option(help="Where to listen; 0 for any free port.", min=0, max=65535)] = 8787,
    workers: Annotated[int, typer.Option(help="How many processes answer.", min=1, max=64)] = 1,
    second_opinion: Annotated[
        str, typer.Option(help="How often durable-rules is asked as well: off, always, or sample=1/100.")
    ] = "off",
    clients: Annotated[
        Path | None,
        typer.Option(help="A file that says whose tokens are taken. Without it, nobody is asked for one."),
    ] = None,
    origin: Annotated[
        list[str] | None, typer.Option(help="A page in a browser that may call, as https://ehr.example.")
    ] = None,
    host: Annotated[
        str, typer.Option(help="Where to listen; another than 127.0.0.1 needs --clients.")
    ] = "127.0.0.1",
    check: Annotated[
        bool, typer.Option("--check", help="Read everything, answer one case, and end.")
    ] = False,
) -> None:
    """Answer over HTTP. It keeps nothing of a case.

    It listens at 127.0.0.1 unless you say otherwise, until Ctrl-C. A page for a meeting stands at the address itself,
    and what it answers at /openapi.json. Needs the extra `serve`.
    """
    with extra("serve"):
        from thrive_rules.service.running import Listener, listen, serve
    from thrive_rules.service.settings import SecondOpinionChoice, Settings, load_clients

    if clients is None and host != "127.0.0.1":
        raise ThriveRulesError("host: whoever listens elsewhere says with --clients whose tokens are taken")
    known = load_clients(clients) if clients else None
    settings = Settings(
        rules,
        language,
        SecondOpinionChoice.of(second_opinion),
        origins=tuple(origin or ()),
        address=known.address if known else "",
        clients=known.clients if known else (),
    )
    if check:
        from thrive_rules.service.service import Service

        service = Service(settings)
        service.check()
        service.end()
        line(f"rules {service.rules.now.digest}: everything is there to answer")
        return
    place = Listener(host, port, workers)
    with listen(place) as listening:
        line(f"http://{host}:{listening.getsockname()[1]} answers; Ctrl-C ends it. Nothing is stored.")
        serve(settings, place, listening)
