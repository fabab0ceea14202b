"""The ten contracts of the guide, each decided and added up."""

import pathlib
from decimal import Decimal as D

import longtail

HERE = pathlib.Path(__file__).parents[1] / "contracts"
TABLES = {name: (HERE / f"{name}.csv").read_text() for name in ("partners", "products", "prices")}


def decided(contract, partner, *lines, **order):
    engine = longtail.Engine((HERE / f"{contract}.yaml").read_text(), **TABLES)
    lines = [{"product": product, "quantity": quantity} for product, quantity in lines]
    return engine.decide({"partner": partner, "placed_at": "2026-03-02T10:00:00", "lines": lines, **order})


# reseller discount: gold gets 15 %, which the guard on margin still lets pass
verdict = decided("reseller-discount", "P-GOLD", ("DESK", 2))
assert verdict.lines[0].unit_price == D("127.50") and verdict.verdict == "accepted"

# agent commission: 2,000 this month already, so 500 at 4 % and 1,000 at 6 %
verdict = decided(
    "agent-commission", "P-AGENT", ("DESK", 10), to_date={"agents": {"base": "2000.00", "count": 3}}
)
assert verdict.fees[0].fee == D("80.00") and verdict.fees[0].earn_on == "paid"

# distributor and dealer: the dealer pays 10 % less, who stands above it shares 5 %
verdict = decided("distributor-and-dealer", "P-GOLD", ("DESK", 2))
assert verdict.totals.net == D("270.00")
assert [(share.partner, share.amount) for share in verdict.fees[0].shares] == [
    ("P-EAST", D("10.80")),
    ("P-WHOLE", D("2.70")),
]

# year bonus: the order that reaches the target earns 2 % of itself, later ones too
verdict = decided(
    "year-bonus", "P-GOLD", ("DESK", 10), to_date={"year-bonus": {"base": "18500.00", "count": 12}}
)
assert verdict.fees[0].fee == D("30.00") and verdict.fees[0].kind == "rebate"

# co-marketing: 1.5 % is set aside until the fund of the year is full
verdict = decided("co-marketing", "P-GOLD", ("DESK", 10), to_date={"co-marketing": {"paid": "740.00"}})
assert verdict.totals.fee == D("10.00")
assert [finding.code for finding in verdict.findings] == ["fees.budget_exhausted"]

# project price: 129.00 from 20 desks on, and no promotion on top
verdict = decided("project-price", "P-NORTH", ("DESK", 20), ("LAMP", 1))
assert [line.unit_price for line in verdict.lines] == [D("129.00"), D("28.50")]

# launch SPIFF: 2.50 for each lamp, at most 100.00 an order
verdict = decided("launch-spiff", "P-AGENT", ("LAMP", 30), to_date={"launch": {"paid": "0"}})
assert verdict.totals.fee == D("75.00")

# minimum order: 7.50 on orders below 100.00, nothing from there on
assert decided("minimum-order", "P-GOLD", ("LAMP", 2)).totals.net == D("67.50")
assert decided("minimum-order", "P-GOLD", ("CHAIR-B", 2)).totals.net == D("100.00")

# staffel prices: ten chairs of any kind make them all 4 % cheaper
verdict = decided("staffel", "P-GOLD", ("CHAIR-A", 6), ("CHAIR-B", 4))
assert [line.unit_price for line in verdict.lines] == [D("57.60"), D("48.00")]

# exclusive partner: others are told which permission they lack
assert decided("exclusive-partner", "P-NORTH", ("LAMP", 1)).lines[0].unit_price == D("26.40")
verdict = decided("exclusive-partner", "P-GOLD", ("LAMP", 1))
assert [finding.code for finding in verdict.findings] == ["order.product_not_permitted"]

print("ten contracts hold")
