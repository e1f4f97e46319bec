"""Python has every operation and every type that there is."""

from __future__ import annotations

import enum
import inspect

import openitem
from conftest import function
from openitem._openitem import operations


def test_every_operation_is_a_function_with_documentation() -> None:
    for name in operations:
        found = function(name)
        assert inspect.isfunction(found) and found.__doc__, name
        assert list(inspect.signature(found).parameters) == list(found.__annotations__)[:-1]


def test_every_function_is_an_operation() -> None:
    for area in {name.split(".")[0] for name in operations}:
        module = getattr(openitem, area)
        assert {f"{area}.{name}" for name in module.__all__} == {name for name in operations if name.startswith(f"{area}.")}


def test_every_name_of_the_package_is_there() -> None:
    assert all(hasattr(openitem, name) for name in openitem.__all__)
    native = {name for name in vars(openitem._openitem) if name[0].isupper()}
    assert native <= set(openitem.__all__)


def test_every_class_tells_its_fields() -> None:
    for name in openitem.__all__:
        found = getattr(openitem, name)
        if isinstance(found, type) and issubclass(found, openitem.Record) and found is not openitem.Record:
            assert found.__doc__ and found.__module__ == "openitem" and found.__qualname__ == name
            if hasattr(found, "__match_args__"):
                assert set(found.__match_args__) <= set(inspect.signature(found).parameters)
        elif isinstance(found, type) and issubclass(found, enum.Enum):
            assert [member.name.lower() for member in found] == [member.value for member in found]


def test_the_list_of_operations_wants_every_argument_by_place() -> None:
    assert repr(operations["aging.age"]) == "<operation aging.age>"
