"""Results as tables: in a notebook, in pandas, in polars."""

from __future__ import annotations

import builtins
import datetime
from decimal import Decimal
from typing import Any

import pytest

import openitem
from openitem import AsOf, Basis, Batch
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
