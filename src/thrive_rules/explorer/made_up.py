"""Made-up case files from a seed: partial, contradictory, private and hostile ones, and some that nobody can read.

They stand for nobody. The same seed gives the same files on every machine.
"""

import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from thrive_rules.cases.case import CASE_FACTS, VOICES_OF_VIEWS, Concern, Place, Rating, Voice
from thrive_rules.cases.fact import Held
from thrive_rules.cases.sharing import DANGER, HARM, NOT_SAFE
from thrive_rules.severity.case_file import CASE_FORMAT, NEW_IN_2, PLACES, SUGGESTIONS

SHARES = (0.0, 0.1, 0.3, 0.6, 0.9, 1.0)
"""How much of a case is answered."""
WORDS = (
    "sleep", "to see friends again", "Her grandmother. The dog! Is that all?", "one\nline\r\nand\x85another\u2028more",
    "<script>alert(1)</script>", "</script><!--", "&amp; \"quoted\" 'twice' \\", "${x} {{y}} %s", "javascript:void(0)",
    "שלום עולם", "مرحبا", "👩🏽‍🚀 and 👨‍👩‍👧", "e\u0301 is é", "\U00010000 after", "\ue000 before", "ﬁn ß İ",
    "  blanks\t\tand\xa0more\u3000 ", "\ufeff", "-" * 40, "=", "a" * 300, "word " * 120, "0", "null", "__proto__", "",
)  # fmt: skip
LABELS = (None, "Mum", "Dad", "", "\U00010000", "\ue000", "Ms <b>Y</b>", "mum", "ß", "SS", "Mum")
IDS = ("mum", "dad", "counsellor", "constructor", "value_of", "x")
SCORES = (0, 62, 62.0, -0.0, 0.1, -3.75, 1e-5, 1e-7, 5e-324, 2**53, -(2**53), 123456789.125)
_MAPPINGS_OF_PEOPLE = ("shared_with", "danger_shared_with")


def made_up_files(seed: str, count: int) -> Iterator[dict[str, Any]]:
    """So many case files, each of which can be read."""
    for index in range(count):
        yield _File(Random(f"{seed} {index}")).whole()  # noqa: S311 - keeps no secret, and has to give the same file each time


def spoilt_files(seed: str, count: int) -> Iterator[dict[str, Any]]:
    """So many case files, most of which cannot be read: each has from one to three wrongs in it."""
    for index, file in enumerate(made_up_files(seed, count)):
        chance = Random(f"{seed} spoilt {index}")  # noqa: S311 - keeps no secret, and has to give the same file each time
        if chance.random() < 0.25:  # whole but for one thing that is looked at last
            file["format"] = CASE_FORMAT
            if file["views"] and chance.random() < 0.7:
                file["views"][0]["id"] = chance.choice(("young_person", "other", "mum"))
            else:  # somebody can be asked about a suggestion of theirs, and cannot mark it
                file["context"]["private"] = {"other": [min(SUGGESTIONS)]}
            yield file
            continue
        for _ in range(chance.randint(1, 3)):
            holder, step = chance.choice(list(_places_in(file)))
            if chance.random() < 0.2 and isinstance(holder, dict):
                holder[chance.choice(("no_such_key", "<b>", "shared_with", "id", "Label"))] = None
            else:
                holder[step] = json.loads(chance.choice(_WRONGS))
        yield file


_WRONGS = (
    "null", "true", "0", "-1", "26", "3.5", '""', '"yes"', "[]", "{}", "[null]", '[[]]', '{"a": 1}', '"2027-02-30"',
    '"0"', '"\\u202e"', '"\\u0007"', '"\\ud800"', '["\\udc00\\ud800"]', '"a\\nb"', '"\\r"', '"\\u2066x"', '"mum"',
    '["views.nobody"]', '{"nobody": true}', '{"Mum": null}', '{"mum": ["preferences"]}', '"young_person"',
    "9007199254740994", '["low_mood"]', '{"low_mood": "worst"}', '[{"name": "", "score": "high"}]',
    '[{"from": "other"}]',
)  # fmt: skip


def _places_in(holder: Any) -> Iterator[tuple[Any, Any]]:
    for step in holder if isinstance(holder, dict) else range(len(holder)):
        yield holder, step
        if isinstance(holder[step], dict | list):
            yield from _places_in(holder[step])


class _File:
    """One case file, as chance has it."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.share = chance, chance.choice(SHARES)
        self.ids = chance.sample(IDS, chance.randint(0, 3)) if chance.random() < 0.7 else []

    def whole(self) -> dict[str, Any]:
        """The file, of format 1 or 2."""
        is_new = self.chance.random() < 0.7
        views = [self._view(is_new) for _ in range(self.chance.choice((0, 0, 1, 2, 2, 4)))]
        file: dict[str, Any] = {"format": CASE_FORMAT} if is_new else {}
        context = self._answers("context")
        file["context"] = {
            key: said for key, said in context.items() if is_new or f"context.{key}" not in NEW_IN_2
        }
        if is_new:
            file["context"] |= self._sharing([view["id"] for view in views if view.get("id")])
        file["presentation"] = self._answers("presentation") | {"strengths": self._texts()}
        if file["presentation"].get("safety_concern") or self._said():
            file["presentation"]["safety_narrative"] = f"told: {self.chance.choice(WORDS)}"
        file["preferences"] = self._answers("preferences")
        file["preferences"] |= {"declines": self._texts(), "places": self._some(list(Place))}
        if self._said():
            file["preferences"]["what_matters"] = self.chance.choice(WORDS)
        return file | {"views": views, "severity": self._severity()}

    def _said(self) -> bool:
        return self.chance.random() < self.share

    def _some(self, names: list[Any], most: int = 4) -> list[Any]:
        return self.chance.choices(names, k=self.chance.randint(0, most)) if self._said() else []

    def _texts(self) -> list[str]:
        return self._some(list(WORDS), most=3)

    def _answers(self, section: str, voice: Voice | None = None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for fact in CASE_FACTS:
            field = fact.path[-1]
            if fact.path[0] != section or fact.voice is not (voice or fact.voice):
                continue
            match fact.held:
                case Held.PLAIN if self._said():
                    found[field] = self.chance.choice(fact.domain)
                case Held.BY_KEY if self._said():
                    found.setdefault(field, {})[fact.key] = self.chance.choice((True, False, None))
                case Held.LISTED if self._said() and self.chance.random() < 0.4:
                    found.setdefault(field, []).append(fact.key)
                case Held.WORDS:
                    found[field] = self._texts()
                case Held.PLAIN | Held.BY_KEY | Held.LISTED:
                    pass  # not said
        if section == "presentation" and self.chance.random() < self.share / 2:
            found.setdefault(self.chance.choice(("concerns", "circumstances")), [])
        return found

    def _view(self, is_new: bool) -> dict[str, Any]:
        voice = self.chance.choice(VOICES_OF_VIEWS)
        view: dict[str, Any] = {"from": str(voice), "label": self.chance.choice(LABELS)}
        if is_new and self.ids and self.chance.random() < 0.8:
            view["id"] = self.ids.pop()
        return view | self._answers("views", voice)

    def _sharing(self, ids: list[str]) -> dict[str, Any]:
        chance = self.chance
        people = [str(Voice.YOUNG_PERSON), *map(str, VOICES_OF_VIEWS), *ids]
        views = [f"views.{name}" for name in people[1:]]
        danger = [DANGER, HARM, NOT_SAFE]

        def by_person(paths: list[str]) -> dict[str, list[str]]:
            named = chance.sample(people, chance.randint(0, 3))
            return {name: chance.sample(paths, chance.randint(0, min(3, len(paths)))) for name in named}

        found: dict[str, Any] = {
            key: {name: chance.choice((True, True, False, None)) for name in people if chance.random() < 0.7}
            for key in _MAPPINGS_OF_PEOPLE
            if chance.random() < 0.8
        }
        if chance.random() < 0.6:
            found["private"] = by_person(sorted(PLACES) + views)
        if chance.random() < 0.4:
            found["asked"] = by_person(danger + sorted(SUGGESTIONS) + ["preferences.managing_own_health"])
        if chance.random() < 0.3:
            found["said_yes"] = by_person(danger)
        if chance.random() < 0.4:
            found |= {"reference": chance.choice(("A-17", "x", "<b>7</b>")), "date": "2027-06-30"}
        if chance.random() < 0.3:
            found["competence_assessment"] = {
                "by": chance.choice(WORDS),
                "date": None,
                "decision": "this one",
            }
            found["parental_responsibility"] = {"known": chance.choice((True, False, None))}
        return found

    def _severity(self) -> dict[str, Any]:
        chance = self.chance
        ratings: Mapping[str, Any] = {
            str(concern): chance.choice((*map(str, Rating), None))
            for concern in chance.sample(list(Concern), len(Concern))
            if chance.random() < self.share * 0.3
        }
        found: dict[str, Any] = {"ratings": ratings, "diagnoses": self._texts()}
        if self._said():
            found["impact"] = str(chance.choice(list(Rating)))
            found["measures"] = [
                {"name": chance.choice(("RCADS total", *filter(None, WORDS))), "score": chance.choice(SCORES)}
                for _ in range(chance.randint(0, 2))
            ]
        return found
