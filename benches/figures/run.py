"""Five grouped answers from one pass, beside Polars, DuckDB and pandas.

    python benches/figures/run.py                   # the real file
    python benches/figures/run.py --copies 126      # 50 million lines
    python benches/figures/run.py --shuffled        # the lines in any order
    python benches/figures/run.py --partners 10000000 --engines longtail,polars
    python benches/figures/run.py --check           # small, made up, answers only

Every engine gets the same integer columns in memory and two threads, and runs in a
process of its own, so that a peak of memory is one engine's. Each query is timed as
the best of its rounds. longtail runs the five alone, each from a tally that sums
only what the answer needs, and then fused: one tally, five answers. Answers are
compared by the checksums in `checks`.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("LONGTAIL_DATA", ROOT / "../shared/data")) / "online-retail"
THREADS = 2
QUERIES = ("revenue", "concentration", "best sellers", "partners", "tail")
ENGINES = ("longtail", "polars", "duckdb", "pandas")


def small() -> dict[str, Any]:
    """Made-up lines with the shape of real ones: orders of one partner on one day."""
    chance = np.random.default_rng(7)
    orders = 6_000
    lines = chance.integers(1, 12, orders)
    partner = (400 * chance.random(orders) ** 3).astype(np.int32)
    day = (14_944 + np.sort(chance.integers(0, 365, orders))).astype(np.int32)
    order = np.repeat(np.arange(orders), lines).astype(np.int64)
    n = len(order)
    return {
        "partner": partner[order],
        "niche": (partner % 11)[order].astype(np.int32),
        "product": (300 * chance.random(n) ** 2).astype(np.int32),
        "order": order,
        "day": day[order],
        "amount": chance.integers(50, 90_000, n).astype(np.int64),
    }


def real() -> dict[str, Any]:
    """The valid lines of the wholesaler: partner known, no cancellation, above zero."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    files = sorted(DATA.glob("*.parquet"))
    if not files:
        sys.exit(f"no parquet file in {DATA}; set LONGTAIL_DATA")
    table = pq.read_table(files[0])
    price = np.round(np.array(table["unit_price"].cast("float64")) * 1000).astype(np.int64)
    quantity = np.array(table["quantity"]).astype(np.int64)
    known = np.array(pc.is_valid(table["customer_id"]))
    cancelled = np.array(pc.starts_with(table["invoice_no"], "C"))
    kept = known & ~cancelled & (quantity > 0) & (price > 0)

    def codes(name: str) -> Any:
        values = np.array(table[name].filter(kept).cast("string")).astype(str)
        return np.unique(values, return_inverse=True)[1].astype(np.int32)

    days = np.array(table["invoice_ts"].cast("date32").cast("int32"))[kept]
    return {
        "partner": codes("customer_id"),
        "niche": codes("country"),
        "product": codes("stock_code"),
        "order": codes("invoice_no").astype(np.int64),
        "day": days.astype(np.int32),
        "amount": (price * quantity)[kept],
    }


def copied(columns: dict[str, Any], copies: int) -> dict[str, Any]:
    """The lines so many times over; each copy has partners and orders of its own."""
    n = len(columns["amount"])
    out = {}
    for name, values in columns.items():
        many = np.tile(values, copies)
        if name in ("partner", "order"):
            size = int(values.max()) + 1
            many += np.repeat(np.arange(copies, dtype=values.dtype) * size, n)
        out[name] = many
    return out


def months(day: Any) -> Any:
    """The number of the month of each day, for the peers: it is not timed."""
    days = np.arange(int(day.min()), int(day.max()) + 1)
    table = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    return table[day - int(day.min())]


def names(count: int, letter: str) -> list[str]:
    return [f"{letter}{number:08d}" for number in range(count)]


class Longtail:
    def __init__(self, columns: dict[str, Any]) -> None:
        import pyarrow as pa

        def dictionary(name: str) -> Any:
            values = columns[name]
            return pa.DictionaryArray.from_arrays(
                pa.array(values), pa.array(names(int(values.max()) + 1, name[0]))
            )

        self.table = pa.table(
            {name: dictionary(name) for name in ("partner", "niche", "product")}
            | {"day": pa.array(columns["day"]).cast("date32")}
            | {name: pa.array(columns[name]) for name in ("order", "amount")}
        )

    def tally(self, **columns: Any) -> Any:
        import longtail

        return longtail.Tally(self.table, currency="KWD", threads=THREADS, **columns)

    def all(self) -> list[Any]:
        tally = self.tally(niche="niche", product="product", order="order", day="day")
        return [answer(tally) for answer in self.answers()]

    def answers(self) -> list[Callable[[Any], Any]]:
        from longtail import figures

        return [
            lambda tally: figures.revenue(tally, by="niche"),
            lambda tally: figures.concentration(tally, period="month", per_niche=True),
            lambda tally: figures.best_sellers(tally, by="amount", limit=10),
            figures.partners,
            figures.tail,
        ]

    def alone(self) -> list[Callable[[], Any]]:
        revenue, concentration, best, partners, tail = self.answers()
        return [
            lambda: revenue(self.tally(niche="niche")),
            lambda: concentration(self.tally(niche="niche", day="day")),
            lambda: best(self.tally(niche="niche", product="product")),
            lambda: partners(self.tally(order="order", day="day")),
            lambda: tail(self.tally(day="day")),
        ]

    def checks(self, answers: list[Any]) -> dict[str, float]:
        import pyarrow as pa
        import pyarrow.compute as pc

        revenue, cells, best, partners, tail = (pa.table(answer) for answer in answers)

        def total(values: Any) -> float:
            return float(pc.sum(values.cast("float64")).as_py() or 0)

        return {
            "revenue": total(pc.multiply(revenue["revenue"].cast("float64"), revenue["revenue"].cast("float64"))),
            "gini": total(cells["gini"]),
            "hhi": total(cells["hhi"]),
            "head share": total(cells["largest_fifth_share"]),
            "best lift": total(best["lift"]),
            "best partners": total(best["partners"]),
            "orders": total(partners["orders"]),
            "recency": total(partners["days_since"]),
            "tail share": total(tail["fixed_tail_share"]),
        }


class Polars:
    def __init__(self, columns: dict[str, Any]) -> None:
        import polars as pl

        self.pl = pl
        self.frame = pl.DataFrame(columns | {"month": months(columns["day"])})

    def alone(self) -> list[Callable[[], Any]]:
        pl, frame = self.pl, self.frame.lazy()
        amount = pl.col("amount")

        def concentration() -> Any:
            n, i = pl.len(), pl.int_range(1, pl.len() + 1)
            sums = frame.group_by("month", "niche", "partner").agg(amount.sum())
            total = amount.sum().cast(pl.Float64)
            ascending, descending = amount.sort(), amount.sort(descending=True)
            return (
                sums.group_by("month", "niche")
                .agg(
                    gini=2 * (i * ascending).sum() / (n * total) - (n + 1) / n,
                    hhi=((amount / total) ** 2).sum(),
                    head=descending.head((n + 4) // 5).sum() / total,
                )
                .collect()
            )

        def best() -> Any:
            cells = frame.group_by("niche", "product").agg(amount.sum(), partners=pl.col("partner").n_unique())
            total = self.frame["amount"].sum()
            return (
                cells.with_columns(
                    lift=(amount / amount.sum().over("niche"))
                    / (amount.sum().over("product") / total)
                )
                .sort("niche", "amount", "product", descending=[False, True, False])
                .group_by("niche", maintain_order=True)
                .head(10)
                .collect()
            )

        def tail() -> Any:
            totals = frame.group_by("partner").agg(amount.sum())
            order = totals.sort("amount", "partner", descending=[True, False]).collect()
            head = order.head((len(order) + 4) // 5).lazy().select("partner", head=pl.lit(True))
            months = frame.join(head, on="partner", how="left").group_by("month")
            return months.agg(
                share=amount.filter(pl.col("head").is_null()).sum() / amount.sum()
            ).collect()

        return [
            lambda: frame.group_by("niche").agg(amount.sum()).collect(),
            concentration,
            best,
            lambda: frame.group_by("partner")
            .agg(amount.sum(), last=pl.col("day").max(), orders=pl.col("order").n_unique())
            .collect(),
            tail,
        ]

    def checks(self, answers: list[Any]) -> dict[str, float]:
        return checks_of([{name: answer[name].to_numpy() for name in answer.columns} for answer in answers])


class Duckdb:
    def __init__(self, columns: dict[str, Any]) -> None:
        import duckdb
        import pyarrow as pa

        self.con = duckdb.connect(config={"threads": THREADS})
        lines = pa.table(columns | {"month": months(columns["day"])})
        self.con.register("lines", lines)

    def alone(self) -> list[Callable[[], Any]]:
        def ask(text: str) -> Callable[[], Any]:
            return lambda: self.con.sql(text).fetchnumpy()

        return [
            ask("select niche, sum(amount)::hugeint::double amount from lines group by niche"),
            ask(
                """with sums as (select month, niche, partner, sum(amount)::double amount from lines group by all),
                ranked as (select *, row_number() over cell i, count(*) over whole n,
                  sum(amount) over whole total from sums
                  window whole as (partition by month, niche),
                  cell as (partition by month, niche order by amount))
                select 2 * sum(i * amount) / (any_value(n) * any_value(total))
                    - (any_value(n) + 1.0) / any_value(n) gini,
                  sum((amount / total) ** 2) hhi,
                  sum(amount) filter (n - i < (n + 4) // 5) / any_value(total) head
                from ranked group by month, niche"""
            ),
            ask(
                """with cells as (select niche, product, sum(amount)::double amount,
                  count(distinct partner) partners from lines group by all),
                shares as (select *, (amount / sum(amount) over (partition by niche)) /
                  (sum(amount) over (partition by product) / sum(amount) over ()) lift from cells)
                select * from shares qualify row_number() over
                  (partition by niche order by amount desc, product) <= 10"""
            ),
            ask(
                """select partner, sum(amount)::double amount, max(day) as last,
                count(distinct "order") orders from lines group by partner"""
            ),
            ask(
                """with totals as (select partner, sum(amount) amount from lines group by partner),
                ranked as (select partner, row_number() over (order by amount desc, partner) i,
                  count(*) over () n from totals),
                head as (select partner from ranked where i <= (n + 4) // 5)
                select month, sum(amount) filter (head.partner is null)::double / sum(amount)::double share
                from lines left join head using (partner) group by month"""
            ),
        ]

    def checks(self, answers: list[Any]) -> dict[str, float]:
        return checks_of(answers)


class Pandas:
    def __init__(self, columns: dict[str, Any]) -> None:
        import pandas as pd

        self.pd = pd
        self.frame = pd.DataFrame(columns | {"month": months(columns["day"])})

    def alone(self) -> list[Callable[[], Any]]:
        frame = self.frame

        def concentration() -> Any:
            sums = frame.groupby(["month", "niche", "partner"], sort=False)["amount"].sum().reset_index()
            sums = sums.sort_values(["month", "niche", "amount"])
            cell = sums.groupby(["month", "niche"], sort=False)["amount"]
            i, n, total = cell.cumcount() + 1, cell.transform("size"), cell.transform("sum")
            parts = self.pd.DataFrame(
                {
                    "month": sums["month"],
                    "niche": sums["niche"],
                    "gini": 2 * i * sums["amount"] / (n * total) - (n + 1) / n / n,
                    "hhi": (sums["amount"] / total) ** 2,
                    "head": (sums["amount"] / total).where(n - i < (n + 4) // 5, 0.0),
                }
            )
            return parts.groupby(["month", "niche"], sort=False).sum()

        def best() -> Any:
            cells = frame.groupby(["niche", "product"]).agg(
                amount=("amount", "sum"), partners=("partner", "nunique")
            )
            cells = cells.reset_index()
            of = lambda name: cells.groupby(name)["amount"].transform("sum")  # noqa: E731
            cells["lift"] = (cells["amount"] / of("niche")) / (of("product") / cells["amount"].sum())
            cells = cells.sort_values(["niche", "amount", "product"], ascending=[True, False, True])
            return cells.groupby("niche").head(10)

        def tail() -> Any:
            totals = frame.groupby("partner")["amount"].sum().reset_index()
            totals = totals.sort_values(["amount", "partner"], ascending=[False, True])
            head = totals["partner"].head((len(totals) + 4) // 5)
            part = frame["amount"].where(~frame["partner"].isin(head), 0)
            sums = frame["amount"].groupby(frame["month"]).sum()
            return (part.groupby(frame["month"]).sum() / sums).to_frame("share")

        return [
            lambda: frame.groupby("niche")["amount"].sum().to_frame(),
            concentration,
            best,
            lambda: frame.groupby("partner").agg(
                amount=("amount", "sum"), last=("day", "max"), orders=("order", "nunique")
            ),
            tail,
        ]

    def checks(self, answers: list[Any]) -> dict[str, float]:
        return checks_of([{name: answer[name].to_numpy() for name in answer.columns} for answer in answers])


def checks_of(answers: list[Any]) -> dict[str, float]:
    revenue, cells, best, partners, tail = answers
    # Amounts are thousandths, as the currency has three decimals.
    revenues = np.asarray(revenue["amount"], dtype=np.float64) / 1000
    return {
        "revenue": float((revenues * revenues).sum()),
        "gini": float(np.sum(cells["gini"])),
        "hhi": float(np.sum(cells["hhi"])),
        "head share": float(np.sum(cells["head"])),
        "best lift": float(np.sum(best["lift"])),
        "best partners": float(np.sum(best["partners"])),
        "orders": float(np.sum(partners["orders"])),
        "recency": float(np.sum(np.max(partners["last"]) - np.asarray(partners["last"]))),
        "tail share": float(np.sum(tail["share"])),
    }


CLASSES = {"longtail": Longtail, "polars": Polars, "duckdb": Duckdb, "pandas": Pandas}


def best_of(rounds: int, work: Callable[[], Any]) -> tuple[float, Any]:
    times, answer = [], None
    for _ in range(rounds):
        answer = None
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    return min(times), answer


def distinct(partners: int) -> dict[str, Any]:
    """One made-up line for each of so many partners, in any order."""
    chance = np.random.default_rng(5)
    return {
        "partner": chance.permutation(partners).astype(np.int32),
        "niche": chance.integers(0, 40, partners).astype(np.int32),
        "product": (4_000 * chance.random(partners) ** 2).astype(np.int32),
        "order": np.arange(partners, dtype=np.int64),
        "day": (14_944 + chance.integers(0, 365, partners)).astype(np.int32),
        "amount": chance.integers(50, 90_000, partners).astype(np.int64),
    }


def shuffled(columns: dict[str, Any]) -> dict[str, Any]:
    """The same lines in an order without any sense, the same each time."""
    order = np.random.default_rng(11).permutation(len(columns["amount"]))
    return {name: values[order] for name, values in columns.items()}


def one(engine: str, size: str, rounds: int, shuffle: bool) -> dict[str, Any]:
    """Runs one engine; called in a process of its own."""
    if size == "small":
        columns = small()
    elif size.startswith("partners "):
        columns = distinct(int(size.removeprefix("partners ")))
    else:
        columns = copied(real(), int(size))
    if shuffle:
        columns = shuffled(columns)
    data = sum(values.nbytes for values in columns.values())
    runner: Any = CLASSES[engine](columns)
    del columns
    before = resident()
    out: dict[str, Any] = {"data": data, "lines": 0, "times": {}}
    if engine == "longtail":
        out["fused"], answers = best_of(rounds, runner.all)
        out["peak"] = peak() - before
        out["checks"] = runner.checks(answers)
        del answers
    answers = []
    for name, query in zip(QUERIES, runner.alone(), strict=True):
        out["times"][name], answer = best_of(rounds, query)
        answers.append(answer)
    out.setdefault("peak", peak() - before)
    alone = runner.checks(answers)
    out.setdefault("checks", alone)
    if not close(alone, out["checks"]):
        sys.exit(f"{engine}: fused and alone differ: {alone} {out['checks']}")
    return out


def resident() -> int:
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def close(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(abs(one[name] - other[name]) <= 1e-9 * max(1.0, abs(one[name])) for name in one)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="small and made up; answers only")
    parser.add_argument("--partners", type=int, help="made-up lines of so many partners")
    parser.add_argument("--shuffled", action="store_true", help="the lines in any order")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    size = "small" if options.check else str(options.copies)
    if options.partners:
        size = f"partners {options.partners}"
    if options.one:
        rounds = 1 if options.check else options.rounds
        print(json.dumps(one(options.one, size, rounds, options.shuffled)))
        return
    environment = os.environ | {"POLARS_MAX_THREADS": str(THREADS)}
    results: dict[str, Any] = {}
    for engine in options.engines.split(","):
        command = [sys.executable, __file__, "--one", engine, "--rounds", str(options.rounds)]
        command += ["--check"] if options.check else ["--copies", str(options.copies)]
        command += ["--partners", str(options.partners)] if options.partners else []
        command += ["--shuffled"] if options.shuffled else []
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{engine}: {done.stderr}")
        results[engine] = json.loads(done.stdout)
    report(results)
    first = next(iter(results.values()))["checks"]
    for engine, result in results.items():
        if not close(first, result["checks"]):
            sys.exit(f"{engine} answers otherwise:\n{first}\n{result['checks']}")
    print(f"answers of {', '.join(results)} agree")


def report(results: dict[str, Any]) -> None:
    print(f"{'':16}" + "".join(f"{engine:>12}" for engine in results) + f"{'of best peer':>14}")
    peers = [engine for engine in results if engine != "longtail"]
    for name in QUERIES:
        times = [results[engine]["times"][name] for engine in results]
        line = f"{name:16}" + "".join(f"{value * 1000:10.1f}ms" for value in times)
        if "longtail" in results and peers:
            best = min(results[engine]["times"][name] for engine in peers)
            line += f"{results['longtail']['times'][name] / best:14.2f}"
        print(line)
    sums = {engine: sum(result["times"].values()) for engine, result in results.items()}
    print(f"{'sum':16}" + "".join(f"{value * 1000:10.1f}ms" for value in sums.values()))
    for engine, result in results.items():
        print(f"{engine}: peak {result['peak'] / 1e6:.0f} MB above the table of {result['data'] / 1e6:.0f} MB")
    if "longtail" in results:
        fused = results["longtail"]["fused"]
        print(f"longtail, one pass and five answers: {fused * 1000:.1f} ms")
        for engine in peers:
            print(f"  {fused / sums[engine]:.2f} of the sum of {engine}")
        own = results["longtail"]
        print(f"  peak with the data: {(own['peak'] + own['data']) / own['data']:.2f} of the data")


if __name__ == "__main__":
    main()
