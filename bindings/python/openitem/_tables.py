"""Records as tables: for notebooks, pandas and polars. None of these is needed to use the rest."""

from __future__ import annotations

import enum
import html as _html
from typing import Any

# How many rows a notebook shows of a list.
_MOST = 50


def _fields(record: Any, shown: bool = False) -> dict[str, Any]:
    """The fields of a record, `Decimal` and dates as they are, records as dicts; where it is shown, personal text cut."""
    plain: dict[str, Any] = record._shown() if shown else record.to_dict()
    return plain


def _flat(values: dict[str, Any], lead: str = "") -> dict[str, Any]:
    """Records within a record as columns of their own: `original.amount`."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            out.update(_flat(value, f"{lead}{name}."))
        else:
            out[lead + name] = value
    return out


def _table_of(record: Any, field: str | None) -> str:
    """The name of a list of records: the first, where none is named."""
    tables: tuple[str, ...] = type(record)._tables
    if field is not None and field not in tables:
        raise TypeError(f"{type(record).__qualname__}.{field} is no list of records: these are {', '.join(tables)}")
    return tables[0] if field is None else field


def _rows(record: Any, field: str, shown: bool = False) -> list[dict[str, Any]]:
    return [_flat(_fields(element, shown)) for element in getattr(record, field) or ()]


def _frame(record: Any, field: str | None) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rows of a list, and its columns with the names of their types: those of the records' type, whatever the rows hold."""
    field = _table_of(record, field)
    columns: dict[str, str] = dict(type(record)._columns(field))
    return [{column: row.get(column) for column in columns} for row in _rows(record, field)], columns


def to_pandas(self: Any, field: str | None = None) -> Any:
    """The records of a list as a pandas DataFrame, amounts as `Decimal`: of `field`, or of the first such list."""
    rows, columns = _frame(self, field)
    try:
        import pandas
    except ImportError as missing:
        raise ImportError("to_pandas needs pandas: pip install pandas") from missing
    return pandas.DataFrame(rows, columns=list(columns))


def to_polars(self: Any, field: str | None = None) -> Any:
    """The records of a list as a polars DataFrame, amounts as `Decimal`: of `field`, or of the first such list."""
    rows, columns = _frame(self, field)
    try:
        import polars
    except ImportError as missing:
        raise ImportError("to_polars needs polars: pip install polars") from missing
    types: dict[str, Any] = {
        "bool": polars.Boolean,
        "date": polars.Date,
        "datetime": polars.Datetime("us", "UTC"),
        "int": polars.Int64,
        "str": polars.String,
    }
    filled = {column: sum(row[column] is not None for row in rows) for column in columns}
    schema = {column: types.get(kind) for column, kind in columns.items()}
    # A column of amounts has the scale of its amounts, where it has some.
    schema.update((column, polars.Decimal(38, 0)) for column, kind in columns.items() if kind == "Decimal" and not filled[column])
    frame = polars.DataFrame(rows, schema=schema, infer_schema_length=None)
    # What does not fit into one scale would become null without a word.
    for name in frame.columns:
        lost = filled[name] - (frame.height - frame[name].null_count())
        if lost:
            raise OverflowError(f"{lost} values of {name} do not fit into one polars column of decimals: take to_pandas")
    return frame


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, list):
        return ", ".join(_text(element) for element in value)
    if isinstance(value, dict):
        return ", ".join(_text(element) for element in _flat(value).values() if element not in (None, [], ""))
    return str(value)


def _filled(rows: list[dict[str, Any]]) -> dict[str, bool]:
    """All columns of the rows, and whether any row has something in them."""
    out: dict[str, bool] = {}
    for row in rows:
        for column, value in row.items():
            out[column] = out.get(column, False) or value not in (None, [], "")
    return out


def _table(rows: list[dict[str, Any]], most: int = _MOST) -> str:
    used = [column for column, filled in _filled(rows).items() if filled]
    head = "".join(f"<th>{_html.escape(column)}</th>" for column in used)
    body = "".join(
        "<tr>" + "".join(f"<td>{_html.escape(_text(row.get(column)))}</td>" for column in used) + "</tr>" for row in rows[:most]
    )
    more = len(rows) - most
    note = f"<p>{more} more rows</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def html(record: Any) -> str:
    """A record as a notebook shows it: what is not a list as one table, each list of records as a table of its own."""
    return f"<div><p><b>{_html.escape(type(record).__qualname__)}</b></p>{_body(record)}</div>"


def _body(record: Any) -> str:
    values, below = {}, []
    for name, plain in _fields(record, shown=True).items():
        value = getattr(record, name, plain)
        if name in type(record)._tables:
            rows = _rows(record, name, shown=True)
            below.append(f"<p>{_html.escape(name)}</p>{_table(rows)}" if rows else "")
        elif hasattr(value, "to_dict") and type(value)._tables:
            below.append(f"<p>{_html.escape(name)}</p>{_body(value)}")
        else:
            values[name] = plain
    return (_table([_flat(values)]) if any(value not in (None, [], "") for value in values.values()) else "") + "".join(below)
