"""Figures on sales, one call a question.

Each takes a `longtail.Tally`, or a table of sales with the names of its columns as
a tally takes them, and answers a table that every Arrow library takes:
`pandas.DataFrame.from_arrow(table)`, `polars.DataFrame(table)`, `pyarrow.table(table)`.
A tally is summed once and asked often.

>>> import pyarrow
>>> sales = pyarrow.table({
...     "partner": ["a", "b", "c", "a"],
...     "niche": ["north", "north", "south", "north"],
...     "amount": [5000, 3000, 1000, 1000],
... })
>>> tally = longtail.Tally(sales, currency="EUR", niche="niche")
>>> pyarrow.table(longtail.figures.revenue(tally, by="niche"))["revenue"].to_pylist()
[Decimal('90.00'), Decimal('10.00')]

These are a company's figures on its own sales. What is shown to partners passes a
disclosure gate first; there is none here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Unpack

from ._longtail import ChannelTable, Tally, _cost_of_sales, _input_error
from .types import ArrowTable, Date, SalesColumns

__all__ = [
    "CostOfSales",
    "best_sellers",
    "change",
    "concentration",
    "cost_of_sales",
    "dependence",
    "left_out",
    "lorenz",
    "partners",
    "revenue",
    "rows_used",
    "slopes",
    "steadiness",
    "tail",
    "theil",
]

# Joined with `|` for stubtest, as in `types`.
By = Literal["partner", "niche"] | Literal["product"]
Period = Literal["day", "week", "month", "quarter", "year"] | Literal["all"]
Head = Mapping[str, Decimal | str | float]


def _ask(source: Tally | ArrowTable, columns: SalesColumns, figure: str, **question: Any) -> ChannelTable:
    options: dict[str, Any] = dict(columns)
    if isinstance(source, Tally) and options:
        raise _input_error(f"{', '.join(options)}: a tally has its columns and options already")
    tally = source if isinstance(source, Tally) else Tally(source, **options)
    given = _counts({name: value for name, value in question.items() if value is not None})
    return tally._figure(json.dumps({"figure": figure} | given, default=str))


def _counts(question: dict[str, Any]) -> dict[str, Any]:
    """The question, in which no whole number is below zero: all of them count something."""
    for name, value in question.items():
        numbers = value if isinstance(value, (list, tuple)) else [value]
        for number in numbers:
            if isinstance(number, int) and number < 0:
                raise _input_error(f"`{name}` is {value}; expected whole numbers from 0")
    return question


def _head(head: Head | None) -> dict[str, str] | None:
    if head is None:
        return None
    if not isinstance(head, Mapping):
        raise _input_error(f'head: {head!r} is none; expected one such as {{"partners": "0.20"}}')
    return {name: str(value) for name, value in head.items()}


def revenue(
    source: Tally | ArrowTable, *, by: By = "partner", **columns: Unpack[SalesColumns]
) -> ChannelTable:
    """What each partner, niche or product makes, the largest first, ties by name.

    Columns: the name, `rank`, `rows`, `return_rows`, `revenue`, `quantity` (null when no
    row has one), `rows_without_quantity`, `share` (of those above zero).

    >>> pyarrow.table(longtail.figures.revenue(tally))["partner"].to_pylist()
    ['a', 'b', 'c']
    """
    return _ask(source, columns, "revenue", by=by)


def concentration(
    source: Tally | ArrowTable,
    *,
    by: By = "partner",
    period: Period = "all",
    per_niche: bool = False,
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """How far revenue depends on few: a row for each period and niche.

    Columns: `period`, `period_until`, `whole` (false for a period that is cut),
    `niche`, `partners`, `revenue`, `partners_above_zero`, `gini` (of the population),
    `gini_sample` (unbiased), `hhi`, `effective_number`, `cr1`, `cr4`, `cr10`,
    `partners_for_half`, `largest_fifth`, `largest_fifth_share`, and `small`: fewer
    than `partners_min` partners are above zero. `by` niche or product takes these
    in the place of partners, over all periods.

    >>> row = pyarrow.table(longtail.figures.concentration(tally)).to_pylist()[0]
    >>> row["partners"], round(row["gini"], 4), row["small"]
    (3, 0.3333, True)
    """
    return _ask(
        source,
        columns,
        "concentration",
        by=by,
        period=period,
        per_niche=per_niche,
        partners_min=partners_min,
    )


def lorenz(
    source: Tally | ArrowTable,
    *,
    by: By = "partner",
    steps: int = 100,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """The Lorenz curve: `count`, `count_share` and `revenue_share` of the smallest.

    >>> pyarrow.table(longtail.figures.lorenz(tally, steps=3))["revenue_share"].to_pylist()
    [0.0, 0.1, 0.4, 1.0]
    """
    return _ask(source, columns, "lorenz", by=by, steps=steps)


def dependence(
    source: Tally | ArrowTable,
    *,
    by: By = "partner",
    largest: Sequence[int] = (1, 4, 10),
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """The revenue with and without the largest: `largest`, `revenue`,
    `revenue_without`, `share`, `small` (fewer than `partners_min` are above zero).

    >>> pyarrow.table(longtail.figures.dependence(tally, largest=[1]))["share"].to_pylist()
    [0.6]
    """
    return _ask(
        source, columns, "dependence", by=by, largest=list(largest), partners_min=partners_min
    )


def theil(
    source: Tally | ArrowTable, *, partners_min: int = 10, **columns: Unpack[SalesColumns]
) -> ChannelTable:
    """Theil's T, split within and between niches: `part` (`total`, `within`,
    `between`, then a row for each `niche`), `niche`, `partners`, `share`, `theil`,
    `small` (fewer than `partners_min` partners are above zero).

    `within` and `between` add up to `total`. Raises nothing when no partner is above
    zero: the table is empty.

    >>> rows = pyarrow.table(longtail.figures.theil(tally)).to_pylist()
    >>> [(row["part"], round(row["theil"], 4)) for row in rows[:3]]
    [('total', 0.2007), ('within', 0.051), ('between', 0.1497)]
    """
    return _ask(source, columns, "theil", partners_min=partners_min)


def slopes(
    source: Tally | ArrowTable,
    *,
    by: By = "partner",
    bounds: Sequence[int] = (10, 100, 1_000, 10_000, 100_000),
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """How fast sales fall with rank: over all ranks, then band by band.

    `bounds` are the last ranks of the bands, ascending. Columns: `rank_from`, `rank_to`,
    `slope` (of the logarithm of revenue on that of rank), `r2`, `hill` (the tail exponent
    from the ranks up to `rank_to`), `small` (fewer than `partners_min` ranks). It
    describes; it is no test of a power law: `longtail.fit_power_law` is one.

    >>> rows = pyarrow.table(longtail.figures.slopes(tally)).to_pylist()
    >>> rows[0]["rank_to"], round(rows[0]["slope"], 2)
    (3, -1.56)
    """
    return _ask(
        source, columns, "slopes", by=by, bounds=list(bounds), partners_min=partners_min
    )


def tail(
    source: Tally | ArrowTable,
    *,
    period: Period = "month",
    head: Head | None = None,
    past_until: Date | None = None,
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """The tail's share in each period, with a head that stays and one that moves.

    `head` is one of `{"partners": "0.20"}` (a share of the partners, rounded up; the
    default), `{"revenue": "0.80"}` (the smallest set that makes the share) and
    `{"amount": "1000.00"}` (at least this amount). The fixed head is chosen on the
    whole periods that end by `past_until`, or on all sales, which flatters it; `past` says
    on which. Columns: `period`, `period_until`, `whole`, `past`, `partners`, `revenue`,
    `fixed_head_partners`, `fixed_tail_share`, `moving_head_partners`,
    `moving_tail_share`, `small` (fewer than `partners_min`). `partners` and `revenue` are
    of those above zero in the period, as the shares are. Needs the column `day`.

    >>> from datetime import date
    >>> months = pyarrow.table({
    ...     "partner": ["a", "b", "b", "a"],
    ...     "day": [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28)],
    ...     "amount": [9000, 1000, 6000, 4000],
    ... })
    >>> table = longtail.figures.tail(months, currency="EUR", day="day", past_until="2026-02-01")
    >>> pyarrow.table(table)["fixed_tail_share"].to_pylist()
    [0.1, 0.6]
    """
    return _ask(
        source,
        columns,
        "tail",
        period=period,
        head=_head(head),
        past_until=past_until,
        partners_min=partners_min,
    )


def steadiness(
    source: Tally | ArrowTable,
    *,
    period: Period = "month",
    head: Head | None = None,
    past_until: Date | None = None,
    season: int = 12,
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """How even revenue is over whole periods: of all, of the head, of the tail.

    The head is fixed on the whole periods that end by `past_until`, and those after
    it are looked at; without, it is chosen on all sales, all whole periods are looked
    at, and `chosen_on_same` is true. Columns: `part`, `periods`, `mean`, `cv` (standard deviation of the sample
    over mean), `growth_mad` (median distance of the growth's logarithm from its
    median), `seasonal_mase` (the error of "as a season ago" over that of "as last
    period"), `chosen_on_same`, `partners` (that have rows in these periods), `small`
    (fewer than `partners_min`). What cannot be measured is null.

    >>> rows = pyarrow.table(longtail.figures.steadiness(months, currency="EUR", day="day"))
    >>> rows["part"].to_pylist(), rows["cv"].to_pylist()[0]
    (['total', 'head', 'tail'], 0.0)
    """
    return _ask(
        source,
        columns,
        "steadiness",
        period=period,
        head=_head(head),
        past_until=past_until,
        season=season,
        partners_min=partners_min,
    )


def change(
    source: Tally | ArrowTable,
    *,
    before: Date,
    after: Date,
    period: Period = "month",
    head: Head | None = None,
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """Where the change between two periods comes from; the parts add up to the cent.

    `before` and `after` are the first days of two periods. Columns: `part` (`entry`,
    `exit`, `head`, `tail`, `total`; the head is that of the period before),
    `partners`, `before`, `after`, `change`, `whole` (false when one of the periods is cut:
    then the change is not one of the channel), `small` (fewer than `partners_min`).

    >>> table = longtail.figures.change(
    ...     months, currency="EUR", day="day", before="2026-01-01", after="2026-02-01"
    ... )
    >>> pyarrow.table(table)["change"].to_pylist()[2:]
    [Decimal('-50.00'), Decimal('50.00'), Decimal('0.00')]
    """
    return _ask(
        source,
        columns,
        "change",
        period=period,
        head=_head(head),
        before=before,
        after=after,
        partners_min=partners_min,
    )


def best_sellers(
    source: Tally | ArrowTable,
    *,
    by: Literal["partners", "quantity", "amount"] = "partners",
    limit: int = 10,
    partners_min: int = 10,
    **columns: Unpack[SalesColumns],
) -> ChannelTable:
    """The best sellers of each niche, ranked by partners, quantity or amount.

    Columns: `niche`, `rank`, `product`, `revenue`, `quantity`, `rows_without_quantity`,
    `rows`, `partners` (how many different ones), `lift` (the product's share of the niche's revenue over its
    share of all), `small` (fewer than `partners_min` partners). Needs the columns
    `product` and `niche`.

    >>> lines = sales.append_column("product", pyarrow.array(["x", "x", "x", "y"]))
    >>> best = longtail.figures.best_sellers(lines, currency="EUR", niche="niche", product="product")
    >>> pyarrow.table(best)["product"].to_pylist()
    ['x', 'y', 'x']
    """
    return _ask(source, columns, "best_sellers", by=by, limit=limit, partners_min=partners_min)


def partners(
    source: Tally | ArrowTable, *, as_of: Date | None = None, **columns: Unpack[SalesColumns]
) -> ChannelTable:
    """How recently, how often and how much each partner buys, by name.

    Columns: `partner`, `first`, `last`, `days_since` (from the last day to `as_of`, or to
    the last day of all; null when that is earlier), `days` (different ones),
    `orders` (null without the column), `rows`, `revenue`, `quantity`,
    `rows_without_quantity`.

    >>> table = longtail.figures.partners(months, currency="EUR", day="day")
    >>> pyarrow.table(table)["days_since"].to_pylist()
    [0, 27]
    """
    return _ask(source, columns, "partners", as_of=as_of)


def left_out(source: Tally | ArrowTable, **columns: Unpack[SalesColumns]) -> ChannelTable:
    """The rows that are in no figure: `reason`, `rows`, `amount`; every reason is there.

    >>> pyarrow.table(longtail.figures.left_out(tally))["rows"].to_pylist()
    [0, 0, 0, 0, 0, 0, 0, 0]
    """
    return _ask(source, columns, "left_out")


def rows_used(source: Tally | ArrowTable, **columns: Unpack[SalesColumns]) -> ChannelTable:
    """Which rows figures are from: `part`, `rows`, `share_of_rows`, `amount`.

    The parts: `given` (all), `used` (all but those that are left out), and of these
    `in_a_period`, `in_a_niche`, `of_a_product`: a row without a day is in totals, but in
    no figure by period; so for niches and products.

    >>> rows = pyarrow.table(longtail.figures.rows_used(tally)).to_pylist()
    >>> [(row["part"], row["rows"]) for row in rows[:4]]
    [('given', 4), ('used', 4), ('in_a_period', 0), ('in_a_niche', 4)]
    """
    return _ask(source, columns, "rows_used")


class CostOfSales(NamedTuple):
    """What `cost_of_sales` answers."""

    parts: ChannelTable
    """Rows for `total`, `head` and `tail`."""
    partners: ChannelTable
    """A row for each partner, the largest first."""
    left_out_orders: int
    """Orders without a partner, amount, cost or fee."""
    left_out_amount: Decimal
    """What these amount to, where that is known."""


def cost_of_sales(
    table: ArrowTable,
    *,
    currency: str,
    partner: str = "partner",
    amount: str = "amount",
    cost: str = "cost",
    fees: str | None = None,
    digital: str | None = None,
    touches: str | None = None,
    placed: str | None = None,
    zone: str | None = None,
    opening: Sequence[tuple[str, str] | None] | None = None,
    head: Head | None = None,
    orders_min: int = 10,
    float_decimals: int | None = None,
) -> CostOfSales:
    """What partners cost, head against tail; the table has one row an order.

    `digital` is a column of true and false, `touches` one of counts of manual work,
    `placed` one of times, which are read in `zone` against the `opening` hours: seven
    pairs such as `("09:00", "17:00")` from Monday, None for a closed day. Columns of
    both tables: `part`, `orders`, `revenue`, `cost`, `fees`, `margin`, `margin_share`,
    `margin_per_order`, `digital_share`, `touches_per_order`, `after_hours_share`,
    `small` (fewer than `orders_min` orders). What is not known is null.

    >>> orders = pyarrow.table({"partner": ["a", "b"], "amount": [9000, 1000], "cost": [5000, 900]})
    >>> cost = longtail.figures.cost_of_sales(orders, currency="EUR")
    >>> pyarrow.table(cost.parts)["margin"].to_pylist()
    [Decimal('41.00'), Decimal('40.00'), Decimal('1.00')]
    """
    question = {"head": _head(head), "opening": opening, "orders_min": orders_min}
    given = _counts({name: value for name, value in question.items() if value is not None})
    names = (partner, amount, cost, fees, digital, touches, placed, zone)
    answer = _cost_of_sales(table, json.dumps(given), currency, *names, float_decimals)
    return CostOfSales(*answer[:3], Decimal(answer[3]))
