"""A panic inside becomes the error `internal`, and the library goes on."""

import pytest

import openitem
from openitem import _openitem, errors


def test_a_panic_is_an_internal_error_that_tells_its_place_and_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(errors.Internal) as raised:
        _openitem._panic("no way out")
    assert raised.value.problem.startswith("no way out (") and "lib.rs" in raised.value.problem and raised.value.kind == "internal"
    assert capfd.readouterr() == ("", "")
    assert openitem.value.minor_units("EUR") == 2
