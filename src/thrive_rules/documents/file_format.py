"""What a format of a file has: its number, and the keys that came later."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from thrive_rules.faults import Path

Wrong = tuple[Path, PydanticCustomError]
"""Where something stands that a format does not have, and what to do about it."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """The formats of one kind of file, from the oldest that is read to the newest.

    Keys are named by their path without positions.
    """

    newest: int
    since_2: Collection[str] = ()
    """The keys that came with format 2. In a file of format 1 there is no such key."""
    oldest: int = 1
    """A file of an older one does not say enough, and is made anew."""
    made_from: str = "what it was made of"
    """What a file is made anew from, in words."""

    def wrong(self, data: Mapping[str, object]) -> Iterator[Wrong]:
        """What a file says that its format does not have; without a number, of format 1."""
        found = data.get("format", 1)
        if isinstance(found, bool) or not isinstance(found, int) or not self.oldest <= found <= self.newest:
            yield ("format",), PydanticCustomError("as_it_is", self._of_another(found))
        elif found == 1:
            problem = "there is no such key; it came with format 2, and `format: 2` at the top says so"
            for path, name in _keys((), "", data, frozenset(self._above())):
                if name in self.since_2:
                    yield path, PydanticCustomError("newer_key", problem)

    def _of_another(self, found: object) -> str:
        """What to do with a file of a format that is not read."""
        match found:
            case int() if found > self.newest:
                return "a newer thrive-rules wrote this; install that version"
            case int() if 1 <= found < self.oldest and not isinstance(found, bool):
                problem = "an older thrive-rules wrote this, and it does not say enough to be read"
                return f"{problem}; make it anew from {self.made_from}"
            case _:
                return f"expected {' or '.join(map(str, range(self.oldest, self.newest + 1)))}"

    def _above(self) -> Iterator[str]:
        """Every key under which one of these keys stands."""
        for name in self.since_2:
            steps = name.split(".")[:-1]
            yield from (".".join(steps[: count + 1]) for count in range(len(steps)))


def refuse(model: type, wrong: Iterable[Wrong]) -> None:
    """Raise ValidationError, as a validator of `model` does, where anything is wrong."""
    if errors := [InitErrorDetails(type=error, loc=path, input=None) for path, error in wrong]:
        raise ValidationError.from_exception_data(model.__name__, errors, hide_input=True)


def as_it_was(detail: ErrorDetails) -> Wrong:
    """One thing that is wrong, as pydantic describes it, for `refuse`."""
    return detail["loc"], PydanticCustomError(detail["type"], detail["msg"], detail.get("ctx"))


def _keys(at: Path, above: str, data: object, parents: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Every key that may be one of a format: where it stands, and its name without positions."""
    match data:
        case Mapping():
            for key, value in data.items():
                name = f"{above}.{key}" if above else str(key)
                yield (*at, key), name
                if name in parents:
                    yield from _keys((*at, key), name, value, parents)
        case list() | tuple():
            for index, each in enumerate(data):
                if isinstance(each, Mapping):
                    yield from _keys((*at, index), above, each, parents)
        case _:
            pass


def says_something(value: object) -> bool:
    """Whether a value says something: null does not, and neither does what holds nothing but null."""
    match value:
        case None:
            return False
        case Mapping():
            return any(map(says_something, value.values()))
        case list() | tuple():
            return bool(value)
        case _:
            return True
