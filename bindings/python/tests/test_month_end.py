"""The month end of the example prints the figures of the Rust example."""

from __future__ import annotations

import subprocess
import sys

from conftest import ROOT

# What `cargo run --example month_end` prints of the sample data.
FIGURES = """
EUR 132 193,547.54 115,154.19 54,751.79 12,812.22 72,900.59 449,166.33 7,738.64
GBP 19 25,884.46 22,571.96 4,558.35 2,724.78 1,147.60 56,887.15 769.56
JPY 45 15,852,501 13,585,084 3,251,677 4,103,879 684,233 37,477,374 0
USD 136 366,771.16 140,747.93 29,571.78 30,585.09 14,087.94 581,763.90 14,411.86
billed 105,018.08 9,731.41 5,993,892 299,606.77
charged 7.50 7.50 0 7.50
returned 13,208.22 1,419.61 0 2,697.19
credited -364.00 -1,952.51 0 -2,171.73
received -249,749.72 -13,829.86 -13,101,166 -124,878.14
closing 221,082.96 24,563.63 34,004,164 473,319.10
DE01 EUR 449,166.33 -228,083.37 453,995.98 4,077.33 228,835.69 221,082.96 0.00
DE01 GBP 56,887.15 -32,323.52 56,887.15 0.00 32,323.52 24,563.63 0.00
DE01 JPY 37,477,374 -3,473,210 37,627,633 62,473 3,560,996 34,004,164 0
DE01 USD 270,055.51 -49,130.71 271,079.47 1,023.96 49,130.71 220,924.80 0.00
US01 USD 311,708.39 -59,314.09 312,833.42 708.84 59,730.28 252,394.30 0.00
"""


def test_the_example_prints_the_figures_of_the_rust_example() -> None:
    found = subprocess.run([sys.executable, ROOT / "examples/python/month_end.py"], capture_output=True, text=True, check=True, encoding="utf-8")
    lines = {" ".join(line.split()) for line in found.stdout.splitlines()}
    for line in FIGURES.strip().splitlines():
        assert line in lines, found.stdout
