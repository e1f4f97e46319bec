"""The peers of `cargo xtask bench references`: the same files, the same work, as a competent user of each would write it.

Text to numbers by one pattern, joined on the number (kept as an integer, prebuilt for the items) and the payer. Numbers that
are written apart, or by their end only, are not found so: their recall says it.
"""

import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "2"

import numpy as np
import pandas as pd
import polars as pl

ROUNDS = 5
folder, ours = sys.argv[1], float(sys.argv[2])
read = lambda name, kind: np.fromfile(os.path.join(folder, name), dtype=kind)
numbers, customers, payers = read("numbers.u64", "<u8"), read("customers.u32", "<u4"), read("payers.u32", "<u4")
truth = read("truth.u32", "<u4").reshape(-1, 2)
with open(os.path.join(folder, "texts.txt"), encoding="utf-8") as file:
    texts = file.read().split("\n")

wanted = set((truth[:, 0].astype(np.uint64) << np.uint64(32) | truth[:, 1]).tolist())


def report(name, seconds, receipt, item):
    pairs = np.unique(receipt.astype(np.uint64) << np.uint64(32) | item.astype(np.uint64))
    right = sum(1 for pair in pairs.tolist() if pair in wanted)
    seconds = sorted(seconds)[len(seconds) // 2]
    print(
        f"{name:28} {seconds:8.3f} s  {len(texts) / seconds / 1e6:7.2f} M receipts/s  recall {right / len(wanted):.4f}"
        f"  precision {right / max(1, len(pairs)):.4f}  openitem is {seconds / ours:.1f} times as fast"
    )


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


def timed(work, rounds):
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        out = work()
        seconds.append(time.perf_counter() - started)
    return seconds, out


best = None
for name, work in [("eager", polars_eager), ("lazy", polars_lazy), ("lazy, number alone", polars_semi)]:
    seconds, out = timed(work, ROUNDS)
    report(f"polars {pl.__version__}, {name}"[:28], seconds, out["receipt"].to_numpy(), out["item"].to_numpy())
seconds, out = timed(pandas_join, 3 if len(texts) > 200_000 else ROUNDS)
report(f"pandas {pd.__version__}", seconds, out["receipt"].to_numpy(), out["item"].to_numpy())
