"""A rule base is its content: what stands beside it is no part of it, and no digest speaks for other rules."""

import copy
import pickle
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from thrive_rules import RuleBase, RuleError, load_rules
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.language.conditions import Needed, Not
from thrive_rules.language.origin import LanguagePack, Origin
from thrive_rules.language.parts import Parts
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.words import IN_ENGLISH, TO_HERE, Words
from thrive_rules.reasoning.compiled import compile_rules

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_other_parts_have_another_digest_and_come_from_nowhere(rules: RuleBase) -> None:
    assert rules.certificate
    assert rules.place("rules", "advice-recovering").split(":")[0].endswith("getting-advice.yaml")
    other = replace(rules, rules=tuple(rule for rule in rules.rules if rule.id != "advice-recovering"))
    assert other.digest != rules.digest
    assert other != rules
    assert (other.certificate, other.overlay, other.reviewed) == (None, None, False)
    assert other.place("rules", "advice-wants-information") == "rules/advice-wants-information"
    assert "advice-recovering" not in other.rule
    assert "advice-recovering" not in {rule.id for rule in other.arguing}
    assert compile_rules(other) is not compile_rules(rules)


def test_the_same_parts_are_the_same_rules_wherever_they_come_from(rules: RuleBase) -> None:
    for same in (
        replace(rules),
        rules.read_from(Origin()),
        copy.deepcopy(rules),
        pickle.loads(pickle.dumps(rules)),  # noqa: S301 - our own
    ):
        assert same == rules
        assert hash(same) == hash(rules)
        assert same.digest == rules.digest
        assert compile_rules(same) is compile_rules(rules)


def test_the_digest_is_that_of_what_the_rules_say(rules: RuleBase) -> None:
    said = {
        part.name: to_jsonable_python(getattr(rules, part.name), by_alias=False) for part in fields(Parts)
    }
    assert rules.digest == fingerprint(said, spaced=True)
    # What a format did not have is no part of it, as long as it says what the rules beneath say.
    wording = rules.wording.model_dump(mode="json")
    same, other = said["facts"][:2]
    beneath = {
        f"facts/{same['id']}": same,
        f"facts/{other['id']}": other | {"label": "Other words."},
        "wording/yes": wording["yes"],
        "wording/page/nobody": "Other words.",
    }
    del said["unread"], said["wording"]["yes"], said["facts"][0]
    base = replace(rules, unread=(), words_beneath=beneath)
    assert base.digest == fingerprint(said, spaced=True)
    assert base.words_beneath == beneath


def test_a_part_that_no_file_could_say_is_refused(rules: RuleBase) -> None:
    strange: Any = {"a set"}
    with pytest.raises(TypeError, match=r"^a rule base holds no set$"):
        replace(rules, header=strange)


def test_an_origin_is_known_without_a_change_to_the_rules(rules: RuleBase) -> None:
    elsewhere = rules.read_from(
        Origin({("rules", "advice-recovering"): "here.yaml:7"}, certificate="sha256:x")
    )
    assert elsewhere.place("rules", "advice-recovering") == "here.yaml:7"
    assert elsewhere.certificate == "sha256:x"
    assert elsewhere.digest == rules.digest
    assert rules.certificate != "sha256:x"


@pytest.mark.parametrize(("tag", "marked"), [("cy", True), ("en-GB", False), ("en", False)])
def test_a_language_pack_says_the_same_rules_in_its_words(tag: str, marked: bool, rules: RuleBase) -> None:
    pack = LanguagePack(
        id="ours", version="1.0.0", digest="sha256:x", tag=tag, name="Ours", review_by=date(2030, 1, 1),
        over_version=rules.header.version, reviewed=False,
    )  # fmt: skip
    need, *others = rules.needs
    other = need.model_copy(update={"statement": Words.model_validate("Other words.")})
    picture = {"safety": Words.model_validate("A hand.")}
    places = {("needs", need.id): "pack.yaml:1"}
    said = rules.said_by(pack, {"needs": (other, *others)}, picture, places)
    assert said.need[need.id].statement.practitioner == "Other words."
    assert (said.digest, said.language, said.pictures) == (rules.digest, pack, picture)
    assert said.place("needs", need.id) == "pack.yaml:1"
    assert said.place("rules", "advice-recovering") == rules.place("rules", "advice-recovering")
    assert said.certificate == rules.certificate
    assert said.in_english("A title.") == (f"{IN_ENGLISH}A title.{TO_HERE}" if marked else "A title.")
    assert rules.in_english("A title.") == "A title."


@pytest.mark.parametrize("name", ["rules", "digest", "origin", "certificate"])
def test_nothing_in_a_rule_base_can_be_set(name: str, rules: RuleBase) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(rules, name, getattr(rules, name))


def mappings(part: object, at: str = "rules") -> Iterator[tuple[str, Any]]:
    """Every mapping that can be reached from a part of a rule base, and how."""
    match part:
        case dict():
            yield at, part
            inner = [(f"{at}[{key!r}]", each) for key, each in part.items()]
        case tuple():
            inner = [(f"{at}[{index}]", each) for index, each in enumerate(part)]
        case RuleBase():
            kept = (name for name, each in vars(RuleBase).items() if isinstance(each, cached_property))
            names = {*(field.name for field in fields(part)), *kept}
            inner = [(f"{at}.{name}", getattr(part, name)) for name in sorted(names)]
        case Origin():
            inner = [(f"{at}.{field.name}", getattr(part, field.name)) for field in fields(part)]
        case BaseModel():
            inner = [(f"{at}.{name}", getattr(part, name)) for name in type(part).model_fields]
        case _:
            inner = []
            assert not isinstance(part, (list, set)), at
    for way, each in inner:
        yield from mappings(each, way)


WRITES: tuple[Callable[[Any], object], ...] = (
    lambda mapping: mapping.__setitem__("other", "other"),
    lambda mapping: mapping.__delitem__(next(iter(mapping), "other")),
    lambda mapping: mapping.__ior__({"other": "other"}),
    lambda mapping: mapping.update(other="other"),
    lambda mapping: mapping.setdefault("other", "other"),
    lambda mapping: mapping.pop("other", None),
    lambda mapping: mapping.popitem(),
    lambda mapping: mapping.clear(),
)


def refused(write: Callable[[Any], object], mapping: object) -> bool:
    try:
        write(mapping)
    except TypeError as failure:
        return str(failure) == "this is read only; change a copy of it"
    except KeyError:  # there was nothing to take away
        pass
    return False


def built_in_python(rules: RuleBase) -> RuleBase:
    wording = rules.wording.model_dump(mode="json")
    beneath = {"wording/yes": wording["yes"], "wording/prompts": wording["prompts"]}
    added = {UrgentKind.IMMEDIATE_DANGER: rules.urgent[UrgentKind.IMMEDIATE_DANGER]}
    return replace(rules, urgent=dict(rules.urgent), urgent_added=added, words_beneath=beneath)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda rules: rules, id="as they ship"),
        pytest.param(lambda rules: load_rules(EXAMPLES / "local_offer"), id="an overlay"),
        pytest.param(lambda rules: load_rules(language=EXAMPLES / "younger"), id="a language pack"),
        pytest.param(built_in_python, id="built in Python"),
        pytest.param(copy.deepcopy, id="a deep copy"),
        pytest.param(lambda rules: pickle.loads(pickle.dumps(rules)), id="unpickled"),  # noqa: S301 - our own
    ],
)
def test_nothing_in_a_rule_base_can_be_written_to(
    made: Callable[[RuleBase], RuleBase], rules: RuleBase
) -> None:
    """Whoever holds the rules holds those that their digest names, and others may hold the same ones."""
    base = made(rules)
    found = dict(mappings(base))
    assert found.keys() >= {
        *(f"rules.{name}" for name in ("rule", "need", "fact", "source", "words_for", "option", "programme")),
        *(f"rules.{name}" for name in ("establishing", "arguing_for", "arguing_against")),
        *(
            f"rules.{name}"
            for name in ("urgent", "urgent_added", "words_beneath", "pictures", "origin.places")
        ),
        *(f"rules.wording.{name}" for name in ("voices", "prompts", "help", "answers", "asking.topics")),
        "rules.sources[0].passages",
    }
    assert [at for at, mapping in found.items() for write in WRITES if not refused(write, mapping)] == []


def test_what_a_rule_base_was_built_of_stays_its_builders(rules: RuleBase) -> None:
    urgent = dict(rules.urgent)
    base = replace(rules, urgent=urgent)
    urgent.clear()
    assert base.urgent == rules.urgent


def test_parts_that_do_not_fit_together_are_refused_in_python_as_in_a_file(rules: RuleBase) -> None:
    with pytest.raises(RuleError, match="needs/extent_of_help: no rule establishes this need"):
        replace(
            rules,
            rules=tuple(rule for rule in rules.rules if rule not in rules.establishing["extent_of_help"]),
        )
    first = rules.arguing[0]
    wrong = first.model_copy(update={"when": Not(Needed("extent_of_help"))})
    with pytest.raises(
        RuleError, match=f"rules/{first.id}: when: a need or a candidate cannot stand under `not`"
    ):
        replace(rules, rules=tuple(wrong if rule is first else rule for rule in rules.rules))
    with pytest.raises(RuleError, match="there is nothing about thriving"):
        replace(rules, groupings=rules.groupings[1:])
