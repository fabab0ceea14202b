"""What goes wrong says what to do: options by their names, and what works instead."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import longtail
import pytest
import shop
from longtail import figures, plots

pyarrow: Any = pytest.importorskip("pyarrow")
polars: Any = pytest.importorskip("polars")

DAYS = [datetime.date(2026, 1, 1) + datetime.timedelta(days=7 * at) for at in range(12)]
LINES = pyarrow.table(
    {
        "partner": [f"P-{at % 6}" for at in range(12)],
        "product": ["x", "y"] * 6,
        "niche": ["north"] * 12,
        "order": [str(at // 2) for at in range(12)],
        "day": DAYS,
        "amount": [1000 + at for at in range(12)],
    }
)
FLOATS = LINES.set_column(5, "amount", pyarrow.array([10 + at + 0.004 for at in range(12)]))
CENTS = LINES.set_column(5, "amount", pyarrow.array([1000 + 100 * at for at in range(12)]))
ARMS = [{"niche": f"n{at}", "tried": 40, "succeeded": at % 20} for at in range(20)]


def insight(table: Any = LINES, **options: Any) -> longtail.Insight:
    named = {"currency": "EUR", "niche": "niche", "order": "order"} | options
    return longtail.Insight(table, **named)


def rows(table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.table(table).to_pylist()
    return found


SALES: Any = {"currency": "EUR"}
OPTIONS: dict[str, Callable[[Any], object]] = {
    "threads": lambda value: longtail.Tally(LINES, threads=value, **SALES),
    "seed": lambda value: longtail.partner_value(LINES, seed=value, **SALES),
    "draws": lambda value: longtail.fit_power_law([1, 2, 3], draws=value),
    "workers": lambda value: longtail.partner_value(LINES, workers=value, **SALES),
    "horizon_days": lambda value: longtail.OrderHistory(LINES, **SALES).partner_value(horizon_days=value),
    "share_decimals": lambda value: longtail.channel_figures(LINES, share_decimals=value, **SALES),
    "limit": lambda value: insight().best_sellers("north", limit=value),
    "peers_percent_min": lambda value: insight().white_spots("P-1", "north", peers_percent_min=value),
    "support_min_per_10_000": lambda value: insight().together(support_min_per_10_000=value),
    "baskets_min": lambda value: insight().together(baskets_min=value),
    "niche_orders_min": lambda value: insight().scores(niche_orders_min=value),
    "partners_min": lambda value: insight().scores(partners_min=value),
}


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("value", [-1, 10**30, -(10**5000)], ids=["below", "above", "endless"])
def test_a_whole_number_out_of_range_is_told_with_its_option(name: str, value: int) -> None:
    with pytest.raises(longtail.InputError, match=rf"`{name}` is .*; expected a whole number from 0 to \d+"):
        OPTIONS[name](value)


@pytest.mark.parametrize("name", OPTIONS)
def test_what_is_no_whole_number_is_told_with_its_option(name: str) -> None:
    with pytest.raises(TypeError, match=name):
        OPTIONS[name]("many")


ASKED: dict[str, Callable[[], object]] = {
    "limit": lambda: figures.best_sellers(LINES, limit=-1, niche="niche", product="product", **SALES),
    "partners_min": lambda: figures.concentration(LINES, partners_min=-1, **SALES),
    "steps": lambda: figures.lorenz(LINES, steps=-1, **SALES),
    "bounds": lambda: figures.slopes(LINES, bounds=[10, -1], **SALES),
    "season": lambda: figures.steadiness(LINES, season=-1, day="day", **SALES),
    "orders_min": lambda: figures.cost_of_sales(LINES, cost="amount", orders_min=-1, **SALES),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_figure_names_the_count_that_is_below_zero(name: str) -> None:
    with pytest.raises(longtail.InputError, match=rf"`{name}` is .*-1.*; expected whole numbers from 0"):
        ASKED[name]()


def test_pairs_have_a_limit_too() -> None:
    with pytest.raises(longtail.InputError, match="`limit` is -1"):
        insight().together(limit=-1)
    made = insight(many_pairs(), niche=None)
    every = rows(made.together())
    assert len(every) > 3
    assert rows(made.together(limit=None)) == every
    assert rows(made.together(limit=2)) == every[:2] and rows(made.together(limit=0)) == []


def many_pairs() -> Any:
    lines = [
        (f"P-{partner}", f"{partner}-{order}", f"x{product}")
        for partner in range(12)
        for order in range(4)
        for product in range(4)
    ]
    columns = dict(zip(("partner", "order", "product"), map(list, zip(*lines)), strict=True))
    return pyarrow.table(columns | {"amount": [500] * len(lines)})


def test_floats_are_rounded_where_that_is_asked() -> None:
    value = longtail.partner_value(CENTS, horizon_days=28, draws=0, **SALES)
    rounded = longtail.partner_value(FLOATS, horizon_days=28, draws=0, float_decimals=2, **SALES)
    assert rows(rounded.partners) == rows(value.partners)
    history = longtail.OrderHistory(FLOATS, float_decimals=2, **SALES)
    assert history.to_bytes() == longtail.OrderHistory(CENTS, **SALES).to_bytes()
    assert insight(FLOATS, float_decimals=2).to_bytes() == insight(CENTS).to_bytes()
    summary = longtail.channel_figures(FLOATS, float_decimals=2, **SALES).summary
    assert summary == longtail.channel_figures(CENTS, **SALES).summary


@pytest.mark.parametrize(
    "ask", [longtail.partner_value, longtail.OrderHistory, longtail.Insight, longtail.channel_figures, longtail.Tally]
)
def test_who_says_float_decimals_has_it(ask: Any) -> None:
    with pytest.raises(longtail.TableError, match="give `float_decimals`"):
        ask(FLOATS, currency="EUR")
    ask(FLOATS, currency="EUR", float_decimals=2)
    with pytest.raises(longtail.InputError, match="`float_decimals` is 19"):
        ask(FLOATS, currency="EUR", float_decimals=19)


@pytest.mark.parametrize("kind", ["int8", "int32", "int64", "uint16", "uint64", "coded"])
def test_whole_numbers_are_names_everywhere(kind: str) -> None:
    ids = [7, 0, 7, None, 120, 3, 7, 3, 0, 120, 7, 5]
    texts = LINES.set_column(0, "partner", pyarrow.array([None if at is None else str(at) for at in ids]))
    plain = pyarrow.array(ids, pyarrow.int32() if kind == "coded" else getattr(pyarrow, kind)())
    column = plain.dictionary_encode() if kind == "coded" else plain
    numbers = LINES.set_column(0, "partner", column)
    for name in ("niche", "product"):
        at = LINES.column_names.index(name)
        texts, numbers = texts.set_column(at, name, texts["partner"]), numbers.set_column(at, name, column)
    named: Any = {"currency": "EUR", "niche": "niche", "product": "product", "day": "day"}
    assert longtail.Tally(numbers, **named).to_bytes() == longtail.Tally(texts, **named).to_bytes()
    matched = named | {"returns": "matched", "quantity": "amount"}
    assert longtail.Tally(numbers, **matched).to_bytes() == longtail.Tally(texts, **matched).to_bytes()
    history = longtail.OrderHistory(numbers, currency="EUR")
    assert history.to_bytes() == longtail.OrderHistory(texts, currency="EUR").to_bytes()
    own = longtail.Insight(numbers, order="partner", period="partner", **named)
    assert own.to_bytes() == longtail.Insight(texts, order="partner", period="partner", **named).to_bytes()
    whole = longtail.channel_figures(numbers, currency="EUR", niche="niche")
    assert rows(whole.partners) == rows(longtail.channel_figures(texts, currency="EUR", niche="niche").partners)
    cost = figures.cost_of_sales(numbers, currency="EUR", cost="amount")
    assert rows(cost.partners) == rows(figures.cost_of_sales(texts, currency="EUR", cost="amount").partners)
    table = figures.revenue(numbers, **named)
    assert rows(table) == rows(figures.revenue(texts, **named))


def test_whole_numbers_in_batches_are_one_name() -> None:
    halves = [LINES.slice(0, 5), LINES.slice(5)]
    ids = [pyarrow.array([5, 6, 5, 6, 1]), pyarrow.array([6, 5, 1, 1, 1, 6, 5])]
    parts = [half.set_column(0, "partner", own).combine_chunks() for half, own in zip(halves, ids, strict=True)]
    whole = pyarrow.concat_tables(parts)
    texts = whole.set_column(0, "partner", whole["partner"].cast(pyarrow.string()))
    assert longtail.Tally(whole, **SALES).to_bytes() == longtail.Tally(texts, **SALES).to_bytes()


def test_floats_are_no_names() -> None:
    floats = LINES.set_column(0, "partner", pyarrow.array([1.0] * 12))
    for ask in (longtail.Tally, longtail.OrderHistory, longtail.Insight, longtail.channel_figures):
        with pytest.raises(longtail.TableError, match="column `partner` is double|column `partner` is Float64"):
            ask(floats, currency="EUR")


def test_a_lazy_frame_is_collected_first() -> None:
    lazy = polars.DataFrame(LINES).lazy()
    with pytest.raises(longtail.TableError, match="collect it first"):
        longtail.Tally(lazy, **SALES)


def test_an_amount_that_is_too_large_is_called_so() -> None:
    wide = pyarrow.array([Decimal(10**30)] * 12, pyarrow.decimal128(38, 2))
    large = LINES.set_column(5, "amount", wide)
    for ask in (longtail.Tally, longtail.OrderHistory, longtail.Insight, longtail.channel_figures):
        with pytest.raises(longtail.TableError, match=f"row 0: `1{'0' * 30}` is too large"):
            ask(large, currency="EUR")
    fine = LINES.set_column(5, "amount", pyarrow.array([Decimal("0.005")] * 12, pyarrow.decimal128(38, 3)))
    with pytest.raises(longtail.TableError, match="`0.005` is no number of 2 decimals"):
        longtail.Tally(fine, **SALES)


def test_periods_and_a_tree_need_what_they_speak_of() -> None:
    with pytest.raises(longtail.InputError, match="`periods` needs `period`"):
        insight(periods=["2026-01"])
    with pytest.raises(longtail.InputError, match="`tree` needs `niche`.*or `members`"):
        insight(niche=None, tree={"north": "country"})
    insight(niche=None, tree={"north": "country"}, members={"P-1": ["north"]})
    insight(period="product", periods=["x"])


def explored(value: Any) -> Any:
    arms = [{"niche": "a", "tried": 9, "succeeded": 3, "value": value}, {"niche": "b", "tried": 9, "succeeded": 3}]
    return longtail.niches("explore", {"niches": arms})


def test_what_a_partner_brings_is_a_decimal_a_text_or_a_number() -> None:
    [table] = rows(figures.revenue(LINES.slice(0, 1), **SALES))
    assert isinstance(table["revenue"], Decimal)
    assert explored(Decimal("120.50")) == explored("120.50") == explored(120.5)
    assert explored(table["revenue"]) == explored(10)
    wrongs: list[Any] = ["inf", "1e3", "much", "", True, []]
    for wrong in wrongs:
        with pytest.raises(longtail.InputError, match="is no number such as 120.5"):
            explored(wrong)


def test_exploring_tells_how_far_it_is_and_can_be_stopped() -> None:
    question = {"niches": ARMS, "partners": 100, "draws": 60_000}
    told: list[tuple[int, int]] = []
    watched = longtail.niches("explore", question, progress=lambda done, total: told.append((done, total)))
    assert watched == longtail.niches("explore", question)
    assert told[-1] == (1_202_000, 1_202_000) and len(told) > 1

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stop

    started = time.monotonic()
    with pytest.raises(Stop):
        longtail.niches("explore", question | {"draws": 10_000_000}, progress=stop)
    assert time.monotonic() - started < 2


def test_fewer_partners_than_asked_are_told_of() -> None:
    arms = [{"niche": "a", "tried": 9, "succeeded": 3, "room": 4}, {"niche": "b", "tried": 9, "succeeded": 3, "room": 0}]
    plan = longtail.niches("explore", {"niches": arms, "partners": 10})
    assert sum(row["recruit"] for row in plan["niches"]) == 4 and plan["left"] == 6
    assert longtail.niches("explore", {"niches": arms, "partners": 3})["left"] == 0


def test_plots_name_what_they_can_show() -> None:
    scores = insight().scores(niche_orders_min=1, product_orders_min=1, partners_min=1)
    with pytest.raises(longtail.InputError, match="against: 'zz' is none; expected .*`orders`.*`partners`"):
        plots.niche_map(scores, against="zz")
    sizes = figures.revenue(LINES, by="niche", niche="niche", **SALES)
    with pytest.raises(longtail.InputError, match="against: 'zz' is none; expected .*`revenue`"):
        plots.niche_map(scores, against="zz", sizes=sizes)
    plots.niche_map(scores, against="partners")
    plots.niche_map(scores, against="revenue", sizes=sizes)
    told = insight().best_sellers("north")
    with pytest.raises(longtail.InputError, match="value: 'zz' is none; expected `index` or `lift`"):
        plots.best_sellers(told, value="zz")
    plots.best_sellers(told, value="lift")


def test_a_model_of_amounts_is_fitted_to_the_rows_of_a_history() -> None:
    days = DAYS + [DAYS[0]]
    table = pyarrow.table(
        {"partner": ["a"] * 4 + ["b"] * 5 + ["c"] * 3 + ["d"], "day": days, "amount": [900 + 70 * at for at in range(13)]}
    )
    history = longtail.OrderHistory(table, **SALES)
    every = pyarrow.table(history.order_rows())
    some = every.drop_null()
    assert len(some) == 3 < len(every)
    longtail.fit_amounts(some["repeats"], some["amount_mean"])


def test_an_analysis_and_a_replay_name_their_options() -> None:
    engine = shop.engine()
    with pytest.raises(longtail.InputError, match="`limit` is -1"):
        longtail.analyse(engine, limit=-1)
    with pytest.raises(longtail.InputError, match="`workers` is -1"):
        longtail.replay(engine, engine, "", workers=-1)
