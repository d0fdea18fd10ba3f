"""One HTML file with the rules as a table and the modules that read it: it opens from disk, and asks for nothing."""

import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from thrive_rules.conversations.page_html import html_document, json_in_html
from thrive_rules.conversations.page_language import ENGLISH
from thrive_rules.explorer.table import table
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rulebase import RuleBase

_HERE = files("thrive_rules.explorer")
MODULES = _HERE.joinpath("js")
"""The modules, as an editor and a browser with a server read them."""

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z_]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) ([A-Za-z_$][\w$]*))", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_REMARK = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)


def explorer_document(
    rules: RuleBase, entry: str, words: Mapping[str, str], data: Mapping[str, object]
) -> str:
    """The whole file: an entry module with all that it imports, the rules, what the screens say, and data by its name.

    A browser that opens a file from disk loads no module beside it, so that all of them stand in one script.
    """
    loading, no_script = (escape(words[place]) for place in ("shell.loading", "shell.no_script"))
    before = f"<p>{loading}</p>\n<noscript><p>{no_script}</p></noscript>\n"
    held = "".join(
        f'<script type="application/json" id="{name}">{json_in_html(part)}</script>\n'
        for name, part in {"words": words, "table": small_table(rules), **data}.items()
    )
    look = _HERE.joinpath("style.css").read_text("utf-8")
    tag = rules.language.tag if rules.language else ENGLISH
    return html_document(words[f"{entry}.title"], look, before + held, script_of(entry), tag=tag)


def small_table(rules: RuleBase) -> dict[str, Any]:
    """The table without what our own modules work out themselves, and with the keys of parts that are alike said once.

    Left out is how rules can be met. What `held_table.js` makes of the rest is the table again.
    """
    data = table(rules)
    for rule in data["rules"]:
        del rule["ways"]
    return data | {key: _in_rows(data[key]) for key in IN_ROWS}


IN_ROWS = ("facts", "rules")
"""The parts of which there are most."""
_NO_SUCH_KEY = 0
"""Stands where a fact or a rule lacks a key that others have. None of them has a number under a key."""


def _in_rows(parts: list[dict[str, Any]]) -> dict[str, Any]:
    columns = list(dict.fromkeys(key for part in parts for key in part))
    return {"columns": columns, "rows": [[part.get(key, _NO_SUCH_KEY) for key in columns] for part in parts]}


def script_of(entry: str) -> str:
    """An entry module and all that it imports, each after those that it needs, as one script without remarks."""
    read: dict[str, str] = {}
    _read_module(entry, read, MODULES, ())
    return (
        '"use strict";\n(() => {\nconst modules = {};\n'
        + "".join(map(_in_one_script, read, read.values()))
        + "})();\n"
    )


def _read_module(name: str, read: dict[str, str], folder: Traversable, above: tuple[str, ...]) -> None:
    if name in above:
        raise ThriveRulesError(f"modules import each other in a circle: {', '.join((*above, name))}")
    if name in read:
        return
    text = folder.joinpath(f"{name}.js").read_text("utf-8")
    for _, imported in _IMPORT.findall(text):
        _read_module(imported, read, folder, (*above, name))
    read[name] = text


def _in_one_script(name: str, text: str) -> str:
    """A module as it stands in one script with others: what it exports is kept by its name, the rest is its own."""
    exported = ", ".join(_EXPORT.findall(text))
    alone = _EXPORT.sub("", _IMPORT.sub(r"const \1 = modules.\2;", text))
    small = _INDENT.sub("", _REMARK.sub("", alone))
    return f"modules.{name} = (() => {{\n{small}return {{ {exported} }};\n}})();\n"
