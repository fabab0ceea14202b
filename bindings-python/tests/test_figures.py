"""Figures of a tally: against a slow second computation, and in the face of bad input."""

from __future__ import annotations

import datetime
import math
import threading
from collections import defaultdict
from decimal import Decimal
from typing import Any

import duckdb
import longtail
import numpy as np
import pandas
import polars
import pyarrow
import pytest
from longtail import figures

START = datetime.date(2025, 1, 1)


def lines(seed: int, count: int = 400) -> dict[str, list[Any]]:
    chance = np.random.default_rng(seed)
    order = np.sort(chance.integers(0, max(1, count // 3), count))
    partner = [f"p{each}" for each in (25 * chance.random(count) ** 2).astype(int)]
    return {
        "partner": partner,
        "niche": [f"n{each}" for each in chance.integers(0, 4, count)],
        "product": [f"g{each}" for each in (12 * chance.random(count) ** 2).astype(int)],
        "order": [int(each) for each in order],
        "day": [START + datetime.timedelta(days=int(each)) for each in order * 360 // (count // 3)],
        "quantity": [int(each) for each in chance.integers(1, 20, count)],
        "amount": [int(each) for each in chance.integers(1, 90_000, count)],
    }


NAMES: Any = {name: name for name in ("niche", "product", "order", "day", "quantity")}


def tally(table: Any, **options: Any) -> longtail.Tally:
    return longtail.Tally(table, **({"currency": "EUR"} | NAMES | options))


def rows(table: longtail.ChannelTable) -> list[dict[str, Any]]:
    return list(pyarrow.table(table).to_pylist())


def summed(own: dict[str, list[Any]], *names: str) -> dict[Any, int]:
    sums: dict[Any, int] = defaultdict(int)
    for *key, amount in zip(*(own[name] for name in names), own["amount"], strict=True):
        sums[key[0] if len(names) == 1 else tuple(key)] += amount
    return dict(sums)


def spread(amounts: list[int]) -> dict[str, float]:
    x = np.sort(np.array(amounts, dtype=float))
    n, total = len(x), x.sum()
    largest = x[::-1]
    return {
        "gini": float(np.abs(x[:, None] - x[None, :]).sum() / (2 * n * total)),
        "hhi": float(((x / total) ** 2).sum()),
        "cr1": float(largest[:1].sum() / total),
        "cr4": float(largest[:4].sum() / total),
        "cr10": float(largest[:10].sum() / total),
        "largest_fifth_share": float(largest[: math.ceil(n / 5)].sum() / total),
        "partners_for_half": int(np.searchsorted(largest.cumsum() * 2, total) + 1),
    }


def fifth(sums: dict[str, int]) -> set[str]:
    order = sorted(sums, key=lambda name: (-sums[name], name))
    return set(order[: math.ceil(len(order) / 5)])


@pytest.mark.parametrize("seed", range(6))
def test_spread_equals_a_slow_computation(seed: int) -> None:
    own = lines(seed)
    source = tally(pyarrow.table(own))
    [all_] = rows(figures.concentration(source))
    for name, value in spread(list(summed(own, "partner").values())).items():
        assert all_[name] == pytest.approx(value, abs=1e-12), name
    cells: dict[Any, list[int]] = defaultdict(list)
    months = {name: [d.replace(day=1) for d in own["day"]] for name in ("month",)} | own
    for (month, niche, _), amount in summed(months, "month", "niche", "partner").items():
        cells[month, niche].append(amount)
    got = rows(figures.concentration(source, period="month", per_niche=True, partners_min=5))
    assert {(row["period"], row["niche"]) for row in got} == set(cells)
    for row in got:
        expected = cells[row["period"], row["niche"]]
        for name, value in spread(expected).items():
            assert row[name] == pytest.approx(value, abs=1e-12), name
        assert row["partners"] == len(expected) and row["small"] == (len(expected) < 5)
    x = np.sort(np.array(list(summed(own, "partner").values()), dtype=float))
    curve = pyarrow.table(figures.lorenz(source, steps=len(x)))["revenue_share"].to_numpy()
    assert curve == pytest.approx(np.concatenate([[0], x.cumsum() / x.sum()]), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_theil_and_slopes_equal_a_slow_computation(seed: int) -> None:
    own = lines(seed)
    source = tally(pyarrow.table(own))
    split = {row["part"]: row["theil"] for row in rows(figures.theil(source))[:3]}
    cells = summed(own, "niche", "partner")
    x = np.array(list(cells.values()), dtype=float)
    relative = x / x.mean()
    assert split["total"] == pytest.approx(float((relative * np.log(relative)).mean()), abs=1e-12)
    means = {n: np.mean([v for (m, _), v in cells.items() if m == n]) for n in set(own["niche"])}
    between = np.array([means[niche] for niche, _ in cells]) / x.mean()
    assert split["between"] == pytest.approx(float((between * np.log(between)).mean()), abs=1e-12)
    largest = np.sort(list(summed(own, "partner").values()))[::-1].astype(float)
    for row in rows(figures.slopes(source, bounds=[5, 12])):
        ranks = np.arange(row["rank_from"], row["rank_to"] + 1)
        slope, _ = np.polyfit(np.log(ranks), np.log(largest[ranks - 1]), 1)
        r = np.corrcoef(np.log(ranks), np.log(largest[ranks - 1]))[0, 1]
        assert row["slope"] == pytest.approx(slope, rel=1e-9)
        assert row["r2"] == pytest.approx(r * r, rel=1e-9)
        if row["rank_to"] < len(largest):
            k = row["rank_to"]
            assert row["hill"] == pytest.approx(1 / np.log(largest[:k] / largest[k]).mean(), rel=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_the_tail_over_time_and_its_steadiness_equal_a_slow_computation(seed: int) -> None:
    own = lines(seed, 900)
    until = datetime.date(2026, 1, 1)
    source = tally(pyarrow.table(own), from_=START, until=until)
    month = [d.replace(day=1) for d in own["day"]]
    own |= {"month": month}
    by = summed(own, "month", "partner")
    past_until = datetime.date(2025, 7, 1)
    past: dict[str, int] = defaultdict(int)
    for (first, partner), amount in by.items():
        if first < past_until:
            past[partner] += amount
    head = fifth(past)
    got = rows(figures.tail(source, past_until=past_until))
    assert [row["period"].month for row in got] == list(range(1, 13))
    series: dict[str, list[float]] = {"total": [], "head": [], "tail": []}
    for row in got:
        sums = {partner: v for (first, partner), v in by.items() if first == row["period"]}
        total = sum(sums.values())
        tail = sum(v for partner, v in sums.items() if partner not in head)
        moving = sum(v for partner, v in sums.items() if partner not in fifth(sums))
        assert row["whole"] and row["past"] == (row["period"] < past_until)
        assert row["fixed_tail_share"] == pytest.approx(tail / total)
        assert row["moving_tail_share"] == pytest.approx(moving / total)
        if not row["past"]:
            for part, value in (("total", total), ("head", total - tail), ("tail", tail)):
                series[part].append(value)
    for row in rows(figures.steadiness(source, past_until=past_until, season=3)):
        y = np.array(series[row["part"]], dtype=float)
        growth = np.diff(np.log(y))
        errors = np.abs(y[3:] - y[:-3]).sum() / np.abs(y[3:] - y[2:-1]).sum()
        assert row["periods"] == 6 and not row["chosen_on_same"]
        assert row["mean"] == pytest.approx(y.mean() / 100)
        assert row["cv"] == pytest.approx(y.std(ddof=1) / y.mean())
        assert row["growth_mad"] == pytest.approx(np.median(np.abs(growth - np.median(growth))))
        assert row["seasonal_mase"] == pytest.approx(errors)


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_of_a_change_add_up_to_the_cent(seed: int) -> None:
    own = lines(seed, 250)
    own |= {"month": [d.replace(day=1) for d in own["day"]]}
    source = tally(pyarrow.table(own), from_=START, until="2026-01-01")
    one, other = datetime.date(2025, 3, 1), datetime.date(2025, 4, 1)
    before, after = ({p: v for (m, p), v in summed(own, "month", "partner").items() if m == first} for first in (one, other))
    head = fifth(before)
    expected = {
        "entry": sum(v for p, v in after.items() if p not in before),
        "exit": -sum(v for p, v in before.items() if p not in after),
        "head": sum(after[p] - v for p, v in before.items() if p in after and p in head),
        "tail": sum(after[p] - v for p, v in before.items() if p in after and p not in head),
        "total": sum(after.values()) - sum(before.values()),
    }
    got = {row["part"]: row["change"] for row in rows(figures.change(source, before=one, after=other))}
    assert got == {part: Decimal(value).scaleb(-2) for part, value in expected.items()}
    assert sum(got[part] for part in ("entry", "exit", "head", "tail")) == got["total"]


@pytest.mark.parametrize("seed", range(4))
def test_best_sellers_and_partners_equal_a_slow_computation(seed: int) -> None:
    own = lines(seed)
    source = tally(pyarrow.table(own))
    cells, niches, products = summed(own, "niche", "product"), summed(own, "niche"), summed(own, "product")
    all_ = sum(own["amount"])
    buyers: dict[Any, set[str]] = defaultdict(set)
    for niche, product, partner in zip(own["niche"], own["product"], own["partner"], strict=True):
        buyers[niche, product].add(partner)
    got = rows(figures.best_sellers(source, limit=3))
    for niche in set(own["niche"]):
        mine = [product for n, product in cells if n == niche]
        best = sorted(mine, key=lambda product: (-len(buyers[niche, product]), product))[:3]
        ranked = [row for row in got if row["niche"] == niche]
        assert [row["product"] for row in ranked] == best
        for row in ranked:
            cell = cells[niche, row["product"]]
            assert row["partners"] == len(buyers[niche, row["product"]])
            lift = (cell / niches[niche]) / (products[row["product"]] / all_)
            assert row["lift"] == pytest.approx(lift)
    for row in rows(figures.partners(source)):
        mine = [at for at, partner in enumerate(own["partner"]) if partner == row["partner"]]
        days = {own["day"][at] for at in mine}
        assert (row["first"], row["last"], row["days"]) == (min(days), max(days), len(days))
        assert row["orders"] == len({own["order"][at] for at in mine})
        assert row["days_since"] == (max(own["day"]) - max(days)).days
        assert row["quantity"] == sum(own["quantity"][at] for at in mine)


def everything(source: Any) -> list[Any]:
    return [
        rows(figures.revenue(source)),
        rows(figures.concentration(source, period="month", per_niche=True)),
        rows(figures.best_sellers(source)),
        rows(figures.partners(source)),
        rows(figures.tail(source)),
        rows(figures.left_out(source)),
    ]


def sources() -> dict[str, Any]:
    table = pyarrow.table(lines(3))
    frame = polars.DataFrame(table)
    return {
        "pyarrow": table,
        "small batches": pyarrow.Table.from_batches(table.to_batches(max_chunksize=7)),
        "polars": frame,
        "polars, categories": frame.with_columns(polars.col("partner").cast(polars.Categorical)),
        "pandas": table.to_pandas(),
        "duckdb": duckdb.from_arrow(table),
        "dictionaries": table.set_column(0, "partner", table["partner"].dictionary_encode()),
        "decimals": table.set_column(
            6, "amount", pyarrow.array([Decimal(each).scaleb(-2) for each in lines(3)["amount"]])
        ),
    }


@pytest.mark.parametrize("name", sources())
def test_every_source_gives_the_same_figures_and_bytes(name: str) -> None:
    own, usual = tally(sources()[name]), tally(sources()["pyarrow"], threads=2)
    assert own.to_bytes() == usual.to_bytes()
    assert everything(own) == everything(usual)


def test_answers_go_into_every_library() -> None:
    answer = figures.best_sellers(sources()["pyarrow"], currency="EUR", niche="niche", product="product")
    wanted = pyarrow.table(answer)["product"].to_pylist()
    from_arrow: Any = getattr(pandas.DataFrame, "from_arrow")  # not in its stubs yet
    assert polars.DataFrame(answer)["product"].to_list() == wanted
    assert list(from_arrow(answer)["product"]) == wanted
    found = duckdb.sql("select product from answer")
    assert found is not None and [row[0] for row in found.fetchall()] == wanted


def test_parts_through_bytes_merge_into_the_same_bytes() -> None:
    table = sources()["pyarrow"]
    parts = [tally(table.slice(at, 90)).to_bytes() for at in range(0, len(table), 90)]
    whole = longtail.Tally.from_bytes(parts.pop())
    for part in parts:
        whole.merge(longtail.Tally.from_bytes(part))
    assert whole.to_bytes() == tally(table).to_bytes()
    with pytest.raises(longtail.InputError, match="no names of columns"):
        whole.update(table)
    with pytest.raises(longtail.InputError, match="no tally"):
        longtail.Tally.from_bytes(b"PAR1")


def test_returns_net_gross_and_matched() -> None:
    table = pyarrow.table(
        {
            "partner": ["a", "a", "a", "b"],
            "product": ["x"] * 4,
            "quantity": [5, 5, -5, -2],
            "day": [START + datetime.timedelta(days=each) for each in range(4)],
            "amount": [5000, 5000, -5000, -800],
        }
    )

    def counted(returns: Any) -> tuple[list[Decimal], dict[str, int]]:
        names = {name: name for name in ("product", "quantity", "day")}
        own = longtail.Tally(table, currency="EUR", returns=returns, **names)  # type: ignore[arg-type]
        out = {row["reason"]: row["rows"] for row in rows(figures.left_out(own)) if row["rows"]}
        return [row["revenue"] for row in rows(figures.revenue(own))], out

    assert counted("net") == ([Decimal(50), Decimal(-8)], {})
    assert counted("gross") == ([Decimal(100)], {"return": 2})
    assert counted("matched") == ([Decimal(50)], {"matched_return": 1, "matched_sale": 1, "return": 1})


def test_excluded_products_and_unknown_partners_are_counted() -> None:
    own = lines(1)
    own["product"][:3] = ["POST"] * 3
    own["partner"][5] = None
    source = tally(pyarrow.table(own), excluded_products=["POST", "DOT"])
    out = {row["reason"]: (row["rows"], row["amount"]) for row in rows(figures.left_out(source))}
    assert out["excluded_product"] == (3, Decimal(sum(own["amount"][:3])).scaleb(-2))
    assert out["no_partner"] == (1, Decimal(own["amount"][5]).scaleb(-2))


def test_a_period_that_is_cut_is_flagged_and_chooses_no_head() -> None:
    source = tally(pyarrow.table(lines(2)), until="2025-12-10")
    got = rows(figures.tail(source))
    assert [row["whole"] for row in got] == [True] * 11 + [False]
    got = rows(figures.tail(source, past_until="2026-01-01"))
    assert [row["past"] for row in got] == [True] * 11 + [False]
    assert rows(figures.steadiness(source))[0]["periods"] == 11
    with pytest.raises(longtail.InputError, match="no whole period ends by 2025-01-31"):
        figures.tail(source, past_until="2025-01-31")


def money(values: list[Any], kind: Any = None) -> Any:
    partners = [f"p{at}" for at in range(len(values))]
    return pyarrow.table({"partner": partners, "amount": pyarrow.array(values, kind)})


def test_floats_are_taken_only_when_asked_and_then_rounded_as_written() -> None:
    table = money([1.005, 2.675, -1.005, 0.1 + 0.2, 12.0])
    with pytest.raises(longtail.TableError, match="give `float_decimals`"):
        longtail.Tally(table, currency="EUR")
    got = rows(figures.revenue(table, currency="EUR", float_decimals=2))
    by = {row["partner"]: str(row["revenue"]) for row in got}
    assert by == {"p0": "1.01", "p1": "2.68", "p2": "-1.01", "p3": "0.30", "p4": "12.00"}
    with pytest.raises(longtail.TableError, match="`1.005` is no amount"):
        figures.revenue(table, currency="EUR", float_decimals=3)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300])
def test_no_number_is_an_error_with_its_row(value: float) -> None:
    with pytest.raises(longtail.TableError, match="column `amount`, row 1: .* is no amount"):
        longtail.Tally(money([1.0, value]), currency="EUR", float_decimals=2)


NOTHING = {
    "empty": money([], pyarrow.int64()),
    "all zero": money([0, 0, 0]),
    "all negative": money([-5, -7]),
    "one partner": money([500]),
    "no amount at all": money([None, None], pyarrow.int64()),
}


@pytest.mark.parametrize("name", NOTHING)
def test_too_little_to_say_is_null_and_never_nan(name: str) -> None:
    table = NOTHING[name]
    days = pyarrow.array([START] * len(table), pyarrow.date32())
    names = pyarrow.array(["x"] * len(table), pyarrow.string())
    table = table.append_column("day", days).append_column("niche", names).append_column("product", names)
    source = longtail.Tally(table, currency="EUR", day="day", niche="niche", product="product", until="2025-02-01", from_="2025-01-01")
    answers: list[longtail.ChannelTable] = [
        figures.revenue(source),
        figures.concentration(source),
        figures.concentration(source, by="product"),
        figures.lorenz(source),
        figures.dependence(source),
        figures.theil(source),
        figures.slopes(source),
        figures.tail(source),
        figures.steadiness(source),
        figures.best_sellers(source),
        figures.partners(source),
        figures.left_out(source),
    ]
    for answer in answers:
        for row in rows(answer):
            for key, value in row.items():
                assert not isinstance(value, float) or math.isfinite(value), (key, row)
    spread = rows(figures.concentration(source))
    if name == "one partner":
        assert (spread[0]["gini"], spread[0]["gini_sample"], spread[0]["small"]) == (0.0, None, True)
    else:
        assert all(row["gini"] is None for row in spread)


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "no such column": (money([1]), {"niche": "nich"}, "no column `nich`; the table has partner, amount"),
    "money as text": (money(["1.00"]), {}, "column `amount` is Utf8"),
    "a day as a number": (money([1]), {"day": "amount"}, "column `amount` is Int64; expected a date"),
    "orders as floats": (money([1.5]), {"order": "amount", "float_decimals": 1}, "expected text"),
    "two currencies": (
        money([1, 2]).append_column("currency", pyarrow.array(["EUR", "USD"])),
        {"currency": "currency"},
        "`EUR` and `USD` cannot be added",
    ),
    "matched without products": (money([1]), {"returns": "matched"}, "the column `product` is needed"),
    "excluded without products": (money([1]), {"excluded_products": ["POST"]}, "need the column `product`"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_a_clear_error(name: str) -> None:
    table, options, words = REFUSED[name]
    with pytest.raises(longtail.TableError) as raised:
        longtail.Tally(table, **({"currency": "EUR"} | options))
    assert words in str(raised.value)


WRONG: Any = "price"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda t: figures.tail(t, head={"partners": "2"}), "the head's share is 2"),
        (lambda t: figures.tail(t, head={"partners": "0.2", "revenue": "0.8"}), "not several"),
        (lambda t: figures.tail(t, head={"amount": "1.005"}), "no amount of 2 decimals"),
        (lambda t: figures.tail(t, past_until="March"), "`past_until` is `March`"),
        (lambda t: figures.tail(t, period=WRONG), "the period is `price`; expected one of day"),
        (lambda t: figures.change(t, before="2025-01-02", after="2025-02-01"), "no period of the sales begins on"),
        (lambda t: figures.best_sellers(t, by=WRONG), "`by` is `price`"),
        (lambda t: figures.concentration(t, by="niche", period="month"), "go with `by` `partner` only"),
    ],
)
def test_a_question_that_is_none_is_a_clear_error(ask: Any, words: str) -> None:
    with pytest.raises(longtail.InputError) as raised:
        ask(tally(sources()["pyarrow"]))
    assert words in str(raised.value)


def test_days_need_not_come_in_order() -> None:
    table = sources()["pyarrow"]
    assert tally(table).to_bytes() == tally(table.take(list(range(len(table)))[::-1])).to_bytes()


def test_progress_is_told_and_may_break_the_work_off() -> None:
    table = pyarrow.Table.from_batches(sources()["pyarrow"].to_batches(max_chunksize=50))
    said: list[int] = []
    source = tally(table, progress=said.append)
    assert said == list(range(0, 400, 50))
    before = source.to_bytes()

    def stop(done: int) -> None:
        if done >= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        source.update(table, progress=stop)
    assert source.to_bytes() == before


def test_other_threads_run_meanwhile() -> None:
    table = pyarrow.table({"partner": ["a", "b"] * 500_000, "amount": [1, 2] * 500_000})
    source = longtail.Tally(currency="EUR")
    workers = [threading.Thread(target=source.update, args=(table,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(row["rows"] for row in rows(figures.revenue(source))) == 2_000_000


def test_the_cost_of_sales_tells_head_from_tail() -> None:
    utc = datetime.timezone.utc
    monday = datetime.datetime(2026, 3, 2, 8, 30, tzinfo=utc)
    table = pyarrow.table(
        {
            "partner": ["a", "a", "b", None],
            "amount": [100_00, 50_00, 10_00, 1_00],
            "cost": [60_00, 30_00, 9_00, 0],
            "fee": [5_00, 0, 0, 0],
            "digital": [True, False, None, True],
            "touches": [0, 3, 2, 1],
            "at": pyarrow.array([monday, monday + datetime.timedelta(hours=9), None, monday], pyarrow.timestamp("us", "UTC")),
        }
    )
    week = [("09:00", "17:00")] * 5 + [None, None]
    cost = figures.cost_of_sales(
        table, currency="EUR", fees="fee", digital="digital", touches="touches",
        placed="at", zone="Europe/Amsterdam", opening=week, orders_min=2,
    )  # fmt: skip
    total, head, tail = rows(cost.parts)
    assert [row["margin"] for row in (total, head, tail)] == [Decimal(56), Decimal(55), Decimal(1)]
    assert (head["digital_share"], head["touches_per_order"], head["after_hours_share"]) == (0.5, 1.5, 0.5)
    assert (tail["digital_share"], tail["after_hours_share"], tail["small"]) == (None, None, True)
    assert cost.left_out_orders == 1
    assert [row["partner"] for row in rows(cost.partners)] == ["a", "b"]
    with pytest.raises(longtail.InputError, match="expected a time such as 09:00"):
        figures.cost_of_sales(table, currency="EUR", opening=[("9", "17:00")] + [None] * 6)


def test_a_decimal_without_decimals_is_refused_where_amounts_have_some() -> None:
    """A sum of whole cents by DuckDB comes as such a column; taken as euros it was a hundred times too much."""
    wide = pyarrow.array([6_000, 3_000], pyarrow.decimal128(38, 0))
    table = pyarrow.table({"partner": ["a", "b"], "product": ["g", "g"], "day": [1, 2], "amount": wide})
    table = table.set_column(2, "day", table["day"].cast(pyarrow.int32()).cast(pyarrow.date32()))
    for ask in (
        lambda: longtail.figures.revenue(table, currency="EUR"),
        lambda: longtail.Insight(table, currency="EUR"),
        lambda: longtail.OrderHistory(table, currency="EUR"),
    ):
        with pytest.raises(longtail.TableError, match="int64 when it has minor units"):
            ask()
    yen = pyarrow.table(longtail.figures.revenue(table, currency="JPY"))
    assert [int(amount) for amount in yen["revenue"].to_pylist()] == [6_000, 3_000]
    whole = table.set_column(3, "amount", wide.cast(pyarrow.int64()))
    assert str(pyarrow.table(longtail.figures.revenue(whole, currency="EUR"))["revenue"][0].as_py()) == "60.00"
