"""A panic inside becomes the error `internal`, and the library goes on."""

import pytest

import openitem
from openitem import _openitem, errors


def test_a_panic_is_an_internal_error() -> None:
    with pytest.raises(errors.Internal) as raised:
        _openitem._panic("no way out")
    assert raised.value.problem == "no way out" and raised.value.kind == "internal"
    assert openitem.value.minor_units("EUR") == 2
