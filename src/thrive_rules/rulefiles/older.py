"""Rule bases of format 1, or that shipped with an earlier version: the texts that they take from the rules that ship,
and what `migrate` writes for the laws that came later.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from thrive_rules.cases.fact import Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.documents.document import Data, Document
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.wording import GROUPS_OF_WORDS
from thrive_rules.reasoning.laws import danger_is_asked_about, voices_say_what_they_said


def with_later_words(
    documents: Iterable[Document], ships: Callable[[], RuleBase], shipped: bool = False
) -> tuple[list[Document], tuple[str, ...]]:
    """The files of a directory, with each text that came later than they did, and which texts those are.

    That is what format 1 did not have, and what no format tells of rules that `shipped` with an earlier version. Of an
    overlay, and of rules that take their wording or the words for facts, these come from beneath anyway. `ships` gives
    the rules that the texts come from; it is not called where nothing is missing.
    """
    files, found = _with_later_facts(list(documents), ships, shipped)
    if any(_takes(document.data, "wording") for document in files):
        return files, tuple(found)
    for index, document in enumerate(files):
        data = document.data
        if not isinstance(data, dict) or not (shipped or data.get("format") == 1):
            continue
        if isinstance(wording := data.get("wording"), dict):
            whole, missing = _whole(wording, ships().wording.model_dump(mode="json"))
            found += [f"wording/{name}" for name in missing]
            files[index] = replace(document, data={**data, "wording": whole})
    return files, tuple(found)


def _with_later_facts(
    files: list[Document], ships: Callable[[], RuleBase], shipped: bool
) -> tuple[list[Document], list[str]]:
    """The files with words for each fact that came later, and which facts those are."""
    stated = [
        fact.get("id")
        for document in files
        if isinstance(document.data, dict) and isinstance(facts := document.data.get("facts"), list)
        for fact in facts
        if isinstance(fact, dict)
    ]
    missing = [name for name in LATER_FACTS if name not in stated]
    if not any(_takes(document.data, "facts") for document in files):
        for index, document in enumerate(files):
            data = document.data
            if not missing or not isinstance(data, dict) or not (shipped or data.get("format") == 1):
                continue
            if isinstance(facts := data.get("facts"), list):
                words = [ships().fact[name].model_dump(mode="json") for name in missing]
                files[index] = replace(document, data={**data, "facts": [*facts, *words]})
                return files, [f"facts/{name}" for name in missing]
    return files, []


def _takes(data: Data, section: str) -> bool:
    match data:
        case {"over": _}:
            return True
        case {"takes": list(sections)}:
            return section in sections
        case _:
            return False


def _whole(wording: Mapping[str, Data], later: Mapping[str, Data]) -> tuple[dict[str, Data], list[str]]:
    """A wording with what it does not say, and the names of that."""
    whole, missing = dict(wording), [name for name in later if name not in wording]
    whole |= {name: later[name] for name in missing}
    for name, text in wording.items():
        by_key = later.get(name)
        if name in _BY_KEY and isinstance(text, dict) and isinstance(by_key, dict):
            keys = [key for key in by_key if key not in text]
            whole[name] = {**text, **{key: by_key[key] for key in keys}}
            missing += [f"{name}/{key}" for key in keys]
    return whole, missing


MENDED = frozenset(check.__name__ for check in (danger_is_asked_about, voices_say_what_they_said))
"""The laws that `migrate` mends. For law 17 a rule has to be added, with reasons and sources, which its author has."""


def mended(rules: RuleBase) -> dict[tuple[str, str], tuple[str, str]]:
    """For each part that breaks law 16 or 18, by section and id: the key to say anew, and what it is to say.

    Only what follows from the rules is here. Words in which a young person is asked are for people to find.
    """
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for (section, name, *inside), _ in danger_is_asked_about(rules):
        if inside == ["answered_by"]:
            found[str(section), str(name)] = "answered_by", "everyone"
    speaking = {rule.id: rule for rule in rules.arguing}
    for (section, name, *_), _ in voices_say_what_they_said(rules):
        voice = Voice.RULE_BASE if speaking[str(name)].illustrative else Voice.FRAMEWORK
        found[str(section), str(name)] = "voice", str(voice)
    return found


LATER_FACTS = tuple(name for name, fact in FACTS.items() if fact.later)
"""The facts that came after format 1. No rule that is older than one reads it."""
_BY_KEY = ("prompts", "voices", "help", "answers", *GROUPS_OF_WORDS)
"""The texts that say one thing for each of several keys."""
