import pathlib

import longtail

shop = pathlib.Path(__file__).parent.parent / "shop"
engine = longtail.load(shop).with_supply(
    stock=(shop / "stock.csv").read_text(),
    receipts="product,date,quantity,id,supplier\nG-100,2026-03-09,400,PO-1,S-1\n",
)
order = (shop / "order.json").read_bytes()

# --8<-- [start:code]
late = ["2026-01-05"] * 6 + ["2026-01-07"] * 3 + ["2026-01-14"]
rows = [{"supplier": "S-1", "expected": "2026-01-05", "arrived": day} for day in late]
state = longtail.reliability("count_receipts", {"receipts": rows})["state"]

sure = engine.confidence(order, {"state": state, "percents": [80]})
gloves, masks = sure["lines"]
assert gloves["words"] == (
    "2026-03-10, 80 % by 2026-03-12 (receipts observed of `S-1`: 10, of all: 10)"
)
assert gloves["receipts"][0]["id"] == "PO-1"
assert masks["words"] == "2026-03-03 (from stock on hand)"

[gloves, _] = engine.explain_promise(order, language="nl")
assert gloves["words"][1] == "besteld 115, afgerond op 120: het gaat per 10, vanaf 1"
# --8<-- [end:code]
