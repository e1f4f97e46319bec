"""The ledger as an object."""

from __future__ import annotations

import datetime

import pytest

import openitem
from conftest import ROOT
from openitem import AsOf, Batch, EntryKind, Ledger, PostPolicy
from test_values import DAY, MOMENT, note


def sample() -> tuple[openitem.Entry, ...]:
    return openitem.entry.read((ROOT / "examples/data/sample_entries.jsonl").read_text("utf-8")).entries


def test_a_ledger_gives_what_the_stateless_functions_give() -> None:
    entries, view = sample(), AsOf(datetime.date(2026, 6, 30))
    ledger = Ledger(entries)
    assert len(ledger) == len(entries) and repr(ledger) == f"<Ledger of {len(entries)} entries>"
    assert ledger.replay(view) == openitem.book.replay(entries, view)
    assert set(ledger.entries()) == set(entries)


def test_a_batch_is_taken_whole_or_not_at_all() -> None:
    ledger = Ledger()
    posted = ledger.post(Batch([note()]))
    assert posted.posted == ("E1",) and len(ledger) == 1
    assert ledger.post(Batch([note()])).known == ("E1",)
    with pytest.raises(openitem.ConflictError):
        ledger.post(Batch([note().replace(id="E2"), note("other words")]), PostPolicy())
    assert len(ledger) == 1
    assert [refusal.rule for refusal in ledger.check(Batch([note("other words")]))] == ["id_reused"]


def test_a_ledger_answers_for_an_item_and_a_period() -> None:
    ledger = Ledger(sample(), policy=None)
    item = ledger.replay(AsOf(datetime.date(2026, 6, 30))).book.items[0]
    basis = ledger.basis(item.id)
    assert basis is not None and basis.open == item.open
    assert ledger.basis("nothing") is None and ledger.closed_through("nothing") is None
    closed = openitem.Entry("P1", "DE01", DAY, MOMENT, EntryKind.from_dict({"type": "period_closed", "period_closed": {"through": DAY}}))
    assert Ledger([closed]).closed_through("DE01") == DAY


def test_wrong_arguments_name_themselves() -> None:
    with pytest.raises(openitem.errors.MalformedJson, match=r"batch: found a list, expected a Batch"):
        Ledger().post([note()])  # type: ignore[arg-type]
    with pytest.raises(openitem.errors.MalformedJson, match=r"entries\[0\]: found None, expected an Entry"):
        Ledger([None])  # type: ignore[list-item]
