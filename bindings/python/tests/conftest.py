"""What several tests share: the vectors, and values made of JSON by the types that the functions name."""

from __future__ import annotations

import datetime
import enum
import json
import pathlib
import types
import typing
from decimal import Decimal
from typing import Any

import openitem
from openitem import errors

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Pairs(dict[str, Any]):
    """An object of JSON that keeps a field given twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


class Number(float):
    """A float of JSON with the text that it had."""

    def __new__(cls, text: str) -> Number:
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str


def vectors() -> list[tuple[str, dict[str, Any]]]:
    """Every vector with a name."""
    found = []
    for path in sorted((ROOT / "tests" / "vectors").glob("**/*.json")):
        text = json.loads(path.read_text("utf-8"), object_pairs_hook=Pairs, parse_float=Number)
        for at, vector in enumerate(text if isinstance(text, list) else [text]):
            found.append((f"{path.relative_to(ROOT / 'tests' / 'vectors')}[{at}]", vector))
    return found


def as_text(value: Any) -> str:
    """JSON as it was read, fields given twice and the digits of floats with it."""
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{json.dumps(name)}:{as_text(inner)}" for name, inner in value.pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(as_text, value)) + "]"
    return value.text if isinstance(value, Number) else json.dumps(value)


def is_python(value: Any) -> bool:
    """Whether Python can say it: no object has a field twice, and no document names a text where a float is meant."""
    if isinstance(value, Pairs):
        return len(value) == len(value.pairs) and all(map(is_python, value.values()))
    return all(map(is_python, value)) if isinstance(value, list) else True


def function(call: str) -> Any:
    """The function of an operation: `aging.age` is `openitem.aging.age`."""
    area, verb = call.split(".")
    return getattr(getattr(openitem, area), verb)


def from_json(hint: Any, value: Any, path: str) -> Any:
    """JSON as the type that a function names for an argument."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None and type(None) in inner:
            return None
        return from_json(next(one for one in inner if one is not type(None)), value, path)
    try:
        if origin is not None and isinstance(value, list):
            return [from_json(inner[0], element, f"{path}[{at}]") for at, element in enumerate(value)]
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return hint(value) if value in [member.value for member in hint] else value
        if isinstance(hint, type) and issubclass(hint, openitem.Record):
            return hint.from_dict(value)
        if hint is Decimal and isinstance(value, str):
            return Decimal(value)
        if hint is datetime.datetime and isinstance(value, str):
            return datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        if hint is datetime.date and isinstance(value, str):
            return datetime.date.fromisoformat(value)
        if hint is float:
            # In JSON a float is its text, and a number is none.
            return float(value) if isinstance(value, str) else str(value)
    except errors.MalformedJson as error:
        found: str = error.data["path"]
        if not found.startswith(path):
            found = path + found if found.startswith("[") else f"{path}.{found}".rstrip(".")
        raise errors.MalformedJson(str(error), {**error.data, "path": found}) from None
    return value


def canonical(value: Any) -> str:
    """Any value that a function gives as canonical JSON."""
    if isinstance(value, tuple):
        return "[" + ",".join(canonical(element) for element in value) + "]"
    if isinstance(value, openitem.Record):
        return value.to_json()
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, Decimal):
        value = format(value, "f")
    if isinstance(value, datetime.date):
        value = value.isoformat()
    return openitem.canonical(json.dumps(value, ensure_ascii=False))
