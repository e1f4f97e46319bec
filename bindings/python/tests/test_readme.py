"""What the README shows works as written."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conftest import ROOT

BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "bindings/python/README.md").read_text("utf-8"), re.DOTALL)


def test_the_examples_of_the_readme_run_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(BLOCKS) >= 3
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(compile(block, "README.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()
    promised = [line for block in BLOCKS for line in re.findall(r"#> (.*)", block)]
    assert printed == promised
