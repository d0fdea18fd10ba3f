"""What has to hold of a case that goes out as the answers of a form and comes back."""

import re
from typing import Any

from thrive_rules.cases.case import Case
from thrive_rules.cases.fact import Fact
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.reply import LISTS
from thrive_rules.documents.file_format import says_something
from thrive_rules.exchange.form import FACTS_AT, LEFT_OUT
from thrive_rules.exchange.response import case_of_response, left_out, response_of_case
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.severity.case_file import LATER
from thrive_rules.severity.severity import Severity

WORDS_AND_MARKS = {*LEFT_OUT} - {"views.label"}
# Of these two the form has a part, and the rest is listed.
ASKED = ("asked", "said_yes")


def hold(case: Case, severity: Severity, rules: RuleBase) -> None:
    """The case comes back as it was, but for what is listed as left out; and nothing else is ever left out."""
    gone = left_out(case, severity)
    back, how_things_are = case_of_response(response_of_case(case, severity, rules).spell(), rules)
    kept = case.model_copy(update={"presentation": case.presentation_with_every_yes})
    assert _plain(kept, severity, gone) == _plain(back, how_things_are, ())
    _only_words_and_marks(case, gone)
    _lists_stay_as_open_as_they_were(case, back, gone)
    _the_practitioner_is_asked_nothing_new(case, back)
    # And once more: what came back is whole.
    again = case_of_response(response_of_case(back, how_things_are, rules).spell(), rules)
    assert again == (back, how_things_are)


def _plain(case: Case, severity: Severity, gone: tuple[str, ...]) -> dict[str, Any]:
    data = {**case.model_dump(mode="json"), "severity": severity.model_dump(mode="json")}
    for path in sorted(gone, reverse=True):  # the last view first, so that positions stay
        _take_out(data, path)
    context = data["context"]
    data["context"] = {
        key: said for key, said in context.items() if key not in ASKED and says_something(said)
    }
    data["severity"]["ratings"] = {key: said for key, said in data["severity"]["ratings"].items() if said}
    for section, field in (path.split(".") for path in LISTS):
        path = f"{section}.{field}"
        if not data[section][field] and (
            path in _open(case) or any(each.startswith(f"{path}.") for each in gone)
        ):
            data[section][field] = None  # nothing that is left is ticked, and what is not ticked is open
    return data


def _open(case: Case) -> set[str]:
    return {path for paths in (case.context.asked or {}).values() for path in paths}


def _take_out(data: dict[str, Any], path: str) -> None:
    steps: list[Any] = [int(step) if step.isdigit() else step for step in re.split(r"[.\[\]]+", path) if step]
    part: Any = data
    *above, last = steps
    for step in above:
        part = part[step]
    if isinstance(part, list) and isinstance(last, str):
        part[:] = [each for each in part if each != last]
    elif isinstance(part, list):
        del part[last]
    elif path in LATER:
        part.pop(last, None)
    elif isinstance(part[last], list) and path not in LISTS:
        part[last] = []
    elif path.startswith("severity.ratings."):
        del part[last]
    else:
        part[last] = None


def _only_words_and_marks(case: Case, gone: tuple[str, ...]) -> None:
    marks = {path for paths in (case.context.private or {}).values() for path in paths}
    for path in gone:
        own = path in WORDS_AND_MARKS or re.fullmatch(r"views\[\d+\]\.label", path)
        view = re.fullmatch(r"views\[(\d+)\]", path)
        if view:
            found = case.views[int(view[1])]
            assert marks & {"views", f"views.{found.voice}", f"views.{found.id}"}
        else:
            rated = path.replace(
                "severity.ratings.", "presentation.concerns."
            )  # a rating tells of its concern
            assert own or any(
                each == mark or each.startswith(f"{mark}.") for mark in marks for each in (path, rated)
            )


def _lists_stay_as_open_as_they_were(case: Case, back: Case, gone: tuple[str, ...]) -> None:
    """No answer comes from nowhere: each fact that is known is the same, or it was left out."""
    lost = {name for name, fact in FACTS.items() if _left(".".join((*fact.path, fact.key)).rstrip("."), gone)}
    for name, value in back.facts.items():
        if FACTS[name].path[0] != "views":  # of two parents, one may be kept private
            assert case.facts[name] == value
    for name in case.facts.keys() - back.facts.keys() - lost:
        opened = ".".join(FACTS[name].path) in LISTS and case.facts[name] is False
        assert FACTS[name].path[0] == "views" or (
            opened and any(each.startswith(".".join(FACTS[name].path)) for each in gone)
        )


def _left(path: str, gone: tuple[str, ...]) -> bool:
    return any(path == each or path.startswith(f"{each}.") for each in gone)


def _the_practitioner_is_asked_nothing_new(case: Case, back: Case) -> None:
    by_practitioner = (case.context.asked or {}).get("practitioner", ())
    for path in (back.context.asked or {}).get("practitioner", ()):
        assert path in LISTS or any(path == each or path.startswith(f"{each}.") for each in by_practitioner)
    assert not back.context.said_yes


def facts_at(path: str) -> tuple[Fact, ...]:
    """The facts for which a question of the form asks."""
    return FACTS_AT[path]
