"""A language pack: an overlay that says the words of a rule base in another way, and can change nothing else.

Its files have the shape of rule files, with texts alone in them. What is no text of the rules beneath has no place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictStr, TypeAdapter, ValidationError, model_validator

from thrive_rules.cases.case import Frozen
from thrive_rules.documents.document import Data, Document
from thrive_rules.documents.file_format import FileFormat, refuse
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.validation import expectation, validate
from thrive_rules.faults import Fault, RuleError, did_you_mean, spell_path
from thrive_rules.faults import Path as Way
from thrive_rules.language.conditions import facts_read
from thrive_rules.language.origin import LanguagePack
from thrive_rules.language.page_words import OF_DANGER_AT_A_GLANCE
from thrive_rules.language.parts import Parts
from thrive_rules.language.rule import Prompts
from thrive_rules.language.rule_file import RULE_FORMAT, Header
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.texts import SAID_IN, TextPlace, texts_of, with_texts
from thrive_rules.language.wording import ABOUT_DANGER, DAY_EXPECTED, MAX_SHORT, says_a_day
from thrive_rules.language.words import (
    IN_ENGLISH,
    IN_USUAL_WORDS,
    TO_HERE,
    Id,
    Reader,
    Text,
    Words,
)
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.rulefiles.overlay import KEPT_HEADINGS, refused_header


class Language(Frozen):
    """In which words a language pack says the rules beneath."""

    tag: Annotated[StrictStr, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
    """The language as web pages name it (BCP 47): `cy`, `pt-BR`, `en-x-ours`. Pages take their direction from it."""
    name: Text
    """What the language calls itself; of words that are put another way, what they are called."""
    variant: Literal["easy_read", "younger"] | None = None
    """For whom the words are put another way: in Easy Read, or for younger people. Without it, a translation."""
    over_version: Annotated[StrictStr, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    """The version of the rules beneath whose words it says."""
    reviewed: StrictBool = False
    """Whether people who speak it have reviewed the words, for that version alone. Pages say where it is false."""


class InOtherWords(Words):
    """One thing in the words of a language pack; where it says nothing to a reader, they have the words beneath."""

    falls_back: frozenset[Reader] = Field(frozenset(), exclude=True)
    """To whom the pack is to say it, and does not."""
    mark: str = Field(IN_ENGLISH, exclude=True)
    """What the words beneath are to them: in English, or only the usual words."""

    def to(self, reader: Reader) -> str:
        """The text for one reader, marked where the pack does not say it to them."""
        text = super().to(reader)
        return f"{self.mark}{text}{TO_HERE}" if text and reader in self.falls_back else text


class _PackFile(Frozen):
    """What one file of a language pack may say. Its texts are held against the rules beneath, one by one."""

    format: Literal[2]
    rule_base: Header | None = None
    over: Id | None = None
    language: Language | None = None
    pictures: dict[Id, Any] = Field(default_factory=dict)
    groupings: Any = None
    distinctions: Any = None
    urgent: Any = None
    urgent_added: Any = None
    wording: Any = None
    facts: Any = None
    needs: Any = None
    rules: Any = None
    options: Any = None
    programmes: Any = None

    @model_validator(mode="before")
    @classmethod
    def _in_its_format(cls, data: object) -> object:
        if isinstance(data, Mapping) and "format" in data:
            refuse(cls, FileFormat(RULE_FORMAT).wrong(data))
        return data


def in_words_of(
    root: Path, documents: Iterable[Document], rules: RuleBase, ships: Callable[[], RuleBase]
) -> RuleBase:
    """The same rules in the words of the language pack whose files these are.

    `ships` gives the rules beneath where `rules` are a local overlay over them: what is local is not in the pack, and
    falls back. Raises RuleError for whatever is no text of the rules beneath, and for each text about danger that is
    not said.
    """
    files = [(document, validate(document, _PackFile, RuleError)) for document in documents]
    header, language, over = (_once(root, files, key) for key in ("rule_base", "language", "over"))
    if rules.language is not None:
        problem = f"these rules are in other words already, those of {rules.language.id}; give one language"
        raise RuleError([language.fault(problem)])
    if over.value == rules.header.id:
        beneath = rules
    elif rules.overlay and over.value == rules.overlay.over:
        beneath = ships()
    else:
        raise RuleError([over.fault(f"this says the words of other rules; these are {rules.header.id}")])
    if found := [
        header.at(*where[2:]).fault(problem) for where, problem in refused_header(beneath, header.value)
    ]:
        raise RuleError(found)
    return _Reading(files, beneath, header, language).laid_over(rules)


@dataclass(frozen=True, slots=True)
class _Said:
    """Something that a file says, and where."""

    document: Document
    path: Way
    value: Any

    def at(self, *steps: str | int) -> "_Said":
        return _Said(self.document, (*self.path, *steps), self.value)

    def fault(self, problem: str) -> Fault:
        return self.document.fault(self.path, problem)

    @property
    def place(self) -> str:
        return f"{self.document.name}:{self.document.line(self.path)}"


def _once(root: Path, files: Iterable[tuple[Document, _PackFile]], key: str) -> _Said:
    """What one file alone says of the whole pack."""
    found = [_Said(document, (key,), value) for document, file in files if (value := getattr(file, key))]
    if not found:
        raise RuleError([Fault(str(root), None, key, "no file of this language pack says this")])
    if others := [each.fault(f"this stands already in {found[0].place}") for each in found[1:]]:
        raise RuleError(others)
    return found[0]


class _Reading:
    """The texts of a language pack, held against those of the rules beneath."""

    def __init__(
        self, files: Iterable[tuple[Document, _PackFile]], beneath: RuleBase, header: _Said, language: _Said
    ) -> None:
        self.beneath, self.texts = beneath, texts_of(beneath)
        self.holders = {place[:length] for place in self.texts for length in range(1, len(place))}
        self.header: Header = header.value
        self.language: Language = language.value
        self.pictures: dict[str, Words] = {}
        self.said: dict[TextPlace, dict[Reader, str] | str] = {}
        self.places: dict[TextPlace, _Said] = {}
        self.faults: list[Fault] = []
        self.pack = self._pack("")
        for document, file in files:
            data = document.data if isinstance(document.data, dict) else {}
            for section in (name for name in SAID_IN if name in data):
                self._read(_Said(document, (section,), data[section]), (section,))
            for name, value in file.pictures.items():
                by_reader = self._to_readers(_Said(document, ("pictures", name), value))
                self.pictures[name] = Words(**{reader: by_reader.get(reader) or "—" for reader in Reader})
        lacking = [] if self.faults else [language.fault(problem) for problem in self._lacking()]
        if found := [*self.faults, *lacking]:
            raise RuleError(found)
        self.where = language.place

    def _pack(self, digest: str) -> LanguagePack:
        said = self.language
        return LanguagePack(
            id=self.header.id,
            version=self.header.version,
            digest=digest,
            tag=said.tag,
            name=said.name,
            variant=said.variant,
            review_by=self.header.review_by,
            over_version=said.over_version,
            reviewed=said.reviewed and said.over_version == self.beneath.header.version,
        )

    # READING

    def _read(self, said: _Said, place: TextPlace) -> None:
        if said.value is None:
            return
        if place in self.texts:
            self._keep(said, place)
        elif place not in self.holders:
            self.faults.append(said.fault(self._no_text(place)))
        else:
            match said.value:
                case dict() as parts:
                    for key, value in parts.items():
                        if key != "id" or len(place) != 2:
                            self._read(_Said(said.document, (*said.path, key), value), (*place, key))
                case list() as parts:
                    for index, value in enumerate(parts):
                        step = _id_of(value) if len(place) == 1 else index
                        self._read(
                            _Said(said.document, (*said.path, index), value),
                            (*place, index if step is None else step),
                        )
                case _:
                    self.faults.append(said.fault(f"expected words under {self._names(place)}"))

    def _names(self, place: TextPlace) -> str:
        inside = dict.fromkeys(str(each[len(place)]) for each in self.texts if each[: len(place)] == place)
        return ", ".join(inside) if len(inside) < 12 else "the keys that stand beneath"

    def _no_text(self, place: TextPlace) -> str:
        name = place[-1]
        if len(place) == 2 and isinstance(name, int):
            return "expected the `id` of the part whose words these are"
        header = self.beneath.header
        if len(place) == 2:
            hint = did_you_mean(
                name, [str(each[1]) for each in self.holders if each[0] == place[0] and len(each) > 1]
            )
            return f"there is nothing of this name in {header.id} {header.version}; {hint or 'leave it out'}"
        return "a language pack changes words and nothing else, and no words stand here; leave it out"

    def _keep(self, said: _Said, place: TextPlace) -> None:
        if (first := self.places.setdefault(place, said)) is not said:
            self.faults.append(said.fault(f"these words stand already in {first.place}"))
        elif isinstance(self.texts[place], Words):
            by_reader = self.said[place] = self._to_readers(said)
            if place == ("wording", "day_form") and not all(map(says_a_day, by_reader.values())):
                self.faults.append(said.fault(f"expected {DAY_EXPECTED}"))
        elif not self.pack.names_things:
            self.faults.append(
                said.fault(
                    "this is the same for every reader, and words that are put another way leave it alone"
                )
            )
        else:
            text = self._text(said)
            if place[-1] == "short" and len(text) > MAX_SHORT:
                self.faults.append(said.fault(f"expected {MAX_SHORT} letters at most"))
            self.said[place] = text

    def _to_readers(self, said: _Said) -> dict[Reader, str]:
        """The words to each reader: one text is to all to whom the pack speaks."""
        readers = self.pack.readers
        if not isinstance(said.value, dict):
            return dict.fromkeys(readers, self._text(said))
        found: dict[Reader, str] = {}
        for key, value in said.value.items():
            if key not in readers:
                problem = f"a language pack of this kind has words for {', '.join(readers)}, and nothing else"
                self.faults.append(said.fault(problem))
            elif value is not None:
                found[Reader(key)] = self._text(_Said(said.document, (*said.path, key), value))
        return found

    def _text(self, said: _Said) -> str:
        try:
            return _TEXT.validate_python(said.value)
        except ValidationError as invalid:
            [detail] = invalid.errors(include_url=False, include_input=False)
            self.faults.append(said.fault(expectation(detail)))
            return ""

    # WHAT IT LACKS

    def _lacking(self) -> Iterator[str]:
        """Every text about danger that it does not say to somebody to whom it speaks."""
        for place in texts_about_danger(self.beneath):
            if lacks := lacking(self.pack, self.texts[place], self.said.get(place)):
                problem = (
                    f"says nothing to {', '.join(lacks)}"
                    if isinstance(self.texts[place], Words)
                    else "is missing"
                )
                yield f"{spell_place(place)} {problem}; it is about danger, and no page leaves that in other words"

    # OVER THE RULES

    def laid_over(self, rules: RuleBase) -> RuleBase:
        """The rules in these words. What is local in them has no words here, and falls back."""
        language = self._pack(
            fingerprint(
                {
                    "header": self.header.model_dump(mode="json"),
                    "language": self.language.model_dump(mode="json"),
                    "texts": {spell_place(place): said for place, said in self.said.items()},
                    "pictures": {
                        name: words.model_dump(mode="json") for name, words in self.pictures.items()
                    },
                }
            )
        )
        texts: dict[TextPlace, Words | str] = {}
        for place, text in texts_of(rules).items():
            said = self.said.get(place) if self.texts.get(place) == text else None
            if isinstance(text, Words):
                texts[place] = _in_other_words(language, text, said if isinstance(said, dict) else {})
            elif language.names_things:
                texts[place] = said if isinstance(said, str) else f"{IN_ENGLISH}{text}{TO_HERE}"
        places = {(str(place[0]), str(place[1])): said.place for place, said in reversed(self.places.items())}
        places["language", "language"] = self.where
        return rules.said_by(language, with_texts(rules, texts), self.pictures, places)


_TEXT: TypeAdapter[str] = TypeAdapter(Text)


def _id_of(part: Data) -> str | None:
    name = part.get("id") if isinstance(part, dict) else None
    return name if isinstance(name, str) else None


def _in_other_words(language: LanguagePack, words: Words, said: Mapping[Reader, str]) -> InOtherWords:
    return InOtherWords(
        **{reader: said.get(reader) or getattr(words, reader) for reader in Reader},
        falls_back=frozenset(reader for reader in language.readers if reader not in said),
        mark=IN_USUAL_WORDS if language.is_english else IN_ENGLISH,
    )


def lacking(language: LanguagePack, text: Words | str, said: object) -> tuple[Reader, ...]:
    """To whom a language pack is to say a text, and does not."""
    if isinstance(text, str):
        return () if said or not language.names_things else language.readers
    has = said if isinstance(said, dict) else {}
    return tuple(reader for reader in language.readers if getattr(text, reader) and reader not in has)


def spell_place(place: TextPlace) -> str:
    """The place of a text as people write it: its section, its part, and the way inside it."""
    section, *inside = place
    return f"{section}/{spell_path(inside).removeprefix('.')}" if inside else str(section)


def texts_about_danger(rules: Parts) -> list[TextPlace]:
    """Where the texts stand about danger, harm and safety: what is told first, what is asked first, and what to do."""
    rule = {rule.id: rule for rule in rules.rules}

    def is_about_danger(place: TextPlace) -> bool:
        match place:
            case ("urgent", *_):
                return True
            case ("wording", "prompts", str(kind)):
                return kind in KEPT_HEADINGS
            case ("wording", "page", str(name), *_):
                return name in OF_DANGER_AT_A_GLANCE
            case ("wording", *way):
                return tuple(way) in ABOUT_DANGER
            case ("facts", str(fact), *_):
                return fact in ASKED_FIRST
            case ("rules", str(name), *_):
                found = rule[name]
                of_safety = isinstance(found, Prompts) and found.prompts in KEPT_HEADINGS
                return of_safety or not facts_read(found.when).isdisjoint(ASKED_FIRST)
            case _:
                return False

    return [place for place in texts_of(rules) if is_about_danger(place)]
