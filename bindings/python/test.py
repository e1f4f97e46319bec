#!/usr/bin/env python3
"""Everything that can be tested of openitem in Python, from a clean checkout: `python bindings/python/test.py`.

It makes a virtual environment under target/python, installs into it by package name what requirements-test.txt lists, builds
the extension in the dev profile, and runs pytest, mypy and stubtest over the package, its tests and the example. A second run
builds and installs only what changed. Arguments go to pytest. `--build` stops after the build.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "python"
ENVIRONMENT = WORK / "venv"
SITE = WORK / "site"
BINARIES = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BINARIES / ("python.exe" if os.name == "nt" else "python")
LIBRARIES = {"linux": "lib_openitem.so", "darwin": "lib_openitem.dylib", "win32": "_openitem.dll"}


def run(*command: object, cwd: pathlib.Path = HERE, **variables: str) -> None:
    print("$", *command, flush=True)
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, env={**os.environ, "PYTHONPYCACHEPREFIX": str(WORK / "bytecode"), **variables})


def environment() -> None:
    """The virtual environment, made anew where what it holds is out of date."""
    needs = (HERE / "requirements-test.txt").read_bytes() + sys.version.encode()
    mark, digest = WORK / "installed", hashlib.sha256(needs).hexdigest()
    if mark.exists() and mark.read_text() == digest and PYTHON.exists():
        return
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements-test.txt")
    mark.write_text(digest)


def build() -> None:
    """The extension in the dev profile, and the package beside it where the virtual environment finds it."""
    run("cargo", "build", "--quiet", "-p", "openitem-python", PYO3_BUILD_EXTENSION_MODULE="1", PYO3_PYTHON=str(PYTHON))
    package = SITE / "openitem"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(HERE / "openitem", package, ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
    suffix = ".pyd" if sys.platform == "win32" else ".abi3.so"
    shutil.copy2(TARGET / "debug" / LIBRARIES[sys.platform], package / f"_openitem{suffix}")
    found = subprocess.run([str(PYTHON), "-c", "import site; print(site.getsitepackages()[0])"], check=True, capture_output=True, text=True)
    (pathlib.Path(found.stdout.strip()) / "openitem.pth").write_text(str(SITE) + "\n")


def main() -> None:
    WORK.mkdir(parents=True, exist_ok=True)
    environment()
    build()
    if "--build" in sys.argv:
        return
    # Beside the built package, so that the sources without an extension are not taken for it.
    run(PYTHON, "-m", "pytest", "-q", "-c", HERE / "pyproject.toml", "-o", f"cache_dir={WORK / 'pytest'}", HERE / "tests", *sys.argv[1:], cwd=SITE)
    cache = ("--cache-dir", WORK / "mypy")
    run(PYTHON, "-m", "mypy", *cache, "--strict", SITE / "openitem", ROOT / "examples" / "python", HERE / "tests" / "typed_use.py")
    run(PYTHON, "-m", "mypy.stubtest", "openitem", "--mypy-config-file", HERE / "pyproject.toml", "--allowlist", HERE / "stubtest-allowlist.txt", cwd=SITE)


if __name__ == "__main__":
    main()
