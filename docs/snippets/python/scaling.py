import duckdb
import longtail
import polars

frame = polars.DataFrame({"partner": ["a", "b", "a"], "amount": [5000, 3000, 1000]})
tally = longtail.Tally(frame, currency="EUR")

# Part by part, for what does not fit: the bytes are the same.
parts = [longtail.Tally(part, currency="EUR").to_bytes() for part in frame.iter_slices(2)]
merged = longtail.Tally.from_bytes(parts[0])
for part in parts[1:]:
    merged.merge(longtail.Tally.from_bytes(part))
assert merged.to_bytes() == tally.to_bytes()

relation = duckdb.sql("SELECT partner, amount FROM frame")
assert longtail.Tally(relation, currency="EUR").to_bytes() == tally.to_bytes()

# And back into a frame.
print(polars.DataFrame(longtail.figures.revenue(tally)))
