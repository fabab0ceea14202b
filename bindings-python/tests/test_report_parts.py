"""The report's parts: codes in files, niches, what is skipped, progress, missing packages."""

from __future__ import annotations

import gzip
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import longtail
import pyarrow
import pytest
from longtail import figures, report
from pyarrow import parquet

DAY = date(2026, 1, 1)
NUMBERS = """shop,trade,item,bon,day,sum
007,01,00012,0001,2026-01-01,10.50
7,1,12,1,2026-01-02,2
007,NA,1e3,0002,2026-01-03,
"""


def table(**columns: Any) -> Any:
    return pyarrow.table(columns)


def section(page: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, with its head."""
    part = page.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0]
    rows = re.findall("<tr>(.*?)</tr>", part)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def listed(page: str, heading: str) -> str:
    part = re.search(f"<strong>{heading}</strong>(.*?)</div>", page)
    return part[1] if part else ""


def test_codes_that_look_like_numbers_stay_text(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(NUMBERS, encoding="utf-8")
    read = report.read_table(file, amount="sum", text=["shop", "trade", "item", "bon"])
    assert read["shop"].to_pylist() == ["007", "7", "007"]
    assert read["trade"].to_pylist() == ["01", "1", "NA"]
    assert read["item"].to_pylist() == ["00012", "12", "1e3"]
    assert read["bon"].to_pylist() == ["0001", "1", "0002"]
    assert read["sum"].to_pylist() == [Decimal("10.50"), Decimal("2.00"), None]


def test_the_command_keeps_leading_zeros(tmp_path: pathlib.Path) -> None:
    file, out = tmp_path / "sales.csv", tmp_path / "report.html"
    file.write_text(NUMBERS, encoding="utf-8")
    done = run(file, "-o", out, "--partner", "shop", "--niche", "trade", "--product", "item", "--amount", "sum")
    assert done.returncode == 0, done.stderr
    page = out.read_text(encoding="utf-8")
    assert [row[0] for row in section(page, "Largest partners")] == ["partner", "007", "7"]
    assert [row[0] for row in section(page, "Revenue by niche")] == ["niche", "01", "1"]


def test_whole_numbers_of_partners_become_text(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.parquet"
    parquet.write_table(table(partner=[7, 8], amount=[100, 200]), str(file))
    assert "<td" in report.html_page(report.read_table(file), currency="EUR")


def run(*arguments: object, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "longtail", "report", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


# Niches


def two_niches() -> Any:
    """Six dentists who all come back, and six bakers who never do; one line is left out."""
    rows: list[tuple[Any, ...]]
    rows = [(f"D{at}", "dentists", DAY + timedelta(days=day), 100 * (at + 1)) for at in range(6) for day in (0, 9)]
    rows += [(f"B{at}", "bakers", DAY, 40) for at in range(6)]
    rows += [("B0", "florists", DAY + timedelta(days=120), 50), (None, "bakers", DAY, 999)]
    names = ("partner", "niche", "day", "amount")
    return table(**{name: [row[at] for row in rows] for at, name in enumerate(names)})


def test_potential_is_the_middle_partner_times_the_headcount_less_what_there_is() -> None:
    page = report.html_page(
        two_niches(), currency="EUR", niche="niche", headcounts={"dentists": 20, "bakers": 6, "florists": 9}
    )
    found = {row[0]: row[1:] for row in section(page, "What niches could bring")}
    # The middle of 2, 4, 6, 8, 10 and 12 euros is 8 (the upper of two); 20 × 8 less 42.
    assert found["dentists"][:5] == ["6", "14", "42.00", "8.00", "118.00"]
    assert found["bakers"][:5] == ["6", "0", "2.40", "0.40", "0.00"]
    assert found["florists"][3:] == ["–"] * 4
    assert "Most could still come from dentists: 118.00\u00a0EUR" in page


def test_without_headcounts_the_page_says_what_it_cannot_say() -> None:
    page = report.html_page(two_niches(), currency="EUR", niche="niche", day="day")
    assert "how many partners there could be" in listed(page, "Not on this page")
    assert [row[0] for row in section(page, "What niches could bring")][0] == "niche"
    assert "potential" not in section(page, "What niches could bring")[0]


def test_where_to_recruit_is_where_partners_came_back() -> None:
    page = report.html_page(two_niches(), currency="EUR", niche="niche", day="day", recruits=10)
    found = {row[0]: row[1:] for row in section(page, "Where to recruit next")}
    assert found["dentists"][1:4] == ["6", "6", "0"]
    # Bakers began 120 days before the last day: nobody waits for them. The florist did today.
    assert found["bakers"][1:4] == ["6", "0", "0"]
    assert found["florists"][1:4] == ["0", "0", "1"]
    assert sum(int(row[0]) for name, row in found.items() if name != "niche") == 10
    assert int(found["dentists"][0]) > int(found["bakers"][0])


def test_who_began_long_before_the_last_sale_waits_no_more() -> None:
    # The newest partner is a year older than the last sale, which an old partner made.
    rows = [("A", 0), ("A", 365), *((f"N{at}", 1) for at in range(5))]
    sales = table(
        partner=[name for name, _ in rows],
        niche=["dentists"] * len(rows),
        day=[DAY + timedelta(days=day) for _, day in rows],
        amount=[100] * len(rows),
    )
    page = report.html_page(sales, currency="EUR", niche="niche", day="day")
    found = {row[0]: row[1:] for row in section(page, "Where to recruit next")}
    assert found["dentists"][1:4] == ["6", "1", "0"], "tried, came back, still waiting"


def test_the_last_day_is_that_of_all_sales_also_of_those_in_no_niche() -> None:
    sales = table(
        partner=["A", "B"], niche=["dentists", None], day=[DAY, DAY + timedelta(days=365)], amount=[100, 100]
    )
    page = report.html_page(sales, currency="EUR", niche="niche", day="day")
    found = {row[0]: row[1:] for row in section(page, "Where to recruit next")}
    assert found["dentists"][1:4] == ["1", "0", "0"]


def test_a_middle_partner_is_one_figure_on_the_page() -> None:
    page = report.html_page(two_niches(), currency="EUR", niche="niche", day="day")

    def middle(heading: str) -> dict[str, str]:
        head, *rows = section(page, heading)
        return {row[0]: row[head.index("a middle partner")] for row in rows}

    brings = middle("What niches could bring")
    assert brings == middle("Where to recruit next")
    # The middle of 2, 4, 6, 8, 10 and 12 euros is the upper of two; one florist is too few.
    assert brings == {"dentists": "8.00", "bakers": "0.40", "florists": "–"}


def test_money_of_the_plan_is_as_exact_as_it_was_given() -> None:
    large = 9_007_199_254_740_993  # One more than the last whole number that a float holds.
    sales = table(
        partner=[f"P{at}" for at in range(5)], niche=["a"] * 5, day=[DAY] * 5, amount=[large] * 5
    )
    page = report.html_page(sales, currency="EUR", niche="niche", day="day")
    assert section(page, "Where to recruit next")[1][6] == "90,071,992,547,409.93"


@pytest.mark.parametrize(
    "kind",
    [
        pyarrow.string(),
        pyarrow.large_string(),
        pyarrow.string_view(),
        pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    ],
    ids=str,
)
def test_an_empty_niche_is_a_missing_one(kind: Any) -> None:
    sales = table(
        partner=["A", "B", "C", "D"],
        niche=pyarrow.array(["dentists", "", None, "dentists"]).cast(kind),
        day=[DAY, DAY, DAY, None],
        amount=[100, 200, 300, 400],
    )
    page = report.html_page(sales, currency="EUR", niche="niche", day="day")
    for heading in ("Revenue by niche", "What niches could bring", "Where to recruit next"):
        assert [row[0] for row in section(page, heading)] == ["niche", "dentists"], heading


@pytest.mark.parametrize(
    ("language", "largest", "outside"),
    [
        ("en", "with 100.0\u00a0% of the revenue in niches.", "In no niche: 2 rows with 4.00\u00a0EUR, 80.0\u00a0% of"),
        ("nl", "met 100,0\u00a0% van de omzet in niches.", "In geen niche: 2 rijen met 4,00\u00a0EUR, 80,0\u00a0% van"),
    ],
)
def test_revenue_in_no_niche_is_told_of(language: Any, largest: str, outside: str) -> None:
    sales = table(partner=["A", "B", "C"], niche=["a", "", None], amount=[100, 200, 200])
    page = report.html_page(sales, currency="EUR", niche="niche", language=language)
    assert largest in page
    assert outside in page


def test_nothing_is_said_of_sales_in_no_niche_where_there_are_none() -> None:
    assert "In no niche" not in report.html_page(two_niches(), currency="EUR", niche="niche")


def test_revenue_in_no_niche_has_no_share_of_a_revenue_below_zero() -> None:
    sales = table(partner=["A", "B"], niche=["a", None], amount=[100, -200])
    page = report.html_page(sales, currency="EUR", niche="niche")
    assert "In no niche: 1 row with -2.00\u00a0EUR." in page


def test_a_headcount_below_the_partners_there_are_is_refused() -> None:
    with pytest.raises(longtail.InputError, match="dentists"):
        report.html_page(two_niches(), currency="EUR", niche="niche", headcounts={"dentists": 2})


def test_headcounts_come_from_a_file(tmp_path: pathlib.Path) -> None:
    file, heads, out = tmp_path / "sales.parquet", tmp_path / "heads.csv", tmp_path / "report.html"
    parquet.write_table(two_niches(), str(file))
    heads.write_text("niche,headcount\ndentists,20\n", encoding="utf-8")
    assert run(file, "-o", out, "--niche", "niche", "--headcounts", heads).returncode == 0
    page = out.read_text(encoding="utf-8")
    assert "118.00" in page and "no headcount was given for bakers, florists" in page
    heads.write_text("dentists,20\n", encoding="utf-8")
    wrong = run(file, "-o", out, "--niche", "niche", "--headcounts", heads)
    assert wrong.returncode == 2 and "columns niche and headcount" in wrong.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a,1", "b"], "line 3: expected a whole number from 0 as headcount, found nothing"),
        (["a,1", "b,x"], "line 3: expected a whole number from 0 as headcount, found 'x'"),
        (["a,-1"], "line 2: expected a whole number from 0 as headcount, found '-1'"),
        (["a,1_0"], "line 2: expected a whole number from 0 as headcount, found '1_0'"),
        (["a,\u0663"], "line 2: expected a whole number from 0 as headcount, found '\u0663'"),
        (["a,1", "", "b,2", "a,3"], "line 5: the niche 'a' is there twice"),
        (["a,1,2"], "line 2: there are more values than columns"),
        ([",1"], "line 2: there is no niche"),
        (["a," + "9" * 5000], "line 2: expected a whole number from 0 as headcount"),
    ],
    ids=["short", "word", "below zero", "underscore", "other digits", "twice", "long", "no niche", "huge"],
)
def test_a_fault_in_headcounts_is_told_with_its_file_and_line(
    lines: list[str], said: str, tmp_path: pathlib.Path
) -> None:
    file, heads, out = tmp_path / "sales.parquet", tmp_path / "heads.csv", tmp_path / "report.html"
    parquet.write_table(two_niches(), str(file))
    heads.write_text("\n".join(["niche,headcount", *lines, ""]), encoding="utf-8")
    wrong = run(file, "-o", out, "--niche", "niche", "--headcounts", heads)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith(f"longtail: {heads}, {said}"), wrong.stderr
    assert not out.exists()


def test_headcounts_may_be_quoted_over_lines_and_have_spaces(tmp_path: pathlib.Path) -> None:
    from longtail._command import read_headcounts

    heads = tmp_path / "heads.csv"
    heads.write_text('niche,headcount\n"a\nb", 7 \nc,0\n', encoding="utf-8")
    assert read_headcounts(heads) == {"a\nb": 7, "c": 0}


# Amounts in CSV


@pytest.mark.parametrize(
    "amount",
    ["NaN", "Infinity", "-inf", "1_000", "1e3", "1e40", "1,5", "x", ".5", "5.", " ", "\u0663", "--1", "+", "0x10"],
)
def test_an_amount_that_is_no_plain_number_is_refused_with_its_line(amount: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(f'partner,amount\nA,1\nB,"{amount}"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="no number") as wrong:
        report.read_table(file)
    assert str(wrong.value).startswith(f"{file}, line 3: amount {amount!r} is no number")


@pytest.mark.parametrize(
    "amount", ["0." + "0" * 38 + "1", "1" + "0" * 38, "0." + "3" * 60], ids=["scale 39", "39 digits", "60 digits"]
)
def test_an_amount_with_more_digits_than_a_decimal_holds_is_refused(amount: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(f"partner,amount\nA,1\nB,{amount}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="more than 38 digits") as wrong:
        report.read_table(file)
    assert str(wrong.value).startswith(f"{file}, line 3: amount '{amount}'")


def test_amounts_that_only_together_are_too_wide_name_the_line(tmp_path: pathlib.Path) -> None:
    # Each fits by itself; in one column with the other's decimals the first does not.
    file = tmp_path / "sales.csv"
    file.write_text(f"partner,amount\nA,{'9' * 30}\nB,0.{'1' * 20}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2: amount .* more than 38 digits"):
        report.read_table(file)


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_empty_lines_count_as_lines(ending: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / f"sales.{ending}"
    text = b"\r\npartner,amount\r\nA,1\r\n\r\n\r\nB,x\r\nC,2\r\n"
    file.write_bytes(gzip.compress(text) if ending.endswith("gz") else text)
    with pytest.raises(ValueError, match="line 6: amount 'x' is no number"):
        report.read_table(file)


def test_amounts_have_signs_zeros_and_no_rounding(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.csv"
    whole = "9" * 36 + ".25"
    file.write_text(f"partner,amount\nA,+007.50\nB,-0.5\nC,{whole}\nD,\n", encoding="utf-8")
    read = report.read_table(file)["amount"].to_pylist()
    assert read == [Decimal("7.50"), Decimal("-0.50"), Decimal(whole), None]


@pytest.mark.parametrize("currency", ["EUR", "JPY"])
def test_whole_amounts_of_a_csv_are_whole_units(currency: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_text("partner,amount\nA,12\nB,7\n", encoding="utf-8")
    table = figures.revenue(report.read_table(file), currency=currency)
    assert pyarrow.table(table)["revenue"].to_pylist() == [12, 7]


# What is skipped, and words


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({}, ["Figures over time", "Niches, what they", "Best sellers and lift"]),
        ({"day": "day"}, ["Niches, what they", "Best sellers and lift"]),
        ({"niche": "niche"}, ["Figures over time", "Where to recruit", "Best sellers and lift"]),
        ({"niche": "niche", "day": "day", "product": "niche"}, ["niche map: no niche and product"]),
    ],
)
def test_what_is_skipped_is_said(named: dict[str, Any], said: list[str]) -> None:
    skipped = listed(report.html_page(two_niches(), currency="EUR", **named), "Not on this page")
    assert [words for words in said if words not in skipped] == []
    assert ("Figures over time" in skipped) == ("day" not in named)


def test_rounded_floats_give_the_page_of_the_amounts_that_they_are_rounded_to() -> None:
    own = two_niches()
    amounts = pyarrow.array([value / 100 + 0.001 for value in own["amount"].to_pylist()])
    floats = own.set_column(own.schema.get_field_index("amount"), "amount", amounts)
    names: Any = {"currency": "EUR", "niche": "niche", "product": "niche", "day": "day"}
    assert report.html_page(floats, float_decimals=2, **names) == report.html_page(own, **names)


def test_a_column_of_currencies_gives_the_page_of_the_code_in_it(tmp_path: pathlib.Path) -> None:
    own = two_niches()
    names: Any = {"niche": "niche", "product": "niche", "day": "day"}
    page = report.html_page(own, currency="EUR", **names)
    coded = own.append_column("cur", pyarrow.array(["EUR"] * len(own)))
    assert report.html_page(coded, currency="cur", **names) == page
    keyed = own.append_column("cur", pyarrow.array(["EUR"] * len(own)).dictionary_encode())
    assert report.html_page(keyed, currency="cur", **names) == page
    file, out = tmp_path / "sales.parquet", tmp_path / "report.html"
    parquet.write_table(coded, str(file))
    done = run(file, "-o", out, "--currency", "cur", "--niche", "niche", "--product", "niche", "--day", "day")
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_text(encoding="utf-8") == page


def test_whole_numbers_are_names_on_the_page() -> None:
    own = two_niches()
    codes = own["niche"].combine_chunks().dictionary_encode().indices
    at = own.schema.get_field_index("niche")
    names: Any = {"currency": "EUR", "niche": "niche", "product": "niche", "day": "day"}
    names["headcounts"] = {"0": 40}
    whole = report.html_page(own.set_column(at, "niche", codes), **names)
    assert whole == report.html_page(own.set_column(at, "niche", codes.cast(pyarrow.string())), **names)
    assert whole == report.html_page(own.set_column(at, "niche", codes.dictionary_encode()), **names)


def test_too_little_room_for_the_plan_is_told() -> None:
    heads = {"dentists": 8, "bakers": 6, "florists": 1}
    names: Any = {"currency": "EUR", "niche": "niche", "day": "day", "headcounts": heads}
    page = report.html_page(two_niches(), recruits=10, **names)
    assert "Of the next 2 partners, recruit 2 in dentists." in page
    assert "The niches have room for 8 partners fewer than the plan asked for." in page
    assert "room for" not in report.html_page(two_niches(), recruits=2, **names)
    assert "plaats voor 8 partners minder" in report.html_page(two_niches(), recruits=10, language="nl", **names)


@pytest.mark.parametrize("ending", ["parquet", "csv", "csv.gz", "arrow"])
def test_a_file_that_is_not_there_is_called_so(ending: str, tmp_path: pathlib.Path) -> None:
    file, out = tmp_path / f"sales.{ending}", tmp_path / "report.html"
    gone = run(file, "-o", out)
    assert (gone.returncode, gone.stderr) == (2, f"longtail: {file}: No such file or directory\n")
    with pytest.raises(FileNotFoundError):
        report.read_table(file)


def test_headcounts_and_a_folder_that_are_not_there_are_called_so(tmp_path: pathlib.Path) -> None:
    file, out, heads = tmp_path / "sales.parquet", tmp_path / "no" / "report.html", tmp_path / "heads.csv"
    parquet.write_table(two_niches(), str(file))
    gone = run(file, "-o", out)
    assert (gone.returncode, gone.stderr) == (2, f"longtail: {out}: No such file or directory\n")
    gone = run(file, "-o", tmp_path / "report.html", "--headcounts", heads)
    assert (gone.returncode, gone.stderr) == (2, f"longtail: {heads}: No such file or directory\n")


def test_a_plan_for_fewer_than_no_partners_is_refused_by_its_name(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sales.parquet"
    parquet.write_table(two_niches(), str(file))
    wrong = run(file, "-o", tmp_path / "report.html", "--niche", "niche", "--day", "day", "--recruits", "-5")
    assert wrong.returncode == 2 and "--recruits" in wrong.stderr and "line 1 column" not in wrong.stderr
    with pytest.raises(longtail.InputError, match="`recruits` is -5"):
        report.html_page(two_niches(), currency="EUR", niche="niche", day="day", recruits=-5)


def test_best_sellers_are_of_the_rows_that_the_page_is_of() -> None:
    own = two_niches()
    early = own.set_column(own.schema.get_field_index("day"), "day", pyarrow.array([date(2025, 1, 1)] * len(own)))
    names = {"currency": "EUR", "niche": "niche", "product": "niche", "day": "day"}
    both = report._insight(pyarrow.concat_tables([own, early]), names | {"from_": date(2025, 6, 1)})
    alone = report._insight(own, names)
    assert pyarrow.table(both.publish()) == pyarrow.table(alone.publish())

    def left_out(insight: longtail.Insight) -> int:
        return sum(pyarrow.table(insight.left_out)["rows"].to_pylist())

    assert left_out(both) == len(own) + left_out(alone)


def test_words_are_explained_only_when_they_are_used() -> None:
    short = report.html_page(two_niches(), currency="EUR")
    full = report.html_page(two_niches(), currency="EUR", niche="niche", day="day")
    assert "<dt>Gini coefficient</dt>" in short and "<dt>Niche</dt>" not in short
    assert all(f"<dt>{word}</dt>" in full for word in ("Niche", "Head and tail", "Small cell"))


# Progress, and breaking off


def test_steps_and_rows_are_told() -> None:
    steps: list[str] = []
    counts: list[int] = []
    many = pyarrow.concat_tables([two_niches()] * 10_000)
    report.html_page(
        many, currency="EUR", niche="niche", product="niche", step=steps.append, progress=counts.append
    )
    assert steps == ["summing", "figures", "niches", "best sellers and lift", "page"]
    assert 0 < max(counts) <= len(many)


@pytest.mark.parametrize("at", range(5))
def test_an_exception_of_a_step_breaks_off(at: int) -> None:
    left = [None] * at

    def step(_: str) -> None:
        if not left:
            raise KeyboardInterrupt
        left.pop()

    with pytest.raises(KeyboardInterrupt):
        report.html_page(two_niches(), currency="EUR", niche="niche", product="niche", step=step)


def on_a_terminal(file: pathlib.Path, out: pathlib.Path, stop: bool) -> tuple[int, str]:
    """The command with a terminal for its stderr; stopped at its first word when asked."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "longtail", "report", str(file), "-o", str(out)]
    command += ["--niche", "niche", "--product", "niche", "--day", "day"]
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # The other end is closed.
                break
            if not piece:
                break
            shown += piece
            if stop and b"summing" in shown:
                running.send_signal(signal.SIGINT)
                stop = False
        code = running.wait(timeout=60)
    os.close(ours)
    return code, shown.decode()


def test_a_terminal_sees_the_steps_and_a_file_does_not(tmp_path: pathlib.Path) -> None:
    file, out = tmp_path / "sales.parquet", tmp_path / "report.html"
    parquet.write_table(two_niches(), str(file))
    code, shown = on_a_terminal(file, out, stop=False)
    assert code == 0 and "reading sales.parquet" in shown and "best sellers and lift" in shown
    assert run(file, "-o", out).stderr == ""


def test_ctrl_c_stops_without_a_traceback_and_without_a_page(tmp_path: pathlib.Path) -> None:
    file, out = tmp_path / "sales.parquet", tmp_path / "report.html"
    parquet.write_table(pyarrow.concat_tables([two_niches()] * 100_000), str(file))
    code, shown = on_a_terminal(file, out, stop=True)
    assert code == 130 and "stopped; no page was written" in shown and "Traceback" not in shown
    assert not out.exists()


# Packages that are not there


def without(package: str, statement: str) -> subprocess.CompletedProcess[str]:
    """Runs a statement in a Python that lacks a package."""
    text = f"import sys; sys.modules[{package!r}] = None; sys.argv = ['longtail', 'report']; {statement}"
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("package", ["altair", "pyarrow", "vl_convert"])
def test_the_report_says_what_to_install(package: str) -> None:
    failed = without(package, "import longtail.report")
    assert failed.stderr.splitlines()[-1] == (
        f"ImportError: longtail.report needs {package}: pip install 'longtail[report]'"
    )


@pytest.mark.parametrize("package", ["altair", "pyarrow"])
def test_plots_say_what_to_install(package: str) -> None:
    failed = without(package, "import longtail.plots")
    assert failed.stderr.splitlines()[-1] == (
        f"ImportError: longtail.plots needs {package}: pip install 'longtail[report]'"
    )


@pytest.mark.parametrize("package", ["altair", "pyarrow", "vl_convert", "typer"])
def test_the_command_says_what_to_install_without_a_traceback(package: str) -> None:
    failed = without(package, "from longtail.__main__ import main; main()")
    assert failed.returncode == 1
    assert failed.stderr == f"longtail: {package} is not installed: pip install 'longtail[report]'\n"


def test_the_package_itself_needs_none_of_them() -> None:
    assert without("pyarrow", "import longtail, longtail.figures").returncode == 0
