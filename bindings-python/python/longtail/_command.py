"""The commands, with typer."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn, Optional, cast

import typer

from ._longtail import LongtailError
from ._words import Language, Words
from .figures import Period
from .report import html_page, read_table

# A headcount has ASCII digits, and no more than fit into 64 bits.
WHOLE = re.compile(r"[0-9]{1,18}")

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def longtail() -> None:
    """Figures on sales to partners."""


class Steps:
    """What is going on, on one line of stderr; nothing when that is no terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.now = ""

    def step(self, what: str) -> None:
        self.now = what
        self._show(what)

    def rows(self, count: int) -> None:
        self._show(f"{self.now}, {count:,}")

    def end(self) -> None:
        self._show("")

    def _show(self, text: str) -> None:
        if self.shown:
            # To the start of the line, and what was there before is wiped out.
            typer.echo(f"\r\x1b[K{text}", err=True, nl=False)


def read_headcounts(path: Path) -> dict[str, int]:
    """The columns `niche` and `headcount` of a CSV.

    Raises `ValueError`, with the line, for a headcount that is no whole number, and for a
    niche that is not there or is there twice.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"niche", "headcount"} <= set(rows.fieldnames or ()):
            raise ValueError(f"{path}: expected the columns niche and headcount")
        found: dict[str, int] = {}
        for row in rows:
            niche, headcount = row["niche"], (row["headcount"] or "").strip()
            if why := _fault(row, niche, headcount, found):
                raise ValueError(f"{path}, line {rows.line_num}: {why}")
            found[niche] = int(headcount)
        return found


def _fault(row: dict[Any, Any], niche: str | None, headcount: str, found: dict[str, int]) -> str | None:
    """What is wrong with a line of headcounts."""
    if None in row:
        return "there are more values than columns"
    if not niche:
        return "there is no niche"
    if niche in found:
        return f"the niche {niche!r} is there twice"
    if not WHOLE.fullmatch(headcount):
        return f"expected a whole number from 0 as headcount, found {repr(headcount) if headcount else 'nothing'}"
    return None


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
    title: Annotated[Optional[str], typer.Option(help="Of the page.")] = None,
    language: Annotated[str, typer.Option(help="en or nl.")] = "en",
    headcounts: Annotated[
        Optional[Path], typer.Option(help="CSV: niche, headcount (how many partners there could be).")
    ] = None,
    recruits: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="Partners that the plan for recruiting is for.")
    ] = 20,
) -> None:
    """One page with figures, plots, findings and what to be careful with."""
    columns: dict[str, Any] = {
        "currency": currency, "partner": partner, "amount": amount, "niche": niche,
        "product": product, "order": order, "day": day, "quantity": quantity,
        "returns": returns, "from_": from_, "until": until, "zone": zone,
        "excluded_products": exclude or [], "float_decimals": float_decimals,
    }  # fmt: skip
    steps = Steps()
    try:
        words = Words(language)
        steps.step(words("step_read", file=sales.name))
        table = read_table(sales, amount, [each for each in (partner, niche, product, order) if each])
        page = html_page(
            table,
            title=title,
            language=cast(Language, language),
            period=cast(Period, period),
            past_until=past_until,
            headcounts=read_headcounts(headcounts) if headcounts else None,
            recruits=recruits,
            step=steps.step,
            **columns | {"progress": steps.rows},
        )
        output.write_text(page, encoding="utf-8")
    except KeyboardInterrupt:
        _stop(steps, "stopped; no page was written", 130)
    except OSError as wrong:
        _stop(steps, f"{wrong.filename}: {wrong.strerror}" if wrong.filename else str(wrong), 2)
    except (LongtailError, ValueError) as wrong:
        _stop(steps, str(wrong), 2)
    steps.end()
    typer.echo(f"{output}: {len(page) / 1e6:.1f} MB")


def _stop(steps: Steps, why: str, code: int) -> NoReturn:
    steps.end()
    typer.echo(f"longtail: {why}", err=True)
    sys.exit(code)
