"""Figures on sales: any Arrow table in, into every library out, exact to the cent."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import duckdb
import longtail
import longtail.types
import pandas
import polars
import pyarrow
import pytest

DAYS = [datetime.date(2026, 3, day) for day in (1, 2, 3, 4, 5)]
AMOUNTS = [Decimal(text) for text in ("80.00", "15.00", "1.00", "-4.50", "5.00")]
TABLE = pyarrow.table(
    {
        "partner": pyarrow.array(["a", "b", None, "a", "c"]),
        "niche": pyarrow.array(["x", "x", "y", "y", None]),
        "day": pyarrow.array(DAYS),
        "amount": pyarrow.array(AMOUNTS, pyarrow.decimal128(12, 2)),
        "units": pyarrow.array([1, 2, 3, None, 5]),
    }
)


def with_column(name: str, values: Any, table: Any = TABLE) -> Any:
    return table.set_column(table.column_names.index(name), name, values)


def figures(table: Any, **options: Any) -> longtail.ChannelFigures:
    return longtail.channel_figures(table, **({"currency": "EUR", "niche": "niche"} | options))


def rows(table: longtail.ChannelTable) -> list[dict[str, Any]]:
    return list(pyarrow.table(table).to_pylist())


def sources() -> dict[str, Any]:
    """The same sales, as each library and each type of column has them."""
    keys, amount = TABLE["partner"], TABLE["amount"]
    frame = polars.DataFrame(TABLE)
    arrow_types = pandas.DataFrame(
        {name: pandas.array(TABLE[name], dtype=pandas.ArrowDtype(TABLE[name].type)) for name in TABLE.column_names}
    )
    return {
        "pyarrow": TABLE,
        "pyarrow, record batch": TABLE.to_batches()[0],
        "pyarrow, stream": pyarrow.RecordBatchReader.from_batches(TABLE.schema, TABLE.to_batches()),
        "polars": frame,
        "polars, categories": frame.with_columns(
            polars.col("partner").cast(polars.Categorical),
            polars.col("niche").cast(polars.Enum(["x", "y"])),
        ),
        "polars, chunks": polars.concat([frame[:2], frame[2:]], rechunk=False),
        "pandas, arrow types": arrow_types,
        "pandas, objects": TABLE.to_pandas(),
        "pandas, category": TABLE.to_pandas().astype({"partner": "category"}),
        "duckdb": duckdb.from_arrow(TABLE),
        "dictionary": with_column("partner", keys.dictionary_encode()),
        "dictionary of 8 bits": with_column(
            "partner", keys.cast(pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))
        ),
        "large text": with_column("partner", keys.cast(pyarrow.large_string())),
        "text view": with_column("partner", keys.cast(pyarrow.string_view())),
        "minor units": with_column("amount", pyarrow.array([8000, 1500, 100, -450, 500])),
        "wide decimal": with_column("amount", amount.cast(pyarrow.decimal256(50, 6))),
        "narrow decimal": with_column("amount", amount.cast(pyarrow.decimal128(5, 2))),
        "units as floats": with_column("units", TABLE["units"].cast(pyarrow.float64())),
        "chunks, one empty": pyarrow.concat_tables(
            [TABLE.slice(0, 2), TABLE.slice(2, 0), TABLE.slice(2)]
        ),
        "days as text": with_column("day", pyarrow.array([str(day) for day in DAYS])),
        "days as moments": with_column("day", TABLE["day"].cast(pyarrow.timestamp("ms"))),
        "days of 64 bits": with_column("day", TABLE["day"].cast(pyarrow.date64())),
    }


EXPECTED = [
    {
        "partner": "a",
        "rank": 1,
        "rows": 2,
        "return_rows": 1,
        "revenue": Decimal("75.50"),
        "quantity": 1,
        "share": Decimal("0.834254"),
        "cumulative_share": Decimal("0.834254"),
        "part": "head",
    },
    {
        "partner": "b",
        "rank": 2,
        "rows": 1,
        "return_rows": 0,
        "revenue": Decimal("15.00"),
        "quantity": 2,
        "share": Decimal("0.165746"),
        "cumulative_share": Decimal("1.000000"),
        "part": "tail",
    },
]


@pytest.mark.parametrize("name", sources())
def test_every_source_gives_the_same_figures(name: str) -> None:
    own = figures(sources()[name], quantity="units", until=datetime.date(2026, 3, 5))
    usual = figures(TABLE, quantity="units", until="2026-03-05")
    assert rows(own.partners) == EXPECTED
    assert rows(own.niches) == rows(usual.niches) and own.summary == usual.summary


def test_the_summary_counts_what_was_left_out() -> None:
    summary = figures(TABLE, quantity="units", until="2026-03-05").summary
    assert summary["left_out"] == {
        "no_day": {"rows": 0, "amount": Decimal("0.00")},
        "outside_period": {"rows": 1, "amount": Decimal("5.00")},
        "no_amount": {"rows": 0, "amount": Decimal("0.00")},
        "excluded_product": {"rows": 0, "amount": Decimal("0.00")},
        "matched_return": {"rows": 0, "amount": Decimal("0.00")},
        "matched_sale": {"rows": 0, "amount": Decimal("0.00")},
        "return": {"rows": 0, "amount": Decimal("0.00")},
        "no_partner": {"rows": 1, "amount": Decimal("1.00")},
    }
    assert (summary["rows"], summary["rows_used"], summary["rows_without_quantity"]) == (5, 3, 1)
    assert summary["revenue"] == Decimal("90.50")
    assert (summary["currency"], summary["head_share"]) == ("EUR", Decimal("0.80"))


def test_the_summary_has_the_keys_of_its_type() -> None:
    summary = figures(TABLE).summary
    assert set(summary) == set(longtail.types.Summary.__annotations__)
    concentration = summary["concentration"]
    assert concentration is not None
    assert set(concentration) == set(longtail.types.Concentration.__annotations__)
    assert {type(amount) for amount in (summary["revenue"], summary["head_share"])} == {Decimal}


def test_figures_go_into_every_library() -> None:
    own = figures(TABLE, quantity="units")
    from_arrow: Any = getattr(pandas.DataFrame, "from_arrow")  # not in its stubs yet
    wanted = [("a", Decimal("75.50")), ("b", Decimal("15.00")), ("c", Decimal("5.00"))]
    arrow = pyarrow.table(own.partners)
    assert list(zip(*(arrow[name].to_pylist() for name in ("partner", "revenue")), strict=True)) == wanted
    assert polars.DataFrame(own.partners)[["partner", "revenue"]].rows() == wanted
    frame = from_arrow(own.partners)
    assert list(zip(frame["partner"], frame["revenue"], strict=True)) == wanted
    partners = duckdb.from_arrow(arrow)
    assert partners.select("partner, revenue").fetchall() == wanted
    niches = own.niches
    best = duckdb.sql("select niche, top_partner from niches order by rank")
    assert best is not None and best.fetchall() == [("x", "a"), ("y", None)]
    assert niches.columns[:2] == ["niche", "rank"]


def test_a_table_can_be_read_again_and_again() -> None:
    partners = figures(TABLE).partners
    assert rows(partners) == rows(partners) and len(partners) == 3
    assert partners.columns == pyarrow.schema(partners).names


def test_columns_have_their_types() -> None:
    schema = pyarrow.schema(figures(TABLE, quantity="units").partners)
    assert pyarrow.types.is_decimal(schema.field("revenue").type)
    assert schema.field("revenue").type.scale == 2
    assert pyarrow.types.is_decimal(schema.field("share").type)
    assert schema.field("rows").type == pyarrow.int64()
    yen = figures(with_column("amount", pyarrow.array([8000, 1, 1, 1, 1])), currency="JPY")
    assert pyarrow.schema(yen.partners).field("revenue").type.scale == 0


FLOATS = with_column("amount", TABLE["amount"].cast(pyarrow.float64()))
REFUSED: dict[str, tuple[Any, dict[str, Any], type[longtail.LongtailError], str]] = {
    "floats": (FLOATS, {}, longtail.TableError, "money is never a float"),
    "a third decimal": (
        with_column("amount", pyarrow.array([Decimal("1.005")] * 5)),
        {},
        longtail.TableError,
        "column `amount`, row 0: `1.005` is no number of 2 decimals",
    ),
    "a third decimal in a later chunk": (
        pyarrow.concat_tables(
            [
                with_column("amount", pyarrow.array(amounts, pyarrow.decimal128(9, 3)))
                for amounts in ([Decimal(1)] * 5, [Decimal(1)] * 4 + [Decimal("0.001")])
            ]
        ),
        {},
        longtail.TableError,
        "column `amount`, row 9: `0.001`",
    ),
    "money as text": (
        with_column("amount", pyarrow.array(["1.00"] * 5)),
        {},
        longtail.TableError,
        "column `amount` is Utf8",
    ),
    "partners as floats": (
        with_column("partner", pyarrow.array([1.0, 2.0, 3.0, 4.0, 5.0])),
        {},
        longtail.TableError,
        "column `partner` is Float64; expected text or whole numbers",
    ),
    "no such column": (
        TABLE,
        {"partner": "partnr"},
        longtail.TableError,
        "no column `partnr`; the table has partner, niche, day, amount, units",
    ),
    "no such column, no rows": (
        TABLE.slice(0, 0),
        {"amount": "sum"},
        longtail.TableError,
        "no column `sum`",
    ),
    "half a unit": (
        with_column("units", pyarrow.array([1.0, 2.0, 0.5, 1.0, 1.0])),
        {"quantity": "units"},
        longtail.TableError,
        "column `units`, row 2: `0.5` is no whole number",
    ),
    "days that are none": (
        TABLE,
        {"from_": "2026-03-01", "day": "niche"},
        longtail.TableError,
        "column `niche`, row 0: `x` is no date",
    ),
    "two currencies": (
        TABLE.append_column("currency", pyarrow.array(["EUR", "EUR", "USD", "EUR", "EUR"])),
        {"currency": "currency"},
        longtail.TableError,
        "`EUR` and `USD` cannot be added",
    ),
    "no currency": (TABLE, {"currency": "eur"}, longtail.TableError, "`currency` is `eur`"),
    "no word for returns": (TABLE, {"returns": "all"}, longtail.InputError, "`returns` is `all`"),
    "no share": (TABLE, {"head_share": "80%"}, longtail.InputError, "`head_share` is `80%`"),
    "a share above one": (TABLE, {"head_share": 2}, longtail.InputError, "at most 1"),
    "no date": (TABLE, {"from_": "March"}, longtail.InputError, "`from_` is `March`"),
    "no zone": (TABLE, {"zone": "Amsterdam"}, longtail.InputError, "`zone` is `Amsterdam`"),
    "an empty period": (
        TABLE,
        {"from_": DAYS[1], "until": DAYS[1]},
        longtail.InputError,
        "the period is empty",
    ),
    "too many decimals": (TABLE, {"share_decimals": 13}, longtail.InputError, "at most 12"),
    "sums beyond 64 bits": (
        with_column("amount", pyarrow.array([2**62] * 5)),
        {},
        longtail.RangeError,
        "out of range",
    ),
    "a list": ([1, 2], {}, longtail.TableError, "the table cannot be read"),
    "a column": (TABLE["amount"], {}, longtail.TableError, "the table cannot be read"),
    "mixed objects of pandas": (
        pandas.DataFrame({"partner": ["a", 1], "niche": ["x", "y"], "amount": [1, 2]}),
        {},
        longtail.TableError,
        "the table cannot be read",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_a_clear_error(name: str) -> None:
    table, options, kind, words = REFUSED[name]
    with pytest.raises(kind) as raised:
        figures(table, **options)
    assert type(raised.value) is kind and words in str(raised.value)


def test_the_librarys_own_exception_is_the_cause() -> None:
    class Broken:
        def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
            raise OSError("the disk is gone")

    with pytest.raises(longtail.TableError, match="the disk is gone") as raised:
        figures(Broken())
    assert isinstance(raised.value.__cause__, OSError)


def test_a_stream_that_breaks_off_is_a_table_error() -> None:
    def batches() -> Iterable[Any]:
        yield TABLE.to_batches()[0]
        raise OSError("the disk is gone")

    reader = pyarrow.RecordBatchReader.from_batches(TABLE.schema, batches())
    with pytest.raises(longtail.TableError):
        figures(reader)


def test_an_empty_table_gives_empty_figures() -> None:
    for empty in (TABLE.slice(0, 0), TABLE.schema.empty_table(), polars.DataFrame(TABLE)[:0]):
        own = figures(empty)
        assert len(own.partners) == len(own.niches) == 0
        assert own.summary["rows"] == 0 and own.summary["concentration"] is None
        assert pyarrow.table(own.partners).num_rows == 0


def test_columns_without_any_value_are_counted() -> None:
    nulls = pyarrow.table({name: pyarrow.nulls(2) for name in ("partner", "niche", "amount")})
    summary = figures(nulls).summary
    assert summary["left_out"]["no_amount"]["rows"] == 2 and summary["rows_used"] == 0


def test_a_partner_without_a_name_is_no_partner() -> None:
    summary = figures(with_column("partner", pyarrow.array(["", "b", None, "a", "a"]))).summary
    assert summary["left_out"]["no_partner"]["rows"] == 2


@pytest.mark.parametrize("share", ["0.5", 0.5, Decimal("0.5")])
def test_a_share_is_text_a_decimal_or_a_float(share: Any) -> None:
    assert figures(TABLE, head_share=share).summary["head_share"] == Decimal("0.5")


def test_days_are_cut_in_the_zone() -> None:
    utc = datetime.timezone.utc
    last = datetime.datetime(2026, 3, 31, 21, 59, 59, tzinfo=utc)
    times = [last, last + datetime.timedelta(seconds=1), None]
    base = pyarrow.table(
        {
            "partner": ["a", "b", "c"],
            "amount": pyarrow.array([100, 100, 100]),
            "at": pyarrow.array(times, pyarrow.timestamp("us", "UTC")),
        }
    )

    def in_march(table: Any, **options: Any) -> list[str]:
        own = longtail.channel_figures(
            table, currency="EUR", day="at", until="2026-04-01", **options
        )
        return [row["partner"] for row in rows(own.partners)]

    assert in_march(base) == ["a", "b"]
    assert in_march(base, zone="Europe/Amsterdam") == ["a"]
    local = with_column("at", base["at"].cast(pyarrow.timestamp("ns", "Europe/Amsterdam")), base)
    assert in_march(local) == ["a"] and in_march(local, zone="UTC") == ["a", "b"]
    written = ["2026-03-31T23:59:59+02:00", "2026-03-31T22:00:00Z", ""]
    assert in_march(with_column("at", pyarrow.array(written), base), zone="Europe/Amsterdam") == ["a"]


# The same once more, slowly, with whole numbers and fractions.


def rounded(share: Fraction) -> Decimal:
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def ranked(cents: dict[str, int]) -> list[dict[str, Any]]:
    """Rank, revenue, shares and part of each name, the largest first."""
    base = sum(each for each in cents.values() if each > 0)
    made, table = 0, []
    for rank, name in enumerate(sorted(cents, key=lambda name: (-cents[name], name)), 1):
        own = max(cents[name], 0)
        head = own > 0 and Fraction(made, base) < Fraction(8, 10)
        made += own
        table.append(
            {
                "rank": rank,
                "revenue": Decimal(cents[name]).scaleb(-2),
                "share": rounded(Fraction(own, base)) if base else Decimal(0),
                "cumulative_share": rounded(Fraction(made, base)) if base else Decimal(0),
                "part": "head" if head else "tail",
                "name": name,
            }
        )
    return table


def gini(cents: list[int]) -> Fraction:
    """Half the mean difference of all pairs, over the mean."""
    pairs = sum(abs(one - other) for one in cents for other in cents)
    return Fraction(pairs, 2 * len(cents) * sum(cents))


@pytest.mark.parametrize("seed", range(8))
def test_figures_equal_an_independent_computation(seed: int) -> None:
    chance = random.Random(seed)
    sales = [
        (
            chance.choice(["p", "q", "r", "s", "t", "u", "v", None]),
            chance.choice(["x", "y", "z", None]),
            chance.choice([chance.randint(-2_000, 50_000), chance.randint(1, 9), None]),
            chance.choice([chance.randint(-3, 9), None]),
        )
        for _ in range(chance.choice([1, 7, 60, 400]))
    ]
    partners, niches, cents, units = (list(column) for column in zip(*sales, strict=True))
    table = pyarrow.table(
        {
            "partner": pyarrow.array(partners, pyarrow.string()),
            "niche": pyarrow.array(niches, pyarrow.string()),
            "amount": pyarrow.array(cents, pyarrow.int64()),
            "units": pyarrow.array(units, pyarrow.int64()),
        }
    )
    chunked = pyarrow.concat_tables([table.slice(at, 50) for at in range(0, len(sales), 50)])
    own = figures(chunked, quantity="units")

    used = [(p, n, c, u) for p, n, c, u in sales if c is not None and p is not None]
    by_partner: dict[str, int] = defaultdict(int)
    by_niche: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for partner, niche, amount, _ in used:
        by_partner[partner] += amount
        if niche is not None:
            by_niche[niche][partner] += amount

    def plain(row: dict[str, Any], key: str) -> dict[str, Any]:
        names = ("rank", "revenue", "share", "cumulative_share", "part")
        return {name: row[name] for name in names} | {"name": row[key]}

    assert [plain(row, "partner") for row in rows(own.partners)] == ranked(by_partner)
    for row in rows(own.partners):
        mine = [each for each in used if each[0] == row["partner"]]
        assert row["rows"] == len(mine)
        assert row["return_rows"] == sum(each[2] < 0 for each in mine)
        assert row["quantity"] == sum(each[3] or 0 for each in mine)

    totals = {niche: sum(each.values()) for niche, each in by_niche.items()}
    assert [plain(row, "niche") for row in rows(own.niches)] == ranked(totals)
    for row in rows(own.niches):
        best = ranked(by_niche[row["niche"]])[0]
        top = best["name"] if best["revenue"] > 0 else None
        assert (row["top_partner"], row["partners"]) == (top, len(by_niche[row["niche"]]))
        assert row["top_partner_share"] == (best["share"] if top else None)

    summary = own.summary
    assert summary["rows"] == len(sales) and summary["rows_used"] == len(used)
    assert summary["revenue"] == Decimal(sum(each[2] for each in used)).scaleb(-2)
    assert summary["left_out"]["no_amount"]["rows"] == sum(c is None for c in cents)
    above = sorted((each for each in by_partner.values() if each > 0), reverse=True)
    concentration = summary["concentration"]
    if not above:
        assert concentration is None
        return
    assert concentration is not None
    base = sum(above)
    assert concentration["partners"] == len(above)
    for name, exact in {
        "gini": gini(above),
        "hhi": Fraction(sum(each**2 for each in above), base**2),
        "effective_number": Fraction(base**2, sum(each**2 for each in above)),
        "cr1": Fraction(above[0], base),
        "cr4": Fraction(sum(above[:4]), base),
        "cr10": Fraction(sum(above[:10]), base),
    }.items():
        assert concentration[name] == float(exact), name  # type: ignore[literal-required]
