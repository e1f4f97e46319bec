"""The example of cash application prints what it says, the same in every language."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT


def test_the_example_prints_what_stands_beside_it() -> None:
    example = ROOT / "examples/python/cash.py"
    found = subprocess.run([sys.executable, example], capture_output=True, text=True, check=True, encoding="utf-8")
    assert found.stdout == example.with_suffix(".txt").read_text("utf-8")
