"""What nobody should pass: each gives an error that says what to pass instead, never a crash, never memory without bound."""

from __future__ import annotations

import array
import datetime
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import openitem
from openitem import AsOf, Basis, Batch, BusinessDayRule, HolidayCalendar, InvalidInputError, Ledger, aging, calendar, entry, terms, value
from test_values import DAY, MOMENT, item, note

DIGITS = "9" * 10_000


class Nonsense:
    def __repr__(self) -> str:
        return "x" * 1_000_000


class Endless(Decimal):
    def __str__(self) -> str:
        return DIGITS


class Failing(list[Any]):
    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __iter__(self) -> Any:
        raise self.error


class Zone(datetime.tzinfo):
    def utcoffset(self, moment: datetime.datetime | None) -> Any:
        raise LookupError("no such zone")


# What is called, with what, and what the error says to pass.
TABLE: list[tuple[str, Callable[[], Any], str]] = [
    ("None as an amount", lambda: Basis("I", None), "open: found None, expected a Decimal"),
    ("None as a list", lambda: Batch(None), "entries: found None, expected a list"),
    ("None as a record", lambda: item(awaits=3), "found the int 3, expected one of DueEvent."),
    ("None as a default", lambda: item(labels=None), "labels: found None, expected a list"),
    ("a float as an amount", lambda: Basis("I", 12.5), "pass Decimal('12.5'), or use openitem.value.amount_from_float"),
    ("NaN as an amount", lambda: Basis("I", float("nan")), "open: found the float nan, expected a finite Decimal: pass None where the field may be empty"),
    ("a Decimal NaN", lambda: Basis("I", Decimal("NaN")), "open: found the Decimal NaN, expected a finite Decimal: pass None where"),
    ("a signalling NaN", lambda: Basis("I", Decimal("sNaN")), "found the Decimal sNaN, expected a finite Decimal: pass None where"),
    ("an endless Decimal", lambda: Basis("I", Decimal("-Infinity")), "open: found the Decimal -Infinity, expected a finite Decimal"),
    ("an endless float", lambda: Basis("I", float("inf")), "open: found the float inf, expected a finite Decimal"),
    ("NaN as an id", lambda: item(customer=float("nan")), "customer: found the float nan, expected an id as a str: pass None where"),
    ("NaN as a date", lambda: item(due=float("nan")), "due: found the float nan, expected a datetime.date: pass None where"),
    ("NaN as an int", lambda: terms.net(float("nan")), "days: found the float nan, expected an int from -2147483648"),
    ("a text as an amount", lambda: Basis("I", "12.5"), "expected a Decimal: pass Decimal(value)"),
    ("True as an amount", lambda: Basis("I", True), "found True, expected a Decimal"),
    ("10,000 digits", lambda: Basis("I", Decimal(DIGITS)), "needs more than 28 digits"),
    ("an int of 10,000 digits", lambda: Basis("I", 10**10_000), "an int of more than 28 digits"),
    ("a huge exponent", lambda: Basis("I", Decimal("1E+999999")), "28 digits"),
    ("a tiny exponent", lambda: Basis("I", Decimal("1E-999999")), "28 digits"),
    ("True as an int", lambda: terms.net(True), "days: found True, expected an int from -2147483648"),
    ("a float as an int", lambda: terms.net(30.0), "found the float 30.0, expected an int"),
    ("an int that is too large", lambda: terms.net(2**31), "days: found the int 2147483648, expected an int from -2147483648 to 2147483647"),
    ("an int of many digits", lambda: terms.net(10**10_000), "found an int of many digits"),
    ("an int as an id", lambda: HolidayCalendar.from_dict({"id": 1}), "id: found the int 1, expected an id as a str"),
    ("a moment as a date", lambda: AsOf(datetime.datetime(2026, 1, 31)), "expected a date without a time: pass value.date()"),
    ("a text as a date", lambda: AsOf("2026-01-31"), "pass date.fromisoformat(value)"),
    ("a moment without zone", lambda: AsOf(DAY, known=datetime.datetime(2026, 1, 31)), "replace(tzinfo=timezone.utc)"),
    ("a date as a moment", lambda: AsOf(DAY, known=DAY), "expected a datetime.datetime with a time zone"),
    ("a text as a moment", lambda: AsOf(DAY, known="2026-01-31T00:00:00Z"), "pass datetime.fromisoformat(value)"),
    (
        "a moment beyond the year 9999",
        lambda: AsOf(DAY, known=datetime.datetime.max.replace(tzinfo=datetime.timezone(-datetime.timedelta(hours=1)))),
        "outside the years 1 to 9999",
    ),
    ("a date beyond the year 9999", lambda: calendar.adjust(openitem.calendar.gulf("G"), datetime.date.max, BusinessDayRule.FOLLOWING), "years 1 to 9999"),
    ("half of a surrogate pair", lambda: Basis("\ud800", 1), "item: found a str with half of a surrogate pair"),
    ("half of a pair in JSON", lambda: Basis.from_json('{"item":"\\ud800","open":"1"}'), "item: unexpected end of hex escape"),
    ("half of a pair as JSON", lambda: Basis.from_json("\ud800"), "half of a surrogate pair"),
    ("bytes as text", lambda: Basis(b"I", 1), "item: found a bytes, expected an id as a str"),
    ("an int as text", lambda: entry.read(5), "text: found the int 5, expected a str"),
    ("a text as a list", lambda: aging.age("INV", as_of=DAY), "items: found a str, expected a list: pass a list of values, [value] for one"),
    ("bytes as a list", lambda: aging.by_days(b"\x1e\x3c"), "days: found a bytes, expected a list: pass a list of values"),
    ("a bytearray as a list", lambda: aging.by_days(bytearray(b"\x1e")), "days: found a bytearray, expected a list: pass a list of values"),
    ("a memoryview as a list", lambda: aging.by_days(memoryview(b"\x1e")), "days: found a memoryview, expected a list: pass value.tolist()"),
    ("an array as a list", lambda: aging.by_days(array.array("i", [30])), "days: found an array, expected a list: pass value.tolist()"),
    ("a list that fails", lambda: aging.age(Failing(KeyError("of the host")), as_of=DAY), "items: found a Failing, whose own code raised KeyError"),
    (
        "a zone that fails",
        lambda: note().replace(recorded=MOMENT.replace(tzinfo=Zone())),
        "recorded: found a datetime, whose own code raised LookupError: no such zone: pass a value of Python's own types",
    ),
    ("a dict as a list", lambda: aging.age({}, as_of=DAY), "items: found a dict, expected a list"),
    ("a generator as a list", lambda: aging.age((item() for _ in range(3)), as_of=DAY), "expected a list: pass list(value)"),
    ("a set as a list", lambda: aging.age({item()}, as_of=DAY), "expected a list: pass list(value)"),
    ("a dict as a record", lambda: aging.age([item().to_dict()], as_of=DAY), "expected an OpenItem: pass OpenItem.from_dict(value)"),
    ("another record", lambda: aging.age([item(), note()], as_of=DAY), "items[1]: found an Entry, expected an OpenItem"),
    ("another variant", lambda: note().replace(kind=item()), "kind: found an OpenItem, expected an EntryKind"),
    ("a text as a name", lambda: value.allocate(1, [1], 2, rest="last"), "expected a member of Rest: pass Rest."),
    ("an unknown name", lambda: value.allocate(1, [1], 2, rest="lasst"), "unknown name `lasst`"),
    ("a member of another enum", lambda: value.allocate(1, [1], 2, rest=BusinessDayRule.FOLLOWING), "expected one of Rest."),
    ("nonsense", lambda: Basis("I", Nonsense()), "open: found a Nonsense, expected a Decimal"),
    ("a small currency", lambda: value.minor_units("eur"), "currency: `eur` is not a currency code"),
    ("deep JSON", lambda: openitem.call("value.minor_units", '{"rows":' + "[" * 1_000_000), "recursion limit"),
    ("deep JSON of a record", lambda: Batch.from_json("[" * 1_000_000), "recursion limit"),
    ("no text for the JSON door", lambda: openitem.call("value.minor_units", None), "arguments: found None, expected a str"),
    ("half of a pair for the JSON door", lambda: openitem.call("\ud800", "{}"), "name: found a str with half of a surrogate pair"),
    ("no text as JSON", lambda: openitem.canonical(b"{}"), "text: found a bytes, expected a str"),
    ("JSON that is none", lambda: openitem.call("value.minor_units", "{"), "EOF"),
    ("a dict with a key that is no text", lambda: Basis.from_dict({1: 2}), "found the int 1, expected the name of a field"),
    ("a dict without a field", lambda: Basis.from_dict({"item": "I"}), "open: missing field"),
    ("no dict", lambda: Basis.from_dict([]), "found a list, expected a Basis or a dict of its fields"),
    ("a dict without a type", lambda: openitem.EntryKind.from_dict({}), "type: missing field"),
    ("a dict of another type", lambda: openitem.EntryKind.from_dict({"type": "nothing"}), "type: unknown type `nothing`"),
]


@pytest.mark.parametrize(("call", "says"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_bad_input_is_an_error_that_says_what_to_pass(call: Callable[[], Any], says: str) -> None:
    with pytest.raises(openitem.OpenItemError) as raised:
        call()
    assert says in str(raised.value), str(raised.value)
    assert isinstance(raised.value, InvalidInputError) and raised.value.code == "malformed_json" or raised.value.kind in ("limit", "invalid_input")
    assert len(str(raised.value)) < 1500


def test_a_class_of_the_hosts_is_judged_by_its_number() -> None:
    assert Basis("I", Endless(5)).open == 5


def test_an_error_of_the_hosts_own_code_is_the_cause_of_ours() -> None:
    cause = KeyError("of the host")
    with pytest.raises(openitem.errors.MalformedJson) as raised:
        aging.age(Failing(cause), as_of=DAY)
    assert raised.value.__cause__ is cause and raised.value.path == "items"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), MemoryError(), RecursionError()], ids=repr)
def test_what_stops_a_program_comes_out_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        aging.age(Failing(error), as_of=DAY)
    assert raised.value is error


def known(moment: Any) -> AsOf:
    return AsOf(DAY, known=moment)


# What tables of pandas and numpy hold, as it is written: where it is passed, and what the error says.
FOREIGN: list[tuple[str, Callable[[Any], Any], str]] = [
    ("pandas.NaT", lambda value: item(due=value), "due: found the missing value NaT, expected a date without a time: pass None where"),
    ("pandas.NaT", known, "known: found the missing value NaT, expected a datetime.datetime with a time zone: pass None where"),
    ("pandas.NA", lambda value: item(customer=value), "customer: found the missing value <NA>, expected an id as a str: pass None where"),
    ("numpy.nan", lambda value: Batch.from_dict({"entries": [], "basis": [{"item": "I", "open": value}]}), "basis[0].open: found the float nan"),
    ("numpy.float64('nan')", lambda value: Basis("I", value), "open: found a float64, expected a finite Decimal: pass None where"),
    ("numpy.float64(12.5)", lambda value: Basis("I", value), "open: found the float 12.5, expected a Decimal: pass Decimal('12.5')"),
    ("numpy.float32(12.5)", lambda value: Basis("I", value), "open: found a float32, expected a Decimal: pass value.item()"),
    ("numpy.int64(3)", lambda value: Basis("I", value), "open: found an int64, expected a Decimal: pass value.item()"),
    ("numpy.int32(3)", terms.net, "days: found an int32, expected an int from -2147483648 to 2147483647: pass value.item()"),
    ("numpy.datetime64('2026-01-31')", AsOf, "date: found a datetime64, expected a datetime.date: pass value.astype('datetime64[D]').item()"),
    ("numpy.array([30, 60])", aging.by_days, "days: found a ndarray, expected a list: pass value.tolist()"),
    ("pandas.Series([30, 60])", aging.by_days, "days: found a Series, expected a list: pass value.tolist()"),
    ("pandas.Timestamp('2026-01-31')", AsOf, "date: found a Timestamp, expected a date without a time: pass value.date()"),
    ("pandas.Timestamp('2026-01-31')", known, "known: found a datetime without a time zone"),
]


@pytest.mark.parametrize(("written", "call", "says"), FOREIGN)
def test_what_tables_hold_is_refused_with_what_to_pass_instead(written: str, call: Callable[[Any], Any], says: str) -> None:
    names = {"pandas": pytest.importorskip("pandas"), "numpy": pytest.importorskip("numpy")}
    with pytest.raises(openitem.errors.MalformedJson) as raised:
        call(eval(written, names))
    assert says in str(raised.value), str(raised.value)


def test_what_the_errors_say_to_pass_is_taken() -> None:
    numpy = pytest.importorskip("numpy")
    assert Basis("I", numpy.int64(3).item()).open == 3 and terms.net(numpy.int32(3).item()) == terms.net(3)
    assert AsOf(numpy.datetime64("2026-01-31T09:30").astype("datetime64[D]").item()).date == DAY
    moment = numpy.datetime64("2026-01-31T09:30").astype("datetime64[us]").item().replace(tzinfo=datetime.timezone.utc)
    assert AsOf(DAY, known=moment).known == moment
    days = [30, 60]
    for packed in (numpy.array(days), array.array("i", days), memoryview(bytes(days))):
        assert aging.by_days(packed.tolist()) == aging.by_days(days)


def test_a_list_that_holds_itself_is_refused() -> None:
    round_and_round: list[Any] = []
    round_and_round.append(round_and_round)
    with pytest.raises(InvalidInputError, match=r"items\[0\]: found a list, expected an OpenItem"):
        aging.age(round_and_round, as_of=DAY)
    nested: dict[str, Any] = {}
    nested["entries"] = [nested]
    with pytest.raises(InvalidInputError):
        Batch.from_dict(nested)


def test_what_arguments_functions_want_python_says_itself() -> None:
    with pytest.raises(TypeError, match="as_of"):
        aging.age([])  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes 4 values"):
        openitem._openitem.operations["aging.age"](1)
    with pytest.raises(TypeError):
        Ledger(1, 2)  # type: ignore[call-arg, arg-type]


# The stated bound: a list of n references to one record costs at most so many bytes a reference in Rust.
BYTES_A_REFERENCE = 1200
MEMORY = """
import datetime, resource, sys
import openitem
from test_values import item
one = item()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
many = [one] * 300_000 + ["no item"]
try:
    openitem.aging.age(many, as_of=datetime.date(2026, 1, 31))
except openitem.OpenItemError as error:
    assert error.path == "items[300000]"
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 // 300_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the measure is that of Linux")
def test_a_huge_list_costs_no_more_than_its_stated_factor() -> None:
    found = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True, cwd=__file__.rpartition("/")[0])
    assert int(found.stdout) < BYTES_A_REFERENCE, found.stdout


def test_a_huge_text_is_not_shown() -> None:
    with pytest.raises(InvalidInputError) as raised:
        value.minor_units("E" * 10_000_000)
    assert len(str(raised.value)) < 300


def test_a_million_wrong_elements_stop_at_the_first() -> None:
    with pytest.raises(InvalidInputError, match=r"items\[0\]"):
        aging.age([None] * 1_000_000, as_of=DAY)  # type: ignore[list-item]
