"""The peers of `cargo xtask bench references`: the same files, the same work, as a competent user of each would write it.

Text to numbers by one pattern, joined on the number (kept as an integer, prebuilt for the items) and the payer. Numbers that
are written apart, or by their end only, are not found so: their recall says it.
"""

import json
import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"

import numpy as np
import pandas as pd
import polars as pl

folder = sys.argv[1]
read = lambda name, kind: np.fromfile(os.path.join(folder, name), dtype=kind)
numbers, customers, payers = read("numbers.u64", "<u8"), read("customers.u32", "<u4"), read("payers.u32", "<u4")
truth = read("truth.u32", "<u4").reshape(-1, 2)
with open(os.path.join(folder, "texts.txt"), encoding="utf-8") as file:
    texts = file.read().split("\n")

wanted = set((truth[:, 0].astype(np.uint64) << np.uint64(32) | truth[:, 1]).tolist())


items = pl.DataFrame({"number": numbers, "customer": customers, "item": np.arange(len(numbers), dtype=np.uint32)})
receipts = pl.DataFrame({"receipt": np.arange(len(texts), dtype=np.uint32), "payer": payers, "text": texts})


def polars_eager():
    return (
        receipts.select("receipt", "payer", number=pl.col("text").str.extract_all(r"\d{4,18}"))
        .explode("number")
        .drop_nulls()
        .with_columns(pl.col("number").cast(pl.UInt64))
        .join(items, left_on=["number", "payer"], right_on=["number", "customer"])
        .select("receipt", "item")
    )


def polars_lazy():
    return (
        receipts.lazy()
        .select("receipt", "payer", number=pl.col("text").str.extract_all(r"\d{4,18}"))
        .explode("number")
        .drop_nulls()
        .with_columns(pl.col("number").cast(pl.UInt64))
        .join(items.lazy(), left_on=["number", "payer"], right_on=["number", "customer"])
        .select("receipt", "item")
        .collect()
    )


def polars_semi():
    """Joined on the number alone, and the payer compared after."""
    return (
        receipts.lazy()
        .select("receipt", "payer", number=pl.col("text").str.extract_all(r"\d{4,18}"))
        .explode("number")
        .drop_nulls()
        .with_columns(pl.col("number").cast(pl.UInt64))
        .join(items.lazy(), on="number")
        .filter(pl.col("payer") == pl.col("customer"))
        .select("receipt", "item")
        .collect()
    )


frame = pd.DataFrame({"number": numbers, "customer": customers, "item": np.arange(len(numbers), dtype=np.uint32)}).set_index("number")
words = pd.Series(texts, name="text")


def pandas_join():
    found = words.str.findall(r"\d{4,18}").explode().dropna()
    left = pd.DataFrame({"number": found.astype(np.uint64), "receipt": found.index.to_numpy()})
    left["payer"] = payers[left["receipt"]]
    joined = left.join(frame, on="number", how="inner")
    return joined[joined["payer"] == joined["customer"]]


# One round of one peer at a time, as the bench asks for it between its own: seconds on the clock and of the processors.
WORK = {
    "polars, eager": polars_eager,
    "polars, lazy": polars_lazy,
    "polars, lazy, by number": polars_semi,
    "pandas": pandas_join,
}
out = {}
print(json.dumps({"polars": pl.__version__, "pandas": pd.__version__}), flush=True)
for line in sys.stdin:
    name = line.strip()
    clock, processors = time.perf_counter(), time.process_time()
    out[name] = WORK[name]()
    print(time.perf_counter() - clock, time.process_time() - processors, flush=True)
for name, found in out.items():
    receipt, item = (np.asarray(found[column]).astype(np.uint64) for column in ("receipt", "item"))
    pairs = np.unique(receipt << np.uint64(32) | item).tolist()
    right = sum(1 for pair in pairs if pair in wanted)
    print(json.dumps({"name": name, "recall": right / len(wanted), "precision": right / max(1, len(pairs))}), flush=True)
