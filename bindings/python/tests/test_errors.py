"""Errors carry code, kind, message and data."""

from __future__ import annotations

import datetime
import pickle

import pytest

import openitem
from openitem import ErrorKind, OpenItemError, errors
from test_values import item, note

CODES = {found.code: found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, OpenItemError) and found.code}


def test_there_is_a_class_a_code_below_a_class_a_kind() -> None:
    assert len(CODES) > 30
    kinds = {found.kind for found in CODES.values()}
    assert kinds <= {kind.value for kind in ErrorKind}
    for found in CODES.values():
        above = found.__mro__[1]
        assert above.kind == found.kind and above.__mro__[1] is OpenItemError and issubclass(above, ValueError)


def test_an_error_tells_its_fields() -> None:
    with pytest.raises(openitem.ConflictError) as raised:
        ledger = openitem.Ledger([note()])
        ledger.post(openitem.Batch([note("other words")]))
    error = raised.value
    assert isinstance(error, errors.IdReused) and isinstance(error, ValueError)
    assert (error.code, error.kind, error.entry, error.data) == ("id_reused", "conflict", "E1", {"entry": "E1"})
    assert error.message == str(error) == "entry `E1` was posted before with other content"


def test_the_json_door_raises_the_same_error() -> None:
    with pytest.raises(errors.UnknownOperation) as raised:
        openitem.call("no.such", "{}")
    assert raised.value.name == "no.such" and raised.value.nearest is None and raised.value.kind == "not_found"
    with pytest.raises(errors.UnknownOperation, match="did you mean `aging.age`") as near:
        openitem.call("aging.agee", "{}")
    assert near.value.nearest == "aging.age"
    with pytest.raises(errors.MalformedJson) as malformed:
        openitem.call("value.minor_units", '{"currency": 5}')
    assert malformed.value.path == "currency"


def test_the_typed_function_names_the_path() -> None:
    items = [item(), item().replace(id="INV-2")]
    with pytest.raises(errors.MalformedJson) as raised:
        openitem.aging.age([*items, "INV-3"], as_of=datetime.date(2026, 1, 31))  # type: ignore[list-item]
    assert raised.value.path == "items[2]" and str(raised.value) == "items[2]: found a str, expected an OpenItem"
    with pytest.raises(errors.MalformedJson) as deep:
        openitem.Batch.from_dict({"entries": [{**note().to_dict(), "kind": {"type": "note", "note": {"text": 5}}}]})
    assert deep.value.path == "entries[0].kind.note.text"


def test_errors_are_compared_pickled_and_shown() -> None:
    error = errors.make("no_rate", "no rate", {"from_currency": "EUR", "to_currency": "USD", "date": datetime.date(2026, 1, 1), "look_back_days": 3})
    again = pickle.loads(pickle.dumps(error))
    assert again == error and hash(again) == hash(error) and type(again) is errors.NoRate and again.look_back_days == 3
    assert repr(error) == "NoRate('no rate')"
