"""Results as tables: in a notebook, in pandas, in polars."""

from __future__ import annotations

import builtins
import datetime
from decimal import Decimal
from typing import Any

import pytest

import openitem
from openitem import AsOf, Basis, Batch, _tables
from test_ledger import sample
from test_values import item, note

AS_OF = datetime.date(2026, 6, 30)


def test_a_result_shows_its_lists_as_tables() -> None:
    html = openitem.aging.age([item(customer="C1")], as_of=AS_OF)._repr_html_()
    assert html.count("<table>") >= 3 and "<th>currency</th>" in html and "12.5" in html
    assert "<b>Aging</b>" in html and "tie_out" in html


def test_a_table_is_escaped_and_cut() -> None:
    html = Batch([note("<script>").replace(customer="<b>", id=f"E{at}") for at in range(80)])._repr_html_()
    assert "<script>" not in html and "&lt;b&gt;" in html and "30 more rows" in html
    assert "<td>I</td>" in Basis("I", 1)._repr_html_()


def test_a_list_of_records_becomes_a_frame_of_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    book = openitem.book.replay(sample(), AsOf(AS_OF)).book
    frame = book.to_pandas()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(book.items)
    assert list(frame["id"]) == [one.id for one in book.items]
    assert isinstance(frame["open"][0], Decimal) and frame["kind"][0] == book.items[0].kind.value
    assert sum(frame["open"]) == sum(one.open for one in book.items)
    totals = openitem.aging.age(book.items, as_of=AS_OF).by_currency.to_pandas("totals")
    assert "in_buckets.amount" in totals.columns and list(totals["currency"]) == ["EUR", "GBP", "JPY", "USD"]
    assert len(Batch([]).to_pandas()) == 0 and len(Batch([], basis=[Basis("I", 1)]).to_pandas()) == 0


def test_a_list_of_records_becomes_a_frame_of_polars() -> None:
    polars = pytest.importorskip("polars")
    book = openitem.book.replay(sample(), AsOf(AS_OF)).book
    frame = book.to_polars("items")
    assert isinstance(frame, polars.DataFrame) and frame.height == len(book.items)
    assert frame["open"].sum() == sum(one.open for one in book.items)
    assert frame["due"].dtype == polars.Date


def tables() -> list[tuple[type[openitem.Record], str]]:
    """Every list of records of every class."""
    found = [openitem.Record]
    for one in found:
        found.extend(one.__subclasses__())
    return [(one, field) for one in found for field in getattr(one, "_tables", ())]


def test_the_columns_of_a_frame_are_those_of_the_type() -> None:
    assert [name for name, _ in Batch._columns("basis")] == ["item", "open", "last"]
    assert {field for _, field in tables()} >= {"items", "entries", "totals"}
    for one, field in tables():
        names = [name for name, _ in one._columns(field)]
        assert names and len(names) == len(set(names)), (one, field)
    with pytest.raises(TypeError):
        Batch._columns("nothing")


def test_every_value_of_a_row_has_a_column() -> None:
    entries = sample()
    book = openitem.book.replay(entries, AsOf(AS_OF)).book
    for record, field in [(Batch(entries), "entries"), (book, "items"), (openitem.aging.age(book.items, as_of=AS_OF).by_currency, "totals")]:
        columns = {name for name, _ in type(record)._columns(field)}
        filled = {name for row in _tables._rows(record, field) for name, value in row.items() if value is not None}
        assert filled <= columns, filled - columns


NAMES = [name for name, _ in Batch._columns("entries")]
BATCHES = [Batch(sample()), Batch([note()]), Batch([])]


def test_a_frame_of_pandas_has_its_columns_whatever_its_rows_are() -> None:
    pandas = pytest.importorskip("pandas")
    assert NAMES[:3] == ["id", "entity", "effective"] and {"kind.type", "kind.invoice.amount", "kind.note.text"} <= set(NAMES)
    for batch in BATCHES:
        frame = batch.to_pandas()
        assert list(frame.columns) == NAMES and len(frame) == len(batch.entries)
    assert list(Batch([]).to_pandas("basis").columns) == ["item", "open", "last"]
    both = pandas.concat([Batch([]).to_pandas("basis"), Batch([], basis=[Basis("I", 1)]).to_pandas("basis")])
    assert both["open"].tolist() == [1]


def test_a_frame_of_polars_has_its_columns_whatever_its_rows_are() -> None:
    polars = pytest.importorskip("polars")
    for batch in BATCHES:
        frame = batch.to_polars()
        assert frame.columns == NAMES and frame.height == len(batch.entries)
        assert [frame[name].dtype for name in NAMES[:4]] == [polars.String, polars.String, polars.Date, polars.Datetime("us", "UTC")]
        assert frame["kind.invoice.amount"].dtype.is_decimal() and frame["recorded"].to_list() == [one.recorded for one in batch.entries]
    both = polars.concat([Batch([]).to_polars("basis"), Batch([], basis=[Basis("I", 1)]).to_polars("basis")])
    assert both["open"].to_list() == [1]


def test_what_is_no_list_of_records_is_refused() -> None:
    with pytest.raises(TypeError, match="Batch.nothing is no list of records"):
        Batch([note()]).to_pandas("nothing")
    assert not hasattr(Basis("I", 1), "to_pandas")


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == library:
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=f"needs {library}: pip install {library}"):
        getattr(Batch([note()]), f"to_{library}")()


def test_personal_text_is_cut_in_a_notebook_too() -> None:
    note = openitem.Note("hello Jane Smith Doe")
    assert "Jane" not in note._repr_html_() and "he\u2026" in note._repr_html_()


def test_a_polars_column_that_cannot_hold_its_amounts_is_refused() -> None:
    pytest.importorskip("polars")
    large, small = Decimal("9999999999999999999999999999"), Decimal("0.00000000001")
    book = openitem.Batch([], basis=[openitem.Basis("A", large), openitem.Basis("B", small)])
    with pytest.raises(OverflowError, match="open"):
        book.to_polars("basis")
