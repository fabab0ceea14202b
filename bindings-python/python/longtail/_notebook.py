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


def table_html(self: ChannelTable) -> str:
    """The first rows as an HTML table; without pyarrow only what `repr` says."""
    try:
        import pyarrow
    except ImportError:
        return f"<pre>{html.escape(repr(self))}</pre>"
    rows = pyarrow.table(self).slice(0, ROWS_MAX).to_pylist()
    head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell(row[name])}</td>" for name in self.columns) + "</tr>"
        for row in rows
    )
    more = len(self) - len(rows)
    note = f"<p>{more} more rows</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def figures_html(self: ChannelFigures) -> str:
    return f"<p>{html.escape(repr(self))}</p>{table_html(self.partners)}"


def tally_html(self: Tally) -> str:
    return f"<p><code>{html.escape(repr(self))}</code></p>"


def attach() -> None:
    """Notebooks look for `_repr_html_`; the classes are compiled, the looks are not."""
    for kind, shown in (
        (ChannelTable, table_html),
        (ChannelFigures, figures_html),
        (Tally, tally_html),
    ):
        setattr(kind, "_repr_html_", shown)
