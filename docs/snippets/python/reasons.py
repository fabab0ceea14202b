import pathlib

import longtail

shop = pathlib.Path(__file__).parent.parent / "shop"
engine = longtail.load(shop)
order = (shop / "order.json").read_bytes()

# --8<-- [start:code]
verdict = engine.decide(order, trace="full")

multiple, late = verdict.findings
assert multiple.code == "order.quantity_not_multiple"
assert multiple.path == "lines[0].quantity"
assert multiple.message == "quantity 115 is not a multiple of 10; 120 was taken"
assert multiple.data == {"quantity": 115, "multiple": 10, "accepted": 120}
assert late.code == "availability.late"

applied = [(row["stage"], row["rule"]) for row in verdict.trace if row["outcome"] == "applied"]
assert ("partner", "gold") in applied
# --8<-- [end:code]
