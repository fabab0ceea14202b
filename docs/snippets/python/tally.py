from datetime import date
from decimal import Decimal

# --8<-- [start:code]
import longtail
import pyarrow
from longtail import figures

sales = pyarrow.table(
    {
        "partner": ["P-1", "P-2", "P-3", "P-1", "P-2", "P-4"],
        "niche": ["dentists", "dentists", "vets", "dentists", "dentists", "vets"],
        "day": [date(2026, month, 5) for month in (1, 1, 1, 2, 2, 2)],
        "amount": [Decimal(text) for text in ("80.00", "15.00", "5.00", "70.00", "20.00", "30.00")],
    }
)
tally = longtail.Tally(
    sales, currency="EUR", niche="niche", day="day", from_="2026-01-01", until="2026-03-01"
)

# Who is head is decided on January; what the tail makes is told for both months.
months = pyarrow.table(figures.tail(tally, past_until="2026-02-01"))
assert [round(share, 3) for share in months["fixed_tail_share"].to_pylist()] == [0.2, 0.417]

change = pyarrow.table(figures.change(tally, before="2026-01-01", after="2026-02-01"))
assert change["part"].to_pylist() == ["entry", "exit", "head", "tail", "total"]
assert [int(each) for each in change["change"].to_pylist()] == [30, -5, -10, 5, 20]

# The same from two parts that were summed apart and sent as bytes.
names = {"currency": "EUR", "niche": "niche", "day": "day", "from_": "2026-01-01", "until": "2026-03-01"}
parts = [longtail.Tally(sales.slice(at, 3), **names).to_bytes() for at in (0, 3)]
whole = longtail.Tally.from_bytes(parts[0])
whole.merge(longtail.Tally.from_bytes(parts[1]))
assert whole.to_bytes() == tally.to_bytes()
# --8<-- [end:code]
