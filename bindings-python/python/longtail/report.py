"""One page about sales to partners; needs `pip install longtail[report]`.

`html_page` gives the page, `read_table` a table of a file. From a shell:
`longtail report sales.parquet -o report.html --niche country --day day`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Unpack

try:
    import altair as _altair  # noqa: F401
    import pyarrow
    import vl_convert as _vl_convert  # noqa: F401
except ImportError as _missing:
    raise ImportError(
        f"longtail.report needs {_missing.name}: pip install 'longtail[report]'", name=_missing.name
    ) from _missing

from . import _findings, _recruit, figures, plots
from ._files import names_as_text, read_table
from ._longtail import InputError, Insight, Tally, _input_error
from ._page import ROWS_MAX, page_html
from ._words import Language, Words
from .figures import Period
from .types import ArrowTable, Date, SalesColumns

__all__ = ["html_page", "read_table"]

NICHES_MAX = 8
INSIGHT = (
    *("currency", "partner", "product", "amount", "niche", "order", "quantity", "day", "zone"),
    *("returns", "from_", "until", "excluded_products", "float_decimals"),
)
PARTNER_COLUMNS = ("partner", "rank", "rows", "return_rows", "revenue", "quantity", "share")


def html_page(
    table: ArrowTable,
    *,
    title: str | None = None,
    language: Language = "en",
    period: Period = "month",
    past_until: Date | None = None,
    headcounts: Mapping[str, int] | None = None,
    recruits: int = 20,
    step: Callable[[str], object] | None = None,
    **columns: Unpack[SalesColumns],
) -> str:
    """One self-contained page: figures, plots, findings in words, and caveats.

    `table` and `columns` are as for `longtail.Tally`; what needs a column that is not
    named is left out, and the page says so. `language` is `en` or `nl`. `headcounts` says
    how many partners each niche could have; with it the page has what niches could bring.
    `recruits` is how many partners the plan for recruiting is for.

    `step` is called with the words of each step before it begins, `progress` of
    `columns` with the number of rows read; an exception of either, or Ctrl-C, breaks
    off. Raises what a tally raises, and `InputError` for another language, a headcount
    below the partners there are, or when no row is left to look at.

    >>> from longtail import report
    >>> page = report.html_page(sales, currency="EUR", niche="niche", language="nl")
    >>> '<html lang="nl">' in page, "De omzet is 100,00" in page
    (True, True)
    """
    words = Words(language)
    tell = step or (lambda _: None)
    options: dict[str, Any] = dict(columns)
    if recruits < 0:
        raise _input_error(f"`recruits` is {recruits}; expected a whole number from 0")
    names = [options.get(name) for name in ("partner", "niche", "product", "order")]
    whole = names_as_text(pyarrow.table(table), [name or "partner" for name in names])
    tell(words("step_sum"))
    tally = Tally(whole, **options)
    if len(figures.revenue(tally)) == 0:
        raise _input_error("no rows to report on: the table is empty, or everything was left out")
    tell(words("step_figures"))
    currency = _code(whole, options["currency"])
    found = _findings.gather(tally, options, period, past_until, words, currency)
    charts: dict[str, Any] = {"lorenz": plots.lorenz(found.lorenz, language=language)}
    if found.tail is not None:
        charts["tail"] = plots.tail(found.tail, language=language)
    tables = [("partners_table", *_first(found.partners, options))]
    if found.niches is not None:
        tables.append(("niches_table", *_first(found.niches, options)))
        tell(words("step_niches"))
        tables += _of_niches(whole, options, found, headcounts, recruits, currency, tally)
    if found.steadiness is not None:
        tables.append(("steadiness_table", *_first(found.steadiness, options)))
    if found.niches is not None and options.get("product"):
        tell(words("step_insight"))
        charts |= _shared(whole, options, found, currency)
    left_out = [row for row in _findings.rows(found.left_out) if row["rows"]]
    tables.append(("left_out_table", left_out, len(left_out)))
    tell(words("step_page"))
    return page_html(title if title is not None else words("title"), found, charts, tables)


def _code(whole: Any, currency: str) -> str:
    """The code of the currency; the column with it holds one, or the tally refused it."""
    if currency not in whole.column_names:
        return currency
    codes = whole[currency].unique().to_pylist()
    return next((code for code in codes if isinstance(code, str) and code), currency)


def _first(table: Any, options: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """The first rows, and how many there are; a quantity only when a column for it was named."""
    short = pyarrow.table(table).slice(0, ROWS_MAX)
    if "quantity" in short.column_names and not options.get("quantity"):
        short = short.drop_columns(["quantity"])
    return short.to_pylist(), len(table)


def _of_niches(
    whole: Any,
    options: dict[str, Any],
    found: _findings.Found,
    headcounts: Mapping[str, int] | None,
    recruits: int,
    currency: str,
    tally: Tally,
) -> list[tuple[str, list[dict[str, Any]], int]]:
    groups = _recruit.groups(whole, options)
    potential = _recruit.potential(found, groups, headcounts, currency)
    tables = [("potential_table", potential, len(potential))]
    if not options.get("day"):
        found.skip("no_recruit")
        return tables
    # Some partner has a day: without any, figures over time have refused the table.
    last = max(row["last"] for row in _findings.rows(figures.partners(tally)) if row["last"])
    plan = _recruit.recruit(found, groups, headcounts, recruits, last, potential, currency)
    return [*tables, ("recruit_table", plan, len(plan))]


def _insight(whole: Any, options: dict[str, Any]) -> Insight:
    """What may be shared of the same sales."""
    given = {key: options[key] for key in INSIGHT if options.get(key) is not None}
    return Insight(whole, **given | {"currency": _code(whole, options["currency"])})


def _shared(whole: Any, options: dict[str, Any], found: _findings.Found, currency: str) -> dict[str, Any]:
    """The plots that need products in niches."""
    words, language = found.words, found.words.language
    insight = _insight(whole, options)
    largest = pyarrow.table(found.niches)["niche"].to_pylist()[:NICHES_MAX]
    told = [insight.best_sellers(niche) for niche in largest if niche in insight.niches]
    cells = pyarrow.table(insight.publish())
    shown = cells.filter(pyarrow.array([niche in largest for niche in cells["niche"].to_pylist()]))
    found.add_cells(cells)
    found.glossary.append("gate")
    charts: dict[str, Any] = {}
    if any(len(each) for each in told):
        charts["best_sellers"] = plots.best_sellers(told, shown, language=language)
        found.glossary.append("index")
    else:
        found.skip("no_cells")
    try:
        scores = insight.scores()
    except InputError:
        # Small sales: no cell has the orders to be judged. A page is made all the same.
        found.skip("no_scores")
    else:
        found.add_scores(scores)
        found.glossary.append("lift")
        title = words("niche_revenue", currency=currency)
        charts["niche_map"] = plots.niche_map(
            scores, sizes=found.niches, against="revenue", title=title, language=language
        )
    return charts
