"""Tails and the value of partners, against slow programs of numpy and scipy."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import threading
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import longtail
import numpy
import pandas
import polars
import pyarrow
import pytest
from scipy import optimize, special, stats

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(os.environ.get("LONGTAIL_DATA", HERE.parents[2] / "shared" / "data"))


def tail(seed: int, size: int = 300) -> Any:
    random = numpy.random.default_rng(seed)
    body = random.uniform(1, 4, size // 2)
    return numpy.concatenate([body, 3 * random.pareto(1.2 + seed % 5 / 4, size) + 3])


def slow_fit(values: Any, repeats: str) -> tuple[float, float, float]:
    """Every start and every value, by the definition."""
    values = numpy.sort(values)
    best = (numpy.inf, 0.0, 0.0)
    for xmin in numpy.unique(values)[:-1]:
        own = values[values >= xmin]
        alpha = 1 + len(own) / numpy.log(own / xmin).sum()
        model = 1 - (own / xmin) ** (1 - alpha)
        before = numpy.searchsorted(own, own, "left") / len(own)
        seen = numpy.arange(len(own)) / len(own) if repeats == "each" else before
        distance = max(abs(model - before).max(), abs(model - seen).max())
        best = min(best, (distance, alpha, xmin))
    return best


@pytest.mark.parametrize("repeats", ["each", "once"])
@pytest.mark.parametrize("seed", range(6))
def test_a_tail_is_what_a_slow_program_finds(seed: int, repeats: Any) -> None:
    values = numpy.round(tail(seed), 1)
    fit = longtail.fit_power_law(values, repeats=repeats, draws=0)
    distance, alpha, xmin = slow_fit(values, repeats)
    assert fit.xmin == xmin
    assert fit.alpha == pytest.approx(alpha, rel=1e-10)
    assert fit.distance == pytest.approx(distance, rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_what_scipy_finds(seed: int) -> None:
    values = numpy.random.default_rng(seed).zipf(2.1 + seed / 5, 400).clip(max=10**9)
    fit = longtail.fit_power_law(values, kind="discrete", draws=0)
    own = values[values >= fit.xmin].astype(float)

    def less_likely(alpha: float) -> float:
        return float(alpha * numpy.log(own).sum() + len(own) * numpy.log(special.zeta(alpha, fit.xmin)))

    found = optimize.minimize_scalar(less_likely, bounds=(1.1, 6), method="bounded", options={"xatol": 1e-10})
    assert fit.alpha == pytest.approx(found.x, abs=1e-6)
    assert fit.log_likelihood == pytest.approx(-found.fun, rel=1e-10)


def test_rivals_are_what_scipy_finds() -> None:
    values = numpy.random.default_rng(3).lognormal(1, 1.2, 2_000)
    fit = longtail.fit_power_law(values, xmin=1, draws=0)
    # The tail starts at the `xmin` given, not at the first value above it.
    own = values[values >= 1]
    start = 1.0
    assert fit.xmin == start
    rivals = {row["rival"]: row for row in pyarrow.table(fit.rivals).to_pylist()}

    def lognormal(p: Any) -> float:
        inside = stats.norm.logpdf(numpy.log(own), p[0], numpy.exp(p[1])) - numpy.log(own)
        return float(-(inside - stats.norm.logsf(numpy.log(start), p[0], numpy.exp(p[1]))).sum())

    def weibull(p: Any) -> float:
        beta, scale = numpy.exp(p)
        return float(-(numpy.log(beta * scale) + (beta - 1) * numpy.log(own) - scale * (own**beta - start**beta)).sum())

    for name, less_likely in (("lognormal", lognormal), ("stretched_exponential", weibull)):
        best = min(optimize.minimize(less_likely, start, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8, "maxiter": 4000}).fun for start in ([0, 0], [1, -1]))
        assert rivals[name]["log_likelihood"] == pytest.approx(-best, abs=1e-4), name
    assert fit.rival_parameters["exponential"]["lambda"] == pytest.approx(1 / (own - start).mean())
    assert fit.advice == "lognormal"
    law = (numpy.log((fit.alpha - 1) / start) - fit.alpha * numpy.log(own / start)).sum()
    assert fit.log_likelihood == pytest.approx(law)
    assert rivals["lognormal"]["ratio"] == pytest.approx(law - rivals["lognormal"]["log_likelihood"])


def test_every_kind_of_column_gives_the_same_fit() -> None:
    values = numpy.round(tail(1), 2)
    usual = longtail.fit_power_law(values, draws=20)
    for given in (
        values.tolist(),
        tuple(values),
        values[::-1],
        pyarrow.array(values),
        pyarrow.chunked_array([values[:7], values[7:]]),
        polars.Series(values),
        pandas.Series(values),
        [Decimal(str(value)) for value in values],
    ):
        fit = longtail.fit_power_law(given, draws=20)
        assert (fit.alpha, fit.xmin, fit.p_value) == (usual.alpha, usual.xmin, usual.p_value)
    assert longtail.fit_power_law(values, draws=20, workers=3).p_value == usual.p_value


@pytest.mark.parametrize(
    "values", [[], [1], [5] * 40, [0, 0], [1, float("nan")], [1, float("inf")], ["a"], 7, [1, None], pyarrow.array([1.0, None])]
)
def test_what_has_no_tail_is_refused(values: Any) -> None:
    with pytest.raises(longtail.InputError):
        longtail.fit_power_law(values)


def test_options_are_checked() -> None:
    for options in ({"kind": "whole"}, {"repeats": "twice"}, {"workers": 0}, {"xmin": -1}, {"alpha_step": 2}):
        with pytest.raises(longtail.InputError):
            longtail.fit_power_law([1, 2, 3], **options)
    with pytest.raises(longtail.InputError):
        longtail.fit_orders([1], [1], [2], model="nbd")  # type: ignore[arg-type]
    with pytest.raises(longtail.InputError, match="`recency` has 2 values"):
        longtail.fit_orders([1], [1, 2], [2])
    with pytest.raises(longtail.InputError, match="whole numbers"):
        longtail.fit_orders([1.5], [1], [2])


@pytest.mark.parametrize("horizon", [-1, 2e9, float("inf"), float("nan")])
def test_a_horizon_is_a_time_ahead(horizon: float) -> None:
    fit = longtail.fit_orders([0, 1, 3, 9], [0, 4, 28, 29], [30, 30, 30, 30])
    with pytest.raises(longtail.InputError, match="`horizon` is"):
        fit.expected_orders([9], [29], [30], horizon)


@pytest.mark.parametrize("row", [(1, 10, 9), (1, float("nan"), 9), (1, 1, float("inf")), (0, 1, 9), (1, 1, 2e9)])
def test_a_model_is_not_asked_of_rows_that_cannot_be(row: tuple[int, float, float]) -> None:
    fit = longtail.fit_orders([0, 1, 3, 9], [0, 4, 28, 29], [30, 30, 30, 30])
    repeats, recency, age = ([one, own] for one, own in zip((9, 29, 30), row))
    with pytest.raises(longtail.InputError, match="row 1: "):
        fit.expected_orders(repeats, recency, age, horizon=10)
    with pytest.raises(longtail.InputError, match="row 1: "):
        fit.p_alive(repeats, recency, age)


def test_amounts_are_asked_of_means_above_zero() -> None:
    fit = longtail.fit_amounts([1, 4, 2, 2], [5, 3, 4, 9])
    for mean in (0, -2, float("nan"), float("inf")):
        with pytest.raises(longtail.InputError, match="row 1: "):
            fit.expected_amount([1, 1], [5, mean])
    # `amount_mean` of order rows is missing where there was no second order.
    unknown, none = fit.expected_amount([0, 0], [float("nan"), 0])
    assert unknown == none > 0


def test_progress_is_told_and_can_stop_the_work() -> None:
    told: list[tuple[int, int]] = []
    longtail.fit_power_law(tail(1, 2_000), draws=400, progress=lambda done, total: told.append((done, total)))
    assert told and all(done <= total == 400 for done, total in told)

    def stop(done: int, total: int) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        longtail.fit_power_law(tail(1, 2_000), draws=100_000, progress=stop)


def test_other_threads_run_meanwhile() -> None:
    done = threading.Event()

    def fit() -> None:
        longtail.fit_power_law(tail(2, 3_000), draws=500)
        done.set()

    work = threading.Thread(target=fit)
    work.start()
    turns = 0
    while not done.wait(0.005):
        turns += 1
    assert turns > 3
    work.join()


def partners(seed: int, size: int = 400) -> tuple[Any, Any, Any]:
    random = numpy.random.default_rng(seed)
    rows = []
    for _ in range(size):
        age, rate, leave = random.uniform(20, 40), random.gamma(0.6) / 4, random.beta(0.8, 2.5)
        time, repeats, last = 0.0, 0, 0.0
        while True:
            time += random.exponential(1 / rate)
            if time > age:
                break
            repeats, last = repeats + 1, time
            if random.random() < leave:
                break
        rows.append((repeats, last, age))
    x, t_x, t = numpy.array(rows).T
    return x, t_x, t


def bg_nbd(p: Any, x: Any, t_x: Any, t: Any) -> Any:
    """The likelihood as the paper writes it."""
    r, alpha, a, b = p
    base = special.gammaln(r + x) - special.gammaln(r) + r * numpy.log(alpha)
    beta = special.betaln(a, b + x) - special.betaln(a, b)
    there = -(r + x) * numpy.log(alpha + t)
    gone = numpy.log(a) - numpy.log(b + numpy.maximum(x, 1) - 1) - (r + x) * numpy.log(alpha + t_x)
    return base + beta + numpy.where(x > 0, numpy.logaddexp(there, gone), there)


NODES, WEIGHTS = numpy.polynomial.legendre.leggauss(120)


def pareto_nbd(p: Any, x: Any, t_x: Any, t: Any) -> Any:
    """The likelihood as the integral it is, over the moment at which a partner left.

    Whoever left at `u` bought at a rate whose powers have these means; that needs no
    hypergeometric function.
    """
    r, alpha, s, beta = p

    def bought(u: Any) -> Any:
        return special.gammaln(r + x) - special.gammaln(r) + r * numpy.log(alpha) - (r + x) * numpy.log(alpha + u)

    # Not as differences of logarithms: where `s` and `beta` run off they lose the digits.
    there = bought(t) - s * numpy.log1p(t / beta)
    half = (t - t_x) / 2
    moments = [t_x + half * (1 + node) for node in NODES]
    left = [bought(u) + numpy.log(s / beta) - (s + 1) * numpy.log1p(u / beta) for u in moments]
    inside = special.logsumexp(numpy.array(left), axis=0, b=WEIGHTS[:, None])
    with numpy.errstate(divide="ignore"):
        gone = inside + numpy.log(half)
    return numpy.logaddexp(there, gone)


@pytest.mark.parametrize("model, likelihood", [("bg_nbd", bg_nbd), ("pareto_nbd", pareto_nbd)])
@pytest.mark.parametrize("seed", range(2))
def test_models_of_orders_are_what_scipy_finds(model: Any, likelihood: Any, seed: int) -> None:
    x, t_x, t = partners(seed)
    fit = longtail.fit_orders(x, t_x, t, model=model)
    own = list(fit.parameters.values())
    assert fit.log_likelihood == pytest.approx(likelihood(own, x, t_x, t).sum(), rel=1e-9)

    def less_likely(logs: Any) -> float:
        return float(-likelihood(numpy.exp(logs), x, t_x, t).sum())

    for start in (numpy.log(own), numpy.log(own) + 0.3):
        other = optimize.minimize(less_likely, start, method="Nelder-Mead", options={"maxiter": 600})
        # Where all leave at one rate the likelihood rises without end along a ridge, by
        # less and less; the fit stops at its bound, and says so.
        assert fit.log_likelihood >= -other.fun - (1e-5 if "at_bound" in fit.limits else 1e-6)


def test_orders_expected_are_those_of_the_closed_form() -> None:
    x, t_x, t = partners(5)
    fit = longtail.fit_orders(x, t_x, t)
    r, alpha, a, b = fit.parameters.values()
    horizon = 13.0
    z = horizon / (alpha + t + horizon)
    inside = special.hyp2f1(r + x, b + x, a + b + x - 1, z)
    top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + t) / (alpha + t + horizon)) ** (r + x) * inside)
    odds = a / (b + numpy.maximum(x, 1) - 1) * ((alpha + t) / (alpha + t_x)) ** (r + x)
    bottom = 1 + numpy.where(x > 0, odds, 0)
    assert fit.expected_orders(x, t_x, t, horizon) == pytest.approx(top / bottom, rel=1e-8)
    assert fit.p_alive(x, t_x, t) == pytest.approx(1 / bottom, rel=1e-10)


def test_amounts_are_what_scipy_finds() -> None:
    random = numpy.random.default_rng(8)
    orders = random.integers(1, 9, 500)
    mean = random.gamma(5 * orders) / (random.gamma(3.5, size=500) / 12) / orders
    fit = longtail.fit_amounts(orders, mean)

    def likely(p: Any, q: Any, v: Any) -> float:
        n = p * orders
        return float(
            (
                special.gammaln(n + q) - special.gammaln(n) - special.gammaln(q) + q * numpy.log(v)
                + (n - 1) * numpy.log(mean) + n * numpy.log(orders) - (n + q) * numpy.log(v + orders * mean)
            ).sum()
        )

    assert fit.log_likelihood == pytest.approx(likely(fit.p, fit.q, fit.gamma), rel=1e-10)
    start = numpy.log([fit.p, fit.q, fit.gamma])
    other = optimize.minimize(lambda logs: -likely(*numpy.exp(logs)), start + 0.2, method="Nelder-Mead")
    assert fit.log_likelihood >= -other.fun - 1e-6


def sales(seed: int = 1, size: int = 120) -> Any:
    random = numpy.random.default_rng(seed)
    rows = []
    for partner in range(size):
        day, rate, leave = random.uniform(0, 200), random.gamma(0.9) / 12, random.uniform(0, 0.4)
        mean = random.uniform(20, 90)
        while day < 400:
            when = datetime.date(2025, 1, 1) + datetime.timedelta(days=int(day))
            rows.append((f"P-{partner:03}", when, Decimal(int(mean * 100 * random.gamma(5) / 5) + 1).scaleb(-2)))
            if random.random() < leave:
                break
            day += 1 + random.exponential(1 / rate)
    partner_names, days, amounts = zip(*rows)
    return pyarrow.table({"partner": partner_names, "day": days, "amount": pyarrow.array(amounts, pyarrow.decimal128(12, 2))})


def test_the_value_of_partners_is_judged_by_what_came() -> None:
    table = sales()
    value = longtail.partner_value(table, currency="EUR", horizon_days=60, until="2025-11-01", draws=200)
    rows = pyarrow.table(value.partners).to_pandas()
    frame = table.to_pandas()
    until = datetime.date(2025, 11, 1)
    before = frame[frame.day < until].groupby("partner").day.nunique()
    window = frame[(frame.day >= until) & (frame.day < until + datetime.timedelta(days=60))]
    after = window.groupby("partner").day.nunique().reindex(before.index, fill_value=0)
    own = rows.set_index("partner").loc[before.index]
    assert (own.orders == before).all() and (own.actual_orders == after).all()
    score = {row["forecast"]: row for row in pyarrow.table(value.scores).to_pylist()}
    assert score["model"]["mae"] == pytest.approx(abs(own.expected_orders - after).mean())
    assert score["rate"]["rmse"] == pytest.approx(float(((own.rate_orders - after) ** 2).mean()) ** 0.5)
    ranks = stats.rankdata(own.expected_orders)
    active = (after > 0).to_numpy()
    wins = ranks[active].sum() - active.sum() * (active.sum() + 1) / 2
    assert score["model"]["auc"] == pytest.approx(wins / (active.sum() * (~active).sum()))
    assert pyarrow.table(value.calibration).num_rows == 10
    weeks = (own.orders - 1) / (own.age_days / 7) * 60 / 7
    assert own.rate_orders.to_numpy() == pytest.approx(weeks.fillna(0).to_numpy())
    assert value.summary["value"] == pytest.approx(rows.value.sum())


def test_a_history_is_the_rows_that_a_frame_makes() -> None:
    table = sales(6)
    history = longtail.OrderHistory(table, currency="EUR")
    rows = pyarrow.table(history.order_rows(until="2025-11-01", unit_days=7)).to_pandas()
    frame = table.to_pandas()
    frame["amount"] = frame.amount.astype(float)
    until = datetime.date(2025, 11, 1)
    days = frame[frame.day < until].groupby(["partner", "day"], as_index=False).amount.sum()
    grouped = days.groupby("partner")
    first, last = grouped.day.min(), grouped.day.max()

    def weeks(end: Iterable[Any], start: Iterable[Any]) -> list[float]:
        return [(e - s).days / 7 for e, s in zip(end, start)]

    assert rows.partner.tolist() == first.index.tolist()
    assert rows.repeats.tolist() == (grouped.size() - 1).tolist()
    assert rows.recency.tolist() == weeks(last, first)
    assert rows.age.tolist() == weeks([until - datetime.timedelta(days=1)] * len(first), first)
    later = days[days.day != days.partner.map(first)].groupby("partner").amount.mean()
    own = rows.set_index("partner").amount_mean
    assert own.dropna().to_numpy() == pytest.approx(later.loc[own.dropna().index].to_numpy())
    assert own.isna().tolist() == (rows.repeats == 0).tolist()
    assert (history.partners, history.rows) == (frame.partner.nunique(), len(frame))
    fit = longtail.fit_orders(rows.repeats, rows.recency, rows.age)
    value = longtail.partner_value(table, currency="EUR", until="2025-11-01", draws=0)
    assert value.summary["parameters"] == fit.parameters


def test_a_history_merges_is_stored_and_gives_the_value_of_its_table() -> None:
    table = sales(7)
    whole = longtail.OrderHistory(table, currency="EUR")
    parts = longtail.OrderHistory(currency="EUR")
    parts.update(table[90:])
    parts.merge(longtail.OrderHistory.from_bytes(longtail.OrderHistory(table[:90], currency="EUR").to_bytes()))
    assert parts.to_bytes() == whole.to_bytes()
    value = parts.partner_value(horizon_days=60, draws=100)
    other = longtail.partner_value(table, currency="EUR", horizon_days=60, draws=100)
    assert pyarrow.table(value.partners).equals(pyarrow.table(other.partners))
    assert value.summary == other.summary
    with pytest.raises(longtail.InputError, match="no names of columns"):
        longtail.OrderHistory.from_bytes(whole.to_bytes()).update(table)
    with pytest.raises(longtail.InputError, match="damaged|no order history"):
        longtail.OrderHistory.from_bytes(b"LTT")
    with pytest.raises(longtail.TableError):
        parts.merge(longtail.OrderHistory(table, currency="USD"))
    with pytest.raises(longtail.InputError, match="unit_days"):
        whole.order_rows(unit_days=0.5)
    returned = table.set_column(2, "amount", pyarrow.array([-100] * len(table)))
    empty = longtail.OrderHistory(returned, currency="EUR")
    assert empty.left_out["not_above_zero"] == len(table) and pyarrow.table(empty.order_rows()).num_rows == 0
    assert repr(empty) == f"OrderHistory(partners=0, rows={len(table)})"


def test_splits_threads_and_order_change_nothing() -> None:
    table = sales(2)
    usual = longtail.partner_value(table, currency="EUR", draws=100)
    for other in (table[::-1], polars.DataFrame(table), pyarrow.concat_tables([table[:50], table[50:]])):
        value = longtail.partner_value(other, currency="EUR", draws=100, workers=2)
        assert pyarrow.table(value.partners).equals(pyarrow.table(usual.partners))
        assert value.summary == usual.summary


def test_a_table_without_orders_is_refused() -> None:
    table = sales(3, 5)
    with pytest.raises(longtail.InputError, match="no orders"):
        longtail.partner_value(table[:0], currency="EUR")
    with pytest.raises(longtail.InputError, match="second time"):
        longtail.partner_value(table[:1], currency="EUR")
    with pytest.raises(longtail.TableError, match="no column `buyer`"):
        longtail.partner_value(table, currency="EUR", partner="buyer")
    zero = table.set_column(2, "amount", pyarrow.array([0] * len(table)))
    with pytest.raises(longtail.InputError, match="no orders"):
        longtail.partner_value(zero, currency="EUR")
    for options in ({"horizon_days": 0}, {"draws": 7}, {"workers": 0}, {"until": "1999-01-01"}, {"model": "x"}):
        with pytest.raises(longtail.InputError):
            longtail.partner_value(table, currency="EUR", **options)


def test_answers_print_well() -> None:
    value = longtail.partner_value(sales(4), currency="EUR", draws=0)
    assert repr(value).startswith("PartnerValue(partners=")
    assert repr(longtail.fit_power_law(tail(1), draws=0)).startswith("PowerLawFit(cannot_tell: alpha=")
    assert repr(longtail.fit_orders(*partners(1))).startswith("OrderFit(bg_nbd: r=")


def test_online_retail_is_flagged_and_judged() -> None:
    """A wholesaler on which the model sees nobody leave."""
    path = DATA / "online-retail" / "lines_2010-12_2011-12.parquet"
    if not path.exists():
        pytest.skip(f"no {path}; set LONGTAIL_DATA")
    import pyarrow.compute as pc
    from pyarrow import parquet

    lines = parquet.read_table(path)
    valid = pc.and_(pc.is_valid(lines["customer_id"]), pc.greater(lines["quantity"], 0))
    valid = pc.and_(valid, pc.invert(pc.starts_with(lines["invoice_no"], "C")))
    valid = pc.and_(valid, pc.greater(lines["unit_price"], 0))
    lines = lines.filter(valid)
    amount = pc.multiply(lines["quantity"], pc.cast(lines["unit_price"], pyarrow.decimal128(20, 3)))
    amount = pc.cast(pc.round(pc.multiply(pc.cast(amount, pyarrow.float64()), 1000)), pyarrow.int64())
    table = pyarrow.table(
        {"partner": pc.cast(lines["customer_id"], pyarrow.string()), "day": pc.cast(lines["invoice_ts"], pyarrow.date32()), "amount": amount}
    )
    # Amounts are in thousandths, which a currency of three decimals has.
    value = longtail.partner_value(table, currency="KWD", until="2011-09-01", horizon_days=100, draws=200)
    summary = value.summary
    assert (summary["partners"], summary["repeats"]) == (3_317, 7_050)
    assert summary["log_likelihood"] == pytest.approx(-21755.348, abs=0.01)
    assert "no_dropout" in value.warnings and summary["alive"] == pytest.approx(3_317, abs=0.5)
    score = {row["forecast"]: row for row in pyarrow.table(value.scores).to_pylist()}
    assert score["model"]["actual"] == 4_806
    assert score["model"]["expected"] == pytest.approx(3_633, abs=1)
    assert score["model"]["mae"] == pytest.approx(0.997, abs=5e-4)
    assert score["model"]["rmse"] == pytest.approx(1.626, abs=5e-4)
    assert score["model"]["auc"] == pytest.approx(0.729, abs=5e-4)
    assert score["rate"]["mae"] == pytest.approx(0.967, abs=5e-4)
    assert score["rate"]["rmse"] == pytest.approx(1.590, abs=5e-4)
    assert score["rate"]["auc"] == pytest.approx(0.719, abs=5e-4)
    assert "rate_is_better" in value.warnings
    risk = pyarrow.table(value.partners)["churn_risk"].to_numpy()
    assert 0 <= risk.min() < 0.2 < 0.8 < risk.max() <= 1


VECTORS = json.loads((HERE.parents[1] / "vectors" / "models" / "fits.json").read_text("utf-8"))["cases"]


def named(table: Any, *columns: str) -> list[dict[str, Any]]:
    rows = pyarrow.table(table).to_pylist()
    return [{name: row[name] for name in columns} for row in rows] if columns else rows


def answered_tail(question: dict[str, Any]) -> dict[str, Any]:
    fit = longtail.fit_power_law(question.pop("values"), **question)
    rivals = [{**row, "parameters": fit.rival_parameters[row["rival"]]} for row in named(fit.rivals)]
    names = (
        "kind repeats values left_out alpha alpha_error xmin tail_values distance log_likelihood "
        "p_value draws advice reasons"
    )
    return {**{name: getattr(fit, name) for name in names.split()}, "rivals": rivals}


def answered_orders(question: dict[str, Any]) -> dict[str, Any]:
    rows = {name: question[name] for name in ("repeats", "recency", "age")}
    fit = longtail.fit_orders(**rows, model=question.get("model", "bg_nbd"))
    names = ("model", "parameters", "log_likelihood", "dropout_gain", "limits", "partners")
    ask = question.get("ask", rows)
    alive, expected = fit.p_alive(**ask), fit.expected_orders(**ask, horizon=question["horizon"])
    return {**{name: getattr(fit, name) for name in names}, "p_alive": alive, "expected_orders": expected}


def answered_amounts(question: dict[str, Any]) -> dict[str, Any]:
    ask = question.pop("ask", question)
    fit = longtail.fit_amounts(**question)
    parameters = {"p": fit.p, "q": fit.q, "gamma": fit.gamma}
    told = {"log_likelihood": fit.log_likelihood, "limits": fit.limits}
    return {**told, "parameters": parameters, "expected_amount": fit.expected_amount(**ask)}


def sales_of(question: dict[str, Any]) -> Any:
    sales = question.pop("sales")
    if not all(isinstance(amount, int) for amount in sales["amount"]):
        amounts = [Decimal(amount) for amount in sales["amount"]]
        sales = {**sales, "amount": pyarrow.array(amounts, pyarrow.decimal128(18, 2))}
    return pyarrow.table({**sales, "partner": pyarrow.array(sales["partner"], pyarrow.string())})


def answered_value(question: dict[str, Any]) -> dict[str, Any]:
    value = longtail.partner_value(sales_of(question), **question)
    summary = {**value.summary}
    for name in ("until", "horizon_end"):
        summary[name] = str(summary[name])
    for name in ("orders_interval", "value_interval"):
        summary[name] = summary[name] and list(summary[name])
    partners = []
    for row in named(value.partners):
        for name in ("orders", "value"):
            low, high = row.pop(f"{name}_low", None), row.pop(f"{name}_high", None)
            row[f"{name}_interval"] = None if low is None else [low, high]
        partners.append({"actual_orders": None, **row})
    warnings = [{"warning": word, "message": text} for word, text in value.warnings.items()]
    tables = {"scores": named(value.scores), "calibration": named(value.calibration)}
    return {"partners": partners, "warnings": warnings, "summary": summary, **tables}


def answered_rows(question: dict[str, Any]) -> dict[str, Any]:
    history = longtail.OrderHistory(sales_of(question), currency=question.pop("currency"))
    columns = pyarrow.table(history.order_rows(**question)).to_pydict()
    return {**columns, "rows": history.rows, "left_out": history.left_out}


ANSWERED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "fit_power_law": answered_tail,
    "fit_orders": answered_orders,
    "fit_amounts": answered_amounts,
    "partner_value": answered_value,
    "order_rows": answered_rows,
}


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: str(case["name"]))
def test_the_vectors_of_all_languages_hold(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(longtail.LongtailError) as raised:
            ANSWERED[case["ask"]](dict(case["question"]))
        assert raised.value.kind == case["error"]["kind"]
        return
    expect = dict(case["expect"])
    if case["ask"] == "fit_amounts":
        expect.pop("mean")
    assert ANSWERED[case["ask"]](dict(case["question"])) == expect
