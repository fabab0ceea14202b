"""The wholesaler's lines: values computed apart from this library, to their digits.

The file is `online-retail` of the data folder; `LONGTAIL_DATA` says where that is
(default: `../shared/data` beside the repository). Valid lines are those with a
customer, no cancellation, and quantity and price above zero.
"""

from __future__ import annotations

import os
import pathlib
from decimal import Decimal
from typing import Any

import longtail
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from longtail import figures

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path(os.environ.get("LONGTAIL_DATA", ROOT / "../shared/data")) / "online-retail"


@pytest.fixture(scope="module")
def lines() -> Any:
    files = sorted(FOLDER.glob("*.parquet"))
    if not files:
        pytest.skip(f"no wholesaler's lines in {FOLDER}; LONGTAIL_DATA says where they are")
    table: Any = pq.read_table(files[0])
    compute: Any = pc
    quantity = compute.cast(table["quantity"], pyarrow.decimal128(18, 0))
    price = compute.cast(table["unit_price"], pyarrow.decimal128(18, 3))
    cancelled = compute.starts_with(table["invoice_no"], "C")
    good = compute.and_(compute.greater(table["quantity"], 0), compute.greater(price, pyarrow.scalar(Decimal("0.000"))))
    return pyarrow.table(
        {
            "partner": compute.cast(table["customer_id"], pyarrow.string()),
            "niche": table["country"],
            "product": table["stock_code"],
            "order": table["invoice_no"],
            "day": table["invoice_ts"],
            "quantity": table["quantity"],
            "amount": compute.multiply(quantity, price),
            "valid": compute.and_(compute.invert(cancelled), good),
        }
    )


NAMES: Any = {name: name for name in ("niche", "product", "order", "day", "quantity")}


@pytest.fixture(scope="module")
def tally(lines: Any) -> longtail.Tally:
    # A currency of three decimals, as the file's prices have.
    return longtail.Tally(lines.filter(lines["valid"]), currency="KWD", threads=2, **NAMES)


def rows(table: longtail.ChannelTable) -> list[dict[str, Any]]:
    return list(pyarrow.table(table).to_pylist())


def test_partners_products_and_countries(tally: longtail.Tally) -> None:
    [all_] = rows(figures.concentration(tally))
    assert (all_["partners"], all_["revenue"]) == (4_338, Decimal("8911407.904"))
    for name, value, digits in [
        ("gini", 0.7151396179, 10),
        ("gini_sample", 0.7153045106, 10),
        ("hhi", 0.0046436010, 10),
        ("effective_number", 215.35, 2),
        ("cr1", 0.0314435, 7),
        ("cr4", 0.1013181, 7),
        ("cr10", 0.1726188, 7),
        ("largest_fifth_share", 0.7461713719, 10),
    ]:
        assert all_[name] == pytest.approx(value, abs=0.5 * 10**-digits), name
    assert (all_["largest_fifth"], all_["partners_for_half"]) == (868, 212)
    [products] = rows(figures.concentration(tally, by="product"))
    assert products["partners"] == 3_665
    assert products["gini"] == pytest.approx(0.7534275, abs=5e-8)
    assert products["largest_fifth_share"] == pytest.approx(0.7864733, abs=5e-8)
    [countries] = rows(figures.concentration(tally, by="niche"))
    # The exact fraction of the countries' sums; the published 0.6761642 was rounded on the way.
    assert countries["hhi"] == pytest.approx(0.6761641143, abs=5e-11)
    assert countries["cr1"] == pytest.approx(0.8201164, abs=5e-8)
    top = rows(figures.dependence(tally, largest=[44]))[0]
    assert top["share"] == pytest.approx(0.3199886, abs=5e-8), "the largest 1 %, rounded up"


def test_theil_of_the_customers(lines: Any) -> None:
    own = longtail.Tally(lines.filter(lines["valid"]), currency="KWD")
    total = rows(figures.theil(own))[0]
    assert total["theil"] == pytest.approx(1.4035275731, abs=5e-11)


def test_month_by_country_cells(tally: longtail.Tally) -> None:
    cells = rows(figures.concentration(tally, period="month", per_niche=True))
    assert len(cells) == 287
    assert sum(row["gini"] for row in cells) == pytest.approx(67.0042811709, abs=5e-10)
    assert sum(row["hhi"] for row in cells) == pytest.approx(177.6277362088, abs=5e-10)
    assert sum(row["largest_fifth_share"] for row in cells) == pytest.approx(215.7728194034, abs=5e-10)
    assert [row["whole"] for row in cells][-1] is False, "December 2011 has nine days"


def test_rank_slopes_and_hill_exponents(tally: longtail.Tally) -> None:
    customers = rows(figures.slopes(tally, bounds=[50, 100, 200, 400]))
    assert customers[0]["slope"] == pytest.approx(-1.1875, abs=5e-5)
    assert customers[0]["r2"] == pytest.approx(0.879, abs=5e-4)
    hills = [row["hill"] for row in customers[1:5]]
    assert hills == pytest.approx([1.08, 1.22, 1.29, 1.35], abs=5e-3)
    products = rows(figures.slopes(tally, by="product"))[0]
    assert products["slope"] == pytest.approx(-1.7763, abs=5e-5)
    assert products["r2"] == pytest.approx(0.721, abs=5e-4)


def test_steadiness_over_twelve_whole_months(tally: longtail.Tally) -> None:
    got = rows(figures.steadiness(tally))
    assert [row["periods"] for row in got] == [12, 12, 12] and got[0]["chosen_on_same"]
    assert [row["cv"] for row in got] == pytest.approx([0.325, 0.290, 0.444], abs=5e-4)


def test_net_of_returns(lines: Any) -> None:
    net = longtail.Tally(lines, currency="KWD", **NAMES)
    revenue = rows(figures.revenue(net))
    assert len(revenue) == 4_372 and sum(row["revenue"] for row in revenue) == Decimal("8300065.814")
    assert sum(row["revenue"] < 0 for row in revenue) == 41
    assert sum(row["revenue"] == 0 for row in revenue) == 14
    out = {row["reason"]: row["rows"] for row in rows(figures.left_out(net))}
    assert out["no_partner"] == 135_080


def test_the_order_cancelled_minutes_later_is_taken_out_with_its_return(lines: Any) -> None:
    def of(returns: Any) -> dict[str, Decimal]:
        own = longtail.Tally(lines, currency="KWD", returns=returns, **NAMES)
        return {row["partner"]: row["revenue"] for row in rows(figures.revenue(own))}

    gross, matched = of("gross"), of("matched")
    assert gross["16446"] > Decimal(168_000) and matched["16446"] < Decimal(10)
    order = sorted(gross, key=lambda name: -gross[name])
    assert order[3] == "16446", "fourth of all on gross sales"
