import pathlib

import longtail

shop = pathlib.Path(__file__).parent.parent / "shop"
engine = longtail.load(shop)
order = (shop / "order.json").read_text()

# --8<-- [start:code]
def gloves_on_third(verdicts):
    first = [verdict.lines[0].deliveries[0] for verdict in verdicts]
    return [delivery.quantity for delivery in first if delivery.arrive.day == 3]


# Running stock: the first order took the 80 gloves that were there.
assert gloves_on_third(engine.decide_all([order, order])) == [80]

# A snapshot: each order is decided as if it were alone.
assert gloves_on_third(engine.decide_all([order, order], stock="snapshot")) == [80, 80]

# An order that cannot be read gives its error in the place of a verdict.
verdict, error = engine.decide_all([order, '{"partner": 7}'])
assert isinstance(error, longtail.InputError)
# --8<-- [end:code]
