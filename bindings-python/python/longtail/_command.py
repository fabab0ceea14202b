"""The commands, with typer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Optional, cast

import typer

from ._longtail import LongtailError
from .figures import Period
from .report import html_page, read_table

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def longtail() -> None:
    """Figures on sales to partners."""


@app.command()
def report(
    sales: Annotated[Path, typer.Argument(help="Parquet, CSV or Arrow IPC: a row is a sold line.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")],
    currency: Annotated[str, typer.Option(help="A code such as EUR, or the column with it.")] = "EUR",
    partner: Annotated[str, typer.Option(help="Column.")] = "partner",
    amount: Annotated[str, typer.Option(help="Column.")] = "amount",
    niche: Annotated[Optional[str], typer.Option(help="Column.")] = None,
    product: Annotated[Optional[str], typer.Option(help="Column.")] = None,
    order: Annotated[Optional[str], typer.Option(help="Column.")] = None,
    day: Annotated[Optional[str], typer.Option(help="Column.")] = None,
    returns: Annotated[str, typer.Option(help="net, gross or matched.")] = "net",
    quantity: Annotated[Optional[str], typer.Option(help="Column; `matched` needs it.")] = None,
    from_: Annotated[Optional[str], typer.Option("--from", help="First day, 2026-01-01.")] = None,
    until: Annotated[Optional[str], typer.Option(help="The day after the last.")] = None,
    past_until: Annotated[Optional[str], typer.Option(help="Choose the head before this day.")] = None,
    period: Annotated[str, typer.Option(help="day, week, month, quarter or year.")] = "month",
    zone: Annotated[Optional[str], typer.Option(help="Zone that cuts times into days.")] = None,
    exclude: Annotated[Optional[list[str]], typer.Option(help="A product that is none; repeat.")] = None,
    float_decimals: Annotated[Optional[int], typer.Option(help="Round amounts to so many.")] = None,
    title: Annotated[str, typer.Option(help="Of the page.")] = "Sales to partners",
) -> None:
    """One page with figures, plots, findings and what to be careful with."""
    columns: dict[str, Any] = {
        "currency": currency, "partner": partner, "amount": amount, "niche": niche,
        "product": product, "order": order, "day": day, "quantity": quantity,
        "returns": returns, "from_": from_, "until": until, "zone": zone,
        "excluded_products": exclude or [], "float_decimals": float_decimals,
    }  # fmt: skip
    try:
        table = read_table(sales, amount)
        page = html_page(table, title=title, period=cast(Period, period), past_until=past_until, **columns)
        output.write_text(page, encoding="utf-8")
    except (LongtailError, OSError, ValueError) as wrong:
        typer.echo(f"longtail: {wrong}", err=True)
        sys.exit(2)
    typer.echo(f"{output}: {len(page) / 1e6:.1f} MB")
