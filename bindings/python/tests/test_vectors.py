"""Every vector through the JSON door and through the typed functions: the bytes agree."""

from __future__ import annotations

import json
import typing
from decimal import Decimal
from typing import Any

import pytest

import openitem
from conftest import as_text, canonical, from_json, function, is_python, vectors
from openitem import OpenItemError, errors


def same(found: OpenItemError, expected: dict[str, Any]) -> None:
    assert found.code == expected["code"], found
    for name, value in expected.get("data", {}).items():
        # What is wrong with a value is said in words of Python's.
        if (found.code, name) != ("malformed_json", "problem"):
            shown = found.data[name]
            assert json.loads(canonical(shown)) == value, name


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
    code = vector["error"]["code"]
    if not is_python(vector["input"]):
        assert code == "malformed_json"
        return
    try:
        result = typed(vector)
    except OpenItemError as error:
        # A value of the wrong shape is refused where it is made of JSON, or where it is passed.
        if error.code != code:
            assert {error.code, code} <= {"malformed_json", "malformed_amount", "malformed_currency", "amount_digits"}, error
        else:
            same(error, vector["error"])
    except (TypeError, ValueError) as error:
        # Python itself refuses an argument that is not there, and a text that is no date.
        assert code in ("malformed_json", "float_not_exact", "malformed_amount"), error
    else:
        raise AssertionError(f"given: {result}")


def test_every_operation_is_reached_by_a_vector() -> None:
    assert {vector["call"] for _, vector in vectors()} == set(_operations())


def _operations() -> dict[str, Any]:
    from openitem._openitem import operations

    return operations


def test_an_amount_never_becomes_a_float() -> None:
    assert isinstance(openitem.value.allocate(Decimal(10), [Decimal(1), Decimal(2)], 2)[0], Decimal)
    assert errors.MalformedJson.code == "malformed_json"
