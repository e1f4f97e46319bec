"""The examples print what they say, the same in every language."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT


@pytest.mark.parametrize("name", ["cash", "collect"])
def test_the_example_prints_what_stands_beside_it(name: str) -> None:
    example = ROOT / f"examples/python/{name}.py"
    found = subprocess.run([sys.executable, example], capture_output=True, text=True, check=True, encoding="utf-8")
    assert found.stdout == example.with_suffix(".txt").read_text("utf-8")
