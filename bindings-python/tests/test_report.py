"""The report: what it says, that it is self-contained, and what a real browser makes of it."""

from __future__ import annotations

import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from typing import Any

import longtail
import pyarrow
import pytest
from longtail import plots, report
from pyarrow import csv, feather, parquet

EVIL = "<script>console.error('let in')</script>"
COLUMNS: Any = {"currency": "EUR", "niche": "niche", "product": "product", "day": "day"}
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync
--enable-logging=stderr --virtual-time-budget=8000 --window-size=1000,3000""".split()


def lines() -> Any:
    count = 3_000
    start = datetime.date(2026, 1, 1)
    partner = [EVIL if at % 40 == 0 else f"P-{at % 40}" for at in range(count)]
    return pyarrow.table(
        {
            "partner": partner,
            "niche": [f"n{at % 2}{EVIL if at % 2 else ''}" for at in range(count)],
            "product": [f"g{at * at % 7}" for at in range(count)],
            "day": [start + datetime.timedelta(days=at % 100) for at in range(count)],
            "amount": [Decimal(f"{1 + at % 40}.00") if at % 50 else Decimal("-3.00") for at in range(count)],
        }
    )


@pytest.fixture(scope="module")
def page() -> str:
    return report.html_page(lines(), title=f"Sales {EVIL}", **COLUMNS)


def test_names_of_partners_are_escaped(page: str) -> None:
    assert EVIL not in page and "&lt;script&gt;console" in page


def test_the_page_loads_nothing(page: str) -> None:
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//", page)


def test_it_says_what_is_cut_and_what_is_returned(page: str) -> None:
    assert "Cut periods" in page and "2026-04-01" in page
    assert "Returns lower the revenue (60 rows)" in page
    assert "The largest 20 % of partners (8) make" in page


def requests_of_pages(net: pathlib.Path) -> list[str]:
    """Requests over a network that a page began; the browser has some of its own."""
    found = []
    for event in json.loads(net.read_text(encoding="utf-8"))["events"]:
        asked = event.get("params", {})
        if "initiator" in asked and asked["initiator"] != "not an origin":
            found.append(asked.get("url", ""))
    return [url for url in found if url.startswith("http")]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium: the page was not viewed")
def test_a_real_browser_draws_every_plot(page: str, tmp_path: pathlib.Path) -> None:
    file, net = tmp_path / "report.html", tmp_path / "net.json"
    file.write_text(page, encoding="utf-8")
    command = ["chromium", *FLAGS, f"--user-data-dir={tmp_path / 'user'}", f"--log-net-log={net}"]
    shown = subprocess.run(
        [*command, "--dump-dom", file.as_uri()], capture_output=True, text=True, timeout=120
    )
    plotted = re.findall(r'<div class="plot[^>]*id="plot-(\w+)"[^>]*>(.*?)</svg>', shown.stdout, re.S)
    assert {"lorenz", "tail", "best_sellers"} <= {name for name, svg in plotted if "<svg" in svg}
    assert len(plotted) == page.count('<div class="plot"')
    assert "CONSOLE" not in shown.stderr
    assert requests_of_pages(net) == []
    picture = tmp_path / "report.png"
    subprocess.run([*command, f"--screenshot={picture}", file.as_uri()], capture_output=True, timeout=120)
    assert picture.stat().st_size > 20_000


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")
def test_a_page_that_asks_the_network_is_found_out(tmp_path: pathlib.Path) -> None:
    file, net = tmp_path / "page.html", tmp_path / "net.json"
    file.write_text('<img src="http://127.0.0.1:9/picture.png">', encoding="utf-8")
    command = ["chromium", *FLAGS, f"--user-data-dir={tmp_path / 'user'}", f"--log-net-log={net}"]
    subprocess.run([*command, "--dump-dom", file.as_uri()], capture_output=True, timeout=120)
    assert requests_of_pages(net)


def test_excluded_products_are_no_best_sellers() -> None:
    page = report.html_page(lines(), excluded_products=["g0"], **COLUMNS)
    assert '"product": "g0"' not in page and '"product": "g1"' in page


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "longtail", "report", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("ending", ["parquet", "csv", "arrow"])
def test_each_kind_of_file_gives_the_same_page(ending: str, page: str, tmp_path: pathlib.Path) -> None:
    write: Any = {"parquet": parquet.write_table, "csv": csv.write_csv, "arrow": feather.write_feather}
    file = tmp_path / f"sales.{ending}"
    write[ending](lines(), str(file))
    table = report.read_table(file)
    assert report.html_page(table, title=f"Sales {EVIL}", **COLUMNS) == page


def test_the_command_writes_the_page_and_names_a_missing_column(tmp_path: pathlib.Path) -> None:
    file, out = tmp_path / "sales.parquet", tmp_path / "report.html"
    parquet.write_table(lines(), str(file))
    assert run(file, "-o", out, "--day", "day").returncode == 0
    assert "Lorenz" in out.read_text(encoding="utf-8")
    wrong = run(file, "-o", out, "--amount", "turnover")
    assert wrong.returncode == 2 and "turnover" in wrong.stderr and "Traceback" not in wrong.stderr


def test_two_currencies_and_an_empty_table_are_refused() -> None:
    two = pyarrow.table({"partner": ["a", "b"], "amount": [100, 200], "currency": ["EUR", "USD"]})
    with pytest.raises(longtail.LongtailError, match="EUR` and `USD"):
        report.html_page(two, currency="currency")
    with pytest.raises(longtail.LongtailError, match="empty"):
        report.html_page(two.slice(0, 0), currency="EUR")


def test_a_table_in_a_notebook_is_escaped_and_cut() -> None:
    table = longtail.figures.revenue(
        pyarrow.table({"partner": [EVIL, *map(str, range(40))], "amount": [100] * 41}), currency="EUR"
    )
    shown = table._repr_html_()
    assert EVIL not in shown and "<td>" in shown and "21 more rows" in shown


def test_withheld_cells_are_marked_in_the_heat_map() -> None:
    own = {"partner": [f"P{at}" for at in range(6)] + ["P0"], "product": ["x"] * 7, "amount": [100] * 7}
    insight = longtail.Insight(
        pyarrow.table(own | {"niche": ["a"] * 6 + ["b"]}), currency="EUR", niche="niche"
    )
    chart = plots.best_sellers(insight.best_sellers("a"), insight.publish()).to_dict()
    marked = chart["layer"][1]["data"]["values"]
    assert "b" in {row["niche"] for row in marked} and json.dumps(marked)


def test_the_plot_of_the_tail_tells_the_periods_that_the_head_was_chosen_on() -> None:
    table = longtail.figures.tail(lines(), past_until="2026-03-01", **COLUMNS)
    chart = plots.tail(table).to_dict()
    heads: dict[str, list[str]] = {}
    for row in chart["data"]["values"]:
        heads.setdefault(row["head"], []).append(row["period"])
    assert max(heads["fixed, chosen on these"]) < "2026-03-01" <= min(heads["fixed"])
    assert len(heads["moving"]) == len(heads["fixed"]) + len(heads["fixed, chosen on these"])


def test_a_date_in_a_plot_is_the_same_day_in_every_zone() -> None:
    chart = plots.tail(longtail.figures.tail(lines(), **COLUMNS)).to_dict()
    values = next(iter(chart["datasets"].values())) if "datasets" in chart else chart["data"]["values"]
    assert all(row["period"].endswith("T00:00:00") for row in values), "midnight where the reader is"


def test_a_table_of_another_figure_is_a_clear_error() -> None:
    other = longtail.figures.revenue(lines(), **COLUMNS)
    for plot in (plots.lorenz, plots.tail, plots.niche_map, plots.best_sellers):
        with pytest.raises(longtail.InputError, match="the plot needs the column"):
            plot(other)


def test_plots_of_nothing_are_empty_plots() -> None:
    empty = longtail.Tally(lines().slice(0, 0), **COLUMNS)
    assert plots.lorenz(longtail.figures.lorenz(empty)).to_dict()["title"] == "Lorenz curve"
    assert plots.tail(longtail.figures.tail(empty)).to_dict()["title"] == "Share of the tail"
