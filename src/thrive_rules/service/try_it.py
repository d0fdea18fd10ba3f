"""The page `/try`: calls that are ready to send, what comes back, and the same from a shell. All of it is made up."""

from html import escape
from importlib.resources import files

from thrive_rules.conversations.page_html import html_document, json_in_html
from thrive_rules.service.samples import samples

_HERE = files("thrive_rules.service")
_LOOK = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { margin: 0 auto; max-width: 60rem; padding: 1rem; }
button { font: inherit; margin: 0 .5rem .5rem 0; padding: .4rem .8rem; }
pre { border: 1px solid; max-height: 24rem; overflow: auto; padding: .75rem; white-space: pre-wrap; }
pre:focus-visible, button:focus-visible { outline: 3px solid; outline-offset: 2px; }
"""


def try_document(address: str) -> str:
    """The whole page, for a service that is known by this address. It calls this service, and nothing else."""
    found = [
        {
            "name": each.name,
            "shows": f"{each.shows}: {each.status}",
            "method": each.method,
            "path": each.path,
            "kind": each.kind,
            "body": each.body,
            "curl": each.curl(address),
        }
        for each in samples()
    ]
    buttons = "".join(
        f'<button type="button" data-call="{index}">{escape(each.name)}</button>\n'
        for index, each in enumerate(samples())
    )
    body = (
        "<h1>Try it</h1>\n<p>Everybody here is made up. A button sends a call to this service; what is sent, what "
        f'comes back and the same from a shell stand below.</p>\n<div id="calls">{buttons}</div>\n'
        '<h2 id="name" aria-live="polite">Choose a call</h2>\n<h3>Sent</h3>\n<pre id="sent" tabindex="0"></pre>\n'
        '<h3>What came back</h3>\n<pre id="back" tabindex="0"></pre>\n'
        '<h3>From a shell</h3>\n<pre id="curl" tabindex="0"></pre>\n'
        f'<script type="application/json" id="held">{json_in_html(found)}</script>'
    )
    script = _HERE.joinpath("try.js").read_text("utf-8")
    # A page of this project sends nothing. This one calls the service that it comes from.
    return html_document("Try it", _LOOK, body, script).replace("connect-src 'none'", "connect-src 'self'", 1)
