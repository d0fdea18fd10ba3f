"""Mutants of valid files, from a seed: data with one to three wrongs in it, in a spelling that can say a key twice."""

import datetime
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

A_PERSON = "Zaphod"
"""Stands for anything that a file says; no message may hold it."""
Place = tuple[Any, Any]  # a list or a mapping, and a position or a key in it


class Twice(dict[str, Any]):
    """A mapping whose first key is written a second time."""


@dataclass(frozen=True)
class Mutant:
    """One wrong file: its data, and the data as text, where text can say it."""

    seed: str
    data: Any
    text: str | None


def mutant(valid: Any, seed: str) -> Mutant:
    """The mutant of this seed."""
    chance = random.Random(seed)  # noqa: S311 - the same mutant each time, and no secret
    top = [json.loads(json.dumps(valid))]
    for _ in range(chance.randint(1, 3)):
        holder, step = chance.choice(list(_places(top)))
        chance.choice(OPERATORS)(chance, holder, step)
    try:
        text = "".join(_spelled(top[0] if top else None))
    except TypeError:  # what JSON lacks, for the mapping alone
        text = None
    return Mutant(seed, top[0] if top else None, text)


def _places(holder: Any) -> Iterator[Place]:
    for step in holder if isinstance(holder, dict) else range(len(holder)):
        yield holder, step
        if isinstance(holder[step], (dict, list)):
            yield from _places(holder[step])


def _spelled(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        pairs = list(data.items())
        yield "{"
        for index, (key, value) in enumerate(pairs + pairs[:1] * isinstance(data, Twice)):
            yield (",\n" if index else "") + json.dumps(key) + ": "
            yield from _spelled(value)
        yield "}"
    elif isinstance(data, list):
        yield "["
        for index, value in enumerate(data):
            yield "," if index else ""
            yield from _spelled(value)
        yield "]"
    else:
        yield json.dumps(data)


# OPERATORS: each puts one wrong where `holder[step]` is


def _rename(chance: random.Random, holder: Any, step: Any) -> None:
    if isinstance(holder, dict):
        holder[chance.choice(["[key]", A_PERSON, f"{step}{A_PERSON}", "\x1b[31m", ""])] = holder.pop(step)


def _twice(chance: random.Random, holder: Any, step: Any) -> None:
    if isinstance(holder[step], dict):
        holder[step] = Twice(holder[step])


def _wrap(chance: random.Random, holder: Any, step: Any) -> None:
    holder[step] = chance.choice([[holder[step]], {"[key]": holder[step]}, {A_PERSON: holder[step]}])


def _text(chance: random.Random, holder: Any, step: Any) -> None:
    holder[step] = A_PERSON + chance.choice(["", "\ud800", "\x1b[31m", "\u202e", "\0", "\n", "é", "x" * 5000])


def _odd(chance: random.Random, holder: Any, step: Any) -> None:
    odd: list[Any] = [float("nan"), float("inf"), -1, 10**30, 1e999, True, None, {}, [], ""]
    odd += [datetime.date(2027, 1, 12), {A_PERSON}, A_PERSON.encode(), {1: A_PERSON}, {(1,): 2}]
    holder[step] = chance.choice(odd)


def _delete(chance: random.Random, holder: Any, step: Any) -> None:
    if isinstance(holder, dict):
        del holder[step]


def _deep(chance: random.Random, holder: Any, step: Any) -> None:
    for _ in range(chance.choice([5, 39, 60, 200])):
        holder[step] = [holder[step]] if chance.random() < 0.5 else {"a": holder[step]}


OPERATORS = (_rename, _twice, _wrap, _text, _odd, _delete, *(_rename, _twice, _wrap, _text), _deep)


def damaged(raw: bytes, seed: str) -> bytes:
    """Bytes with one to three wrongs in them: a bit turned, a piece cut, said twice or put in."""
    chance, found = random.Random(seed), bytearray(raw)  # noqa: S311 - as above
    for _ in range(chance.randint(1, 3)):
        here = chance.randrange(max(len(found), 1))
        match chance.randrange(4):
            case 0 if found:
                found[here] ^= 1 << chance.randrange(8)
            case 1:
                del found[here : here + chance.randint(1, 40)]
            case 2:
                found[here:here] = found[here : here + chance.randint(1, 200)]
            case _:
                found[here:here] = chance.choice(
                    [b'"', b"\n", b"\xff", b"\x1b[31m", b"\xef\xbb\xbf", b"\0", b"[" * 300]
                )
    return bytes(found)


def names_a_person(raw: bytes) -> bool:
    """Whether a damaged cohort has a person in the name of a column, where it is a name and is shown as one."""
    person = A_PERSON.encode()
    return person in raw.split(b"\n")[0].split(b"\r")[0] or re.search(person + rb"[^:]*:", raw) is not None
