"""One page about sales to partners; needs `pip install longtail[report]`.

`html_page` gives the page, `read_table` a table of a file. From a shell:
`longtail report sales.parquet -o report.html --niche country --day day`.
"""

from __future__ import annotations

import html
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Unpack

from . import _findings, figures, plots
from ._longtail import ChannelTable, Insight, Tally, _input_error
from ._notebook import table_html
from .figures import Period
from .types import ArrowTable, Date, SalesColumns

try:
    import altair
    import pyarrow
    import vl_convert
except ImportError as _missing:
    raise ImportError(
        f"longtail.report needs {_missing.name}: pip install 'longtail[report]'", name=_missing.name
    ) from _missing

__all__ = ["html_page", "read_table"]

NICHES_MAX = 8


def read_table(path: Path | str, amount: str = "amount") -> Any:
    """A table of a file: `.parquet`, `.csv` (`.csv.gz`), `.arrow`, `.ipc` or `.feather`.

    Amounts in CSV are as written, in whole units of the currency: `12.5` is twelve and a
    half. Everything else in CSV is what it looks like. Raises `InputError` for another
    ending, `ValueError` for an amount that is no number.
    """
    from pyarrow import csv, feather, parquet

    name = str(path).lower()
    if name.endswith(".parquet"):
        return parquet.read_table(path)
    if name.endswith((".arrow", ".ipc", ".feather")):
        return feather.read_table(path)
    if not name.endswith((".csv", ".csv.gz")):
        raise _input_error(f"{path}: neither .parquet, .csv nor .arrow")
    text = csv.ConvertOptions(column_types={amount: pyarrow.string()}, strings_can_be_null=True)
    table = csv.read_csv(path, convert_options=text)
    if amount not in table.column_names:
        return table
    values = []
    for at, value in enumerate(table[amount].to_pylist(), 2):
        try:
            values.append(None if value is None else Decimal(value))
        except ArithmeticError:
            raise ValueError(f"{path}, line {at}: amount {value!r} is no number") from None
    at = table.column_names.index(amount)
    return table.set_column(at, amount, pyarrow.array(values, pyarrow.decimal128(38, _scale(values))))


def _scale(values: list[Decimal | None]) -> int:
    exponents = [each.as_tuple().exponent for each in values if each is not None]
    return max([0, *(-each for each in exponents if isinstance(each, int))])


def html_page(
    table: ArrowTable,
    *,
    title: str = "Sales to partners",
    period: Period = "month",
    past_until: Date | None = None,
    **columns: Unpack[SalesColumns],
) -> str:
    """One self-contained page: figures, plots, findings in words, and caveats.

    `table` and `columns` are as for `longtail.Tally`; what needs a column that is not
    named is left out, and the page says so. Raises what a tally raises, and `InputError`
    when no row is left to look at.
    """
    options: dict[str, Any] = dict(columns)
    whole = pyarrow.table(table)
    tally = Tally(whole, **options)
    if len(figures.revenue(tally)) == 0:
        raise _input_error("no rows to report on: the table is empty, or everything was left out")
    found = _findings.gather(tally, options, period, past_until)
    charts: dict[str, Any] = {"lorenz": plots.lorenz(found.lorenz)}
    if found.tail is not None:
        charts["tail"] = plots.tail(found.tail)
    tables: list[tuple[str, ChannelTable]] = [("Largest partners", found.partners)]
    if options.get("niche"):
        tables.append(("Niches", figures.revenue(tally, by="niche")))
    if found.steadiness is not None:
        tables.append(("Steadiness", found.steadiness))
    if options.get("niche") and options.get("product"):
        charts |= _shared(whole, tally, options, found)
    tables.append(("Rows in no figure", found.left_out))
    return _page(title, found.said, found.caveats, charts, tables)


def _shared(
    whole: Any, tally: Tally, options: dict[str, Any], found: _findings.Found
) -> dict[str, Any]:
    """The plots that need products in niches."""
    if pyarrow.types.is_floating(whole.schema.field(options.get("amount") or "amount").type):
        found.caveats.append("Best sellers and niches need exact amounts; these are floats.")
        return {}
    excluded = set(options.get("excluded_products") or ())
    if excluded:
        kept = [each not in excluded for each in whole[options["product"]].to_pylist()]
        whole = whole.filter(pyarrow.array(kept))
    if options.get("from_") or options.get("until") or options.get("returns", "net") != "net":
        found.caveats.append("Best sellers and lift are of all days, net of returns.")
    names = {key: options[key] for key in ("partner", "product", "amount", "niche", "order") if options.get(key)}
    insight = Insight(whole, currency=options["currency"], **names)
    revenue = figures.revenue(tally, by="niche")
    largest = pyarrow.table(revenue)["niche"].to_pylist()[:NICHES_MAX]
    told = [insight.best_sellers(niche) for niche in largest if niche is not None]
    cells = pyarrow.table(insight.publish())
    shown = cells.filter(pyarrow.array([niche in largest for niche in cells["niche"].to_pylist()]))
    found.add_cells(cells)
    charts: dict[str, Any] = {}
    if any(len(each) for each in told):
        charts["best_sellers"] = plots.best_sellers(told, shown)
    scores = insight.scores()
    if len(scores):
        found.add_scores(scores)
        title = f"revenue of the niche, {options['currency']}"
        charts["niche_map"] = plots.niche_map(scores, sizes=revenue, against="revenue", title=title)
    return charts


STYLE = """body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1,h2{line-height:1.2}h2{margin-top:2.2rem}table{border-collapse:collapse;font-size:13px}
th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}.scroll{overflow-x:auto}li{margin:.3rem 0}
.caveats{background:#fdf6ec;border-left:4px solid #d1622b;padding:.6rem 1rem}.plot{margin:1.2rem 0}"""

# The page may load nothing: a fault in it cannot become a request.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data:"
)


def _listed(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(each)}</li>" for each in items) + "</ul>"


def _page(
    title: str,
    said: list[str],
    caveats: list[str],
    charts: dict[str, Any],
    tables: list[tuple[str, ChannelTable]],
) -> str:
    version = "_".join(altair.SCHEMA_VERSION.split(".")[:2])
    # Its stub asks for a snippet, the function does not.
    bundle: Any = vl_convert.javascript_bundle
    script = bundle(vl_version=version.removeprefix("v").replace("_", "."))
    specs = json.dumps({name: chart.to_dict() for name, chart in charts.items()})
    # A name of a partner cannot end the script it stands in.
    specs = specs.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    script = script.replace("</script", "<\\/script")
    divs = "".join(f'<div class="plot" id="plot-{name}"></div>' for name in charts)
    shown = "".join(
        f'<h2>{html.escape(name)}</h2><div class="scroll">{table_html(table)}</div>'
        for name, table in tables
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<link rel="icon" href="data:,"><style>{STYLE}</style></head><body>
<h1>{html.escape(title)}</h1>
<h2>What the figures say</h2>{_listed(said)}
<div class="caveats"><strong>To be careful with</strong>{_listed(caveats)}</div>
<h2>Plots</h2>{divs}{shown}
<script>{script}</script>
<script>const specs = {specs};
for (const [name, spec] of Object.entries(specs))
  vegaEmbed("#plot-" + name, spec, {{actions: false, renderer: "svg"}});
</script></body></html>
"""
