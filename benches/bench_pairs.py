"""All pairs of products in the baskets of the real file, beside Polars and scipy.

    python3 -m venv build/peers
    build/peers/bin/pip install -r benches/requirements-models.txt
    cargo build --release -p longtail-bench --bin longtail-pairs
    build/peers/bin/python benches/bench_pairs.py [FOLDER]

From the root of the repository; FOLDER has `online-retail`. The baskets are invoices,
the products those with a code of five digits, with or without letters behind. Every
program gets the same whole numbers in memory and sorts them into baskets by itself; two
threads where it has any. longtail also puts every pair through the disclosure gate; the
others only count.
"""

from __future__ import annotations

import os

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import pathlib
import subprocess
import tempfile
import time
from collections.abc import Callable
from typing import Any

from peers import ROOT, data_folder

NATIVE = ROOT / "target" / "release" / "longtail-pairs"
PACKAGES = ("numpy", "polars", "pyarrow", "scipy")
ROUNDS = 5


def lines(data: pathlib.Path) -> tuple[Any, Any, Any]:
    import numpy as np
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(sorted(data.glob("*.parquet"))[0])
    known = pc.and_(pc.is_valid(table["customer_id"]), pc.invert(pc.starts_with(table["invoice_no"], "C")))
    sold = pc.and_(pc.greater(table["quantity"], 0), pc.greater(table["unit_price"].cast("float64"), 0))
    coded = pc.match_substring_regex(table["stock_code"].cast("string"), r"^\d{5}")
    table = table.filter(pc.and_(pc.and_(known, sold), coded))

    def codes(name: str) -> Any:
        values = np.array(table[name].cast("string")).astype(str)
        return np.unique(values, return_inverse=True)[1].astype(np.uint32)

    return codes("invoice_no"), codes("stock_code"), codes("customer_id")


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3, answer


def by_scipy(order: Any, product: Any) -> tuple[int, int]:
    import numpy as np
    from scipy import sparse

    ones = np.ones(len(order), dtype=np.int32)
    baskets = sparse.csr_matrix((ones, (order, product)))
    baskets.data[:] = 1
    pairs = sparse.triu(baskets.T @ baskets, k=1)
    least = -(-baskets.shape[0] // 100)
    return pairs.nnz, int((pairs.data >= least).sum())


def by_polars(order: Any, product: Any) -> tuple[int, int]:
    import polars as pl

    own = pl.DataFrame({"order": order, "product": product}).unique()
    least = -(-own["order"].n_unique() // 100)
    pairs = (
        own.lazy()
        .join(own.lazy(), on="order", suffix="_b")
        .filter(pl.col("product") < pl.col("product_b"))
        .group_by("product", "product_b")
        .len()
        .collect()
    )
    return pairs.height, pairs.filter(pl.col("len") >= least).height


def main() -> None:
    data = data_folder(__doc__, ("online-retail",), NATIVE, PACKAGES)
    import numpy as np

    order, product, partner = lines(data / "online-retail")
    with tempfile.NamedTemporaryFile(suffix=".u32") as file:
        np.stack([order, product, partner], axis=1).astype("<u4").tofile(file.name)
        print(subprocess.run([NATIVE, file.name], check=True, capture_output=True, text=True).stdout, end="")
    for name, work in (("scipy", by_scipy), ("polars", by_polars)):
        ms, (pairs, frequent) = best(lambda: work(order, product))
        print(f"{name} {ms:.1f} ms: pairs {pairs} frequent {frequent}")


if __name__ == "__main__":
    main()
