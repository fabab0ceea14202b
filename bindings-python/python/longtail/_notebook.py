"""How results look in a notebook."""

from __future__ import annotations

import html
from typing import Any

from ._longtail import ChannelFigures, ChannelTable, Tally

ROWS_MAX = 20


def cell(value: Any) -> str:
    if value is None:
        return ""
    return html.escape(f"{value:.6g}" if isinstance(value, float) else str(value))


def table_html(table: ChannelTable, rows_max: int = ROWS_MAX) -> str:
    """The first rows as an HTML table; without pyarrow only what `repr` says."""
    try:
        import pyarrow
    except ImportError:
        return f"<pre>{html.escape(repr(table))}</pre>"
    rows = pyarrow.table(table).slice(0, rows_max).to_pylist()
    head = "".join(f"<th>{html.escape(name)}</th>" for name in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell(row[name])}</td>" for name in table.columns) + "</tr>"
        for row in rows
    )
    more = len(table) - len(rows)
    note = f"<p>{more} more rows</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def figures_html(figures: ChannelFigures) -> str:
    return f"<p>{html.escape(repr(figures))}</p>{table_html(figures.partners)}"


def tally_html(tally: Tally) -> str:
    return f"<p><code>{html.escape(repr(tally))}</code></p>"


def attach() -> None:
    """Notebooks look for `_repr_html_`; the classes are compiled, the looks are not."""
    for kind, shown in (
        (ChannelTable, table_html),
        (ChannelFigures, figures_html),
        (Tally, tally_html),
    ):
        setattr(kind, "_repr_html_", shown)
