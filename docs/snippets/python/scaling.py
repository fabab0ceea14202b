import pathlib
import tempfile

import duckdb
import longtail
import polars

folder = pathlib.Path(tempfile.mkdtemp())
frame = polars.DataFrame({"partner": ["a", "b", "a"], "amount": [5000, 3000, 1000]})
for month, part in enumerate(frame.iter_slices(2), start=1):
    part.write_parquet(folder / f"{month}.parquet")
whole = longtail.Tally(frame, currency="EUR")

# --8<-- [start:polars]
# Files that do not fit in memory: Polars reads them batch by batch.
tally = longtail.Tally(currency="EUR")
for batch in polars.scan_parquet(folder / "*.parquet").collect_batches():
    tally.update(batch)
# --8<-- [end:polars]
assert tally.to_bytes() == whole.to_bytes()

# --8<-- [start:duckdb]
# A relation is a stream: DuckDB reads, filters and hands over batch by batch.
relation = duckdb.sql(f"SELECT partner, amount FROM '{folder}/*.parquet'")
tally = longtail.Tally(relation, currency="EUR")
# --8<-- [end:duckdb]
assert tally.to_bytes() == whole.to_bytes()

# --8<-- [start:parts]
# A state for each month, kept as bytes; the year is their sum.
states = [
    longtail.Tally(polars.read_parquet(file), currency="EUR").to_bytes()
    for file in folder.glob("*.parquet")
]
year = longtail.Tally.from_bytes(states[0])
for state in states[1:]:
    year.merge(longtail.Tally.from_bytes(state))

# And back into a frame.
print(polars.DataFrame(longtail.figures.revenue(year)))
# --8<-- [end:parts]
assert year.to_bytes() == whole.to_bytes()
