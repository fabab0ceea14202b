"""Figures: what must hold for any sales, and a second computation of what is left.

`test_figures.py` has the first half of the second computations; this file has heads by
three definitions, periods of every length, zones, matched returns and the cost of sales,
and the laws: order and split do not matter, nor does the unit of money; parts add up.
"""

from __future__ import annotations

import datetime
import math
import zoneinfo
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import longtail
import numpy as np
import pyarrow
import pytest
from longtail import figures

START = datetime.date(2025, 1, 1)
NAMES: Any = {name: name for name in ("niche", "product", "order", "day", "quantity")}
Lines = dict[str, list[Any]]


def lines(seed: int, count: int = 500, returns: float = 0.15) -> Lines:
    """Random lines: few large partners, some returns, now and then something missing."""
    chance = np.random.default_rng(seed)
    amount = np.exp(chance.normal(8, 2, count)).astype(int) + 1
    sign = np.where(chance.random(count) < returns, -1, 1)
    missing = chance.random((count, 3)) < 0.03
    days = [START + datetime.timedelta(days=int(each)) for each in chance.integers(0, 365, count)]
    return {
        "partner": [f"p{each}" for each in (30 * chance.random(count) ** 2).astype(int)],
        "niche": [None if gap[0] else f"n{each}" for gap, each in zip(missing, chance.integers(0, 4, count), strict=True)],
        "product": [None if gap[1] else f"g{each}" for gap, each in zip(missing, chance.integers(0, 9, count), strict=True)],
        "order": [int(each) for each in chance.integers(0, count // 3, count)],
        "day": days,
        "quantity": [None if gap[2] else int(each) for gap, each in zip(missing, sign * chance.integers(1, 20, count), strict=True)],
        "amount": [int(each) for each in sign * amount],
    }


def table(own: Lines) -> Any:
    return pyarrow.table(own)


def tally(own: Any, **options: Any) -> longtail.Tally:
    return longtail.Tally(own, **({"currency": "EUR"} | NAMES | options))


def rows(answer: longtail.ChannelTable) -> list[dict[str, Any]]:
    return list(pyarrow.table(answer).to_pylist())


def by_partner(own: Lines, keep: Callable[[int], bool] = lambda _: True) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for at, (partner, amount) in enumerate(zip(own["partner"], own["amount"], strict=True)):
        if keep(at):
            sums[partner] += amount
    return dict(sums)


# Heads by three definitions.


def head_of(sums: dict[str, int], head: dict[str, str]) -> set[str]:
    """The head with whole numbers and fractions, one partner at a time."""
    order = sorted((name for name in sums if sums[name] > 0), key=lambda name: (-sums[name], name))
    [(kind, text)] = head.items()
    wanted = Fraction(text)
    if kind == "partners":
        return set(order[: math.ceil(len(order) * wanted)])
    if kind == "amount":
        return {name for name in order if sums[name] >= wanted * 100}
    total, made, own = sum(sums[name] for name in order), 0, set()
    for name in order:
        if made >= total * wanted:
            break
        own.add(name)
        made += sums[name]
    return own


HEADS = [
    {"partners": "0.2"}, {"partners": "0.34"}, {"partners": "1"},
    {"revenue": "0.8"}, {"revenue": "0.5"}, {"revenue": "1"},
    {"amount": "500.00"}, {"amount": "0.01"},
]  # fmt: skip


@pytest.mark.parametrize("head", HEADS, ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_each_definition_of_a_head_equals_a_slow_one(head: dict[str, str], seed: int) -> None:
    own = lines(seed)
    source = tally(table(own), from_=START, until="2026-01-01")
    until = datetime.date(2025, 6, 1)
    fixed = head_of(by_partner(own, lambda at: own["day"][at] < until), head)
    series: dict[str, list[int]] = {"total": [], "head": [], "tail": []}
    for row in rows(figures.tail(source, head=head, past_until=until)):
        sums = by_partner(own, lambda at: own["day"][at].replace(day=1) == row["period"])
        above = {name: each for name, each in sums.items() if each > 0}
        moving = head_of(sums, head)
        base = sum(above.values())
        assert row["partners"] == len(above) and row["revenue"] == Decimal(base).scaleb(-2)
        assert row["fixed_head_partners"] == len(fixed & above.keys())
        assert row["moving_head_partners"] == len(moving)
        for name, outside in (("fixed", above.keys() - fixed), ("moving", above.keys() - moving)):
            share = float(Fraction(sum(above[each] for each in outside), base))
            assert row[f"{name}_tail_share"] == pytest.approx(share, abs=1e-15)
        if not row["past"]:
            series["total"].append(sum(sums.values()))
            series["head"].append(sum(each for name, each in sums.items() if name in fixed))
            series["tail"].append(sum(each for name, each in sums.items() if name not in fixed))
    after = by_partner(own, lambda at: own["day"][at] >= until)
    for row in rows(figures.steadiness(source, head=head, past_until=until)):
        values = np.array(series[row["part"]], dtype=float)
        assert row["mean"] == pytest.approx(values.mean() / 100, abs=1e-9)
        cv = values.std(ddof=1) / values.mean() if values.mean() > 0 else None
        assert row["cv"] == (None if cv is None else pytest.approx(cv))
        member = {"total": after.keys(), "head": after.keys() & fixed, "tail": after.keys() - fixed}
        assert row["partners"] == len(member[row["part"]])
        assert row["small"] == (row["partners"] < 10)


@pytest.mark.parametrize("head", HEADS, ids=str)
def test_the_parts_of_a_change_add_up_also_with_returns(head: dict[str, str]) -> None:
    for seed in range(8):
        own = lines(seed, 200, returns=0.4)
        source = tally(table(own), from_=START, until="2026-01-01")
        one, other = datetime.date(2025, 3, 1), datetime.date(2025, 4, 1)
        before, after = (
            by_partner(own, lambda at, first=first: own["day"][at].replace(day=1) == first)  # type: ignore[misc]
            for first in (one, other)
        )
        parts: dict[str, list[int]] = {name: [0, 0, 0] for name in ("entry", "exit", "head", "tail")}
        chosen = head_of(before, head)
        for name in before.keys() | after.keys():
            old, new = before.get(name, 0), after.get(name, 0)
            if (old, new) == (0, 0):
                continue
            part = "entry" if old == 0 else "exit" if new == 0 else "head" if name in chosen else "tail"
            parts[part] = [sum(each) for each in zip(parts[part], (1, old, new), strict=True)]
        got = {row["part"]: row for row in rows(figures.change(source, before=one, after=other, head=head))}
        for part, (count, old, new) in parts.items():
            row = got[part]
            assert (row["partners"], row["whole"]) == (count, True)
            wanted = [Decimal(each).scaleb(-2) for each in (old, new, new - old)]
            assert [row["before"], row["after"], row["change"]] == wanted
        total = got.pop("total")
        for column in ("partners", "before", "after", "change"):
            assert total[column] == sum(row[column] for row in got.values())


def test_a_change_from_or_to_a_period_that_is_cut_says_so() -> None:
    source = tally(table(lines(1)), from_=START, until="2025-06-20")
    for before, after, whole in (("2025-03-01", "2025-04-01", True), ("2025-05-01", "2025-06-01", False)):
        got = rows(figures.change(source, before=before, after=after))
        assert {row["whole"] for row in got} == {whole}


# Periods, zones, returns.


PERIODS: dict[str, Callable[[datetime.date], datetime.date]] = {
    "day": lambda day: day,
    "week": lambda day: day - datetime.timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1),
    "year": lambda day: day.replace(day=1, month=1),
}


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_is_cut_as_the_calendar_cuts_it(period: Any) -> None:
    own = lines(4)
    sums: dict[Any, int] = defaultdict(int)
    for day, amount in zip(own["day"], own["amount"], strict=True):
        sums[PERIODS[period](day)] += amount
    got = rows(figures.concentration(tally(table(own)), period=period))
    assert {row["period"]: row["revenue"] for row in got} == {
        first: Decimal(each).scaleb(-2) for first, each in sums.items()
    }
    first, last = min(own["day"]), max(own["day"])
    for row in got:
        assert row["whole"] == (first <= row["period"] and row["period_until"] <= last + datetime.timedelta(days=1))
        assert PERIODS[period](row["period_until"] - datetime.timedelta(days=1)) == row["period"]


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Pacific/Chatham", "UTC"])
def test_times_fall_on_the_day_of_the_zone(zone: str) -> None:
    chance = np.random.default_rng(5)
    seconds = chance.integers(1_735_000_000, 1_767_000_000, 400)
    stamps = [datetime.datetime.fromtimestamp(int(each), datetime.timezone.utc) for each in seconds]
    own = pyarrow.table(
        {
            "partner": [f"p{at}" for at in range(400)],
            "day": pyarrow.array(stamps, pyarrow.timestamp("ms", "UTC")),
            "amount": [1] * 400,
        }
    )
    got = {row["partner"]: row["first"] for row in rows(figures.partners(own, currency="EUR", day="day", zone=zone))}
    local = zoneinfo.ZoneInfo(zone)
    assert got == {f"p{at}": each.astimezone(local).date() for at, each in enumerate(stamps)}


def test_times_without_a_zone_are_local_already() -> None:
    late = datetime.datetime(2025, 1, 31, 23, 30)
    own = pyarrow.table({"partner": ["a"], "day": pyarrow.array([late], pyarrow.timestamp("us")), "amount": [1]})
    for zone in (None, "America/New_York", "Asia/Tokyo"):
        [row] = rows(figures.partners(own, currency="EUR", day="day", zone=zone))
        assert row["first"] == datetime.date(2025, 1, 31)


@pytest.mark.parametrize("seed", range(5))
def test_matched_returns_equal_a_slow_search(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count = 300
    units = chance.integers(1, 3, count) * np.where(chance.random(count) < 0.4, -1, 1)
    own: Lines = {
        "partner": [None if each > 5 else f"p{each}" for each in chance.integers(0, 7, count)],
        "product": [f"g{each}" for each in chance.integers(0, 3, count)],
        "day": [START + datetime.timedelta(days=int(each)) for each in chance.integers(0, 40, count)],
        "quantity": [int(each) for each in units],
        "amount": [int(each) * 250 for each in units],
    }
    turn = sorted(range(count), key=lambda at: (own["day"][at], at))
    taken: set[int] = set()
    pairs = 0
    for place, back in enumerate(turn):
        if own["amount"][back] > 0 or own["partner"][back] is None:
            continue
        for sale in reversed(turn[:place]):
            same = all(own[name][sale] == own[name][back] for name in ("partner", "product"))
            if same and sale not in taken and own["quantity"][sale] == -own["quantity"][back]:
                taken |= {sale, back}
                pairs += 1
                break
    kept = [at for at in range(count) if at not in taken and own["amount"][at] > 0 and own["partner"][at]]
    names = {name: name for name in ("product", "day", "quantity")}
    source: Any = longtail.Tally(table(own), currency="EUR", returns="matched", **names)  # type: ignore[arg-type]
    expected: dict[str, int] = defaultdict(int)
    for at in kept:
        expected[own["partner"][at]] += own["amount"][at]
    got = {row["partner"]: row["revenue"] for row in rows(figures.revenue(source))}
    assert got == {name: Decimal(each).scaleb(-2) for name, each in expected.items()}
    out = {row["reason"]: row["rows"] for row in rows(figures.left_out(source))}
    assert (out["matched_return"], out["matched_sale"]) == (pairs, pairs) and pairs > 20


def test_tallies_that_treat_returns_otherwise_do_not_merge() -> None:
    own = table(lines(2))
    ways: tuple[Any, ...] = ("net", "gross", "matched")
    for one in ways:
        for other in ways:
            first, second = tally(own, returns=one), tally(own, returns=other)
            if one == other:
                first.merge(longtail.Tally.from_bytes(second.to_bytes()))
            else:
                with pytest.raises(longtail.InputError, match="unequal options"):
                    first.merge(second)


# Laws.


def answers(source: longtail.Tally) -> dict[str, list[dict[str, Any]]]:
    """Every figure that there is."""
    return {
        "revenue": rows(figures.revenue(source)),
        "niches": rows(figures.revenue(source, by="niche")),
        "products": rows(figures.revenue(source, by="product")),
        "concentration": rows(figures.concentration(source, period="quarter", per_niche=True)),
        "lorenz": rows(figures.lorenz(source)),
        "dependence": rows(figures.dependence(source)),
        "theil": rows(figures.theil(source)),
        "slopes": rows(figures.slopes(source, bounds=[5, 10])),
        "tail": rows(figures.tail(source, past_until="2025-07-01")),
        "steadiness": rows(figures.steadiness(source, season=3)),
        "change": rows(figures.change(source, before="2025-03-01", after="2025-04-01")),
        "best_sellers": rows(figures.best_sellers(source, by="amount")),
        "partners": rows(figures.partners(source)),
        "left_out": rows(figures.left_out(source)),
        "rows_used": rows(figures.rows_used(source)),
    }


@pytest.mark.parametrize("seed", range(4))
def test_order_and_split_of_the_rows_do_not_matter(seed: int) -> None:
    own = table(lines(seed))
    chance = np.random.default_rng(seed)
    whole = answers(tally(own))
    shuffled = own.take(chance.permutation(len(own)))
    assert answers(tally(shuffled, threads=2)) == whole
    cuts = [0, *sorted(int(each) for each in chance.integers(0, len(own), 5)), len(own)]
    parts = [tally(shuffled.slice(a, b - a)) for a, b in zip(cuts, cuts[1:], strict=False)]
    first = parts.pop(int(chance.integers(0, len(parts))))
    for part in parts:
        first.merge(longtail.Tally.from_bytes(part.to_bytes()))
    assert answers(first) == whole


MONEY = {"revenue", "revenue_without", "before", "after", "change", "mean", "amount"}


@pytest.mark.parametrize("times", [7, 1_000_000])
def test_the_unit_of_money_changes_amounts_only(times: int) -> None:
    own = lines(3)
    scaled = own | {"amount": [each * times for each in own["amount"]]}
    one, other = (answers(tally(table(each))) for each in (own, scaled))
    for figure, expected in one.items():
        assert len(other[figure]) == len(expected)
        for row, more in zip(expected, other[figure], strict=True):
            for name, value in row.items():
                if name in MONEY and value is not None:
                    assert float(more[name]) == pytest.approx(float(value) * times, rel=1e-12)
                elif isinstance(value, float):
                    assert more[name] == pytest.approx(value, rel=1e-9, abs=1e-12), (figure, name)
                else:
                    assert more[name] == value, (figure, name)


def test_partners_who_are_there_k_times_leave_gini_and_theil_as_they_are() -> None:
    own, k = lines(6, returns=0), 5
    copies = {name: [each for each in column for _ in range(k)] for name, column in own.items()}
    copies["partner"] = [f"{name}-{at % k}" for at, name in enumerate(copies["partner"])]
    one, many = (rows(figures.concentration(tally(table(each))))[0] for each in (own, copies))
    assert many["partners"] == k * one["partners"]
    assert many["gini"] == pytest.approx(one["gini"], abs=1e-13)
    assert many["hhi"] == pytest.approx(one["hhi"] / k, rel=1e-13)
    assert many["effective_number"] == pytest.approx(one["effective_number"] * k, rel=1e-13)
    theils = [[row["theil"] for row in rows(figures.theil(tally(table(each))))] for each in (own, copies)]
    assert theils[1] == pytest.approx(theils[0], abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_parts_add_up_to_the_whole(seed: int) -> None:
    own = lines(seed)
    got = answers(tally(table(own)))
    revenue = Decimal(sum(own["amount"])).scaleb(-2)
    assert sum(row["revenue"] for row in got["revenue"]) == revenue
    cover = {row["part"]: row for row in got["rows_used"]}
    assert cover["given"]["rows"] == len(own["amount"]) and cover["used"]["amount"] == revenue
    assert sum(row["revenue"] for row in got["niches"]) == cover["in_a_niche"]["amount"]
    assert sum(row["revenue"] for row in got["products"]) == cover["of_a_product"]["amount"]
    assert cover["in_a_niche"]["rows"] == sum(each is not None for each in own["niche"])
    above = sum(row["revenue"] for row in got["revenue"] if row["revenue"] > 0)
    for row in got["dependence"]:
        assert row["revenue"] + row["revenue_without"] == above
    parts = {row["part"]: row["theil"] for row in got["theil"] if row["part"] != "niche"}
    niches = [row for row in got["theil"] if row["part"] == "niche"]
    assert parts["within"] + parts["between"] == pytest.approx(parts["total"], abs=1e-15)
    assert sum(row["share"] for row in niches) == pytest.approx(1)
    assert sum(row["share"] * row["theil"] for row in niches) == pytest.approx(parts["within"])


def test_rows_without_a_day_are_in_totals_and_in_no_period_and_are_counted() -> None:
    own = lines(7, returns=0)
    own["day"][:50] = [None] * 50
    source = tally(table(own))
    total = sum(row["revenue"] for row in rows(figures.revenue(source)))
    periods = sum(row["revenue"] for row in rows(figures.tail(source)))
    cover = {row["part"]: row for row in rows(figures.rows_used(source))}
    assert (total, periods) == (cover["used"]["amount"], cover["in_a_period"]["amount"])
    assert total - periods == Decimal(sum(own["amount"][:50])).scaleb(-2)
    assert cover["in_a_period"]["rows"] == 450 and cover["in_a_period"]["share_of_rows"] == 0.9


# The cost of sales.


@pytest.mark.parametrize("seed", range(5))
def test_the_cost_of_sales_equals_a_slow_computation(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count = 300
    zone = zoneinfo.ZoneInfo("Europe/Amsterdam")
    seconds = chance.integers(1_735_700_000, 1_767_000_000, count)

    def gaps(values: Any, share: float) -> list[Any]:
        return [None if chance.random() < share else each for each in values.tolist()]

    own: Lines = {
        "partner": [f"p{each}" for each in (20 * chance.random(count) ** 3).astype(int)],
        "amount": gaps(chance.integers(-500, 100_000, count), 0.05),
        "cost": gaps(chance.integers(0, 80_000, count), 0.05),
        "fee": chance.integers(0, 500, count).tolist(),
        "digital": gaps(chance.random(count) < 0.6, 0.1),
        "touches": gaps(chance.integers(0, 6, count), 0.1),
        "at": [datetime.datetime.fromtimestamp(each, datetime.timezone.utc) for each in seconds.tolist()],
    }
    week: Any = [("08:30", "17:00")] * 4 + [("08:30", "12:00"), None, None]
    cost = figures.cost_of_sales(
        table(own), currency="EUR", fees="fee", digital="digital", touches="touches",
        placed="at", zone="Europe/Amsterdam", opening=week,
    )  # fmt: skip
    known = [at for at in range(count) if own["amount"][at] is not None and own["cost"][at] is not None]
    left = [own["amount"][at] or 0 for at in range(count) if at not in known]
    assert (cost.left_out_orders, cost.left_out_amount) == (len(left), Decimal(sum(left)).scaleb(-2))
    sums = by_partner({name: [own[name][at] for at in known] for name in ("partner", "amount")})
    head = head_of(sums, {"partners": "0.2"})

    def expected(mine: list[int]) -> dict[str, Any]:
        def mean(values: list[Any]) -> float | None:
            there = [float(each) for each in values if each is not None]
            return sum(there) / len(there) if there else None

        def late(at: int) -> bool:
            local = own["at"][at].astimezone(zone)
            hours = week[local.weekday()]
            return not (hours and hours[0] <= local.strftime("%H:%M") < hours[1])

        amount, costs, fees = (sum(own[name][at] for at in mine) for name in ("amount", "cost", "fee"))
        margin = amount - costs - fees
        return {
            "orders": len(mine),
            "revenue": Decimal(amount).scaleb(-2),
            "cost": Decimal(costs).scaleb(-2),
            "fees": Decimal(fees).scaleb(-2),
            "margin": Decimal(margin).scaleb(-2),
            "margin_share": margin / amount if amount > 0 else None,
            "margin_per_order": margin / len(mine) / 100 if mine else None,
            "digital_share": mean([own["digital"][at] for at in mine]),
            "touches_per_order": mean([own["touches"][at] for at in mine]),
            "after_hours_share": mean([late(at) for at in mine]),
            "small": len(mine) < 10,
        }

    groups = {
        "total": known,
        "head": [at for at in known if own["partner"][at] in head],
        "tail": [at for at in known if own["partner"][at] not in head],
    }
    for row in rows(cost.parts):
        for name, value in expected(groups[row["part"]]).items():
            assert row[name] == (pytest.approx(value) if isinstance(value, float) else value), name
    for row in rows(cost.partners):
        assert row["part"] == ("head" if row["partner"] in head else "tail")
        for name, value in expected([at for at in known if own["partner"][at] == row["partner"]]).items():
            assert row[name] == (pytest.approx(value) if isinstance(value, float) else value), name


# What cannot be answered.


def few(**columns: Any) -> Any:
    return pyarrow.table({"partner": ["a", "b"], "amount": [1, 2]} | columns)


DAYS = pyarrow.array([START, START], pyarrow.date32())
FAR = pyarrow.array([-2_000_000_000, 2_000_000_000], pyarrow.int32()).cast(pyarrow.date32())
EUR: Any = {"currency": "EUR"}
WRONG: Any = "0.2"
MATCHED: Any = "matched"

REFUSED: dict[str, tuple[Callable[[], object], type[Exception], str]] = {
    "by niche without niches": (
        lambda: figures.revenue(few(), by="niche", **EUR),
        longtail.TableError,
        "the column `niche`",
    ),
    "by product without products": (
        lambda: figures.lorenz(few(), by="product", **EUR),
        longtail.TableError,
        "the column `product`",
    ),
    "by quantity without quantities": (
        lambda: figures.best_sellers(few(g=["x", "x"], n=["y", "y"]), by="quantity", product="g", niche="n", **EUR),
        longtail.TableError,
        "the column `quantity`",
    ),
    "columns beside a tally": (
        lambda: figures.revenue(longtail.Tally(few(), **EUR), day="day", **EUR),
        longtail.InputError,
        "day, currency: a tally has its columns and options already",
    ),
    "a head that is a text": (
        lambda: figures.tail(few(day=DAYS), day="day", head=WRONG, **EUR),
        longtail.InputError,
        "head: '0.2' is none",
    ),
    "days that are ages apart": (
        lambda: figures.tail(few(day=FAR), day="day", period="day", **EUR),
        longtail.RangeError,
        "more than 36525 periods",
    ),
    "a row without a currency": (
        lambda: figures.revenue(few(cur=["EUR", None]), currency="cur"),
        longtail.TableError,
        "row 1 of the table or batch has no currency",
    ),
    "fewer decimals than none": (
        lambda: figures.revenue(few(), float_decimals=-1, **EUR),
        longtail.InputError,
        "`float_decimals` is -1; expected from 0 to 18",
    ),
    "two columns of one name": (
        lambda: figures.revenue(few().append_column("amount", pyarrow.array([5, 6])), **EUR),
        longtail.TableError,
        "2 columns are named `amount`",
    ),
    "no steps": (lambda: figures.lorenz(few(), steps=0, **EUR), longtail.InputError, "`steps` is 0"),
    "bounds that fall": (
        lambda: figures.slopes(few(), bounds=[100, 10], **EUR),
        longtail.InputError,
        "expected ranks that ascend from 1",
    ),
    "no season": (
        lambda: figures.steadiness(few(day=DAYS), day="day", season=0, **EUR),
        longtail.InputError,
        "`season` is 0",
    ),
    "opening hours without times": (
        lambda: figures.cost_of_sales(few(cost=[1, 1]), opening=[None] * 7, **EUR),
        longtail.InputError,
        "`opening` and `placed` go together",
    ),
    "matched returns in simple figures": (
        lambda: longtail.channel_figures(few(), returns=MATCHED, **EUR),
        longtail.InputError,
        "a tally can",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_answered_is_a_clear_error(name: str) -> None:
    ask, kind, words = REFUSED[name]
    with pytest.raises(kind) as raised:
        ask()
    assert type(raised.value) is kind and words in str(raised.value)


def test_what_is_not_known_is_null_and_not_zero() -> None:
    source = longtail.Tally(few(), **EUR)
    assert [row["quantity"] for row in rows(figures.revenue(source))] == [None, None]
    [row] = rows(figures.concentration(source))
    assert (row["period"], row["period_until"]) == (None, None)
    assert [(row["days"], row["orders"]) for row in rows(figures.partners(source))] == [(None, None)] * 2
    some = few(quantity=pyarrow.array([3, None], pyarrow.int64()))
    got = rows(figures.revenue(some, quantity="quantity", **EUR))
    assert [(row["quantity"], row["rows_without_quantity"]) for row in got] == [(None, 1), (3, 0)]
