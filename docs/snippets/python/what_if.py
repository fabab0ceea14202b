import json
import pathlib

import longtail

shop = pathlib.Path("docs/snippets/shop")
tables = {name: (shop / f"{name}.csv").read_text() for name in ("partners", "products", "prices", "stock", "receipts")}
rulebook = (shop / "rulebook.yaml").read_text()
today = longtail.Engine(rulebook, **tables)
candidate = longtail.Engine(rulebook.replace("percent: -5", "percent: -8"), **tables)

order = json.dumps(json.loads((shop / "order.json").read_text()))
replay = longtail.replay(today, candidate, f"{order}\n{order}\n", workers=2)
for row in replay.partners:
    print(row["currency"], row["id"], row["revenue_before"], "->", row["revenue_after"])
    assert row["revenue_after"] < row["revenue_before"]
assert replay.orders == 2

# what is near an order
near = {**json.loads(order), "lines": [{"product": "G-100", "quantity": 40}]}
for hint in today.hints(near):
    print(hint.message)
