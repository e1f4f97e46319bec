"""The native module loads once a process: a second set of its classes would not know the first."""

from __future__ import annotations

import subprocess
import sys

import pytest

DELETED = """
import sys
import openitem
kept = openitem.Basis("I", 1)
for name in [name for name in sys.modules if name.split(".")[0] == "openitem"]:
    del sys.modules[name]
for _ in range(2):
    try:
        import openitem as again
    except ImportError as error:
        assert "openitem loads once a process" in str(error), error
    else:
        raise AssertionError("loaded twice")
assert kept.replace(open=2).open == 2
"""

RELOADED = """
import importlib, sys
import openitem
kept, native = openitem.Basis, sys.modules["openitem._openitem"]
del sys.modules["openitem"]
import openitem
importlib.reload(openitem)
assert openitem.Basis is kept and sys.modules["openitem._openitem"] is native
"""

INTERPRETER = """
import sys
import openitem
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
code = '''
import sys
sys.path[:] = {path}
try:
    import openitem
except ImportError as error:
    # From 3.12 on Python itself says it of an interpreter with a lock of its own.
    assert "once a process" in str(error) or "subinterpreters" in str(error), error
else:
    raise AssertionError("loaded twice")
'''
found = interpreters.run_string(interpreters.create(), code.format(path=sys.path))
assert found is None, found
assert openitem.value.minor_units("EUR") == 2
"""


@pytest.mark.parametrize("code", [DELETED, RELOADED], ids=["deleted from sys.modules", "the package alone anew"])
def test_a_second_load_is_refused_and_the_first_goes_on(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="only CPython has several interpreters")
def test_a_second_interpreter_is_refused() -> None:
    subprocess.run([sys.executable, "-c", INTERPRETER], check=True)
