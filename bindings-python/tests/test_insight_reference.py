"""Reference values on the real lines of a wholesaler, where they are at hand."""

from __future__ import annotations

import os
import pathlib
import time
from typing import Any

import longtail
import pytest

parquet: Any = pytest.importorskip("pyarrow.parquet")
pyarrow: Any = pytest.importorskip("pyarrow")
compute: Any = pytest.importorskip("pyarrow.compute")

ROOT = pathlib.Path(__file__).parents[2]
DATA = pathlib.Path(os.environ.get("LONGTAIL_DATA", ROOT.parent / "shared" / "data"))
FILE = DATA / "online-retail" / "lines_2010-12_2011-12.parquet"

if not FILE.exists():
    pytest.skip(f"{FILE} is not there; set LONGTAIL_DATA", allow_module_level=True)


def valid(products: str) -> Any:
    """Lines of known customers, sold, at a price; amounts in thousandths of a pound."""
    table = parquet.read_table(FILE)
    keep = compute.and_(compute.is_valid(table["customer_id"]), compute.greater(table["quantity"], 0))
    keep = compute.and_(keep, compute.greater(table["unit_price"], 0))
    keep = compute.and_(keep, compute.invert(compute.starts_with(table["invoice_no"], "C")))
    table = table.filter(compute.and_(keep, compute.match_substring_regex(table["stock_code"], products)))
    milli = compute.multiply(compute.cast(table["unit_price"], pyarrow.decimal128(18, 3)), pyarrow.scalar(1000, pyarrow.decimal128(4, 0)))
    return pyarrow.table(
        {
            "partner": table["customer_id"],
            "product": table["stock_code"],
            "niche": table["country"],
            "order": table["invoice_no"],
            "amount": compute.multiply(compute.cast(compute.cast(milli, pyarrow.decimal128(18, 0)), pyarrow.int64()), compute.cast(table["quantity"], pyarrow.int64())),
        }
    )


def insight(products: str, **options: Any) -> longtail.Insight:
    return longtail.Insight(valid(products), currency="GBP", niche="niche", order="order", **options)


def test_how_many_cells_break_which_rule() -> None:
    gate = {"partners_min": 3, "p_percent": 10, "dominance": [{"largest": 1, "percent_max": 75}, {"largest": 2, "percent_max": 85}]}
    own = insight("", gate=gate)
    began = time.perf_counter()
    table = pyarrow.table(own.publish())
    print(f"published {table.num_rows} cells in {time.perf_counter() - began:.2f} s")
    rows = [row["reasons"].split() for row in table.to_pylist() if row["niche"] != "all"]
    breaks = {word: sum(word in reasons for reasons in rows) for word in ("too_few_partners", "dominated_by_1", "dominated_by_2", "too_close")}
    assert len(rows) == 18_934
    assert breaks == {"too_few_partners": 13_369, "dominated_by_1": 11_643, "dominated_by_2": 13_854, "too_close": 13_547}
    assert sum(any(word in breaks for word in reasons) for reasons in rows) == 13_881


def test_niches_that_over_index() -> None:
    own = insight(r"^\d{5}")
    cells = pyarrow.table(own.scores(false_discoveries_max=0.1)).to_pylist()
    first = cells[0]
    assert (first["niche"], first["product"], first["orders"], first["partners"]) == ("Germany", "22326", 112, 42)
    assert first["expected"] == pytest.approx(13.2961, abs=1e-4)
    assert (first["raw"], first["lift"], first["low_5"]) == pytest.approx((8.42351, 7.52251, 6.40161), abs=1e-5)
    assert sum(cell["q"] <= 0.1 for cell in cells) == 708
    assert sum(cell["q"] <= 0.01 for cell in cells) == 370
    raw = sorted(cells, key=lambda cell: -cell["raw"])[:10]
    assert sum(cell["partners"] < 3 for cell in raw) == 9
    question = {"cells": _counts(), "limit": 1}
    prior = longtail.niches("scores", question)
    assert (prior["judged"], prior["within_rate"]) == (27_434, 708)
    found = {name: float(value) for name, value in prior["prior"].items() if name != "converged"}
    wanted = {"shape": 1.844880, "rate": 1.837774, "log_likelihood": -44411.5666}
    assert found == pytest.approx(wanted, abs=5e-5, rel=1e-6)
    assert prior["prior"]["converged"]


def _counts() -> list[dict[str, Any]]:
    seen: dict[tuple[str, str], tuple[set[str], set[int]]] = {}
    table = valid(r"^\d{5}")
    for niche, product, order, partner in zip(*(table[n].to_pylist() for n in ("niche", "product", "order", "partner"))):
        orders, partners = seen.setdefault((niche, product), (set(), set()))
        orders.add(order)
        partners.add(partner)
    return [{"niche": n, "product": p, "orders": len(o), "partners": len(c)} for (n, p), (o, c) in seen.items()]


def test_pairs_of_all_baskets() -> None:
    own = insight(r"^\d{5}", gate={"partners_min": 3, "dominance": [], "p_percent": 0})
    table = pyarrow.table(own.together())
    assert table.num_rows == 336
    first = table.slice(0, 1).to_pylist()[0]
    # 546 of 18,402 baskets.
    assert (first["a"], first["b"], first["baskets_from"]) == ("22386", "85099B", 500)
    assert first["support"] == 0.030


def test_best_sellers_of_every_country_pass_the_gate() -> None:
    own = insight(r"^\d{5}")
    told = pyarrow.table(own.best_sellers("Germany", by="orders", limit=5)).to_pylist()
    german = [row for row in told if row["niche"] == "Germany"]
    assert [row["rank"] for row in german] == [1, 2, 3, 4, 5]
    assert all(row["partners_from"] >= 5 and row["amount"] is None for row in told)
    assert own.benchmark("12471", "Germany")["partners_from"] >= 5
