"""What a value of Python's becomes, and what it does as a class of its own."""

from __future__ import annotations

import collections
import copy
import datetime
import enum
import inspect
import pickle
import sys
from decimal import Decimal
from typing import Any

import pytest

import openitem
from openitem import (
    AgingPolicy, AsOf, Basis, Document, EntryKind, Entry, ItemKind, Note, OpenItem, Rounding, Side, value,
)

DAY = datetime.date(2026, 1, 31)
MOMENT = datetime.datetime(2026, 1, 31, 9, 30, 0, 123456, datetime.timezone.utc)


def item(**changes: Any) -> OpenItem:
    made = OpenItem("INV-1", "DE01", ItemKind.INVOICE, Side.DEBIT, "EUR", Decimal("12.50"), Decimal("12.5"), DAY, DAY)
    return made.replace(**changes)


def note(text: str = "called twice") -> Entry:
    return Entry("E1", "DE01", DAY, MOMENT, EntryKind.Note(Note(text)), customer="C1")


def test_fields_come_back_as_they_were_given() -> None:
    made = item(customer="C1", due=DAY)
    assert (made.id, made.customer, made.kind, made.open, made.due) == ("INV-1", "C1", ItemKind.INVOICE, Decimal("12.5"), DAY)
    assert made.labels == () and made.terms is None
    assert type(made.open) is Decimal and type(made.due) is datetime.date
    assert note().recorded == MOMENT and note().recorded.tzinfo is datetime.timezone.utc


def test_required_fields_come_by_place_or_name_and_others_by_name() -> None:
    assert Basis(item="I", open=Decimal(1)) == Basis("I", Decimal(1)) == Basis("I", open=1, last=None)
    with pytest.raises(TypeError, match="Basis is missing `open`"):
        Basis("I")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes 2 values by place"):
        Basis("I", 1, "E1")  # type: ignore[misc]
    with pytest.raises(TypeError, match="has no field 'lst'; it has item, open, last"):
        Basis("I", 1, lst=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="`item` twice"):
        Basis("I", 1, item="I")  # type: ignore[misc]


def test_equal_values_are_equal_and_hash_alike() -> None:
    one, other = Basis("I", Decimal("1.50")), Basis("I", Decimal("1.5"))
    assert one == other and hash(one) == hash(other) and len({one, other}) == 1
    assert one != Basis("J", Decimal("1.5")) and one != "I" and one is not None
    with pytest.raises(TypeError):
        one < other  # type: ignore[operator]


def test_a_value_is_frozen_and_replaced_by_a_copy() -> None:
    made = item()
    with pytest.raises(AttributeError, match="OpenItem is frozen: use replace"):
        made.id = "INV-2"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        made.nothing = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        del made.id
    changed = made.replace(open=Decimal(3))
    assert (changed.open, changed.id, made.open) == (3, made.id, Decimal("12.5"))
    with pytest.raises(TypeError, match="no field 'opn'"):
        made.replace(opn=1)  # type: ignore[call-arg]
    with pytest.raises(openitem.OpenItemError):
        made.replace(open=1.5)  # type: ignore[arg-type]
    if sys.version_info >= (3, 13):
        assert copy.replace(made, open=Decimal(3)) == changed
    assert copy.copy(made) is made and copy.deepcopy(made) is made


def test_a_value_stays_of_its_class() -> None:
    made = note().kind
    assert made.__class__ is EntryKind.Note and isinstance(made, made.__class__)
    for assign in (setattr, object.__setattr__):
        for other in (EntryKind.Invoice, Basis, EntryKind.Note, object):
            with pytest.raises(TypeError, match="EntryKind.Note stays what it is"):
                assign(made, "__class__", other)
    with pytest.raises(AttributeError):
        del made.__class__
    assert type(made) is EntryKind.Note and made.note.text == "called twice"


class Name(str):
    """A text that is equal to itself only, so that a dict holds it beside its equal."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def test_a_field_comes_once() -> None:
    with pytest.raises(openitem.errors.MalformedJson, match="item: duplicate field"):
        Basis.from_dict({"item": "I", Name("item"): "J", "open": 1})
    with pytest.raises(openitem.errors.MalformedJson, match="type: duplicate field"):
        EntryKind.from_dict({**note().kind.to_dict(), Name("type"): "invoice"})
    with pytest.raises(TypeError, match="twice"):
        Basis("I", **{"open": 1, Name("open"): 2})
    with pytest.raises(TypeError, match="replace was given 'open' twice"):
        Basis("I", 1).replace(**{"open": 1, Name("open"): 2})
    with pytest.raises(openitem.errors.MalformedJson, match="found a ChainMap, expected a Basis or a dict of its fields: pass dict"):
        Basis.from_dict(collections.ChainMap({"item": "I", "open": 1}))  # type: ignore[arg-type]


def test_a_value_shows_only_what_differs_from_its_default() -> None:
    assert repr(Basis("I", Decimal("1.50"))) == "Basis(item='I', open=Decimal('1.5'))"
    assert "labels" not in repr(item()) and "due=datetime.date(2026, 1, 31)" in repr(item(due=DAY))
    assert repr(AgingPolicy()) == "AgingPolicy()"
    assert repr(EntryKind.Note(Note("call Jane"))) == "EntryKind.Note(note=Note(text='ca…'))"
    assert eval(repr(Basis("I", 1)), {**vars(openitem), "Decimal": Decimal}) == Basis("I", 1)
    many = openitem.Batch([note()] * 25)
    assert repr(many).endswith(", … 5 more))")


def test_a_value_goes_through_pickle_dict_and_json() -> None:
    for made in (item(due=DAY, customer="C1"), note(), note().kind, AgingPolicy.oracle(), AsOf(DAY, known=MOMENT)):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(made, protocol)) == made
        assert type(made).from_dict(made.to_dict()) == made
        assert type(made).from_json(made.to_json()) == made
        assert type(made).from_stored(made.to_stored()) == made
    assert type(EntryKind.from_json(note().kind.to_json())) is EntryKind.Note
    with pytest.raises(openitem.OpenItemError, match="found the type `note`, expected `invoice`"):
        EntryKind.Invoice.from_json(note().kind.to_json())
    for member in Rounding:
        assert pickle.loads(pickle.dumps(member)) is member


def test_a_dict_holds_values_of_python() -> None:
    plain = note().to_dict()
    assert plain["kind"] == {"type": "note", "note": {"text": "called twice", **{k: v for k, v in plain["kind"]["note"].items() if k != "text"}}}
    assert plain["effective"] == DAY and plain["recorded"] == MOMENT
    assert item().to_dict()["open"] == Decimal("12.5") and item().to_dict()["kind"] == "invoice"
    assert OpenItem.from_dict({**item().to_dict(), "kind": ItemKind.INVOICE, "open": "12.5"}) == item()
    with pytest.raises(openitem.OpenItemError, match="opn: unknown field"):
        OpenItem.from_dict({**item().to_dict(), "opn": 1})


def test_a_variant_is_told_by_its_class() -> None:
    kind = note().kind
    assert isinstance(kind, EntryKind.Note) and isinstance(kind, EntryKind) and not isinstance(kind, EntryKind.Invoice)
    assert kind.type == "note" and EntryKind.Invoice.__match_args__ == ("invoice",)
    match kind:
        case EntryKind.Invoice():
            raise AssertionError
        case EntryKind.Note(Note(text)):
            assert text == "called twice"
    with pytest.raises(TypeError, match="EntryKind is made as one of EntryKind.OpeningItem, "):
        EntryKind()
    with pytest.raises(TypeError, match="final"):
        type("Own", (OpenItem,), {})
    with pytest.raises(TypeError, match="made by its classes only"):
        openitem.Record()
    assert Document is not EntryKind.Invoice


def test_an_enum_is_one_of_pythons_own() -> None:
    assert issubclass(Rounding, enum.Enum) and Rounding("half_up") is Rounding.HALF_UP and Rounding.HALF_UP.__doc__
    assert Rounding["HALF_UP"].value == "half_up"


def test_presets_are_static_methods() -> None:
    assert AgingPolicy.oracle() == openitem.aging.preset("oracle") and AgingPolicy.oracle.__doc__ == "The preset `oracle`."
    assert set(openitem.aging.presets()) <= set(dir(AgingPolicy))


def test_a_list_is_kept_once_it_was_asked_for() -> None:
    batch = openitem.Batch([note()] * 3)
    assert batch.entries is batch.entries and isinstance(batch.entries, tuple) and len(batch.entries) == 3


def test_a_class_tells_its_signature_and_its_fields() -> None:
    assert str(inspect.signature(Basis)) == "(item, open, *, last=None)"
    assert str(inspect.signature(AsOf)) == "(date, *, known=None)"
    assert Basis.item.__doc__ and inspect.isdatadescriptor(Basis.item)
    assert Basis.__doc__ and "--" not in Basis.__doc__


def test_decimals_and_dates_keep_every_digit() -> None:
    for text in ("0", "-0.1", "79228162514264337593543950335"[:28], "0.0000000000000000000000000001", "1E+3", "1E-10"):
        assert Basis("I", Decimal(text)).open == Decimal(text)
    for day in (datetime.date.min, datetime.date.max, datetime.date(2024, 2, 29)):
        assert AsOf(day).date == day
    east = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    for moment in (datetime.datetime(1, 1, 2, tzinfo=east), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, datetime.timezone.utc),
                   datetime.datetime(1969, 12, 31, 23, 59, 59, 1, datetime.timezone.utc)):
        assert AsOf(DAY, known=moment).known == moment


def test_a_float_has_one_door() -> None:
    assert value.amount_from_float(12.5, "EUR") == Decimal("12.5")
    with pytest.raises(openitem.errors.FloatNotExact) as raised:
        value.amount_from_float(0.1 + 0.2, "EUR")
    assert raised.value.nearest == "0.30"
    for wrong in ("12.5", None, True, 2**60):
        with pytest.raises(TypeError, match="found a"):
            value.amount_from_float(wrong, "EUR")  # type: ignore[arg-type]


def test_a_value_that_found_no_class_is_left_to_nobody() -> None:
    text = '{"item":"OTHER","open":"999999"}'

    def walk() -> None:
        openitem.Basis.from_json(text)
        walk()

    with pytest.raises(RecursionError):
        walk()
    assert openitem.Basis("MINE", Decimal(1)).to_dict() == {"item": "MINE", "open": Decimal(1), "last": None}
    with pytest.raises(TypeError):
        openitem._openitem._restore(int, text)
    assert openitem.Basis("MINE", Decimal(1)).item == "MINE"


def test_what_a_class_below_says_of_itself_is_not_believed() -> None:
    class Day(datetime.date):
        def toordinal(self) -> int:
            return 1

    class Moment(datetime.datetime):
        def __sub__(self, other: object) -> datetime.timedelta:  # type: ignore[override]
            return datetime.timedelta(0)

    assert openitem.AsOf(Day(2026, 1, 31)).date == datetime.date(2026, 1, 31)
    known = Moment(2026, 1, 31, 9, tzinfo=datetime.timezone.utc)
    assert openitem.AsOf(datetime.date(2026, 1, 31), known=known).known == datetime.datetime(2026, 1, 31, 9, tzinfo=datetime.timezone.utc)


def test_a_preset_takes_no_arguments() -> None:
    with pytest.raises(TypeError, match="replace"):
        openitem.AgingPolicy.oracle("typo")  # type: ignore[call-arg]


def test_a_field_has_its_documentation() -> None:
    assert inspect.getdoc(openitem.Basis.item) == "The item."


def test_an_empty_ledger_is_a_ledger() -> None:
    assert openitem.Ledger() and len(openitem.Ledger()) == 0


def test_errors_are_equal_where_all_of_them_is() -> None:
    one, other = openitem.InvalidInputError("a"), openitem.ConflictError("a")
    assert one != other and one == openitem.InvalidInputError("a") and hash(one) == hash(openitem.InvalidInputError("a"))
