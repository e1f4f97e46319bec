"""Every vector through the JSON door and through the typed functions: the bytes agree."""

from __future__ import annotations

import json
import re
import typing
from decimal import Decimal
from typing import Any

import pytest

import openitem
from conftest import as_text, canonical, from_json, function, is_python, vectors
from openitem import OpenItemError, errors


# What the typed functions say in words of Python's, by what the vector says.
IN_PYTHONS_WORDS = {
    "found the number 7, expected text": "found the int 7, expected a str",
    "found the number 2.0, expected a whole number from -2147483648 to 2147483647": "found a Number, expected an int from -2147483648 to "
    "2147483647: pass an int",
    "found an object, expected a whole number from -2147483648 to 2147483647": "found a Pairs, expected an int from -2147483648 to "
    "2147483647: pass an int",
}

# What Python refuses by itself, before the function is reached: a call without an argument, a text that is no date and no float.
REFUSED_BY_PYTHON = {
    "missing field": (TypeError, "missing 1 required (positional|keyword-only) argument: '{path}'"),
    "unknown field, expected one of `currency`, `rows`": (TypeError, "got an unexpected keyword argument '{path}'"),
    "found the number 12.5, expected text": (TypeError, "{path}: found a str, expected a float"),
    "`2026-04-31` is not a date as YYYY-MM-DD, years 0001 to 9999": (ValueError, "day is out of range for month"),
    "twelve": (ValueError, "could not convert string to float: 'twelve'"),
}


def same(found: OpenItemError, expected: dict[str, Any]) -> None:
    assert found.code == expected["code"], found
    for name, value in expected.get("data", {}).items():
        assert json.loads(canonical(found.data[name])) == value, name


@pytest.mark.parametrize(("name", "vector"), vectors(), ids=[name for name, _ in vectors()])
def test_the_json_door_gives_the_bytes_of_the_vector(name: str, vector: dict[str, Any]) -> None:
    arguments = as_text(vector["input"])
    if "error" in vector:
        with pytest.raises(OpenItemError) as raised:
            openitem.call(vector["call"], arguments)
        same(raised.value, vector["error"])
    else:
        assert openitem.call(vector["call"], arguments) == openitem.canonical(as_text(vector["expect"]))


def typed(vector: dict[str, Any]) -> Any:
    call = function(vector["call"])
    hints = typing.get_type_hints(call)
    arguments = {name: from_json(hints.get(name), value, name) for name, value in vector["input"].items()}
    return call(**arguments)


@pytest.mark.parametrize(("name", "vector"), vectors(), ids=[name for name, _ in vectors()])
def test_the_typed_function_gives_the_bytes_of_the_vector(name: str, vector: dict[str, Any]) -> None:
    if "error" not in vector:
        assert canonical(typed(vector)) == openitem.canonical(as_text(vector["expect"]))
        return
    error, data = vector["error"], vector["error"].get("data", {})
    if not is_python(vector["input"]):
        assert data["problem"] == "duplicate field"
        return
    with pytest.raises((TypeError, ValueError)) as raised:
        typed(vector)
    if isinstance(raised.value, OpenItemError):
        problem = {"problem": IN_PYTHONS_WORDS.get(data["problem"], data["problem"])} if "problem" in data else {}
        same(raised.value, {**error, "data": {**data, **problem}})
        return
    kind, says = REFUSED_BY_PYTHON[data.get("problem", data.get("found"))]
    assert type(raised.value) is kind and re.search(says.format(path=data.get("path")), str(raised.value)), raised.value


def test_every_operation_is_reached_by_a_vector() -> None:
    assert {vector["call"] for _, vector in vectors()} == set(_operations())


def _operations() -> dict[str, Any]:
    from openitem._openitem import operations

    return operations


def test_an_amount_never_becomes_a_float() -> None:
    assert isinstance(openitem.value.allocate(Decimal(10), [Decimal(1), Decimal(2)], 2)[0], Decimal)
    assert errors.MalformedJson.code == "malformed_json"
