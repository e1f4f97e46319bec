"""Typed use, for mypy only: what a checker must know of the package."""

import datetime
import enum
from collections.abc import Sequence
from decimal import Decimal
from typing import assert_type

import openitem
from openitem import Aging, AgingPolicy, AsOf, Basis, Batch, Entry, EntryKind, Ledger, Note, OpenItem, Replay, Rounding, aging, book, errors, value

AS_OF = datetime.date(2026, 6, 30)


def reads(items: Sequence[OpenItem]) -> Decimal:
    found = aging.age(items, as_of=AS_OF, policy=AgingPolicy.oracle())
    assert_type(found, Aging)
    assert_type(found.by_currency.totals[0].buckets[0].amount, Decimal)
    assert_type(found.to_json(), str)
    assert_type(Aging.from_json("{}"), Aging)
    return found.by_currency.totals[0].in_buckets.amount


def writes(entries: list[Entry]) -> Replay:
    ledger = Ledger(entries)
    entry = Entry("E1", "DE01", AS_OF, datetime.datetime.now(datetime.timezone.utc), EntryKind.Note(Note("called")), customer="C1")
    ledger.post(Batch([entry.replace(customer=None)]))
    assert_type(ledger.entries(), tuple[Entry, ...])
    assert_type(ledger.basis("I"), Basis | None)
    assert_type(book.replay(entries, AsOf(AS_OF)), Replay)
    return ledger.replay(AsOf(AS_OF))


def tells(kind: EntryKind) -> str:
    match kind:
        case EntryKind.Note(note):
            assert_type(note, Note)
            return note.text
        case EntryKind.Invoice(invoice):
            return invoice.id
    return kind.type


def names() -> list[str]:
    assert issubclass(Rounding, enum.Enum)
    assert_type(value.minor_units("EUR"), int)
    return [member.value for member in Rounding]


def fails() -> Decimal | None:
    try:
        openitem.call("value.minor_units", "{}")
    except errors.WouldOverApply as error:
        assert_type(error.conflicts, tuple[str, ...])
        return error.open
    except openitem.OpenItemError as error:
        assert_type(error.code, str)
    return None


def is_refused() -> None:
    AsOf("2026-01-31")  # type: ignore[arg-type]
    Basis("I", 1.5)  # type: ignore[arg-type]
    Basis("I", Decimal(1)).open = Decimal(2)  # type: ignore[misc]
    aging.age([], AS_OF)  # type: ignore[call-arg, arg-type]
