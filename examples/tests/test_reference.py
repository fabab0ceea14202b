"""Figures on the wholesaler's lines against those of others.

397,884 valid lines of 4,338 customers is the published count (D. Chen, S. L. Sain
and K. Guo, 2012); the ratios were computed apart from this library with Polars,
DuckDB and PySAL.
"""

from __future__ import annotations

import decimal
import pathlib

import longtail
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest


@pytest.fixture(scope="module")
def lines(real_data: pathlib.Path) -> pa.Table:
    (file,) = real_data.glob("*.parquet")
    table = pyarrow.parquet.read_table(file)
    price = pc.cast(table["unit_price"], pa.decimal128(18, 3))
    quantity = pc.cast(table["quantity"], pa.decimal128(18, 0))
    cancelled = pc.starts_with(table["invoice_no"], "C")
    goods = pc.and_(pc.greater(table["quantity"], 0), pc.greater(price, pa.scalar(decimal.Decimal("0.000"))))
    month = pc.strftime(table["invoice_ts"], format="%Y-%m")
    return pa.table(
        {
            "partner": pc.cast(table["customer_id"], pa.string()),
            "niche": pc.binary_join_element_wise(month, table["country"], "|"),
            "amount": pc.multiply(quantity, price),
            "valid": pc.and_(pc.invert(cancelled), goods),
        }
    )


def figures(lines: pa.Table) -> longtail.ChannelFigures:
    # A currency of three decimals, as the file's prices have.
    return longtail.channel_figures(lines, currency="KWD", niche="niche")


def test_the_concentration_of_valid_lines_is_that_of_other_libraries(lines: pa.Table) -> None:
    got = figures(lines.filter(lines["valid"])).summary
    assert (got["rows_used"], got["partners"], got["revenue"]) == (397_884, 4_338, decimal.Decimal("8911407.904"))
    spread = got["concentration"]
    assert spread["gini"] == pytest.approx(0.7151396179369514, abs=1e-10)
    assert spread["gini_sample"] == pytest.approx(0.7151396179369514 * 4338 / 4337, abs=1e-10)
    assert spread["hhi"] == pytest.approx(0.0046436010, abs=1e-10)
    assert spread["effective_number"] == pytest.approx(215.35, abs=5e-3)
    assert spread["cr1"] == pytest.approx(0.0314435, abs=5e-8)
    assert spread["cr4"] == pytest.approx(0.1013181, abs=5e-8)
    assert spread["cr10"] == pytest.approx(0.1726188, abs=5e-8)
    assert (spread["largest_fifth"], spread["partners_for_half"]) == (868, 212)
    assert spread["largest_fifth_share"] == pytest.approx(0.7461713719, abs=1e-10)


def test_the_concentration_within_niches_is_that_of_other_libraries(lines: pa.Table) -> None:
    niches = pa.table(figures(lines.filter(lines["valid"])).niches)
    told = niches.filter(pc.is_valid(niches["gini"]))
    assert told.num_rows == 287
    assert pc.sum(told["gini"]).as_py() == pytest.approx(67.0042811709, abs=1e-8)
    assert pc.sum(told["hhi"]).as_py() == pytest.approx(177.6277362088, abs=1e-8)


def test_returns_and_rows_without_a_partner_are_counted(lines: pa.Table) -> None:
    got = figures(lines).summary
    assert (got["partners"], got["revenue"]) == (4_372, decimal.Decimal("8300065.814"))
    assert (got["partners_negative"], got["partners_zero"]) == (41, 14)
    assert got["left_out"]["no_partner"]["rows"] == 135_080
