import json
import pathlib

import longtail

shop = pathlib.Path(__file__).parent.parent / "shop"
engine = longtail.load(shop)

# --8<-- [start:code]
ledger = longtail.StockLedger()
today, now = "2026-03-02", "2026-03-02T09:00:00Z"


def ask(verb: str, **question: object) -> dict:
    return ledger.ask(engine, verb, question)


def order(key: str, quantity: int) -> dict:
    line = {"product": "G-100", "quantity": quantity}
    return {"id": key, "partner": "P-1", "placed_at": now, "lines": [line]}


ask("count", product="G-100", on_hand=80, today=today)
ask("add_receipt", product="G-100", id="PO-7", day="2026-03-09", quantity=400, today=today)

# Two clients plan on the same supply. The first to commit is booked.
first = ask("plan", order=order("O-1", 60), now=now)
second = ask("plan", order=order("O-2", 60), now=now)
assert ask("commit", plan=first, now=now)["outcome"] == "ok"
answer = ask("commit", plan=second, now=now)
assert answer["outcome"] == "conflict"
assert answer["changed"] == [{"product": "G-100", "location": "main"}]

# The other plans again: 20 are left today, 40 leave once the receipt is there.
second = ask("plan", order=order("O-2", 60), now=now)
assert [delta["quantity"] for delta in second["deltas"]] == [20, 40]
assert ask("commit", plan=second, now=now)["outcome"] == "ok"
assert ask("commit", plan=second, now=now)["outcome"] == "replayed"

# The receipt slips by a week. That never fails; it says whom it concerns.
slipped = ask("move_receipt", product="G-100", id="PO-7", day="2026-03-16", today=today)
assert slipped["outcome"] == "ok"
assert [finding["code"] for finding in slipped["findings"]] == ["stock.at_risk"]
risk = ask("at_risk", product="G-100", today=today)
assert [promise["order"] for promise in risk["promises"]] == ["O-2"]

# A proposal for new days; nothing has changed until it is committed.
again = ask("repromise", product="G-100", key="R-1", today=today)
outcomes = {claim["order"]: claim["outcome"] for claim in again["claims"]}
assert outcomes == {"O-1": "kept", "O-2": "lost"}
assert ask("commit", plan=again["plan"], now=now)["outcome"] == "ok"
assert ask("at_risk", product="G-100", today=today)["promises"] == []

# What is stored is the ledger: a snapshot, or the log from the beginning.
restored = longtail.StockLedger(log=ledger.log())
assert restored.snapshot() == ledger.snapshot()
# --8<-- [end:code]
