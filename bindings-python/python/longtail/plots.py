"""Plots of figures, as Altair charts; needs `pip install longtail[report]`.

Each takes the table that a function of `longtail.figures` or a method of
`longtail.Insight` gives, or any other Arrow table with its columns, and returns a chart:
a notebook shows it, `chart.save("tail.png")` or `.svg` writes it. `language`, `en` or
`nl`, is that of titles and axes.

>>> import longtail.plots
>>> chart = longtail.plots.lorenz(longtail.figures.lorenz(tally))
>>> chart.to_dict()["title"]
'Lorenz curve'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

try:
    import altair as alt
    import pyarrow
except ImportError as _missing:
    raise ImportError(
        f"longtail.plots needs {_missing.name}: pip install 'longtail[report]'", name=_missing.name
    ) from _missing

from ._longtail import _input_error
from ._words import Language, Words
from .types import ArrowTable

__all__ = ["best_sellers", "lorenz", "niche_map", "tail"]

BLUE, ORANGE, GREY = "#1f6f8b", "#d1622b", "#9a9a9a"
PALE_BLUE = "#93bccb"
WIDTH, HEIGHT = 560, 320


def _rows(table: ArrowTable, *needed: str) -> list[dict[str, Any]]:
    given = pyarrow.table(table)
    lacking = [name for name in needed if name not in given.column_names]
    if lacking:
        has = ", ".join(given.column_names)
        raise _input_error(f"the plot needs the column `{lacking[0]}`; the table has {has}")
    rows: list[dict[str, Any]] = given.to_pylist()
    return rows


def _data(rows: list[dict[str, Any]]) -> alt.Data:
    """Rows as JSON can hold them; what is no number or truth becomes text."""
    plain = (int, float, str, bool, type(None))
    values = [{k: v if isinstance(v, plain) else str(v) for k, v in row.items()} for row in rows]
    data: alt.Data = alt.Data(values=values)  # type: ignore[no-untyped-call]
    return data


def _layers(*charts: alt.Chart, **properties: Any) -> alt.LayerChart:
    made = alt.layer(*charts, **properties)
    if not isinstance(made, alt.LayerChart):
        raise TypeError("layers of charts are one chart")
    return made


def _numbers(table: ArrowTable) -> list[str]:
    """The names of the columns of numbers."""
    kinds = pyarrow.types
    return [
        field.name
        for field in pyarrow.table(table).schema
        if kinds.is_integer(field.type) or kinds.is_floating(field.type) or kinds.is_decimal(field.type)
    ]


def _one_of(option: str, given: str, names: Sequence[str]) -> None:
    if given not in names:
        expected = " or ".join(f"`{name}`" for name in names)
        raise _input_error(f"{option}: {given!r} is none; expected {expected}")


def _percent(title: str) -> dict[str, Any]:
    return {"title": title, "axis": alt.Axis(format="%")}


def _tooltip(words: Words, *fields: str) -> list[alt.Tooltip]:
    """Fields with a heading in the language; a `%` at the end makes a share of one."""
    return [
        alt.Tooltip(
            field.rstrip("%"),
            title=words.column(field.split(":")[0]),
            format={"%": ".1%", "Q": ",.6~r"}.get(field[-1], alt.Undefined),
        )
        for field in fields
    ]


def lorenz(
    points: ArrowTable, *, of: str | None = None, language: Language = "en"
) -> alt.LayerChart:
    """The Lorenz curve of `figures.lorenz`, with the line where all are equal.

    `of` names what is counted, for the axis; partners unless something else is said.

    >>> longtail.plots.lorenz(longtail.figures.lorenz(tally, steps=3)).to_dict()["layer"][1]["mark"]
    {'type': 'line', 'color': '#1f6f8b', 'strokeWidth': 2.5}
    """
    words = Words(language)
    across = words("lorenz_x", of=words("of_partners") if of is None else of)
    x = alt.X("count_share:Q", scale=alt.Scale(domain=[0, 1]), **_percent(across))
    y = alt.Y("revenue_share:Q", scale=alt.Scale(domain=[0, 1]), **_percent(words("revenue_share")))
    base = alt.Chart(_data(_rows(points, "count_share", "revenue_share")))
    equal = alt.Chart(_data([{"count_share": at, "revenue_share": at} for at in (0, 1)]))
    return _layers(
        equal.mark_line(color=GREY, strokeDash=[4, 4]).encode(x=x, y=y),
        base.mark_line(color=BLUE, strokeWidth=2.5).encode(x=x, y=y),
        title=words("lorenz"),
        width=HEIGHT,
        height=HEIGHT,
    )


def tail(table: ArrowTable, *, language: Language = "en") -> alt.LayerChart:
    """The tail's share over time of `figures.tail`, with a fixed and with a moving head.

    The periods that the fixed head was chosen on are a line of their own, for there the
    head looks larger than it is: the step behind them is no growth of the tail. Periods
    that are cut, or that few partners stand behind, have a hollow point.

    >>> table = longtail.figures.tail(months, currency="EUR", day="day")
    >>> longtail.plots.tail(table).to_dict()["title"]
    'Share of the tail'
    """
    words = Words(language)
    names = [words("fixed_chosen"), words("fixed"), words("moving")]

    def name(head: str, past: bool) -> str:
        return names[2] if head == "moving" else names[0] if past else names[1]

    rows = [
        {
            # With a time, or a browser west of Greenwich shows the day before.
            "period": f"{row['period']}T00:00:00",
            "head": name(head, row["past"]),
            "share": row[f"{head}_tail_share"],
            "sound": bool(row["whole"]) and not row["small"],
            "partners": row["partners"],
            "revenue": row["revenue"],
        }
        for row in _rows(table, "period", "past", "fixed_tail_share", "moving_tail_share")
        for head in ("fixed", "moving")
        if row[f"{head}_tail_share"] is not None
    ]
    colors = alt.Scale(domain=names, range=[PALE_BLUE, BLUE, ORANGE])
    firsts = all(row["period"][8:10] == "01" for row in rows)
    format = "%b %Y" if firsts else "%-d %b %Y"
    base = alt.Chart(_data(rows)).encode(
        x=alt.X("period:T", title=None, axis=alt.Axis(format=format, labelOverlap=True)),
        y=alt.Y("share:Q", scale=alt.Scale(zero=True), **_percent(words("revenue_share"))),
        color=alt.Color(
            "head:N",
            scale=colors,
            legend=alt.Legend(title=words("head"), orient="top", labelLimit=200),
        ),
    )
    base = base.encode(tooltip=_tooltip(words, "period:T", "head:N", "share:Q%", "partners:Q", "revenue:N"))
    return _layers(
        base.mark_line(),
        base.transform_filter("datum.sound").mark_point(size=55, opacity=1, filled=True),
        base.transform_filter("!datum.sound").mark_point(size=55, opacity=1, fill="white"),
        title=words("tail"),
        width=WIDTH,
        height=HEIGHT,
    )


def niche_map(
    scores: ArrowTable,
    *,
    against: str = "orders",
    title: str = "",
    sizes: ArrowTable | None = None,
    limit: int = 30,
    language: Language = "en",
) -> alt.LayerChart:
    """Where niches buy more than expected: shrunken lift with its interval.

    `scores` is what `Insight.scores` gives. `against` is the column on the other axis:
    `orders` or another one of numbers, or one of `sizes`, a table with a row for each `niche`, such as `revenue` of
    `figures.revenue(by="niche")` or a `potential` of your own; `title` names it. The
    `limit` cells with the highest `low_5` are shown; discoveries are filled.

    >>> lines = pyarrow.table({
    ...     "partner": ["a", "b", "c", "d"] * 5,
    ...     "niche": ["north", "south"] * 10,
    ...     "product": ["x", "y", "x", "x"] * 5,
    ...     "amount": [100] * 20,
    ... })
    >>> insight = longtail.Insight(lines, currency="EUR", niche="niche")
    >>> scores = insight.scores(niche_orders_min=1, product_orders_min=1, partners_min=1)
    >>> longtail.plots.niche_map(scores).to_dict()["title"]
    'Where niches buy more than expected'
    """
    words = Words(language)
    # Read once: a stream of batches has its rows only once.
    scores = pyarrow.table(scores)
    rows = sorted(
        _rows(scores, "niche", "product", "low_5"),
        key=lambda row: (-row["low_5"], row["niche"], row["product"]),
    )[:limit]
    if sizes is not None:
        sizes = pyarrow.table(sizes)
        _one_of("against", against, _numbers(sizes))
        size = {row["niche"]: row[against] for row in _rows(sizes, "niche")}
        rows = [row | {"against": float(size[row["niche"]])} for row in rows if size.get(row["niche"])]
    else:
        _one_of("against", against, _numbers(scores))
        rows = [row | {"against": row[against]} for row in rows]
    base = alt.Chart(_data(rows)).encode(
        x=alt.X(
            "against:Q",
            title=title or words.column(against),
            scale=alt.Scale(type="log", nice=False, padding=20),
            axis=alt.Axis(format="~s", tickCount=5),
        ),
        color=alt.Color("niche:N", legend=alt.Legend(title=words.column("niche"), symbolLimit=15)),
    )
    y = alt.Y("lift_low:Q", title=words("lift_axis"), scale=alt.Scale(zero=True))
    tooltip = _tooltip(words, "niche:N", "product:N", "lift:Q", "orders:Q", "partners:Q")
    points = base.mark_point(size=60).encode(
        y=alt.Y("lift:Q"),
        fill=alt.condition("datum.discovery", alt.Fill("niche:N", legend=None), alt.value("white")),
        tooltip=tooltip,
    )
    one = alt.Chart(_data([{"at": 1}])).mark_rule(color=GREY, strokeDash=[4, 4]).encode(y="at:Q")
    return _layers(
        base.mark_rule(opacity=0.6).encode(y=y, y2="lift_high:Q"),
        points,
        one,
        title=words("niche_map"),
        width=WIDTH,
        height=HEIGHT,
    )


def _named(rows: list[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    """`all`, in which all niches lie, in the language."""
    return [row | {"niche": words("all_niches")} if row["niche"] == "all" else row for row in rows]


def best_sellers(
    told: ArrowTable | Sequence[ArrowTable],
    cells: ArrowTable | None = None,
    *,
    value: str = "index",
    products_max: int = 20,
    language: Language = "en",
) -> alt.LayerChart:
    """A heat map of the best sellers that passed the disclosure gate, by niche.

    `told` are tables of `Insight.best_sellers`; `value` the column that colours, `index`
    (100: the mean of what is told) or `lift`. `cells`, of `Insight.publish`, marks with ×
    what is withheld of the same products and niches.

    >>> six = pyarrow.table({
    ...     "partner": [f"P-{at}" for at in range(6)],
    ...     "product": ["gloves"] * 6,
    ...     "niche": ["dentists"] * 6,
    ...     "amount": [1000, 1200, 900, 1500, 1100, 1300],
    ... })
    >>> insight = longtail.Insight(six, currency="EUR", niche="niche")
    >>> chart = longtail.plots.best_sellers(insight.best_sellers("dentists"), insight.publish())
    >>> chart.to_dict()["title"]
    'Best sellers that may be shown'
    """
    words = Words(language)
    _one_of("value", value, ["index", "lift"])
    tables: list[Any] = list(told) if isinstance(told, (list, tuple)) else [told]
    found = {
        (row["niche"], row["product"]): row
        for row in _named(
            [row for table in tables for row in _rows(table, "niche", "product", "rank")], words
        )
    }
    best: dict[str, int] = {}
    for (_, product), row in found.items():
        best[product] = min(best.get(product, row["rank"]), row["rank"])
    products = sorted(best, key=lambda product: (best[product], product))[:products_max]
    niches = sorted({niche for niche, _ in found})
    shown = [row for row in found.values() if row["product"] in products]
    hidden = [
        row | {"reasons": ", ".join(map(words.value, row["reasons"].split()))}
        for row in (_named(_rows(cells), words) if cells is not None else [])
        if not row["shown"] and row["product"] in products
    ]
    niches = sorted(set(niches) | {row["niche"] for row in hidden})
    x = alt.X("niche:N", title=None, scale=alt.Scale(domain=niches), axis=alt.Axis(labelAngle=-40))
    y = alt.Y("product:N", title=None, scale=alt.Scale(domain=products))
    heat = alt.Chart(_data(shown)).mark_rect(stroke="white").encode(
        x=x,
        y=y,
        color=alt.Color(f"{value}:Q", scale=alt.Scale(scheme="teals"), title=words.column(value)),
        tooltip=_tooltip(words, "niche:N", "product:N", "rank:Q", "partners_from:Q", "index:Q", "lift:Q"),
    )
    marks = alt.Chart(_data(hidden)).mark_text(text="×", color=GREY, fontSize=14).encode(
        x=x, y=y, tooltip=_tooltip(words, "niche:N", "product:N", "reasons:N", "shown_at:N")
    )
    height = alt.Step(20)
    return _layers(heat, marks, title=words("best_sellers"), width=WIDTH, height=height)
