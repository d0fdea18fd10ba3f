"""Settings of the site, for Sphinx; docs/website.py builds it."""

from importlib import metadata
from typing import Any

from docutils.nodes import Element
from sphinx import addnodes
from sphinx.application import Sphinx

project = "thrive-rules"
release = metadata.version("thrive-rules")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4

smartquotes = False

default_role = "code"
autodoc_default_options = {"exclude-members": "model_config, model_post_init"}
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
toc_object_entries = False
# Types in signatures: most are no public names, and have no page.
nitpick_ignore_regex = [("py:.*", ".*")]

html_theme = "furo"
html_title = "thrive-rules"
html_static_path = ["site.css"]
html_css_files = ["site.css"]
html_copy_source = False
html_use_index = False
html_show_copyright = False
html_show_sphinx = False
# No page that is opened from disk may read another one, which is what a summary takes.
html_show_search_summary = False


def setup(app: Sphinx) -> None:
    """Say in a signature no more than people read, and work the contents beside the pages of rules out once."""
    app.connect("autodoc-process-signature", without_fields)
    app.connect("object-description-transform", without_checks)
    contents: list[str] = []

    def contents_once(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
        toctree = context.get("toctree")
        if toctree and page.startswith("reference/rules/") and not page.endswith("/index"):
            # The pages of rules stand in one folder and not in the contents, which are so the same for each.
            contents.extend(
                [] if contents else [toctree(collapse=False, titles_only=True, includehidden=True)]
            )
            context["toctree"] = lambda **_: contents[0]

    app.connect("html-page-context", contents_once, priority=400)


def without_fields(app: Sphinx, what: str, *of: object) -> tuple[str, None] | None:
    """No signature for a class: its fields stand under it, each with its words."""
    return ("", None) if what in ("class", "exception") else None


def without_checks(app: Sphinx, domain: str, kind: str, words: Element) -> None:
    """No type that pydantic has filled with what it checks."""
    signature = words.parent
    for part in [*signature.findall(addnodes.desc_annotation), *signature.findall(addnodes.desc_returns)]:
        if "Annotated" in part.astext() or "Undefined" in part.astext():
            part.parent.remove(part)
