"""April beside what was told in March: the release is given once, with the sales."""

from decimal import Decimal

import longtail
import pyarrow


def table(amounts: list[int]) -> pyarrow.Table:
    partners = [f"P-{number}" for number in range(len(amounts))]
    return pyarrow.table({"partner": partners, "product": ["gloves"] * len(amounts), "amount": amounts})


march = longtail.Insight(table([200_000] * 8), currency="EUR").release("2026-03")
april = longtail.Insight(table([200_000] * 7 + [260_000]), currency="EUR", previous=[march])

# What was added is what one partner sold.
[gloves] = pyarrow.table(april.publish()).to_pylist()
assert gloves["reasons"] == "difference"
assert april.benchmark("P-7", "all")["own"] == Decimal("2600.00")
