"""The first table on a company's sales: who makes the revenue, and in which niches."""

from __future__ import annotations

import pathlib
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

import longtail


def show(folder: pathlib.Path, out: pathlib.Path, engine: longtail.Engine) -> None:
    """Prints the figures on ``sales.csv`` and writes them as CSV files.

    The figures are of one currency, the rulebook's; how many rows have another
    is told. A partner in two niches counts in both.
    """
    sales = read_sales(folder / "sales.csv")
    own = sales.filter(pc.equal(sales["currency"], engine.currency))
    if own.num_rows < sales.num_rows:
        print(f"\n{sales.num_rows - own.num_rows} rows of sales are in another currency and left out")
    figures = longtail.channel_figures(own, currency=engine.currency, quantity="quantity")
    by_niche = longtail.channel_figures(
        by_niches(own, engine), currency=engine.currency, niche="niche", quantity="quantity"
    )
    partners, niches = pa.table(figures.partners), pa.table(by_niche.niches)
    print_summary(figures.summary, engine.currency)
    print_rows("niche", niches, ("niche", "partners", "revenue", "share", "part"), 12)
    print_rows("partner", partners, ("partner", "revenue", "share", "cumulative_share", "part"), 6)
    pa_csv.write_csv(partners, out / "channel_partners.csv")
    pa_csv.write_csv(niches, out / "channel_niches.csv")


def read_sales(path: pathlib.Path) -> pa.Table:
    """The rows of sales, with exact amounts."""
    types = {"amount": pa.decimal128(18, 3), "day": pa.date32(), "partner": pa.string()}
    options = pa_csv.ConvertOptions(column_types=types)
    sales = pa_csv.read_csv(path, convert_options=options)
    cents = pc.cast(pc.round(sales["amount"], ndigits=2), pa.decimal128(18, 2))
    return sales.set_column(sales.schema.get_field_index("amount"), "amount", cents)


def by_niches(sales: pa.Table, engine: longtail.Engine) -> pa.Table:
    """The rows with the niche of their partner, once for each niche it is in."""
    pairs: dict[str, list[str]] = {"partner": [], "niche": []}
    for partner in pc.unique(sales["partner"]).to_pylist():
        try:
            names = engine.niches_of(partner)
        except longtail.InputError:
            names = []
        for name in names or [""]:
            pairs["partner"].append(partner)
            pairs["niche"].append(name)
    return sales.join(pa.table(pairs), "partner")


def print_summary(summary: dict[str, Any], currency: str) -> None:
    spread = summary["concentration"]
    print(f"\nSales of {summary['partners']} partners: {summary['revenue']} {currency}")
    print(
        f"    {summary['head_partners']} partners make {summary['head_share']:.0%} of it (the head); "
        f"{summary['rows_used']} rows used, of which {summary['return_rows']} returns"
    )
    left_out = {name: cell["rows"] for name, cell in summary["left_out"].items() if cell["rows"]}
    print(f"    rows left out: {left_out or 'none'}")
    if spread is not None:
        print(
            f"    Gini {spread['gini']:.3f}, HHI {spread['hhi']:.4f}: as if "
            f"{spread['effective_number']:.1f} partners of equal size"
        )


def print_rows(what: str, table: pa.Table, columns: tuple[str, ...], most: int) -> None:
    print(f"\nThe {min(most, table.num_rows)} largest of {table.num_rows}, by {what}:")
    rows = [[str(row[name]) for name in columns] for row in table.slice(0, most).to_pylist()]
    widths = [max(map(len, cells)) for cells in zip(columns, *rows)]
    for cells in [columns, *rows]:
        print("    " + "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths)))
