"""50,000 open items through the row API: what each step costs, beside the same aging in Rust alone."""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

# The sources beside this file have no extension: what is installed is measured.
sys.path.pop(0)

import openitem  # noqa: E402
from openitem import ItemKind, OpenItem, Side, _openitem  # noqa: E402

COUNT = 50_000
AS_OF = datetime.date(2026, 6, 30)
START = datetime.date(2025, 1, 1)


def make() -> list[OpenItem]:
    day = [START + datetime.timedelta(days=at) for at in range(500)]
    amounts = [Decimal(at % 100_000) / 100 for at in range(1, COUNT + 1)]
    return [
        OpenItem(f"INV-{at}", "DE01", ItemKind.INVOICE, Side.DEBIT, "EUR", amounts[at], amounts[at], day[at % 500], day[at % 500],
                 customer=f"C{at % 5000}", due=day[(at * 7) % 500])
        for at in range(COUNT)
    ]


def timed(what: str, work: Callable[[], Any], runs: int = 5) -> tuple[Any, float]:
    best, result = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    print(f"{what:44} {best * 1000:9.1f} ms")
    return result, best


def main() -> None:
    items, made = timed("make the items", make, 2)
    result, aged = timed("aging.age over them", lambda: openitem.aging.age(items, as_of=AS_OF))
    timed("read every row's total", lambda: [row.in_buckets.amount for row in result.by_currency.rows])
    dicts, _ = timed("to_dict of each", lambda: [item.to_dict() for item in items], 2)
    timed("from_dict of each", lambda: [OpenItem.from_dict(one) for one in dicts], 2)
    text = '{"as_of":"2026-06-30","items":[' + ",".join(item.to_json() for item in items) + "]}"
    _, by_json = timed("the same by JSON text (call)", lambda: openitem.call("aging.age", text))
    assert json.loads(openitem.call("aging.age", text)) == json.loads(result.to_json())
    rust = min(_openitem._age_seconds(items, AS_OF) for _ in range(5))
    print(f"{'in Rust alone':44} {rust * 1000:9.1f} ms")
    print(f"of Rust alone: the call {aged / rust:.1f} times, with making the items {(made + aged) / rust:.1f} times, by JSON {by_json / rust:.1f} times")


if __name__ == "__main__":
    main()
