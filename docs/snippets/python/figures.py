from decimal import Decimal

# --8<-- [start:code]
import longtail
import pyarrow

sales = pyarrow.table(
    {
        "partner": ["P-1", "P-2", "P-1", "P-3"],
        "amount": [Decimal("60.00"), Decimal("15.00"), Decimal("20.00"), Decimal("5.00")],
    }
)
figures = longtail.channel_figures(sales, currency="EUR")

partners = pyarrow.table(figures.partners)  # the largest first
assert partners["partner"].to_pylist() == ["P-1", "P-2", "P-3"]
assert partners["revenue"].to_pylist()[0] == Decimal("80.00")
assert figures.summary["head_partners"] == 1  # one partner makes 80 %
# --8<-- [end:code]
