"""What may be shared, and niches: bad input, merging, and a slow second opinion."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import longtail
import pytest
from longtail.types import InsightQuestion, SalesLine

pyarrow: Any = pytest.importorskip("pyarrow")
numpy: Any = pytest.importorskip("numpy")
stats: Any = pytest.importorskip("scipy.stats")
optimize: Any = pytest.importorskip("scipy.optimize")
special: Any = pytest.importorskip("scipy.special")

DAY = date(2026, 3, 1)
TREE = {"a1": "a", "a2": "a", "b1": "b"}
OPEN = {"partners_min": 3, "dominance": [], "p_percent": 0}


def lines(seed: int, rows: int = 400) -> dict[str, list[Any]]:
    draw = random.Random(seed)
    niche_of = {f"P{p}": draw.choice(["a1", "a2", "b1"]) for p in range(25)}
    found: dict[str, list[Any]] = defaultdict(list)
    for row in range(rows):
        partner = f"P{draw.randrange(25)}"
        found["partner"].append(partner)
        found["product"].append(f"x{min(int(draw.expovariate(0.4)), 9)}")
        found["niche"].append(niche_of[partner])
        found["order"].append(f"{partner}-{row // 6}")
        found["amount"].append(int(draw.lognormvariate(6, 1.2)) + 1)
    return dict(found)


def insight(table: Any, **options: Any) -> longtail.Insight:
    named = {"currency": "EUR", "niche": "niche", "order": "order", "tree": TREE} | options
    return longtail.Insight(pyarrow.table(table), **named)


def rows(table: longtail.ChannelTable) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.table(table).to_pylist()
    return found


def reasons(amounts: list[int], partners_min: int, rules: list[tuple[int, int]], p: int) -> list[str]:
    """The gate once more, plainly."""
    sizes = sorted((abs(a) for a in amounts if a), reverse=True)
    total = sum(sizes)
    found = ["too_few_partners"] if len(sizes) < partners_min else []
    found += [f"dominated_by_{n}" for n, k in rules if sum(sizes[:n]) * 100 > k * total]
    if p and total and (total - sum(sizes[:2])) * 100 < p * sizes[0]:
        found.append("too_close")
    return found


def two_digits(value: float) -> float:
    return float(f"{value:.1e}")


def step(count: int) -> int:
    """The highest of 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120 ... that is reached; so below ten."""
    tenths = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
    steps: list[int] = [each * 10**ten // 10 for ten in range(6) for each in tenths]
    return max(value for value in steps if value <= count)


def prior(n: Any, e: Any) -> tuple[float, float, float]:
    """Shape, rate and log-likelihood of the gamma that fits counts and what was expected."""

    def loss(at: Any) -> float:
        a, b = numpy.exp(at)
        terms = special.gammaln(a + n) - special.gammaln(a) - special.gammaln(n + 1)
        return -float(numpy.sum(terms + a * numpy.log(b / (b + e)) + n * numpy.log(e / (b + e))))

    best = optimize.minimize(loss, [0, 0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 9999})
    a, b = numpy.exp(best.x)
    return float(a), float(b), -float(best.fun)


@pytest.mark.parametrize("seed", range(6))
def test_the_gate_judges_each_cell_as_a_plain_count_does(seed: int) -> None:
    table = lines(seed)
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for partner, product, niche, amount in zip(*(table[n] for n in ("partner", "product", "niche", "amount"))):
        for level in (niche, TREE[niche], "all"):
            sums[level, product][partner] += amount
    found = rows(insight(table).publish())
    assert {(row["niche"], row["product"]) for row in found} == set(sums)
    for row in found:
        own = reasons(list(sums[row["niche"], row["product"]].values()), 5, [(1, 50), (2, 75)], 10)
        said = [word for word in row["reasons"].split() if word != "gives_away"]
        assert said == own
        assert row["shown"] == (row["reasons"] == "")
        assert row["amount"] is None


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_those_of_a_plain_count(seed: int) -> None:
    table = lines(seed)
    baskets: dict[str, set[str]] = defaultdict(set)
    for order, product in zip(table["order"], table["product"]):
        baskets[order].add(product)
    owner = dict(zip(table["order"], table["partner"]))
    count: dict[tuple[str, str], list[str]] = defaultdict(list)
    for order, products in baskets.items():
        for pair in itertools.combinations(sorted(products), 2):
            count[pair].append(owner[order])
    single = {p: sum(p in b for b in baskets.values()) for p in set(table["product"])}

    def may_be_told(pair: tuple[str, str]) -> bool:
        """Whether at least three partners have the baskets with both, and each other kind of basket that there is."""
        parts: dict[tuple[bool, bool], set[str]] = defaultdict(set)
        for order, products in baskets.items():
            parts[pair[0] in products, pair[1] in products].add(owner[order])
        return all(len(partners) >= 3 for partners in parts.values())

    wanted = {pair: step(len(own)) for pair, own in count.items() if may_be_told(pair)}
    found = rows(insight(table, gate=OPEN).together(support_min_per_10_000=0, baskets_min=1))
    assert {(row["a"], row["b"]): row["baskets_from"] for row in found} == wanted
    for row in found:
        a, b, n, both = single[row["a"]], single[row["b"]], len(baskets), len(count[row["a"], row["b"]])
        assert row["niche"] == "all"
        assert row["support"] == two_digits(both / n)
        assert row["lift"] == two_digits(both * n / (a * b))
        assert row["leverage"] == two_digits(both / n - a / n * (b / n))
    # Also the pairs that are never bought together say how much lifts differ.
    pairs = list(itertools.combinations(sorted(single), 2))
    seen = numpy.array([len(count[pair]) for pair in pairs], float)
    expected = numpy.array([single[a] * single[b] / len(baskets) for a, b in pairs])
    shape, rate, _ = prior(seen, expected)
    for row in found:
        at = pairs.index((row["a"], row["b"]))
        posterior = (shape + seen[at]) / (rate + expected[at])
        assert row["lift_shrunken"] == pytest.approx(posterior, rel=0.06)


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_scipy(seed: int) -> None:
    draw = numpy.random.default_rng(seed)
    cells = [
        {"niche": f"n{n}", "product": f"p{p:02}", "orders": int(draw.poisson(draw.gamma(2, 0.5) * (4 + 3 * n + p % 7)))}
        for n in range(4)
        for p in range(40)
    ]
    question = {"cells": [cell | {"partners": 5} for cell in cells], "niche_orders_min": 1, "product_orders_min": 1}
    answer = longtail.niches("scores", question)
    seen = numpy.array([cell["orders"] for cell in cells], float).reshape(4, 40)
    expected = numpy.outer(seen.sum(1), seen.sum(0)) / seen.sum()
    n, e = seen.ravel(), expected.ravel()
    n, e = n[e > 0], e[e > 0]

    a, b, likelihood = prior(n, e)
    assert float(answer["prior"]["log_likelihood"]) == pytest.approx(likelihood, abs=2e-6)
    assert float(answer["prior"]["shape"]) == pytest.approx(a, rel=1e-3)
    p_values = stats.poisson.sf(n - 1, e)
    q_values = stats.false_discovery_control(p_values)
    place = {(c["niche"], c["product"]): k for k, c in enumerate(c for c, e in zip(cells, expected.ravel()) if e > 0)}
    assert len(answer["cells"]) == int((n > 0).sum())
    for cell in answer["cells"]:
        k = place[cell["niche"], cell["product"]]
        posterior = stats.gamma(a + n[k], scale=1 / (b + e[k]))
        assert float(cell["expected"]) == pytest.approx(e[k], abs=1e-6)
        assert float(cell["q"]) == pytest.approx(q_values[k], abs=1e-6)
        assert float(cell["lift"]["mean"]) == pytest.approx(posterior.mean(), rel=1e-4)
        assert float(cell["lift"]["low"]) == pytest.approx(posterior.ppf(0.025), rel=1e-3)
        assert float(cell["lift"]["high"]) == pytest.approx(posterior.ppf(0.975), rel=1e-3)


def test_parts_of_any_split_give_the_same_bytes() -> None:
    table = lines(9)
    whole = insight(table)
    draw = random.Random(1)
    places = list(range(len(table["partner"])))
    draw.shuffle(places)
    parts = [
        insight({name: [values[at] for at in places[k::3]] for name, values in table.items()}).to_bytes()
        for k in range(3)
    ]
    merged = longtail.Insight.merge(parts[::-1], currency="EUR", tree=TREE)
    assert merged.to_bytes() == whole.to_bytes()
    assert rows(merged.publish()) == rows(whole.publish())
    with pytest.raises(longtail.InputError, match="no state of insight"):
        longtail.Insight.merge([b"LTISx"[:4]], currency="EUR")


@pytest.mark.parametrize(
    ("option", "kept"),
    [
        ({"from_": "2026-03-02"}, lambda row: row["day"] >= DAY + timedelta(days=1)),
        ({"until": DAY + timedelta(days=2)}, lambda row: row["day"] < DAY + timedelta(days=2)),
        ({"excluded_products": ["x0", "none"]}, lambda row: row["product"] != "x0"),
        ({"returns": "gross"}, lambda row: row["amount"] >= 0),
        # Each return undoes the sale of the day before.
        ({"returns": "matched"}, lambda row: row["partner"] != "P3"),
    ],
)
def test_what_is_left_out_takes_no_part(option: dict[str, Any], kept: Callable[[dict[str, Any]], bool]) -> None:
    lines: list[dict[str, Any]] = [
        {"partner": f"P{k % 9}", "product": f"x{k % 2}", "amount": 100 + k, "quantity": 1, "day": DAY + timedelta(days=k // 9 % 3)}
        for k in range(54)
    ]
    lines = [row for row in lines if row["partner"] != "P3" or row["day"] == DAY]
    sold = [row for row in lines if row["partner"] == "P3"]
    lines += [
        row | {"amount": -row["amount"], "quantity": -1, "day": row["day"] + timedelta(days=1)} for row in sold
    ]

    def made(rows: list[dict[str, Any]], **options: Any) -> longtail.Insight:
        return longtail.Insight(
            pyarrow.Table.from_pylist(rows), currency="EUR", day="day", quantity="quantity", gate={"amounts": "exact"}, **options
        )

    own, plain = made(lines, **option), made([row for row in lines if kept(row)])
    assert rows(own.publish()) == rows(plain.publish())
    assert sum(row["rows"] for row in rows(own.left_out)) == sum(not kept(row) for row in lines) > 0


def test_lines_left_out_are_told_by_reason_and_merge() -> None:
    table = pyarrow.table(
        {"partner": ["P1", None, "P1", "P1"], "product": ["x", "x", None, "x"], "amount": pyarrow.array([100, 7, -5, None], pyarrow.int64())}
    )
    own = longtail.Insight(table, currency="EUR")
    expected = [("no_amount", 1, Decimal("0.00")), ("no_partner", 1, Decimal("0.07")), ("no_product", 1, Decimal("-0.05"))]

    def told(insight: longtail.Insight) -> list[tuple[str, int, Decimal]]:
        return [(row["reason"], row["rows"], row["amount"]) for row in rows(insight.left_out) if row["rows"]]

    assert told(own) == expected
    twice = longtail.Insight.merge([own.to_bytes(), own.to_bytes()], currency="EUR")
    assert told(twice) == [(reason, 2 * count, 2 * amount) for reason, count, amount in expected]
    assert [row["reason"] for row in rows(own.left_out)][:8] == [row["reason"] for row in rows(longtail.figures.left_out(table, currency="EUR"))]
    with pytest.raises(longtail.InputError, match="the state has version 1; expected 2"):
        longtail.Insight.merge([own.to_bytes()[:4] + b"\x01" + own.to_bytes()[5:]], currency="EUR")


def test_order_numbers_are_the_texts_that_they_are_written_as() -> None:
    def made(orders: list[Any]) -> bytes:
        table = pyarrow.table({"partner": ["P1", "P2"], "product": ["x", "x"], "amount": [1, 2], "order": orders})
        return longtail.Insight(table, currency="EUR", order="order").to_bytes()

    assert made([7, -8]) == made(["7", "-8"])


def test_reasons_have_a_code_and_words_in_two_languages() -> None:
    own = longtail.Insight(
        pyarrow.table({"partner": ["P1"], "product": ["x"], "amount": [1]}), currency="EUR", gate={"partners_min": 4, "p_percent": 0}
    )
    english, dutch = rows(own.reasons()), rows(own.reasons(language="nl"))
    few = english[0]
    assert (few["reason"], few["code"], few["message"]) == (
        "too_few_partners",
        "sharing.too_few_partners",
        "fewer than 4 partners have sales there",
    )
    assert "minder dan 4 partners" in dutch[0]["message"]
    assert [row["code"] for row in english] == [row["code"] for row in dutch]
    assert all(row["reason"] != "too_close" for row in english), "p % is not asked"
    question = {"currency": "EUR", "sales": [{"partner": "P1", "product": "x", "amount": 1}], "gate": {"partners_min": 4}}
    [why, *_] = longtail.insight("publish", question)["why"]
    assert why == few
    with pytest.raises(longtail.InputError, match="`language` is `de`"):
        own.reasons(language="de")  # type: ignore[arg-type]


def test_a_period_needs_days_and_lies_forwards() -> None:
    table = pyarrow.table({"partner": ["P1"], "product": ["x"], "amount": [1]})
    with pytest.raises(longtail.TableError, match="a period needs the column `day`"):
        longtail.Insight(table, currency="EUR", from_="2026-03-01")
    table = table.append_column("day", pyarrow.array([DAY]))
    with pytest.raises(longtail.InputError, match="the period is empty"):
        longtail.Insight(table, currency="EUR", day="day", from_="2026-03-01", until="2026-03-01")
    with pytest.raises(longtail.TableError, match="the column `quantity` is needed"):
        longtail.Insight(table, currency="EUR", day="day", returns="matched")


def test_a_release_keeps_what_one_partner_added_from_being_told() -> None:
    table = {"partner": [f"P{k}" for k in range(8)], "product": ["x"] * 8, "niche": ["a1"] * 8, "order": list("12345678")}
    before = insight(table | {"amount": [100 + k for k in range(8)]})
    release = before.release("march")
    assert all(row["shown"] for row in rows(before.publish(previous=[release])))
    after = insight(table | {"amount": [100 + k for k in range(7)] + [150]})
    assert {row["reasons"] for row in rows(after.publish(previous=[release]))} == {"difference"}
    assert rows(after.best_sellers("a1", previous=[release])) == []


def test_releases_that_come_with_the_table_stand_beside_every_question() -> None:
    table = {"partner": [f"P{k}" for k in range(8)], "product": ["x"] * 8, "niche": ["a1"] * 8, "order": list("12345678")}
    release = insight(table | {"amount": [100 + k for k in range(8)]}).release("march")
    april = table | {"amount": [100 + k for k in range(7)] + [150]}
    alone, after = insight(april), insight(april, previous=[release])
    assert rows(after.publish()) == rows(alone.publish(previous=[release])) != rows(alone.publish())
    assert after.release("april") == alone.release("april", previous=[release])
    assert after.benchmark("P7", "a1") == alone.benchmark("P7", "a1", previous=[release])
    with pytest.raises(longtail.InputError, match="`previous` belongs to the sales"):
        after.publish(previous=[release])
    with pytest.raises(longtail.InputError, match="release `march` twice"):
        alone.publish(previous=[release, release])


def test_a_partner_sees_its_peers_without_itself() -> None:
    table = {"partner": [f"P{k}" for k in range(7)], "product": ["x"] * 7, "amount": [100, 200, 300, 400, 500, 600, 700]}
    own = longtail.Insight(pyarrow.table(table), currency="EUR")
    found = own.benchmark("P6", "all")
    # Of 1.00 to 6.00 five reach 2.00, three 4.00, two 5.00.
    told = [found[name] for name in ("lower_from", "median_from", "upper_from")]
    assert (found["own"], told, found["above_percent"]) == (Decimal("7.00"), [2, 4, 5], 75)
    assert own.benchmark("nobody", "all")["own"] == Decimal("0.00")


def test_names_may_be_whole_numbers_and_dictionaries() -> None:
    table = {
        "partner": pyarrow.array(range(6), pyarrow.int32()),
        "product": pyarrow.array(["x"] * 6).dictionary_encode(),
        "amount": pyarrow.array([Decimal("1.50")] * 6, pyarrow.decimal128(12, 3)),
    }
    own = longtail.Insight(pyarrow.table(table), currency="EUR", gate={"amounts": "exact"})
    [row] = rows(own.best_sellers("all"))
    assert (row["product"], row["amount"]) == ("x", Decimal("9.00"))


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"amount": [1.5] * 3}, {}, "expected a decimal: money is never a float"),
        ({"amount": [float("nan")] * 3}, {}, "expected a decimal: money is never a float"),
        ({"amount": ["1.50"] * 3}, {}, "expected a decimal, or whole minor units"),
        ({"partner": [True] * 3}, {}, "expected text or whole numbers"),
        ({}, {"niche": "region"}, "no column `region`"),
        ({"amount": pyarrow.array([Decimal("0.005")] * 3)}, {}, "row 0: `0.005` is no number of 2 decimals"),
    ],
)
def test_a_table_that_cannot_be_taken_is_refused(change: dict[str, Any], options: dict[str, Any], message: str) -> None:
    table = {"partner": ["P"] * 3, "product": ["x"] * 3, "amount": [1] * 3} | change
    with pytest.raises(longtail.TableError, match=message):
        longtail.Insight(pyarrow.table(table), currency="EUR", **options)


def test_empty_alone_zero_and_negative_sales_tell_nothing() -> None:
    def told(partners: list[str], amounts: list[int]) -> list[dict[str, Any]]:
        table = {"partner": pyarrow.array(partners, pyarrow.string()), "product": pyarrow.array(["x"] * len(partners), pyarrow.string()), "amount": pyarrow.array(amounts, pyarrow.int64())}
        own = longtail.Insight(pyarrow.table(table), currency="EUR", gate=OPEN)
        return rows(own.publish())

    assert told([], []) == []
    assert told(["P"], [5])[0]["reasons"] == "too_few_partners"
    assert told(["P", "Q", "R"], [0, 0, 0])[0]["reasons"] == "too_few_partners"
    assert told(["P", "Q", "R"], [-1, -2, -3])[0]["shown"]
    empty = pyarrow.table({name: pyarrow.array([], pyarrow.string()) for name in ("partner", "product")} | {"amount": pyarrow.array([], pyarrow.int64())})
    with pytest.raises(longtail.InputError, match="no sales in niche `all`"):
        longtail.Insight(empty, currency="EUR").best_sellers("all")


@pytest.mark.parametrize(
    "gate", [{"partners_min": 2}, {"dominance": [{"largest": 0, "percent_max": 1}]}, {"partner_min": 5}, {"amounts": {"rounded": 0}}]
)
def test_a_gate_that_protects_nobody_is_refused(gate: dict[str, Any]) -> None:
    with pytest.raises(longtail.InputError):
        insight(lines(1), gate=gate)


def test_a_question_as_json_says_which_lines_take_part() -> None:
    def line(partner: int, product: str, amount: str, day: date, quantity: int = 1) -> SalesLine:
        own: SalesLine = {
            "partner": f"P-{partner}",
            "product": product,
            "niche": "n",
            "amount": Decimal(amount),
            "quantity": quantity,
            "day": day,
        }
        return own

    sold = [line(partner, "gloves", "100", DAY) for partner in range(6)]
    late = [line(partner, "masks", "70", DAY + timedelta(days=40)) for partner in range(6)]
    post = [line(partner, "POST", "5", DAY) for partner in range(6)]
    undone = [line(0, "gloves", "40", DAY, 4), line(0, "gloves", "-40", DAY + timedelta(days=5), -4)]
    question: InsightQuestion = {
        "currency": "EUR",
        "sales": [*sold, *late, *post, *undone],
        "niche": "n",
        "gate": {"amounts": "exact"},
        "returns": "matched",
        "from": DAY,
        "until": DAY + timedelta(days=31),
        "excluded_products": ["POST"],
    }
    answer = longtail.insight("best_sellers", question)
    assert [(row["product"], row["amount"]) for row in answer["products"]] == [("gloves", "600.00")]


def test_parts_of_two_currencies_or_two_treatments_of_returns_are_not_put_together() -> None:
    table = pyarrow.table({"partner": ["p"], "product": ["g"], "amount": [1_000]})
    euros, dollars = (longtail.Insight(table, currency=code).to_bytes() for code in ("EUR", "USD"))
    gross = longtail.Insight(table, currency="EUR", returns="gross").to_bytes()
    with pytest.raises(longtail.TableError, match="`EUR` and `USD` cannot be added"):
        longtail.Insight.merge([euros, dollars], currency="EUR")
    with pytest.raises(longtail.TableError, match="cannot be added"):
        longtail.Insight.merge([euros], currency="JPY")
    with pytest.raises(longtail.InputError, match="returns are `net` in one part and `gross` in another"):
        longtail.Insight.merge([euros, gross], currency="EUR")
    assert longtail.Insight.merge([euros, euros], currency="EUR").niches == ["all"]
