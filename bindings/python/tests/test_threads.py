"""Several threads at once: no deadlock, the same answers, other threads run while Rust works."""

from __future__ import annotations

import datetime
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import openitem
from openitem import AsOf, Batch, Ledger
from test_ledger import sample
from test_values import item, note


def test_one_ledger_serves_many_threads() -> None:
    ledger, view = Ledger(), AsOf(datetime.date(2026, 6, 30))

    def work(at: int) -> int:
        for run in range(20):
            ledger.post(Batch([note().replace(id=f"E-{at}-{run}")]))
            ledger.replay(view)
            len(ledger)
        return at

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(work, range(8), timeout=120)) == list(range(8))
    assert len(ledger) == 160


def test_threads_read_one_value_at_once() -> None:
    book = openitem.book.replay(sample(), AsOf(datetime.date(2026, 6, 30)))
    start = threading.Barrier(8)

    def read(_: int) -> int:
        start.wait()
        return id(book.book.items)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read, range(8), timeout=60))) == 1


def test_other_threads_run_while_rust_works() -> None:
    items = [item(id=f"INV-{at}", customer=f"C{at % 5000}") for at in range(20_000)]
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.0005)

    ticker = threading.Thread(target=tick)
    ticker.start()
    before = ticks
    for _ in range(5):
        openitem.aging.age(items, as_of=datetime.date(2026, 6, 30))
    done.set()
    ticker.join(10)
    assert ticks > before + 5
