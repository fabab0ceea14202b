import dask
import dask.dataframe
import longtail
import pandas

frame = pandas.DataFrame({"partner": ["a", "b", "a", "c"], "amount": [5000, 3000, 1000, 200]})
sales = dask.dataframe.from_pandas(frame, npartitions=3)


# --8<-- [start:code]
@dask.delayed
def summed(part):
    return longtail.Tally(part, currency="EUR").to_bytes()


@dask.delayed
def merged(states):
    first = longtail.Tally.from_bytes(states[0])
    for state in states[1:]:
        first.merge(longtail.Tally.from_bytes(state))
    return first.to_bytes()


# Each partition where it lies, then eight states into one until one is left.
states = [summed(part) for part in sales.to_delayed()]
while len(states) > 1:
    states = [merged(states[at : at + 8]) for at in range(0, len(states), 8)]
tally = longtail.Tally.from_bytes(states[0].compute())
# --8<-- [end:code]
assert tally.to_bytes() == longtail.Tally(frame, currency="EUR").to_bytes()
