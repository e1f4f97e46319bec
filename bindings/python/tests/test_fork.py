"""Safe after fork, as web servers do it: what the parent made serves the child, which works on."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import sys

import pytest

import openitem
from openitem import AsOf, Batch, Ledger
from test_ledger import sample
from test_values import note

VIEW = AsOf(datetime.date(2026, 6, 30))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_child_works_on_with_what_it_inherits() -> None:
    ledger = Ledger(sample())
    expected = ledger.replay(VIEW).to_json()
    child = os.fork()
    if child == 0:
        try:
            good = ledger.replay(VIEW).to_json() == expected
            ledger.post(Batch([note().replace(id="of-the-child")]))
            os._exit(0 if good and openitem.value.minor_units("EUR") == 2 else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert all(entry.id != "of-the-child" for entry in ledger.entries())


def days(entry: openitem.Entry) -> tuple[openitem.Entry, int]:
    return entry, openitem.value.days_between(entry.effective, datetime.date(2026, 6, 30))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_pool_of_processes_takes_and_gives_records(method: str) -> None:
    entries = sample()[:50]
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = pool.map(days, entries)
        preset = pool.map(openitem.aging.preset, ["oracle"])
    assert tuple(entry for entry, _ in found) == entries and preset == [openitem.AgingPolicy.oracle()]
