"""The HTML of the report: one page that loads nothing."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

import altair
import vl_convert

from ._findings import Found
from ._words import LOCALES, Words

ROWS_MAX = 20
LEFT = ("partner", "niche", "product", "part", "reason")

STYLE = """body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1,h2{line-height:1.2}h2{margin-top:2.2rem}table{border-collapse:collapse;font-size:13px}
th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
th{white-space:normal;vertical-align:bottom}th.left,td.left{text-align:left}.scroll{overflow-x:auto}li{margin:.3rem 0}
.note{background:#f2f5f7;border-left:4px solid #9a9a9a;padding:.6rem 1rem;margin:1rem 0}
.caveats{background:#fdf6ec;border-left-color:#d1622b}.plot{margin:1.2rem 0}
dt{font-weight:600;margin-top:.6rem}dd{margin:0 0 0 1.2rem}"""

# The page may load nothing: a fault in it cannot become a request.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data:"
)


def listed(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(each)}</li>" for each in items) + "</ul>"


def note(heading: str, items: Sequence[str], kind: str) -> str:
    if not items:
        return ""
    return f'<div class="note {kind}"><strong>{html.escape(heading)}</strong>{listed(items)}</div>'


def table_html(rows: list[dict[str, Any]], words: Words, count: int) -> str:
    """The first of `count` rows; a column in which nothing is known is left away."""
    if not rows:
        return f"<p>{html.escape(words('no_rows'))}</p>"
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    side = {name: ' class="left"' if name in LEFT else "" for name in names}
    head = "".join(f"<th{side[name]}>{html.escape(words.column(name))}</th>" for name in names)
    body = "".join(
        "<tr>"
        + "".join(f"<td{side[name]}>{html.escape(words.cell(name, row[name]))}</td>" for name in names)
        + "</tr>"
        for row in rows[:ROWS_MAX]
    )
    more = count - len(rows[:ROWS_MAX])
    rest = f"<p>{html.escape(words('more_rows', rows=words.counted('row', more)))}</p>" if more > 0 else ""
    shown = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll">{shown}</div>{rest}'


def script_of(charts: dict[str, Any], language: str) -> tuple[str, str]:
    """The drawing library, and the plots as JSON that cannot end the script it stands in."""
    version = "_".join(altair.SCHEMA_VERSION.split(".")[:2])
    # Its stub asks for a snippet, the function does not.
    bundle: Any = vl_convert.javascript_bundle
    script = bundle(vl_version=version.removeprefix("v").replace("_", "."))
    specs = {name: chart.to_dict() for name, chart in charts.items()}
    for spec in specs.values():
        spec.setdefault("config", {})["locale"] = LOCALES[language]
    text = json.dumps(specs).replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return script.replace("</script", "<\\/script"), text


def page_html(
    title: str, found: Found, charts: dict[str, Any], tables: list[tuple[str, list[dict[str, Any]], int]]
) -> str:
    """The whole page; `tables` are a heading's key, the first rows, and how many there are."""
    words = found.words
    script, specs = script_of(charts, words.language)
    plots = "".join(f'<div class="plot" id="plot-{name}"></div>' for name in charts)
    shown = "".join(
        f"<h2>{html.escape(words(key))}</h2>{table_html(rows, words, count)}" for key, rows, count in tables
    )
    meanings = "".join(
        f"<dt>{html.escape(word)}</dt><dd>{html.escape(meaning)}</dd>"
        for word, meaning in words.glossary(found.glossary)
    )
    return f"""<!doctype html>
<html lang="{words.language}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><style>{STYLE}</style></head><body>
<h1>{html.escape(title)}</h1>
<h2>{html.escape(words("said"))}</h2>{listed(found.said)}
{note(words("careful"), found.caveats, "caveats")}{note(words("skipped"), found.skipped, "skipped")}
<h2>{html.escape(words("plots"))}</h2>{plots}{shown}
<h2>{html.escape(words("glossary"))}</h2><dl>{meanings}</dl>
<script>{script}</script>
<script>const specs = {specs};
for (const [name, spec] of Object.entries(specs))
  vegaEmbed("#plot-" + name, spec, {{actions: false, renderer: "svg"}});
</script></body></html>
"""
