import pathlib

import longtail

shop = pathlib.Path(__file__).parent.parent / "shop"
engine = longtail.load(shop)
order = (shop / "order.json").read_bytes()

# --8<-- [start:code]
later = engine.with_supply(stock="product,on_hand\nG-100,1000\nM-200,500\n")
assert later.decide(order).lines[0].status == "confirmed"

# The engine before it is unchanged; those who hold it go on with it.
assert engine.decide(order).lines[0].status == "late"
# --8<-- [end:code]
